"""The prior over latents: a rectified flow from noise to what designs encode to, given a brief.

Rectified flow as in Liu et al. 2023: the network learns the velocity of straight paths from noise (time 0) to
data (time 1); sampling follows it in a few Euler steps, with classifier-free guidance (Ho, Salimans 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int, PRNGKeyArray

from jaxdesign.models.layers import Attention, FeedForward, Key, dropout, float32, linear, split_key
from jaxdesign.types import AnyArray

TEXT_DIM = 256
"""Numbers of a text's embedding (see ``models.text``)."""


@dataclass(frozen=True, kw_only=True)
class PriorConfig:
    """Sizes of the network; the counts of classes are the dataset's."""

    num_goals: int
    num_formats: int
    num_styles: int
    num_latents: int = 16
    latent_dim: int = 16
    width: int = 160
    num_heads: int = 5
    num_layers: int = 6
    dropout: float = 0.1
    left_out: float = 0.15
    """Share of the times that a part of the condition, or all of it, is left out in training."""


class Condition(NamedTuple):
    """What is wanted of a design. Ids of -1 and a ``known`` of False leave a part open."""

    text: Float[AnyArray, "e"]
    """Embedding of the prompt, of unit length; zeros where there is none."""
    goal: Int[AnyArray, ""]
    format: Int[AnyArray, ""]
    styles: Float[AnyArray, "s"]
    """1 for wanted, 0 for open."""
    tone: Float[AnyArray, ""]
    """0 calm to 1 energetic; -1 where open."""
    log_ratio: Float[AnyArray, ""]
    """Log of the canvas' width over its height."""


def condition(
    text: Float[AnyArray, "e"],
    *,
    goal: int = -1,
    format: int = -1,
    styles: Sequence[bool],
    tone: float = -1.0,
    canvas: tuple[float, float],
) -> Condition:
    """A condition on the host, of ids and of the canvas' width and height."""
    return Condition(
        text=text,
        goal=np.array(goal, np.int32),
        format=np.array(format, np.int32),
        styles=np.array(styles, np.float32),
        tone=np.array(tone, np.float32),
        log_ratio=np.array(np.log(canvas[0] / canvas[1]), np.float32),
    )


def open_condition(config: PriorConfig, log_ratio: float = 0.0) -> Condition:
    """A condition that asks for nothing but a canvas."""
    return Condition(
        text=jnp.zeros(TEXT_DIM),
        goal=jnp.array(-1),
        format=jnp.array(-1),
        styles=jnp.zeros(config.num_styles),
        tone=jnp.array(-1.0),
        log_ratio=jnp.array(log_ratio),
    )


def left_open(condition: Condition, key: PRNGKeyArray, share: float) -> Condition:
    """The condition with parts left open at random; all of it as often as one of them."""
    lost = jax.random.bernoulli(key, share, (6,))
    lost = lost | lost[5]
    return Condition(
        text=jnp.where(lost[0], 0.0, condition.text),
        goal=jnp.where(lost[1], -1, condition.goal),
        format=jnp.where(lost[2], -1, condition.format),
        styles=jnp.where(lost[3], 0.0, condition.styles),
        tone=jnp.where(lost[4], -1.0, condition.tone),
        log_ratio=jnp.where(lost[5], 0.0, condition.log_ratio),
    )


def _waves(time: Float[Array, ""], count: int = 32) -> Float[Array, "w"]:
    angle = time * jnp.exp(jnp.linspace(0.0, 5.0, count))
    return jnp.concatenate([jnp.sin(angle), jnp.cos(angle)])


class _FlowBlock(nnx.Module):
    """A transformer block whose norms are scaled, shifted and gated by the condition (adaLN-zero)."""

    def __init__(self, width: int, num_heads: int, rngs: nnx.Rngs):
        self.attention = Attention(width, num_heads, rngs)
        self.feed = FeedForward(width, rngs)
        self.modulate = nnx.Linear(width, 6 * width, kernel_init=nnx.initializers.zeros, rngs=rngs)

    def __call__(self, x: Array, condition: Array, *, rate: float, key: Key) -> Array:
        first, second = split_key(key, 2)
        shift, scale, gate, shift2, scale2, gate2 = jnp.split(self.modulate(condition), 6)
        everything = jnp.ones(len(x), bool)
        normed = _normed(x) * (1 + scale) + shift
        x = x + gate * dropout(self.attention(normed, normed, everything), rate, first)
        normed = _normed(x) * (1 + scale2) + shift2
        return x + gate2 * dropout(self.feed(normed), rate, second)


