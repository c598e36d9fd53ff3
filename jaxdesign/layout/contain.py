"""What lies in a card or over a picture: the containment forest of a design's elements."""

from __future__ import annotations

import numpy as np

_COVERED = 0.7
"""Share of an element that a container must cover, once both may move by the expected spread."""
_LARGER = 1.05


def _cover(box: np.ndarray, slack: np.ndarray) -> np.ndarray:
    """``[n, n]`` share of box j that box i covers if i is grown by ``slack`` on every side."""
    share = np.ones((len(box), len(box)))
    for axis in (0, 1):
        start, size = box[:, axis], np.maximum(box[:, axis + 2], 1e-9)
        low = np.maximum(start[:, None] - slack[axis], start[None, :])
        high = np.minimum((start + size)[:, None] + slack[axis], (start + size)[None, :])
        share *= np.clip((high - low) / size[None, :], 0, 1)
    return share


def containers(box: np.ndarray, is_text: np.ndarray, is_filled: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """``[n]``: index of the smallest element that contains each one, -1 for none.

    Only shapes and pictures contain, and only what is painted after them.

    Args:
        box: ``[n, 4]`` x, y, w, h in paint order.
        is_text: ``[n]``; a text contains nothing.
        is_filled: ``[n]`` elements that can be a ground for others.
        spread: ``[2]`` how far edges are expected to be off along x and y.
    """
    n = len(box)
    area = box[:, 2] * box[:, 3]
    cover = _cover(box, spread)
    index = np.arange(n)
    least = (area + 0.25 * np.prod(spread)) / _LARGER
    larger = area[:, None] + 2 * spread.prod() >= least[None, :]
    allowed = (
        (is_filled & ~is_text)[:, None]
        & (index[:, None] < index[None, :])
        & (cover >= _COVERED)
        & larger
        & (is_text[None, :] | (area[:, None] > area[None, :] * _LARGER))
    )
    distance = index[None, :] - index[:, None]
    price = np.where(allowed, area[:, None] * (1 + 0.02 * np.maximum(distance - 1, 0)), np.inf)
    parent = price.argmin(axis=0)
    return np.where(np.isfinite(price.min(axis=0)), parent, -1)
