"""Flat panels and buttons that lie on a picture."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy import ndimage

_SMOOTH = 3.0
_LEAST_SIDE_PX = 10
_LEAST_AREA = 300
_RECT_FILL = 0.93
_RIM_STEP = 14.0
_RIM_SHARE = 0.8
_MAX_SHARE = 0.9


def flat_panels(pixels: Float[np.ndarray, "h w 3"]) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) of rectangles of one colour with a sharp outline, largest first."""
    height, width = pixels.shape[:2]
    step_x = np.abs(np.diff(pixels, axis=1, append=pixels[:, -1:])).max(axis=-1)
    step_y = np.abs(np.diff(pixels, axis=0, append=pixels[-1:])).max(axis=-1)
    labels, _ = ndimage.label(np.maximum(step_x, step_y) <= _SMOOTH)
    found = []
    for k, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        h, w = rows.stop - rows.start, columns.stop - columns.start
        if min(h, w) < _LEAST_SIDE_PX or h * w < _LEAST_AREA or h * w > _MAX_SHARE * height * width:
            continue
        filled = ndimage.binary_fill_holes(labels[rows, columns] == k)
        if filled.mean() < _RECT_FILL:
            continue
        box = columns.start, rows.start, min(columns.stop + 1, width), min(rows.stop + 1, height)
        inside = pixels[rows, columns][filled]
        color = np.median(inside, axis=0)
        if (np.abs(inside - color).max(axis=-1) < 10).mean() < 0.9:
            continue
        if _outline(pixels, box, color) >= _RIM_SHARE:
            found.append(box)
    return sorted(found, key=lambda box: -(box[2] - box[0]) * (box[3] - box[1]))


def _outline(pixels: np.ndarray, box: tuple[int, int, int, int], color: np.ndarray) -> float:
    """Least share, over its sides, of the pixels just outside of a box that differ from its colour."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box
    sides = []
    if y0 >= 3:
        sides.append(pixels[y0 - 3, x0:x1])
    if y1 + 2 < height:
        sides.append(pixels[y1 + 2, x0:x1])
    if x0 >= 3:
        sides.append(pixels[y0:y1, x0 - 3])
    if x1 + 2 < width:
        sides.append(pixels[y0:y1, x1 + 2])
    if len(sides) < 3:
        return 0.0
    return min(float((np.abs(side - color).max(axis=-1) > _RIM_STEP).mean()) for side in sides)
