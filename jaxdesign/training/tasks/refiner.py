"""The encoder's second looks as a training task: an autoencoder that stays, and latents that are moved."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, PRNGKeyArray

from jaxdesign.evaluation.examples import Example, Target, drawn_of, prepared
from jaxdesign.models.autoencoder import Autoencoder, design_of
from jaxdesign.models.layers import Key, computing_in
from jaxdesign.models.lora import digest
from jaxdesign.models.refiner import LINE_SOFTNESS, ROUNDS, Drawn, Refiner, RefinerConfig, looked_again
from jaxdesign.training.tasks.decoder import compared, weighed
from jaxdesign.training.tasks.varied import VariedDesignsTask

_NEAR = 0.02
"""Weight of the mean square distance from the first look: the prior knows latents of first looks."""
_DRAWN = 0.3
"""Share of the latents that begin as a draw, not as the mean."""


@dataclass(frozen=True, kw_only=True)
class RefinerTask(VariedDesignsTask):
    """Trains ``Refiner`` for an autoencoder on the batches that this was trained on."""

    base: Autoencoder
    config: RefinerConfig

    @property
    def name(self) -> str:
        """Which autoencoder it is for: a run is neither continued nor exported with another."""
        return f"refiner of {digest(nnx.to_pure_dict(nnx.state(self.base, nnx.Param)))}"

    def make(self, rngs: nnx.Rngs) -> Refiner:
        """A fresh network."""
        refiner = Refiner(self.config, rngs)
        computing_in(refiner, self.dtype)
        return refiner

    def loss(
        self, params: Any, batch: Example, key: PRNGKeyArray
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Mean loss after one more round than none, one or two, whose gradient is that of the last alone."""
        refiner, still = self.merged(params), self.merged(jax.lax.stop_gradient(params))
        for_rounds, for_each = jax.random.split(key)
        rounds = jax.random.randint(for_rounds, (), 0, ROUNDS)
        keys = jax.vmap(functools.partial(jax.random.fold_in, for_each))(batch.index)
        for_start, for_look = jnp.moveaxis(jax.vmap(jax.random.split)(keys), 1, 0)
        target = jax.vmap(prepared)(batch)
        drawn = drawn_of(batch, target)
        start = jax.vmap(self._first_look)(drawn, target, for_start)

        def again(_: int, z: Float[Array, "b k z"]) -> Float[Array, "b k z"]:
            return jax.vmap(functools.partial(self._look, still))(z, drawn)

        z = jax.lax.stop_gradient(jax.lax.fori_loop(0, rounds, again, start))
        z = jax.vmap(functools.partial(self._look, refiner))(z, drawn, for_look)
        found = jax.vmap(self._compared)(z, start, drawn, target)
        parts = {name: jnp.mean(value) for name, value in found.items()}
        return weighed(parts) + _NEAR * parts["near"], parts

    def _look(self, refiner: Refiner, z: Array, drawn: Drawn, key: Key = None) -> Float[Array, "k z"]:
        return looked_again(refiner, z, self.base.decoder(z, drawn.given), drawn, key)

    def _first_look(self, drawn: Drawn, target: Target, key: Array) -> Float[Array, "k z"]:
        for_seen, for_draw, for_z = jax.random.split(key, 3)
        seen = target.shown * (jax.random.uniform(for_seen) >= self.picture_left_out)
        posterior = self.base.encoder(*drawn, target.picture, seen)
        is_drawn = jax.random.uniform(for_draw) < _DRAWN
        return jnp.where(is_drawn, posterior.sample(for_z), posterior.sample(None))

    def _compared(self, z: Array, start: Array, drawn: Drawn, target: Target) -> dict[str, Array]:
        decoded = self.base.decoder(z, drawn.given)
        design = design_of(decoded, drawn.given, softness=LINE_SOFTNESS)
        return compared(decoded, design, drawn.given, target) | {"near": jnp.mean((z - start) ** 2)}

    def evaluate(self, params: Any) -> dict[str, float]:
        """Reconstruction of the held-out designs after all rounds."""
        from jaxdesign.evaluation.reconstruction import reconstruction

        return reconstruction(self.base, self.held_out, refiner=self.merged(params)).summary()

    def sheets(self, params: Any) -> dict[str, np.ndarray]:
        """Held-out designs beside what comes back of them."""
        from jaxdesign.evaluation.reconstruction import reconstruction_sheet

        sheet = reconstruction_sheet(self.base, self.held_out, refiner=self.merged(params))
        return {"reconstruction": sheet}
