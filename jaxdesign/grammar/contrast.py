"""Contrast: every text stands out from what lies under it."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.design.color import contrast_ratio, srgb_from_oklab
from jaxdesign.grammar.boxes import is_text
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.grammar.under_text import under_text
from jaxdesign.types import Scene


def per_element(scene: Scene) -> Float[Array, "n"]:
    """Harmonic mean of each text's contrast ratio at the looked-at points, 1 to 21."""
    design = scene.design
    under = under_text(scene)
    ink = srgb_from_oklab(design.fill[:, :, :3].mean(axis=1))[:, None, :]
    alpha = (design.fill[:, :, 3].mean(axis=1) * design.opacity)[:, None, None]
    seen = under + (ink - under) * jnp.clip(alpha, 0.0, 1.0)
    ratio = contrast_ratio(seen, under)
    return 1 / (1 / ratio).mean(axis=1)


def contrast(scene: Scene) -> Float[Array, ""]:
    """Harmonic mean over texts of the WCAG 2.2 contrast ratio to what lies under each, 1 to 21; ratio.

    The harmonic mean leans to the worst text and still sees every one. 21 where there is no text. Source:
    WCAG 2.2, success criterion 1.4.3.
    """
    return 1 / masked_mean(1 / per_element(scene), is_text(scene.design), empty=1 / 21)
