"""A design as arrays to pixels."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from jaxdesign.design.color import srgb_from_oklab
from jaxdesign.raster.composite import Painter, Stack, composite
from jaxdesign.raster.layer import Grid, Sprite, gradient_position
from jaxdesign.raster.resample import footprint_weights, resample
from jaxdesign.types import Design, Kind, Textures


class RasterLayers(NamedTuple):
    """A rasterized design, encoded sRGB in [0, 1]."""

    picture: Float[Array, "h w 3"]
    under: Float[Array, "h w 3"]
    """The same without the ink of texts."""


def _srgb_alpha(oklab: Float[Array, "... 4"]) -> Float[Array, "... 4"]:
    return jnp.concatenate([srgb_from_oklab(oklab[..., :3]), oklab[..., 3:]], axis=-1)


def _sprites(design: Design, grid: Grid) -> Sprite:
    num, height_px = design.box.shape[0], design.canvas_px[1]
    box = design.box * jnp.tile(design.canvas_px, 2)
    half = jnp.maximum(box[:, 2:], 0.0) / 2
    radius = jnp.minimum(design.radius[:, None] * height_px, jnp.min(half, axis=1, keepdims=True))
    return Sprite(
        pitch=jnp.broadcast_to(
            design.canvas_px / jnp.array([grid.width, grid.height], jnp.float32), (num, 2)
        ),
        center=box[:, :2] + box[:, 2:] / 2,
        half=half,
        rotation=design.rotation,
        opacity=design.opacity,
        fill=_srgb_alpha(design.fill),
        fill_angle=design.fill_angle,
        stroke=_srgb_alpha(design.stroke),
        stroke_width=design.stroke_width * height_px,
        radius=jnp.where((design.kind == Kind.ELLIPSE)[:, None], half, jnp.maximum(radius, 0.0)),
    )


def _painters(design: Design) -> Array:
    painter = jnp.select(
        [~design.mask, design.kind == Kind.TEXT, design.kind == Kind.IMAGE],
        [Painter.NOTHING, Painter.TEXT, Painter.PICTURE],
        Painter.SHAPE,
    )
    return painter.astype(jnp.int32)


def _backdrop(design: Design, texture: Float[Array, "bh bw 4"], grid: Grid) -> Float[Array, "3 h w"]:
    """The backdrop's gradient with its picture over it."""
    pitch = design.canvas_px / jnp.array([grid.width, grid.height], jnp.float32)
    x = ((jnp.arange(grid.width) + 0.5) * pitch[0] - design.canvas_px[0] / 2)[None, :]
    y = ((jnp.arange(grid.height) + 0.5) * pitch[1] - design.canvas_px[1] / 2)[:, None]
    position = gradient_position(x, y, design.canvas_px, design.backdrop_angle)
    first, last = srgb_from_oklab(design.backdrop)[:, :, None, None]
    rows, columns = (
        footprint_weights(
            (jnp.arange(count) + 0.5 - grid.softness / 2) / count,
            (jnp.arange(count) + 0.5 + grid.softness / 2) / count,
            texels,
        )
        for count, texels in ((grid.height, texture.shape[0]), (grid.width, texture.shape[1]))
    )
    rgba = resample(_premultiplied(texture), rows, columns)
    return (first + (last - first) * position) * (1 - rgba[3]) + rgba[:3]


def _premultiplied(texture: Float[Array, "... h w 4"]) -> Float[Array, "... 4 h w"]:
    planes = jnp.moveaxis(texture, -1, -3)
    color, alpha = planes[..., :3, :, :], planes[..., 3:, :, :]
    return jnp.concatenate([color * alpha, alpha], axis=-3)


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
    pixel: exact for unrotated rectangles, text and pictures, to first order at corners and rotated
    edges. Reverse-mode differentiable in every float of the design and in the textures; finite
    everywhere. Kinds and masks that are not batched under ``vmap`` choose the work done for an element;
    batched ones cost the work of all kinds.

    Args:
        design: The design, padded to ``n`` slots.
        textures: Ink and pictures of the same slots.
        height, width: Pixels of the grid.
        softness: Width of the box filter in pixels; above 1, edges reach further.
        rotated: Whether any element may be rotated. False takes the separable path and ignores
            rotations; by default it is read from the design, and True where that is being traced.
    """
    may_rotate = _may_be_rotated(design) if rotated is None else rotated
    grid = Grid(height=height, width=width, softness=float(softness), rotated=may_rotate)
    stack = Stack(_sprites(design, grid), textures.ink, _premultiplied(textures.picture))
    views = composite(grid, _painters(design), stack, _backdrop(design, textures.backdrop, grid))
    return RasterLayers(*(jnp.moveaxis(view, 0, -1) for view in views))
