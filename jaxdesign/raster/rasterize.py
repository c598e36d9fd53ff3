"""A design as arrays to pixels."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.core
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from jaxdesign.design.color import srgb_from_oklab
from jaxdesign.raster.composite import composite
from jaxdesign.raster.filter import Grid, footprint
from jaxdesign.raster.layer import Slot
from jaxdesign.raster.resample import footprints, weights
from jaxdesign.raster.sprite import gradient_line, pack, painters, sprites
from jaxdesign.types import Design, Textures


class RasterLayers(NamedTuple):
    """A rasterized design, encoded sRGB in [0, 1]."""

    picture: Float[Array, "h w 3"]
    under: Float[Array, "h w 3"]
    """The same without the ink of texts."""


def _premultiplied(texture: Float[Array, "... h w 4"]) -> Float[Array, "... 4 h w"]:
    planes = jnp.moveaxis(texture, -1, -3)
    color, alpha = planes[..., :3, :, :], planes[..., 3:, :, :]
    return jnp.concatenate([color * alpha, alpha], axis=-3)


def _backdrop(design: Design, texture: Float[Array, "bh bw 4"], grid: Grid) -> Float[Array, "3 h w"]:
    """The backdrop's gradient with its picture over it."""
    counts = (grid.height, grid.width)
    y, x = ((jnp.arange(count) + 0.5) / count - 0.5 for count in counts)
    line = gradient_line(design.canvas_px, design.backdrop_angle) * design.canvas_px
    position = jnp.clip(y[:, None] * line[1] + x * line[0] + 0.5, 0.0, 1.0)
    first, last = srgb_from_oklab(design.backdrop)[:, :, None, None]
    down, across = (
        weights(
            footprints(*(edge / count for edge in footprint(count, grid.softness)), averages=True), texels
        )
        for count, texels in zip(counts, texture.shape[:2], strict=True)
    )
    rgba = jnp.einsum("ht,cts,ws->chw", down, _premultiplied(texture), across)
    return (first + (last - first) * position) * (1 - rgba[3]) + rgba[:3]


def _may_be_rotated(design: Design) -> bool:
    """False if the rotations are known now and are all zero."""
    if isinstance(design.rotation, jax.core.Tracer):
        return True
    return bool(np.any(np.asarray(design.rotation)))


def rasterize(
    design: Design,
    textures: Textures,
    *,
    height: int,
    width: int,
    softness: float = 1.0,
    rotated: bool | None = None,
) -> RasterLayers:
    """The picture of a design and what lies under its texts, composited in encoded sRGB.

    The grid always covers the canvas; its pixels need not be square. Every value is a box filter over a
    pixel, exact for unrotated boxes, texts and pictures, and all but exact for corners and rotated edges.
    Reverse-mode differentiable in every float of the design and in the textures, finite everywhere.
    Where kind, mask, radius and border width are not batched under ``vmap``, they choose the work done for
    an element; batched ones cost the work of all kinds. At a radius or border width of exactly 0 the
    gradient in it is 0.

    Args:
        design: The design, padded to ``n`` slots.
        textures: Ink and pictures of the same slots.
        height, width: Pixels of the grid.
        softness: Width of the box filter in pixels; above 1, edges reach further.
        rotated: Whether any element may be rotated. False takes the cheaper path, which ignores
            rotations; by default it is read from the design, and True where that is being traced.
    """
    may_rotate = _may_be_rotated(design) if rotated is None else rotated
    grid = Grid(height=height, width=width, softness=float(softness), rotated=may_rotate)
    painter = painters(design, grid)
    slots = Slot(pack(sprites(design, painter, grid)), textures.ink, _premultiplied(textures.picture))
    views = composite(grid, painter, slots, _backdrop(design, textures.backdrop, grid))
    return RasterLayers(*(jnp.moveaxis(view, 0, -1) for view in views))
