"""Text set into lines with real font metrics: where each line stands, how large the whole is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import jax
import numpy as np

from jaxdesign.design.document import Document, Text
from jaxdesign.render import breaking
from jaxdesign.render.fonts import Face, FontRegistry, default_registry
from jaxdesign.render.shaping import advance, cased, face_of, side_bearings
from jaxdesign.types import TextMetrics

MAX_LINES = 12
"""Number of line counts that ``text_metrics`` measures."""

WIDTH_SLACK = 0.002
"""Share of the width by which a line may exceed it: renderers and captures round positions."""

FORCED_BREAK = 4.0
"""Factor on the width of a text with line feeds in fewer lines than these make: never worth taking."""

_ALIGN = {"start": 0.0, "center": 0.5, "end": 1.0}
_FIT_STEPS = 30


@dataclass(frozen=True)
class Line:
    """One line of a set text; case applied, no space at its end. In pixels from the box's corner."""

    string: str
    x: float
    """Where the line's advance begins."""
    baseline: float
    width: float


@dataclass(frozen=True)
class SetText:
    """A text set in its face. ``width`` is the widest advance, ``height`` from ascent to descent."""

    lines: tuple[Line, ...]
    width: float
    height: float
    face: Face
    size: float
    missing: tuple[str, ...] = ()
    """Characters that no face has; U+FFFD is drawn for them."""


@lru_cache(maxsize=16_384)
def _pieces(
    paragraph: str, face: Face, registry: FontRegistry, tracking: float, *, tied: bool
) -> breaking.Pieces:
    def measure(part: str) -> float:
        return advance(part, face, registry, tracking)

    return breaking.make_pieces(paragraph, measure, tied=tied)


def _paragraphs(string: str) -> list[str]:
    return string.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")


def break_text(
    text: Text,
    width_px: float | None,
    registry: FontRegistry | None = None,
    *,
    balance: bool = True,
    break_words: bool = False,
) -> tuple[str, ...]:
    """The string of ``text`` in lines no wider than ``width_px``, case not applied; line feeds break.

    Without a width only line feeds break. ``balance`` evens the lines and avoids a last line of one
    word, and keeps together what belongs together (see ``make_pieces``) where that costs no line;
    otherwise each line is as full as can be, as browsers set it. A word wider than ``width_px``
    sticks out unless ``break_words``.
    """
    registry = registry or default_registry()
    face = face_of(text, registry)
    paragraphs = _paragraphs(text.string)
    if width_px is None:
        return tuple(paragraphs)
    limit = max(width_px, 0.0) * (1 + WIDTH_SLACK) / text.size
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += _cut(paragraph, text, face, registry, limit, balance, break_words)
    return tuple(lines)


def _cut(
    paragraph: str,
    text: Text,
    face: Face,
    registry: FontRegistry,
    limit: float,
    balance: bool,
    break_words: bool,
) -> list[str]:
    """One paragraph in lines of at most ``limit`` em."""
    if not paragraph.strip():
        return [paragraph]
    measure = _measure(text, face, registry)
    if measure(paragraph.strip()) <= limit:
        return [paragraph]

    def pieces_of(*, tied: bool) -> breaking.Pieces:
        if text.case == "none":
            return _pieces(paragraph, face, registry, text.tracking, tied=tied)
        return breaking.make_pieces(paragraph, measure, tied=tied)

    pieces = pieces_of(tied=False)
    if balance:
        tied = pieces_of(tied=True)
        fits_tied = breaking.widest_piece(tied) <= limit
        if fits_tied and len(breaking.greedy(tied, limit)) == len(breaking.greedy(pieces, limit)):
            pieces = tied
    if break_words:
        pieces = breaking.character_pieces(pieces, limit, measure)
    breaks = breaking.balanced_within(pieces, limit) if balance else breaking.greedy(pieces, limit)
    return ["".join(pieces.strings[i:j]) for i, j in zip([0, *breaks[:-1]], breaks, strict=True)]


def _measure(text: Text, face: Face, registry: FontRegistry) -> Callable[[str], float]:
    """Width in em of a string in the case the text is set in."""
    return lambda string: advance(cased(string, text.case), face, registry, text.tracking)


def set_text(
    text: Text,
    width_px: float | None,
    registry: FontRegistry | None = None,
    *,
    break_words: bool = False,
) -> SetText:
    """``text`` set in a box ``width_px`` wide (None: only line feeds break); aligned within that width.

    ``text.lines``, where given, are the lines. The height is ``(n - 1) * line_height * size`` and the
    ascent and descent of the face.
    """
    registry = registry or default_registry()
    face = face_of(text, registry)
    broken = text.lines or break_text(text, width_px, registry, break_words=break_words)
    strings = [cased(line, text.case).strip(" \t\n\u200b") for line in broken]
    widths = [advance(string, face, registry, text.tracking) * text.size for string in strings]
    widest = max(widths, default=0.0)
    room = widest if width_px is None else width_px
    lines = tuple(
        Line(
            string=string,
            x=(room - width) * _ALIGN[text.align],
            baseline=(face.ascent + i * text.line_height) * text.size,
            width=width,
        )
        for i, (string, width) in enumerate(zip(strings, widths, strict=True))
    )
    height = ((len(lines) - 1) * text.line_height + face.ascent + face.descent) * text.size
    missing = registry.missing("".join(strings), face)
    return SetText(lines, widest, height, face, text.size, missing)


