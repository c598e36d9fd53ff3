"""Scale: how far the largest type stands above the running type."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Scene

TEMPERATURE = 0.05
"""Log ratio of the soft maximum over type sizes; at 0 the largest size alone counts."""
_LEAST = 1e-4


def scale(scene: Scene) -> Float[Array, ""]:
    """Log of the largest type size over the mean one, texts weighted by the root of their length; 0 is one
    size.

    Source: the typographic scale of Bringhurst, "The Elements of Typographic Style" (3.1); real designs show
    which contrast of sizes is usual.
    """
    design = scene.design
    text = is_text(design)
    size = jnp.where(text, jnp.log(jnp.maximum(design.font_size, _LEAST)), -30.0)
    largest = jnp.max(size)
    weight = jnp.where(text, jnp.exp((size - largest) / TEMPERATURE), 0.0)
    top = masked_mean(size, weight)
    running = masked_mean(size, jnp.where(text, jnp.sqrt(1.0 + scene.metrics.num_chars), 0.0))
    return top - running
