"""Latent space: what moves is the decoder's latent, and with it a whole design at once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float

from jaxdesign.innovation.tree_space import LINE_SOFTNESS
from jaxdesign.models.autoencoder import AutoencoderConfig, Decoder, design_of
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.types import AnyArray, Design

STEP = 0.06
"""Size of a full Adam step, in units of the bound."""


class LatentVariables(NamedTuple):
    """In units of the bound, squashed by tanh; 0 is the latent that says most of the design."""

    z: Float[Array, "k z"]


class LatentLocks(NamedTuple):
    """What stays exactly as the user left it."""

    box: Bool[AnyArray, "n 4"]
    font_size: Bool[AnyArray, "n"]
    color: Bool[AnyArray, "n"]


@functools.cache
def _graph(config: AutoencoderConfig) -> Any:
    return nnx.graphdef(nnx.eval_shape(lambda: Decoder(config, nnx.Rngs(0))))


@functools.partial(
    jax.tree_util.register_dataclass,
    data_fields=("weights", "z", "bound", "given", "start", "goal", "origin", "locked"),
    meta_fields=("config",),
)
@dataclass(frozen=True, kw_only=True)
class LatentSpace:
    """Bounded moves of a latent; see ``loop.Space``.

    A design is ``goal`` plus what the decoder says that the move changes, so that at the start nothing is
    lost of what the latent cannot say. At ``release`` 0 everything stands where ``start`` has it.
    """

    weights: Any
    """Parameters of the decoder."""
    z: Float[AnyArray, "k z"]
    bound: Float[AnyArray, "k z"]
    """The furthest that each number may go."""
    given: Skeleton
    start: Design
    """As the user left it."""
    goal: Design
    """The same, snapped."""
    origin: Design
    """What the decoder makes of ``z``."""
    locked: LatentLocks
    config: AutoencoderConfig

    def decoder(self) -> Decoder:
        """The decoder with its weights."""
        return nnx.merge(_graph(self.config), self.weights)

    def decoded(self, z: Float[AnyArray, "k z"]) -> Design:
        """The design that a latent means."""
        return design_of(self.decoder()(z, self.given), self.given, softness=LINE_SOFTNESS)

    def decode(self, variables: LatentVariables, release: Float[Array, ""]) -> Design:
        """The design at these variables."""
        made = self.decoded(self.z + self.bound * jnp.tanh(variables.z))
        start, goal, origin, locked = self.start, self.goal, self.origin, self.locked
        box = start.box + release * (goal.box - start.box) + made.box - origin.box
        size = jnp.maximum(box[:, 2:], 1e-3)
        box = jnp.concatenate([box[:, :2], size], axis=-1)
        sized = start.font_size > 0
        ratio = jnp.where(sized, made.font_size, 1.0) / jnp.where(sized, origin.font_size, 1.0)
        snapped = jnp.where(sized, goal.font_size, 1.0) / jnp.where(sized, start.font_size, 1.0)
        font = start.font_size * jnp.maximum(snapped, 1e-3) ** release * jnp.maximum(ratio, 1e-3)
        color = start.fill[..., :3] + made.fill[..., :3] - origin.fill[..., :3]
        color = jnp.where(locked.color[:, None, None], start.fill[..., :3], color)
        return start._replace(
            box=jnp.where(locked.box, start.box, box),
            font_size=jnp.where(locked.font_size, start.font_size, font),
            fill=jnp.concatenate([color, start.fill[..., 3:]], axis=-1),
            backdrop=start.backdrop + made.backdrop - origin.backdrop,
        )

    def step_size(self) -> LatentVariables:
        return LatentVariables(z=jnp.full_like(jnp.asarray(self.z), STEP))

    def origin_variables(self) -> LatentVariables:
        """The variables that decode to the snapped start."""
        return LatentVariables(z=jnp.zeros_like(jnp.asarray(self.z)))
