"""Straight edges that run through the whole of a region: where two things meet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from scipy import ndimage

from jaxdesign.data.parse.grounds import commonest

_STEP = 9.0
"""Levels that neighbouring pixels differ by across an edge."""
_SOFT_STEP = 3.5
_SOFT_RATIO = 2.5
"""A step as small as this is one where it is so many times that of the lines a few pixels off, as between two
photographs that are dark or out of focus."""
_AROUND_PX = (4, 5, 6)
_SHARE = 0.9
_MARGIN_PX = 6
_LEAST_SPAN_PX = 40
"""A shorter edge may as well belong to what a photograph shows."""
_SHARPNESS = 1.6
"""How much more of the line steps than of the lines a few pixels off."""


class Cut(NamedTuple):
    """A cut through a region: before column or row ``at``, counted from the region's corner."""

    axis: int
    """0 for a cut across rows, 1 across columns."""
    at: int
    share: float

    def parts(self, box: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
        """The two parts of the region ``box``: left, top, right, bottom."""
        x0, y0, x1, y1 = box
        if self.axis == 0:
            return [(x0, y0, x1, y0 + self.at), (x0, y0 + self.at, x1, y1)]
        return [(x0, y0, x0 + self.at, y1), (x0 + self.at, y0, x1, y1)]


def _steps(pixels: Float[np.ndarray, "h w 3"]) -> Float[np.ndarray, "n"]:
    """Share of columns that step between each row and the one two above, which spans a soft edge."""
    if pixels.shape[0] < 4 or pixels.shape[1] < _LEAST_SPAN_PX:
        return np.zeros(0)
    step = np.abs(pixels[2:] - pixels[:-2]).max(axis=-1)
    around = np.zeros_like(step)
    for offset in _AROUND_PX:
        around += np.roll(step, offset, axis=0) + np.roll(step, -offset, axis=0)
    soft = (step > _SOFT_STEP) & (step * 2 * len(_AROUND_PX) > _SOFT_RATIO * around)
    return ((step > _STEP) | soft).mean(axis=1)


_GOES_ON = 0.6
"""Correlation of the detail on both sides of an edge from which one picture goes on under a veil."""
_DETAIL_PX = 9
_BESIDE_PX = 2


def _goes_on(pixels: Float[np.ndarray, "h w 3"], at: int) -> bool:
    """True where the detail above row ``at`` is that below it: one picture, partly under a veil."""
    above, below = pixels[max(at - _BESIDE_PX, 0)], pixels[min(at + _BESIDE_PX, pixels.shape[0]) - 1]
    fine = [line - ndimage.uniform_filter1d(line, _DETAIL_PX, axis=0) for line in (above, below)]
    energy = float(np.sqrt((fine[0] ** 2).sum() * (fine[1] ** 2).sum()))
    return energy > 0 and float((fine[0] * fine[1]).sum()) / energy > _GOES_ON


def best_cut(pixels: Float[np.ndarray, "h w 3"], least: float = _SHARE) -> Cut | None:
    """The clearest edge that spans ``[h, w, 3]`` levels from side to side; None where there is none.

    ``least`` is the share of the span that must step, 0 to 1.
    """
    best: Cut | None = None
    for axis in (0, 1):
        turned = pixels if axis == 0 else pixels.transpose(1, 0, 2)
        shares = _steps(turned)
        for i in np.flatnonzero(shares >= least):
            at = int(i) + 1
            if not _MARGIN_PX <= at <= turned.shape[0] - _MARGIN_PX:
                continue
            around = np.r_[shares[max(i - 6, 0) : max(i - 3, 0)], shares[i + 4 : i + 7]]
            if around.size and shares[i] < _SHARPNESS * float(np.median(around)):
                continue
            step = np.abs(turned[min(at, turned.shape[0] - 1)] - turned[at - 1]).max(axis=-1).mean()
            score = float(shares[i]) + min(float(step), 200.0) / 1000
            if (best is None or score > best.share) and not _goes_on(turned, at):
                best = Cut(axis, at, score)
    return best


_PLAIN = 5.0
"""Levels within which a pixel has the commonest colour of a region."""
_PLAIN_JUMP = 0.6
"""Share of a line that begins or ceases to have that colour where a picture meets a plain field."""
_JUMP_ROWS = 5


def plain_cut(pixels: Float[np.ndarray, "h w 3"]) -> Cut | None:
    """Where ``[h, w, 3]`` levels turn plain from one line to the next, as a card does below its picture."""
    color, _ = commonest(pixels.reshape(-1, 3))
    plain = np.abs(pixels - color).max(axis=-1) <= _PLAIN
    best: Cut | None = None
    for axis in (0, 1):
        shares = plain.mean(axis=1 - axis)
        if shares.size < 2 * _MARGIN_PX or plain.shape[1 - axis] < _LEAST_SPAN_PX:
            continue
        total = np.r_[0.0, np.cumsum(shares)]
        for at in range(_MARGIN_PX, shares.size - _MARGIN_PX + 1):
            before = (total[at] - total[at - _JUMP_ROWS]) / _JUMP_ROWS
            after = (total[at + _JUMP_ROWS] - total[at]) / _JUMP_ROWS
            if abs(after - before) >= _PLAIN_JUMP and (best is None or abs(after - before) > best.share):
                best = Cut(axis, at, float(abs(after - before)))
    return best


_JUMP = 0.16
"""Share of the width by which an outline grows or shrinks from one line to the next but two."""
_LEAST_OUTLINE_PX = 12
_RECTANGULAR = 0.9


def outline_cut(filled: Bool[np.ndarray, "h w"]) -> Cut | None:
    """Where the outline of a region steps out or in the most; None where it changes gently."""
    best: Cut | None = None
    for axis in (0, 1):
        lines = filled if axis == 0 else filled.T
        if lines.shape[0] < 2 * _LEAST_OUTLINE_PX:
            continue
        changed = (lines[2:] != lines[:-2]).mean(axis=1)
        for i in np.flatnonzero(changed >= _JUMP):
            at = int(i) + 1 + int(lines[i + 1].mean() < (lines[i].mean() + lines[i + 2].mean()) / 2)
            inside = _MARGIN_PX <= at <= lines.shape[0] - _MARGIN_PX
            if inside and (best is None or changed[i] > best.share):
                best = Cut(axis, at, float(changed[i]))
    return best if best is not None and _rectangular(filled, best) >= _RECTANGULAR else None


def _rectangular(filled: Bool[np.ndarray, "h w"], cut: Cut) -> float:
    """How much of the boxes around the connected parts on both sides of a cut is filled, 0 to 1."""
    sides = (
        (filled[: cut.at], filled[cut.at :]) if cut.axis == 0 else (filled[:, : cut.at], filled[:, cut.at :])
    )
    inside = boxes = 0.0
    for side in sides:
        labels, _ = ndimage.label(side)
        for part in ndimage.find_objects(labels):
            boxes += labels[part].size
            inside += float((labels[part] > 0).sum())
    return inside / max(boxes, 1.0)
