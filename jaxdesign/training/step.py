"""One step: gradients of micro-batches summed, then one update. Everything compiled is built here, once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.sharding import Mesh
from jaxtyping import Array, Float

from jaxdesign.training.mesh import replicated, state_shardings
from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.state import TrainState, init_state, step_key
from jaxdesign.training.task import Params, Task


class MicroMetrics(NamedTuple):
    """Of one micro-batch."""

    loss: Float[Array, ""]
    grad_norm: Float[Array, ""]
    figures: dict[str, Float[Array, ""]]


@dataclass(frozen=True)
class Step:
    """The compiled functions of a run and where its state lies."""

    init: Callable[[], TrainState]
    """The state before the first step."""
    zeros: Callable[[], Params]
    """Gradients of no micro-batch."""
    accumulate: Callable[[Params, Params, Any, np.int32, np.int32], tuple[Params, MicroMetrics]]
    """``(grads, params, micro, step, part) -> grads + those of micro``; ``grads`` is given away."""
    apply: Callable[[TrainState, Params, np.float32], tuple[TrainState, Float[Array, ""]]]
    """``(state, grads, n) ->`` state updated by ``grads / n``, and their norm; ``state`` is given away."""
    abstract: TrainState
    """Shapes, types and shardings of a state."""


def ema_decay(decay: float, step: Array) -> Array:
    """``decay``, or less in the first steps, so that the mean forgets how it began."""
    return jnp.minimum(decay, (1.0 + step) / (10.0 + step))


def build_step(task: Task, config: TrainConfig, tx: optax.GradientTransformation, mesh: Mesh) -> Step:
    """The functions of a run on ``mesh``; nothing is compiled before it is called."""
    init = functools.partial(init_state, task, tx, config.seed)
    shapes = jax.eval_shape(init)
    shardings = state_shardings(shapes, mesh, shard_params=config.shard_params)
    everywhere = replicated(mesh)

    @functools.partial(jax.jit, out_shardings=shardings.params)
    def zeros() -> Params:
        return jax.tree.map(lambda p: jnp.zeros(p.shape, p.dtype), shapes.params)

    @functools.partial(jax.jit, donate_argnums=0, out_shardings=(shardings.params, everywhere))
    def accumulate(grads: Params, params: Params, micro: Any, step: Array, part: Array) -> Any:
        key = step_key(config.seed, step, part)
        (loss, figures), new = jax.value_and_grad(task.loss, has_aux=True)(params, micro, key)
        metrics = MicroMetrics(loss=loss, grad_norm=optax.tree.norm(new), figures=figures)
        return jax.tree.map(jnp.add, grads, new), metrics

    @functools.partial(jax.jit, donate_argnums=0, out_shardings=(shardings, everywhere))
    def apply(state: TrainState, grads: Params, n: Array) -> Any:
        grads = jax.tree.map(lambda g: g / n, grads)
        updates, opt_state = tx.update(grads, state.opt_state, state.params)
        params = optax.apply_updates(state.params, updates)
        decay = ema_decay(config.ema_decay, state.step)
        ema = jax.tree.map(lambda mean, p: decay * mean + (1 - decay) * p, state.ema, params)
        return TrainState(state.step + 1, params, ema, opt_state), optax.tree.norm(grads)

    abstract = jax.tree.map(
        lambda leaf, sharding: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype, sharding=sharding),
        shapes,
        shardings,
    )
    return Step(
        init=jax.jit(init, out_shardings=shardings),
        zeros=zeros,
        accumulate=accumulate,
        apply=apply,
        abstract=abstract,
    )
