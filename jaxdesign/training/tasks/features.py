"""The feature network of the evaluation as a training task: real or spoilt, and what kind of design."""

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

from jaxdesign.data.batches import DesignBatch, LabelIds
from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.evaluation.distances import auc
from jaxdesign.evaluation.feature_net import FeatureConfig, FeatureNet
from jaxdesign.training.tasks.modules import ModuleTask, slices
from jaxdesign.types import Design


class FeatureBatch(NamedTuple):
    """Real designs and their labels."""

    design: Design
    labels: LabelIds
    index: np.ndarray


def spoilt(design: Design, key: PRNGKeyArray) -> Design:
    """The design with its boxes jittered, exchanged or resized, or its type or colours shuffled."""
    how, amount, first, second, third = jax.random.split(key, 5)
    n = len(design.mask)
    sigma = 0.01 * 12.0 ** jax.random.uniform(amount)
    kinds = jax.random.bernoulli(how, 0.45, (4,))
    kinds = kinds.at[0].set(kinds[0] | ~jnp.any(kinds))
    jitter = sigma * jax.random.normal(first, (n, 4)) * jnp.array([1.0, 1.0, 0.5, 0.5])
    box = jnp.where(kinds[0], design.box + jitter, design.box)
    luck = jnp.where(design.mask, jax.random.uniform(second, (n,)), 2.0)
    order, slots = jnp.argsort(luck), jnp.argsort(jnp.where(design.mask, jnp.arange(n), n + jnp.arange(n)))
    other = jnp.zeros(n, int).at[slots].set(order)
    some = jax.random.bernoulli(third, 0.5, (n,)) & design.mask
    place = jnp.where((kinds[1] & some)[:, None], box[other, :2], box[:, :2])
    box = jnp.concatenate([place, jnp.maximum(box[:, 2:], 0.002)], axis=1)
    fonts = design.font_size * jnp.exp(0.5 * jax.random.normal(second, (n,)))
    return design._replace(
        box=box * design.mask[:, None],
        font_size=jnp.where(kinds[2], fonts, design.font_size),
        fill=jnp.where((kinds[3] & some)[:, None, None], design.fill[other], design.fill),
    )


@dataclass(frozen=True)
class FeatureTask(ModuleTask):
    """Trains ``FeatureNet`` on a prepared dataset."""

    data: RealDesignDataset
    held_out: RealDesignDataset
    config: FeatureConfig
    name: str = "features"

    def make(self, rngs: nnx.Rngs) -> FeatureNet:
        """A fresh network."""
        return FeatureNet(self.config, rngs)

    @property
    def num_examples(self) -> int:
        return len(self.data)

    def batches(
        self,
        *,
        batch_size: int,
        seed: int,
        epochs: int | None,
        process_index: int = 0,
        process_count: int = 1,
    ) -> grain.IterDataset[DesignBatch]:
        """Batches of this host."""
        return self.data.batches(
            batch_size, seed=seed, epochs=epochs, process_index=process_index, process_count=process_count
        )

    def micro_batches(self, batch: DesignBatch, size: int) -> Sequence[FeatureBatch]:
        """The batch in parts of ``size``."""
        return slices(FeatureBatch(batch.design, batch.labels, batch.index), size)

    def loss(
        self, params: Any, batch: FeatureBatch, key: PRNGKeyArray
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Cross-entropies of real against spoilt, goal, format and styles."""
        net = self.merged(params)
        keys = jax.vmap(functools.partial(jax.random.fold_in, key))(batch.index)
        real = jax.vmap(net)(batch.design)
        false = jax.vmap(net)(jax.vmap(spoilt)(batch.design, keys))
        labels = batch.labels

        def chosen(logits: Array, label: Any) -> Array:
            return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), label[:, None], axis=1))

        styles = net.styles(real)
        parts = {
            "real": jnp.mean(jax.nn.softplus(-net.real(real)) + jax.nn.softplus(net.real(false))),
            "goal": chosen(net.goal(real), labels.goal),
            "format": chosen(net.format(real), labels.format),
            "styles": jnp.mean(jax.nn.softplus(jnp.where(labels.styles, -styles, styles))),
        }
        total = 2 * parts["real"] + 0.5 * parts["goal"] + 0.5 * parts["format"] + parts["styles"]
        return total, parts

    def evaluate(self, params: Any) -> dict[str, float]:
        """On held-out designs: area under the curve of real against spoilt, and shares of right labels."""
        batch = self.held_out.take(np.arange(len(self.held_out)))
        net = self.merged(params)
        features = jax.jit(jax.vmap(net))
        real = features(batch.design)
        keys = jax.random.split(jax.random.key(1), len(batch.index))
        false = features(jax.vmap(spoilt)(batch.design, keys))
        return {
            "real_auc": auc(np.asarray(net.real(real))[:, 0], np.asarray(net.real(false))[:, 0]),
            "goal": float(np.mean(np.argmax(net.goal(real), axis=1) == batch.labels.goal)),
            "format": float(np.mean(np.argmax(net.format(real), axis=1) == batch.labels.format)),
        }

    def sheets(self, params: Any) -> dict[str, np.ndarray]:
        """None."""
        del params
        return {}
