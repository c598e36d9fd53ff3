"""The layout tree: rows, columns and layers of elements, as nested nodes and as padded arrays.

``Node`` is the form that parsing and editing work on; ``Tree`` is the same as integer arrays that the
solver reads, and ``TreeParams`` are the lengths. All lengths are in canvas heights.

Equal values are one parameter: a node names by index (its *group*) the entry of ``TreeParams`` that it
uses, and nodes that name the same entry move together. A group of -1 is the constant 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int

from jaxdesign.types import AnyArray

MAX_DEPTH = 12
"""Greatest number of levels below the root; the solver makes that many passes."""


class NodeKind(IntEnum):
    """How a node sets its children."""

    LEAF = 0
    ROW = 1
    COLUMN = 2
    LAYERS = 3
    """Each child on its own, by alignment and offset."""


class SizeMode(IntEnum):
    """Where a node's size along one axis comes from."""

    HUG = 0
    """From the content: children and padding; for a text its measured width or its lines' height."""
    FILL = 1
    """What the parent has to give; along the parent's axis by weight."""
    FIXED = 2
    """A parameter."""
    ASPECT = 3
    """Only along y: a parameter times the width."""


class Tree(NamedTuple):
    """A tree of ``m`` node slots over ``n`` element slots; node 0 is the root, the canvas."""

    kind: Int[AnyArray, "m"]
    """``NodeKind``; -1 for an unused slot."""
    parent: Int[AnyArray, "m"]
    """-1 for the root and for unused slots."""
    element: Int[AnyArray, "m"]
    """Slot of the leaf's element or of the container's background; -1 for none."""
    order: Int[AnyArray, "m"]
    """Place among the siblings."""
    depth: Int[AnyArray, "m"]
    is_text: Bool[AnyArray, "m"]
    lines: Int[AnyArray, "m"]
    """Number of lines in which a text of size mode HUG along x is set."""
    size_mode: Int[AnyArray, "m 2"]
    size_group: Int[AnyArray, "m 2"]
    """Entry of ``TreeParams.size``: the size of FIXED, the weight of FILL, the ratio of ASPECT."""
    gap_group: Int[AnyArray, "m"]
    """Entry of ``TreeParams.gap`` for the gap before this node."""
    pad_group: Int[AnyArray, "m 4"]
    """Entries of ``TreeParams.pad``: left, top, right, bottom."""
    align_group: Int[AnyArray, "m 2"]
    """Entries of ``TreeParams.align``: where this node stands across its parent's axis."""
    offset_group: Int[AnyArray, "m 2"]
    """Entries of ``TreeParams.offset``: how far it is moved from there."""
    justify_group: Int[AnyArray, "m"]
    """Entry of ``TreeParams.align``: where the row's or column's content stands in its leftover."""
    font_group: Int[AnyArray, "n"]
    """Entry of ``TreeParams.font_size``; -1 for what is no text."""
    node_of: Int[AnyArray, "n"]
    """The node whose box is the element's; -1 for a free element and for unused slots."""


class TreeParams(NamedTuple):
    """The continuous side of a layout; entries that no node names have no effect."""

    gap: Float[Array, "m"]
    size: Float[Array, "2m"]
    pad: Float[Array, "4m"]
    align: Float[Array, "2m"]
    """0 start, 0.5 centre, 1 end."""
    offset: Float[Array, "2m"]
    font_size: Float[Array, "n"]
    line_height: Float[Array, "n"]
    """Distance of baselines as a multiple of the font size, by element."""
    free_box: Float[Array, "n 4"]
    """Boxes, in fractions of the canvas, of elements that are not in the tree."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node with its children, the readable form."""

    kind: NodeKind
    element: int = -1
    """Index of the leaf's element or of the container's background; -1 for none."""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def elements(self) -> list[int]:
        """Indices of all elements in this node and below."""
        return [node.element for node in self.walk() if node.element >= 0]

    def depth(self) -> int:
        """Number of levels below this node."""
        return 1 + max(child.depth() for child in self.children) if self.children else 0


def leaf(element: int) -> Node:
    """A node that is one element."""
    return Node(kind=NodeKind.LEAF, element=element)


def flattened(root: Node, max_depth: int = MAX_DEPTH) -> Node:
    """The node with levels beyond ``max_depth`` merged: what lies deeper becomes layers."""
    if root.depth() <= max_depth:
        return root
    if max_depth == 1:
        inner = [leaf(e) for child in root.children for e in child.elements()]
        return replace(root, kind=NodeKind.LAYERS, children=tuple(inner))
    return replace(root, children=tuple(flattened(child, max_depth - 1) for child in root.children))


def num_node_slots(num_slots: int) -> int:
    """Node slots for ``num_slots`` element slots; a tree without single-child chains fits."""
    return 2 * num_slots + 8


def build(root: Node, is_text: np.ndarray, num_slots: int) -> Tree:
    """The arrays of a tree, with nothing shared: every node names parameters of its own.

    Leaves have fixed sizes, containers hug, everything stands at the start with an offset.
    ``is_text`` is ``[num_slots]``. Raises ``ValueError`` if the tree is too large for the slots.
    """
    root = flattened(root)
    m = num_node_slots(num_slots)
    nodes: list[tuple[Node, int, int, int]] = []
    pending = [(root, -1, 0, 0)]
    while pending:
        node, parent, order, depth = pending.pop(0)
        index = len(nodes)
        nodes.append((node, parent, order, depth))
        pending += [(child, index, i, depth + 1) for i, child in enumerate(node.children)]
    if len(nodes) > m:
        raise ValueError(f"a tree of {len(nodes)} nodes does not fit {m} slots")
    used = np.arange(m) < len(nodes)
    fields = {name: np.full(m, -1, np.int32) for name in ("kind", "parent", "element", "order", "depth")}
    for i, (node, parent, order, depth) in enumerate(nodes):
        for name, value in zip(fields, (node.kind, parent, node.element, order, depth), strict=True):
            fields[name][i] = value
    node_of = np.full(num_slots, -1, np.int32)
    held = used & (fields["element"] >= 0)
    node_of[fields["element"][held]] = np.flatnonzero(held)
    is_leaf = fields["kind"] == NodeKind.LEAF
    text = is_leaf & np.append(is_text, False)[fields["element"]]
    mode = np.where(is_leaf[:, None], SizeMode.FIXED, SizeMode.HUG) * np.ones((1, 2), np.int32)
    mode[0] = SizeMode.FIXED
    own = np.arange(m, dtype=np.int32)
    inner = used & ~is_leaf
    child = used & (own > 0)
    parent_kind = np.where(child, fields["kind"][fields["parent"]], -1)
    across = np.stack([parent_kind != NodeKind.ROW, parent_kind != NodeKind.COLUMN], axis=1) & child[:, None]
    pairs = 2 * own[:, None] + np.arange(2)
    return Tree(
        **fields,
        is_text=text,
        lines=np.ones(m, np.int32),
        size_mode=mode.astype(np.int32),
        size_group=np.where(mode == SizeMode.FIXED, pairs, -1).astype(np.int32),
        gap_group=np.where(child & (fields["order"] > 0) & (parent_kind != NodeKind.LAYERS), own, -1),
        pad_group=np.where(inner[:, None], 4 * own[:, None] + np.arange(4), -1).astype(np.int32),
        align_group=np.where(across, pairs, -1).astype(np.int32),
        offset_group=np.where(across, pairs, -1).astype(np.int32),
        justify_group=np.full(m, -1, np.int32),
        font_group=np.where(is_text, np.arange(num_slots), -1).astype(np.int32),
        node_of=node_of,
    )
