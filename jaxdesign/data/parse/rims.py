"""The rim of a region: its fill, border and corners, where it is even enough to be a shape."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from scipy import ndimage

from jaxdesign.data.parse.grounds import Ground, fitted_ground, solid

_EVEN = 0.8
_CLEAN = 5.0
_CLEAN_SHARE = 0.75
_BORDER_STEP = 14.0
_MAX_BORDER_PX = 6
_SAME_AS_GROUND = 5.0
_CORNER_TOLERANCE = 0.5
_ELLIPSE_IOU = 0.93
_RADIUS_IOU = 0.955


class Rim(NamedTuple):
    """How a shape is filled and bordered."""

    ground: Ground | None
    """Its fill; None where what is around it shows through."""
    border_px: float
    border: Float[np.ndarray, "3"] | None
    radius_px: float
    is_ellipse: bool
    is_rounded: bool
    """True where the outline is that of a rounded rectangle."""
    evenness: float
    """Share of the rim that has the fill's colour, 0 to 1."""

    @classmethod
    def plain(cls, levels: Float[np.ndarray, "3"]) -> Rim:
        """A sharp rectangle of one colour."""
        return cls(solid(levels), 0.0, None, 0.0, False, False, 1.0)


def rounded_mask(height: int, width: int, radius: float) -> Bool[np.ndarray, "h w"]:
    """A rounded rectangle that fills ``height x width`` pixels."""
    radius = min(radius, height / 2, width / 2)
    y = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    x = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    return np.hypot(np.maximum(y, 0)[:, None], np.maximum(x, 0)[None]) <= radius + 0.5 * (radius > 0)


def _iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def corner_radius(filled: Bool[np.ndarray, "h w"]) -> tuple[float, float]:
    """The radius in pixels whose rounded rectangle lies best on the mask, and their IoU."""
    height, width = filled.shape
    missing = float(filled.size - filled.sum()) / 4
    told = np.sqrt(max(missing, 0.0) / (1 - np.pi / 4))
    tries = sorted(
        {0.0, *(max(told + offset, 0.0) for offset in (-2.0, -1.0, 0.0, 1.0, 2.0)), min(height, width) / 2}
    )
    scored = [(_iou(filled, rounded_mask(height, width, radius)), -radius) for radius in tries]
    best, negative = max(scored)
    square = _iou(filled, np.ones_like(filled))
    if square >= best - 0.002 and told < 2.5:
        return 0.0, square
    return -negative, best


def _is_ellipse(filled: Bool[np.ndarray, "h w"]) -> bool:
    height, width = filled.shape
    y = (np.arange(height) + 0.5) / height * 2 - 1
    x = (np.arange(width) + 0.5) / width * 2 - 1
    round_ = np.hypot(y[:, None], x[None]) <= 1.0
    return min(height, width) >= 6 and _iou(filled, round_) >= _ELLIPSE_IOU


def _border(
    pixels: np.ndarray, depth: np.ndarray, fill: np.ndarray, under: np.ndarray
) -> tuple[float, np.ndarray | None]:
    """Width and colour of a border between the fill and the ground around; 0 and None without one."""
    rings = []
    for d in range(1, _MAX_BORDER_PX + 2):
        ring = pixels[depth == d]
        if ring.shape[0] < 8:
            break
        color = np.median(ring, axis=0)
        off_fill = float(np.abs(color - fill).max())
        evenly = float((np.abs(ring - color).max(axis=-1) < _BORDER_STEP).mean())
        between = _is_between(color, fill, under)
        rings.append((off_fill >= _BORDER_STEP and evenly > 0.6 and not between, color, off_fill))
    bordered = [r for r in rings if r[0]]
    if not bordered or rings[-1][0]:
        return 0.0, None
    strongest = max(bordered, key=lambda r: r[2])
    width = sum(min(r[2] / strongest[2], 1.0) for r in rings if r[2] > 0.25 * strongest[2])
    return max(round(width), 1.0), strongest[1]


def _is_between(color: np.ndarray, one: np.ndarray, other: np.ndarray) -> bool:
    """True for a mixture of two colours, as anti-aliasing makes it."""
    step = other - one
    length = float(step @ step)
    if length < 1.0:
        return False
    along = float((color - one) @ step / length)
    return -0.1 <= along <= 1.1 and float(np.abs(color - one - along * step).max()) < 12


def _is_clean(
    pixels: np.ndarray, depth: np.ndarray, fill: Ground, low: int, high: int, x0: int, y0: int
) -> bool:
    """True where the rim keeps to its fill as closely as drawn colour does and photographs do not."""
    height, width = depth.shape
    error = np.abs(pixels - fill.levels(x0, y0, x0 + width, y0 + height)).max(axis=-1)
    rim = error[(depth >= low) & (depth <= high)]
    return float((rim <= _CLEAN).mean()) >= _CLEAN_SHARE


def rim_of(
    pixels: Float[np.ndarray, "h w 3"], filled: Bool[np.ndarray, "h w"], around: Ground, x0: int, y0: int
) -> Rim | None:
    """The rim of the region ``filled``; None where it is not even, as that of a picture.

    ``x0, y0`` is where ``pixels`` begin in the picture.
    """
    depth = ndimage.distance_transform_cdt(np.pad(filled, 1), "chessboard")[1:-1, 1:-1]
    deepest = int(depth.max())
    low, high = (3, 6) if deepest >= 6 else (min(2, deepest), deepest)
    fill = fitted_ground(pixels, (depth >= low) & (depth <= high), x0, y0)
    if fill is None or fill.share < _EVEN:
        if deepest < 12:
            return None
        fill = fitted_ground(pixels, (depth >= 6) & (depth <= 9), x0, y0)
        if fill is None or fill.share < _EVEN + 0.1:
            return None
    if not _is_clean(pixels, depth, fill, low, high, x0, y0):
        return None
    height, width = filled.shape
    middle = fill.base + fill.slopes @ np.array([x0 + width / 2, y0 + height / 2])
    under = around.base + around.slopes @ np.array([x0 + width / 2, y0 + height / 2])
    border_px, border = _border(pixels, depth, middle, under)
    bare = float(np.abs(middle - under).max()) <= _SAME_AS_GROUND
    if bare and border is None:
        ring = pixels[depth == min(2, deepest)]
        border_px, border = 1.0, np.median(ring, axis=0)
    radius, likeness = corner_radius(filled)
    ellipse = _is_ellipse(filled)
    return Rim(
        ground=None if bare else fill,
        border_px=border_px,
        border=border,
        radius_px=0.0 if ellipse else radius,
        is_ellipse=ellipse,
        is_rounded=likeness >= _RADIUS_IOU,
        evenness=fill.share,
    )
