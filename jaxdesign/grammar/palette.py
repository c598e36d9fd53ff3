"""Palette: elements of one sort share their colour."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_full, is_shape, is_text
from jaxdesign.grammar.kernels import log_kernel, masked_mean
from jaxdesign.types import Scene

SHARP = 0.01
"""OKLab distance below which two colours look equal."""
REACH = 0.3
"""OKLab distance beyond which two colours have nothing to do with each other."""
LIKENESS = 0.05
"""Log ratio of sizes at which two elements are half of one sort; at 0 only equal sizes are."""
_LEAST = 1e-4


def likeness(scene: Scene) -> Float[Array, "n n"]:
    """How far each pair is of one sort, 0 to 1: texts by type size and weight, shapes by width and height."""
    design = scene.design
    text, shape = is_text(design), is_shape(design) & ~is_full(design)
    n = text.shape[0]
    type_size = jnp.log(jnp.maximum(design.font_size, _LEAST))
    sides = jnp.log(jnp.maximum(design.box[:, 2:], _LEAST))
    same_type = ((type_size[:, None] - type_size[None, :]) / LIKENESS) ** 2
    same_type = same_type + ((design.weight[:, None] - design.weight[None, :]) / 200.0) ** 2
    same_sides = (((sides[:, None, :] - sides[None, :, :]) / LIKENESS) ** 2).sum(axis=-1)
    other = ~jnp.eye(n, dtype=bool)
    texts = jnp.where(text[:, None] & text[None, :] & other, 1 / (1 + same_type), 0.0)
    shapes = jnp.where(shape[:, None] & shape[None, :] & other, 1 / (1 + same_sides), 0.0)
    return texts + shapes


def palette(scene: Scene) -> Float[Array, ""]:
    """Mean difference of colour between elements of one sort, 0 (they share it) to 1; no unit.

    The OKLab distance of each pair through the robust kernel, weighted by how far the two are of one sort.
    0 where no two are. Source: similarity (Wertheimer 1923); a design system gives one role one colour.
    """
    weight = likeness(scene)
    colour = scene.design.fill.mean(axis=1)
    away = jnp.sqrt(((colour[:, None] - colour[None, :]) ** 2).sum(axis=-1) + 1e-12)
    return masked_mean(log_kernel(away, sharp=SHARP, reach=REACH), weight * (weight > 1e-3))
