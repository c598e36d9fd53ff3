"""Containment: an element lies in a card or picture, or beside it, not across its edge."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.boxes import is_picture, is_shape, share_inside
from jaxdesign.grammar.kernels import masked_mean
from jaxdesign.grammar.overlap import ink_boxes
from jaxdesign.types import Scene

SOFTNESS = 0.01
"""Share of an element's area across an edge that counts half as much as a full crossing."""


def per_element(scene: Scene) -> Float[Array, "n"]:
    """How badly each element crosses the edges of larger shapes and pictures, 0 (in or out) to 1 per edge."""
    design = scene.design
    ink = ink_boxes(design)
    shares = share_inside(ink, ink)
    area = ink[:, 2] * ink[:, 3]
    larger = area[None, :] > area[:, None]
    frame = (is_picture(design) | is_shape(design))[None, :] & design.mask[:, None] & larger
    crossing = jnp.where(frame, jnp.minimum(shares, 1 - shares), 0.0)
    return (crossing / (crossing + SOFTNESS)).sum(axis=1)


def containment(scene: Scene) -> Float[Array, ""]:
    """Mean number of edges of larger elements that an element lies across; 0 is none, no unit.

    With ``f`` the share of an element inside a larger shape or picture, ``m = min(f, 1 - f)`` and the
    crossing ``m / (m + 0.01)``, which tends to the count of crossings as the softness goes to 0. Source:
    Gestalt common region (Palmer 1992); the underlay of Hsu et al., "PosterLayout" (2023), asks for the
    same.
    """
    return masked_mean(per_element(scene), scene.design.mask)
