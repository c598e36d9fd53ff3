"""Tree space: the layout's own lengths move, and the solver turns them into boxes."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.innovation.palette import Palette, wear
from jaxdesign.layout.lines import MAX_SLIP
from jaxdesign.layout.solve import entry, solve
from jaxdesign.layout.tree import Tree, TreeParams
from jaxdesign.types import AnyArray, Design, TextMetrics

LINE_SOFTNESS = 0.05
"""Temperature of the line count inside the loop, in em; 0 counts exactly."""


class TreeVariables(NamedTuple):
    """Each in units of its bound, squashed by tanh; 0 is the snapped start."""

    gap: Float[Array, "m"]
    size: Float[Array, "2m"]
    pad: Float[Array, "4m"]
    offset: Float[Array, "2m"]
    font_size: Float[Array, "n"]
    free_center: Float[Array, "n 2"]
    color: Float[Array, "k 3"]


class TreeBounds(NamedTuple):
    """The furthest that anything may go: logs of ratios for lengths, canvas fractions, OKLab."""

    length: Float[AnyArray, ""]
    offset: Float[AnyArray, ""]
    """From the place that alignment gives; 0 keeps what is aligned exactly aligned."""
    free: Float[AnyArray, ""]
    """Of elements that are not in the tree."""
    font_size: Float[AnyArray, ""]
    color: Float[Array, "3"]


class Locked(NamedTuple):
    """What stays exactly as the user left it."""

    box: Bool[AnyArray, "n 4"]
    font_size: Bool[AnyArray, "n"]


class TreeSpace(NamedTuple):
    """Bounded moves of a tree's parameters from ``params``; see ``loop.Space``.

    At ``release`` 0 everything stands where ``start`` has it; at 1 the tree alone decides.
    """

    start: Design
    tree: Tree
    params: TreeParams
    metrics: TextMetrics
    locked: Locked
    is_round: Bool[AnyArray, "n"]
    """Circles, which stay circles."""
    palette: Palette
    bounds: TreeBounds

    def decode(self, variables: TreeVariables, release: Float[Array, ""]) -> Design:
        """The design that the tree sets at these variables."""
        params = self._moved(variables)
        solved = solve(self.tree, params, self.metrics, self.start.canvas_px, softness=LINE_SOFTNESS)
        box = self._rounded(self.start.box + release * (solved - self.start.box), release)
        sized = self.start.font_size > 0
        own = entry(params.font_size, self.tree.font_group)
        ratio = jnp.where(sized, own, 1.0) / jnp.where(sized, self.start.font_size, 1.0)
        ratio = jnp.maximum(ratio, 1e-3) ** release
        moved = self.start._replace(
            box=jnp.where(self.locked.box, self.start.box, box),
            font_size=jnp.where(self.locked.font_size, self.start.font_size, self.start.font_size * ratio),
            rotation=self.start.rotation - release * self._crookedness(),
        )
        return wear(moved, self.palette, self.bounds.color * jnp.tanh(variables.color))

    def _moved(self, variables: TreeVariables) -> TreeParams:
        def scaled(values: Array, moves: Array, bound: AnyArray) -> Array:
            return values * jnp.exp(bound * jnp.tanh(moves))

        shift = self.bounds.free * jnp.tanh(variables.free_center)
        return self.params._replace(
            gap=scaled(self.params.gap, variables.gap, self.bounds.length),
            size=scaled(self.params.size, variables.size, self.bounds.length / 2),
            pad=scaled(self.params.pad, variables.pad, self.bounds.length),
            offset=self.params.offset + self.bounds.offset * jnp.tanh(variables.offset),
            font_size=scaled(self.params.font_size, variables.font_size, self.bounds.font_size),
            free_box=self.params.free_box + jnp.concatenate([shift, jnp.zeros_like(shift)], axis=-1),
        )

    def _rounded(self, box: Float[Array, "n 4"], release: Float[Array, ""]) -> Float[Array, "n 4"]:
        size = box[:, 2:]
        side = jnp.sqrt(jnp.maximum(jnp.prod(size * self.start.canvas_px, axis=1, keepdims=True), 1e-6))
        grown = release * (side / self.start.canvas_px - size)
        round_box = jnp.concatenate([box[:, :2] - grown / 2, size + grown], axis=-1)
        return jnp.where(self.is_round[:, None], round_box, box)

    def _crookedness(self) -> Float[Array, "n"]:
        """Angle to the nearest quarter turn where that is small enough to be a slip."""
        quarter = jnp.pi / 2
        slip = self.start.rotation - jnp.round(self.start.rotation / quarter) * quarter
        locked = jnp.any(self.locked.box, axis=1)
        return jnp.where((jnp.abs(slip) < MAX_SLIP) & ~locked, slip, 0.0)

    def step_size(self) -> TreeVariables:
        origin = self.origin_variables()
        return TreeVariables(
            gap=jnp.full_like(origin.gap, 0.05),
            size=jnp.full_like(origin.size, 0.03),
            pad=jnp.full_like(origin.pad, 0.05),
            offset=jnp.full_like(origin.offset, 0.03),
            font_size=jnp.full_like(origin.font_size, 0.03),
            free_center=jnp.full_like(origin.free_center, 0.05),
            color=jnp.full_like(origin.color, 0.05),
        )

    def origin_variables(self) -> TreeVariables:
        """The variables that decode to the snapped start."""
        zeros = jnp.zeros_like
        return TreeVariables(
            gap=zeros(self.params.gap),
            size=zeros(self.params.size),
            pad=zeros(self.params.pad),
            offset=zeros(self.params.offset),
            font_size=zeros(self.params.font_size),
            free_center=zeros(self.params.free_box[:, :2]),
            color=zeros(self.palette.color),
        )
