"""Crop: elements lie on the canvas."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.types import Scene

SOFTNESS = 0.02
"""Share of an element off the canvas that counts half as much as all of it."""


def per_element(scene: Scene) -> Float[Array, "n"]:
    """How far each element is off the canvas, 0 (wholly on it) to 1."""
    x, y, w, h = scene.design.box.T

    def shown(start: Float[Array, "n"], size: Float[Array, "n"]) -> Float[Array, "n"]:
        length = jnp.maximum(jnp.minimum(start + size, 1.0) - jnp.maximum(start, 0.0), 0.0)
        return jnp.where(size > 1e-6, length / jnp.maximum(size, 1e-6), 1.0)

    off = jnp.maximum(1 - shown(x, w) * shown(y, h), 0.0)
    return off * (1 + SOFTNESS) / (off + SOFTNESS)


def crop(scene: Scene) -> Float[Array, ""]:
    """Mean over elements of how far they are cut by the canvas' edge; 0 is not at all, no unit.

    With ``u`` the share off the canvas, ``u (1 + 0.02) / (u + 0.02)``, which tends to the count of cut
    elements as the softness goes to 0.
    """
    return masked_mean(per_element(scene), scene.design.mask)
