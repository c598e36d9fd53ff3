"""Linear rules on where elements stand: apart, inside, on the canvas, aligned, evenly spaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from jaxdesign.innovation.extents import Box

Part = Literal["low", "middle", "high"]


class Force(IntEnum):
    """How readily a rule is given up when rules contradict each other, the weakest first."""

    HABIT = 0
    """Relations that the design has and nothing depends on."""
    KEPT = 1
    """Relations of a text to what lies around it."""
    NEEDED = 2
    """What the certificate asks for."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """An element as the rules see it: an upright box that may move, and perhaps grow, along each axis."""

    id: str
    box: Box
    is_text: bool
    is_round: bool
    """Whether it is the ellipse that fills the box."""
    weight: float
    movable: tuple[bool, bool]
    growable: tuple[bool, bool]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``sum of coefficient * place of part >= bound`` along one axis."""

    axis: int
    terms: tuple[tuple[int, Part, float], ...]
    """Body index, part of it, coefficient."""
    bound: float = 0.0
    force: Force = Force.NEEDED
    equal: bool = False
    """True where the sum has to equal the bound."""

    @property
    def bodies(self) -> tuple[int, ...]:
        return tuple(index for index, _, _ in self.terms)


def apart(first: int, second: int, axis: int, gap: float, force: Force = Force.NEEDED) -> Rule:
    """``first`` ends at least ``gap`` before ``second`` begins."""
    return Rule(axis=axis, terms=((second, "low", 1.0), (first, "high", -1.0)), bound=gap, force=force)


def inside(inner: int, outer: int, axis: int, pad: float, force: Force) -> tuple[Rule, Rule]:
    """``inner`` keeps ``pad`` from both ends of ``outer``."""
    return (
        Rule(axis=axis, terms=((inner, "low", 1.0), (outer, "low", -1.0)), bound=pad, force=force),
        Rule(axis=axis, terms=((outer, "high", 1.0), (inner, "high", -1.0)), bound=pad, force=force),
    )


def begins_from(body: int, axis: int, low: float, force: Force) -> Rule:
    """The body begins at ``low`` or after it."""
    return Rule(axis=axis, terms=((body, "low", 1.0),), bound=low, force=force)


def ends_by(body: int, axis: int, high: float, force: Force) -> Rule:
    """The body ends at ``high`` or before it."""
    return Rule(axis=axis, terms=((body, "high", -1.0),), bound=-high, force=force)


def within(body: int, axis: int, low: float, high: float) -> tuple[Rule, Rule]:
    """The body lies between two places, as the certificate asks."""
    return begins_from(body, axis, low, Force.NEEDED), ends_by(body, axis, high, Force.NEEDED)


def aligned(first: int, second: int, axis: int, part: Part) -> Rule:
    """The same part of two bodies at the same place."""
    terms = ((first, part, 1.0), (second, part, -1.0))
    return Rule(axis=axis, terms=terms, force=Force.HABIT, equal=True)


def evenly(first: int, second: int, third: int, axis: int) -> Rule:
    """The same gap between the first and the second as between the second and the third."""
    terms = ((second, "low", 1.0), (first, "high", -1.0), (third, "low", -1.0), (second, "high", 1.0))
    return Rule(axis=axis, terms=terms, force=Force.HABIT, equal=True)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """The unknowns of one axis: shifts of movable bodies' middles, then growths of growable ones."""

    axis: int
    bodies: tuple[Body, ...]
    unit: float
    shift_at: dict[int, int] = field(default_factory=dict)
    growth_at: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, bodies: tuple[Body, ...], axis: int, unit: float) -> Axis:
        shifts = [i for i, body in enumerate(bodies) if body.movable[axis]]
        growths = [i for i, body in enumerate(bodies) if body.growable[axis]]
        return cls(
            axis=axis,
            bodies=bodies,
            unit=unit,
            shift_at={i: k for k, i in enumerate(shifts)},
            growth_at={i: k + len(shifts) for k, i in enumerate(growths)},
        )

    @property
    def size(self) -> int:
        return len(self.shift_at) + len(self.growth_at)

    def weights(self) -> Float[ndarray, "n"]:
        out = np.ones(self.size)
        for i, k in self.shift_at.items():
            out[k] = self.bodies[i].weight
        for i, k in self.growth_at.items():
            out[k] = 2.0 * self.bodies[i].weight
        return out

    def row(self, rule: Rule) -> tuple[Float[ndarray, "n"], float]:
        """Coefficients of a rule on the unknowns and its bound, in units of the canvas."""
        out = np.zeros(self.size)
        bound = rule.bound
        for i, part, coefficient in rule.terms:
            start, length = self.bodies[i].box[self.axis], self.bodies[i].box[self.axis + 2]
            side = {"low": -0.5, "middle": 0.0, "high": 0.5}[part]
            bound -= coefficient * (start + length * (0.5 + side))
            if i in self.shift_at:
                out[self.shift_at[i]] += coefficient
            if i in self.growth_at:
                out[self.growth_at[i]] += coefficient * side
        return out, bound / self.unit

    def boxes(self, moves: Float[ndarray, "n"]) -> list[tuple[float, float]]:
        """Start and length of every body after the moves, in canvas pixels."""
        out = []
        for i, body in enumerate(self.bodies):
            start, length = body.box[self.axis], body.box[self.axis + 2]
            grow = float(moves[self.growth_at[i]]) * self.unit if i in self.growth_at else 0.0
            shift = float(moves[self.shift_at[i]]) * self.unit if i in self.shift_at else 0.0
            out.append((start + shift - grow / 2, length + grow))
        return out
