"""Areas of the finished picture in which nothing happens: voids, empty boxes, pictures without detail."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from jaxdesign.data.broken import Pixels, is_plain, luma_of, part_of
from jaxdesign.design.document import Document

_EMPTY_BOX = (0.03, 0.7)
"""Least and largest share of the canvas of a box that is looked at for being empty."""
_PALE, _GREY = 0.7, 0.06
"""Least channel, and largest difference of channels, in encoded sRGB, of what an empty frame shows."""
_PICTURE = 0.03
"""Least share of the canvas of a picture whose detail counts."""
_STEP = 0.08
"""Step in luma between neighbouring pixels that no blurred picture has."""
_CLEAR_PX = 8
"""Distance from texts and boxes within which the detail of a picture under them does not count."""


def largest_void(busy: Bool[np.ndarray, "rows columns"]) -> float:
    """Share of the cells in the largest rectangle of cells in which nothing happens."""
    best = 0
    heights = np.zeros(busy.shape[1], int)
    for row in busy:
        heights = np.where(row, 0, heights + 1)
        open_: list[tuple[int, int]] = []
        for column, height in enumerate([*heights.tolist(), 0]):
            start = column
            while open_ and open_[-1][1] >= height:
                start, tall = open_.pop()
                best = max(best, tall * (column - start))
            open_.append((start, height))
    return best / busy.size


def _is_pale(color: Float[np.ndarray, "3"]) -> bool:
    """True for white and light greys, which frames have; a square of colour is a figure."""
    return float(color.min()) > _PALE and float(np.ptp(color)) < _GREY


def empty_box_share(document: Document, pixels: Pixels) -> float:
    """Share of the canvas under boxes and pictures, free on all sides, of one plain colour throughout."""
    width, height = document.canvas.width, document.canvas.height
    scale = pixels.shape[1] / width
    empty = 0.0
    for element in document.elements:
        x, y, w, h = element.box
        share = w * h / (width * height)
        if element.text is not None or not _EMPTY_BOX[0] < share < _EMPTY_BOX[1]:
            continue
        free = x > 1 and x + w < width - 1 and y + h < height - 1
        if not free or min(w, h) < 0.08 * min(width, height):
            continue
        seen = element.image is not None or element.paint.fill is not None or element.paint.stroke is not None
        if not seen or element.opacity < 0.3:
            continue
        inside = part_of(pixels, element.box, scale, 4)
        if not inside.size or not is_plain(inside):
            continue
        if element.image is not None or _is_pale(np.median(inside, (0, 1))):
            empty += share
    return empty


def detail_share(document: Document, pixels: Pixels) -> float:
    """Share of the pixels of pictures, away from what lies on them, that a blurred picture cannot have."""
    luma = luma_of(pixels)[..., None]
    scale = pixels.shape[1] / document.canvas.width
    least = _PICTURE * document.canvas.width * document.canvas.height
    photo = np.full(luma.shape, document.backdrop.image is not None)
    large = [element.image is not None and element.box[2] * element.box[3] >= least
             for element in document.elements]  # fmt: skip
    for element, is_photo in zip(document.elements, large, strict=True):
        part_of(photo, element.box, scale, 4 if is_photo else -_CLEAR_PX)[:] = is_photo
    down, across = np.abs(np.diff(luma, axis=0))[:, 1:], np.abs(np.diff(luma, axis=1))[1:]
    seen = photo[1:, 1:]
    return float((np.maximum(down, across)[seen] > _STEP).mean()) if seen.any() else 0.0
