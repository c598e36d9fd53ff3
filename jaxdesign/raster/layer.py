"""Elements painted as layers, each with the function that takes a layer's gradient to its slot's.

The backward passes are written by hand so that every sum over pixels is a matrix product or a sum of
columns: a compiler for the CPU leaves other reductions serial and repeats what leads up to each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.raster.coverage import box_coverage, coverage
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


class Layer(NamedTuple):
    """Premultiplied encoded sRGB and alpha."""

    color: Float[Array, "3 h w"]
    alpha: Float[Array, "h w"]


Pull = Callable[[Layer], SlotGradient]


def _sum3(first: Float[Array, "3 ..."], second: Float[Array, "3 h w"]) -> Float[Array, "h w"]:
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


class _FillGradient(NamedTuple):
    fill: Float[Array, "2 4"]
    position_x: Float[Array, " w"]
    position_y: Float[Array, " h"]


def _fill(
    sprite: Sprite,
) -> tuple[Float[Array, "3 h w"], Float[Array, "h w"], Callable[[Array, Array], _FillGradient]]:
    """Colour and alpha of the fill's gradient, and the function that takes their gradients back."""
    line = sprite.position_y[:, None] + sprite.position_x
    position = jnp.clip(line, 0.0, 1.0)
    first, step = sprite.fill[0], sprite.fill[1] - sprite.fill[0]
    color = first[:3, None, None] + step[:3, None, None] * position
    alpha = first[3] + step[3] * position

    def pull(color_gradient: Float[Array, "3 h w"], alpha_gradient: Float[Array, "h w"]) -> _FillGradient:
        weights = jnp.stack([1 - position, position])
        by_color = jnp.einsum("khw,chw->kc", weights, color_gradient)
        by_alpha = jnp.einsum("khw,hw->k", weights, alpha_gradient)
        along = (_sum3(step, color_gradient) + step[3] * alpha_gradient) * ((line > 0) & (line < 1))
        fill = jnp.concatenate([by_color, by_alpha[:, None]], axis=1)
        return _FillGradient(fill, jnp.sum(along, 0), row_sums(along))

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
        by_alpha = gradient.alpha + _sum3(color, gradient.color)
        fill = pull_fill(gradient.color * alpha, by_alpha * ink)
        texture, turn = pull_texture((by_alpha * fill_alpha)[None])
        sprite_gradient = pack_gradient(
            slot.sprite, rows=texture.rows, columns=texture.columns, turn=turn, **fill._asdict()
        )
        return SlotGradient(sprite_gradient, ink=texture.texture[0])

    return Layer(color * alpha, alpha), pull


def _filled(
    slot: Slot, shown: Float[Array, "h w"], pull_shown: Callable[[Array], dict[str, Any]]
) -> tuple[Layer, Pull]:
    """What is shown of a fill; ``pull_shown`` takes the gradient of ``shown`` to fields of the sprite."""
    color, fill_alpha, pull_fill = _fill(unpack(slot.sprite))
    alpha = fill_alpha * shown

    def pull(gradient: Layer) -> SlotGradient:
        by_alpha = gradient.alpha + _sum3(color, gradient.color)
        fill = pull_fill(gradient.color * alpha, by_alpha * shown)
        geometry = pull_shown(by_alpha * fill_alpha)
        return SlotGradient(pack_gradient(slot.sprite, **geometry, **fill._asdict()))

    return Layer(color * alpha, alpha), pull


def sharp_shape_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """An upright rectangle or line with sharp corners and no border."""
    sprite = unpack(slot.sprite)
    box, pull_box = box_coverage(sprite.rows, sprite.columns)
    return _filled(
        slot, box, lambda gradient: dict(zip(("rows", "columns"), pull_box(gradient), strict=True))
    )


def _outline(sprite: Sprite, grid: Grid) -> tuple[Float[Array, "h w"], Callable[[Array], Spans]]:
    """Coverage by an element's outline, and the function that takes its gradient to the sprite's shape."""
    (outer,), pull_spans = coverage(Spans(sprite.shape.share[:1], sprite.shape.ends[:1]), grid)

    def pull(gradient: Float[Array, "h w"]) -> Spans:
        spans = pull_spans(gradient[None])
        return Spans(*(jnp.concatenate([leaf, jnp.zeros_like(leaf)]) for leaf in spans))

    return outer, pull


