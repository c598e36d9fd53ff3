"""Emphasis: larger texts stand out from their ground at least as much as smaller ones."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text
from jaxdesign.grammar.contrast import per_element
from jaxdesign.grammar.hierarchy import SIZE_TEMPERATURE
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Scene

CONTRAST_TEMPERATURE = 0.3
"""Log ratio of contrasts at which a fainter text speaks half against its size; at 0 any does in full."""
_LEAST = 1e-4


def emphasis(scene: Scene) -> Float[Array, ""]:
    """Share of the pairs of texts of different size in which the larger one is the fainter one; 0 to 1.

    A relaxed Kendall distance between type size and contrast ratio. Limit at temperature 0: the share of
    discordant pairs. 0 where all sizes are equal. Source: Kendall (1938); contrast as a means of emphasis,
    Williams, "The Non-Designer's Design Book" (1994).
    """
    design = scene.design
    text = is_text(design)
    size = jnp.log(jnp.maximum(design.font_size, _LEAST))
    larger = jnp.maximum(jnp.tanh((size[:, None] - size[None, :]) / SIZE_TEMPERATURE), 0.0)
    strength = jnp.log(jnp.where(text, per_element(scene), 1.0))
    fainter = jnp.maximum(jnp.tanh((strength[None, :] - strength[:, None]) / CONTRAST_TEMPERATURE), 0.0)
    return masked_mean(fainter, jnp.where(text[:, None] & text[None, :], larger**2, 0.0))
