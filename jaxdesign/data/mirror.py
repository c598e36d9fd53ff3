"""A design as seen in a mirror, with its texts still readable: another design that is as well composed."""

from __future__ import annotations

import base64
import io
import math
from functools import lru_cache

import numpy as np
from jaxtyping import Bool
from PIL import Image as PillowImage
from PIL import ImageOps

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Align, Backdrop, Document, Element, Fill, Gradient, Image, Paint
from jaxdesign.importers.capture_file import Box
from jaxdesign.importers.inpaint import fill_holes
from jaxdesign.importers.pixels import Screenshot, grown, ink_mask

_MIRRORED_ALIGN: dict[Align, Align] = {"start": "end", "center": "center", "end": "start"}
_SMALL_SHARE = 0.02
"""Share of the canvas below which a picture is taken for an icon or a logo, which keep their direction."""
_INK_MARGIN_PX = 2


@lru_cache(maxsize=256)
def _mirrored_address(href: str) -> str:
    head, _, payload = href.partition(",")
    with PillowImage.open(io.BytesIO(base64.b64decode(payload))) as picture:
        form = picture.format or "PNG"
        stream = io.BytesIO()
        options = {"lossless": True} if form == "WEBP" else {}
        ImageOps.mirror(picture).save(stream, form, **options)
    return f"{head},{base64.b64encode(stream.getvalue()).decode()}"


def _fill(fill: Fill | None) -> Fill | None:
    if isinstance(fill, Gradient) and fill.kind == "linear":
        return fill.model_copy(update={"angle": 180.0 - fill.angle})
    return fill


def _paint(paint: Paint) -> Paint:
    update: dict[str, object] = {"fill": _fill(paint.fill)}
    if paint.shadow is not None:
        update["shadow"] = paint.shadow.model_copy(update={"dx": -paint.shadow.dx})
    return paint.model_copy(update=update)


def _image(image: Image, *, pixels: bool) -> Image:
    left, top, right, bottom = image.crop
    update: dict[str, object] = {"crop": (1 - right, top, 1 - left, bottom)}
    if pixels:
        update["href"] = _mirrored_address(image.href)
    return image.model_copy(update=update)


def keeps_direction(element: Element, document: Document) -> bool:
    """True for what is still read or known by its direction: texts, icons and logos."""
    share = element.box[2] * element.box[3] / (document.canvas.width * document.canvas.height)
    return element.kind == "text" or (element.kind == "image" and share < _SMALL_SHARE)


def mirrored(document: Document, *, pixels: bool = True) -> Document:
    """The document with boxes, alignments, angles and pictures mirrored; words, icons and logos are not.

    ``pixels`` False leaves the bytes of pictures as they are, for those who need geometry alone.
    """
    width = document.canvas.width
    elements = []
    for element in document.elements:
        x, y, w, h = element.box
        update: dict[str, object] = {
            "box": (width - x - w, y, w, h),
            "rotation": element.rotation if keeps_direction(element, document) else -element.rotation,
            "paint": _paint(element.paint),
        }
        if element.text is not None:
            update["text"] = element.text.model_copy(update={"align": _MIRRORED_ALIGN[element.text.align]})
        if element.image is not None and not keeps_direction(element, document):
            update["image"] = _image(element.image, pixels=pixels)
        elements.append(element.model_copy(update=update))
    backdrop: Backdrop = document.backdrop
    update = {"fill": _fill(backdrop.fill)}
    if backdrop.image is not None:
        update["image"] = _image(backdrop.image, pixels=pixels)
    return document.model_copy(
        update={"elements": tuple(elements), "backdrop": backdrop.model_copy(update=update)}
    )


def _reach(element: Element) -> Box:
    """The upright box around an element as it is turned."""
    x, y, w, h = element.box
    angle = math.radians(element.rotation)
    cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
    wide, high = w * cos + h * sin, w * sin + h * cos
    return x + (w - wide) / 2, y + (h - high) / 2, wide, high


def _ink(element: Element, screenshot: Screenshot) -> Bool[np.ndarray, "h w"]:
    """True where a text's ink is around its box, with a margin for soft edges."""
    pixels = screenshot.crop(_reach(element))
    fill = element.paint.fill
    color = fill if isinstance(fill, str) else fill.stops[0][1] if fill else "#000000"
    red, green, blue, alpha = srgb_from_hex(color)
    ink = ink_mask(pixels, (255 * red, 255 * green, 255 * blue, alpha))
    return grown(ink, _INK_MARGIN_PX)


def mirrored_picture(picture: PillowImage.Image, document: Document) -> PillowImage.Image:
    """The finished picture as the mirrored document looks: the ink of texts, and icons, moved unturned.

    What lies under them is filled in from around, then mirrored with all else.
    """
    pixels = np.asarray(picture.convert("RGB"))
    screenshot = Screenshot(pixels, document.canvas.width, document.canvas.height)
    columns = pixels.shape[1]
    hole = np.zeros(pixels.shape[:2], bool)
    moved = []
    for element in document.elements:
        if not keeps_direction(element, document) or min(element.box[2:]) <= 0:
            continue
        part = screenshot.slices(_reach(element))
        mask = np.ones(pixels[part].shape[:2], bool)
        if element.kind == "text":
            mask = _ink(element, screenshot)
        hole[part] |= mask
        moved.append((part, mask))
    clean = fill_holes(pixels.astype(np.float32), hole)
    out = np.ascontiguousarray(np.clip(np.rint(clean), 0, 255).astype(np.uint8)[:, ::-1])
    for (rows, cols), mask in moved:
        target = out[rows, columns - cols.stop : columns - cols.start]
        target[mask] = pixels[rows, cols][mask]
    return PillowImage.fromarray(out)
