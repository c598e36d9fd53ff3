"""Which places have to change: what a failed check asks of a text and of what it lies on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import common_share, hull
from jaxdesign.innovation.place_rules import Demands, is_solid
from jaxdesign.innovation.sight import TextSight
from jaxdesign.innovation.verify import (
    Inspection,
    colliding_pairs,
    covered_texts,
    illegible_texts,
    meeting_pairs,
    needed_contrast,
    on_purpose,
)
from jaxdesign.innovation.wcag import contrast, luminance

_EDGE = 0.02
_RAISED = 0.6
"""Part of a text under something above which the text is raised over it rather than moved away."""
_CLEAR = 0.9
"""Part of a text's pixels with contrast that makes a ground its own."""


def demanded(seen: Inspection, demands: Demands) -> tuple[Document, Demands] | None:
    """The document and demands for another round of placing; None if the checks ask for nothing new."""
    document = seen.document
    apart, inside, free = set(demands.apart), set(demands.inside), set(demands.free)
    texts = seen.sight.texts
    for back, front in meeting_pairs(seen):
        if on_purpose(seen, back, front):
            free.add((back.element.id, front.element.id))
    apart |= {(first, second) for first, second, _ in colliding_pairs(seen)}
    for name, _ in covered_texts(seen):
        document, pairs = _uncovered(document, texts[name])
        apart |= pairs
    for name, _, _ in illegible_texts(seen):
        in_, out = _grounds(seen, texts[name])
        inside |= {pair for pair in in_ if pair not in demands.apart}
        apart |= {pair for pair in out if pair not in inside}
    wanted = replace(demands, apart=frozenset(apart), inside=frozenset(inside), free=frozenset(free))
    return None if wanted == demands and document == seen.document else (document, wanted)


def _uncovered(document: Document, text: TextSight) -> tuple[Document, set[tuple[str, str]]]:
    """A text that is covered is raised over what covers most of it, and parted from what stays above it."""
    elements = list(document.elements)
    at = next(i for i, element in enumerate(elements) if element.id == text.element.id)
    shares = {
        i: common_share(text.setting.hull, hull(element.box, element.rotation))
        for i, element in enumerate(elements)
        if i > at and element.kind != "text"
    }
    may_rise = not is_locked(text.element, "layer")
    raised = max((i for i, share in shares.items() if share >= _RAISED and may_rise), default=at)
    pairs = {(text.element.id, elements[i].id) for i, share in shares.items() if i > raised and share > 0}
    if raised != at:
        elements.insert(raised, elements.pop(at))
        document = document.model_copy(update={"elements": tuple(elements)})
    return document, pairs


def _grounds(seen: Inspection, text: TextSight) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What an illegible text that lies on an edge should be moved into, and what out of."""
    inside: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    legible = _legible_pixels(seen, text)
    for element in seen.document.elements:
        if element.id == text.element.id:
            break
        if element.kind == "text" or not is_solid(element):
            continue
        share = common_share(text.setting.hull, hull(element.box, element.rotation))
        if not _EDGE < share < 1 - _EDGE:
            continue
        within = _pixels_in(seen, text, element)
        on = float(legible[within].mean()) if within.any() else 0.0
        off = float(legible[~within].mean()) if (~within).any() else 0.0
        pair = (text.element.id, element.id)
        if _holds(element, text) and (on >= _CLEAR > off or (off < _CLEAR and share >= 0.5)):
            inside.add(pair)
        elif off >= _CLEAR or share < 0.5:
            apart.add(pair)
    return inside, apart


def _holds(element: Element, text: TextSight) -> bool:
    """True if the element has room for the text, or can be given it."""
    if element.shape == "rectangle" and not is_locked(element, "w") and not is_locked(element, "h"):
        return element.box[3] >= 0.5 * text.setting.hull[3]
    return element.box[2] >= text.setting.hull[2] and element.box[3] >= text.setting.hull[3]


def _legible_pixels(seen: Inspection, text: TextSight) -> np.ndarray:
    ratios = contrast(luminance(text.colors()), luminance(text.ground[text.region]))
    return ratios >= needed_contrast(seen.document, text)


def _pixels_in(seen: Inspection, text: TextSight, element: Element) -> np.ndarray:
    """``[p]``: which pixels of the text's region lie in the element's box."""
    rows, columns = np.nonzero(text.region)
    x = (columns + text.window[1].start + 0.5) / seen.sight.scale
    y = (rows + text.window[0].start + 0.5) / seen.sight.scale
    left, top, width, height = hull(element.box, element.rotation)
    return (x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)
