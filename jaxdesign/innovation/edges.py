"""The edge of the canvas: what lay clear of it stays clear of it."""

from __future__ import annotations

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked

CLEAR = 0.03
"""Distance from the edge of the canvas that a text keeps if it had it, of the shorter side."""


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


def _cleared(element: Element, old: Element, document: Document) -> Element:
    if element.text is None or element.rotation:
        return element
    extents = (document.canvas.width, document.canvas.height)
    clear = CLEAR * min(extents)
    box = list(element.box)
    for axis, extent in enumerate(extents):
        if is_locked(element, "xy"[axis]):
            continue
        low = min(old.box[axis], clear)
        high = extent - min(extent - old.box[axis] - old.box[axis + 2], clear)
        if low < 0 or high > extent or box[axis + 2] > high - low:
            continue
        box[axis] = min(max(box[axis], low), high - box[axis + 2])
    return element.model_copy(update={"box": tuple(box)})
