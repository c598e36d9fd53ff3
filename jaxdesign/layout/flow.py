"""Laying out a tree's nodes in a given width, as a page flows: widths downwards, heights upwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout.tree import Node, NodeKind
from jaxdesign.render.setting import set_text, text_metrics

Box = tuple[float, float, float, float]

_FILLS = 0.88
"""Share of its parent's width from which on something is meant to fill it."""
_LEAST_EM = 7.0
"""A text set in several lines is not made narrower than this many em."""
_TALLEST_PICTURE = 0.5
_WIDEST_PAD = 0.14


@dataclass(frozen=True, kw_only=True)
class Style:
    """What is varied until the content fits: ``scale`` of type and sizes, ``looseness`` of gaps."""

    scale: float
    looseness: float = 1.0


@dataclass
class Placed:
    """A laid-out node, from its own top-left corner, in pixels."""

    width: float
    height: float
    boxes: dict[int, Box] = field(default_factory=dict)
    sizes: dict[int, float] = field(default_factory=dict)
    """Type size of each text."""

    def take(self, other: Placed, x: float, y: float) -> None:
        """Put another laid-out node at a place in this one."""
        for element, (left, top, w, h) in other.boxes.items():
            self.boxes[element] = (left + x, top + y, w, h)
        self.sizes.update(other.sizes)


