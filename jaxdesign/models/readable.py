"""Words of composed designs in colours that can be read on what is really painted under them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from jaxdesign.design.color import (
    contrast_ratio,
    hex_from_oklab,
    oklab_from_hex,
    oklab_from_srgb,
    srgb_from_hex,
    srgb_from_oklab,
)
from jaxdesign.design.document import Document, Element
from jaxdesign.render.png import begin_arrays

_LONGEST_PX = 256
LEAST_CONTRAST, LEAST_OF_LARGE = 4.5, 3.0
"""WCAG 2.2 contrast of words and the mean colour under them that is asked for, and of large words."""
_LARGE = 0.03
"""Type size, over the square root of the canvas area, from which words are large."""
_LIGHT_WORDS = 0.62
"""OKLab lightness of a ground of some colour below which words on it are light, if that can be read."""
_SOME_COLOR = 0.05
_LIGHTNESS = np.linspace(0.0, 1.0, 51)


def readable(documents: Sequence[Document]) -> list[Document]:
    """The documents with the words that could hardly be read in lighter or darker colours of their hue."""
    bare = [_without_words(document) for document in documents]
    pictures = begin_arrays(bare, longest_px=_LONGEST_PX)()
    return [_read_on(document, picture) for document, picture in zip(documents, pictures, strict=True)]


def _without_words(document: Document) -> Document:
    elements = tuple(element for element in document.elements if element.text is None)
    return document.model_copy(update={"elements": elements})


def _read_on(document: Document, picture: Float[np.ndarray, "h w 3"]) -> Document:
    large = _LARGE * (document.canvas.width * document.canvas.height) ** 0.5
    elements = []
    for element in document.elements:
        if element.text is not None:
            least = LEAST_OF_LARGE if element.text.size >= large else LEAST_CONTRAST
            element = _on(element, _under(element, document, picture), least)
        elements.append(element)
    return document.model_copy(update={"elements": tuple(elements)})


def _under(element: Element, document: Document, picture: Float[np.ndarray, "h w 3"]) -> np.ndarray:
    """``[3]`` mean encoded sRGB under an element's box, as far as that lies on the canvas.

    Of a box outside it is that of the nearest row or column, or of the whole picture.
    """
    height, width = picture.shape[:2]
    canvas = np.array([document.canvas.width, document.canvas.height] * 2)
    x, y, w, h = np.array(element.box) * np.array([width, height] * 2) / canvas
    rows = slice(max(int(y), 0), max(int(np.ceil(y + h)), 1))
    columns = slice(max(int(x), 0), max(int(np.ceil(x + w)), 1))
    region = picture[rows, columns]
    return (region if region.size else picture).reshape(-1, 3).mean(0)


def _on(element: Element, ground: Float[np.ndarray, "3"], least: float) -> Element:
    fill = element.paint.fill
    if not isinstance(fill, str):
        return element
    *ink, alpha = srgb_from_hex(fill)
    alpha *= element.opacity
    if alpha == 0:
        return element
    seen = alpha * np.array(ink) + (1 - alpha) * ground
    under = oklab_from_srgb(ground)
    white, black = (float(contrast_ratio(np.full(3, level), ground)) for level in (1.0, 0.0))
    is_light = bool(under[0] < _LIGHT_WORDS) and white >= least
    on_color = np.hypot(*under[1:]) > _SOME_COLOR and is_light and oklab_from_srgb(seen)[0] < under[0]
    if contrast_ratio(seen, ground) >= least and not on_color:
        return element
    light = is_light or white >= black
    paint = element.paint.model_copy(update={"fill": _read_color(fill, ground, least, light=light)})
    return element.model_copy(update={"paint": paint, "opacity": 1.0})


def _read_color(fill: str, ground: Float[np.ndarray, "3"], least: float, *, light: bool) -> str:
    """The nearest lightness of a colour's hue that can be read on a ground, lighter or darker than that.

    White or black where no lightness of the hue has the contrast.
    """
    lab = oklab_from_hex(fill)
    shades = np.concatenate([_LIGHTNESS[:, None], np.tile(lab[1:], (len(_LIGHTNESS), 1))], axis=1)
    ratios = contrast_ratio(srgb_from_oklab(shades), ground[None])
    lighter = _LIGHTNESS - oklab_from_srgb(ground)[0] > 0
    able = (ratios >= least) & (lighter == light)
    if not able.any():
        return "#ffffff" if light else "#000000"
    nearest = np.flatnonzero(able)[np.argmin(np.abs(_LIGHTNESS[able] - lab[0]))]
    return hex_from_oklab(shades[nearest])
