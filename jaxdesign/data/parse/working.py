"""Any picture as the plain pixels that the parser works on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8
from PIL import Image as PillowImage
from PIL import ImageOps

from jaxdesign.design.document import MAX_CANVAS_PX
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.capture_file import MAX_PICTURE_PIXELS

MAX_SIDE_PX = 1920
"""Longest side of the picture that is parsed; a larger one is reduced to it."""
_DEEP_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")


class Working(NamedTuple):
    """Opaque sRGB pixels and the size of the picture that they show."""

    pixels: UInt8[np.ndarray, "h w 3"]
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels of the given picture for one of these."""
        return self.width / self.pixels.shape[1]


def _eight_bit(picture: PillowImage.Image) -> PillowImage.Image:
    """A picture of one deep channel with its levels spread over 0..255."""
    levels = np.asarray(picture, np.float64)
    if not np.isfinite(levels).all():
        raise InputError("The picture holds values that are no numbers.")
    top = 65535.0 if picture.mode.startswith("I") else max(float(levels.max(initial=0.0)), 1.0)
    return PillowImage.fromarray(np.clip(levels / top * 255, 0, 255).astype(np.uint8))


def _opaque(picture: PillowImage.Image) -> PillowImage.Image:
    """The first frame as RGB, upright, laid on white where it is clear."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in _DEEP_MODES:
        picture = _eight_bit(picture)
    rgba = picture.convert("RGBA")
    white = PillowImage.new("RGBA", rgba.size, (255, 255, 255, 255))
    return PillowImage.alpha_composite(white, rgba).convert("RGB")


def working_picture(picture: PillowImage.Image) -> Working:
    """The pixels to parse, at most ``MAX_SIDE_PX`` on the longest side.

    Raises ``InputError`` for a picture that is empty, damaged or larger than a canvas can be.
    """
    width, height = picture.size
    if min(width, height) < 1:
        raise InputError(f"A picture of {width} x {height} px has nothing to read.")
    if width * height > MAX_PICTURE_PIXELS or max(width, height) > MAX_CANVAS_PX:
        raise UnsafeInputError(
            f"A picture of {width} x {height} px; at most {MAX_PICTURE_PIXELS // 1_000_000} megapixels "
            f"and {MAX_CANVAS_PX} px a side are read."
        )
    try:
        if getattr(picture, "n_frames", 1) > 1:
            picture.seek(0)
        rgb = _opaque(picture)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise InputError(f"The picture cannot be decoded: {error}.") from error
    width, height = rgb.size
    if max(rgb.size) > MAX_SIDE_PX:
        factor = MAX_SIDE_PX / max(rgb.size)
        small = (max(round(width * factor), 1), max(round(height * factor), 1))
        rgb = rgb.resize(small, PillowImage.Resampling.LANCZOS, reducing_gap=3.0)
    return Working(np.asarray(rgb), width, height)
