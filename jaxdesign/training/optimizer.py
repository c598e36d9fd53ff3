"""How gradients become updates."""

from __future__ import annotations

import jax
import optax

from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.task import Params

_B2 = 0.99
"""Decay of the mean of squared gradients: over some hundred steps, as runs are some thousand long."""


def learning_rate(config: TrainConfig, num_steps: int) -> optax.Schedule:
    """Linear rise from 0, then a cosine down to a share of the peak at ``num_steps``."""
    warmup = min(round(config.warmup * num_steps), num_steps - 1)
    return optax.warmup_cosine_decay_schedule(
        init_value=0.0 if warmup else config.learning_rate,
        peak_value=config.learning_rate,
        warmup_steps=warmup,
        decay_steps=num_steps,
        end_value=config.learning_rate * config.final_learning_rate,
    )


def _decays(params: Params) -> Params:
    """Which parameters decay: matrices do, biases and scales do not."""
    return jax.tree.map(lambda p: p.ndim > 1, params)


def optimizer(config: TrainConfig, num_steps: int) -> optax.GradientTransformation:
    """AdamW on clipped gradients. Reference: Loshchilov and Hutter, *Decoupled Weight Decay*, 2019."""
    return optax.chain(
        optax.clip_by_global_norm(config.clip_norm),
        optax.adamw(learning_rate(config, num_steps), b2=_B2, weight_decay=config.weight_decay, mask=_decays),
    )
