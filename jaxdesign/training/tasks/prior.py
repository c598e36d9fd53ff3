"""The prior as a training task: what designs encode to, and the labels that go with them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import grain
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, PRNGKeyArray

from jaxdesign.models.prior import Condition, Prior, PriorConfig, left_open, open_condition
from jaxdesign.training.tasks.modules import ModuleTask, slices
from jaxdesign.types import AnyArray


class Encoded(NamedTuple):
    """Latents of ``n`` designs, with their spread and what is known of them."""

    mean: Float[AnyArray, "n k z"]
    log_variance: Float[AnyArray, "n k z"]
    condition: Condition
    """Arrays with ``n`` as first dimension."""


class PriorBatch(NamedTuple):
    """Some of them."""

    encoded: Encoded
    index: np.ndarray


def empty_encoded(config: PriorConfig) -> Encoded:
    """One latent of zeros: enough to read a run's parameters."""
    z = np.zeros((1, config.num_latents, config.latent_dim), np.float32)
    condition = jax.tree.map(lambda leaf: np.asarray(leaf)[None], open_condition(config))
    return Encoded(z, z, condition)


@dataclass(frozen=True)
class PriorTask(ModuleTask):
    """Trains ``Prior`` on encoded designs."""

    encoded: Encoded
    held_out: Encoded
    config: PriorConfig
    name: str = "prior"

    def make(self, rngs: nnx.Rngs) -> Prior:
        """The network; the spread of its data is a parameter that training leaves alone."""
        prior = Prior(self.config, rngs)
        mean = self.encoded.mean.mean(0)
        spread = self.encoded.mean.var(0) + np.exp(self.encoded.log_variance).mean(0)
        prior.mean[...] = jnp.asarray(mean)
        prior.scale[...] = jnp.asarray(np.sqrt(spread) + 1e-3)
        return prior

    @property
    def num_examples(self) -> int:
        return len(self.encoded.mean)

    def batches(
        self,
        *,
        batch_size: int,
        seed: int,
        epochs: int | None,
        process_index: int = 0,
        process_count: int = 1,
    ) -> grain.IterDataset[PriorBatch]:
        """Batches of this host."""

        def take(places: np.ndarray) -> PriorBatch:
            share = len(places) // process_count
            mine = places[process_index * share : (process_index + 1) * share]
            return PriorBatch(jax.tree.map(lambda leaf: np.asarray(leaf)[mine], self.encoded), mine)

        places = grain.MapDataset.range(self.num_examples).seed(seed).shuffle().repeat(epochs)
        return places.batch(batch_size, drop_remainder=True, batch_fn=np.asarray).map(take).to_iter_dataset()

    def micro_batches(self, batch: PriorBatch, size: int) -> Sequence[PriorBatch]:
        """The batch in parts of ``size``."""
        return slices(batch, size)

    def loss(
        self, params: Any, batch: PriorBatch, key: PRNGKeyArray
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Mean squared error of the velocity at random times."""
        prior = self.merged(params)
        keys = jax.vmap(functools.partial(jax.random.fold_in, key))(batch.index)
        losses = jax.vmap(functools.partial(self._one, prior, training=True))(batch.encoded, keys)
        mean = jnp.mean(losses)
        return mean, {"velocity": mean}

    def _one(self, prior: Prior, encoded: Encoded, key: Array, *, training: bool) -> Float[Array, ""]:
        for_z, for_noise, for_time, for_parts, for_net = jax.random.split(key, 5)
        spread = jnp.exp(0.5 * encoded.log_variance) * jax.random.normal(for_z, encoded.mean.shape)
        x1 = prior.units(encoded.mean + spread)
        x0 = jax.random.normal(for_noise, x1.shape)
        time = jax.nn.sigmoid(jax.random.normal(for_time))
        condition = encoded.condition
        if training:
            condition = left_open(condition, for_parts, self.config.left_out)
        velocity = prior((1 - time) * x0 + time * x1, time, condition, for_net if training else None)
        return jnp.mean((velocity - (x1 - x0)) ** 2)

    def evaluate(self, params: Any) -> dict[str, float]:
        """The same error on held-out designs, with times and noise that do not change."""
        return {"velocity": float(self._held_out(params))}

    @functools.cached_property
    def _held_out(self) -> Any:
        count = len(self.held_out.mean)

        @jax.jit
        def run(params: Any) -> Float[Array, ""]:
            one = functools.partial(self._one, self.merged(params), training=False)
            keys = jax.random.split(jax.random.key(0), 4 * count)
            held_out = jax.tree.map(lambda leaf: jnp.tile(leaf, (4, *[1] * (leaf.ndim - 1))), self.held_out)
            return jnp.mean(jax.vmap(one)(held_out, keys))

        return run

    def sheets(self, params: Any) -> dict[str, np.ndarray]:
        """None: a latent shows nothing by itself."""
        del params
        return {}
