"""Alignment: edges and centres stand on common lines."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.grammar.boxes import is_full, lines
from jaxdesign.grammar.kernels import log_kernel, masked_mean, soft_min
from jaxdesign.types import Scene

SHARP = 0.0008
"""Fraction of the canvas below which two lines look like one."""
REACH = 0.05
"""Fraction of the canvas beyond which two lines have nothing to do with each other."""
TEMPERATURE = 0.03
"""Of the minimum over partners and over the three lines; at 0 only the nearest counts."""
BEST_SHARE = 0.6
"""Weight of an element's best line; the rest is the mean of its three lines."""


def offsets(box: Float[Array, "n 4"], mask: Bool[Array, "n"]) -> Float[Array, "n 2 3"]:
    """For each element, axis (across, down) and line, 0 (on a common line) to 1 (alone).

    Partners are the same line of the other elements, and the canvas' own: its edges for starts and ends, its
    centre for centres.
    """
    n = box.shape[0]
    position = jnp.stack(lines(box), axis=1)
    canvas = jnp.broadcast_to(jnp.array([0.0, 0.5, 1.0]), (1, 2, 3))
    partners = jnp.concatenate([position, canvas]).transpose(1, 2, 0)
    distances = log_kernel(position[..., None] - partners, sharp=SHARP, reach=REACH)
    others = mask[None, :] & ~jnp.eye(n, dtype=bool)
    real = jnp.concatenate([others, jnp.ones((n, 1), bool)], axis=1)[:, None, None, :]
    return soft_min(distances, jnp.broadcast_to(real, distances.shape), temperature=TEMPERATURE)


def per_element(scene: Scene) -> Float[Array, "n 2"]:
    """Each element's misalignment across and down, 0 to 1."""
    design = scene.design
    alone = offsets(design.box, design.mask & ~is_full(design))
    best = soft_min(alone, jnp.ones_like(alone, bool), temperature=TEMPERATURE)
    return BEST_SHARE * best + (1 - BEST_SHARE) * alone.mean(axis=-1)


def alignment(scene: Scene) -> Float[Array, ""]:
    """Mean misalignment of the elements, 0 (all on common lines) to 1; no unit.

    Each of an element's six lines (left, centre, right; top, middle, bottom) is measured to its nearest
    partner by a kernel that tells 0.1% of the canvas from exact and still pulls from 5%. Limit at
    temperature 0: the nearest partner and the best line. Source: the lines are those of Li et al.,
    "Attribute-conditioned Layout GAN" (2020), 3.6.4; unlike there no pair hides the others, and padded
    slots are no partners.
    """
    design = scene.design
    mask = design.mask & ~is_full(design)
    return masked_mean(per_element(scene).mean(axis=-1), mask)
