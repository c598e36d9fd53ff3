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
    """For each pair how far the larger text ranks lower, 0 to 1, and the weight of the pair."""
    design = scene.design
    text = is_text(design)
    n = text.shape[0]
    pairs = text[:, None] & text[None, :] & ~jnp.eye(n, dtype=bool)
    size = jnp.log(jnp.maximum(design.font_size, _LEAST))
    larger = jnp.tanh((size[:, None] - size[None, :]) / SIZE_TEMPERATURE)
    length = jnp.log1p(jnp.maximum(scene.metrics.num_chars, 0.0))
    longer = jnp.tanh((length[:, None] - length[None, :]) / LENGTH_TEMPERATURE)
    role = design.role.astype(jnp.float32)
    lower = jnp.clip(role[:, None] - role[None, :], -1.0, 1.0)
    by_role = jnp.maximum(larger * lower, 0.0) * (jnp.abs(lower) > 0)
    by_length = jnp.maximum(larger * longer, 0.0)
    wrong = ROLE_SHARE * by_role + (1 - ROLE_SHARE) * by_length
    return wrong, pairs.astype(jnp.float32) * larger**2


def hierarchy(scene: Scene) -> Float[Array, ""]:
    """Share of the pairs of different type size in which the larger text is of lower rank or longer; 0 to 1.

    A relaxed Kendall distance between size and rank, where rank is the role and the brevity of the text.
    Limit at temperature 0: the share of discordant pairs. 0 where all sizes are equal. Source: Kendall
    (1938); typographic hierarchy as in Lupton, "Thinking with Type" (2010).
    """
    wrong, weight = disorder(scene)
    return masked_mean(jnp.where(weight > 0, wrong, 0.0) / jnp.maximum(jnp.sqrt(weight), 0.05), weight)
