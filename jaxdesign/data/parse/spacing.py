"""The spaces of a line: those that the reader dropped put back, and lines cut where two texts meet."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.ink import Ink
from jaxdesign.data.parse.reading import Letter, ReadLine
from jaxdesign.design.color import oklab_from_srgb

_EMPTY = 0.22
_LETTER_GAP = 2.4
"""A space is at least so many times as wide as the gap between letters."""
_SPACE_SHARE = 0.62
"""And at least this share of the line's other spaces."""
_LEAST_SPACE = 0.19
_SPLIT_EM = 1.05
_SPLIT_SPACES = 2.6
_CORE = 0.8
"""Share of a word's strongest contrast from which a pixel is the core of a stroke."""
_OTHER_INK = 0.16
"""OKLab distance of neighbouring words' cores beyond which their inks are two."""
_MOST_CHANGES = 2
"""More than these in a line are an uneven ground's."""
_NO_SPACE_BEFORE = ".,;:!?)]}%’'”\"…"
_NO_SPACE_AFTER = "([{‘“'\"’@#/"


def gaps_between(letters: tuple[Letter, ...], ink: Ink) -> np.ndarray:
    """``[n - 1]`` widths in pixels of the widest empty stretch between neighbouring letters."""
    covered = ink.coverage.max(axis=0) > _EMPTY
    gaps = np.zeros(max(len(letters) - 1, 0))
    for i, (one, other) in enumerate(pairwise(letters)):
        start, stop = max(int(one.center), 0), min(int(np.ceil(other.center)), covered.size)
        run = longest = 0
        for column in covered[start:stop]:
            run = 0 if column else run + 1
            longest = max(longest, run)
        gaps[i] = longest
    return gaps


def word_columns(line: ReadLine, ink: Ink) -> list[tuple[str, int, int]]:
    """The words of a line, each with the columns of the cut where it may lie: start and stop.

    The whole line where the letters' places are not known.
    """
    num_columns = ink.coverage.shape[1]
    if sum(not c.isspace() for c in line.string) != len(line.letters):
        return [(line.string, 0, num_columns)]
    covered = ink.coverage.max(axis=0) > _EMPTY
    words, stops, seen = line.string.split(), [], 0
    for word in words[:-1]:
        seen += len(word)
        stops.append(round(_middle_of_gap(line.letters[seen - 1], line.letters[seen], covered)))
    edges = [0, *stops, num_columns]
    return [(word, a, b) for word, (a, b) in zip(words, pairwise(edges), strict=True) if b - a > 1]


def _middle_of_gap(one: Letter, other: Letter, covered: np.ndarray) -> float:
    """The column in the middle of the widest empty stretch between two letters."""
    start, stop = max(int(one.center), 0), min(int(np.ceil(other.center)), covered.size)
    best, run, middle = 0, 0, (one.center + other.center) / 2
    for column in range(start, stop):
        run = 0 if covered[column] else run + 1
        if run > best:
            best, middle = run, column + 1 - run / 2
    return float(middle)


def _is_spaced(line: ReadLine) -> np.ndarray:
    """``[n - 1]`` true where the string has a space after the letter."""
    spaced, seen = np.zeros(max(len(line.letters) - 1, 0), bool), -1
    for character in line.string:
        if not character.isspace():
            seen += 1
        elif 0 <= seen < spaced.size:
            spaced[seen] = True
    return spaced


def _joined(letters: tuple[Letter, ...], spaced: np.ndarray) -> str:
    parts = []
    for i, letter in enumerate(letters):
        parts.append(letter.character)
        if i < spaced.size and spaced[i]:
            parts.append(" ")
    return "".join(parts)


