"""Overlap: no text on another text, no text hidden."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_picture, is_shape, is_text, share_inside
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Design, Scene

INK_TOP = 0.28
INK_BOTTOM = 0.18
"""Parts of the font size at the top and bottom of a text's box that its ink seldom reaches."""


def ink_boxes(design: Design) -> Float[Array, "n 4"]:
    """Boxes of texts without the empty strips above and below the ink; other boxes as they are."""
    x, y, w, h = design.box.T
    text = is_text(design)
    spare = jnp.where(text, jnp.maximum(design.font_size, 0.0), 0.0)
    top = jnp.minimum(INK_TOP * spare, 0.3 * h)
    bottom = jnp.minimum(INK_BOTTOM * spare, 0.3 * h)
    return jnp.stack([x, y + top, w, h - top - bottom], axis=-1)


def per_element(scene: Scene) -> Float[Array, "n"]:
    """Share of each text's area that other texts or later opaque elements cover; 0 for what is no text."""
    design = scene.design
    ink = ink_boxes(design)
    text = is_text(design)
    n = text.shape[0]
    shares = share_inside(ink, ink)
    texts = jnp.where(text[:, None] & text[None, :] & ~jnp.eye(n, dtype=bool), shares, 0.0)
    order = jnp.arange(n)
    later = order[None, :] > order[:, None]
    alpha = jnp.where(is_shape(design), design.fill[:, :, 3].mean(axis=1), 1.0) * design.opacity
    covers = is_picture(design) | is_shape(design)
    hidden = jnp.where(text[:, None] & covers[None, :] & later, shares * alpha[None, :], 0.0)
    return texts.sum(axis=1) + hidden.max(axis=1)


def overlap(scene: Scene) -> Float[Array, ""]:
    """Mean share of a text's ink box that other texts or elements above it cover; 0 is none, no unit.

    Source: overlap of Li et al., "Attribute-conditioned Layout GAN" (2020), 3.6.3, for texts alone, since a
    text on a shape or a picture is how designs are made.
    """
    return masked_mean(per_element(scene), is_text(scene.design))
