"""Palette: elements of one sort share their colour."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_full, is_shape, is_text
from jaxdesign.grammar.kernels import log_kernel, masked_mean, soft_min
from jaxdesign.types import Scene

SHARP = 0.01
"""OKLab distance below which two colours look equal."""
REACH = 0.3
"""OKLab distance beyond which two colours have nothing to do with each other."""
LIKENESS = 0.05
"""Log ratio of sizes at which two elements are half of one sort; at 0 only equal sizes are."""
TEMPERATURE = 0.03
"""Of the minimum over the other colours; at 0 the most similar one alone counts."""
SORT_SHARE = 0.5
"""Weight of colours differing within a sort; the rest is colours that stand alone."""
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


def differences(scene: Scene) -> Float[Array, "n n"]:
    """Difference of the colours of each pair, alpha included, 0 (equal) to 1."""
    colour = scene.design.fill.mean(axis=1)
    away = jnp.sqrt(((colour[:, None] - colour[None, :]) ** 2).sum(axis=-1) + 1e-12)
    return log_kernel(away, sharp=SHARP, reach=REACH)


def palette(scene: Scene) -> Float[Array, ""]:
    """How little elements share their colours, 0 (one of a sort, and few in all) to 1; no unit.

    Half the mean difference of colour over pairs of one sort, half the mean difference of an element's
    colour to the most similar one of the other texts and shapes; OKLab distances through the robust kernel.
    Each half is 0 where there is no pair. Limit at temperature 0: the most similar colour alone. Source:
    similarity (Wertheimer 1923); a design system gives one role one colour, and has few colours.
    """
    design = scene.design
    weight = likeness(scene)
    unlike = differences(scene)
    painted = (is_text(design) | is_shape(design)) & ~is_full(design) & (design.fill[..., 3].mean(axis=1) > 0)
    pairs = painted[:, None] & painted[None, :] & ~jnp.eye(painted.shape[0], dtype=bool)
    alone = soft_min(unlike, pairs, temperature=TEMPERATURE)
    sorts = masked_mean(unlike, weight * (weight > 1e-3))
    return SORT_SHARE * sorts + (1 - SORT_SHARE) * masked_mean(alone, pairs.any(axis=1))
