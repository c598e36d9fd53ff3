"""Free-form space: every element moves, scales and recolours by itself, within bounds."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.innovation.palette import Palette, wear
from jaxdesign.types import AnyArray, Design, Kind


class ElementVariables(NamedTuple):
    """Each in units of its bound, squashed by tanh; 0 is the start."""

    center: Float[Array, "n 2"]
    scale: Float[Array, "n 2"]
    color: Float[Array, "k 3"]


class ElementBounds(NamedTuple):
    """The furthest that anything may go; 0 where it is locked."""

    center: Float[AnyArray, "n 2"]
    """Canvas fractions."""
    scale: Float[AnyArray, "n 2"]
    """Log of the ratio of sizes."""
    color: Float[Array, "3"]
    """OKLab."""


class ElementSpace(NamedTuple):
    """Bounded moves from ``origin``; see ``loop.Space``."""

    origin: Design
    palette: Palette
    bounds: ElementBounds

    def decode(self, variables: ElementVariables, release: Float[Array, ""]) -> Design:
        """The moved design. Texts and pictures keep their proportions, a text's type scales with it."""
        del release
        keeps_aspect = (self.origin.kind == Kind.TEXT) | (self.origin.kind == Kind.IMAGE)
        log_scale = self.bounds.scale * jnp.tanh(variables.scale)
        log_scale = jnp.where(keeps_aspect[:, None], log_scale[:, :1], log_scale)
        shift = self.bounds.center * jnp.tanh(variables.center)
        size = self.origin.box[:, 2:] * jnp.exp(log_scale)
        grown = size - self.origin.box[:, 2:]
        box = jnp.concatenate([self.origin.box[:, :2] + shift - grown / 2, size], axis=-1)
        moved = self.origin._replace(box=box, font_size=self.origin.font_size * jnp.exp(log_scale[:, 0]))
        return wear(moved, self.palette, self.bounds.color * jnp.tanh(variables.color))

    def step_size(self) -> ElementVariables:
        return ElementVariables(
            center=jnp.full_like(self.bounds.center, 0.06),
            scale=jnp.full_like(self.bounds.scale, 0.04),
            color=jnp.full_like(self.palette.color, 0.05),
        )

    def origin_variables(self) -> ElementVariables:
        """The variables that decode to the start."""
        return ElementVariables(
            center=jnp.zeros_like(self.bounds.center),
            scale=jnp.zeros_like(self.bounds.scale),
            color=jnp.zeros_like(self.palette.color),
        )
