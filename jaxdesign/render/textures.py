"""What the rasterizer lays into boxes: the true ink of texts and the pixels of pictures."""

from __future__ import annotations

import io
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage

from jaxdesign.design.document import Document, Element
from jaxdesign.render.fonts import FontRegistry, default_registry
from jaxdesign.render.markup import Definitions, number, tag
from jaxdesign.render.pictures import picture_pixels
from jaxdesign.render.png import svg_png
from jaxdesign.render.svg_text import DRAWN, faces_used, text_markup
from jaxdesign.types import Textures

_OVERSAMPLE = 2
_CELLS_A_SHEET = 64


def make_textures(
    document: Document,
    num_slots: int,
    *,
    ink_shape: tuple[int, int] = (48, 192),
    picture_shape: tuple[int, int] = (32, 32),
    backdrop_shape: tuple[int, int] = (64, 64),
    registry: FontRegistry | None = None,
) -> Textures:
    """The textures of a document in ``num_slots`` slots; shapes are (height, width).

    Raises ``InputError`` for pictures that cannot be used.
    """
    registry = registry or default_registry()
    ink = np.zeros((num_slots, *ink_shape), np.float32)
    picture = np.zeros((num_slots, *picture_shape, 4), np.float32)
    backdrop = np.zeros((*backdrop_shape, 4), np.float32)
    texts = [
        i for i, e in enumerate(document.elements) if e.text is not None and e.box[2] > 0 and e.box[3] > 0
    ]
    for start in range(0, len(texts), _CELLS_A_SHEET):
        slots = texts[start : start + _CELLS_A_SHEET]
        ink[slots] = text_ink([document.elements[i] for i in slots], document, ink_shape, registry)
    for i, element in enumerate(document.elements):
        if element.image is not None:
            picture[i] = picture_pixels(element.image, element.box, picture_shape)
    if document.backdrop.image is not None:
        whole = (0.0, 0.0, document.canvas.width, document.canvas.height)
        backdrop[:] = picture_pixels(document.backdrop.image, whole, backdrop_shape)
        backdrop[..., 3] *= document.backdrop.opacity
    return Textures(*jax.device_put((ink, picture, backdrop)))


class _Cell(NamedTuple):
    """All that a text's ink depends on."""

    markup: str
    font_files: tuple[str, ...]
    shape: tuple[int, int]


class _Inks:
    """The inks drawn last: variants of one design share nearly all of their texts."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[_Cell, Float[np.ndarray, "h w"]] = {}

    def of(self, cells: list[_Cell]) -> Float[np.ndarray, "n h w"]:
        missing = list(dict.fromkeys(cell for cell in cells if cell not in self._known))
        found = {cell: self._known[cell] for cell in cells if cell in self._known}
        if missing:
            found |= dict(zip(missing, _draw(missing), strict=True))
        for cell, ink in found.items():
            self._known.pop(cell, None)
            self._known[cell] = ink
        while len(self._known) > self._most:
            self._known.pop(next(iter(self._known)), None)
        return np.stack([found[cell] for cell in cells])


_INKS = _Inks(512)


def text_ink(
    elements: list[Element], document: Document, shape: tuple[int, int], registry: FontRegistry
) -> Float[np.ndarray, "n h w"]:
    """Coverage of the glyphs of each text over its unrotated box, 0 to 1, area-averaged to ``shape``."""
    height, width = (side * _OVERSAMPLE for side in shape)
    cells = []
    for element in elements:
        plain = element.model_copy(
            update={
                "paint": element.paint.model_copy(update={"fill": "#ffffff", "stroke": None, "shadow": None})
            }
        )
        markup = text_markup(plain, document.canvas, registry, Definitions(), {}, DRAWN)
        x, y, w, h = element.box
        matrix = f"scale({width / w:.9g} {height / h:.9g}) translate({number(-x)} {number(-y)})"
        files = {str(face.path) for face in faces_used(element, registry)}
        cells.append(_Cell(tag("g", {"transform": matrix}, markup), tuple(sorted(files)), shape))
    return _INKS.of(cells)


def _draw(cells: list[_Cell]) -> Float[np.ndarray, "n h w"]:
    """The inks of cells of one shape, drawn on one sheet, a cell each, stretched to the cell."""
    shape = cells[0].shape
    height, width = (side * _OVERSAMPLE for side in shape)
    drawn = []
    for row, cell in enumerate(cells):
        place = {"x": 0, "y": row * height, "width": width, "height": height, "overflow": "hidden"}
        drawn.append(tag("svg", place, cell.markup))
    tall = height * len(cells)
    frame = {"xmlns": "http://www.w3.org/2000/svg", "width": width, "height": tall}
    ground = tag("rect", {"width": width, "height": tall})
    files = sorted({file for cell in cells for file in cell.font_files})
    sheet = PillowImage.open(io.BytesIO(svg_png(tag("svg", frame, ground + "".join(drawn)), files)))
    pixels = np.asarray(sheet.convert("L"), np.float32) / 255
    split = pixels.reshape(len(cells), shape[0], _OVERSAMPLE, shape[1], _OVERSAMPLE)
    return split.mean((2, 4))
