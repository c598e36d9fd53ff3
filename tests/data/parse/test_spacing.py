"""Spaces that the reader dropped are measured in the pixels; gaps wider than a space part two texts."""

from __future__ import annotations

import numpy as np

from jaxdesign.data.parse.ink import Ink
from jaxdesign.data.parse.reading import Letter, ReadLine
from jaxdesign.data.parse.spacing import recolored, respaced, word_columns

_WIDTH, _GAP = 6, 2
"""Pixels of a letter and between letters; the ink is 12 px high, an em about 15."""


def _line(string: str, gaps: dict[int, int]) -> tuple[ReadLine, Ink]:
    """Block letters with given gaps in pixels after some of them."""
    columns: list[int] = []
    letters, x = [], 0
    for i, character in enumerate(c for c in string if c != " "):
        columns += [1] * _WIDTH
        letters.append(Letter(character, x + _WIDTH / 2))
        gap = gaps.get(i, _GAP)
        columns += [0] * gap
        x += _WIDTH + gap
    coverage = np.zeros((16, x), np.float32)
    coverage[2:14] = np.array(columns, np.float32)[None]
    width = float(x)
    corners = np.array([[0, 0], [width, 0], [width, 16], [0, 16]], np.float64)
    ground, difference = np.full((16, x, 3), 255.0), -255.0 * coverage[..., None].repeat(3, axis=-1)
    ink = Ink(coverage, ground, np.zeros(3), difference, (0.0, 2.0, width - _GAP, 14.0), (0.0, 0.0), True)
    return ReadLine(string, tuple(letters), 1.0, corners), ink


def test_a_dropped_space_comes_back() -> None:
    line, ink = _line("bakedbread now", {4: 6, 9: 6})
    assert [part.string for part in respaced(line, ink)] == ["baked bread now"]


def test_even_letters_get_no_space() -> None:
    line, ink = _line("sourdough", {})
    assert [part.string for part in respaced(line, ink)] == ["sourdough"]


def test_digits_and_stops_are_not_torn() -> None:
    line, ink = _line("in 2017.", {1: 6, 4: 5, 5: 5})
    assert [part.string for part in respaced(line, ink)] == ["in 2017."]


def test_a_wide_gap_parts_two_texts() -> None:
    line, ink = _line("Home About", {3: 40})
    parts = respaced(line, ink)
    assert [part.string for part in parts] == ["Home", "About"]
    assert parts[0].corners[1][0] < parts[1].corners[0][0] + 1
    assert parts[1].letters[0].center < _WIDTH + 40


def test_words_lie_between_the_gaps() -> None:
    line, ink = _line("ab cd", {1: 8})
    assert word_columns(line, ink) == [("ab", 0, 18), ("cd", 18, 38)]


def _in_two_inks(first: float, second: float) -> tuple[ReadLine, Ink]:
    """Two words on white in levels of grey."""
    line, ink = _line("Home About", {3: 8})
    levels = np.where(np.arange(ink.coverage.shape[1]) < 4 * (_WIDTH + _GAP) + 3, first, second)
    difference = ink.coverage[..., None] * (levels - 255.0)[None, :, None].repeat(3, axis=-1)
    return line, ink._replace(difference=difference)


def test_a_line_is_cut_where_its_ink_changes() -> None:
    line, ink = _in_two_inks(20.0, 150.0)
    parts = recolored(line, ink)
    assert [part.string for part in parts] == ["Home", "About"]
    assert parts[0].corners[1][0] == parts[1].corners[0][0]


def test_a_line_of_one_ink_stays_whole() -> None:
    line, ink = _in_two_inks(60.0, 75.0)
    assert recolored(line, ink) == [line]
