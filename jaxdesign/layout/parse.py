"""From a design's boxes to its tree: containment, then recursive cuts, then merged runs."""

from __future__ import annotations

import numpy as np

from jaxdesign.design.arrays import bucket
from jaxdesign.design.document import Document
from jaxdesign.layout.contain import Things, containers
from jaxdesign.layout.cuts import Y, best_cut
from jaxdesign.layout.tree import Node, NodeKind, Tree, build, leaf

_DRAWN_SPREAD = (0.004, 0.004)
"""How far edges of a finished design are off, in canvas fractions: line boxes overlap a little."""
_DEAREST = 12.0
"""Cost beyond which a set is not cut: one of its elements is taken out and laid over the rest."""


def fractions(document: Document) -> np.ndarray:
    """``[n, 4]`` boxes of the document's elements in fractions of its canvas."""
    scale = np.array([document.canvas.width, document.canvas.height] * 2)
    return np.array([element.box for element in document.elements], float).reshape(-1, 4) / scale


def is_text(document: Document) -> np.ndarray:
    """``[n]`` which elements are texts."""
    return np.array([element.kind == "text" for element in document.elements], bool)


def things(document: Document) -> Things:
    """What containment asks of the document's elements besides their boxes."""
    kinds, grounds = [], []
    for element in document.elements:
        button = element.text is not None and element.text.role == "button"
        kinds.append("button" if button else element.kind)
        grounds.append(element.kind == "image" or (element.kind == "shape" and element.shape != "line"))
    groups = [element.group for element in document.elements]
    return Things(kind=kinds, ground=np.array(grounds, bool), group=groups)


def _blocker(members: list[int], box: np.ndarray) -> int:
    """The member that overlaps the others most, for its size."""
    inside = box[members]
    overlap = np.ones((len(members),) * 2)
    for axis in (0, 1):
        start, end = inside[:, axis], inside[:, axis] + inside[:, axis + 2]
        overlap *= np.maximum(np.minimum(end[:, None], end) - np.maximum(start[:, None], start), 0)
    np.fill_diagonal(overlap, 0)
    return members[int(np.argmax(overlap.sum(1)))]


def _merged(kind: NodeKind, parts: list[Node]) -> Node:
    """A row or column of the parts; a part of the same kind without a ground of its own dissolves."""
    children: list[Node] = []
    for part in parts:
        same = part.kind == kind and part.element < 0
        children += part.children if same else (part,)
    return Node(kind=kind, children=tuple(children))


class _Parser:
    """One design's parse: boxes, order and tolerance stay the same on every level."""

    def __init__(self, box: np.ndarray, parent: np.ndarray, spread: np.ndarray) -> None:
        self.box, self.parent, self.spread = box, parent, spread

    def inside(self, element: int) -> Node:
        """The node of an element with all it contains."""
        members = np.flatnonzero(self.parent == element).tolist()
        if not members:
            return leaf(element)
        node = self.split(members)
        if node.element >= 0 or node.kind == NodeKind.LEAF:
            node = Node(kind=NodeKind.COLUMN, children=(node,))
        return Node(kind=node.kind, element=element, children=node.children)

    def split(self, members: list[int]) -> Node:
        """The node of a set of siblings."""
        if len(members) == 1:
            return self.inside(members[0])
        box = self.box[members]
        cut = best_cut(box, np.asarray(members), self.spread)
        if cut.cost > _DEAREST:
            return self._layers(members)
        kind = NodeKind.COLUMN if cut.axis == Y else NodeKind.ROW
        parts = [self.split([members[i] for i in part]) for part in (cut.first, cut.second)]
        return _merged(kind, parts)

    def _layers(self, members: list[int]) -> Node:
        out = _blocker(members, self.box)
        rest = self.split([i for i in members if i != out])
        taken = self.inside(out)
        if rest.kind == NodeKind.LAYERS and rest.element < 0:
            return Node(kind=NodeKind.LAYERS, children=(*rest.children, taken))
        return Node(kind=NodeKind.LAYERS, children=(rest, taken))


def parse_node(
    box: np.ndarray, about: Things, spread: tuple[float, float] | np.ndarray = _DRAWN_SPREAD
) -> Node:
    """The nested tree of a design; its root is the canvas.

    Args:
        box: ``[n, 4]`` in fractions of the canvas, in document order.
        about: the ``n`` elements besides their boxes (see ``things``).
        spread: how far edges along x and y are expected to be off, in fractions of the canvas.
    """
    if len(box) == 0:
        return Node(kind=NodeKind.COLUMN)
    spread = np.maximum(np.asarray(spread, float), _DRAWN_SPREAD)
    parent = containers(box, about, spread)
    node = _Parser(box, parent, spread).split(np.flatnonzero(parent < 0).tolist())
    if node.element >= 0 or node.kind == NodeKind.LEAF:
        node = Node(kind=NodeKind.COLUMN, children=(node,))
    return node


def parse(document: Document, *, num_slots: int | None = None) -> Tree:
    """The layout tree of a document, over ``num_slots`` element slots (by default the least bucket)."""
    n = num_slots or bucket(len(document.elements))
    text = is_text(document)
    node = parse_node(fractions(document), things(document))
    return build(node, np.pad(text, (0, n - len(text))), n)
