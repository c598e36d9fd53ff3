"""What a string set in a face would look like: its ink's size in em, and its coverage of pixels."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont
from scipy import ndimage

from jaxdesign.render.fonts import Face, FontRegistry
from jaxdesign.render.shaping import advance, side_bearings

OVERSAMPLING = 4
_LARGE_TYPE_PX = 40
_MOST_EM_PX = 1024
_MOST_PIXELS = 6_000_000
_STRETCH = 1.07
_BLUR_PX = 0.3
"""What anti-aliasing adds to the height of ink."""
_CRISP = PillowImage.Resampling.BICUBIC
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
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    softness_px: float = 0.0,
) -> Float[np.ndarray, "h w"] | None:
    """Coverage 0..1 on a grid of ``shape``, the ink as wide as ``extent`` and centred on it in height.

    Hinted type may be a little higher or lower than its outlines: the height gives way as far as
    ``_STRETCH``. ``shift`` moves the ink right and down, in pixels; ``softness_px`` blurs it. None where
    nothing is drawn, or the extent is no place for the string.
    """
    oversampling = OVERSAMPLING if size_px < _LARGE_TYPE_PX else 1
    size = min(max(8, round(size_px * oversampling)), _MOST_EM_PX)
    large = _large(string, face, size, round(tracking, 3))
    if large is None:
        return None
    left, top, right, bottom = extent
    across = large.shape[1] / max(right - left, 1.0)
    natural = large.shape[0] / across
    stretch = min(max(max(bottom - top - _BLUR_PX, 1.0) / natural, 1 / _STRETCH), _STRETCH)
    down = across / stretch
    height, width = shape
    x = -(left + shift[0]) * across
    y = large.shape[0] / 2 - ((top + bottom) / 2 + shift[1]) * down
    margin = 2 + int(
        np.ceil(max(-x, -y, x + width * across - large.shape[1], y + height * down - large.shape[0], 0.0))
    )
    if (large.shape[0] + 2 * margin) * (large.shape[1] + 2 * margin) > _MOST_PIXELS:
        return None
    source = PillowImage.fromarray(np.pad(large, margin))
    box = (x + margin, y + margin, x + margin + width * across, y + margin + height * down)
    small = source.resize(
        (width, height), PillowImage.Resampling.BILINEAR if softness_px else _CRISP, box=box
    )
    coverage = np.asarray(small, np.float32) / 255
    return ndimage.gaussian_filter(coverage, softness_px) if softness_px else coverage
