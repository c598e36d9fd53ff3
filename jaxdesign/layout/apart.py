"""What was drawn side by side stays side by side."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.layout.evidence import Noise

_APART = 0.3
"""Standard deviations of a rough edge from which a gap tells that two elements stand apart."""
_COVERED = 0.6
"""Share of the smaller box from which one lies on the other."""
_ROUNDS = 3


def kept_apart(
    document: Document, box: Float[np.ndarray, "n 4"], moved: Float[np.ndarray, "n 4"], noise: Noise
) -> Float[np.ndarray, "n 4"]:
    """``moved`` with elements put apart that came to lie on each other and were drawn apart.

    Two pictures or two shapes: a text may well belong on a button or a picture that it missed. They part
    along the axis on which the gap between them was the widest for the roughness, until they touch; the
    smaller one gives way the more, one whose place is locked not at all.

    Args:
        document: ``n`` elements.
        box: Their boxes as drawn, in canvas fractions.
        moved: Where they were moved.
        noise: Standard deviations of what was drawn.
    """
    moved = moved.copy()
    gaps = _gaps(box) / np.maximum([noise.x, noise.y], 1e-9)
    pairs = [
        (i, j)
        for i, j in np.argwhere(np.triu(gaps.max(-1) > _APART, 1))
        if _stand_apart(document.elements[i], document.elements[j])
    ]
    for _ in range(_ROUNDS):
        for i, j in pairs:
            shared = np.prod(np.maximum(-_gaps(moved[[i, j]])[0, 1], 0.0))
            area = np.maximum(moved[[i, j], 2] * moved[[i, j], 3], 1e-12)
            if shared <= _COVERED * area.min():
                continue
            axis = int(np.argmax(gaps[i, j]))
            low, high = (i, j) if box[i, axis] < box[j, axis] else (j, i)
            over = moved[low, axis] + moved[low, 2 + axis] - moved[high, axis]
            held = [is_locked(document.elements[k], "xy"[axis]) for k in (low, high)]
            share = area[1 if low == i else 0] / area.sum()
            share = float(held[1]) if held[0] != held[1] else share
            moved[low, axis] -= over * share
            moved[high, axis] += over * (1 - share)
    return moved


def _stand_apart(first: Element, second: Element) -> bool:
    """Whether elements of these kinds, once drawn apart, belong apart."""
    return first.kind == second.kind != "text"


def _gaps(box: Float[np.ndarray, "n 4"]) -> Float[np.ndarray, "n n 2"]:
    """Between every two boxes along both axes; below 0 where they overlap."""
    start, end = box[:, :2], box[:, :2] + box[:, 2:]
    return np.maximum(start[:, None] - end[None], start[None] - end[:, None])
