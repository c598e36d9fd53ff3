"""Lines that make up one text: the same type, even leading, a shared edge, and words that did not fit."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np

from jaxdesign.data.parse.type_styles import SetLine
from jaxdesign.design.color import oklab_from_srgb

_SIZE_RATIO = 1.1
_COLOR = 0.1
_LEADING = (0.8, 2.35)
_EDGE_EM = 0.45
_UNEVEN = 0.12
_WORD_GAP = 0.75
_SPACE_EM = 0.25
_ROOM_EM = 0.35
_SAME_ROW = 0.2

Paragraph = list[SetLine]


def _same_type(one: SetLine, other: SetLine) -> bool:
    if one.style != other.style:
        colors = np.clip(np.stack([one.color, other.color]) / 255, 0, 1).astype(np.float32)
        lab = oklab_from_srgb(colors)
        if float(np.linalg.norm(lab[0] - lab[1])) > _COLOR:
            return False
    return 1 / _SIZE_RATIO < one.size / other.size < _SIZE_RATIO


def shared_edge(lines: Paragraph) -> Literal["start", "center", "end"] | None:
    """The edge at which lines stand under each other; None where they do at none."""
    size = float(np.median([line.size for line in lines]))
    starts = float(np.ptp([line.line.left for line in lines]))
    centers = float(np.ptp([(line.line.left + line.line.right) / 2 for line in lines]))
    ends = float(np.ptp([line.line.right for line in lines]))
    if starts <= min(0.15 * size + 1.0, _EDGE_EM * size) or starts <= min(centers, ends):
        return "start" if starts <= _EDGE_EM * size else None
    if centers <= ends:
        return "center" if centers <= _EDGE_EM * size else None
    return "end" if ends <= _EDGE_EM * size else None


def _word_would_fit(block: Paragraph, line: SetLine) -> bool:
    """True where the line's first word had room at the end of the line above, so that it was not wrapped."""
    last = block[-1]
    letters = max(len(line.line.string), 1)
    first = len(line.line.string.split(" ")[0]) / letters * line.line.width
    room = max(member.line.width for member in [*block, line])
    return last.line.width + _SPACE_EM * last.size + first < room - _ROOM_EM * last.size


def _continues(block: Paragraph, line: SetLine) -> bool:
    last = block[-1]
    if line.line.angle != last.line.angle or not _same_type(last, line):
        return False
    step = line.baseline - last.baseline
    size = (line.size + last.size) / 2
    if not _LEADING[0] * size <= step <= _LEADING[1] * size:
        return False
    if min(line.line.right, last.line.right) - max(line.line.left, last.line.left) < 0:
        return False
    if len(block) > 1:
        leading = (last.baseline - block[0].baseline) / (len(block) - 1)
        if abs(step - leading) > max(_UNEVEN * leading, 1.5):
            return False
    return shared_edge([*block, line]) is not None and not _word_would_fit(block, line)


def paragraphs(lines: list[SetLine]) -> list[Paragraph]:
    """The lines in texts, from the top down; a text's lines in reading order."""
    blocks: list[Paragraph] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.line.left)):
        open_blocks = [block for block in blocks if _continues(block, line)]
        if open_blocks:
            max(open_blocks, key=lambda block: block[-1].baseline).append(line)
        else:
            blocks.append([line])
    return [part for block in blocks for part in _evenly_led(block)]


def _evenly_led(block: Paragraph) -> list[Paragraph]:
    """The block, cut where one step between its lines is clearly wider than the least."""
    if len(block) < 3:
        return [block]
    steps = [b.baseline - a.baseline for a, b in pairwise(block)]
    least = min(steps)
    parts: list[Paragraph] = [[block[0]]]
    for line, step in zip(block[1:], steps, strict=True):
        if step > (1 + 2 * _UNEVEN) * least + 1.0:
            parts.append([])
        parts[-1].append(line)
    return parts
