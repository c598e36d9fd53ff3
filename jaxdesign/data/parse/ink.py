"""The ink of one line of text: how much of each pixel it covers, its colour, and what lies under it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, UInt8
from PIL import Image as PillowImage
from scipy import ndimage

from jaxdesign.data.parse.reading import ReadLine
from jaxdesign.importers.pixels import ground

_FLAT = 14.0
"""Distance in levels within which a pixel has the colour of the ground."""
_FLAT_SHARE = 0.35
_PLATE_SHARE = 0.15
"""Share of a row or column of a plate that shows the plate's colour."""
_LEAST_PLATE = 0.5
"""Of the cut, that a plate fills."""
_MEDIAN_ROWS = 16
"""Rows to which an uneven ground is reduced before its median is taken."""
_LEAST_CONTRAST = 16.0
_CORE = 0.8
"""Share of the strongest contrast from which a pixel is the core of a stroke."""
_EDGE = 0.3
"""Coverage from which a row or column holds ink."""

_MEDIAN_PX = 24
"""Height in pixels from which the ground of a line is measured at a coarser step."""


class Ink(NamedTuple):
    """A line of text cut out and turned upright. Positions are pixels from the cut's corner."""

    coverage: Float[np.ndarray, "h w"]
    """0 where the ground shows, 1 in the core of a stroke."""
    ground: Float[np.ndarray, "h w 3"]
    """Levels 0..255 of what lies under the ink."""
    color: Float[np.ndarray, "3"]
    """Levels 0..255 of the core."""
    difference: Float[np.ndarray, "h w 3"]
    """The cut less its ground, levels."""
    extent: tuple[float, float, float, float]
    """Left, top, right and bottom of the ink."""
    corner: tuple[float, float]
    """Where the cut's own corner stands in the picture, if it is upright in it."""
    is_flat: bool
    """True on a ground of one colour."""

    @property
    def width(self) -> float:
        return self.extent[2] - self.extent[0]

    @property
    def height(self) -> float:
        return self.extent[3] - self.extent[1]


def straightened(
    pixels: UInt8[np.ndarray, "h w 3"], line: ReadLine
) -> tuple[np.ndarray, tuple[float, float]]:
    """``[h, w, 3]`` levels of a line turned upright, and the picture's coordinates of its corner."""
    height, width = pixels.shape[:2]
    if line.angle == 0.0:
        left, top = np.floor(line.corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(line.corners.max(axis=0)).astype(int)
        left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
        right, bottom = min(max(right, left + 1), width), min(max(bottom, top + 1), height)
        return pixels[top:bottom, left:right].astype(np.float32), (float(left), float(top))
    size = (max(round(line.width), 1), max(round(line.height), 1))
    first, second, third, fourth = (tuple(corner) for corner in line.corners)
    turned = PillowImage.fromarray(pixels).transform(
        size,
        PillowImage.Transform.QUAD,
        (*first, *fourth, *third, *second),
        PillowImage.Resampling.BICUBIC,
    )
    return np.asarray(turned, np.float32), (float(line.corners[0][0]), float(line.corners[0][1]))


def _middle_run(inside: Bool[np.ndarray, "n"]) -> slice:
    """The run of true values around the middle; empty where the middle is false."""
    middle = inside.size // 2
    outside = np.flatnonzero(~inside)
    before, after = outside[outside <= middle], outside[outside >= middle]
    return slice(int(before[-1]) + 1 if before.size else 0, int(after[0]) if after.size else inside.size)


def _plate(cut: np.ndarray) -> np.ndarray | None:
    """``[h, w, 3]`` of what lies under a line on a plate narrower than the cut; None where there is none.

    Around the plate the cut is its own ground, so that nothing there is ink.
    """
    third = cut.shape[0] // 3
    under = ground(cut[third : cut.shape[0] - third])
    same = np.linalg.norm(cut - under, axis=-1) < _FLAT
    rows = _middle_run(same.mean(axis=1) >= _PLATE_SHARE)
    columns = _middle_run(same[rows].mean(axis=0) >= _PLATE_SHARE if same[rows].size else same.any(axis=0))
    part = same[rows, columns]
    if part.size < _LEAST_PLATE * same.size or part.mean() < _FLAT_SHARE:
        return None
    result = cut.copy()
    result[rows, columns] = under
    return result


def _ground(cut: np.ndarray) -> tuple[np.ndarray, bool]:
    """``[h, w, 3]`` of what lies under a line: one colour, else the median of what is around."""
    under = ground(cut)
    if (np.linalg.norm(cut - under, axis=-1) < _FLAT).mean() >= _FLAT_SHARE:
        return np.broadcast_to(under, cut.shape).astype(np.float32), True
    plate = _plate(cut)
    if plate is not None:
        return plate, True
    step = max(1, -(-min(cut.shape[:2]) // _MEDIAN_ROWS))
    small = cut[::step, ::step]
    window = (max(2 * small.shape[0] // 3, 3), max(min(small.shape[:2]), 3))
    smooth = np.stack(
        [ndimage.median_filter(small[..., c], window, mode="nearest") for c in range(3)], axis=-1
    )
    full = smooth.repeat(step, axis=0).repeat(step, axis=1)[: cut.shape[0], : cut.shape[1]]
    return full.astype(np.float32), False


def _span(profile: Float[np.ndarray, "n"]) -> tuple[float, float] | None:
    """Start and end of the ink along an axis, to a fraction of a pixel."""
    inked = np.flatnonzero(profile > _EDGE)
    if inked.size == 0:
        return None
    first, last = int(inked[0]), int(inked[-1])
    plateau = max(float(np.median(profile[inked])), 1e-6)
    before = profile[first - 1] / plateau if first > 0 else 0.0
    after = profile[last + 1] / plateau if last + 1 < profile.size else 0.0
    start = first + (1 - min(profile[first] / plateau, 1.0)) - max(float(before), 0.0)
    end = last + min(profile[last] / plateau, 1.0) + max(float(after), 0.0)
    return float(start), float(end)


def extent(coverage: Float[np.ndarray, "h w"]) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of what is covered; None where nothing is."""
    strongest = np.sort(coverage, axis=1)[:, ::-1]
    across = _span(coverage.max(axis=0))
    down = _span(strongest[:, : max(1, min(3, strongest.shape[1]))].mean(axis=1))
    if across is None or down is None:
        return None
    return across[0], down[0], across[1], down[1]


def ink_of(pixels: UInt8[np.ndarray, "h w 3"], line: ReadLine) -> Ink | None:
    """The ink of a line; None where nothing stands out from the ground."""
    cut, corner = straightened(pixels, line)
    under, is_flat = _ground(cut)
    difference = cut - under
    contrast = np.linalg.norm(difference, axis=-1)
    band = slice(cut.shape[0] // 5, max(cut.shape[0] - cut.shape[0] // 5, cut.shape[0] // 5 + 1))
    strongest = float(np.percentile(contrast[band], 98))
    if strongest < _LEAST_CONTRAST:
        return None
    core = np.zeros(contrast.shape, bool)
    core[band] = contrast[band] >= _CORE * strongest
    step = np.median(difference[core], axis=0)
    length = float(np.linalg.norm(step))
    if length < _LEAST_CONTRAST:
        return None
    coverage = np.clip(difference @ step / length**2, 0.0, 1.15)
    found = extent(coverage)
    if found is None:
        return None
    color = np.median(cut[core], axis=0)
    return Ink(coverage, under, color, difference, found, corner, is_flat)
