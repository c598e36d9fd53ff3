"""What a training run carries from step to step."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Int, PRNGKeyArray

from jaxdesign.training.task import Params, Task


class TrainState(NamedTuple):
    """Everything that changes. Randomness is not in it: it is derived from the seed and the step."""

    step: Int[Array, ""]
    """Steps made."""
    params: Params
    ema: Params
    """Mean of the parameters over steps; what is evaluated and exported."""
    opt_state: optax.OptState


def init_state(task: Task, tx: optax.GradientTransformation, seed: int) -> TrainState:
    """The state before the first step; it can be jitted."""
    params = task.init(jax.random.fold_in(jax.random.key(seed), 0))
    return TrainState(
        step=jnp.zeros((), jnp.int32),
        params=params,
        ema=jax.tree.map(jnp.copy, params),
        opt_state=tx.init(params),
    )


def step_key(seed: int, step: Int[Array, ""], part: Int[Array, ""]) -> PRNGKeyArray:
    """The key of a micro-batch: of its step, counted from 0, and its place ``part`` in the step."""
    of_steps = jax.random.fold_in(jax.random.key(seed), 1)
    return jax.random.fold_in(jax.random.fold_in(of_steps, step), part)