def _normed(x: Float[Array, "k d"]) -> Float[Array, "k d"]:
    return x * jax.lax.rsqrt(jnp.mean(x**2, axis=-1, keepdims=True) + 1e-6)


class Prior(nnx.Module):
    """Velocity of latents on their way from noise to data."""

    def __init__(self, config: PriorConfig, rngs: nnx.Rngs):
        width = config.width
        self.config = config
        shape = (config.num_latents, config.latent_dim)
        self.mean = nnx.Param(jnp.zeros(shape))
        self.scale = nnx.Param(jnp.ones(shape))
        self.token = linear(config.latent_dim, width, rngs)
        self.place = nnx.Param(0.5 * jax.random.normal(rngs.params(), (config.num_latents, width)))
        self.time = linear(64, width, rngs)
        self.text = linear(TEXT_DIM, width, rngs)
        self.goal = nnx.Param(0.3 * jax.random.normal(rngs.params(), (config.num_goals + 1, width)))
        self.format = nnx.Param(0.3 * jax.random.normal(rngs.params(), (config.num_formats + 1, width)))
        self.styles = linear(config.num_styles, width, rngs)
        self.numbers = linear(4, width, rngs)
        self.mix = linear(width, width, rngs)
        self.blocks = nnx.List([_FlowBlock(width, config.num_heads, rngs) for _ in range(config.num_layers)])
        self.out = nnx.Linear(width, config.latent_dim, kernel_init=nnx.initializers.zeros, rngs=rngs)

    def __call__(
        self, x: Float[Array, "k z"], time: Float[Array, ""], condition: Condition, key: Key = None
    ) -> Float[Array, "k z"]:
        """Velocity at ``x``, a latent in units of the data's spread, at ``time`` in [0, 1]."""
        known = condition.tone >= 0
        numbers = jnp.stack(
            [
                known.astype(jnp.float32),
                jnp.where(known, condition.tone - 0.5, 0.0),
                condition.log_ratio,
                jnp.abs(condition.log_ratio),
            ]
        )
        about = (
            self.time(_waves(time))
            + self.text(jnp.asarray(16.0 * condition.text))
            + self.goal[...][condition.goal + 1]
            + self.format[...][condition.format + 1]
            + self.styles(jnp.asarray(condition.styles))
            + self.numbers(numbers)
        )
        about = jax.nn.silu(self.mix(jax.nn.silu(about)))
        tokens = self.token(x) + self.place[...]
        for block, k in zip(self.blocks, split_key(key, len(self.blocks)), strict=True):
            tokens = block(tokens, about, rate=self.config.dropout, key=k)
        return float32(self.out(_normed(tokens)))

    def units(self, z: Float[AnyArray, "... k z"]) -> Float[Array, "... k z"]:
        """Latents in units of the data's spread."""
        return (z - jax.lax.stop_gradient(self.mean[...])) / jax.lax.stop_gradient(self.scale[...])

    def latents(self, x: Float[Array, "... k z"]) -> Float[Array, "... k z"]:
        """The inverse of ``units``."""
        return x * self.scale[...] + self.mean[...]


def sample(
    prior: Prior,
    condition: Condition,
    key: PRNGKeyArray,
    *,
    num_steps: int = 24,
    guidance: float = 1.5,
    temperature: float = 1.0,
) -> Float[Array, "k z"]:
    """One latent that fits a condition.

    Args:
        guidance: 1 follows the condition as learned, more exaggerates it.
        temperature: spread of the noise that is started from.
    """
    config = prior.config
    nothing = open_condition(config)
    x = temperature * jax.random.normal(key, (config.num_latents, config.latent_dim))

    def step(x: Array, time: Array) -> tuple[Array, None]:
        wanted, free = prior(x, time, condition), prior(x, time, nothing)
        return x + (free + guidance * (wanted - free)) / num_steps, None

    x, _ = jax.lax.scan(step, x, jnp.arange(num_steps) / num_steps)
    return prior.latents(x)
