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
from enum import IntEnum
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from jaxdesign.raster.layer import Grid, Layer, Sprite, picture_layer, shape_layer, text_layer


class Painter(IntEnum):
    """How an element slot is painted."""

    NOTHING = 0
    TEXT = 1
    PICTURE = 2
    SHAPE = 3


class Stack(NamedTuple):
    """The elements to paint, first at the bottom."""

    sprite: Sprite
    ink: Float[Array, "n th tw"]
    picture: Float[Array, "n 4 ph pw"]
    """Premultiplied."""


class Views(NamedTuple):
    """Something of the whole picture, and the same of the picture without texts."""

    all: Float[Array, "... h w"]
    under: Float[Array, "... h w"]


def _painters(grid: Grid) -> tuple[Callable[[Stack], Layer], ...]:
    """The painters of one slot that paint something, in the order of ``Painter``."""
    return (
        lambda slot: text_layer(slot.sprite, slot.ink, grid),
        lambda slot: picture_layer(slot.sprite, slot.picture, grid),
        lambda slot: shape_layer(slot.sprite, grid),
    )


def _is_text(painter: int) -> bool:
    return painter == Painter.TEXT


def _front_to_back(
    grid: Grid, painter: Int[Array, "n"], stack: Stack, backdrop: Float[Array, "3 h w"], keep: bool
) -> tuple[Views, tuple[Views, Views | None]]:
    """The finished views, the transmittance over the backdrop and, if kept, over every element."""

    def lay(index: int, paint: Callable[[Stack], Layer]) -> Callable[..., tuple[Views, Views]]:
        def step(light: Views, through: Views, slot: Stack) -> tuple[Views, Views]:
            layer = paint(slot)
            seen = Views(light.all + through.all * layer.color, through.all * (1 - layer.alpha))
            if _is_text(index):
                return Views(seen[0], light.under), Views(seen[1], through.under)
            return (
                Views(seen[0], light.under + through.under * layer.color),
                Views(seen[1], through.under * (1 - layer.alpha)),
            )

        return step

    branches = [lambda light, through, slot: (light, through)]
    branches += [lay(index, paint) for index, paint in enumerate(_painters(grid), start=1)]

    def step(
        carry: tuple[Views, Views], item: tuple[Array, Stack]
    ) -> tuple[tuple[Views, Views], Views | None]:
        index, slot = item
        return jax.lax.switch(index, branches, *carry, slot), (carry[1] if keep else None)

    dark, clear = jnp.zeros_like(backdrop), jnp.ones_like(backdrop[0])
    start = (Views(dark, dark), Views(clear, clear))
    (light, through), kept = jax.lax.scan(step, start, (painter, stack), reverse=True)
    views = Views(light.all + through.all * backdrop, light.under + through.under * backdrop)
    return views, (through, kept)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def composite(grid: Grid, painter: Int[Array, "n"], stack: Stack, backdrop: Float[Array, "3 h w"]) -> Views:
    """The picture of a stack over a backdrop, with and without its texts: ``[3, h, w]`` encoded sRGB.

    Differentiable in reverse mode in ``stack`` and ``backdrop``.
    """
    return _front_to_back(grid, painter, stack, backdrop, keep=False)[0]


def _forward(grid: Grid, painter: Any, stack: Any, backdrop: Any) -> tuple[Views, tuple[Any, ...]]:
    values = jax.tree.map(
        lambda leaf: leaf.value, (painter, stack, backdrop), is_leaf=lambda x: hasattr(x, "perturbed")
    )
    views, through = _front_to_back(grid, *values, keep=True)
    wanted = tuple(() if texture.perturbed else None for texture in (stack.ink, stack.picture))
    return views, (*values, through, wanted)


def _backward(grid: Grid, saved: tuple[Any, ...], gradient: Views) -> tuple[None, Stack, Array]:
    painter, stack, backdrop, (through_backdrop, through), wanted = saved
    gradient = Views(
        *(
            jax.tree.map(_materialize, part, like)
            for part, like in zip(gradient, (backdrop, backdrop), strict=True)
        )
    )

    def pick(slot: Stack) -> tuple[Any, ...]:
        """The parts of a slot that gradients are wanted of."""
        ink, picture = (
            part if want is not None else None for part, want in zip(slot[1:], wanted, strict=True)
        )
        return slot.sprite, ink, picture

    def merge(parts: tuple[Any, ...], slot: Stack) -> Stack:
        return Stack(
            parts[0], *(old if new is None else new for new, old in zip(parts[1:], slot[1:], strict=True))
        )

    def lift(index: int, paint: Callable[[Stack], Layer]) -> Callable[..., tuple[Views, Any]]:
        def step(behind: Views, over: Views, slot: Stack) -> tuple[Views, Any]:
            layer, pull = jax.vjp(lambda parts: paint(merge(parts, slot)), pick(slot))
            color = over.all * gradient.all
            alpha = -over.all * behind.all
            after = (1 - layer.alpha) * behind.all + jnp.sum(gradient.all * layer.color, 0)
            under = behind.under
            if not _is_text(index):
                color += over.under * gradient.under
                alpha -= over.under * behind.under
                under = (1 - layer.alpha) * under + jnp.sum(gradient.under * layer.color, 0)
            return Views(after, under), pull(Layer(color, alpha))[0]

        return step

    def nothing(behind: Views, over: Views, slot: Stack) -> tuple[Views, Any]:
        return behind, jax.tree.map(jnp.zeros_like, pick(slot))

    branches = [nothing] + [lift(index, paint) for index, paint in enumerate(_painters(grid), start=1)]

    def step(behind: Views, item: tuple[Array, Stack, Views]) -> tuple[Views, Any]:
        index, slot, over = item
        return jax.lax.switch(index, branches, behind, over, slot)

    start = Views(*(jnp.sum(part * backdrop, 0) for part in gradient))
    _, grads = jax.lax.scan(step, start, (painter, stack, through))
    backdrop_grad = sum(plane * part for plane, part in zip(through_backdrop, gradient, strict=True))
    return None, Stack(*grads), backdrop_grad


def _materialize(gradient: Any, like: Array) -> Array:
    """An array for a gradient that may be known to be zero."""
    return gradient if isinstance(gradient, jax.Array) else jnp.zeros_like(like)


composite.defvjp(_forward, _backward, symbolic_zeros=True)
