"""Textures to pixels: averaged where there are more texels than pixels, interpolated where fewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.raster.filter import row_sums

_LEAST_FOOTPRINT = 1e-6


class Footprints(NamedTuple):
    """What part of a texture each pixel of a row sees."""

    begin: Float[Array, "... p"]
    """As fractions of the texture, in [0, 1]."""
    end: Float[Array, "... p"]
    scale: Float[Array, "... p"]
    """Factor of the integral over the footprint."""


def footprints(begin: Float[Array, " p"], end: Float[Array, " p"], *, averages: Array | bool) -> Footprints:
    """Footprints from ``begin`` to ``end``, as fractions of the texture.

    Either averages of what is seen of the texture, where one that lies outside sees its nearer end; or
    averages with nothing around the texture.
    """
    low = jnp.clip(begin, 0.0, 1.0 - _LEAST_FOOTPRINT)
    high = jnp.clip(end, low + _LEAST_FOOTPRINT, 1.0)
    return Footprints(low, high, 1 / jnp.where(averages, high - low, end - begin))


def weights(seen: Footprints, num_texels: int) -> Float[Array, "p t"]:
    """Integrals over footprints of each texel's part in the row, texels joined linearly between centres."""
    texel = jnp.arange(num_texels, dtype=jnp.float32)
    rises, falls = 0.5 * (texel > 0), 0.5 * (texel < num_texels - 1)

    def integral(position: Float[Array, " p"]) -> Float[Array, "p t"]:
        s = jnp.clip(position[:, None] * num_texels - (texel + 0.5), -1.0, 1.0)
        return s - jnp.where(s > 0, falls, -rises) * (s * s)

    gained = integral(seen.end) - integral(seen.begin)
    return gained * (seen.scale / num_texels)[:, None]


def _footprint_gradient(
    gradient: Float[Array, "p t"], total: Float[Array, " p"], seen: Footprints
) -> Footprints:
    """Gradient of footprints from that of their weights and the sum of values times gradients.

    The derivative of an integral in its bound is the integrand: the weights' gradient read there.
    """
    last = gradient.shape[1] - 1
    place = jnp.clip(jnp.stack([seen.begin, seen.end]) * gradient.shape[1] - 0.5, 0.0, last)
    first = jnp.floor(place).astype(jnp.int32)
    nearest = jnp.concatenate([first, jnp.minimum(first + 1, last)])
    values = jnp.take_along_axis(gradient, nearest.T, axis=1).T
    read = (values[:2] + (values[2:] - values[:2]) * (place - first)) * seen.scale
    return Footprints(-read[0], read[1], total / seen.scale)


class TextureGradient(NamedTuple):
    """Gradients of what ``resample`` was given."""

    rows: Footprints
    columns: Footprints
    texture: Float[Array, "c th tw"]


def resample(
    texture: Float[Array, "c th tw"], rows: Footprints, columns: Footprints
) -> tuple[Float[Array, "c h w"], Callable[[Array], TextureGradient]]:
    """The texture at the pixels, and the function that takes its gradient back."""
    down, across = weights(rows, texture.shape[1]), weights(columns, texture.shape[2])
    narrow = jnp.einsum("cts,ws->ctw", texture, across)
    result = jnp.einsum("ht,ctw->chw", down, narrow)

    def pull(gradient: Float[Array, "c h w"]) -> TextureGradient:
        narrow_gradient = jnp.einsum("ht,chw->ctw", down, gradient)
        total = jnp.sum(gradient * result, 0)
        return TextureGradient(
            _footprint_gradient(jnp.einsum("chw,ctw->ht", gradient, narrow), row_sums(total), rows),
            _footprint_gradient(
                jnp.einsum("ctw,cts->ws", narrow_gradient, texture), jnp.sum(total, 0), columns
            ),
            jnp.einsum("ctw,ws->cts", narrow_gradient, across),
        )

    return result, pull


def turn_picture(
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
