"""Boxes moved a little, within bounds, until they are aligned and lie clear of each other.

Overlap is minimised by projected Adam from a few starts; then every box that is not aligned with another
is moved, within the same bounds, to the aligned place where it overlaps least. A box that another is
aligned with already is aligned itself and stays, so that one pass makes the alignment exact.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

_LEAST_SIZE = 1e-3
_ALIGNED = 1e-6
_FAR = 1e3


class BoxErrors(NamedTuple):
    """What is wrong with boxes, by the definitions of LayoutGAN++; both 0 at best."""

    alignment: Float[Array, "..."]
    overlap: Float[Array, "..."]


def _edges(center_size: Float[Array, "n 4"]) -> Float[Array, "6 n"]:
    """Left, centre, right, top, middle and bottom."""
    center, half = center_size[:, :2], center_size[:, 2:] / 2
    low, high = center - half, center + half
    return jnp.stack([low[:, 0], center[:, 0], high[:, 0], low[:, 1], center[:, 1], high[:, 1]])


def _shared_area(one: Float[Array, "... 4"], other: Float[Array, "... 4"]) -> Float[Array, "..."]:
    """Area of the intersection of boxes given as centre and size."""

    def side(axis: int) -> Float[Array, "..."]:
        first, second = one[..., 2 + axis], other[..., 2 + axis]
        reach = (first + second) / 2 - jnp.abs(one[..., axis] - other[..., axis])
        return jnp.clip(reach, 0.0, jnp.minimum(first, second))

    return side(0) * side(1)


def _area(center_size: Float[Array, "... 4"]) -> Float[Array, "..."]:
    return jnp.maximum(center_size[..., 2] * center_size[..., 3], _LEAST_SIZE**2)


def _overlap(center_size: Float[Array, "n 4"], apart: Bool[Array, "n n"], count: Array) -> Float[Array, ""]:
    shared = _shared_area(center_size[:, None], center_size[None])
    return jnp.sum(jnp.where(apart, shared / _area(center_size)[:, None], 0.0)) / count


def _pairs(mask: Bool[Array, "n"]) -> Bool[Array, "n n"]:
    return mask[:, None] & mask[None] & ~jnp.eye(mask.shape[0], dtype=bool)


def _center_size(boxes: Float[Array, "n 4"]) -> Float[Array, "n 4"]:
    return jnp.concatenate([boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:]], axis=1)


def box_errors(boxes: Float[Array, "n 4"], mask: Bool[Array, "n"]) -> BoxErrors:
    """Alignment and overlap of boxes ``x, y, w, h``, padded and masked.

    Alignment: mean over boxes of ``-log(1 - d)``, ``d`` the least distance of any of a box's six lines
    (left, centre, right, top, middle, bottom) from the same line of another box. Overlap: mean over boxes
    of the summed areas shared with each other box over the box's own area. As ``compute_alignment`` and
    ``compute_overlap`` of LayoutGAN++ (Kikuchi et al., 2021).
    """
    center_size, pairs, count = _center_size(boxes), _pairs(mask), jnp.maximum(jnp.sum(mask), 1)
    lines = _edges(center_size)
    distance = jnp.where(pairs, jnp.abs(lines[:, :, None] - lines[:, None]), 1.0)
    nearest = jnp.min(distance, axis=(0, 2))
    alignment = jnp.sum(jnp.where(nearest < 1, -jnp.log1p(-jnp.minimum(nearest, 1 - 1e-6)), 0.0)) / count
    return BoxErrors(alignment, _overlap(center_size, pairs, count))


class _Bounds(NamedTuple):
    """Least and greatest centre and size."""

    low: Float[Array, "n 4"]
    high: Float[Array, "n 4"]

    def project(self, center_size: Float[Array, "n 4"]) -> Float[Array, "n 4"]:
        """Into the bounds, and into the canvas as far as they allow."""
        size = jnp.clip(center_size[:, 2:], self.low[:, 2:], self.high[:, 2:])
        center = jnp.clip(center_size[:, :2], size / 2, 1 - size / 2)
        return jnp.concatenate([jnp.clip(center, self.low[:, :2], self.high[:, :2]), size], axis=1)


def _descend(
    start: Float[Array, "n 4"], bounds: _Bounds, apart: Array, count: Array, steps: int, rate: float
) -> Float[Array, "n 4"]:
    """Projected Adam on the overlap, with a step that falls to nothing."""

    def step(carry: tuple[Array, Array, Array], time: Array) -> tuple[tuple[Array, Array, Array], None]:
        boxes, first, second = carry
        grads = jax.grad(_overlap)(boxes, apart, count)
        first, second = 0.9 * first + 0.1 * grads, 0.99 * second + 0.01 * grads**2
        corrected = (first / (1 - 0.9**time)) / (jnp.sqrt(second / (1 - 0.99**time)) + 1e-8)
        fade = 0.5 * (1 + jnp.cos(jnp.pi * time / steps))
        return (bounds.project(boxes - rate * fade * corrected), first, second), None

    nothing = jnp.zeros_like(start)
    times = jnp.arange(1, steps + 1, dtype=jnp.float32)
    return jax.lax.scan(step, (bounds.project(start), nothing, nothing), times)[0][0]


def _align(
    boxes: Float[Array, "n 4"], bounds: _Bounds, apart: Array, mask: Array, keep_near: float
) -> Float[Array, "n 4"]:
    """Every box that is aligned with no other moved to the aligned place where it overlaps least."""
    num = boxes.shape[0]
    pairs = _pairs(mask)
    axis = jnp.repeat(jnp.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]), 3, axis=0)

    def align_one(boxes: Array, i: Array) -> tuple[Array, None]:
        lines = _edges(boxes)
        moves = (lines - lines[:, i, None]).reshape(-1)
        partner = jnp.tile(pairs[i], 6)
        aligned = jnp.any(partner & (jnp.abs(moves) < _ALIGNED)) | ~mask[i]
        places = boxes[i] + moves[:, None] * jnp.repeat(axis, num, axis=0)
        half = places[:, 2:] / 2
        fits = jnp.all((places >= bounds.low[i]) & (places <= bounds.high[i]), axis=1)
        was_out = jnp.any((boxes[i, :2] < boxes[i, 2:] / 2) | (boxes[i, :2] > 1 - boxes[i, 2:] / 2))
        inside = jnp.all((places[:, :2] >= half) & (places[:, :2] <= 1 - half), axis=1) | was_out
        shared = _shared_area(places[:, None], boxes[None])
        lost = shared / _area(places)[:, None] * apart[i] + shared / _area(boxes) * apart[:, i]
        cost = jnp.sum(lost, axis=1) + keep_near * jnp.abs(moves)
        cost = jnp.where(partner & fits & inside, cost, _FAR)
        best = jnp.argmin(cost)
        stays = aligned | (cost[best] >= _FAR)
        return boxes.at[i].set(jnp.where(stays, boxes[i], places[best])), None

    return jax.lax.scan(align_one, boxes, jnp.arange(num))[0]


@functools.partial(jax.jit, static_argnames=("steps", "starts"))
def tidy_boxes(
    boxes: Float[Array, "... n 4"],
    mask: Bool[Array, "... n"],
    *,
    max_move: Float[Array, "..."] | float = 0.05,
    apart: Bool[Array, "... n n"] | None = None,
    steps: int = 200,
    starts: int = 2,
    rate: float = 0.01,
    keep_near: float = 1e-3,
) -> Float[Array, "... n 4"]:
    """Boxes that are aligned and overlap as little as they can within their bounds.

    The same input gives the same output. Layouts in leading axes are done side by side.

    Args:
        boxes: x, y, w, h as fractions of the canvas.
        mask: The real ones among the padded boxes; the others stay.
        max_move: Greatest change of each centre and each size, one for all or ``[..., n, 4]`` for the
            centre's x and y, the width and the height of each; 0 locks.
        apart: ``[..., n, n]``, symmetric: which pairs should not overlap; by default all.
        steps: Steps of descent.
        starts: How many starts are tried: the boxes as they are, and drawn at random within the bounds.
        rate: Greatest step, as a fraction of the canvas.
        keep_near: Overlap that a move by the whole canvas must save, in the aligning.
    """
    if boxes.ndim > 2:
        limit = jnp.broadcast_to(jnp.asarray(max_move, jnp.float32), boxes.shape)
        pairs = jnp.ones((*boxes.shape[:-1], boxes.shape[-2]), bool) if apart is None else apart
        inner = functools.partial(tidy_boxes, steps=steps, starts=starts, rate=rate, keep_near=keep_near)
        return jax.vmap(lambda b, m, l, p: inner(b, m, max_move=l, apart=p))(boxes, mask, limit, pairs)
    center_size, count = _center_size(boxes), jnp.maximum(jnp.sum(mask), 1)
    reach = jnp.broadcast_to(jnp.asarray(max_move, jnp.float32), boxes.shape) * mask[:, None]
    least = jnp.array([-jnp.inf, -jnp.inf, 0.0, 0.0])
    bounds = _Bounds(jnp.maximum(center_size - reach, jnp.minimum(least, center_size)), center_size + reach)
    pairs = _pairs(mask) if apart is None else _pairs(mask) & apart
    draws = jax.random.uniform(jax.random.key(0), (starts, *boxes.shape), minval=-1.0, maxval=1.0)
    firsts = center_size + draws.at[0].set(0.0) * reach

    def attempt(first: Float[Array, "n 4"]) -> tuple[Float[Array, "n 4"], Float[Array, ""]]:
        cleared = _descend(first, bounds, pairs, count, steps, rate)
        aligned = _align(cleared, bounds, pairs, mask, keep_near)
        return aligned, _overlap(aligned, pairs, count)

    found, overlaps = jax.vmap(attempt)(firsts)
    best = found[jnp.argmin(overlaps)]
    tidy = jnp.concatenate([best[:, :2] - best[:, 2:] / 2, best[:, 2:]], axis=1)
    return jnp.where(mask[:, None], tidy, boxes)
