"""A latent that means a given design as nearly as the decoder can say it: the encoder's guess, then gradient.

The decoder is held fixed and the latent moves, as in the inversion of generative models (Zhu et al. 2016) and
the semi-amortised inference of autoencoders (Kim et al. 2018).
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float

from jaxdesign.innovation.tree_space import LINE_SOFTNESS
from jaxdesign.models.autoencoder import Decoder, design_of
from jaxdesign.models.likeness import Best, kept, unlikeness
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.types import AnyArray, Design

STEPS = 60
_RATE = 0.05
"""Of Adam, in units of the latent, whose spread over designs is about 1; it falls to a twentieth."""
_NEAR = 0.002
"""Weight of the mean square distance from where the search began."""


class _Carry(NamedTuple):
    z: Float[Array, "k z"]
    state: optax.OptState
    best: Best


def inverted(
    decoder: Decoder, z: Float[AnyArray, "k z"], given: Skeleton, target: Design, *, steps: int = STEPS
) -> Float[Array, "k z"]:
    """The latent, near ``z``, whose design for the content and tree ``given`` is most like ``target``.

    Of all that it comes by it is the best, ``z`` among them.
    """
    start = jnp.asarray(z)

    def loss(z: Float[Array, "k z"]) -> Float[Array, ""]:
        made = design_of(decoder(z, given), given, softness=LINE_SOFTNESS)
        return unlikeness(made, target) + _NEAR * jnp.mean((z - start) ** 2)

    optimizer = optax.adam(optax.cosine_decay_schedule(_RATE, max(steps, 1), 0.05))

    def step(carry: _Carry, _: None) -> tuple[_Carry, None]:
        z, state, best = carry
        value, gradient = jax.value_and_grad(loss)(z)
        updates, state = optimizer.update(gradient, state)
        return _Carry(jnp.asarray(optax.apply_updates(z, updates)), state, kept(best, value, z)), None

    first = _Carry(start, optimizer.init(start), Best(jnp.asarray(jnp.inf), start))
    (last, _, best), _ = jax.lax.scan(step, first, None, length=steps)
    return kept(best, loss(last), last).z
