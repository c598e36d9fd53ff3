"""Layers laid over each other in paint order, with a backward pass that keeps two planes an element.

Front to back, an element adds ``T p`` to the picture, with its premultiplied colour ``p`` and the
transmittance ``T`` of all that lies over it. With ``G`` the gradient of the picture and ``C`` what lies
under an element, the gradients are ``T G`` for ``p`` and ``-T (G . C)`` for its alpha. ``G . C`` is one
plane and is built up from the back in the same pass, and an element's own layer is painted again there,
so that only ``T`` is kept. ``T`` is never divided by, hence opaque elements are exact.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from jaxdesign.raster.filter import Grid
from jaxdesign.raster.layer import (
    Layer,
    Pull,
    Slot,
    SlotGradient,
    bordered_shape_layer,
    picture_layer,
    shape_layer,
    sharp_picture_layer,
    sharp_shape_layer,
    text_layer,
)
from jaxdesign.raster.sprite import Painter

_PAINTERS: dict[Painter, Callable[[Slot, Grid], tuple[Layer, Pull]]] = {
    Painter.TEXT: text_layer,
    Painter.SHARP_PICTURE: sharp_picture_layer,
    Painter.SHARP_SHAPE: sharp_shape_layer,
    Painter.PICTURE: picture_layer,
    Painter.SHAPE: shape_layer,
    Painter.BORDERED_SHAPE: bordered_shape_layer,
}
_UPRIGHT = (Painter.SHARP_PICTURE, Painter.SHARP_SHAPE)
"""Painters that no element uses where elements may be rotated."""


def _branches(grid: Grid, make: Callable[[Painter], Any], nothing: Any) -> list[Any]:
    """What to do for each painter, in their order."""
    unused = _UPRIGHT if grid.rotated else ()
    return [nothing, *(nothing if kind in unused else make(kind) for kind in _PAINTERS)]


class Views(NamedTuple):
    """Something of the whole picture, and the same of the picture without texts."""

    all: Float[Array, "... h w"]
    under: Float[Array, "... h w"]


def _front_to_back(
    grid: Grid, painter: Int[Array, " n"], slots: Slot, backdrop: Float[Array, "3 h w"], *, keep: bool
) -> tuple[Views, Views, Views | None]:
    """The finished views, the transmittance over the backdrop and, if kept, over every element."""

    def lay(kind: Painter) -> Callable[[Views, Views, Slot], tuple[Views, Views]]:
        def step(light: Views, through: Views, slot: Slot) -> tuple[Views, Views]:
            layer, _ = _PAINTERS[kind](slot, grid)

            def under(light: Array, through: Array) -> tuple[Array, Array]:
                return light + through * layer.color, through * (1 - layer.alpha)

            light_all, through_all = under(light.all, through.all)
            if kind == Painter.TEXT:
                return Views(light_all, light.under), Views(through_all, through.under)
            light_under, through_under = under(light.under, through.under)
            return Views(light_all, light_under), Views(through_all, through_under)

        return step

    def nothing(light: Views, through: Views, slot: Slot) -> tuple[Views, Views]:
        return light, through

    branches = _branches(grid, lay, nothing)

    def step(
        carry: tuple[Views, Views], item: tuple[Array, Slot]
    ) -> tuple[tuple[Views, Views], Views | None]:
        kind, slot = item
        return jax.lax.switch(kind, branches, *carry, slot), (carry[1] if keep else None)

    dark, clear = jnp.zeros_like(backdrop), jnp.ones_like(backdrop[0])
    start = (Views(dark, dark), Views(clear, clear))
    (light, through), kept = jax.lax.scan(step, start, (painter, slots), reverse=True)
    views = Views(light.all + through.all * backdrop, light.under + through.under * backdrop)
    return views, through, kept


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def composite(grid: Grid, painter: Int[Array, " n"], slots: Slot, backdrop: Float[Array, "3 h w"]) -> Views:
    """The picture of slots ``[n, ...]`` over a backdrop, with and without its texts, encoded sRGB [3, h, w].

    Differentiable in reverse mode in ``slots`` and ``backdrop``.
    """
    return _front_to_back(grid, painter, slots, backdrop, keep=False)[0]


class _Saved(NamedTuple):
    painter: Int[Array, " n"]
    slots: Slot
    backdrop: Float[Array, "3 h w"]
    through_backdrop: Views
    through: Views
    wants_textures: tuple[()] | None
    """None where no gradient of textures is wanted."""


def _forward(grid: Grid, painter: Any, slots: Any, backdrop: Any) -> tuple[Views, _Saved]:
    wanted = () if slots.ink.perturbed or slots.picture.perturbed else None
    painter, slots, backdrop = jax.tree.map(
        lambda leaf: leaf.value, (painter, slots, backdrop), is_leaf=lambda leaf: hasattr(leaf, "perturbed")
    )
    views, through_backdrop, through = _front_to_back(grid, painter, slots, backdrop, keep=True)
    assert through is not None
    return views, _Saved(painter, slots, backdrop, through_backdrop, through, wanted)


def _backward(grid: Grid, saved: _Saved, gradient: Views) -> tuple[None, Slot, Array]:
    gradient = Views(*(_materialized(part, saved.backdrop) for part in gradient))

    def complete(grads: SlotGradient, slot: Slot) -> SlotGradient:
        """With an array for every gradient that is wanted, and None for the others."""
        if saved.wants_textures is None:
            return SlotGradient(grads.sprite)
        ink = jnp.zeros_like(slot.ink) if grads.ink is None else grads.ink
        picture = jnp.zeros_like(slot.picture) if grads.picture is None else grads.picture
        return SlotGradient(grads.sprite, ink, picture)

    def lift(kind: Painter) -> Callable[[Views, Views, Slot], tuple[Views, SlotGradient]]:
        def step(behind: Views, over: Views, slot: Slot) -> tuple[Views, SlotGradient]:
            layer, pull = _PAINTERS[kind](slot, grid)

            def add(behind: Array, gradient: Array) -> Array:
                own = (
                    gradient[0] * layer.color[0] + gradient[1] * layer.color[1] + gradient[2] * layer.color[2]
                )
                return (1 - layer.alpha) * behind + own

            by_color, by_alpha = over.all * gradient.all, -over.all * behind.all
            after = Views(add(behind.all, gradient.all), behind.under)
            if kind != Painter.TEXT:
                by_color += over.under * gradient.under
                by_alpha -= over.under * behind.under
                after = after._replace(under=add(behind.under, gradient.under))
            return after, complete(pull(Layer(by_color, by_alpha)), slot)

        return step

    def nothing(behind: Views, over: Views, slot: Slot) -> tuple[Views, SlotGradient]:
        zeros = SlotGradient(jax.tree.map(jnp.zeros_like, slot.sprite))
        return behind, complete(zeros, slot)

    branches = _branches(grid, lift, nothing)

    def step(behind: Views, item: tuple[Array, Slot, Views]) -> tuple[Views, SlotGradient]:
        kind, slot, over = item
        return jax.lax.switch(kind, branches, behind, over, slot)

    start = Views(*(jnp.sum(part * saved.backdrop, 0) for part in gradient))
    _, grads = jax.lax.scan(step, start, (saved.painter, saved.slots, saved.through))
    ink = jnp.zeros_like(saved.slots.ink) if grads.ink is None else grads.ink
    picture = jnp.zeros_like(saved.slots.picture) if grads.picture is None else grads.picture
    through = saved.through_backdrop
    return None, Slot(grads.sprite, ink, picture), through.all * gradient.all + through.under * gradient.under


def _materialized(gradient: Any, like: Array) -> Array:
    """An array for a gradient that may be known to be zero."""
    return gradient if isinstance(gradient, jax.Array) else jnp.zeros_like(like)


composite.defvjp(_forward, _backward, symbolic_zeros=True)
