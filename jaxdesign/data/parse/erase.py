"""The picture with its texts painted out, for what lies under them to be seen."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, UInt8
from PIL import Image as PillowImage
from PIL import ImageDraw

from jaxdesign.data.parse.lines import TextLine
from jaxdesign.importers.inpaint import fill_holes
from jaxdesign.importers.pixels import grown

_COVERED = 0.12
_HALO_PX = 2


def ink_holes(shape: tuple[int, int], lines: list[TextLine]) -> Bool[np.ndarray, "h w"]:
    """True where a line's ink is, with the halo of its anti-aliasing."""
    hole = np.zeros(shape, bool)
    for line in lines:
        if line.angle != 0.0:
            mask = PillowImage.new("1", (shape[1], shape[0]))
            ImageDraw.Draw(mask).polygon([tuple(corner) for corner in line.read.corners], fill=1)
            hole |= np.asarray(mask)
            continue
        x, y = (int(value) for value in line.ink.corner)
        rows, columns = line.ink.coverage.shape
        part = hole[y : y + rows, x : x + columns]
        if line.ink.is_flat:
            covered = np.abs(line.ink.coverage) > _COVERED
            covered |= np.linalg.norm(line.ink.difference, axis=-1) > 24
        else:
            covered = np.zeros((rows, columns), bool)
            left, top, right, bottom = line.ink.extent
            covered[max(int(top) - 1, 0) : int(bottom) + 2, max(int(left) - 1, 0) : int(right) + 2] = True
        part |= grown(covered, _HALO_PX)[: part.shape[0], : part.shape[1]]
    return hole


def without_texts(pixels: UInt8[np.ndarray, "h w 3"], lines: list[TextLine]) -> UInt8[np.ndarray, "h w 3"]:
    """The picture with the ink of the lines filled smoothly from around it."""
    hole = ink_holes(pixels.shape[:2], lines)
    if not hole.any():
        return pixels
    filled = fill_holes(pixels.astype(np.float64), hole)
    return np.clip(np.round(filled), 0, 255).astype(np.uint8)
