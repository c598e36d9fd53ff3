"""The edge of the canvas: what lay clear of it stays clear of it, and what reached it reaches it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_held_along, is_locked
from jaxdesign.layout.bands import REACHES

CLEAR = 0.03
"""Distance from the edge of the canvas that a text keeps if it had it, of the shorter side."""
_SMALL = 0.2
"""Part of the canvas below which something is moved to an edge, not drawn out to it."""
_LEFT_OPEN = 0.05
"""Distance, as a share of the canvas, up to which what has come off an edge goes back to it."""


def clear_of_edges(document: Document, original: Document) -> Document:
    """The document with texts moved back from edges of the canvas that they came too near.

    A text keeps ``CLEAR`` or what it had in ``original``, whichever is less. Where the canvas is another,
    texts that are locked, turned or larger than the canvas, and those that began outside, stay.
    """
    if document.canvas != original.canvas:
        return document
    before = {element.id: element for element in original.elements}
    elements = tuple(_cleared(e, before[e.id], document) if e.id in before else e for e in document.elements)
    return document.model_copy(update={"elements": elements})


def clear_span(start: float, length: float, extent: float, clear: float) -> tuple[float, float]:
    """Between which places of ``extent`` something stays ``clear`` of both edges, or as far as it was if that
    was less; below 0 and beyond ``extent`` where it hung over."""
    return min(start, clear), extent - min(extent - start - length, clear)


def _cleared(element: Element, old: Element, document: Document) -> Element:
    if element.text is None or element.rotation:
        return element
    extents = (document.canvas.width, document.canvas.height)
    box = list(element.box)
    for axis, extent in enumerate(extents):
        if is_locked(element, "xy"[axis]):
            continue
        low, high = clear_span(old.box[axis], old.box[axis + 2], extent, CLEAR * min(extents))
        if low < 0 or high > extent or box[axis + 2] > high - low:
            continue
        box[axis] = min(max(box[axis], low), high - box[axis + 2])
    return element.model_copy(update={"box": tuple(box)})


def inside_canvas(document: Document, original: Document) -> Document:
    """The document with shapes and pictures cut to the canvas where the original's lay inside it; what has
    left it altogether comes back whole.

    What is turned or locked stays.
    """
    limits = (document.canvas.width, document.canvas.height)
    before = {element.id: element for element in original.elements}
    elements = []
    for element in document.elements:
        box, old = list(element.box), before[element.id]
        if element.text is None and not element.rotation and element.box != old.box:
            for axis in (0, 1):
                if is_held_along(element, axis):
                    continue
                low, high = box[axis], box[axis] + box[axis + 2]
                least, most = min(old.box[axis], 0.0), max(old.box[axis] + old.box[axis + 2], limits[axis])
                if low >= most or high <= least:
                    low = least if high <= least else max(most - box[axis + 2], least)
                    high = low + box[axis + 2]
                low, high = max(low, least), min(high, most)
                box[axis], box[axis + 2] = low, max(high - low, 0.0)
        elements.append(element.model_copy(update={"box": tuple(box)}))
    return document.model_copy(update={"elements": tuple(elements)})


def reaching(document: Document, goal: Float[np.ndarray, "n 4"]) -> Document:
    """The document with shapes and pictures brought back to the edges of the canvas that they reach in
    ``goal``, boxes in canvas fractions, and have come off a little: a sliver of the backdrop is an accident.

    Large ones are drawn out, small ones moved; what is turned, round or locked stays.
    """
    extents = (document.canvas.width, document.canvas.height)
    elements = []
    for element, meant in zip(document.elements, goal, strict=True):
        box = list(element.box)
        for axis, extent in enumerate(extents):
            stays = element.text is not None or element.shape == "ellipse" or element.rotation
            if stays or is_held_along(element, axis):
                continue
            low, high = box[axis], box[axis] + box[axis + 2]
            before = meant[axis] <= REACHES and 0 < low <= _LEFT_OPEN * extent
            after = meant[axis] + meant[axis + 2] >= 1 - REACHES and 0 < extent - high <= _LEFT_OPEN * extent
            if box[axis + 2] < _SMALL * extent and before != after:
                box[axis] = 0.0 if before else extent - box[axis + 2]
            elif before or after:
                start = 0.0 if before else low
                box[axis], box[axis + 2] = start, (extent if after else high) - start
        elements.append(element.model_copy(update={"box": tuple(box)}))
    return document.model_copy(update={"elements": tuple(elements)})
