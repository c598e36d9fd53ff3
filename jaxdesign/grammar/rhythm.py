"""Rhythm: gaps between neighbours recur."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.grammar.boxes import extents, follower, is_full
from jaxdesign.grammar.kernels import log_kernel, masked_mean, soft_min
from jaxdesign.types import Scene

SHARP = 0.0008
"""Fraction of the canvas below which two gaps look equal."""
REACH = 0.05
"""Fraction of the canvas beyond which two gaps have nothing to do with each other."""
TEMPERATURE = 0.03
"""Of the minimum over the other gaps; at 0 only the most similar one counts."""


def gaps(scene: Scene) -> tuple[Float[Array, "2 n"], Bool[Array, "2 n"]]:
    """Gap of each element to the next one to the right and below, and where there is one."""
    design = scene.design
    mask = design.mask & ~is_full(design)
    x, y, w, h = design.box.T
    across, down = extents(design.box, design.box)
    right, has_right, _ = follower(x, x + w, down, mask)
    below, has_below, _ = follower(y, y + h, across, mask)
    return jnp.stack([right, below]), jnp.stack([has_right, has_below])


def rhythm(scene: Scene) -> Float[Array, ""]:
    """Mean difference of a gap to the most similar other gap along the same axis, 0 (all recur) to 1; no
    unit.

    Limit at temperature 0: the most similar gap alone. 0 where there are fewer than two gaps. Source: even
    spacing, Ngo, Teo and Byrne, "Modelling interface aesthetics" (2003), regularity of spacing.
    """
    size, there = gaps(scene)
    n = size.shape[1]
    pairs = there[:, :, None] & there[:, None, :] & ~jnp.eye(n, dtype=bool)
    unlike = log_kernel(size[:, :, None] - size[:, None, :], sharp=SHARP, reach=REACH)
    best = soft_min(unlike, pairs, temperature=TEMPERATURE)
    return masked_mean(best, there & pairs.any(axis=-1))
