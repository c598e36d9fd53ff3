"""Documents whose pictures are no larger than a small rendering needs: the same look, drawn much faster."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Callable
from functools import cache

from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from jaxdesign.design.document import Document, Image

_RASTER = ("data:image/jpeg;base64,", "data:image/png;base64,", "data:image/webp;base64,")
_SPARE = 1.25
"""Pixels kept per pixel drawn, so that the renderer's own resampling stays crisp."""


def _reduced(href: str, longest_px: int) -> str:
    """The picture with at most ``longest_px`` on its longest side; as it is where that cannot be done."""
    try:
        picture = PillowImage.open(io.BytesIO(base64.b64decode(href.split(",", 1)[1])))
        if max(picture.size) <= longest_px:
            return href
        picture.thumbnail((longest_px, longest_px), PillowImage.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, binascii.Error):
        return href
    buffer = io.BytesIO()
    picture.convert("RGBA").save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def picture_reducer(canvas_longest_px: int) -> Callable[[Document], Document]:
    """A function that lightens documents to be drawn with that longest side; it remembers each picture."""
    reduced = cache(_reduced)

    def lighten_image(image: Image, canvas_share: float) -> Image:
        shown = min(image.crop[2], image.crop[3])
        if not image.href.startswith(_RASTER) or shown <= 0:
            return image
        longest = round(canvas_longest_px * _SPARE * max(canvas_share, 0.05) / shown)
        return image.model_copy(update={"href": reduced(image.href, -(-longest // 64) * 64)})

    def lighten(document: Document) -> Document:
        longest = max(document.canvas.width, document.canvas.height)
        elements = tuple(
            element.model_copy(update={"image": lighten_image(element.image, max(element.box[2:]) / longest)})
            if element.image is not None
            else element
            for element in document.elements
        )
        backdrop = document.backdrop
        if backdrop.image is not None:
            backdrop = backdrop.model_copy(update={"image": lighten_image(backdrop.image, 1.5)})
        return document.model_copy(update={"elements": elements, "backdrop": backdrop})

    return lighten
