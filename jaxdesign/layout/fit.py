"""Given boxes, the parameters of a tree that reproduce them."""

from __future__ import annotations

from itertools import pairwise

import jax
import numpy as np

from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document
from jaxdesign.layout.tree import NodeKind, SizeMode, Tree, TreeParams
from jaxdesign.types import TextMetrics

_NEAR = 1e-4
"""Canvas heights within which two edges are the same."""


def node_boxes(tree: Tree, box: np.ndarray, ratio: float) -> np.ndarray:
    """``[m, 4]`` start and end (x0, y0, x1, y1) of every node, in canvas heights.

    A leaf has its element's box; a container its background's, else what its children span: along its
    axis from the first child's start to the last one's end, across it all of them.

    Args:
        box: ``[n, 4]`` x, y, w, h in fractions of the canvas.
        ratio: width of the canvas over its height.
    """
    m = len(tree.kind)
    scaled = box * np.array([ratio, 1.0, ratio, 1.0])
    edges = np.concatenate([scaled[:, :2], scaled[:, :2] + scaled[:, 2:]], axis=1)
    out = np.zeros((m, 4))
    for node in np.flatnonzero(tree.kind >= 0)[::-1]:
        if tree.parent[node] < 0:
            out[node] = (0, 0, ratio, 1)
        elif tree.element[node] >= 0:
            out[node] = edges[tree.element[node]]
        else:
            out[node] = span(tree, out, node)
    return out


def children_of(tree: Tree, node: int) -> np.ndarray:
    """Slots of a node's children, in order."""
    found = np.flatnonzero(tree.parent == node)
    return found[np.argsort(tree.order[found], kind="stable")]


def span(tree: Tree, nodes: np.ndarray, node: int) -> np.ndarray:
    """``[4]`` what a node's children span, given ``[m, 4]`` edges of the children."""
    inside = nodes[children_of(tree, node)]
    if len(inside) == 0:
        return np.array([nodes[node, 0], nodes[node, 1], nodes[node, 0], nodes[node, 1]])
    out = np.concatenate([inside[:, :2].min(0), inside[:, 2:].max(0)])
    if tree.kind[node] != NodeKind.LAYERS:
        axis = 0 if tree.kind[node] == NodeKind.ROW else 1
        out[axis], out[axis + 2] = inside[0, axis], inside[-1, axis + 2]
    return out


class _Means:
    """Values collected by group, averaged."""

    def __init__(self, size: int) -> None:
        self.total, self.count = np.zeros(size), np.zeros(size)

    def add(self, group: int, value: float) -> None:
        if group >= 0:
            self.total[group] += value
            self.count[group] += 1

    def values(self) -> np.ndarray:
        return np.asarray(self.total / np.maximum(self.count, 1), np.float32)


def fit(document: Document, tree: Tree, metrics: TextMetrics) -> TreeParams:
    """Parameters with which ``solve`` gives the document's boxes back.

    Exact where no two nodes that share a parameter differ in it; else the shared value is the mean.
    """
    tree = Tree(*(np.asarray(field) for field in tree))
    design, _ = to_arrays(document, num_slots=len(tree.node_of))
    box = np.asarray(design.box, float)
    ratio = document.canvas.width / document.canvas.height
    return fit_boxes(box, ratio, tree, np.asarray(design.font_size), np.asarray(design.line_height))


def fit_boxes(
    box: np.ndarray, ratio: float, tree: Tree, font_size: np.ndarray, line_height: np.ndarray
) -> TreeParams:
    """As ``fit``, from ``[n, 4]`` boxes in fractions of a canvas of that width over height."""
    m = len(tree.kind)
    nodes = node_boxes(tree, box, ratio)
    gap, size, pad = _Means(m), _Means(2 * m), _Means(4 * m)
    align, offset = _Means(2 * m), _Means(2 * m)
    for node in np.flatnonzero(tree.kind >= 0):
        extent = nodes[node, 2:] - nodes[node, :2]
        for axis in (0, 1):
            mode, group = tree.size_mode[node, axis], int(tree.size_group[node, axis])
            if mode == SizeMode.ASPECT:
                size.add(group, extent[1] / max(extent[0], 1e-9))
            elif mode in (SizeMode.FIXED, SizeMode.FILL):
                size.add(group, extent[axis])
        children = children_of(tree, node)
        if len(children) == 0:
            continue
        inner = span(tree, nodes, node)
        for side, value in enumerate(
            np.concatenate([inner[:2] - nodes[node, :2], nodes[node, 2:] - inner[2:]])
        ):
            pad.add(int(tree.pad_group[node, side]), value)
        _fit_children(tree, nodes, inner, children, gap, align, offset)
    fonts = np.where(np.asarray(tree.font_group) >= 0, font_size, 0.0)
    sizes = _Means(len(box))
    for group, value in zip(tree.font_group, fonts, strict=True):
        sizes.add(int(group), value)
    params = {
        "gap": gap.values(),
        "size": size.values(),
        "pad": pad.values(),
        "align": align.values(),
        "offset": offset.values(),
        "font_size": sizes.values(),
        "line_height": np.asarray(line_height, np.float32),
        "free_box": np.where(tree.node_of[:, None] >= 0, 0.0, box).astype(np.float32),
    }
    return TreeParams(**jax.device_put(params))


def _fit_children(
    tree: Tree,
    nodes: np.ndarray,
    inner: np.ndarray,
    children: np.ndarray,
    gap: _Means,
    align: _Means,
    offset: _Means,
) -> None:
    """Collect the gaps, alignments and offsets of one node's children."""
    kind = tree.kind[tree.parent[children[0]]]
    for axis in (0, 1):
        if kind == (NodeKind.ROW if axis == 0 else NodeKind.COLUMN):
            for before, child in pairwise(children):
                gap.add(int(tree.gap_group[child]), nodes[child, axis] - nodes[before, axis + 2])
            continue
        edges = nodes[children][:, [axis, axis + 2]]
        places = [_alignment(inner[[axis, axis + 2]], edge) for edge in edges]
        needs = [
            e[1] - e[0] + abs(rest) * (2 if place == 0.5 else 1)
            for e, (place, rest) in zip(edges, places, strict=True)
        ]
        if max(needs) < inner[axis + 2] - inner[axis] - _NEAR:
            places = [(0.0, edge[0] - inner[axis]) for edge in edges]
        for child, (place, rest) in zip(children, places, strict=True):
            align.add(int(tree.align_group[child, axis]), place)
            offset.add(int(tree.offset_group[child, axis]), rest)


def _alignment(inner: np.ndarray, edges: np.ndarray) -> tuple[float, float]:
    """Where a child stands in its parent: alignment and the offset that remains (0 if it fits one)."""
    lead, trail = edges[0] - inner[0], inner[1] - edges[1]
    if abs(lead) <= _NEAR:
        return 0.0, lead
    if abs(trail) <= _NEAR:
        return 1.0, -trail
    if abs(lead - trail) <= 2 * _NEAR:
        return 0.5, (lead - trail) / 2
    return 0.0, lead
