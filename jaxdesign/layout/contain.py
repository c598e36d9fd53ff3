"""What lies in a card or over a picture: the containment forest of a design's elements.

The elements on a ground mostly follow it in the document without a break, so each ground gets the run of
followers for which being inside explains the boxes best; what lies squarely inside and comes later in
the document is added.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_FIRST_IN = {
    ("image", "image"): -3.4,
    ("image", "shape"): -2.0,
    ("image", "text"): -1.8,
    ("image", "button"): -2.0,
    ("shape", "image"): 1.4,
    ("shape", "shape"): -0.3,
    ("shape", "text"): 1.4,
    ("shape", "button"): 4.0,
}
"""Log odds, over real designs, that what follows a ground lies on it, by their kinds."""
_NEXT_IN = {
    ("image", "image"): 0.0,
    ("image", "shape"): 0.3,
    ("image", "text"): 1.5,
    ("image", "button"): 2.4,
    ("shape", "image"): 1.2,
    ("shape", "shape"): -0.4,
    ("shape", "text"): 2.0,
    ("shape", "button"): 4.5,
}
"""The same for what follows something that lies on the ground."""
_SAME_GROUP = 5.0
_MOST = 12.0
_LATER = 3.0
"""What an element that is not in the run must gain by lying inside."""
_DENSITY = 0.5


class Things(NamedTuple):
    """What containment looks at besides boxes."""

    kind: list[str]
    """``text``, ``button``, ``image`` or ``shape``."""
    ground: np.ndarray
    """``[n]`` which can have others on them."""
    group: list[str | None]
    """Named group of each element."""


def _evidence(box: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``[n, n]`` for ground i and element j: cost of lying inside, cost of lying beside."""
    inside = np.zeros((len(box), len(box)))
    depth = np.full_like(inside, np.inf)
    for axis in (0, 1):
        low, high = box[:, axis], box[:, axis] + box[:, axis + 2]
        near, far = np.sqrt(2) * spread[axis], np.sqrt(3) * spread[axis]
        inside += 0.5 * (np.maximum(low[:, None] - low[None, :], 0) / near) ** 2
        inside += 0.5 * (np.maximum(high[None, :] - high[:, None], 0) / far) ** 2
        overlap = np.minimum(high[:, None], high[None, :]) - np.maximum(low[:, None], low[None, :])
        depth = np.minimum(depth, np.maximum(overlap, 0) / far)
    return inside, 0.5 * depth**2


def _gains(box: np.ndarray, things: Things, spread: np.ndarray) -> np.ndarray:
    """``[n, n]`` log odds, from the boxes and groups alone, that element j lies on ground i."""
    inside, beside = _evidence(box, spread)
    room = np.prod(box[:, 2:] + 2 * spread, axis=1)
    density = _DENSITY * np.log(0.3 / np.clip(room, 1e-3, 1.0))
    together = np.array([[a is not None and a == b for b in things.group] for a in things.group])
    gains = beside - inside + np.maximum(density, 0)[:, None]
    return np.clip(gains, -_MOST, _MOST) + _SAME_GROUP * together


def _run_end(first: int, gains: np.ndarray, things: Things) -> int:
    """One past the last element of the run on a ground."""
    ground = "image" if things.kind[first] == "image" else "shape"
    total, best, end, any_in = 0.0, 0.0, first + 1, False
    for j in range(first + 1, len(gains)):
        table = _NEXT_IN if any_in else _FIRST_IN
        gain = gains[first, j] + table[ground, things.kind[j]]
        total += gain
        any_in = any_in or gain > 0
        if total > best:
            best, end = total, j + 1
        if total < best - 2 * _MOST:
            break
    return end


def containers(box: np.ndarray, things: Things, spread: np.ndarray) -> np.ndarray:
    """``[n]``: index of the ground that each element lies on, the topmost if several; -1 for none.

    Args:
        box: ``[n, 4]`` x, y, w, h in fractions of the canvas, in document order.
        things: of the ``n`` elements.
        spread: ``[2]`` how far edges are expected to be off along x and y.
    """
    n = len(box)
    inside, beside = _evidence(box, spread)
    gains = _gains(box, things, spread)
    area = (box[:, 2] + spread[0]) * (box[:, 3] + spread[1])
    parent = np.full(n, -1)
    for first in np.flatnonzero(things.ground):
        end = _run_end(first, gains, things)
        later = (beside - inside)[first, first + 1 :] > _LATER
        smaller = area[first + 1 :] < area[first]
        members = (np.arange(first + 1, n) < end) | (later & smaller)
        doubtful = inside[first, first + 1 :] > _MOST
        parent[first + 1 :][members & ~doubtful] = first
    return parent
