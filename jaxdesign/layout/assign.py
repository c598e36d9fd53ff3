"""New words and pictures for a design's tree: which goes to which leaf, and what is left out or repeated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout.tree import Node, NodeKind
from jaxdesign.types import Role

_ROLE_PRICE = 1.0
_LENGTH_PRICE = 0.8
_ASPECT_PRICE = 1.5
_RANK_PRICE = 0.5
_SHARE_PRICE = 0.6
_OTHER_SIZE = 1.5
"""Log of the ratio of areas from which on an icon and a photograph are not the same thing."""
_REPEAT_PRICE = 1.0
_NEVER = 1e6


@dataclass(frozen=True, kw_only=True)
class Item:
    """A piece of new content: a text with its role, or a picture with its width over height."""

    string: str | None = None
    role: str = "body"
    aspect: float = 1.0
    share: float | None = None
    """Part of the canvas that a picture is made for, so that no icon takes a photograph's place."""


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """A tree for new content."""

    root: Node
    """Its elements are the entries of ``elements``."""
    elements: tuple[tuple[int, int | None], ...]
    """For each element of the tree: element of the old document whose look it has, and the item it shows
    (None for shapes)."""
    cost: float
    """How ill the places suit the items, a mean over the items."""


def _costs(document: Document, leaves: list[int], items: list[Item]) -> np.ndarray:
    """``[leaves, items]`` how ill each item suits each leaf's element."""
    cost = np.full((len(leaves), len(items)), _NEVER)
    texts = [document.elements[e].text for e in leaves]
    sizes = [text.size if text else 0.0 for text in texts]
    bigger = np.argsort(np.argsort(-np.array(sizes), kind="stable"), kind="stable") / max(len(leaves) - 1, 1)
    for i, index in enumerate(leaves):
        element = document.elements[index]
        for j, item in enumerate(items):
            if (element.text is None) != (item.string is None):
                continue
            if element.text is not None and item.string is not None:
                role, wanted = Role[element.text.role.upper()], Role[item.role.upper()]
                lengths = np.log((len(item.string) + 2) / (len(element.text.string) + 2))
                rank = abs(bigger[i] - wanted / Role.BUTTON)
                differs = 2 * ((role == Role.BUTTON) != (wanted == Role.BUTTON))
                apart = abs(int(role) - int(wanted)) + differs
                cost[i, j] = _ROLE_PRICE * apart + _LENGTH_PRICE * abs(lengths) + _RANK_PRICE * rank
            else:
                shape = element.box[2] / max(element.box[3], 1e-6)
                cost[i, j] = _ASPECT_PRICE * abs(np.log(max(shape, 1e-3) / max(item.aspect, 1e-3)))
                if item.share is not None:
                    share = element.box[2] * element.box[3] / (document.canvas.width * document.canvas.height)
                    apart = abs(np.log(max(share, 1e-4) / max(item.share, 1e-4)))
                    cost[i, j] += _SHARE_PRICE * (apart + max(apart - _OTHER_SIZE, 0.0) * 3)
    return cost


def kept(node: Node, elements: set[int]) -> Node | None:
    """The node with only some elements; containers that are left with one child and no ground collapse."""
    if node.kind == NodeKind.LEAF:
        return node if node.element in elements else None
    children = tuple(c for c in (kept(child, elements) for child in node.children) if c is not None)
    ground = node.element if node.element in elements else -1
    if not children:
        return None
    if len(children) == 1 and ground < 0:
        return children[0]
    return replace(node, element=ground, children=children)


def repeated(node: Node, element: int, copy: int) -> Node:
    """The node with a copy of a leaf, named ``copy``, right after it."""
    children: list[Node] = []
    for child in node.children:
        children.append(repeated(child, element, copy))
        if child.kind == NodeKind.LEAF and child.element == element:
            children.append(Node(kind=NodeKind.LEAF, element=copy))
    return replace(node, children=tuple(children))


def renamed(node: Node, names: dict[int, int]) -> Node:
    """The node with its elements renumbered; -1 stays."""
    inside = tuple(renamed(child, names) for child in node.children)
    return replace(node, element=names.get(node.element, -1), children=inside)


def assign(document: Document, root: Node, items: list[Item]) -> Assigned:
    """A tree that shows all items in the places of a document that suit them best.

    Places that nothing suits are dropped, and with them the grounds that would be empty; items without
    a place get a copy of the place that suits them best. Order of reading among copies is that of items.

    Raises ``ValueError`` if there is an item and the document has no place of its kind.
    """
    leaves = [
        node.element
        for node in root.walk()
        if node.element >= 0 and document.elements[node.element].kind != "shape"
        and (node.kind == NodeKind.LEAF or document.elements[node.element].kind == "image")
    ]  # fmt: skip
    cost = _costs(document, leaves, items)
    for j, item in enumerate(items):
        if not len(leaves) or cost[:, j].min() >= _NEVER:
            raise ValueError(f"the design has no place for a {'picture' if item.string is None else 'text'}")
    from scipy.optimize import linear_sum_assignment  # takes a third of a second, and not every run needs it

    rows, columns = linear_sum_assignment(cost)
    shown = {leaves[i]: int(j) for i, j in zip(rows, columns, strict=True) if cost[i, j] < _NEVER}
    spent = [float(cost[i, j]) for i, j in zip(rows, columns, strict=True) if cost[i, j] < _NEVER]
    look = {element: element for element in shown}
    following = len(document.elements)
    for j in sorted(set(range(len(items))) - set(shown.values()), reverse=True):
        only = [i for i, element in enumerate(leaves) if element in shown]
        i = min(only, key=lambda row: cost[row, j])
        root = repeated(root, leaves[i], following)
        spent.append(float(cost[i, j]) + _REPEAT_PRICE)
        shown[following], look[following] = j, leaves[i]
        following += 1
    shapes = {i for i, element in enumerate(document.elements) if element.kind == "shape"}
    found = kept(root, set(shown) | shapes)
    root = found if found is not None else Node(kind=NodeKind.COLUMN)
    if root.kind == NodeKind.LEAF:
        root = Node(kind=NodeKind.COLUMN, children=(root,))
    order = sorted(root.elements())
    names = {element: i for i, element in enumerate(order)}
    elements = tuple((look.get(element, element), shown.get(element)) for element in order)
    return Assigned(
        root=renamed(root, names), elements=elements, cost=float(np.mean(spent)) if spent else 0.0
    )
