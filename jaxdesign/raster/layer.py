"""Elements painted as layers, each with the function that takes a layer's gradient to its slot's.

The backward passes are written by hand so that every sum over pixels is a matrix product or a sum of
columns: a compiler for the CPU leaves other reductions serial and repeats what leads up to each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from jaxdesign.raster.coverage import coverage
from jaxdesign.raster.filter import Grid, row_sums
from jaxdesign.raster.resample import TextureGradient, resample, turn_picture
from jaxdesign.raster.spans import Spans
from jaxdesign.raster.sprite import Packed, Sprite, Turn, pack_gradient, unpack


class Slot(NamedTuple):
    """An element to paint."""

    sprite: Packed
    ink: Float[Array, "... th tw"]
    picture: Float[Array, "... 4 ph pw"]
    """Premultiplied."""


class SlotGradient(NamedTuple):
    """Gradients of a slot; of a texture that the painter does not read, None."""

    sprite: Packed
    ink: Float[Array, "th tw"] | None = None
    picture: Float[Array, "4 ph pw"] | None = None


Layer = Float[Array, "4 h w"]
"""Premultiplied encoded sRGB and alpha."""

Pull = Callable[[Layer], SlotGradient]


def _sum4(first: Float[Array, "4 h w"], second: Float[Array, "4 h w"]) -> Float[Array, "h w"]:
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2] + first[3] * second[3]


class _FillGradient(NamedTuple):
    fill: Float[Array, "2 4"]
    position_x: Float[Array, " w"]
    position_y: Float[Array, " h"]


_OPAQUE = np.array([0.0, 0.0, 0.0, 1.0], np.float32)


def _fill(
    sprite: Sprite,
) -> tuple[Float[Array, "4 h w"], Float[Array, "h w"], Callable[[Array, Array], _FillGradient]]:
    """Opaque colour and alpha of the fill's gradient, and the function that takes the gradients of the
    three colours and of alpha back."""
    line = sprite.position_y[:, None] + sprite.position_x
    position = jnp.clip(line, 0.0, 1.0)
    step = sprite.fill[1] - sprite.fill[0]
    color = (sprite.fill[0] * (1 - _OPAQUE) + _OPAQUE)[:, None, None] + (step * (1 - _OPAQUE))[
        :, None, None
    ] * position
    alpha = sprite.fill[0, 3] + step[3] * position

    def pull(color_gradient: Float[Array, "4 h w"], alpha_gradient: Float[Array, "h w"]) -> _FillGradient:
        planes = jnp.concatenate([color_gradient[:3], alpha_gradient[None]])
        weights = jnp.stack([1 - position, position]).reshape(2, -1)
        along = _sum4(step[:, None, None], planes) * ((line > 0) & (line < 1))
        return _FillGradient(weights @ planes.reshape(4, -1).T, jnp.sum(along, 0), row_sums(along))

    return color, alpha, pull


def _texture(
    texture: Float[Array, "c th tw"], sprite: Sprite
) -> tuple[Float[Array, "c h w"], Callable[[Array], tuple[TextureGradient, Turn | None]]]:
    """The texture laid over the element's box, and the function that takes its gradient back."""
    flat, pull_flat = resample(texture, sprite.rows, sprite.columns)
    if sprite.turn is None:
        return flat, lambda gradient: (pull_flat(gradient), None)

    def turned(flat: Array, turn: Turn) -> Float[Array, "c h w"]:
        x, y = turn.across[:, None, :] + turn.down[:, :, None]
        return turn_picture(flat, x, y)

    result, pull_turned = jax.vjp(turned, flat, sprite.turn)

    def pull(gradient: Float[Array, "c h w"]) -> tuple[TextureGradient, Turn | None]:
        flat_gradient, turn_gradient = pull_turned(gradient)
        return pull_flat(flat_gradient), turn_gradient

    return result, pull


def text_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """A text: its ink over its box, in the colour of its fill."""
    sprite = unpack(slot.sprite)
    color, fill_alpha, pull_fill = _fill(sprite)
    (ink,), pull_texture = _texture(slot.ink[None], sprite)
    alpha = fill_alpha * ink

    def pull(gradient: Layer) -> SlotGradient:
        by_alpha = _sum4(gradient, color)
        fill = pull_fill(gradient * alpha, by_alpha * ink)
        texture, turn = pull_texture((by_alpha * fill_alpha)[None])
        sprite_gradient = pack_gradient(
            slot.sprite, rows=texture.rows, columns=texture.columns, turn=turn, **fill._asdict()
        )
        return SlotGradient(sprite_gradient, ink=texture.texture[0])

    return color * alpha, pull


def shape_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """A rectangle, rounded or not, an ellipse or a line, with the border inside of its edge."""
    sprite = unpack(slot.sprite)
    color, fill_alpha, pull_fill = _fill(sprite)
    (outer, inner), pull_spans = coverage(sprite.shape, grid)
    border = outer - inner
    stroke = sprite.stroke * (1 - _OPAQUE) + _OPAQUE
    opaque = jnp.maximum(sprite.opacity, 1e-6)
    hides = sprite.stroke[3] / opaque
    shown = outer - hides * border
    alpha = fill_alpha * shown

    def pull(gradient: Layer) -> SlotGradient:
        by_alpha = _sum4(gradient, color)
        by_shown = by_alpha * fill_alpha
        by_border = sprite.stroke[3] * _sum4(gradient, stroke[:, None, None]) - hides * by_shown
        sums = jnp.concatenate([gradient, by_shown[None]]).reshape(5, -1) @ border.ravel()
        stroke_alpha = jnp.dot(stroke, sums[:4]) - sums[4] / opaque
        sprite_gradient = pack_gradient(
            slot.sprite,
            shape=pull_spans(jnp.stack([by_shown + by_border, -by_border])),
            stroke=jnp.append(sprite.stroke[3] * sums[:3], stroke_alpha),
            opacity=sums[4] * hides / opaque,
            **pull_fill(gradient * alpha, by_alpha * shown)._asdict(),
        )
        return SlotGradient(sprite_gradient)

    return color * alpha + stroke[:, None, None] * (sprite.stroke[3] * border), pull


def picture_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """A picture, warped into its box and cut to its rounded corners."""
    sprite = unpack(slot.sprite)
    texture, pull_texture = _texture(slot.picture, sprite)
    (outer,), pull_spans = coverage(Spans(sprite.shape.share[:1], sprite.shape.ends[:1]), grid)
    shown = outer * sprite.opacity

    def pull(gradient: Layer) -> SlotGradient:
        by_shown = _sum4(gradient, texture)
        back, turn = pull_texture(gradient * shown)
        spans = pull_spans((by_shown * sprite.opacity)[None])
        sprite_gradient = pack_gradient(
            slot.sprite,
            shape=Spans(*(jnp.concatenate([leaf, jnp.zeros_like(leaf)]) for leaf in spans)),
            rows=back.rows,
            columns=back.columns,
            turn=turn,
            opacity=jnp.dot(by_shown.ravel(), outer.ravel()),
        )
        return SlotGradient(sprite_gradient, picture=back.texture)

    return texture * shown, pull
