"""A task of a few numbers, for tests: a small network that learns a smooth function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import grain
import jax
import jax.numpy as jnp
import numpy as np

NUM_EXAMPLES = 48


class TinyBatch(NamedTuple):
    x: np.ndarray
    y: np.ndarray
    index: np.ndarray


def examples() -> TinyBatch:
    """All examples, in their order."""
    x = np.random.default_rng(0).normal(size=(NUM_EXAMPLES, 8)).astype(np.float32)
    return TinyBatch(x, np.sin(x[:, :1]) + 0.1 * x[:, 1:2], np.arange(NUM_EXAMPLES, dtype=np.int32))


def predict(params: Any, x: Any) -> Any:
    """``y`` of each ``x``."""
    first, second = params["layers"][0], params["layers"][1]
    hidden = jnp.tanh(x @ first["kernel"] + first["bias"])
    return hidden @ second["kernel"] + second["bias"]


@jax.jit
def _error(params: Any, x: Any, y: Any) -> Any:
    return predict(params, x) - y


class TinyTask:
    """Learns to tell ``y`` from ``x``; ``noise`` is added by key, ``poison`` makes one example's x NaN."""

    name = "tiny"

    def __init__(self, *, noise: float = 0.1, poison: int | None = None):
        self.noise, self.poison = noise, poison

    @property
    def num_examples(self) -> int:
        return NUM_EXAMPLES

    def init(self, key: Any) -> Any:
        first, second = jax.random.split(key)
        return {
            "layers": {
                0: {"kernel": jax.random.normal(first, (8, 16)) / 3, "bias": jnp.zeros(16)},
                1: {"kernel": jax.random.normal(second, (16, 1)) / 4, "bias": jnp.zeros(1)},
            }
        }

    def loss(self, params: Any, batch: Any, key: Any) -> Any:
        noise = self.noise * jax.random.normal(key, batch.y.shape)
        loss = jnp.mean((predict(params, batch.x) - batch.y + noise) ** 2)
        return loss, {"noise": jnp.mean(noise)}

    def micro_batches(self, batch: Any, size: int) -> Sequence[Any]:
        return [TinyBatch(*(a[i : i + size] for a in batch)) for i in range(0, len(batch.x), size)]

    def batches(
        self, *, batch_size: int, seed: int, epochs: int | None, process_index: int, process_count: int
    ) -> Any:
        every = examples()
        if self.poison is not None:
            every.x[self.poison] = np.nan
        share = batch_size // process_count
        mine = slice(process_index * share, (process_index + 1) * share)
        places: Any = grain.MapDataset.range(NUM_EXAMPLES).seed(seed).shuffle().repeat(epochs)
        batches = places.batch(batch_size, drop_remainder=True, batch_fn=np.asarray)
        return batches.map(lambda at: TinyBatch(*(a[at[mine]] for a in every))).to_iter_dataset(
            grain.ReadOptions(num_threads=1, prefetch_buffer_size=2)
        )

    def evaluate(self, params: Any) -> dict[str, float]:
        every = examples()
        error = np.asarray(_error(params, every.x, every.y))
        return {"loss": float(np.mean(error**2)), "largest": float(np.max(np.abs(error)))}

    def sheets(self, params: Any) -> dict[str, np.ndarray]:
        return {"grey": np.full((4, 6, 3), 128, np.uint8)}
