"""Proximity: a text stands near what it belongs to, measured in its own type size."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import extents, is_text
from jaxdesign.grammar.kernels import masked_mean, soft_min
from jaxdesign.types import Scene

TEMPERATURE = 0.1
"""Log of ems of the minimum over neighbours; at 0 the nearest alone counts."""
_LEAST = 1e-4


def proximity(scene: Scene) -> Float[Array, ""]:
    """Mean over texts of ``log(1 + gap to the nearest text in ems)``; 0 is touching, no unit.

    Real designs show how near is usual: too near is crowded, too far is scattered. Limit at temperature 0:
    the nearest text alone. Source: Gestalt law of proximity (Wertheimer 1923).
    """
    design = scene.design
    text = is_text(design)
    n = text.shape[0]
    aspect = design.canvas_px[0] / jnp.maximum(design.canvas_px[1], 1.0)
    box = design.box * jnp.stack([aspect, jnp.ones(()), aspect, jnp.ones(())])
    across, down = extents(box, box)
    dx, dy = jnp.maximum(-across, 0.0), jnp.maximum(-down, 0.0)
    gap = jnp.sqrt(dx * dx + dy * dy + 1e-10)
    pairs = text[:, None] & text[None, :] & ~jnp.eye(n, dtype=bool)
    size = jnp.maximum(design.font_size, _LEAST)
    ems = jnp.log1p(gap / size[:, None])
    nearest = soft_min(ems, pairs, temperature=TEMPERATURE)
    return masked_mean(nearest, pairs.any(axis=1))
