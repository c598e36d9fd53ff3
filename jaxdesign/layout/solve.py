"""From the tree, its parameters and the measured texts to boxes; differentiable in every parameter.

Four sweeps, as a browser does it: widths the content asks for (upwards), widths given (downwards),
heights the content asks for at those widths (upwards), heights given (downwards). Positions then are
sums along siblings and along ancestors.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from jaxdesign.layout.tree import MAX_DEPTH, NodeKind, SizeMode, Tree, TreeParams
from jaxdesign.types import AnyArray, TextMetrics

_LEAST_EM = 1e-3
_MARGIN = 5.0
"""By how many softnesses a width may fall short of a break and still count as wide enough."""


class _Links(NamedTuple):
    """Relations of nodes as matrices, rows are receivers."""

    child: Bool[Array, "m m"]
    """Column is a child of row."""
    before: Float[Array, "m m"]
    """Column is a sibling of row and stands before it."""
    parent: Int[Array, "m"]
    """Parent's slot; the root's own for itself and for unused slots."""
    ancestors: Float[Array, "m m"]
    """Column is row or an ancestor of row."""


def _links(tree: Tree) -> _Links:
    slots = jnp.arange(tree.kind.shape[0])
    is_child = tree.parent >= 0
    parent = jnp.where(is_child, tree.parent, 0)
    child = (tree.parent[None, :] == slots[:, None]) & is_child[None, :]
    siblings = (tree.parent[:, None] == tree.parent[None, :]) & is_child[:, None]
    before = (siblings & (tree.order[None, :] < tree.order[:, None])).astype(jnp.float32)

    def climb(_, carry):
        total, current = carry
        onto = jax.nn.one_hot(current, slots.shape[0]) * (current >= 0)[:, None]
        return total + onto, jnp.where(current >= 0, tree.parent[current], -1)

    start = (jnp.zeros((slots.shape[0],) * 2), slots)
    ancestors, _ = jax.lax.fori_loop(0, MAX_DEPTH + 1, climb, start)
    return _Links(child=child, before=before, parent=parent, ancestors=ancestors)


def entry(values: Float[Array, "k"], group: Int[AnyArray, "..."]) -> Float[Array, "..."]:
    """The parameters that groups name; 0 for a group of -1."""
    return jnp.where(group >= 0, values[jnp.maximum(group, 0)], 0.0)


def num_lines(
    width_em: Float[Array, "n"], break_width: Float[Array, "n k"], *, softness: float | Array
) -> Float[Array, "n"]:
    """How many lines each text takes at a width, relaxed.

    Args:
        width_em: ``[n]`` wrap width in em of the font size.
        break_width: ``[n, k]`` least width for 1 .. k lines (``TextMetrics``).
        softness: width of the step in em. As it falls to 0 this tends to the exact count
            ``1 + sum_k [width < break_width_k]``, over the breaks that the text has.
    """
    last = break_width.shape[1] - 1
    can_break = break_width[:, 1:] < break_width[:, :-1] - _LEAST_EM
    short = break_width[:, :-1] - _LEAST_EM - width_em[:, None] - _MARGIN * softness
    steps = jax.nn.sigmoid(short / jnp.maximum(softness, 1e-6))
    lines = 1.0 + jnp.sum(jnp.where(can_break, steps, 0.0), axis=1)
    beyond = jax.nn.relu(break_width[:, last] / jnp.maximum(width_em, _LEAST_EM) - 1.0) * (last + 1)
    return lines + jnp.where(can_break[:, -1], beyond, 0.0)


class _Leaves(NamedTuple):
    """What the texts of leaf nodes ask for, in canvas heights; 0 for other nodes."""

    font_size: Float[Array, "m"]
    hug_width: Float[Array, "m"]
    one_line: Float[Array, "m"]
    break_em: Float[Array, "m k"]
    line_height: Float[Array, "m"]
    ends: Float[Array, "m"]


def _leaves(tree: Tree, params: TreeParams, metrics: TextMetrics) -> _Leaves:
    element = jnp.maximum(tree.element, 0)
    size = jnp.where(tree.is_text, entry(params.font_size, tree.font_group[element]), 0.0)
    widths = metrics.break_width[element]
    last = widths.shape[1] - 1
    chosen = jnp.take_along_axis(widths, jnp.clip(tree.lines - 1, 0, last)[:, None], axis=1)[:, 0]
    return _Leaves(
        font_size=size,
        hug_width=chosen * size,
        one_line=widths[:, 0] * size,
        break_em=widths,
        line_height=params.line_height[element],
        ends=(metrics.ascent + metrics.descent)[element],
    )


def _room(offset: Float[Array, "m"], align: Float[Array, "m"]) -> Float[Array, "m"]:
    """What an offset adds to the extent a child needs across its parent's axis."""
    return jax.nn.relu(offset) / jnp.maximum(1 - align, 0.5) + jax.nn.relu(-offset) / jnp.maximum(align, 0.5)


def _upwards(
    tree: Tree, links: _Links, own: Array, mode: Array, gap: Array, pads: Array, room: Array, main: Array
) -> Float[Array, "m"]:
    """Sizes that content asks for along one axis: ``own`` for leaves and fixed nodes."""
    is_leaf = tree.kind == NodeKind.LEAF
    hugs = ~is_leaf & (mode != SizeMode.FIXED)

    def sweep(size, _):
        along = jnp.sum(jnp.where(links.child, (size + gap)[None, :], 0.0), axis=1)
        across = jnp.max(jnp.where(links.child, (size + room)[None, :], 0.0), axis=1)
        return jnp.where(hugs, jnp.where(main, along, across) + pads, own), None

    size, _ = jax.lax.scan(sweep, jnp.where(hugs, 0.0, own), None, length=MAX_DEPTH + 1)
    return size


