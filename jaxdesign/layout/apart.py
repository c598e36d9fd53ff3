"""What was drawn side by side stays side by side."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from jaxdesign.design.document import Document
from jaxdesign.design.locks import is_locked
from jaxdesign.layout.evidence import Noise

_APART = 0.3
"""Standard deviations of a rough edge from which a gap tells that two elements stand apart."""
_COVERED = 0.1
"""Share of the smaller box from which one lies on the other."""
_ROUNDS = 3


def kept_apart(
    document: Document, box: Float[np.ndarray, "n 4"], moved: Float[np.ndarray, "n 4"], noise: Noise
) -> Float[np.ndarray, "n 4"]:
    """``moved`` with elements put apart that came to lie on each other and were drawn apart.

    Two pictures or two shapes: a text may well belong on a button or a picture that it missed. They part
    along an axis on which there was a gap between them, the one that takes the shorter move, until they
    touch; the smaller one gives way the more, one whose place is locked not at all.

    Args:
        document: ``n`` elements.
        box: Their boxes as drawn, in canvas fractions.
        moved: Where they were moved.
        noise: Standard deviations of what was drawn.
    """
    held = np.array([[is_locked(element, name) for name in "xywh"] for element in document.elements])
    held = held.reshape(-1, 4)
    moved = np.where(held, box, moved)
    gaps = _gaps(box) / np.maximum([noise.x, noise.y], 1e-9)
    drawn_apart = np.triu(gaps.max(-1) > _APART, 1) & _alike(document)
    for _ in range(_ROUNDS):
        for i, j in np.argwhere(drawn_apart & _covered(moved)):
            if not _covered(moved[[i, j]])[0, 1]:  # an earlier pair moved one of them
                continue
            area = np.maximum(moved[[i, j], 2] * moved[[i, j], 3], 1e-12)
            order = [(i, j) if box[i, axis] < box[j, axis] else (j, i) for axis in (0, 1)]
            overs = [
                moved[low, axis] + moved[low, 2 + axis] - moved[high, axis]
                for axis, (low, high) in enumerate(order)
            ]
            axis = int(np.argmin(np.where(gaps[i, j] > 0, overs, np.inf)))
            (low, high), over = order[axis], overs[axis]
            share = area[1 if low == i else 0] / area.sum()
            if held[low, axis] or held[high, axis]:
                share = float(held[high, axis])
            for k, by in ((low, -over * share), (high, over * (1 - share))):
                if not held[k, axis]:
                    moved[k, axis] = _on_canvas(moved[k, axis] + by, moved[k, 2 + axis], box[k, axis])
    return moved


def _alike(document: Document) -> Bool[np.ndarray, "n n"]:
    """Whether every two are upright pictures, or upright shapes."""
    kind = np.array([element.kind for element in document.elements], dtype="U5")
    upright = np.array([element.rotation == 0 for element in document.elements], dtype=bool)
    able = upright & (kind != "text")
    return (kind[:, None] == kind) & able[:, None] & able


def _on_canvas(start: float, length: float, drawn: float) -> float:
    """A start from which a length stays on the canvas, unless it was drawn to begin outside."""
    return max(min(start, max(1.0 - length, drawn)), min(drawn, 0.0))


def _covered(box: Float[np.ndarray, "n 4"]) -> Bool[np.ndarray, "n n"]:
    """Whether the smaller of every two lies on the other."""
    start, end = box[:, :2], box[:, :2] + box[:, 2:]
    common = np.minimum(end[:, None], end[None]) - np.maximum(start[:, None], start[None])
    area = np.maximum(box[:, 2] * box[:, 3], 1e-12)
    return np.prod(np.maximum(common, 0.0), -1) > _COVERED * np.minimum(area[:, None], area)


def _gaps(box: Float[np.ndarray, "n 4"]) -> Float[np.ndarray, "n n 2"]:
    """Between every two boxes along both axes; below 0 where they overlap."""
    start, end = box[:, :2], box[:, :2] + box[:, 2:]
    return np.maximum(start[:, None] - end[None], start[None] - end[:, None])
