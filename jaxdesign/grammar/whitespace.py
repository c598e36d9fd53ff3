"""Whitespace: how much of the canvas the content leaves free."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.grammar.boxes import is_full, is_picture, is_shape, is_text, share_inside
from jaxdesign.types import Design, Scene

GRID = 32
"""Cells across and down on which the union of boxes is measured."""
_WHOLE = 0.999


def content(design: Design) -> Bool[Array, "n"]:
    """Texts, pictures and those shapes that hold no others: what fills a canvas."""
    inside = share_inside(design.box, design.box) > 0.9
    area = design.box[:, 2] * design.box[:, 3]
    real = design.mask[:, None] & design.mask[None, :]
    holds = (inside & real & (area[None, :] > area[:, None])).any(axis=0)
    return (is_text(design) | ((is_picture(design) | is_shape(design)) & ~holds)) & ~is_full(design)


def coverage(box: Float[Array, "n 4"], mask: Bool[Array, "n"], *, grid: int = GRID) -> Float[Array, "g g"]:
    """Share of each cell that the union of the boxes covers, 0 to 1 (exact but for the corners of unions)."""
    edges = jnp.arange(grid + 1) / grid

    def axis(start: Float[Array, "n"], size: Float[Array, "n"]) -> Float[Array, "n g"]:
        low = jnp.maximum(start[:, None], edges[None, :-1])
        high = jnp.minimum((start + size)[:, None], edges[None, 1:])
        return jnp.maximum(high - low, 0.0) * grid

    x, y, w, h = box.T
    cells = axis(y, h)[:, :, None] * axis(x, w)[:, None, :] * mask[:, None, None]
    return 1 - jnp.exp(jnp.log1p(-_WHOLE * cells).sum(axis=0))


def whitespace(scene: Scene) -> Float[Array, ""]:
    """Share of the canvas that texts, pictures and empty shapes leave free, 0 to 1; an empty canvas is 1.

    Source: density of Ngo, Teo and Byrne, "Modelling interface aesthetics" (2003); real designs show which
    share is usual.
    """
    return 1 - coverage(scene.design.box, content(scene.design)).mean()
