"""Where to cut a set of boxes into rows or columns: candidates, their costs, the best one.

The recursive XY-cut (Nagy and Seth, 1984) asks for clean gaps. Drawn by hand, boxes overlap a little
and neighbours nearly swap, so a cut here has a cost: what would have to move, in units of how far boxes
are expected to be off. The order of the elements in the document is evidence as well, since it is the
order of reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

X, Y = 0, 1
_ORDER_PRICE = 2.0
"""Cost of one element that a cut puts against the document's order."""
_EDGE_SPREAD = 1.5
"""The distance of two edges is off by about this much more than each of them."""
_GAP_GAIN = 2.0
_ALIGN_CAP = 4.0


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A set in two parts along an axis."""

    axis: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    cost: float
    """What must move for the parts to lie apart, as half the sum of squared deviations."""
    score: float
    """The cost, less what speaks for the cut; the least is the best."""


def _across_sums(values: np.ndarray) -> np.ndarray:
    """``[n - 1]``: for each k the sum of ``values[i, j]`` over i < k <= j."""
    total = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    total[1:, 1:] = values.cumsum(0).cumsum(1)
    k = np.arange(1, values.shape[0])
    return total[k, -1] - total[k, k]


def _separation(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each k: gap from the first part to the second, and from the second to the first."""
    first_end = np.maximum.accumulate(end)[:-1]
    first_start = np.minimum.accumulate(start)[:-1]
    second_start = np.minimum.accumulate(start[::-1])[::-1][1:]
    second_end = np.maximum.accumulate(end[::-1])[::-1][1:]
    return second_start - first_end, first_start - second_end


def _misalignment(box: np.ndarray, axis: int, spread: np.ndarray) -> float:
    """For two boxes side by side along ``axis``: squared deviation of the best shared edge across it."""
    other = 1 - axis
    start, size = box[:, other], box[:, other + 2]
    edges = np.array([start[1] - start[0], (start + size / 2) @ [-1, 1], (start + size) @ [-1, 1]])
    return float(min(0.5 * np.min((edges / spread[other]) ** 2), _ALIGN_CAP))


def _costs(box: np.ndarray, rank: np.ndarray, order: np.ndarray, axis: int, spread: np.ndarray) -> np.ndarray:
    """``[2, n - 1]`` cost and score of cutting the boxes, taken in ``order``, after each place."""
    start, end = box[order, axis], box[order, axis] + box[order, axis + 2]
    overlap = np.maximum(end[:, None] - start[None, :], 0.0)
    cost = 0.5 * _across_sums((overlap / (_EDGE_SPREAD * spread[axis])) ** 2)
    gap, _ = _separation(start, end)
    ranks = rank[order]
    against = _across_sums((ranks[:, None] > ranks[None, :]).astype(float))
    k = np.arange(1, len(order))
    price = _ORDER_PRICE * against / np.maximum(np.minimum(k, len(order) - k), 1)
    across = 1 - axis
    apart = np.maximum(*_separation(box[order, across], box[order, across] + box[order, across + 2]))
    lonely = 0.5 * (np.maximum(apart, 0) / spread[across]) ** 2
    gain = _GAP_GAIN * np.tanh(np.maximum(gap, 0) / (4 * spread[axis]))
    return np.stack([cost, cost + price + np.minimum(lonely, 4 * _ALIGN_CAP) - gain])


def best_cut(box: np.ndarray, rank: np.ndarray, spread: np.ndarray) -> Cut:
    """The best cut of at least two boxes.

    Args:
        box: ``[n, 4]`` x, y, w, h.
        rank: ``[n]`` place of each element in the document.
        spread: ``[2]`` how far edges are expected to be off along x and y, in the units of ``box``.
    """
    found: Cut | None = None
    for axis in (Y, X):
        center = box[:, axis] + box[:, axis + 2] / 2
        orders = [np.argsort(rank, kind="stable"), np.argsort(center, kind="stable")]
        for order in orders:
            cost, score = _costs(box, rank, order, axis, spread)
            if len(order) == 2:
                score = score + _misalignment(box, axis, spread)
            k = int(np.argmin(score))
            if found is None or score[k] < found.score - 1e-9:
                first, second = tuple(order[: k + 1].tolist()), tuple(order[k + 1 :].tolist())
                found = Cut(axis=axis, first=first, second=second, cost=float(cost[k]), score=float(score[k]))
    assert found is not None
    return found
