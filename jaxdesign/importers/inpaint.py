"""Filling holes in a picture from around them: push-pull over a pyramid.

Source: Gortler et al., "The Lumigraph" (SIGGRAPH 1996), section 3.4.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float


def _halved(values: np.ndarray) -> np.ndarray:
    """Sum over 2 x 2 blocks; an odd edge is padded with zeros."""
    height, width = values.shape[:2]
    pad = [(0, height % 2), (0, width % 2)] + [(0, 0)] * (values.ndim - 2)
    even = np.pad(values, pad)
    return even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2]


def _doubled(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear enlargement to ``height x width``."""
    for axis, size in ((0, height), (1, width)):
        at = np.clip((np.arange(size) + 0.5) / 2 - 0.5, 0, values.shape[axis] - 1)
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, values.shape[axis] - 1)
        part = (at - low).reshape([-1 if i == axis else 1 for i in range(values.ndim)])
        values = np.take(values, low, axis) * (1 - part) + np.take(values, high, axis) * part
    return values


def fill_holes(
    picture: Float[np.ndarray, "h w c"], hole: Bool[np.ndarray, "h w"]
) -> Float[np.ndarray, "h w c"]:
    """The picture with the pixels of ``hole`` filled smoothly from those around them.

    Known pixels stay exact. With no known pixel at all the picture comes back as it is.
    """
    if not hole.any() or hole.all():
        return picture
    weight = (~hole).astype(np.float64)[..., None]
    levels = [(picture * weight, weight)]
    while max(levels[-1][1].shape[:2]) > 1:
        color, weight = (_halved(values) for values in levels[-1])
        full = np.maximum(weight, 1.0)
        levels.append((color / full, weight / full))
    color, weight = levels[-1]
    filled = color / np.maximum(weight, 1e-9)
    for color, weight in reversed(levels[:-1]):
        above = _doubled(filled, *weight.shape[:2])
        filled = color + (1 - weight) * above
    return np.where(hole[..., None], filled, picture)
