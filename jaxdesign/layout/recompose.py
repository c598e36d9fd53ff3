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
from jaxdesign.layout.bands import REACHES
from jaxdesign.layout.flow import Box, Flow, Placed, Style
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
    across: float
    """Where content narrower than its room stands: 0 left, 0.5 in the middle, 1 right."""


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


def _bleeds(shares: np.ndarray) -> np.ndarray:
    """``[n, 4]`` whether each of ``[n, 4]`` boxes, in canvas fractions, reaches the left, top, right and
    bottom edge of the canvas."""
    ends = np.concatenate([shares[:, :2], 1 - shares[:, :2] - shares[:, 2:]], axis=1)
    return ends < REACHES


def _reaching(document: Document, shares: np.ndarray) -> np.ndarray:
    """``[n, 4]`` the canvas edges that each element is to reach in any canvas: those that a band or panel
    from edge to edge reaches. Texts reach none."""
    reach = _bleeds(shares)
    across = reach[:, :2] & reach[:, 2:]
    reach &= np.tile(across | across[:, ::-1], 2)
    return reach & np.array([element.text is None for element in document.elements])[:, None]


def _frame(document: Document, shares: np.ndarray, canvas: Canvas) -> _Frame:
    """Margins as in the original, as shares of the canvas, no side narrower than a little.

    What bleeds says nothing about margins, unless everything does and no text is among it.
    """
    texts = np.array([element.text is not None for element in document.elements])
    inside = ~_bleeds(shares)
    shares = np.maximum(shares, 0.0)
    ends = np.concatenate([shares[:, :2], 1 - shares[:, :2] - shares[:, 2:]], axis=1)
    least = min(canvas.width, canvas.height)
    sides, found = [], []
    for side, extent in enumerate((canvas.width, canvas.height) * 2):
        counted = inside[:, side] | texts
        share = float(ends[counted, side].min()) if counted.any() else 0.0
        found.append(share)
        margin = float(np.clip(share * extent, _LEAST_MARGIN * least, 0.12 * least))
        sides.append(margin if counted.any() else 0.0)
    left, top, right, bottom = found
    return _Frame(
        left=sides[0],
        top=sides[1],
        right=sides[2],
        bottom=sides[3],
        middle=abs(top - bottom) < 0.08 or bottom < top,
        across=0.5 if abs(left - right) < 0.08 else float(right < left),
    )


def _bled(
    boxes: dict[int, Box], bleeds: np.ndarray, left: float, top: float, canvas: Canvas
) -> dict[int, Box]:
    """The placed boxes on the canvas; what reached an edge reaches it again."""
    reached = {}
    for i, (x, y, w, h) in boxes.items():
        low, high = [x + left, y + top], [x + left + w, y + top + h]
        for axis, extent in enumerate((canvas.width, canvas.height)):
            if bleeds[i, axis]:
                low[axis] = 0.0
            if bleeds[i, axis + 2]:
                high[axis] = extent
        reached[i] = (low[0], low[1], high[0] - low[0], high[1] - low[1])
    return reached


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


def recompose(document: Document, canvas: Canvas, *, root: Node | None = None) -> Document:
    """The document laid out for another canvas; strings, pictures and order of reading stay.

    Texts keep their proportions of size; pictures keep their aspect, or are cropped where they fill
    their place. A document without elements only changes its canvas. ``root`` is the document's tree where
    it is known; it is parsed otherwise.
    """
    if not document.elements:
        return document.model_copy(update={"canvas": canvas, "certificate": None})
    extents = np.array([document.canvas.width, document.canvas.height] * 2)
    shares = parse.fractions(document)
    box = shares * extents
    root = parse.parse_node(shares, parse.things(document)) if root is None else root
    stretch = (canvas.width / canvas.height) / (document.canvas.width / document.canvas.height)
    if stretch > _WIDER:
        root = in_two(root, box)
    frame = _frame(document, shares, canvas)
    grown = math.sqrt(canvas.width * canvas.height / (extents[0] * extents[1]))
    grown = min(grown, 1.6 * min(canvas.width / extents[0], canvas.height / extents[1]))
    room = (canvas.width - frame.left - frame.right, canvas.height - frame.top - frame.bottom)
    flow = Flow(document, box, (canvas.width, canvas.height))
    placed, _ = _fitted(flow, root, room, grown)
    left_over = max(room[1] - placed.height, 0.0)
    down = frame.top + (left_over / 2 if frame.middle else min(left_over / 2, frame.top))
    aside = frame.left + max(room[0] - placed.width, 0.0) * frame.across
    boxes = _bled(placed.boxes, _reaching(document, shares), aside, down, canvas)
    elements = [_moved(element, boxes[i], placed.sizes.get(i)) for i, element in enumerate(document.elements)]
    backdrop = document.backdrop
    if backdrop.image is not None:
        image = backdrop.image.model_copy(update={"fit": "cover"})
        backdrop = backdrop.model_copy(update={"image": image})
    return document.model_copy(
        update={"canvas": canvas, "backdrop": backdrop, "elements": tuple(elements), "certificate": None}
    )


def _moved(element: Element, box: Box, size: float | None) -> Element:
    """The element in its new place; type, radius and border scaled alike."""
    w, h = box[2:]
    update: dict[str, object] = {"box": box}
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