class Flow:
    """Lays out the nodes of one document."""

    def __init__(self, document: Document, box: np.ndarray, canvas_px: tuple[float, float]) -> None:
        self.document, self.box, self.canvas_px = document, box, canvas_px
        metrics = text_metrics(document, len(document.elements))
        self.break_em = np.asarray(metrics.break_width, float)
        self.ends_em = np.asarray(metrics.ascent + metrics.descent, float)
        self._spans: dict[int, tuple[Node, np.ndarray]] = {}

    def span(self, node: Node) -> np.ndarray:
        """Original x0, y0, x1, y1 of a node."""
        known = self._spans.get(id(node))
        if known is None:
            known = self._spans[id(node)] = (node, self._span(node))
        return known[1]

    def _span(self, node: Node) -> np.ndarray:
        if node.element >= 0:
            x, y, w, h = self.box[node.element]
            return np.array([x, y, x + w, y + h])
        return self.content_span(node)

    def content_span(self, node: Node) -> np.ndarray:
        """The same of what a node holds."""
        spans = np.array([self.span(child) for child in node.children])
        return np.concatenate([spans[:, :2].min(0), spans[:, 2:].max(0)])

    def place(self, node: Node, width: float, style: Style) -> Placed:
        """Lay out a node in a width."""
        if node.kind == NodeKind.LEAF:
            return self._leaf(node, width, style)
        if self._is_picture(node):
            return self._rigid(node, width, style)
        if node.element >= 0:
            return self._ground(node, width, style)
        if node.kind == NodeKind.ROW:
            return self._row(node, width, style)
        return self._column(node, width, style)

    def _leaf(self, node: Node, width: float, style: Style) -> Placed:
        element = self.document.elements[node.element]
        _, _, w, h = self.box[node.element]
        if element.text is not None:
            return self._text(node.element, width, style)
        new_w = min(w * style.scale, width)
        if element.kind == "shape":
            new_h = h * style.scale if h > 4 else h
            return self._single(node.element, max(new_w, 0.5), max(new_h, 0.5))
        new_h = new_w * h / max(w, 1e-6)
        tallest = _TALLEST_PICTURE * self.canvas_px[1]
        if new_h > tallest:
            new_w, new_h = new_w * tallest / new_h, tallest
        return self._single(node.element, max(new_w, 1.0), max(new_h, 1.0))

    def _is_picture(self, node: Node) -> bool:
        """Whether pictures and shapes without words lie on each other: one picture, made of several."""
        layered = node.kind == NodeKind.LAYERS or node.element >= 0
        return layered and all(self.document.elements[e].text is None for e in node.elements())

    def _rigid(self, node: Node, width: float, style: Style) -> Placed:
        """A node as it was, larger or smaller as a whole."""
        span = self.span(node)
        w, h = max(span[2] - span[0], 1e-6), max(span[3] - span[1], 1e-6)
        ratio = min(style.scale, width / w, _TALLEST_PICTURE * self.canvas_px[1] / h)
        inside: dict[int, Box] = {}
        for element in node.elements():
            x, y, own_w, own_h = (float(v) * ratio for v in self.box[element])
            inside[element] = (x - span[0] * ratio, y - span[1] * ratio, own_w, own_h)
        return Placed(width=w * ratio, height=h * ratio, boxes=inside)

    def _single(self, element: int, width: float, height: float) -> Placed:
        return Placed(width=width, height=height, boxes={element: (0.0, 0.0, width, height)})

    def _text(self, index: int, width: float, style: Style) -> Placed:
        """A text in as few balanced lines as the width allows; smaller if a word is too long."""
        text = self.document.elements[index].text
        assert text is not None
        size = text.size * style.scale
        widths = self.break_em[index]
        longest = float(widths.min())
        if longest > 0 and longest * size > width:
            size = width / longest
        fitting = np.flatnonzero(widths * size <= width + 1e-6)
        drawn_lines = max(
            round((self.box[index, 3] / text.size - self.ends_em[index]) / text.line_height) + 1, 1
        )
        if len(fitting) and fitting[0] + 1 <= max(2 * drawn_lines + 4, 6):
            k = int(fitting[0])
            w, h = widths[k] * size, (k * text.line_height + self.ends_em[index]) * size
        else:
            found = set_text(text.model_copy(update={"size": size, "lines": None}), width)
            w, h = found.width, found.height
        placed = self._single(index, float(w), float(h))
        placed.sizes[index] = float(size)
        return placed

    def _ground(self, node: Node, width: float, style: Style) -> Placed:
        """A card, button or picture with what lies on it."""
        outer, inner = self.span(node), self.content_span(node)
        pads = np.concatenate([inner[:2] - outer[:2], outer[2:] - inner[2:]]) * style.scale
        pads = np.maximum(pads, 0.0)
        pads[[1, 3]] *= style.looseness
        pads[[0, 2]] = np.minimum(pads[[0, 2]], _WIDEST_PAD * width)
        hugs = len(node.children) == 1 and node.children[0].kind == NodeKind.LEAF
        given = min((outer[2] - outer[0]) * style.scale, width)
        if self._fills(node):
            given, hugs = width, False
        room = (width if hugs else given) - pads[0] - pads[2]
        inside = self._inside(node, max(room, 1.0), style)
        w = min(max(inside.width + pads[0] + pads[2], given if not hugs else 0.0), width)
        h = inside.height + pads[1] + pads[3]
        if self.document.elements[node.element].kind == "image":
            drawn = (outer[3] - outer[1]) / max(outer[2] - outer[0], 1e-6) * w
            h = max(h, min(drawn, _TALLEST_PICTURE * self.canvas_px[1]))
        placed = self._single(node.element, w, h)
        loose_w = w - pads[0] - pads[2] - inside.width
        loose_h = h - pads[1] - pads[3] - inside.height
        share = pads[0] / max(pads[0] + pads[2], 1e-6)
        placed.take(inside, pads[0] + loose_w * self._across(inner, outer, share), pads[1] + loose_h / 2)
        return placed

    def _across(self, inner: np.ndarray, outer: np.ndarray, share: float) -> float:
        """Where content stands across its ground's leftover: start, centre or end."""
        left, right = inner[0] - outer[0], outer[2] - inner[2]
        if abs(left - right) < 0.1 * (outer[2] - outer[0]):
            return 0.5
        return 0.0 if left < right else 1.0

    def _fills(self, node: Node) -> bool:
        span = self.span(node)
        return bool(span[2] - span[0] >= _FILLS * self.document.canvas.width)

    def _inside(self, node: Node, width: float, style: Style) -> Placed:
        bare = Node(kind=node.kind, children=node.children)
        return (
            self._row(bare, width, style) if node.kind == NodeKind.ROW else self._column(bare, width, style)
        )

    def _gaps(self, node: Node, axis: int, style: Style) -> list[float]:
        spans = [self.span(child) for child in node.children]
        found = [max(b[axis] - a[axis + 2], 0.0) for a, b in pairwise(spans)]
        grow = style.scale * (style.looseness if axis == 1 else 1.0)
        least = 0.15 * self._type_size(node) * style.scale
        return [max(gap * grow, least) for gap in found]

    def _type_size(self, node: Node) -> float:
        elements = [self.document.elements[e] for e in node.elements()]
        sizes = [e.text.size for e in elements if e.text is not None]
        return float(np.median(sizes)) if sizes else 8.0

    def _column(self, node: Node, width: float, style: Style) -> Placed:
        """Children under each other, standing across as they did."""
        if node.kind == NodeKind.LAYERS:
            order = sorted(node.children, key=lambda child: self.span(child)[1])
            node = Node(kind=NodeKind.COLUMN, children=tuple(order))
        outer = self.content_span(node)
        gaps = [*self._gaps(node, 1, style), 0.0]
        parts = [self.place(child, width, style) for child in node.children]
        widest = max(part.width for part in parts)
        placed = Placed(width=widest, height=0.0)
        y = 0.0
        for child, part, gap in zip(node.children, parts, gaps, strict=True):
            place = self._across(self.span(child), outer, 0.0)
            placed.take(part, (widest - part.width) * place, y)
            y += part.height + gap
        placed.height = y
        return placed

    def _least_width(self, node: Node, style: Style) -> float:
        """The width below which a node looks crammed."""
        if node.kind != NodeKind.LEAF:
            return max(self._least_width(child, style) for child in node.children)
        element = self.document.elements[node.element]
        if element.text is None:
            return 0.5 * min(self.box[node.element, 2] * style.scale, self.canvas_px[0])
        size = element.text.size * style.scale
        one, longest = self.break_em[node.element].max() * size, self.break_em[node.element].min() * size
        return max(min(one, _LEAST_EM * size), longest)

    def _row(self, node: Node, width: float, style: Style) -> Placed:
        """Children beside each other, in widths as they were; a column where that is too narrow."""
        gaps = self._gaps(node, 0, style)
        spans = [self.span(child) for child in node.children]
        drawn = np.array([max(span[2] - span[0], 1.0) for span in spans]) * style.scale
        free = width - sum(gaps)
        least = np.array([self._least_width(child, style) for child in node.children])
        if least.sum() > free or free <= 0:
            return self._column(Node(kind=NodeKind.COLUMN, children=node.children), width, style)
        outer = self.content_span(node)
        spread = outer[2] - outer[0] >= _FILLS * 0.8 * self.document.canvas.width
        given = drawn * free / drawn.sum() if spread or drawn.sum() > free else drawn
        given = np.maximum(given, least)
        given = least + (given - least) * max(free - least.sum(), 0) / max(
            (given - least).sum(), free - least.sum(), 1e-9
        )
        parts = [self.place(child, float(w), style) for child, w in zip(node.children, given, strict=True)]
        height = max(part.height for part in parts)
        placed = Placed(width=0.0, height=height)
        x = 0.0
        for child, part, slot, gap in zip(node.children, parts, given, [*gaps, 0.0], strict=True):
            span = self.span(child)
            above, below = span[1] - outer[1], outer[3] - span[3]
            down = (
                0.5 if abs(above - below) < 0.1 * (outer[3] - outer[1]) else (0.0 if above < below else 1.0)
            )
            placed.take(part, x, (height - part.height) * down)
            x += (slot if spread else part.width) + gap
        placed.width = x if not spread else width
        return placed
