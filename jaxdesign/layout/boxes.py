"""How well boxes agree."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.types import AnyArray


def iou(first: Float[AnyArray, "n 4"], second: Float[AnyArray, "n 4"]) -> tuple[Array, Array]:
    """Intersection over union of boxes x, y, w, h, and its generalised form (Rezatofighi et al. 2019)."""
    low = jnp.maximum(first[:, :2], second[:, :2])
    ends = first[:, :2] + first[:, 2:], second[:, :2] + second[:, 2:]
    high = jnp.minimum(*ends)
    inside = jnp.prod(jnp.maximum(high - low, 0.0), axis=-1)
    union = jnp.prod(jnp.maximum(first[:, 2:], 0), -1) + jnp.prod(second[:, 2:], -1) - inside
    hull = jnp.prod(jnp.maximum(*ends) - jnp.minimum(first[:, :2], second[:, :2]), axis=-1)
    value = inside / jnp.maximum(union, 1e-9)
    return value, value - (hull - union) / jnp.maximum(hull, 1e-9)
