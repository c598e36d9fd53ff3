"""Reading order: texts follow each other down and to the right, as they follow in the document."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text, isotropic
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Scene

SOFTNESS = 0.02
"""Fraction of the canvas' root area at which a step back counts half; at 0 every step back counts one."""


def reading_order(scene: Scene) -> Float[Array, ""]:
    """Share of the steps from a text to the next one in order that go back up or back left; 0 to 1.

    Up while staying in a column, or left while staying in a row. A step up into the next column or left to
    the next row goes on. Limit at softness 0: the count of steps back over that of steps. Source: the
    Gutenberg diagram (Arnold); sequence of Ngo, Teo and Byrne (2003).
    """
    design = scene.design
    text = is_text(design)
    n = text.shape[0]
    order = jnp.arange(n)
    later = text[None, :] & (order[None, :] > order[:, None])
    follows = jax.lax.stop_gradient(jnp.argmax(later, axis=1))
    there = text & later.any(axis=1)
    x, y, w, h = isotropic(design).T
    up = jnp.maximum(y - (y + h)[follows], 0.0)
    left = jnp.maximum(x - (x + w)[follows], 0.0)
    right = jnp.maximum(x[follows] - (x + w), 0.0)
    down = jnp.maximum(y[follows] - (y + h), 0.0)
    back = jnp.maximum(up - right, 0.0) + jnp.maximum(left - down, 0.0)
    return masked_mean(back / (back + SOFTNESS), there)
