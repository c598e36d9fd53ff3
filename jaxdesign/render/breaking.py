"""Breaking a paragraph into lines: where it may break, greedily, and balanced.

Widths are in any one unit. A paragraph is a sequence of pieces that may not be broken; the spaces
between two pieces vanish at the end of a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

_SPACES = " \t\u2002\u2003\u2009\u200b\u3000"
_WORD = re.compile(f"[^{_SPACES}]+[{_SPACES}]*|[{_SPACES}]+")
_INNER = re.compile(r"(?<=[^\W\d_]{2}[-\u2010\u2013])(?=[^\W\d_]{2})|(?<=\w[\u2014])(?=\w)")
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_IDEOGRAPH = re.compile(f"[{_CJK}]")
_IDEOGRAPHS = re.compile(f"[{_CJK}][^\\w]*|[^{_CJK}]+")
_SHORT = re.compile(f"[^\\W\\d_]{{1,2}}[.\u2019']?[{_SPACES}]+")
_NUMBER = re.compile(f".*\\d[{_SPACES}]+")
_UNIT = re.compile("(%|\u2030|[\u20ac$\u00a3\u00a5]|[^\\W\\d_]{1,2}\\b)[^\\w]*")
_HYPHENED = re.compile(".*[-\u2010\u2013]")
_LONG_PART = re.compile(r"[^\W\d_]{4}")
_SEPARATOR = re.compile(f"[\u00b7\u2022|/\u2013\u2014]+[{_SPACES}]*")
_TITLE_LETTERS = 60
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Pieces:
    """What a paragraph is broken between."""

    strings: tuple[str, ...]
    """The pieces, each with the spaces that follow it; joined they are the paragraph."""
    ends: tuple[float, ...]
    """Where each piece ends, without its spaces, measured from the start of the paragraph."""
    starts: tuple[float, ...]
    """Where each piece starts."""
    spaced: tuple[bool, ...]
    """Whether a space follows the piece."""

    def width(self, first: int, last: int) -> float:
        """Width of a line that holds the pieces ``first`` up to but without ``last``."""
        return self.ends[last - 1] - self.starts[first]

    def words(self, first: int, last: int) -> int:
        """Number of words in a line of those pieces."""
        return 1 + sum(self.spaced[first : last - 1])

    def until(self, last: int) -> Pieces:
        """The pieces before ``last``."""
        return Pieces(self.strings[:last], self.ends[:last], self.starts[:last], self.spaced[:last])


def _split(paragraph: str) -> list[str]:
    pieces: list[str] = []
    for word in _WORD.findall(paragraph):
        for part in _INNER.split(word):
            pieces += _IDEOGRAPHS.findall(part) if _IDEOGRAPH.search(part) else [part]
    return pieces


def _tied(pieces: list[str], *, short: bool) -> list[str]:
    """The pieces with numbers joined to their units, separators to the word before them, short parts of
    hyphened words to each other, and ``short`` words to the word after them."""
    tied: list[str] = []
    for piece in pieces:
        before = tied[-1] if tied else ""
        joins = _NUMBER.fullmatch(before) and _UNIT.fullmatch(piece)
        joins = joins or (_HYPHENED.fullmatch(before) and not _long_parts(before, piece))
        if joins or (before and _SEPARATOR.fullmatch(piece)) or (short and _SHORT.fullmatch(before)):
            tied[-1] += piece
        else:
            tied.append(piece)
    return tied


def _long_parts(before: str, after: str) -> bool:
    """Whether both parts of a hyphened word can stand alone at the end and the start of a line."""
    return bool(_LONG_PART.match(before[-5:-1]) and _LONG_PART.match(after))


def make_pieces(paragraph: str, measure: Callable[[str], float], *, tied: bool = False) -> Pieces:
    """The pieces of a paragraph without line feeds; ``measure`` gives the width of a string.

    ``tied`` keeps numbers with their units, separators with what they follow, hyphened words whole unless
    both parts have four letters, and in titles words of one or two letters with what comes next.
    """
    strings = _split(paragraph)
    if tied:
        strings = _tied(strings, short=len(paragraph) <= _TITLE_LETTERS)
    starts, ends, x = [], [], 0.0
    for string in strings:
        bare = string.rstrip(_SPACES)
        starts.append(x)
        ends.append(x + measure(bare))
        x += measure(string)
    return Pieces(
        tuple(strings),
        tuple(ends),
        tuple(starts),
        tuple(string != string.rstrip(_SPACES) for string in strings),
    )


def greedy(pieces: Pieces, width: float) -> list[int]:
    """The index after the last piece of each line, each line as full as ``width`` allows."""
    breaks, first, count = [], 0, len(pieces.strings)
    while first < count:
        limit = pieces.starts[first] + width + _TOLERANCE
        last = max(bisect_right(pieces.ends, limit, lo=first), first + 1)
        breaks.append(last)
        first = last
    return breaks


def widest_piece(pieces: Pieces) -> float:
    """Width of the widest piece."""
    return max((pieces.width(i, i + 1) for i in range(len(pieces.strings))), default=0.0)


def widest(pieces: Pieces, breaks: list[int]) -> float:
    """Width of the widest line."""
    return max((pieces.width(i, j) for i, j in zip([0, *breaks[:-1]], breaks, strict=True)), default=0.0)


def balanced(pieces: Pieces, num_lines: int) -> list[int]:
    """The breaks into at most ``num_lines`` lines whose widest line is least."""
    low = widest_piece(pieces)
    best = greedy(pieces, low)
    if len(best) <= num_lines:
        return best
    high = pieces.ends[-1] - pieces.starts[0]
    best = greedy(pieces, high)
    for _ in range(40):
        middle = (low + high) / 2
        breaks = greedy(pieces, middle)
        if len(breaks) <= num_lines:
            best, high = breaks, widest(pieces, breaks)
        else:
            low = middle
        if high - low < 1e-4 * max(high, 1e-9):
            break
    return best


def least_widths(pieces: Pieces, max_lines: int) -> list[float]:
    """Least width that sets the pieces in 1, 2 ... ``max_lines`` lines; falling."""
    return [widest(pieces, balanced(pieces, k)) for k in range(1, max_lines + 1)]


def balanced_within(pieces: Pieces, width: float) -> list[int]:
    """Breaks into the fewest lines that ``width`` allows, the widest line least.

    A single word on the last line is given company where ``width`` allows it without leaving one word
    alone above.
    """
    breaks = balanced(pieces, len(greedy(pieces, width)))
    breaks = _fill_last(pieces, breaks)
    count = len(breaks)
    if count < 2 or pieces.words(breaks[-2], breaks[-1]) > 1:
        return breaks
    for cut in range(breaks[-2] - 1, 0, -1):
        if pieces.words(cut, breaks[-1]) > 1:
            head = balanced(pieces.until(cut), count - 1)
            fits = max(widest(pieces, head), pieces.width(cut, breaks[-1])) <= width + _TOLERANCE
            even = len(head) == count - 1 and not _is_stub(pieces, [*head, breaks[-1]], count - 2)
            return [*head, breaks[-1]] if fits and even else breaks
    return breaks


_STUB = 0.5
"""Share of the widest line below which a single word is short for a line."""


def _is_stub(pieces: Pieces, breaks: list[int], line: int) -> bool:
    """Whether a line that is not the last holds one short word."""
    first = breaks[line - 1] if line else 0
    is_short = pieces.width(first, breaks[line]) < _STUB * widest(pieces, breaks)
    return is_short and pieces.words(first, breaks[line]) == 1


def _fill_last(pieces: Pieces, breaks: list[int]) -> list[int]:
    """The same lines with pieces moved down from the end, so that the last lines are not left short."""
    limit, filled = widest(pieces, breaks), list(breaks)
    for line in range(len(filled) - 1, 0, -1):
        start = filled[line - 2] if line > 1 else 0
        cut = filled[line - 1]
        while cut - 1 > start:
            above, below = pieces.width(start, cut), pieces.width(cut - 1, filled[line])
            moved = [*filled[: line - 1], cut - 1, *filled[line:]]
            if below > limit + _TOLERANCE or below >= above or _is_stub(pieces, moved, line - 1):
                break
            cut -= 1
        filled[line - 1] = cut
    return filled


def character_pieces(pieces: Pieces, width: float, measure: Callable[[str], float]) -> Pieces:
    """The pieces with those wider than ``width`` cut between letters."""
    parts: list[str] = []
    for i, string in enumerate(pieces.strings):
        if pieces.width(i, i + 1) <= width:
            parts.append(string)
        else:
            parts += re.findall(f".[{_SPACES}\u0300-\u036f\u200d\ufe0f]*", string, re.DOTALL)
    widths = [measure(part) for part in parts]
    starts = [0.0, *accumulate(widths)][:-1]
    bare = [part.rstrip(_SPACES) for part in parts]
    ends = [start + measure(part) for start, part in zip(starts, bare, strict=True)]
    return Pieces(
        tuple(parts), tuple(ends), tuple(starts), tuple(p != b for p, b in zip(parts, bare, strict=True))
    )
