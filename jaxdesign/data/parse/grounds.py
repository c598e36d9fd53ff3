"""What lies under a region: one colour or a linear gradient."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Fill, Gradient

_SAME = 9.0
_ROUNDS = 5
_LEAST_RANGE = 10.0
"""Levels that a gradient spans at least over its box; less is one colour."""
_LEAST_POINTS = 24
_MOST_POINTS = 20_000


class Ground(NamedTuple):
    """A colour that changes evenly over the picture: ``base + slope_x * x + slope_y * y``, levels."""

    base: Float[np.ndarray, "3"]
    slopes: Float[np.ndarray, "3 2"]
    """Levels per pixel along x and y."""
    share: float
    """Share of the pixels it was told from that have it, 0 to 1."""

    def levels(self, x0: int, y0: int, x1: int, y1: int) -> Float[np.ndarray, "h w 3"]:
        """Its colours over a rectangle of pixels."""
        x = np.arange(x0, x1)[None, :, None]
        y = np.arange(y0, y1)[:, None, None]
        return self.base + self.slopes[:, 0] * x + self.slopes[:, 1] * y

    def fill(self, x0: float, y0: float, x1: float, y1: float) -> Fill:
        """As the fill of a rectangle."""
        center = self.base + self.slopes @ np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        width, height = x1 - x0, y1 - y0
        _, strength, axes = np.linalg.svd(self.slopes)
        direction = axes[0]
        length = abs(width * direction[0]) + abs(height * direction[1])
        if strength[0] * length < _LEAST_RANGE:
            return _hex(center)
        if direction[0] + 1e-3 * direction[1] < 0:
            direction = -direction
        step = self.slopes @ direction * length / 2
        angle = float(np.degrees(np.arctan2(direction[1], direction[0])))
        return Gradient(angle=round(angle, 1), stops=((0.0, _hex(center - step)), (1.0, _hex(center + step))))


def _hex(levels: Float[np.ndarray, "3"]) -> str:
    return hex_from_srgb(np.clip(levels / 255, 0, 1))


def solid(levels: Float[np.ndarray, "3"], share: float = 1.0) -> Ground:
    """One colour everywhere."""
    return Ground(np.asarray(levels, np.float64), np.zeros((3, 2)), share)


def commonest(colors: Float[np.ndarray, "n 3"]) -> tuple[Float[np.ndarray, "3"], float]:
    """The commonest colour and its share of the pixels, 0 to 1."""
    coarse = (colors // 8).astype(np.int64) @ np.array([1024, 32, 1])
    values, counts = np.unique(coarse, return_counts=True)
    start = np.median(colors[coarse == values[np.argmax(counts)]], axis=0)
    near = np.abs(colors - start).max(axis=1) <= _SAME
    return np.median(colors[near], axis=0), float(near.mean())


def fitted_ground(
    pixels: Float[np.ndarray, "h w 3"], where: Bool[np.ndarray, "h w"], x0: int = 0, y0: int = 0
) -> Ground | None:
    """The colour or gradient that most of the pixels at ``where`` have; None without enough of them.

    ``x0, y0`` is where ``pixels`` begin in the picture. A gradient is taken only where it explains
    clearly more than one colour does.
    """
    rows, columns = np.nonzero(where)
    if rows.size < _LEAST_POINTS:
        return None
    step = max(1, rows.size // _MOST_POINTS)
    rows, columns = rows[::step], columns[::step]
    colors = pixels[rows, columns].astype(np.float64)
    level, share = commonest(colors)
    flat = solid(level, share)
    if share > 0.9:
        return flat
    points = np.stack([np.ones(rows.size), columns + x0, rows + y0], axis=1)
    inlier = np.ones(rows.size, bool)
    plane = np.zeros((3, 3))
    for _ in range(_ROUNDS):
        if inlier.sum() < _LEAST_POINTS:
            return flat
        plane = np.linalg.lstsq(points[inlier], colors[inlier], rcond=None)[0]
        error = np.abs(colors - points @ plane).max(axis=1)
        inlier = error <= max(_SAME, float(np.median(error)))
    explained = float((np.abs(colors - points @ plane).max(axis=1) <= _SAME).mean())
    if explained < share + 0.1:
        return flat
    return Ground(plane[0], plane[1:].T, explained)
