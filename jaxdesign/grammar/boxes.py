"""Boxes of a design against each other: edges, areas, overlaps, who lies in whom, who comes next."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from jaxdesign.types import AnyArray, Design, Kind

_TINY = 1e-7


def is_text(design: Design) -> Bool[Array, "n"]:
    """The real texts."""
    return design.mask & (design.kind == Kind.TEXT)


def is_picture(design: Design) -> Bool[Array, "n"]:
    """The real pictures."""
    return design.mask & (design.kind == Kind.IMAGE)


def is_shape(design: Design) -> Bool[Array, "n"]:
    """The real rectangles, ellipses and lines."""
    return design.mask & (design.kind != Kind.TEXT) & (design.kind != Kind.IMAGE)


def is_full(design: Design, *, share: float = 0.97) -> Bool[Array, "n"]:
    """Elements that cover the canvas and so are part of the backdrop."""
    return design.mask & (design.box[:, 2] > share) & (design.box[:, 3] > share)


def isotropic(design: Design) -> Float[Array, "n 4"]:
    """Boxes in units of the square root of the canvas' area, so that x and y compare."""
    scale = design.canvas_px / jnp.sqrt(jnp.maximum(jnp.prod(design.canvas_px), 1.0))
    return design.box * jnp.concatenate([scale, scale])


def lines(box: Float[AnyArray, "n 4"]) -> tuple[Float[Array, "n 3"], Float[Array, "n 3"]]:
    """Start, centre and end of every box, across and down."""
    x, y, w, h = box.T
    return jnp.stack([x, x + w / 2, x + w], -1), jnp.stack([y, y + h / 2, y + h], -1)


def extents(
    first: Float[AnyArray, "n 4"], second: Float[AnyArray, "m 4"]
) -> tuple[Float[Array, "n m"], Float[Array, "n m"]]:
    """Lengths of the common part of each pair, across and down; negative is the gap between them."""
    x1, y1, w1, h1 = first[:, None, :].transpose(2, 0, 1)
    x2, y2, w2, h2 = second[None, :, :].transpose(2, 0, 1)
    across = jnp.minimum(x1 + w1, x2 + w2) - jnp.maximum(x1, x2)
    down = jnp.minimum(y1 + h1, y2 + h2) - jnp.maximum(y1, y2)
    return across, down


def share_inside(first: Float[Array, "n 4"], second: Float[Array, "m 4"]) -> Float[Array, "n m"]:
    """Share of the area of each first box that lies in each second one, 0 to 1; 0 for an empty box."""
    across, down = extents(first, second)
    common = jnp.maximum(across, 0.0) * jnp.maximum(down, 0.0)
    area = first[:, 2] * first[:, 3]
    real = area > _TINY
    share = common / jnp.where(real, area, 1.0)[:, None]
    return jnp.where(real[:, None], jnp.minimum(share, 1.0), 0.0)


def on_pictures(design: Design) -> Float[Array, "n"]:
    """Largest share of each element that lies on one picture below it, 0 to 1."""
    order = jnp.arange(design.box.shape[0])
    below = is_picture(design)[None, :] & (order[None, :] < order[:, None])
    return jnp.where(below, share_inside(design.box, design.box), 0.0).max(axis=1)


def follower(
    start: Float[Array, "n"],
    end: Float[Array, "n"],
    side: Float[Array, "n n"],
    mask: Bool[Array, "n"],
    *,
    tolerance: float = 0.01,
) -> tuple[Float[Array, "n"], Bool[Array, "n"], Int[Array, "n"]]:
    """The gap from each element to the nearest one after it along an axis and level with it across.

    ``side`` is the common length across. Which one is nearest is found without gradient; the gap has one.
    Returns the gaps, where there is one, and the follower's index.
    """
    gap = start[None, :] - end[:, None]
    n = start.shape[0]
    level = (side > 1e-4) & (gap > -tolerance) & mask[:, None] & mask[None, :] & ~jnp.eye(n, dtype=bool)
    ahead = level & (start[None, :] > start[:, None])
    index = jax.lax.stop_gradient(jnp.argmin(jnp.where(ahead, gap, jnp.inf), axis=1))
    return jnp.take_along_axis(gap, index[:, None], axis=1)[:, 0], ahead.any(axis=1), index
