"""Pictures cut to the proportions of their places, about what is to be seen in them."""

from __future__ import annotations

import functools

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.design.document import Image
from jaxdesign.render.pictures import open_picture

_LOOKED_AT_PX = 96
_STEPS = 24
_HEAD_HEIGHT = -0.3
"""From the middle, half the height being 1: what is looked at, faces above all, stands above the middle."""


@functools.lru_cache(maxsize=32)
def interest(href: str) -> np.ndarray:
    """``[h, w]`` how much there is to see at each place, summing to 1.

    Edges and colours count, most those a little above the middle.
    """
    picture = open_picture(href).convert("RGB")
    picture.thumbnail((_LOOKED_AT_PX, _LOOKED_AT_PX), PillowImage.Resampling.BOX)
    pixels = np.asarray(picture, np.float32) / 255
    grey = pixels.mean(-1)
    down, across = np.gradient(np.pad(grey, 1, mode="edge"))
    edges = np.hypot(down, across)[1:-1, 1:-1]
    apart = np.linalg.norm(pixels - pixels.reshape(-1, 3).mean(0), axis=-1)
    rows, columns = (np.linspace(-1, 1, size) for size in grey.shape)
    middle = np.exp(-((rows[:, None] - _HEAD_HEIGHT) ** 2) / 0.9 - columns[None, :] ** 2 / 0.9)
    seen = (edges / (edges.mean() + 1e-6) + apart / (apart.mean() + 1e-6) + 0.2) * middle
    return seen / seen.sum()


def cropped(image: Image, aspect: float, width: float, height: float, *, focus: float | None = None) -> Image:
    """The picture with the crop of a ``width`` by ``height`` place that shows most of what is of interest.

    Args:
        aspect: the picture's own width over its height.
        focus: where the middle of what is of interest is to stand if height is cut, 0 the place's top.
    """
    wanted = width / height / aspect
    across, down = (1.0, 1.0 / wanted) if wanted >= 1 else (wanted, 1.0)
    if min(across, down) > 0.985:
        return image
    seen = interest(image.href)
    along = seen.sum(0) if across < 1 else seen.sum(1)
    part = across if across < 1 else down
    total = np.concatenate([[0.0], np.cumsum(along)])
    places = np.linspace(0, 1 - part, _STEPS)
    grid = np.linspace(0, 1, len(total))
    held = np.interp(places + part, grid, total) - np.interp(places, grid, total)
    start = float(places[int(np.argmax(held))])
    if focus is not None and down < 1:
        middle = float(np.interp(0.5, total, grid))
        start = float(np.clip(middle - focus * part, 0, 1 - part))
    crop = (start, 0.0, across, 1.0) if across < 1 else (0.0, start, 1.0, down)
    return image.model_copy(update={"crop": tuple(round(value, 4) for value in crop), "fit": "cover"})
