"""Layers that the networks share: attention with a bias by relation, gated feed-forward, dropout by key."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int, PRNGKeyArray

Key = PRNGKeyArray | None
Biases = tuple[float, ...]
"""The bias of attention for each relation, at first; they are learned."""


def linear(features_in: int, features_out: int, rngs: nnx.Rngs, *, scale: float = 1.0) -> nnx.Linear:
    """A projection whose weights have variance ``scale / features_in``."""
    init = nnx.initializers.variance_scaling(max(scale, 1e-8), "fan_in", "truncated_normal")
    return nnx.Linear(features_in, features_out, kernel_init=init, rngs=rngs)


def dropout(x: Float[Array, "..."], rate: float, key: Key) -> Float[Array, "..."]:
    """``x`` with entries zeroed at ``rate`` and the rest scaled up; ``x`` itself without a key."""
    if key is None or rate == 0:
        return x
    kept = jax.random.bernoulli(key, 1 - rate, x.shape)
    return jnp.where(kept, x / (1 - rate), 0.0)


def split_key(key: Key, count: int) -> tuple[Key, ...]:
    """``count`` keys, or that many times None."""
    return (None,) * count if key is None else tuple(jax.random.split(key, count))


def float32(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """What leaves the networks: solver, rasterizer and losses are exact in 32 bits."""
    return x.astype(jnp.float32)


def computing_in(model: nnx.Module, dtype: Any) -> None:
    """Have every projection of a model compute in ``dtype``; parameters, norms and sums stay float32."""
    for _, module in nnx.iter_modules(model):
        if isinstance(module, nnx.Linear):
            module.dtype = dtype


class Attention(nnx.Module):
    """Multi-head attention of queries over other tokens."""

    def __init__(self, width: int, num_heads: int, rngs: nnx.Rngs, *, biases: Biases | None = None):
        self.num_heads = num_heads
        self.query = linear(width, width, rngs)
        self.key = linear(width, width, rngs)
        self.value = linear(width, width, rngs)
        self.out = linear(width, width, rngs, scale=0.25)
        self.bias = None if biases is None else nnx.Param(jnp.tile(jnp.array(biases)[:, None], num_heads))

    def __call__(
        self,
        x: Float[Array, "q d"],
        over: Float[Array, "k d"],
        mask: Array,
        relation: Int[Array, "q k"] | None = None,
    ) -> Float[Array, "q d"]:
        """``mask`` ``[k]`` says which of ``over`` may be looked at."""
        head = x.shape[-1] // self.num_heads

        def split(values: Array) -> Array:
            return values.reshape(*values.shape[:-1], self.num_heads, head)

        q, k, v = split(self.query(x)), split(self.key(over)), split(self.value(over))
        logits = jnp.einsum("qhd,khd->hqk", q, k) / head**0.5
        if self.bias is not None and relation is not None:
            logits += jnp.moveaxis(self.bias[...][relation], -1, 0)
        logits = jnp.where(mask[None, None, :], logits.astype(jnp.float32), -1e9)
        share = jax.nn.softmax(logits, axis=-1).astype(v.dtype)
        return self.out(jnp.einsum("hqk,khd->qhd", share, v).reshape(x.shape))


class FeedForward(nnx.Module):
    """Two projections with a GELU between."""

    def __init__(self, width: int, rngs: nnx.Rngs, *, expansion: int = 4):
        self.up = linear(width, expansion * width, rngs)
        self.down = linear(expansion * width, width, rngs, scale=0.25)

    def __call__(self, x: Float[Array, "... d"]) -> Float[Array, "... d"]:
        return self.down(jax.nn.gelu(self.up(x)))


class Block(nnx.Module):
    """A pre-norm transformer block over one set of tokens."""

    def __init__(self, width: int, num_heads: int, rngs: nnx.Rngs, *, biases: Biases | None = None):
        self.norm_attention = nnx.RMSNorm(width, rngs=rngs)
        self.attention = Attention(width, num_heads, rngs, biases=biases)
        self.norm_feed = nnx.RMSNorm(width, rngs=rngs)
        self.feed = FeedForward(width, rngs)

    def __call__(
        self,
        x: Float[Array, "k d"],
        mask: Array,
        relation: Int[Array, "k k"] | None,
        *,
        rate: float = 0.0,
        key: Key = None,
    ) -> Float[Array, "k d"]:
        first, second = split_key(key, 2)
        normed = self.norm_attention(x)
        x = x + dropout(self.attention(normed, normed, mask, relation), rate, first)
        return x + dropout(self.feed(self.norm_feed(x)), rate, second)


class CrossBlock(nnx.Module):
    """A pre-norm block in which one set of tokens looks at another."""

    def __init__(self, width: int, num_heads: int, rngs: nnx.Rngs, *, biases: Biases | None = None):
        self.norm_self = nnx.RMSNorm(width, rngs=rngs)
        self.norm_over = nnx.RMSNorm(width, rngs=rngs)
        self.attention = Attention(width, num_heads, rngs, biases=biases)
        self.norm_feed = nnx.RMSNorm(width, rngs=rngs)
        self.feed = FeedForward(width, rngs)

    def __call__(
        self,
        x: Float[Array, "q d"],
        over: Float[Array, "k d"],
        mask: Array,
        relation: Int[Array, "q k"] | None = None,
    ) -> Float[Array, "q d"]:
        x = x + self.attention(self.norm_self(x), self.norm_over(over), mask, relation)
        return x + self.feed(self.norm_feed(x))
