"""Hierarchy: what matters more is larger, and long texts are not."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Scene

SIZE_TEMPERATURE = 0.05
"""Log ratio of type sizes at which a pair is half told apart; at 0 every difference counts in full."""
LENGTH_TEMPERATURE = 0.5
"""Log ratio of lengths at which a longer text speaks half against a larger size."""
ROLE_SHARE = 0.5
"""Weight of the order of roles; the rest is the order of lengths."""
_LEAST = 1e-4


def disorder(scene: Scene) -> tuple[Float[Array, "n n"], Float[Array, "n n"]]:
    """``[i, j]``: how far i ranks below j, 0 to 1, and how far i is the larger one, 0 to 1."""
    design = scene.design
    text = is_text(design)
    pairs = text[:, None] & text[None, :]
    size = jnp.log(jnp.maximum(design.font_size, _LEAST))
    larger = jnp.maximum(jnp.tanh((size[:, None] - size[None, :]) / SIZE_TEMPERATURE), 0.0)
    length = jnp.log1p(jnp.maximum(scene.metrics.num_chars, 0.0))
    longer = jnp.maximum(jnp.tanh((length[:, None] - length[None, :]) / LENGTH_TEMPERATURE), 0.0)
    lower = (design.role[:, None] > design.role[None, :]).astype(jnp.float32)
    return ROLE_SHARE * lower + (1 - ROLE_SHARE) * longer, jnp.where(pairs, larger**2, 0.0)


def hierarchy(scene: Scene) -> Float[Array, ""]:
    """Share of the pairs of different type size in which the larger text is of lower rank or longer; 0 to 1.

    A relaxed Kendall distance between size and rank, where rank is the role and the brevity of the text.
    Limit at temperature 0: the share of discordant pairs. 0 where all sizes are equal. Source: Kendall
    (1938); typographic hierarchy as in Lupton, "Thinking with Type" (2010).
    """
    return masked_mean(*disorder(scene))
