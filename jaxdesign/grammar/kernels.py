"""Kernels that the terms share: robust distances, relaxed minima, masked means."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

_FAR = 1e3


def smooth_abs(x: Float[Array, "..."], *, width: float = 1e-5) -> Float[Array, "..."]:
    """``sqrt(x^2 + width^2) - width``: the absolute value with a gradient of 0 at 0."""
    return jnp.sqrt(x * x + width * width) - width


def log_kernel(distance: Float[Array, "..."], *, sharp: float, reach: float) -> Float[Array, "..."]:
    """How far from equal, 0 (equal) to 1 (unrelated), at every scale between ``sharp`` and ``reach``.

    ``log((1 + d/sharp) / (1 + d/reach)) / log(reach/sharp)``: a step of a tenth of ``sharp`` shows, and the
    gradient beyond ``reach`` still pulls. Concave, so that exactly equal is worth more than nearly equal.
    A multi-scale form of the Cauchy loss (Barron, "A General and Adaptive Robust Loss Function", 2019).
    """
    distance = smooth_abs(distance, width=sharp / 50)
    return jnp.log((1 + distance / sharp) / (1 + distance / reach)) / math.log(reach / sharp)


def soft_min(
    values: Float[Array, "... k"], mask: Bool[Array, "... k"], *, temperature: float, empty: float = 0.0
) -> Float[Array, "..."]:
    """Mean of the last axis weighted by ``exp(-value / temperature)``; tends to the minimum at 0.

    ``empty`` where nothing is in the mask. The barrier keeps the compiler from computing the values once for
    each use.
    """
    lifted = jax.lax.optimization_barrier(jnp.where(mask, values, _FAR))
    least = jnp.min(lifted, axis=-1, keepdims=True)
    weights = jnp.where(mask, jnp.exp(-jnp.minimum((lifted - least) / temperature, 80.0)), 0.0)
    total = weights.sum(axis=-1)
    mean = (weights * lifted).sum(axis=-1) / jnp.maximum(total, 1e-9)
    return jnp.where(total > 0, mean, empty)


def masked_mean(
    values: Float[Array, "..."], weights: Float[Array, "..."] | Bool[Array, "..."], *, empty: float = 0.0
) -> Float[Array, ""]:
    """Weighted mean over all axes; ``empty`` where no weight is left."""
    weights = jnp.asarray(weights, jnp.float32)
    total = weights.sum()
    mean = (jnp.where(weights > 0, values, 0.0) * weights).sum() / jnp.maximum(total, 1e-9)
    return jnp.where(total > 1e-9, mean, empty)
