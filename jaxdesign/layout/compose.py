"""New words and pictures in the tree of a real design, on any canvas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jaxdesign.design.document import Canvas, Document, Element, Image
from jaxdesign.layout.assign import Assigned, Item, assign
from jaxdesign.layout.parse import fractions, parse_node, things
from jaxdesign.layout.recompose import recompose
from jaxdesign.layout.tree import Node, NodeKind

_LEAST_GAP_EM = 0.6
"""Distance of a repeated text from the one before it where the design has none to take it from."""

_PHOTOGRAPH = 0.03
"""Part of the canvas from which a picture is taken for a photograph."""
_LONG = 3.5
"""Width over height, or height over width, from which it is taken for a mark."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of new content: a text with its role, or a picture."""

    string: str | None = None
    role: str = "body"
    image: Image | None = None
    aspect: float = 1.0
    """Width over height of the picture."""

    share: float | None = None
    """Part of the canvas that the picture is made for."""

    def item(self) -> Item:
        """What assigning asks of it."""
        return Item(string=self.string, role=self.role, aspect=self.aspect, share=self.share)


def donor_node(donor: Document) -> Node:
    """The tree of a design that lends its own."""
    return parse_node(fractions(donor), things(donor))


def matched(donor: Document, pieces: list[Piece], root: Node | None = None) -> Assigned:
    """Which piece goes to which place of a donor, and how ill that suits.

    ``root`` is the donor's tree where it is known; it is parsed otherwise. Raises ``ValueError`` if the donor
    has no place of a piece's kind.
    """
    return assign(donor, root or donor_node(donor), [piece.item() for piece in pieces])


def suits(donor: Document, pieces: list[Piece]) -> float:
    """How ill a donor's places suit pieces, 0 or more. Raises ``ValueError`` as ``matched`` does."""
    return matched(donor, pieces).cost


def compose(donor: Document, pieces: list[Piece], canvas: Canvas) -> Document:
    """A design of these pieces, laid out and looking as the donor is.

    Places of the donor that suit no piece are closed up, pieces that have no place repeat the one that
    suits them best. Raises ``ValueError`` if the donor has no place of a piece's kind.
    """
    return filled(donor, matched(donor, pieces), pieces, canvas)


def filled(donor: Document, assigned: Assigned, pieces: list[Piece], canvas: Canvas) -> Document:
    """As ``compose``, where it is known which piece goes to which place."""
    elements, boxes = _elements(donor, assigned, pieces)
    boxes, grown = _opened(donor, assigned, boxes)
    kept = {look for look, _ in assigned.elements}
    boxes, height = _closed(donor, kept, boxes, grown)
    elements = [
        element.model_copy(update={"box": tuple(map(float, box))})
        for element, box in zip(elements, boxes, strict=True)
    ]
    whole = donor.model_copy(
        update={
            "canvas": donor.canvas.model_copy(update={"height": height, "format": "custom"}),
            "elements": tuple(elements),
            "certificate": None,
        }
    )
    return recompose(whole, canvas, root=assigned.root)


def _elements(donor: Document, assigned: Assigned, pieces: list[Piece]) -> tuple[list[Element], np.ndarray]:
    """The new elements and the ``[n, 4]`` boxes of those whose look they have."""
    elements = []
    for i, (look, item) in enumerate(assigned.elements):
        old = donor.elements[look]
        update: dict[str, object] = {"id": f"{old.kind}-{i + 1}", "group": None, "lock": ()}
        if item is not None and old.text is not None:
            piece = pieces[item]
            words = {"string": piece.string, "role": piece.role, "lines": None}
            update["text"] = old.text.model_copy(update=words)
        elif item is not None:
            update["image"] = _whole(pieces[item])
        elements.append(old.model_copy(update=update))
    boxes = np.array([donor.elements[look].box for look, _ in assigned.elements], float).reshape(-1, 4)
    return elements, boxes


def _whole(piece: Piece) -> Image | None:
    """A piece's picture, which no place may stretch: photographs are cropped, marks and icons shown whole."""
    image = piece.image
    if image is None or image.fit != "fill":
        return image
    is_small = piece.share is not None and piece.share < _PHOTOGRAPH
    is_mark = is_small or not 1 / _LONG < piece.aspect < _LONG
    return image.model_copy(update={"fit": "contain" if is_mark else "cover"})


def _parents(root: Node) -> dict[int, Node]:
    """The parent of each leaf's element."""
    return {
        child.element: node for node in root.walk() for child in node.children if child.kind == NodeKind.LEAF
    }


def _opened(donor: Document, assigned: Assigned, boxes: np.ndarray) -> tuple[np.ndarray, float]:
    """Boxes with room for repeated elements after the ones they repeat, and the height of it all."""
    boxes, height = boxes.copy(), donor.canvas.height
    parents = _parents(assigned.root)
    first: dict[int, int] = {}
    for i, (look, _) in enumerate(assigned.elements):
        original = first.setdefault(look, i)
        if original == i:
            continue
        x, y, w, h = boxes[original]
        text = donor.elements[look].text
        gap = _LEAST_GAP_EM * text.size if text is not None else 0.25 * h
        if i in parents and parents[i].kind == NodeKind.ROW:
            boxes[i] = (x + w + gap, y, w, h)
        else:
            step, cut = h + gap, y + h
            ends = boxes[:, 1] + boxes[:, 3]
            starts_below = boxes[:, 1] >= cut - 0.5
            ends_below = ends > cut + 0.5
            ends_below[original] = False
            boxes[:, 3] += step * (ends_below & ~starts_below)
            boxes[:, 1] += step * starts_below
            boxes[i] = (x, cut + gap, w, h)
            height += step
        first[look] = i
    return boxes, height


def _closed(donor: Document, kept: set[int], boxes: np.ndarray, height: float) -> tuple[np.ndarray, float]:
    """Boxes moved together where only elements stood that are gone."""
    gone = [np.asarray(e.box) for i, e in enumerate(donor.elements) if i not in kept and e.kind != "shape"]
    boxes = boxes.copy()
    tall = 0.9 * height
    for x, y, w, h in sorted(gone, key=lambda box: -box[1]):
        del x, w
        solid = boxes[boxes[:, 3] < tall]
        inside = (solid[:, 1] < y + h - 0.5) & (solid[:, 1] + solid[:, 3] > y + 0.5)
        grounds = inside & (solid[:, 3] > 1.5 * h) & (solid[:, 1] < y) & (solid[:, 1] + solid[:, 3] > y + h)
        if (inside & ~grounds).any() or not len(solid):
            continue
        ends = boxes[:, 1] + boxes[:, 3]
        above = ends[ends <= y + 0.5].max(initial=0.0)
        step = (y + h) - above
        if step <= 0:
            continue
        below = boxes[:, 1] >= y + h - 0.5
        around = ~below & (ends >= y + h)
        boxes[:, 1] -= step * below
        boxes[:, 3] -= np.minimum(step, 0.8 * boxes[:, 3]) * around
        height -= step
    return boxes, max(height, 1.0)
