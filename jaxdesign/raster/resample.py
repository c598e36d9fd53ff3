"""Textures to pixels: averaged where there are more texels than pixels, interpolated where fewer."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

_LEAST_FOOTPRINT = 1e-3


def footprint_weights(
    start: Float[Array, "p"], end: Float[Array, "p"], num_texels: int
) -> Float[Array, "p t"]:
    """Weights that average a row of texels over footprints; every row sums to 1.

    The texels are joined linearly between their centres and the average over each footprint is exact,
    so that the weights are smooth in ``start`` and ``end``.

    Args:
        start, end: Bounds of the footprints as fractions of the texture; what lies outside of [0, 1]
            is cut off, and a footprint wholly outside sees the texel at that end.
        num_texels: Number of texels in the row.
    """
    low = jnp.clip(start * num_texels, 0.0, num_texels - _LEAST_FOOTPRINT)
    high = jnp.maximum(jnp.clip(end * num_texels, 0.0, num_texels), low + _LEAST_FOOTPRINT)
    texel = jnp.arange(num_texels, dtype=jnp.float32)
    rises, falls = 0.5 * (texel > 0), 0.5 * (texel < num_texels - 1)

    def integral(position: Float[Array, "p"]) -> Float[Array, "p t"]:
        s = jnp.clip(position[:, None] - (texel + 0.5), -1.0, 1.0)
        return s - falls * jnp.maximum(s, 0.0) ** 2 + rises * jnp.maximum(-s, 0.0) ** 2

    return (integral(high) - integral(low)) / (high - low)[:, None]


def resample(
    texture: Float[Array, "c th tw"],
    rows: Float[Array, "h th"],
    columns: Float[Array, "w tw"],
) -> Float[Array, "c h w"]:
    """The texture averaged by separable weights."""
    return jnp.einsum("ht,ctw->chw", rows, jnp.einsum("cts,ws->ctw", texture, columns))


def turn(
    picture: Float[Array, "c s s"], x: Float[Array, "h w"], y: Float[Array, "h w"]
) -> Float[Array, "c h w"]:
    """The picture read bilinearly at pixel positions ``x``, ``y``, held at its border."""
    size = picture.shape[-1]
    x, y = jnp.clip(x, 0.0, size - 1.0), jnp.clip(y, 0.0, size - 1.0)
    left = jnp.clip(jnp.floor(jax.lax.stop_gradient(x)), 0, size - 2)
    top = jnp.clip(jnp.floor(jax.lax.stop_gradient(y)), 0, size - 2)
    across, down = x - left, y - top
    i, j = top.astype(jnp.int32), left.astype(jnp.int32)
    upper = picture[:, i, j] * (1 - across) + picture[:, i, j + 1] * across
    lower = picture[:, i + 1, j] * (1 - across) + picture[:, i + 1, j + 1] * across
    return upper * (1 - down) + lower * down