def optical_shift(line: Line, set_: SetText, align: str, registry: FontRegistry | None = None) -> float:
    """How far in pixels to move a line so that its ink, not its advance, stands at the aligned edge."""
    if not line.string or align == "center":
        return 0.0
    left, right = side_bearings(line.string[0], line.string[-1], set_.face, registry or default_registry())
    return -left * set_.size if align == "start" else right * set_.size


def fits(text: Text, width_px: float, height_px: float, registry: FontRegistry | None = None) -> bool:
    """True if the text, set in that width, is no wider and no higher than the box."""
    set_ = set_text(text, width_px, registry)
    return set_.width <= width_px * (1 + WIDTH_SLACK) and set_.height <= height_px * (1 + WIDTH_SLACK)


def fit_size(
    text: Text,
    width_px: float,
    height_px: float,
    registry: FontRegistry | None = None,
    *,
    min_size: float = 1.0,
    max_size: float | None = None,
) -> float:
    """The largest type size in pixels at which the text fits the box, ``min_size`` if none does.

    Lines are broken anew for each size; ``text.lines`` is not kept.
    """
    free = text.model_copy(update={"lines": None})

    def fits_at(size: float) -> bool:
        return fits(free.model_copy(update={"size": size}), width_px, height_px, registry)

    face = face_of(text, registry or default_registry())
    high = max(height_px / (face.ascent + face.descent), min_size)
    high = min(high, max_size) if max_size is not None else high
    if fits_at(high):
        return high
    low = min_size
    if not fits_at(low):
        return min_size
    for _ in range(_FIT_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits_at(middle) else (low, middle)
    return low


@lru_cache(maxsize=8192)
def _least_widths(
    string: str, case: str, tracking: float, face: Face, registry: FontRegistry, max_lines: int
) -> tuple[float, ...]:
    """``break_width`` of one text, in em."""
    paragraphs = [p for p in (cased(part, case) for part in _paragraphs(string)) if p.strip()] or [""]
    pieces = [
        _pieces(paragraph, face, registry, tracking, tied=True) for paragraph in paragraphs if paragraph
    ]
    if not pieces:
        return (0.0,) * max_lines
    forced = len(pieces)
    tables = [breaking.least_widths(p, max_lines) for p in pieces]
    counts = [1] * forced
    widths = [FORCED_BREAK * sum(table[0] for table in tables)] * (min(forced, max_lines + 1) - 1)
    while len(widths) < max_lines:
        current = [table[count - 1] for table, count in zip(tables, counts, strict=True)]
        widths.append(max(current))
        worst = int(np.argmax(current))
        counts[worst] = min(counts[worst] + 1, max_lines)
    return tuple(widths)


def largest_size(
    text: Text, width_px: float, height_px: float, registry: FontRegistry | None = None
) -> float:
    """The largest type size in pixels at which the text fits the box in at most ``MAX_LINES`` balanced lines.

    As ``fit_size``, from the least widths of each number of lines, so without setting the text again.
    """
    registry = registry or default_registry()
    face = face_of(text, registry)
    widths = _least_widths(text.string, text.case, text.tracking, face, registry, MAX_LINES)
    sizes = [
        min(width_px / width, height_px / (i * text.line_height + face.ascent + face.descent))
        for i, width in enumerate(widths)
        if width > 0
    ]
    return max(sizes, default=0.0)


def text_metrics(
    document: Document, num_slots: int, registry: FontRegistry | None = None, *, max_lines: int = MAX_LINES
) -> TextMetrics:
    """What the layout solver needs of each text, in ``num_slots`` slots; 0 for what is no text.

    A text with line feeds has, for fewer lines than they make, a width that is never worth taking.
    """
    registry = registry or default_registry()
    break_width = np.zeros((num_slots, max_lines), np.float32)
    ascent, descent, num_chars = (np.zeros(num_slots, np.float32) for _ in range(3))
    for i, element in enumerate(document.elements):
        text = element.text
        if text is None:
            continue
        face = face_of(text, registry)
        break_width[i] = _least_widths(text.string, text.case, text.tracking, face, registry, max_lines)
        ascent[i], descent[i], num_chars[i] = face.ascent, face.descent, len(text.string)
    return TextMetrics(*jax.device_put((break_width, ascent, descent, num_chars)))