def _downwards(
    links: _Links, asked: Array, mode: Array, weight: Array, gap: Array, pads: Array, main: Array
) -> Float[Array, "m"]:
    """Sizes along one axis once parents have given FILL nodes their share."""
    fills = mode == SizeMode.FILL
    along = main[links.parent]
    kept = jnp.where(fills, 0.0, asked) + gap
    taken = jnp.sum(jnp.where(links.child, kept[None, :], 0.0), axis=1)
    weights = jnp.sum(jnp.where(links.child & fills[None, :], weight[None, :], 0.0), axis=1)
    portion = weight / jnp.maximum(weights[links.parent], 1e-6)

    def sweep(size, _):
        inner = size - pads
        share = jax.nn.relu(inner - taken)[links.parent] * portion
        return jnp.where(fills, jnp.where(along, share, inner[links.parent]), asked), None

    size, _ = jax.lax.scan(sweep, asked, None, length=MAX_DEPTH)
    return size


def _places(
    tree: Tree, links: _Links, size: Array, gap: Array, pad: Array, params: TreeParams, axis: int
) -> Float[Array, "m"]:
    """Start of every node along one axis."""
    main = tree.kind == (NodeKind.ROW if axis == 0 else NodeKind.COLUMN)
    inner = size - pad[:, axis] - pad[:, axis + 2]
    content = jnp.sum(jnp.where(links.child, (size + gap)[None, :], 0.0), axis=1)
    lead = entry(params.align, tree.justify_group) * (inner - content)
    along = lead[links.parent] + links.before @ (size + gap) + gap
    align = entry(params.align, tree.align_group[:, axis])
    across = align * (inner[links.parent] - size) + entry(params.offset, tree.offset_group[:, axis])
    inside = jnp.where(main[links.parent], along, across) + pad[:, axis][links.parent]
    return links.ancestors @ jnp.where(tree.parent >= 0, inside, 0.0)


def solve(
    tree: Tree,
    params: TreeParams,
    metrics: TextMetrics,
    canvas_px: Float[AnyArray, "2"],
    *,
    softness: float | Array = 0.02,
) -> Float[Array, "n 4"]:
    """Boxes of all elements: x, y, w, h in fractions of the canvas.

    Args:
        tree: ``m`` node slots over ``n`` element slots.
        params: its lengths, in canvas heights.
        metrics: of the ``n`` texts.
        canvas_px: ``[2]`` width and height of the canvas.
        softness: of the line count, in em (see ``num_lines``); 0 counts exactly.
    """
    tree = Tree(*(jnp.asarray(field) for field in tree))
    links = _links(tree)
    leaves = _leaves(tree, params, metrics)
    ratio = canvas_px[0] / canvas_px[1]
    canvas = jnp.stack([ratio, jnp.ones_like(ratio)])
    pad = entry(params.pad, tree.pad_group)
    gap = entry(params.gap, tree.gap_group)
    value = entry(params.size, tree.size_group)
    text_hugs = tree.is_text[:, None] & (tree.size_mode == SizeMode.HUG)
    root = (tree.parent < 0) & (tree.kind >= 0)
    starts, sizes = [], []
    for axis in (0, 1):
        main = tree.kind == (NodeKind.ROW if axis == 0 else NodeKind.COLUMN)
        mode = tree.size_mode[:, axis]
        align = entry(params.align, tree.align_group[:, axis])
        room = _room(entry(params.offset, tree.offset_group[:, axis]), align)
        pads = pad[:, axis] + pad[:, axis + 2]
        own = jnp.where(mode == SizeMode.FIXED, value[:, axis], 0.0)
        if axis == 0:
            own = jnp.where(text_hugs[:, 0], leaves.hug_width, own)
        else:
            own = jnp.where(mode == SizeMode.ASPECT, value[:, 1] * sizes[0], own)
            width_em = sizes[0] / jnp.where(leaves.font_size > 0, leaves.font_size, 1.0)
            counted = num_lines(width_em, leaves.break_em, softness=softness)
            lines = jnp.where(text_hugs[:, 0], tree.lines.astype(jnp.float32), counted)
            height = ((lines - 1) * leaves.line_height + leaves.ends) * leaves.font_size
            own = jnp.where(text_hugs[:, 1], height, own)
        own = jnp.where(root, canvas[axis], own)
        asked = _upwards(tree, links, own, jnp.where(root, SizeMode.FIXED, mode), gap, pads, room, main)
        size = _downwards(
            links, asked, jnp.where(root, SizeMode.FIXED, mode), value[:, axis], gap, pads, main
        )
        if axis == 0:
            wraps = tree.is_text & (mode == SizeMode.FILL)
            size = jnp.where(wraps, jnp.minimum(size, leaves.one_line), size)
        sizes.append(size)
        starts.append(_places(tree, links, size, gap, pad, params, axis))
    nodes = jnp.stack([starts[0] / ratio, starts[1], sizes[0] / ratio, sizes[1]], axis=1)
    held = tree.node_of >= 0
    return jnp.where(held[:, None], nodes[jnp.maximum(tree.node_of, 0)], params.free_box)
