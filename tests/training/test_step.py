"""One step: micro-batches add up, randomness comes from seed and step, the mean follows the parameters."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from jaxdesign.training.mesh import data_mesh, place_batch
from jaxdesign.training.optimizer import learning_rate, optimizer
from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.state import TrainState, step_key
from jaxdesign.training.step import build_step, ema_decay
from tests.training.tiny import TinyTask, examples

NUM_STEPS = 10


def _after(config: TrainConfig, num_steps: int) -> tuple[TrainState, list[float]]:
    """State after steps on the first examples, and the norms of the gradients."""
    task, mesh = TinyTask(noise=0), data_mesh()
    with jax.set_mesh(mesh):
        step = build_step(task, config, optimizer(config, NUM_STEPS), mesh)
        state, norms = step.init(), []
        batch = type(examples())(*(a[: config.batch_size] for a in examples()))
        for at in range(num_steps):
            micros = task.micro_batches(batch, config.micro_size)
            grads = step.zeros()
            for part, micro in enumerate(micros):
                placed = place_batch(micro, mesh)
                grads, _ = step.accumulate(grads, state.params, placed, np.int32(at), np.int32(part))
            state, norm = step.apply(state, grads, np.float32(len(micros)))
            norms.append(float(norm))
    return state, norms


@pytest.mark.parametrize("micro_batch", [4, None])
def test_micro_batches_equal_one_big_batch_in_plain_optax(micro_batch: int | None) -> None:
    config = TrainConfig(batch_size=16, micro_batch=micro_batch, warmup=0.2, ema_decay=0.5)
    found, norms = _after(config, 3)
    task, (x, y, _) = TinyTask(noise=0), examples()
    batch = type(examples())(x[:16], y[:16], np.arange(16))
    params: Any = task.init(jax.random.fold_in(jax.random.key(0), 0))
    ema = params
    tx = optimizer(config, NUM_STEPS)
    opt_state = tx.init(params)
    for at in range(3):
        grads = jax.grad(lambda p: task.loss(p, batch, jax.random.key(0))[0])(params)
        norm = np.sqrt(sum(np.sum(np.square(g)) for g in jax.tree.leaves(grads)))
        assert norms[at] == pytest.approx(norm, rel=1e-5)
        updates, opt_state = tx.update(grads, opt_state, params)
        params = optax.apply_updates(params, updates)
        decay = min(0.5, (1 + at) / (10 + at))
        ema = jax.tree.map(lambda m, p, d=decay: d * m + (1 - d) * p, ema, params)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), found.params, params)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), found.ema, ema)
    assert int(found.step) == 3


def test_every_micro_batch_of_every_step_has_its_own_key() -> None:
    keys = [
        jax.random.key_data(step_key(seed, jnp.int32(step), jnp.int32(part))).tolist()
        for seed in (0, 1) for step in range(3) for part in range(3)
    ]  # fmt: skip
    assert len({tuple(key) for key in keys}) == 18


def test_only_matrices_decay() -> None:
    config = TrainConfig(learning_rate=0.1, weight_decay=0.5, warmup=0.0)
    tx = optimizer(config, NUM_STEPS)
    params = {"kernel": jnp.ones((2, 2)), "bias": jnp.ones(2)}
    updates, _ = tx.update(jax.tree.map(jnp.zeros_like, params), tx.init(params), params)
    bias, kernel = jax.tree.leaves(updates)
    np.testing.assert_allclose(kernel, np.full((2, 2), -0.05), rtol=1e-6)
    np.testing.assert_array_equal(bias, np.zeros(2))


def test_learning_rate_rises_and_falls() -> None:
    rate = learning_rate(TrainConfig(learning_rate=0.2, warmup=0.1, final_learning_rate=0.05), 100)
    rates = [float(np.asarray(rate(step))) for step in (0, 5, 10, 55, 100)]
    np.testing.assert_allclose(rates, [0, 0.1, 0.2, 0.01 + 0.19 / 2, 0.01], atol=1e-6)
    assert float(np.asarray(learning_rate(TrainConfig(warmup=0.0), 10)(0))) == pytest.approx(1e-3)
    assert np.isfinite(np.asarray(learning_rate(TrainConfig(warmup=1.0), 1)(0)))


def test_the_mean_forgets_its_beginning_first() -> None:
    assert float(ema_decay(0.999, jnp.float32(0))) == pytest.approx(0.1)
    assert float(ema_decay(0.999, jnp.float32(10**6))) == pytest.approx(0.999)