def shape_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """A rectangle, rounded or not, an ellipse or a line, without border."""
    outer, pull_outer = _outline(unpack(slot.sprite), grid)
    return _filled(slot, outer, lambda gradient: {"shape": pull_outer(gradient)})


def bordered_shape_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """A rectangle, rounded or not, or an ellipse, with a border inside of its edge."""
    sprite = unpack(slot.sprite)
    color, fill_alpha, pull_fill = _fill(sprite)
    (outer, inner), pull_spans = coverage(sprite.shape, grid)
    border = outer - inner
    stroke, stroke_alpha = sprite.stroke[:3], sprite.stroke[3]
    opaque = jnp.maximum(sprite.opacity, 1e-6)
    hides = stroke_alpha / opaque
    shown = outer - hides * border
    alpha, border_alpha = fill_alpha * shown, stroke_alpha * border

    def pull(gradient: Layer) -> SlotGradient:
        by_alpha = gradient.alpha + _sum3(color, gradient.color)
        by_shown = by_alpha * fill_alpha
        by_border = stroke_alpha * (gradient.alpha + _sum3(stroke, gradient.color)) - hides * by_shown
        by_stroke = jnp.einsum("chw,hw->c", gradient.color, border)
        hidden = jnp.sum(by_shown * border)
        by_stroke_alpha = jnp.sum(gradient.alpha * border) + jnp.dot(stroke, by_stroke) - hidden / opaque
        sprite_gradient = pack_gradient(
            slot.sprite,
            shape=pull_spans(jnp.stack([by_shown + by_border, -by_border])),
            stroke=jnp.append(stroke_alpha * by_stroke, by_stroke_alpha),
            opacity=hidden * hides / opaque,
            **pull_fill(gradient.color * alpha, by_alpha * shown)._asdict(),
        )
        return SlotGradient(sprite_gradient)

    return Layer(color * alpha + stroke[:, None, None] * border_alpha, alpha + border_alpha), pull


def _picture(
    slot: Slot,
) -> tuple[Float[Array, "4 h w"], Callable[[Array], tuple[dict[str, Any], Array]]]:
    """The picture over its box, and the function that takes its gradient to fields of the sprite and the
    texture's gradient."""
    pixels, pull_texture = _texture(slot.picture, unpack(slot.sprite))

    def pull(gradient: Float[Array, "4 h w"]) -> tuple[dict[str, Any], Array]:
        back, turn = pull_texture(gradient)
        return {"rows": back.rows, "columns": back.columns, "turn": turn}, back.texture

    return pixels, pull


def sharp_picture_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """An upright picture with sharp corners, warped into its box."""
    opacity = unpack(slot.sprite).opacity
    pixels, pull_pixels = _picture(slot)

    def pull(gradient: Layer) -> SlotGradient:
        planes = jnp.concatenate([gradient.color, gradient.alpha[None]])
        geometry, texture = pull_pixels(planes * opacity)
        by_opacity = jnp.dot(planes.ravel(), pixels.ravel())
        return SlotGradient(pack_gradient(slot.sprite, opacity=by_opacity, **geometry), picture=texture)

    return Layer(pixels[:3] * opacity, pixels[3] * opacity), pull


def picture_layer(slot: Slot, grid: Grid) -> tuple[Layer, Pull]:
    """A picture, warped into its box and cut to its rounded corners."""
    sprite = unpack(slot.sprite)
    pixels, pull_pixels = _picture(slot)
    outer, pull_outer = _outline(sprite, grid)
    shown = outer * sprite.opacity

    def pull(gradient: Layer) -> SlotGradient:
        by_shown = gradient.alpha * pixels[3] + _sum3(pixels, gradient.color)
        geometry, texture = pull_pixels(jnp.concatenate([gradient.color, gradient.alpha[None]]) * shown)
        sprite_gradient = pack_gradient(
            slot.sprite,
            shape=pull_outer(by_shown * sprite.opacity),
            opacity=jnp.dot(by_shown.ravel(), outer.ravel()),
            **geometry,
        )
        return SlotGradient(sprite_gradient, picture=texture)

    return Layer(pixels[:3] * shown, pixels[3] * shown), pull
