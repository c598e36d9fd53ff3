"""Formats of which an app covers the ends: words stand between, grounds and pictures reach on."""

from __future__ import annotations

from jaxdesign.design.document import Canvas, Document, Element, Gradient
from jaxdesign.design.formats import ALIASES

COVERED = {"instagram-story": (0.13, 0.13)}
"""Parts of the height that names and buttons of the app cover, above and below."""
_AT_EDGE = 0.5
"""Pixels within which a box reaches an edge."""


def covered(canvas: Canvas) -> tuple[float, float]:
    """Heights that are covered above and below, in pixels."""
    above, below = COVERED.get(ALIASES.get(canvas.format, canvas.format), (0.0, 0.0))
    return round(above * canvas.height), round(below * canvas.height)


def uncovered(canvas: Canvas) -> Canvas:
    """The part of a canvas that is not covered, as one of its own."""
    above, below = covered(canvas)
    return canvas.model_copy(update={"height": canvas.height - above - below})


def on_whole(document: Document, canvas: Canvas) -> Document:
    """A design of the uncovered part on the whole canvas; what reaches an end, and frames, reach on.

    Round shapes stay round. One that is on the whole canvas already stays as it is.
    """
    if document.canvas == canvas:
        return document
    above, below = covered(canvas)
    elements = [_grown(element, document.canvas.height, above, below) for element in document.elements]
    return document.model_copy(update={"canvas": canvas, "elements": tuple(elements)})


def _grown(element: Element, height: float, above: float, below: float) -> Element:
    x, y, w, h = element.box
    is_frame = element.kind == "shape" and element.paint.stroke is not None and element.paint.fill is None
    up = above if y <= _AT_EDGE or is_frame else 0.0
    down = below if y + h >= height - _AT_EDGE or is_frame else 0.0
    if element.text is not None or element.shape == "ellipse" or element.rotation:
        up = down = 0.0
    box = (x, y + above - up, w, h + up + down)
    fill = element.paint.fill
    if isinstance(fill, Gradient) and fill.angle == 90.0 and (up or down):
        stops = tuple(((at * h + up) / box[3], color) for at, color in fill.stops)
        fill = fill.model_copy(update={"stops": stops})
    return element.model_copy(update={"box": box, "paint": element.paint.model_copy(update={"fill": fill})})
