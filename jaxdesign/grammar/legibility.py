"""Legibility: type is large enough and lines are neither too long nor too short."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Scene

LEAST_SIZE = 0.0125
"""Type size that reads with ease, a fraction of the canvas' shorter side (at least half its longer one)."""
LONGEST = 75.0
SHORTEST = 20.0
"""Characters in a line that are the most, and (for texts of three lines and more) the least."""
SIZE_WEIGHT = 2.0
_LEAST = 1e-4


def num_lines(scene: Scene) -> Float[Array, "n"]:
    """Lines that each text's box holds at its size and line height, a real number of at least 1."""
    design, metrics = scene.design, scene.metrics
    em = design.box[:, 3] / jnp.maximum(design.font_size, _LEAST)
    return jnp.maximum(
        1 + (em - metrics.ascent - metrics.descent) / jnp.maximum(design.line_height, 0.1), 1.0
    )


def per_element(scene: Scene) -> Float[Array, "n"]:
    """Strain of reading each text: log ratios to the limits of size and line length."""
    design, metrics = scene.design, scene.metrics
    width, height = design.canvas_px
    side = jnp.maximum(jnp.minimum(width, height), jnp.maximum(width, height) / 2)
    size = jnp.maximum(design.font_size * height / jnp.maximum(side, 1.0), _LEAST)
    small = jnp.maximum(jnp.log(LEAST_SIZE / size), 0.0)
    number = num_lines(scene)
    chars = jnp.log(jnp.maximum(metrics.num_chars, 1.0) / number)
    long = jnp.maximum(chars - jnp.log(LONGEST), 0.0)
    short = jnp.maximum(jnp.log(SHORTEST) - chars, 0.0) * jnp.clip(number - 2.0, 0.0, 1.0)
    return SIZE_WEIGHT * small + long + 0.5 * short


def legibility(scene: Scene) -> Float[Array, ""]:
    """Mean strain of reading a text: 0 where every size and line length is within its limits; nats.

    ``2 log(least / size) + log(chars / 75) + 0.5 log(20 / chars)``, each where positive. Source: line
    lengths of 45 to 75 characters, Bringhurst, "The Elements of Typographic Style" (2.1.2); sizes, Legge
    and Bigelow, "Does print size matter for reading?" (2011).
    """
    return masked_mean(per_element(scene), is_text(scene.design))
