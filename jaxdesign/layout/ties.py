"""Equal values become one parameter, and sizes that follow from the content stop being parameters."""

from __future__ import annotations

from collections.abc import Hashable

import jax
import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout.fit import fit
from jaxdesign.layout.measure import picture_aspect, text_sizes
from jaxdesign.layout.solve import num_lines
from jaxdesign.layout.tree import NodeKind, SizeMode, Tree
from jaxdesign.types import TextMetrics

_SAME_PX = 0.75


def content_sized(
    tree: Tree,
    document: Document,
    metrics: TextMetrics,
    *,
    within_px: float = np.inf,
    softness: float = 0.0,
    aspect: np.ndarray | None = None,
) -> Tree:
    """The tree with texts as large as they measure and pictures of fixed aspect.

    A text in one line hugs its words along x; a broken one keeps its width as a parameter. The height of
    both follows from the number of lines. Texts drawn more than ``within_px`` from what they measure, at
    the width that they keep and with lines counted as ``solve`` does at ``softness``, keep the drawn size,
    as do all pictures that may be cropped.
    """
    mode, group, lines = (np.array(field) for field in (tree.size_mode, tree.size_group, tree.lines))
    texts = text_sizes(document, metrics, (1.0, 1.0))
    aspects = picture_aspect(document) if aspect is None else aspect
    broken = _heights_as_broken(document, metrics, softness)
    for node in np.flatnonzero(tree.kind == NodeKind.LEAF):
        element = tree.element[node]
        box = document.elements[element].box
        if texts.lines[element] > 0:
            if abs(box[3] - texts.height[element]) > within_px:
                continue
            if texts.lines[element] == 1 and abs(box[2] - texts.low[element]) <= within_px:
                mode[node], group[node], lines[node] = SizeMode.HUG, -1, 1
            elif abs(box[3] - broken[element]) <= within_px:
                mode[node, 1], group[node, 1] = SizeMode.HUG, -1
        elif aspects[element] > 0 and box[2] > 0:
            mode[node, 1] = SizeMode.ASPECT
    return tree._replace(size_mode=mode, size_group=group, lines=lines)


def _heights_as_broken(document: Document, metrics: TextMetrics, softness: float) -> np.ndarray:
    """``[slots]`` heights, in pixels, of texts in the lines that they take at their drawn widths."""
    slots = len(metrics.break_width)
    sizes, heights, width = np.zeros(slots), np.zeros(slots), np.zeros(slots)
    for i, element in enumerate(document.elements):
        if element.text is not None:
            sizes[i], heights[i] = element.text.size, element.text.line_height
            width[i] = element.box[2] / element.text.size
    lines = np.asarray(_counted(width, metrics.break_width, softness=softness))
    return ((lines - 1) * heights + np.asarray(metrics.ascent + metrics.descent)) * sizes


_counted = jax.jit(num_lines)


class _Shared:
    """Gives values of one kind that are nearly equal the same entry."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.known: dict[Hashable, list[tuple[float, int]]] = {}

    def entry(self, kind: Hashable, value: float, own: int) -> int:
        known = self.known.setdefault(kind, [])
        for other, group in known:
            if abs(other - value) <= self.tolerance:
                return group
        known.append((value, own))
        return own


def tied(tree: Tree, document: Document, metrics: TextMetrics, *, within_px: float = _SAME_PX) -> Tree:
    """The tree in which gaps, paddings and sizes that are equal in the document are one parameter.

    Values are compared among nodes of the same depth and build; offsets within ``within_px`` vanish.
    """
    params = fit(document, tree, metrics)
    near = within_px / document.canvas.height
    gaps, sizes, pads = _Shared(near), _Shared(near), _Shared(near)
    ratios = _Shared(0.01)
    gap, size, pad, offset = (np.asarray(v) for v in (params.gap, params.size, params.pad, params.offset))
    gap_group, size_group, pad_group, offset_group = (
        np.array(v) for v in (tree.gap_group, tree.size_group, tree.pad_group, tree.offset_group)
    )
    for node in np.flatnonzero(tree.kind >= 0):
        depth, parent = int(tree.depth[node]), int(tree.parent[node])
        build = (depth, int(tree.kind[node]), bool(tree.is_text[node]))
        if gap_group[node] >= 0:
            own = int(gap_group[node])
            gap_group[node] = gaps.entry((depth, int(tree.kind[parent])), float(gap[own]), own)
        for axis in (0, 1):
            own = int(size_group[node, axis])
            if own >= 0:
                shared = ratios if tree.size_mode[node, axis] == SizeMode.ASPECT else sizes
                size_group[node, axis] = shared.entry((*build, axis), float(size[own]), own)
            own = int(offset_group[node, axis])
            if own >= 0 and abs(offset[own]) <= near:
                offset_group[node, axis] = -1
        for side in range(4):
            own = int(pad_group[node, side])
            if own >= 0:
                kind = (depth, int(tree.kind[node]), bool(tree.element[node] >= 0))
                pad_group[node, side] = pads.entry(kind, float(pad[own]), own)
    return tree._replace(
        gap_group=gap_group, size_group=size_group, pad_group=pad_group, offset_group=offset_group
    )
