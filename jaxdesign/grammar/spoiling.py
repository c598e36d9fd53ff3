"""Known damages to a design, to see whether the grammar sees them and to weigh its terms.

Each damage takes a document and a generator and returns the spoilt document, or None where the design has
nothing to spoil that way. Which of its variants it takes is drawn too, so that nothing can be tuned to one
recipe.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import numpy as np

from jaxdesign.design.color import hex_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document, Element
from jaxdesign.render.png import render_array

_GROUND_PX = 400
_VISIBLE = 0.1
"""Difference of an sRGB channel that is seen at all."""

Damage = Callable[[Document, np.random.Generator], Document | None]


def _with(document: Document, elements: list[Element]) -> Document:
    return document.model_copy(update={"elements": tuple(elements)})


def _texts(document: Document) -> list[int]:
    return [i for i, element in enumerate(document.elements) if element.text is not None]


def jitter(document: Document, rng: np.random.Generator, amount: float) -> Document | None:
    """Every box moved by ``amount`` of the canvas: normal or uniform, position alone or sizes too."""
    if not document.elements:
        return None
    normal, sizes = rng.random() < 0.5, rng.random() < 0.5
    canvas = np.array([document.canvas.width, document.canvas.height] * 2)
    elements = []
    for element in document.elements:
        step = rng.normal(0, 1, 4) if normal else rng.uniform(-1, 1, 4) * 3**0.5
        step[2:] *= sizes
        x, y, w, h = np.array(element.box) + step * amount * canvas
        elements.append(element.model_copy(update={"box": (x, y, max(w, 1.0), max(h, 1.0))}))
    return _with(document, elements)


def _resized(element: Element, factor: float) -> Element:
    x, y, w, h = element.box
    box = (x + w * (1 - factor) / 2, y + h * (1 - factor) / 2, w * factor, h * factor)
    update: dict[str, object] = {"box": box}
    if element.text is not None:
        update["text"] = element.text.model_copy(update={"size": element.text.size * factor})
    return element.model_copy(update=update)


def _swap_types(document: Document, rng: np.random.Generator) -> Document | None:
    texts = [(i, element.text) for i, element in enumerate(document.elements) if element.text is not None]
    sizes = [text.size for _, text in texts]
    if len({round(size, 1) for size in sizes}) < 2:
        return None
    order = rng.permutation(len(texts))
    while np.allclose(np.array(sizes)[order], sizes):
        order = rng.permutation(len(texts))
    elements = list(document.elements)
    for (place, text), source in zip(texts, order, strict=True):
        resized = text.model_copy(update={"size": sizes[source]})
        elements[place] = elements[place].model_copy(update={"text": resized})
    return _with(document, elements)


def _swap_boxes(document: Document, rng: np.random.Generator) -> Document | None:
    if len(document.elements) < 3:
        return None
    sides = np.array([element.box[2:] for element in document.elements])
    if np.ptp(sides, axis=0).max() < 1:
        return None
    order = rng.permutation(len(sides))
    while np.allclose(sides[order], sides, atol=1):
        order = rng.permutation(len(sides))
    elements = [
        element.model_copy(update={"box": (*element.box[:2], *document.elements[source].box[2:])})
        for element, source in zip(document.elements, order, strict=True)
    ]
    return _with(document, elements)


def sizes(document: Document, rng: np.random.Generator) -> Document | None:
    """Sizes scrambled: type sizes permuted, widths and heights permuted, or all scaled at random."""
    variant = rng.integers(3)
    if variant == 0:
        return _swap_types(document, rng)
    if variant == 1:
        return _swap_boxes(document, rng)
    factors = np.exp(rng.normal(0, 0.4, len(document.elements)))
    return _with(document, [_resized(e, f) for e, f in zip(document.elements, factors, strict=True)])


def _painted(document: Document) -> list[int]:
    return [i for i, element in enumerate(document.elements) if isinstance(element.paint.fill, str)]


def _with_fill(element: Element, fill: str) -> Element:
    return element.model_copy(update={"paint": element.paint.model_copy(update={"fill": fill})})


def _turned(color: str, turn: float) -> str:
    red, green, blue, alpha = srgb_from_hex(color)
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    return hex_from_srgb((*colorsys.hls_to_rgb((hue + turn) % 1, light, max(saturation, 0.4)), alpha))


def _apart(first: str, second: str) -> float:
    """Greatest difference of a channel of two colours."""
    return float(np.abs(np.subtract(srgb_from_hex(first)[:3], srgb_from_hex(second)[:3])).max())


def colors(document: Document, rng: np.random.Generator) -> Document | None:
    """Colours swapped: permuted among all elements, among the texts alone, or hues turned one by one."""
    variant = rng.integers(3)
    places = _painted(document)
    if variant == 1:
        places = [i for i in places if document.elements[i].text is not None]
    fills = [document.elements[i].paint.fill for i in places]
    elements = list(document.elements)
    if variant == 2:
        turned = [_turned(str(fill), rng.random()) for fill in fills]
        if not any(_apart(str(old), new) > _VISIBLE for old, new in zip(fills, turned, strict=True)):
            return None
        for place, fill in zip(places, turned, strict=True):
            elements[place] = _with_fill(elements[place], fill)
        return _with(document, elements)
    if len(set(fills)) < 2:
        return None
    order = rng.permutation(len(places))
    while all(fills[a] == fills[b] for a, b in enumerate(order)):
        order = rng.permutation(len(places))
    for place, source in zip(places, order, strict=True):
        elements[place] = _with_fill(elements[place], str(fills[source]))
    return _with(document, elements)


def drop_text(document: Document, rng: np.random.Generator) -> Document | None:
    """One text moved onto another."""
    texts = _texts(document)
    if len(texts) < 2:
        return None
    moved, target = rng.choice(texts, 2, replace=False)
    x, y, w, h = document.elements[target].box
    _, _, mw, mh = document.elements[moved].box
    cx, cy = x + w * rng.uniform(0.3, 0.7), y + h * rng.uniform(0.3, 0.7)
    if rng.random() < 0.5:
        cx = x + mw / 2
    elements = list(document.elements)
    elements[moved] = elements[moved].model_copy(update={"box": (cx - mw / 2, cy - mh / 2, mw, mh)})
    return _with(document, elements)


def _ground(document: Document) -> np.ndarray:
    """The design without its texts, ``[h, w, 3]`` encoded sRGB."""
    bare = _with(document, [element for element in document.elements if element.text is None])
    return render_array(bare, longest_px=_GROUND_PX)


def _under(document: Document, ground: np.ndarray, place: int) -> np.ndarray:
    """Mean colour of the ground in the inner part of a text's box."""
    x, y, w, h = document.elements[place].box
    height, width = ground.shape[:2]
    across, down = width / document.canvas.width, height / document.canvas.height
    left = int(np.clip((x + 0.1 * w) * across, 0, width - 1))
    top = int(np.clip((y + 0.2 * h) * down, 0, height - 1))
    right = int(np.clip((x + 0.9 * w) * across, left + 1, width))
    bottom = int(np.clip((y + 0.8 * h) * down, top + 1, height))
    return ground[top:bottom, left:right].reshape(-1, 3).mean(axis=0)


