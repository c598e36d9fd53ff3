"""Batches of real designs as the networks read them: content and tree that are given, and what to aim for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from jaxdesign.data.batches import DesignBatch
from jaxdesign.layout.solve import entry, solve
from jaxdesign.layout.tree import SizeMode, TreeParams, num_node_slots
from jaxdesign.models.refiner import Drawn
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.types import AnyArray, Design, Kind

BUCKETS = (16, 32, 48)
"""Element slots to which micro-batches are cut; few, so that few programs are compiled."""


class Target(NamedTuple):
    """The real design."""

    params: TreeParams
    design: Design
    """Once ``prepared``, its boxes are those that the tree gives."""
    picture: Float[AnyArray, "px px 3"]
    """Encoded sRGB, 0 to 1 (0 to 255 before it is ``prepared``)."""
    shown: Float[AnyArray, ""]
    """1 where the picture shows this very design, 0 where it was varied."""


class Example(NamedTuple):
    """Designs as the networks read them; every array has the designs as its first dimension."""

    given: Skeleton
    target: Target
    ground: Float[AnyArray, "b n 3"]
    index: Int[AnyArray, " b"]


def example_of(batch: DesignBatch, varied: AnyArray | None = None) -> Example:
    """A batch that has trees as an example, on the host. ``varied`` are not as their pictures show them."""
    tree, params, design = batch.tree, batch.params, batch.design
    if tree is None or params is None:
        raise ValueError("the batch holds no trees; open the dataset with tree=True")
    node = np.maximum(tree.node_of, 0)
    group = np.take_along_axis(np.asarray(tree.size_group)[:, :, 1], node, axis=1)
    mode = np.take_along_axis(np.asarray(tree.size_mode)[:, :, 1], node, axis=1)
    ratio = np.take_along_axis(np.asarray(params.size), np.maximum(group, 0), axis=1)
    picture = (design.kind == Kind.IMAGE) & (mode == SizeMode.ASPECT) & (group >= 0) & (tree.node_of >= 0)
    shown = np.ones(len(node), np.float32) if varied is None else 1 - varied.astype(np.float32)
    given = Skeleton(
        canvas_px=design.canvas_px,
        kind=design.kind,
        role=design.role,
        mask=design.mask,
        tree=tree,
        metrics=batch.metrics,
        aspect=np.where(picture, ratio, 0.0).astype(np.float32),
    )
    target = Target(params=params, design=design, picture=batch.picture, shown=shown)
    return Example(given=given, target=target, ground=batch.ground, index=batch.index)


def _cut(arrays: Any, slots: int, num_slots: int) -> Any:
    """Arrays with every second dimension that counts elements or nodes cut to ``slots`` elements."""
    n, m, nodes = num_slots, num_node_slots(num_slots), num_node_slots(slots)
    sizes = {n: slots, m: nodes, 2 * m: 2 * nodes, 4 * m: 4 * nodes}

    def cut(array: np.ndarray) -> np.ndarray:
        return array[:, : sizes[array.shape[1]]] if array.ndim > 1 and array.shape[1] in sizes else array

    return jax.tree.map(cut, arrays)


def cut_to(example: Example, slots: int) -> Example:
    """The example with fewer element slots; all designs must fit."""
    num_slots = example.given.mask.shape[1]
    if slots == num_slots:
        return example
    given, target, ground = example.given, example.target, example.ground
    design = _cut((given, target.params, target.design, ground), slots, num_slots)
    target = target._replace(params=design[1], design=design[2])
    return Example(design[0], target, design[3], example.index)


def prepared(example: Example) -> Target:
    """The target with its picture as floats and its boxes as the tree gives them."""
    given, target = example.given, example.target
    box = solve(given.tree, target.params, given.metrics, given.canvas_px, softness=0.02)
    box = jax.lax.stop_gradient(jnp.where(given.mask[:, None], box, 0.0))
    picture = target.picture.astype(jnp.float32) / 255
    sized = jnp.where(given.tree.font_group >= 0, entry(target.params.font_size, given.tree.font_group), 0.0)
    design = target.design._replace(box=box, font_size=sized)
    return target._replace(design=design, picture=picture)


def drawn_of(example: Example, target: Target) -> Drawn:
    """The design as the networks see it, its target ``prepared``."""
    return Drawn(example.given, target.params, target.design, example.ground)


def parts_of(example: Example, size: int, buckets: Sequence[int]) -> Sequence[Example]:
    """The example in parts of ``size`` designs, sorted by their last used slot, each in the least bucket."""
    mask = np.asarray(example.given.mask)
    last = mask.shape[1] - np.argmax(mask[:, ::-1], axis=1)
    order = np.argsort(last, kind="stable")
    parts = []
    for first in range(0, len(order), size):
        rows = order[first : first + size]
        slots = next(bucket for bucket in buckets if bucket >= last[rows].max())
        part = jax.tree.map(lambda leaf, rows=rows: np.asarray(leaf)[rows], example)
        parts.append(cut_to(part, slots))
    return parts


def padded_parts(example: Example, size: int) -> Iterator[tuple[np.ndarray, Example]]:
    """The example in parts for programs that take ``size`` designs: the rows of each, and the part, filled up
    by repeating its designs."""
    numbered = example._replace(index=np.arange(len(example.index)))
    for part in parts_of(numbered, size, BUCKETS):
        yield (
            np.asarray(part.index),
            jax.tree.map(lambda leaf: np.resize(leaf, (size, *leaf.shape[1:])), part),
        )
