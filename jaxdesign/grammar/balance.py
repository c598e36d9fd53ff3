"""Balance: the picture's visual weight stands over the middle."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.design.color import oklab_from_srgb, srgb_from_oklab
from jaxdesign.types import Scene

VERTICAL_SHARE = 0.25
"""Weight of imbalance up and down, which pages read downwards have, against that to the sides."""
_LEAST = 1e-3


def visual_weight(scene: Scene) -> Float[Array, "h w"]:
    """Distance in OKLab of each pixel to the backdrop's mean colour."""
    backdrop = oklab_from_srgb(srgb_from_oklab(scene.design.backdrop.mean(axis=0)))
    difference = oklab_from_srgb(scene.picture) - backdrop
    return jnp.sqrt((difference**2).sum(axis=-1) + 1e-8)


def balance(scene: Scene) -> Float[Array, ""]:
    """Distance of the centre of visual weight from the canvas' centre, in half canvases; 0 (balanced) to 1.

    Source: equilibrium of Ngo, Teo and Byrne, "Modelling interface aesthetics" (2003), with pixels in place
    of objects. 0 for an empty canvas.
    """
    weight = visual_weight(scene)
    height, width = weight.shape
    x = (jnp.arange(width) + 0.5) / width * 2 - 1
    y = (jnp.arange(height) + 0.5) / height * 2 - 1
    total = weight.sum() + _LEAST * weight.size
    dx = (weight.sum(axis=0) * x).sum() / total
    dy = (weight.sum(axis=1) * y).sum() / total
    return jnp.sqrt(dx * dx + VERTICAL_SHARE * dy * dy + 1e-8) - 1e-4
