"""The numbers of a layout as networks read and write them, node by node.

Lengths are in units of the square root of the canvas area, so that type of one size has one number on
canvases of all proportions; they are squashed by ``asinh`` (what may be negative) or ``log`` (what may not).
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from jaxdesign.layout.solve import entry
from jaxdesign.layout.tree import NodeKind, SizeMode, Tree, TreeParams
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.types import AnyArray

_LENGTH, _SIZE, _FONT, _LINE = 0.02, 0.1, 0.02, 1.3
_LEAST = 1e-4
_MOST = 5.0
"""Greatest squashed value, so that no length that a network writes is beyond measure."""

ALIGNMENTS = (0.0, 0.5, 1.0)
"""Start, centre, end: the places that a node takes across its parent's axis, and lines in their text."""


class NodeValues(NamedTuple):
    """Squashed numbers of ``m`` nodes."""

    gap: Float[Array, "m"]
    size: Float[Array, "m 2"]
    pad: Float[Array, "m 4"]
    offset: Float[Array, "m 2"]
    font_size: Float[Array, "m"]
    line_height: Float[Array, "m"]


class NodeFlags(NamedTuple):
    """Which of these numbers matter."""

    gap: Bool[AnyArray, "m"]
    size: Bool[AnyArray, "m 2"]
    pad: Bool[AnyArray, "m 4"]
    offset: Bool[AnyArray, "m 2"]
    font_size: Bool[AnyArray, "m"]
    line_height: Bool[AnyArray, "m"]
    align: Bool[AnyArray, "m 2"]


def unit_of(canvas_px: Float[AnyArray, "2"]) -> Float[Array, ""]:
    """The square root of the canvas area in canvas heights."""
    return jnp.sqrt(canvas_px[0] / canvas_px[1])


def _squash(length: Array, unit: Array) -> Array:
    return jnp.arcsinh(length / unit / _LENGTH)


def _unsquash(value: Array, unit: Array) -> Array:
    return _LENGTH * unit * jnp.sinh(jnp.clip(value, -_MOST, _MOST))


def _log(length: Array, unit: Array, scale: float) -> Array:
    return jnp.log(jnp.maximum(length / unit, _LEAST) / scale)


def _exp(value: Array, unit: Array, scale: float) -> Array:
    return scale * unit * jnp.exp(jnp.clip(value, -_MOST, _MOST))


def _is_aspect(tree: Tree) -> Bool[Array, "m 2"]:
    return tree.size_mode == jnp.array([-1, SizeMode.ASPECT])


def flags_of(given: Skeleton) -> NodeFlags:
    """What the tree names a parameter for and content does not decide."""
    tree = given.tree
    fixed = (tree.size_mode == SizeMode.FIXED) & (tree.parent >= 0)[:, None]
    free_ratio = _is_aspect(tree) & (given.aspect[jnp.maximum(tree.element, 0)] <= 0)[:, None]
    text = tree.is_text
    many = text & (tree.size_mode[:, 1] == SizeMode.HUG)
    return NodeFlags(
        gap=tree.gap_group >= 0,
        size=(tree.size_group >= 0) & (fixed | free_ratio),
        pad=(tree.pad_group >= 0) & (tree.kind != NodeKind.LEAF)[:, None],
        offset=tree.offset_group >= 0,
        font_size=text,
        line_height=many,
        align=tree.align_group >= 0,
    )


def values_of(given: Skeleton, params: TreeParams) -> tuple[NodeValues, Float[Array, "m 2"]]:
    """The squashed numbers that a tree's parameters mean for its nodes, and their alignments."""
    tree, unit = given.tree, unit_of(given.canvas_px)
    element = jnp.maximum(tree.element, 0)
    size = entry(params.size, tree.size_group)
    values = NodeValues(
        gap=_squash(entry(params.gap, tree.gap_group), unit),
        size=jnp.where(
            _is_aspect(tree),
            jnp.log(jnp.maximum(size, 1e-2)),
            jnp.clip(_log(size, unit, _SIZE), -_MOST, _MOST),
        ),
        pad=_squash(entry(params.pad, tree.pad_group), unit),
        offset=_squash(entry(params.offset, tree.offset_group), unit),
        font_size=_log(entry(params.font_size, tree.font_group)[element], unit, _FONT),
        line_height=(params.line_height[element] - _LINE) * 4,
    )
    return values, entry(params.align, tree.align_group)


def shared(values: Float[Array, "..."], group: Int[AnyArray, "..."], count: int) -> Float[Array, "k"]:
    """``[count]`` the mean of the values that name each entry; 0 for entries that none names."""
    flat, index = values.reshape(-1), group.reshape(-1)
    named = index >= 0
    index = jnp.where(named, index, count)
    total = jax.ops.segment_sum(jnp.where(named, flat, 0.0), index, count + 1)
    number = jax.ops.segment_sum(named.astype(flat.dtype), index, count + 1)
    return (total / jnp.maximum(number, 1))[:count]


def params_of(given: Skeleton, values: NodeValues, align: Float[Array, "m 2"]) -> TreeParams:
    """The parameters that nodes' squashed numbers mean; nodes that share one have the mean of theirs."""
    tree, unit = given.tree, unit_of(given.canvas_px)
    m, n = len(tree.kind), len(tree.node_of)
    aspect = given.aspect[jnp.maximum(tree.element, 0)]
    ratio = jnp.where(aspect[:, None] > 0, aspect[:, None], jnp.exp(jnp.clip(values.size, -3.0, 3.0)))
    size = jnp.where(_is_aspect(tree), ratio, _exp(values.size, unit, _SIZE))
    node_of = jnp.maximum(tree.node_of, 0)
    font = jnp.where(tree.font_group >= 0, _exp(values.font_size, unit, _FONT)[node_of], 0.0)
    line = jnp.clip(values.line_height[node_of] / 4 + _LINE, 0.7, 3.0)
    return TreeParams(
        gap=shared(_unsquash(values.gap, unit), tree.gap_group, m),
        size=shared(size, tree.size_group, 2 * m),
        pad=shared(_unsquash(values.pad, unit), tree.pad_group, 4 * m),
        align=shared(align, tree.align_group, 2 * m),
        offset=shared(_unsquash(values.offset, unit), tree.offset_group, 2 * m),
        font_size=shared(font, tree.font_group, n),
        line_height=line,
        free_box=jnp.zeros((n, 4)),
    )
