"""Repair of places: the least moves after which texts lie apart, whole and on the canvas.

Near-equal edges and gaps become equal in the same step. Rules are added only where a solution breaks
them, so what is not concerned does not move; where rules contradict each other the weakest is given up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import pixel
from jaxdesign.innovation.least_moves import Equalities, eliminate, independent_rows, least_moves
from jaxdesign.innovation.place_rules import (
    TEXT_GAP_EM,
    Demands,
    Settling,
    bodies_of,
    broken,
    grazing,
    holding,
    ordered,
    separation,
)
from jaxdesign.innovation.repair_snap import snapping_rules
from jaxdesign.innovation.rules import Axis, Force, Rule

_MAX_ROUNDS = 40
_MAX_DROPS = 400


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The document with its new places, and the texts for which there is no room, by axis."""

    document: Document
    crowded: tuple[frozenset[str], frozenset[str]]


def _solve(state: Settling, axis: Axis) -> list[tuple[float, float]]:
    """Starts and lengths along one axis under the rules; gives rules up until the rest can hold."""
    floor = -2 * pixel(state.document) / axis.unit
    for _ in range(_MAX_DROPS):
        mine = [rule for rule in state.rules if rule.axis == axis.axis]
        equal = [rule for rule in mine if rule.equal]
        least = [rule for rule in mine if not rule.equal]
        rows = [axis.row(rule) for rule in least]
        dead = next(
            (r for r, (row, bound) in zip(least, rows, strict=True) if not row.any() and bound > 1e-9), None
        )
        if dead is not None:
            _give_up(state, [dead], axis.axis)
            continue
        growth = np.zeros((len(axis.growth_at), axis.size))
        growth[np.arange(len(growth)), list(axis.growth_at.values())] = 1.0
        answer = least_moves(
            _eliminated(state, axis, equal),
            np.vstack([np.array([row for row, _ in rows]).reshape(len(rows), axis.size), growth]),
            np.array([bound for _, bound in rows] + [floor] * len(growth)),
        )
        if answer.moves is not None:
            return axis.boxes(answer.moves)
        conflict = [least[k] for k in answer.conflict if k < len(least)]
        touched = {body for rule in conflict for body in rule.bodies}
        touched |= {_growing(axis, k - len(least)) for k in answer.conflict if k >= len(least)}
        loose = [rule for rule in equal if touched & set(rule.bodies)]
        if loose:
            state.rules = [rule for rule in state.rules if rule not in loose]
        elif conflict:
            _give_up(state, conflict, axis.axis)
        else:
            state.rules = [rule for rule in state.rules if rule not in equal]
    return [(box[axis.axis], box[axis.axis + 2]) for box in state.boxes]


def _eliminated(state: Settling, axis: Axis, equal: list[Rule]) -> Equalities:
    """The equalities of one axis, eliminated; kept until one of them is given up."""
    key, known = tuple(equal), state.eliminated.get(axis.axis)
    if known is not None and known[0] == key:
        return known[1]
    rows = [axis.row(rule) for rule in equal]
    matrix = np.array([row for row, _ in rows]).reshape(len(rows), axis.size)
    kept = independent_rows(matrix)
    found = eliminate(axis.weights(), matrix[kept], np.array([rows[k][1] for k in kept]))
    state.eliminated[axis.axis] = (key, found)
    return found


def _growing(axis: Axis, k: int) -> int:
    return list(axis.growth_at)[k]


def _give_up(state: Settling, conflict: list[Rule], axis: int) -> None:
    """Drop the weakest of contradicting rules; where all are needed, part a pair the other way."""
    weakest = min(rule.force for rule in conflict)
    if weakest < Force.NEEDED:
        rule = next(rule for rule in conflict if rule.force == weakest)
        state.rules.remove(rule)
        return
    for rule in conflict:
        pair = (min(rule.bodies), max(rule.bodies))
        if len(rule.bodies) == 2 and pair not in state.flipped and _is_parting(rule):
            state.flipped.add(pair)
            state.rules.remove(rule)
            gap = TEXT_GAP_EM[1 - axis] * state.em(*pair)
            state.rules.append(ordered(state, *pair, 1 - axis, gap, Force.NEEDED))
            return
    for rule in conflict:
        state.crowded[axis].update(state.bodies[k].id for k in rule.bodies if state.bodies[k].is_text)
    state.rules.remove(conflict[0])


def _is_parting(rule: Rule) -> bool:
    return {part for _, part, _ in rule.terms} == {"low", "high"}


def settle(document: Document, demands: Demands) -> Settled:
    """Snap, part and pull in by the least moves. Locked places stay exactly as they are."""
    bodies = bodies_of(document)
    if not bodies:
        return Settled(document=document, crowded=(frozenset(), frozenset()))
    index = {body.id: i for i, body in enumerate(bodies)}
    state = Settling(document=document, demands=demands, bodies=bodies, boxes=[body.box for body in bodies])
    unit = max(document.canvas.width, document.canvas.height)
    axes = [Axis.of(bodies, axis, unit) for axis in (0, 1)]
    for axis in axes:
        state.rules += snapping_rules(document, axis)
    for first, second in sorted(demands.apart):
        i, j = index[first], index[second]
        state.add((separation(state, i, j, Force.NEEDED),), "apart", min(i, j), max(i, j))
    for inner, outer in sorted(demands.inside):
        i, j = index[inner], index[outer]
        state.add(holding(state, i, j, Force.NEEDED), "inside", i, j)
    grazing(state)
    for _ in range(_MAX_ROUNDS):
        across, along = (_solve(state, axis) for axis in axes)
        state.boxes = [(x, y, w, h) for (x, w), (y, h) in zip(across, along, strict=True)]
        if not broken(state):
            break
    return Settled(
        document=_placed(document, state), crowded=(frozenset(state.crowded[0]), frozenset(state.crowded[1]))
    )


def _placed(document: Document, state: Settling) -> Document:
    elements = []
    for element, body, now in zip(document.elements, state.bodies, state.boxes, strict=True):
        moved = [abs(a - b) > 0.005 for a, b in zip(body.box, now, strict=True)]
        if not any(moved):
            elements.append(element)
            continue
        if element.rotation % 180:
            x, y, w, h = element.box
            shift = (
                now[0] + now[2] / 2 - body.box[0] - body.box[2] / 2,
                now[1] + now[3] / 2 - body.box[1] - body.box[3] / 2,
            )
            box = (x + shift[0], y + shift[1], w, h)
        elif body.is_text:
            x, y, w, h = element.box
            box = (x + now[0] - body.box[0], y + now[1] - body.box[1], w, h)
        else:
            box = now
        kept = tuple(
            old if is_locked(element, name) or abs(old - new) <= 0.005 else round(new, 2)
            for name, old, new in zip(("x", "y", "w", "h"), element.box, box, strict=True)
        )
        elements.append(element.model_copy(update={"box": kept}))
    return document.model_copy(update={"elements": tuple(elements)})
