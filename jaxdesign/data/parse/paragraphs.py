"""Lines that make up one text: the same type, even leading, a shared edge, and words that did not fit."""

from __future__ import annotations

from typing import Literal

import numpy as np

from jaxdesign.data.parse.lines import TextLine

_SIZE_RATIO = 1.22
_COLOR = 0.13
_LEADING = (0.8, 2.05)
_EDGE_EM = 0.45
_UNEVEN = 0.14
_WORD_GAP = 0.75
_SPACE_EM = 0.27


def _same_type(one: TextLine, other: TextLine) -> bool:
    ratio = one.size / other.size
    return 1 / _SIZE_RATIO < ratio < _SIZE_RATIO and float(np.linalg.norm(one.lab - other.lab)) < _COLOR


def shared_edge(lines: list[TextLine]) -> Literal["start", "center", "end"] | None:
    """The edge at which lines stand under each other; None where they do at none."""
    size = float(np.median([line.size for line in lines]))
    offsets = {
        "start": [line.left for line in lines],
        "center": [(line.left + line.right) / 2 for line in lines],
        "end": [line.right for line in lines],
    }
    spreads = {name: float(np.ptp(values)) for name, values in offsets.items()}
    best = min(
        ("start", "center", "end"), key=lambda name: spreads[name] * (1.0 if name == "start" else 1.15)
    )
    if spreads["start"] <= 0.12 * size:
        best = "start"
    return best if spreads[best] <= _EDGE_EM * size else None


def _word_would_fit(block: list[TextLine], line: TextLine) -> bool:
    """True where the line's first word had room at the end of the line above, so that it was not wrapped."""
    last = block[-1]
    letters = max(len(line.string), 1)
    first = len(line.string.split(" ")[0]) / letters * line.width
    room = max(member.width for member in [*block, line])
    return last.width + _SPACE_EM * last.size + first < room - 0.5 * last.size


def _continues(block: list[TextLine], line: TextLine) -> bool:
    last = block[-1]
    if line.angle != last.angle or not _same_type(last, line):
        return False
    step = line.baseline - last.baseline
    size = (line.size + last.size) / 2
    if not _LEADING[0] * size <= step <= _LEADING[1] * size:
        return False
    if min(line.right, last.right) - max(line.left, last.left) < 0:
        return False
    if len(block) > 1:
        leading = (last.baseline - block[0].baseline) / (len(block) - 1)
        if abs(step - leading) > max(_UNEVEN * leading, 1.5):
            return False
    return shared_edge([*block, line]) is not None and not _word_would_fit(block, line)


def _beside(one: TextLine, other: TextLine) -> bool:
    """True where ``other`` goes on in the line that ``one`` begins."""
    size = (one.size + other.size) / 2
    return (
        one.angle == other.angle == 0.0
        and _same_type(one, other)
        and abs(one.baseline - other.baseline) < 0.2 * size
        and -0.3 * size <= other.left - one.right <= _WORD_GAP * size
    )


def joined_in_line(lines: list[TextLine]) -> list[list[TextLine]]:
    """Lines in groups that stand side by side at a word's distance: the reader took them apart."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (line.left, line.top)):
        row = next((row for row in rows if _beside(row[-1], line)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    return rows


def paragraphs(lines: list[TextLine]) -> list[list[TextLine]]:
    """The lines in texts, from the top down; a text's lines in reading order."""
    blocks: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.left)):
        open_blocks = [block for block in blocks if _continues(block, line)]
        if open_blocks:
            max(open_blocks, key=lambda block: block[-1].baseline).append(line)
        else:
            blocks.append([line])
    return blocks
