"""What a string set in a face would look like: its ink's size in em, and its coverage of pixels."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from jaxdesign.render.fonts import Face, FontRegistry
from jaxdesign.render.shaping import advance, side_bearings

OVERSAMPLING = 4
_MARGIN_PX = 4
_MAX_FONTS = 256


class InkSize(NamedTuple):
    """Extent of the ink of a string, in em."""

    width: float
    left: float
    """Empty space before the first letter's ink."""
    above: float
    """From the baseline up to the highest ink."""
    below: float
    """From the baseline down to the lowest ink; negative for ink that ends above it."""


@lru_cache(maxsize=32_768)
def _vertical(character: str, face: Face) -> tuple[float, float] | None:
    """How far a glyph reaches above and below the baseline, in em; None for an empty one."""
    glyph = face.hb_font.get_nominal_glyph(ord(character))
    extents = face.hb_font.get_glyph_extents(glyph) if glyph else None
    if extents is None or not extents.height:
        return None
    top, bottom = extents.y_bearing, extents.y_bearing + extents.height
    return top / face.units_per_em, -bottom / face.units_per_em


def ink_size(string: str, face: Face, registry: FontRegistry, tracking: float = 0.0) -> InkSize | None:
    """The ink of ``string`` set in one line; None if the face has not all of it or it is empty."""
    letters = [c for c in string if not c.isspace()]
    if not letters or not all(face.has(c) for c in letters):
        return None
    reaches = [reach for c in letters if (reach := _vertical(c, face)) is not None]
    if not reaches:
        return None
    left, right = side_bearings(letters[0], letters[-1], face, registry)
    width = advance(string, face, registry, tracking) - left - right - tracking
    if width <= 0:
        return None
    return InkSize(width, left, max(r[0] for r in reaches), max(r[1] for r in reaches))


@lru_cache(maxsize=_MAX_FONTS)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1024)
def _large(string: str, face: Face, size: int, tracking: float) -> Float[np.ndarray, "h w"] | None:
    """Coverage of the string at ``size`` pixels per em, cut to its ink."""
    font = _font(str(face.path), size)
    step = tracking * size
    length = font.getlength(string) + step * len(string)
    canvas = PillowImage.new("L", (int(length) + 2 * size, 3 * size))
    draw = ImageDraw.Draw(canvas)
    if tracking:
        x = float(size)
        for i, character in enumerate(string):
            draw.text((x, size), character, fill=255, font=font)
            pair = string[i : i + 2]
            x += font.getlength(pair) - font.getlength(pair[1:]) + step
    else:
        draw.text((size, size), string, fill=255, font=font)
    box = canvas.getbbox()
    return None if box is None else np.asarray(canvas.crop(box))


def coverage_of(
    string: str,
    face: Face,
    size_px: float,
    extent: tuple[float, float, float, float],
    shape: tuple[int, int],
    tracking: float = 0.0,
) -> Float[np.ndarray, "h w"] | None:
    """Coverage 0..1 on a grid of ``shape``, the ink as wide as ``extent`` and centred on it in height.

    None where nothing is drawn.
    """
    size = max(8, round(size_px * OVERSAMPLING))
    large = _large(string, face, size, round(tracking, 3))
    if large is None:
        return None
    left, top, right, bottom = extent
    factor = large.shape[1] / max(right - left, 1.0)
    margin = int(np.ceil(_MARGIN_PX * factor)) + 1
    height, width = shape
    x = margin - left * factor
    y = margin + large.shape[0] / 2 - (top + bottom) / 2 * factor
    before_x, before_y = max(0, int(np.ceil(-x))), max(0, int(np.ceil(-y)))
    after_x = max(0, int(np.ceil(x + width * factor)) - large.shape[1] - 2 * margin)
    after_y = max(0, int(np.ceil(y + height * factor)) - large.shape[0] - 2 * margin)
    padded = np.pad(large, ((margin + before_y, margin + after_y), (margin + before_x, margin + after_x)))
    box = (x + before_x, y + before_y, x + before_x + width * factor, y + before_y + height * factor)
    source = PillowImage.fromarray(padded)
    box = (max(box[0], 0.0), max(box[1], 0.0), min(box[2], source.width), min(box[3], source.height))
    small = source.resize((width, height), PillowImage.Resampling.BICUBIC, box=box)
    return np.asarray(small, np.float32) / 255
