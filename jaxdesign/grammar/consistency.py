"""Consistency: few sizes; pictures and shapes share widths and heights, texts share type sizes."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_full, is_picture, is_text
from jaxdesign.grammar.kernels import log_kernel, masked_mean, soft_min
from jaxdesign.types import Scene

SHARP = 0.004
"""Log ratio below which two sizes look equal."""
REACH = 0.4
"""Log ratio beyond which two sizes have nothing to do with each other."""
TEMPERATURE = 0.03
"""Of the minimum over siblings; at 0 only the most similar one counts."""
_LEAST = 1e-4


def per_element(scene: Scene) -> Float[Array, "n"]:
    """How alone each element is with its size, 0 (another has the same) to 1."""
    design = scene.design
    text = is_text(design)
    kind = jnp.where(text, 0, jnp.where(is_picture(design), 1, 2))
    siblings = (kind[:, None] == kind[None, :]) & design.mask[None, :] & ~jnp.eye(kind.shape[0], dtype=bool)
    sizes = jnp.concatenate([design.box[:, 2:], design.font_size[:, None]], axis=1)
    sizes = jnp.log(jnp.maximum(sizes, _LEAST)).T
    unlike = log_kernel(sizes[:, :, None] - sizes[:, None, :], sharp=SHARP, reach=REACH)
    alone = soft_min(unlike, jnp.broadcast_to(siblings, unlike.shape), temperature=TEMPERATURE)
    return jnp.where(text, alone[2], (alone[0] + alone[1]) / 2)


def consistency(scene: Scene) -> Float[Array, ""]:
    """Mean distance of an element's size to the most similar one of its kind, 0 (all recur) to 1; no unit.

    Texts compare their type size, pictures and shapes their width and height, as log ratios. Limit at
    temperature 0: the most similar sibling alone. Source: unity and regularity of Ngo, Teo and Byrne (2003);
    a type scale has few steps (Bringhurst, "The Elements of Typographic Style", 3.1).
    """
    design = scene.design
    return masked_mean(per_element(scene), design.mask & ~is_full(design))
