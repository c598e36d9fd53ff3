"""The pixels that are painted, and the box filter over them."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float


class Grid(NamedTuple):
    """The pixel grid that covers the canvas; static."""

    height: int
    width: int
    softness: float
    """Width of the box filter in pixels."""
    rotated: bool
    """Whether any element may be rotated."""


def footprint(count: int, softness: float) -> tuple[Float[Array, " p"], Float[Array, " p"]]:
    """Where the filter of each of ``count`` pixels in a row begins and ends, in pixels."""
    center = jnp.arange(count, dtype=jnp.float32) + 0.5
    return center - softness / 2, center + softness / 2


def filter_edges(count: int, softness: float) -> Float[Array, " e"]:
    """The begins and ends of the filters of ``count`` pixels, in pixels.

    A filter one pixel wide begins where the one before it ends, so these are ``count + 1`` edges;
    otherwise they are all begins, then all ends.
    """
    if softness == 1:
        return jnp.arange(count + 1, dtype=jnp.float32)
    return jnp.concatenate(footprint(count, softness))


def between(at_edges: Float[Array, "... e"], grid: Grid) -> Float[Array, "... w"]:
    """What an integral across a row, given at ``filter_edges``, gains over each filter."""
    if grid.softness == 1:
        return at_edges[..., 1:] - at_edges[..., :-1]
    return at_edges[..., grid.width :] - at_edges[..., : grid.width]


def spread(gradient: Float[Array, "... w"], grid: Grid) -> Float[Array, "... e"]:
    """The transpose of ``between``."""
    if grid.softness == 1:
        before = [(0, 0)] * (gradient.ndim - 1)
        return jnp.pad(gradient, [*before, (1, 0)]) - jnp.pad(gradient, [*before, (0, 1)])
    return jnp.concatenate([-gradient, gradient], axis=-1)


def row_sums(plane: Float[Array, "... w"]) -> Float[Array, "..."]:
    """Sums of rows, as a matrix product, which is faster than a reduction along the rows."""
    return plane @ jnp.ones(plane.shape[-1], jnp.float32)
