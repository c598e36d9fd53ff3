"""What lies under each text: the colours of the elements below it, exact for flat ones."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.design.color import srgb_from_oklab
from jaxdesign.grammar.boxes import is_picture, is_shape
from jaxdesign.types import Scene

POINTS = ((0.5, 0.5), (0.1, 0.5), (0.9, 0.5), (0.3, 0.3), (0.7, 0.7))
"""Where a text's box is looked under, as fractions of its width and height."""
EDGE = 0.002
"""Fraction of the canvas over which a shape's cover falls at its edge; at 0 it is a step."""


def points(scene: Scene) -> Float[Array, "n p 2"]:
    """The looked-at points of each box, in fractions of the canvas."""
    box = scene.design.box
    return box[:, None, :2] + jnp.array(POINTS)[None] * box[:, None, 2:]


def sample(picture: Float[Array, "h w c"], at: Float[Array, "... 2"]) -> Float[Array, "... c"]:
    """Bilinear samples of a picture at fractions of its width and height; beyond its edge, the edge."""
    height, width, _ = picture.shape
    x = jnp.clip(at[..., 0] * width - 0.5, 0.0, width - 1.0)
    y = jnp.clip(at[..., 1] * height - 0.5, 0.0, height - 1.0)
    left, top = jnp.floor(x), jnp.floor(y)
    i, j = left.astype(jnp.int32), top.astype(jnp.int32)
    i2, j2 = jnp.minimum(i + 1, width - 1), jnp.minimum(j + 1, height - 1)
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    upper = picture[j, i] * (1 - fx) + picture[j, i2] * fx
    lower = picture[j2, i] * (1 - fx) + picture[j2, i2] * fx
    return upper * (1 - fy) + lower * fy


def _mix(
    ends: Float[Array, "n 2 4"], angle: Float[Array, "n"], at: Float[Array, "m n 2"]
) -> Float[Array, "m n 4"]:
    """Colour of linear gradients at points given in fractions of their boxes."""
    along = jnp.stack([jnp.cos(angle), jnp.sin(angle)], -1)
    reach = jnp.abs(along).sum(-1)
    t = jnp.clip(((at - 0.5) * along).sum(-1) / jnp.maximum(reach, 1e-3) + 0.5, 0.0, 1.0)[..., None]
    srgb = jnp.concatenate([srgb_from_oklab(ends[..., :3]), ends[..., 3:]], -1)
    return srgb[:, 0] * (1 - t) + srgb[:, 1] * t


def under_text(scene: Scene) -> Float[Array, "n p 3"]:
    """Encoded sRGB under each element at ``POINTS``: shapes composited, pictures and backdrop sampled.

    Shapes come from the elements, because on the working grid a button may be thinner than a pixel; what
    pictures and the backdrop show comes from ``scene.under``.
    """
    design = scene.design
    n = design.box.shape[0]
    at = points(scene)
    flat = at.reshape(-1, 2)
    size = jnp.maximum(design.box[:, 2:], 1e-6)
    local = (flat[:, None, :] - design.box[None, :, :2]) / size[None]
    inset = jnp.minimum(local, 1 - local) * size[None]
    cover = jax.nn.sigmoid(jnp.clip(inset / (EDGE / 4), -30, 30)).prod(axis=-1)
    shapes, pictures = is_shape(design), is_picture(design)
    colour = _mix(design.fill, design.fill_angle, local)
    seen = sample(scene.under, flat)
    srgb = jnp.where(pictures[None, :, None], seen[:, None, :], colour[..., :3])
    alpha = jnp.where(pictures[None, :], 1.0, colour[..., 3]) * (shapes | pictures)[None, :]
    owner = jnp.repeat(jnp.arange(n), len(POINTS))
    below = jnp.arange(n)[None, :] < owner[:, None]
    alpha = jnp.clip(alpha * cover * design.opacity[None, :], 0.0, 0.9999) * below
    clear = jnp.log1p(-alpha)
    above = jnp.flip(jnp.cumsum(jnp.flip(clear, axis=1), axis=1), axis=1) - clear
    share = alpha * jnp.exp(above)
    bare = jnp.exp(clear.sum(axis=1))[:, None]
    return ((share[..., None] * srgb).sum(axis=1) + bare * seen).reshape(n, len(POINTS), 3)
