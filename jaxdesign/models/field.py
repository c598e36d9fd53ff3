"""The backdrop as a neural field: a small coordinate network ``(x, y, z) -> colour``, sharp at any size.

The first layers see sines of the position; their amplitudes and phases come from the latent, so that one
network paints every backdrop (as in FiLM, Perez et al. 2018, over the sinusoidal layers of SIREN,
Sitzmann et al. 2020).
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from jaxdesign.models.layers import float32, linear

HIDDEN = 32
_FREQUENCIES = 2.5


class FieldParams(NamedTuple):
    """What a latent says of a backdrop."""

    scale: Float[Array, "2 h"]
    shift: Float[Array, "2 h"]
    strength: Float[Array, ""]
    """How far the field departs from the backdrop's gradient, 0 to 1."""


class Field(nnx.Module):
    """The network that all backdrops share."""

    def __init__(self, width: int, rngs: nnx.Rngs):
        key = rngs.params()
        self.direction = nnx.Param(_FREQUENCIES * jax.random.normal(key, (2, HIDDEN)))
        self.inner = linear(HIDDEN, HIDDEN, rngs)
        self.out = linear(HIDDEN, 3, rngs)
        self.film = linear(width, 4 * HIDDEN + 1, rngs, scale=0.1)

    def params(self, summary: Float[Array, "d"]) -> FieldParams:
        """The field's amplitudes and phases."""
        raw = float32(self.film(summary))
        shift, scale = raw[: 4 * HIDDEN].reshape(2, 2, HIDDEN)
        return FieldParams(1 + scale, 3 * shift, jax.nn.sigmoid(raw[-1] - 2.0))

    def __call__(self, params: FieldParams, xy: Float[Array, "... 2"]) -> Float[Array, "... 3"]:
        """OKLab to be added to the backdrop's gradient at points in fractions of the canvas."""
        hidden = jnp.sin((xy - 0.5) @ self.direction[...] * params.scale[0] + params.shift[0])
        hidden = jnp.sin(self.inner(hidden) * params.scale[1] + params.shift[1])
        return params.strength * 0.5 * jnp.tanh(float32(self.out(hidden)))
