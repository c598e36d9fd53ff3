"""One element as a layer of premultiplied colour and alpha."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.raster.coverage import box_coverage, rounded_coverage
from jaxdesign.raster.resample import footprint_weights, resample, turn

_LEAST_PX = 1e-2


class Grid(NamedTuple):
    """The pixels that are painted; static."""

    height: int
    width: int
    softness: float
    """Width of the box filter in pixels."""
    rotated: bool
    """Whether any element may be rotated."""


class Sprite(NamedTuple):
    """What painting an element needs to know, in canvas pixels and encoded sRGB."""

    pitch: Float[Array, "... 2"]
    """Canvas pixels in a pixel of the grid, across and down."""
    center: Float[Array, "... 2"]
    half: Float[Array, "... 2"]
    """Half of width and height."""
    rotation: Float[Array, "..."]
    opacity: Float[Array, "..."]
    fill: Float[Array, "... 2 4"]
    fill_angle: Float[Array, "..."]
    stroke: Float[Array, "... 4"]
    stroke_width: Float[Array, "..."]
    radius: Float[Array, "... 2"]


class Layer(NamedTuple):
    """Premultiplied encoded sRGB and alpha."""

    color: Float[Array, "3 h w"]
    alpha: Float[Array, "h w"]


class _Frame(NamedTuple):
    """Pixel centres seen from an element: canvas pixels along its own axes, and the filter's width there."""

    u: Float[Array, "h w"]
    v: Float[Array, "h w"]
    filter_px: Float[Array, "2"]


def _frame(sprite: Sprite, grid: Grid) -> _Frame:
    x = (jnp.arange(grid.width) + 0.5)[None, :] * sprite.pitch[0] - sprite.center[0]
    y = (jnp.arange(grid.height) + 0.5)[:, None] * sprite.pitch[1] - sprite.center[1]
    filter_px = sprite.pitch * grid.softness
    if not grid.rotated:
        return _Frame(x, y, filter_px)
    cosine, sine = jnp.cos(sprite.rotation), jnp.sin(sprite.rotation)
    turned = jnp.array([[cosine, sine], [-sine, cosine]])
    return _Frame(
        cosine * x + sine * y,
        cosine * y - sine * x,
        jnp.sqrt(turned**2 @ filter_px**2),
    )


def gradient_position(
    u: Float[Array, "..."], v: Float[Array, "..."], size: Float[Array, "2"], angle: Float[Array, ""]
) -> Float[Array, "h w"]:
    """Where points lie on the gradient line of a box, 0 to 1, corner to corner as in CSS.

    Args:
        u, v: Distances from the box's centre in pixels.
        size: Width and height of the box in pixels.
        angle: Direction in radians, 0 to the right, pi/2 downwards.
    """
    cosine, sine = jnp.cos(angle), jnp.sin(angle)
    length = jnp.maximum(jnp.abs(cosine) * size[0] + jnp.abs(sine) * size[1], _LEAST_PX)
    return jnp.clip(0.5 + u * (cosine / length) + v * (sine / length), 0.0, 1.0)


def _fill(sprite: Sprite, frame: _Frame) -> tuple[Float[Array, "3 h w"], Float[Array, "h w"]]:
    """Colour and alpha of the fill's gradient at every pixel."""
    position = gradient_position(frame.u, frame.v, 2 * sprite.half, sprite.fill_angle)
    first, last = sprite.fill
    rgba = first[:, None, None] + (last - first)[:, None, None] * position
    return rgba[:3], rgba[3]


def _texture(
    texture: Float[Array, "c th tw"], sprite: Sprite, frame: _Frame, grid: Grid
) -> Float[Array, "c h w"]:
    """The texture spread over the element's box, filtered to the grid's pixels."""
    size = jnp.maximum(2 * sprite.half, _LEAST_PX)
    if not grid.rotated:
        centers, reach = (frame.u[0], frame.v[:, 0]), frame.filter_px / 2
    else:
        count = max(grid.height, grid.width)
        local_px = jnp.max(sprite.pitch * jnp.array([grid.width, grid.height])) / count
        local = (jnp.arange(count) - (count - 1) / 2) * local_px
        centers, reach = (local, local), jnp.full(2, local_px * grid.softness / 2)
    columns, rows = (
        footprint_weights(
            (centers[axis] - reach[axis]) / size[axis] + 0.5,
            (centers[axis] + reach[axis]) / size[axis] + 0.5,
            texture.shape[2 - axis],
        )
        for axis in (0, 1)
    )
    filtered = resample(texture, rows, columns)
    if not grid.rotated:
        return filtered
    middle = (count - 1) / 2
    return turn(filtered, frame.u / local_px + middle, frame.v / local_px + middle)


def text_layer(sprite: Sprite, ink: Float[Array, "th tw"], grid: Grid) -> Layer:
    """A text: its ink over its box, in the colour of its fill."""
    frame = _frame(sprite, grid)
    box = box_coverage(
        frame.u / frame.filter_px[0], frame.v / frame.filter_px[1], sprite.half / frame.filter_px
    )
    color, alpha = _fill(sprite, frame)
    alpha = alpha * _texture(ink[None], sprite, frame, grid)[0] * (box * sprite.opacity)
    return Layer(color * alpha, alpha)


def _bordered(
    color: Float[Array, "3 h w"], alpha: Float[Array, "h w"], sprite: Sprite, frame: _Frame
) -> Layer:
    """The fill, premultiplied, cut to the rounded box, with the border that lies inside of its edge."""
    u, v = frame.u / frame.filter_px[0], frame.v / frame.filter_px[1]
    outer = rounded_coverage(u, v, sprite.half / frame.filter_px, sprite.radius / frame.filter_px)
    inner = rounded_coverage(
        u,
        v,
        jnp.maximum(sprite.half - sprite.stroke_width, 0.0) / frame.filter_px,
        jnp.maximum(sprite.radius - sprite.stroke_width, 0.0) / frame.filter_px,
    )
    border = sprite.stroke[3] * jnp.maximum(outer - inner, 0.0)
    shown = outer * (1 - border)
    return Layer(
        (color * shown + sprite.stroke[:3, None, None] * border) * sprite.opacity,
        (alpha * shown + border) * sprite.opacity,
    )


def shape_layer(sprite: Sprite, grid: Grid) -> Layer:
    """A rectangle, rounded or not, or an ellipse."""
    frame = _frame(sprite, grid)
    color, alpha = _fill(sprite, frame)
    return _bordered(color * alpha, alpha, sprite, frame)


def picture_layer(sprite: Sprite, picture: Float[Array, "4 ph pw"], grid: Grid) -> Layer:
    """A picture, premultiplied, warped into its box."""
    frame = _frame(sprite, grid)
    rgba = _texture(picture, sprite, frame, grid)
    return _bordered(rgba[:3], rgba[3], sprite, frame)
