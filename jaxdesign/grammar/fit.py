"""Fit: a text's box is what its words need at their size."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text
from jaxdesign.grammar.kernels import log_kernel, masked_mean, soft_min
from jaxdesign.types import Scene

SHARP = 0.02
"""Log ratio of box to need that looks exact; about what two renderings of one font differ by."""
REACH = 1.0
"""Log ratio beyond which a box has nothing to do with its text."""
TEMPERATURE = 0.03
"""Of the choice of the number of lines; at 0 the best number alone counts."""
_LEAST = 1e-6


def per_element(scene: Scene) -> Float[Array, "n"]:
    """How far each text's box is from what it needs in its best number of lines, 0 (exact) to 1."""
    design, metrics = scene.design, scene.metrics
    text = is_text(design)
    aspect = design.canvas_px[1] / jnp.maximum(design.canvas_px[0], _LEAST)
    k = metrics.break_width.shape[1]
    size = jnp.where(text, jnp.maximum(design.font_size, _LEAST), 1.0)
    box = jnp.where(text[:, None], jnp.maximum(design.box[:, 2:], _LEAST), 1.0)
    em = jnp.arange(k) * design.line_height[:, None] + (metrics.ascent + metrics.descent)[:, None]
    wide = jnp.log(box[:, :1]) - jnp.log(jnp.maximum(metrics.break_width, _LEAST) * (size * aspect)[:, None])
    tall = jnp.log(box[:, 1:]) - jnp.log(jnp.maximum(em, _LEAST) * size[:, None])
    loose = jnp.where(jnp.arange(k) == 0, 1.0, 0.35)
    wide = jnp.where(wide > 0, wide * loose, wide)
    unfit = (log_kernel(wide, sharp=SHARP, reach=REACH) + log_kernel(tall, sharp=SHARP, reach=REACH)) / 2
    return soft_min(unfit, jnp.ones_like(unfit, bool), temperature=TEMPERATURE)


def fit(scene: Scene) -> Float[Array, ""]:
    """Mean distance of a text's box to the box its words need, 0 (exact) to 1; no unit.

    For each number of lines the log ratios of width and height to the need (``TextMetrics``) go through the
    robust kernel; the best number counts. A box of several lines may be wider than the balanced break needs.
    Limit at temperature 0: the best number of lines alone.
    """
    return masked_mean(per_element(scene), is_text(scene.design))
