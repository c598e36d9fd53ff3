"""Busyness: what lies under a text is calm."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_text, on_pictures
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.grammar.under_text import sample
from jaxdesign.types import Scene

GRID = 5
"""Samples across and down a text's box."""


def unrest(picture: Float[Array, "h w 3"]) -> Float[Array, "h w"]:
    """Length of the gradient of luma between neighbouring pixels, 0 to about 1."""
    luma = picture @ jnp.array([0.299, 0.587, 0.114], jnp.float32)
    padded = jnp.pad(luma, 1, mode="edge")
    dx = (padded[1:-1, 2:] - padded[1:-1, :-2]) / 2
    dy = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / 2
    return jnp.sqrt(dx * dx + dy * dy + 1e-8) - 1e-4


def per_element(scene: Scene) -> Float[Array, "n"]:
    """Mean unrest of the picture under each text, weighted by how much of the text lies on pictures."""
    design = scene.design
    steps = (jnp.arange(GRID) + 0.5) / GRID
    grid = jnp.stack(jnp.meshgrid(steps, steps), -1).reshape(-1, 2)
    at = design.box[:, None, :2] + grid[None] * design.box[:, None, 2:]
    busy = sample(unrest(scene.under)[..., None], at)[..., 0].mean(axis=1)
    return busy * on_pictures(design)


def busyness(scene: Scene) -> Float[Array, ""]:
    """Mean over texts of the gradient of luma under them where that is a picture; 0 is calm; luma a pixel.

    Source: Rea of Hsu et al., "PosterLayout" (2023), which averages image gradients under texts.
    """
    return masked_mean(per_element(scene), is_text(scene.design))
