"""Pictures of a document: decoded safely, and where each lies relative to its box."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage

from jaxdesign.design.document import Image
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.render.drawings import drawing_png, is_svg, read_drawing

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 50_000_000
DRAWN_PX = 1024
"""Longest side at which a drawing is seen as pixels."""
_DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*?)(;base64)?,", re.ASCII)


def picture_bytes(href: str) -> bytes:
    """The file inside a ``data:`` address.

    Raises ``UnsafeInputError`` for any other address, ``InputError`` for one that cannot be read.
    """
    match = _DATA.match(href)
    if not match:
        raise UnsafeInputError(f"Picture '{href[:60]}': only data: addresses are read; embed the picture.")
    if not match.group(3):
        raise InputError(
            f"Picture '{href[:60]}': only base64 data: addresses of PNG, JPEG, WebP or GIF are read."
        )
    try:
        return base64.b64decode(href[match.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"Picture '{href[:40]}': not valid base64: {error}.") from error


def open_picture(href: str) -> PillowImage.Image:
    """The picture, not yet decoded; a drawing at ``DRAWN_PX`` pixels.

    Raises ``InputError``; ``UnsafeInputError`` if it is a bomb, or an SVG that is no drawing.
    """
    if is_svg(href):
        return PillowImage.open(io.BytesIO(drawing_png(href, DRAWN_PX)), formats=("PNG",))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PillowImage.DecompressionBombWarning)
            picture = PillowImage.open(io.BytesIO(picture_bytes(href)), formats=FORMATS)
    except (PillowImage.DecompressionBombWarning, PillowImage.DecompressionBombError) as error:
        raise UnsafeInputError(f"Picture '{href[:40]}': far too many pixels: {error}") from error
    except OSError as error:
        raise InputError(f"Picture '{href[:40]}': not a PNG, JPEG, WebP or GIF picture: {error}.") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise UnsafeInputError(
            f"Picture '{href[:40]}': {picture.width} x {picture.height} pixels are too many."
        )
    return picture


@lru_cache(maxsize=1024)
def natural_size(href: str) -> tuple[int, int]:
    """Width and height in pixels, read from the header. Raises as ``open_picture``."""
    if is_svg(href):
        return read_drawing(href)[:2]
    return open_picture(href).size


@dataclass(frozen=True)
class Placement:
    """Where a picture lies: ``whole`` is the rectangle of the entire picture, ``shown`` the part of it that
    is seen, both (x, y, w, h) in pixels."""

    whole: tuple[float, float, float, float]
    shown: tuple[float, float, float, float]


def place(image: Image, box: tuple[float, float, float, float]) -> Placement:
    """Where the picture lies for its ``crop`` and ``fit`` in ``box``."""
    x, y, w, h = box
    left, top, crop_w, crop_h = image.crop
    crop_w, crop_h = min(crop_w, 1 - left) or 1.0, min(crop_h, 1 - top) or 1.0
    natural_w, natural_h = natural_size(image.href)
    scale_x, scale_y = w / (crop_w * natural_w), h / (crop_h * natural_h)
    if image.fit == "cover":
        scale_x = scale_y = max(scale_x, scale_y)
    elif image.fit == "contain":
        scale_x = scale_y = min(scale_x, scale_y)
    whole_w, whole_h = natural_w * scale_x, natural_h * scale_y
    whole = (
        x + w / 2 - (left + crop_w / 2) * whole_w,
        y + h / 2 - (top + crop_h / 2) * whole_h,
        whole_w,
        whole_h,
    )
    part = (whole[0] + left * whole_w, whole[1] + top * whole_h, crop_w * whole_w, crop_h * whole_h)
    shown_x, shown_y = max(x, part[0]), max(y, part[1])
    right, bottom = min(x + w, part[0] + part[2]), min(y + h, part[1] + part[3])
    return Placement(whole, (shown_x, shown_y, max(right - shown_x, 0.0), max(bottom - shown_y, 0.0)))


@lru_cache(maxsize=256)
def _pixels(href: str, longest: int) -> PillowImage.Image:
    """The picture as RGBA with premultiplied alpha, reduced to about ``longest`` pixels."""
    picture = open_picture(href)
    try:
        picture.draft("RGB", (longest, longest))
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError(f"Picture '{href[:40]}': cannot be decoded: {error}.") from error
    return picture.convert("RGBA").convert("RGBa")


def forget_pictures() -> None:
    """Free the memory that pictures already decoded take: for processes that live long."""
    natural_size.cache_clear()
    read_drawing.cache_clear()
    _pixels.cache_clear()


def picture_pixels(
    image: Image, box: tuple[float, float, float, float], shape: tuple[int, int]
) -> Float[np.ndarray, "h w 4"]:
    """Encoded sRGB and alpha of the picture over its box, area-averaged to ``shape`` (height, width).

    What ``contain`` leaves free is transparent. Raises as ``open_picture``.
    """
    height, width = shape
    if box[2] <= 0 or box[3] <= 0:
        return np.zeros((height, width, 4), np.float32)
    source = _pixels(image.href, 4 * max(shape))
    placement = place(image, box)
    to_x, to_y = source.width / placement.whole[2], source.height / placement.whole[3]
    scale_x, scale_y = width / box[2], height / box[3]
    x, y, w, h = placement.shown
    left, right = round((x - box[0]) * scale_x), round((x + w - box[0]) * scale_x)
    top, bottom = round((y - box[1]) * scale_y), round((y + h - box[1]) * scale_y)
    result = np.zeros((height, width, 4), np.float32)
    if right <= left or bottom <= top:
        return result
    part = (
        max((x - placement.whole[0]) * to_x, 0.0),
        max((y - placement.whole[1]) * to_y, 0.0),
        min((x + w - placement.whole[0]) * to_x, source.width),
        min((y + h - placement.whole[1]) * to_y, source.height),
    )
    reduced = source.resize((right - left, bottom - top), PillowImage.Resampling.BOX, box=part)
    result[top:bottom, left:right] = np.asarray(reduced.convert("RGBA"), np.float32) / 255
    return result