def cut_contrast(document: Document, rng: np.random.Generator) -> Document | None:
    """The difference between ink and ground cut to a quarter: of one text, or of all.

    Texts that do not stand out from their ground to begin with are left alone.
    """
    ground = _ground(document)
    mixed = {}
    for place in _texts(document):
        element = document.elements[place]
        if not isinstance(element.paint.fill, str):
            continue
        ink, under = np.array(srgb_from_hex(element.paint.fill)), _under(document, ground, place)
        if np.abs(ink[:3] - under).max() > _VISIBLE:
            mixed[place] = hex_from_srgb((*(under + (ink[:3] - under) / 4), ink[3]))
    if not mixed:
        return None
    chosen = list(mixed) if rng.random() < 0.5 else [int(rng.choice(list(mixed)))]
    elements = list(document.elements)
    for place in chosen:
        elements[place] = _with_fill(elements[place], mixed[place])
    return _with(document, elements)


DAMAGES: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "jitter 5%": (lambda document, rng: jitter(document, rng, 0.05), ("alignment",)),
    "jitter 2%": (lambda document, rng: jitter(document, rng, 0.02), ("alignment",)),
    "jitter 0.5%": (lambda document, rng: jitter(document, rng, 0.005), ("alignment",)),
    "sizes": (sizes, ("hierarchy", "consistency", "fit")),
    "colours": (colors, ("contrast", "harmony", "palette", "emphasis")),
    "dropped text": (drop_text, ("overlap",)),
    "contrast": (cut_contrast, ("contrast",)),
}
"""Each damage and the terms that are named for it: one of them has to see it."""