def _part(line: ReadLine, ink: Ink, first: int, stop: int, spaced: np.ndarray) -> ReadLine:
    """Letters ``first`` to ``stop`` of a line as a line of their own."""
    covered = ink.coverage.max(axis=0) > _EMPTY

    def edge(one: int) -> float:
        """The middle of the gap after letter ``one``."""
        return _middle_of_gap(line.letters[one], line.letters[one + 1], covered)

    left = edge(first - 1) if first > 0 else 0.0
    right = edge(stop - 1) if stop < len(line.letters) else line.width
    along = (line.corners[1] - line.corners[0]) / max(line.width, 1e-6)
    start, end = line.corners[0] + along * left, line.corners[0] + along * right
    down = line.corners[3] - line.corners[0]
    letters = tuple(letter._replace(center=letter.center - left) for letter in line.letters[first:stop])
    string = _joined(letters, spaced[first : stop - 1])
    return ReadLine(string, letters, line.score, np.stack([start, end, end + down, start + down]))


def _inks(line: ReadLine, ink: Ink) -> list[tuple[int, Float[np.ndarray, "3"]]]:
    """For each word the number of letters up to its end, and the OKLab colour of its strokes' cores."""
    found, seen = [], 0
    for word, start, stop in word_columns(line, ink):
        seen += len(word)
        contrast = np.linalg.norm(ink.difference[:, start:stop], axis=-1)
        core = contrast >= _CORE * float(np.percentile(contrast, 98))
        shown = (ink.ground + ink.difference)[:, start:stop][core]
        levels = np.median(shown, axis=0) / 255
        found.append((seen, oklab_from_srgb(np.clip(levels, 0, 1).astype(np.float32))))
    return found


def recolored(line: ReadLine, ink: Ink) -> list[ReadLine]:
    """The line cut where its words change their ink, as where the page that one is on is marked in a menu."""
    letters = sum(not c.isspace() for c in line.string)
    words = _inks(line, ink) if " " in line.string and letters == len(line.letters) else []
    if len(words) < 2 or words[-1][0] != letters:
        return [line]
    cuts = [
        stop
        for (stop, color), (_, other) in pairwise(words)
        if float(np.linalg.norm(color - other)) > _OTHER_INK
    ]
    if not 0 < len(cuts) <= _MOST_CHANGES:
        return [line]
    edges, spaced = [0, *cuts, letters], _is_spaced(line)
    return [_part(line, ink, a, b, spaced) for a, b in pairwise(edges)]


def respaced(line: ReadLine, ink: Ink) -> list[ReadLine]:
    """The line with its dropped spaces, cut into several where a gap is wider than words leave."""
    if len(line.letters) < 2 or sum(not c.isspace() for c in line.string) != len(line.letters):
        return [line]
    em = 1.25 * ink.height
    gaps, spaced = gaps_between(line.letters, ink), _is_spaced(line)
    letter_gap = float(np.median(gaps[~spaced])) if (~spaced).any() else 1.0
    floor = max(_LETTER_GAP * letter_gap, _LEAST_SPACE * em, letter_gap + 2.0)
    known = gaps[spaced & (gaps < _SPLIT_EM * em)]
    if known.size:
        floor = max(floor, _SPACE_SHARE * float(np.median(known)))
    usual_space = float(np.median(known)) if known.size else 0.3 * em
    for i in np.flatnonzero(~spaced & (gaps >= floor)):
        before, after = line.letters[i].character, line.letters[i + 1].character
        if before.isdigit() and after.isdigit() and gaps[i] < usual_space:
            continue
        if after not in _NO_SPACE_BEFORE and before not in _NO_SPACE_AFTER:
            spaced[i] = True
    usual = float(np.median(gaps[spaced])) if spaced.any() else 0.3 * em
    wide = max(_SPLIT_EM * em, _SPLIT_SPACES * min(max(usual, 0.25 * em), 0.5 * em), 4.0 * letter_gap)
    cuts = [0, *(int(i) + 1 for i in np.flatnonzero(gaps > wide)), len(line.letters)]
    if len(cuts) == 2:
        return [line._replace(string=_joined(line.letters, spaced))]
    return [_part(line, ink, a, b, spaced) for a, b in pairwise(cuts)]
