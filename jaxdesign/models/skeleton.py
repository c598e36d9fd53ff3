"""What a decoder is given besides the latent: canvas, content and the structure of the tree."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document
from jaxdesign.layout.measure import picture_aspect
from jaxdesign.layout.tree import NodeKind, SizeMode, Tree
from jaxdesign.types import AnyArray, Kind, Role, TextMetrics


class Skeleton(NamedTuple):
    """Content and structure of one design of ``n`` element and ``m`` node slots."""

    canvas_px: Float[AnyArray, "2"]
    kind: Int[AnyArray, "n"]
    role: Int[AnyArray, "n"]
    mask: Bool[AnyArray, "n"]
    tree: Tree
    metrics: TextMetrics
    aspect: Float[AnyArray, "n"]
    """Height over width of pictures that may not be stretched; 0 where the layout chooses."""


def skeleton_of(document: Document, tree: Tree, metrics: TextMetrics) -> Skeleton:
    """The skeleton of a document whose tree and text metrics are at hand."""
    n = len(tree.node_of)
    design, _ = to_arrays(document, num_slots=n)
    wide = np.pad(picture_aspect(document), (0, n - len(document.elements)))
    aspect = np.where(wide > 0, 1 / np.maximum(wide, 1e-6), 0.0).astype(np.float32)
    return Skeleton(design.canvas_px, design.kind, design.role, design.mask, tree, metrics, aspect)


NUM_FEATURES = 69
"""Features of a node (see ``node_features``)."""

_LEAST = 1e-3
_DOUBLINGS = 4
"""Compositions of ``parent`` with itself that reach across ``MAX_DEPTH`` levels."""


def _one_hot(index: AnyArray, count: int) -> Array:
    return jax.nn.one_hot(index, count)


class Family(NamedTuple):
    """How nodes are related."""

    num_children: Float[AnyArray, "m"]
    num_siblings: Float[AnyArray, "m"]
    """Itself included."""
    place: Float[AnyArray, "m"]
    """0 for the first of the siblings, 1 for the last."""


def family(tree: Tree) -> Family:
    """Counts of children and siblings; 0 for unused slots."""
    is_child = tree.parent >= 0
    child_of = (tree.parent[None, :] == jnp.arange(len(tree.kind))[:, None]) & is_child[None, :]
    together = (tree.parent[:, None] == tree.parent[None, :]) & is_child[:, None]
    before = together & (tree.order[None, :] < tree.order[:, None])
    siblings = jnp.sum(together, axis=1).astype(jnp.float32)
    place = jnp.sum(before, axis=1) / jnp.maximum(siblings - 1, 1)
    return Family(jnp.sum(child_of, axis=1).astype(jnp.float32), siblings, place)


def sharing(group: Int[AnyArray, "..."]) -> Float[Array, "..."]:
    """How many entries name the same parameter; 0 for a group of -1."""
    flat = group.reshape(-1)
    same = (flat[:, None] == flat[None, :]) & (flat >= 0)[:, None]
    return jnp.sum(same, axis=1).astype(jnp.float32).reshape(group.shape)


def node_features(given: Skeleton) -> Float[Array, "m f"]:
    """``[m, NUM_FEATURES]`` of content and structure, nothing of position, size, type or colour.

    Values are about -2 to 2; 0 for unused slots.
    """
    tree, metrics = given.tree, given.metrics
    used = tree.kind >= 0
    held = tree.element >= 0
    element = jnp.maximum(tree.element, 0)
    relatives = family(tree)
    parent = jnp.maximum(tree.parent, 0)
    ratio = jnp.log(given.canvas_px[0] / given.canvas_px[1])
    count = jnp.sum(given.mask)

    def log(value: Array) -> Array:
        return jnp.log(jnp.maximum(value, _LEAST))

    widths = metrics.break_width[element]
    is_text = tree.is_text[:, None]
    lines = jnp.where(tree.size_mode[:, 0] == SizeMode.HUG, tree.lines, 0)
    text = jnp.concatenate(
        [
            log(widths[:, :4]) / 2,
            log(metrics.num_chars[element] + 1)[:, None] / 2,
            (metrics.ascent + metrics.descent)[element][:, None],
            _one_hot(lines - 1, 4),
        ],
        axis=1,
    )
    groups = jnp.concatenate([tree.gap_group[:, None], tree.size_group], axis=1)
    shared = jnp.stack([sharing(column) for column in groups.T], axis=1)
    pads = sharing(tree.pad_group)
    aspect = given.aspect[element]
    features = jnp.concatenate(
        [
            _one_hot(tree.kind, 4),
            _one_hot(jnp.where(tree.parent >= 0, tree.kind[parent], -1), 4)[:, 1:],
            (tree.parent < 0)[:, None],
            tree.depth[:, None] / 6,
            relatives.place[:, None],
            jnp.log1p(relatives.num_children)[:, None],
            jnp.log1p(relatives.num_siblings)[:, None],
            (relatives.place == 0)[:, None],
            _one_hot(tree.size_mode[:, 0], 4),
            _one_hot(tree.size_mode[:, 1], 4),
            tree.offset_group >= 0,
            tree.align_group >= 0,
            (tree.gap_group >= 0)[:, None],
            jnp.log1p(shared) / 2,
            jnp.log1p(pads) / 2,
            held[:, None] * _one_hot(given.kind[element], len(Kind)),
            (held & (tree.kind != NodeKind.LEAF))[:, None],
            held[:, None] * _one_hot(given.role[element], len(Role)),
            is_text * text,
            (held & (aspect > 0))[:, None],
            (held & (aspect > 0))[:, None] * log(aspect)[:, None],
            held[:, None] * (element / jnp.maximum(count, 1))[:, None],
            jnp.full((len(used), 1), jnp.log1p(count) / 2),
            jnp.full((len(used), 1), ratio),
            jnp.full((len(used), 1), jnp.abs(ratio)),
            jnp.full((len(used), 1), jnp.log(given.canvas_px[1] / 1000)),
            _one_hot(jnp.full(len(used), _shape_of_canvas(ratio)), 6),
        ],
        axis=1,
    )
    return features * used[:, None]


def _shape_of_canvas(ratio: Array) -> Array:
    """0 for a tall strip to 5 for a banner."""
    return jnp.searchsorted(jnp.array([-0.9, -0.45, -0.1, 0.1, 0.6]), ratio)


RELATIONS = (
    "none", "self", "parent", "child", "next", "previous", "later", "earlier", "ancestor", "descendant",
    "latent", "own latent", "from latent",
)  # fmt: skip
"""What one token can be to another; attention has a bias for each."""


def places(tree: Tree, num_places: int) -> Bool[Array, "m p"]:
    """Which of ``num_places`` parts of the tree, cut in the order of its slots, each node is in."""
    used = tree.kind >= 0
    rank = jnp.cumsum(used) - 1
    part = jnp.floor(rank * num_places / jnp.maximum(jnp.sum(used), num_places)).astype(int)
    return (part[:, None] == jnp.arange(num_places)) & used[:, None]


def rank_in_place(tree: Tree, num_places: int) -> Int[Array, "m"]:
    """How many nodes of its place stand before each node; 0 for unused slots."""
    inside = places(tree, num_places).astype(jnp.int32)
    before = jnp.cumsum(inside, axis=0) - inside
    return jnp.sum(before * inside, axis=1)


def relations(tree: Tree, num_free: int, num_places: int = 0) -> Int[Array, "k k"]:
    """``[m + num_free + num_places]²`` of places in ``RELATIONS``: what the column is to the row.

    Free tokens stand after the nodes, and after them those that belong to a part of the tree each.
    """
    m = len(tree.kind)
    slots = jnp.arange(m)
    is_child = tree.parent >= 0
    parent = (tree.parent[:, None] == slots[None, :]) & is_child[:, None]
    together = (tree.parent[:, None] == tree.parent[None, :]) & is_child[:, None]
    step = tree.order[None, :] - tree.order[:, None]

    ancestor = parent
    for _ in range(_DOUBLINGS):
        ancestor = ancestor | _compose(ancestor, ancestor)
    found = jnp.zeros((m, m), jnp.int32)
    for name, holds in (
        ("ancestor", ancestor),
        ("descendant", ancestor.T),
        ("parent", parent),
        ("child", parent.T),
        ("later", together & (step > 1)),
        ("earlier", together & (step < -1)),
        ("next", together & (step == 1)),
        ("previous", together & (step == -1)),
        ("self", jnp.eye(m, dtype=bool)),
    ):
        found = jnp.where(holds, RELATIONS.index(name), found)
    found = jnp.pad(found, ((0, 0), (0, num_free)), constant_values=RELATIONS.index("latent"))
    own = jnp.where(places(tree, num_places), RELATIONS.index("own latent"), RELATIONS.index("latent"))
    found = jnp.concatenate([found, own], axis=1)
    below = ((0, num_free + num_places), (0, 0))
    return jnp.pad(found, below, constant_values=RELATIONS.index("from latent"))


def _compose(first: Array, second: Array) -> Array:
    return (first.astype(jnp.float32) @ second.astype(jnp.float32)) > 0
