"""A design for another format: its tree laid out anew in another canvas.

Rows that would get too narrow become columns, a column in a much wider canvas becomes two, type is
scaled, wrap widths are chosen anew, and gaps give or take until the canvas is filled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from jaxdesign.design.document import Canvas, Document, Element
from jaxdesign.layout import parse
from jaxdesign.layout.flow import Flow, Placed, Style
from jaxdesign.layout.tree import Node, NodeKind

_WIDER = 1.45
"""How much wider for its height a canvas must be than before for a column to be set in two."""
_LARGEST_TYPE = 1.35
"""How far type may grow beyond what the change of area asks for, so that the canvas is filled."""
_SMALLEST_TYPE = 0.2
_LOOSEST = 2.2
_STEPS = 12
_LEAST_MARGIN = 0.04


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """Margins of the content in its canvas, in pixels, and where leftover height goes."""

    left: float
    right: float
    top: float
    bottom: float
    middle: bool


def _span(box: np.ndarray, elements: list[int]) -> np.ndarray:
    """x0, y0, x1, y1 of some of ``[n, 4]`` boxes."""
    inside = box[elements]
    return np.concatenate([inside[:, :2].min(0), (inside[:, :2] + inside[:, 2:]).max(0)])


def _is_weighty(node: Node, box: np.ndarray, total: float) -> bool:
    return any(box[e, 2] * box[e, 3] > 0.12 * total for e in node.elements())


def in_two(node: Node, box: np.ndarray) -> Node:
    """A column as a row of two columns of about the same height, cut at a gap; itself if it is too short."""
    children = node.children
    if node.kind != NodeKind.COLUMN or len(children) < 2:
        return node
    spans = [_span(box, child.elements()) for child in children]
    top, bottom = spans[0][1], max(span[3] for span in spans)
    middle = (top + bottom) / 2
    cuts = []
    for k in range(1, len(children)):
        gap = spans[k][1] - spans[k - 1][3]
        place = (spans[k][1] + spans[k - 1][3]) / 2
        cuts.append(abs(place - middle) / (bottom - top + 1e-9) - 0.5 * gap / (bottom - top + 1e-9))
    k = int(np.argmin(cuts)) + 1
    if min(cuts) > 0.35:
        return node
    parts = [
        part[0] if len(part) == 1 else Node(kind=NodeKind.COLUMN, children=part)
        for part in (children[:k], children[k:])
    ]
    return replace(node, kind=NodeKind.ROW, children=tuple(parts))


def _frame(document: Document, box: np.ndarray, canvas: Canvas) -> _Frame:
    """Margins as in the original, as shares of the canvas, no side narrower than a little."""
    span = _span(box, list(range(len(box)))) if len(box) else np.array([0.1, 0.1, 0.9, 0.9])
    extents = np.array([document.canvas.width, document.canvas.height] * 2)
    shares = np.array([span[0], span[1], extents[0] - span[2], extents[1] - span[3]]) / extents
    least = min(canvas.width, canvas.height)
    sides = []
    for share, extent in zip(shares, (canvas.width, canvas.height) * 2, strict=True):
        full = share < 0.004
        sides.append(0.0 if full else float(np.clip(share * extent, _LEAST_MARGIN * least, 0.12 * least)))
    middle = abs(shares[1] - shares[3]) < 0.08 or shares[3] < shares[1]
    return _Frame(left=sides[0], top=sides[1], right=sides[2], bottom=sides[3], middle=middle)


def _fitted(flow: Flow, root: Node, room: tuple[float, float], grown: float) -> tuple[Placed, Style]:
    """The tree at the largest type and then the loosest gaps that fit the room."""

    def height(style: Style) -> float:
        return flow.place(root, room[0], style).height

    low, high = _SMALLEST_TYPE * grown, _LARGEST_TYPE * grown
    if height(Style(scale=high)) <= room[1]:
        low = high
    for _ in range(_STEPS):
        if low == high:
            break
        middle = (low * high) ** 0.5
        low, high = (middle, high) if height(Style(scale=middle)) <= room[1] else (low, middle)
    loose, looser = 1.0, _LOOSEST
    for _ in range(_STEPS):
        middle = (loose + looser) / 2
        fits = height(Style(scale=low, looseness=middle)) <= room[1]
        loose, looser = (middle, looser) if fits else (loose, middle)
    style = Style(scale=low, looseness=loose)
    return flow.place(root, room[0], style), style


def recompose(document: Document, canvas: Canvas) -> Document:
    """The document laid out for another canvas; strings, pictures and order of reading stay.

    Texts keep their proportions of size; pictures keep their aspect, or are cropped where they fill
    their place. A document without elements only changes its canvas.
    """
    if not document.elements:
        return document.model_copy(update={"canvas": canvas, "certificate": None})
    extents = np.array([document.canvas.width, document.canvas.height] * 2)
    shares = parse.fractions(document)
    box = shares * extents
    root = parse.parse_node(shares, parse.things(document))
    stretch = (canvas.width / canvas.height) / (document.canvas.width / document.canvas.height)
    if stretch > _WIDER:
        root = in_two(root, box)
    frame = _frame(document, box, canvas)
    grown = math.sqrt(canvas.width * canvas.height / (extents[0] * extents[1]))
    grown = min(grown, 1.6 * min(canvas.width / extents[0], canvas.height / extents[1]))
    room = (canvas.width - frame.left - frame.right, canvas.height - frame.top - frame.bottom)
    flow = Flow(document, box, (canvas.width, canvas.height))
    placed, _ = _fitted(flow, root, room, grown)
    left_over = max(room[1] - placed.height, 0.0)
    down = frame.top + (left_over / 2 if frame.middle else min(left_over / 2, frame.top))
    elements = [
        _moved(element, placed.boxes[i], placed.sizes.get(i), frame.left, down)
        for i, element in enumerate(document.elements)
    ]
    return document.model_copy(update={"canvas": canvas, "elements": tuple(elements), "certificate": None})


def _moved(
    element: Element, box: tuple[float, float, float, float], size: float | None, left: float, top: float
) -> Element:
    """The element in its new place; type, radius and border scaled alike."""
    x, y, w, h = box
    update: dict[str, object] = {"box": (x + left, y + top, w, h)}
    if element.text is not None and size is not None:
        update["text"] = element.text.model_copy(update={"size": size, "lines": None})
    elif element.box[3] > 0:
        ratio = min(w / max(element.box[2], 1e-6), h / element.box[3])
        radius = min(element.paint.radius * max(ratio, 0.0), min(w, h) / 2)
        if element.paint.radius >= 0.49 * min(element.box[2:]) > 0:
            radius = min(w, h) / 2
        update["paint"] = element.paint.model_copy(update={"radius": radius})
    if element.image is not None and abs(w * element.box[3] - h * element.box[2]) > 0.02 * w * element.box[3]:
        update["image"] = element.image.model_copy(update={"fit": "cover"})
    return element.model_copy(update=update)
