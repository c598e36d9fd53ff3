"""Repair of places: the least moves after which texts lie apart, whole and on the canvas.

Near-equal edges and gaps become equal in the same step. Rules are added only where a solution breaks
them, so what is not concerned does not move; where rules contradict each other the weakest is given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from jaxdesign.design.document import Document, Element
from jaxdesign.innovation.extents import Box, common_share, hull, overlap, pixel
from jaxdesign.innovation.least_moves import Equalities, eliminate, independent_rows, least_moves
from jaxdesign.innovation.locks import is_locked
from jaxdesign.innovation.repair_snap import snapping_rules
from jaxdesign.innovation.rules import Axis, Body, Force, Rule, apart, inside, within

_MAX_ROUNDS = 40
_MAX_DROPS = 400
_TEXT_GAP_EM = (0.4, 0.06)
"""Least distance of two texts that collided, along x and y, in em of the smaller."""
_PAD_EM = (0.5, 0.25)
"""Distance of a text from the edges of what it is put back into."""
_CANVAS_PAD = 0.02
"""Distance from the edge of the canvas of a text pulled back onto it, of the shorter side."""
_NOISE = 0.02
"""Overlap in canvas pixels that is only rounding."""
_INSIDE = 0.985
_THIN = 12.0
"""A shape thinner than so many thousandths of the canvas is a line and does not grow across."""

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What the certificate asks of places, by ids."""

    apart: frozenset[Pair] = frozenset()
    inside: frozenset[Pair] = frozenset()
    """(inner, outer)."""
    free: frozenset[Pair] = frozenset()
    """Pairs of texts that overlap on purpose."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The document with its new places, and the texts for which there is no room, by axis."""

    document: Document
    crowded: tuple[frozenset[str], frozenset[str]]


def bodies_of(document: Document) -> tuple[Body, ...]:
    """The elements as bodies; large ones are heavy, texts light."""
    area = document.canvas.width * document.canvas.height
    thin = _THIN * pixel(document)
    bodies = []
    for element in document.elements:
        box = hull(element.box, element.rotation)
        rectangle = element.shape == "rectangle" and not element.rotation
        share = min(box[2] * box[3] / area, 1.0)
        bodies.append(
            Body(
                id=element.id,
                box=box,
                is_text=element.kind == "text",
                weight=1.0 if element.kind == "text" else 2.0 + 30.0 * share,
                movable=(not is_locked(element, "x"), not is_locked(element, "y")),
                growable=(
                    rectangle and box[2] > thin and not _held(element, "x", "w"),
                    rectangle and box[3] > thin and not _held(element, "y", "h"),
                ),
            )
        )
    return tuple(bodies)


def _held(element: Element, *names: str) -> bool:
    return any(is_locked(element, name) for name in names)


@dataclass(kw_only=True)
class Settling:
    """Rules gathered so far for one document, and what had to be given up."""

    document: Document
    demands: Demands
    bodies: tuple[Body, ...]
    boxes: list[Box]
    rules: list[Rule] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)
    flipped: set[tuple[int, int]] = field(default_factory=set)
    eliminated: dict[int, tuple[tuple[Rule, ...], Equalities]] = field(default_factory=dict)
    crowded: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))

    def add(self, rules: Iterator[Rule] | tuple[Rule, ...], *key: object) -> bool:
        """Add rules once; False if rules of that key were added before."""
        if key in self.known:
            return False
        self.known.add(key)
        self.rules += list(rules)
        return True

    def em(self, *indices: int) -> float:
        sizes = [t.size for i in indices if (t := self.document.elements[i].text) is not None]
        return min(sizes, default=0.0)


def _separation(state: Settling, i: int, j: int, force: Force) -> Rule:
    """The rule that parts two bodies: as they stood apart at first, or with the least push."""
    first, second = state.bodies[i].box, state.bodies[j].box
    common = overlap(first, second)
    stuck = [not (state.bodies[i].movable[a] or state.bodies[j].movable[a]) for a in (0, 1)]
    if common[0] <= _NOISE or common[1] <= _NOISE:
        axis = 0 if common[0] <= common[1] else 1
        gap = 0.0
    else:
        gaps = [em * state.em(i, j) for em in _TEXT_GAP_EM]
        axis = 0 if common[0] + gaps[0] < common[1] + gaps[1] else 1
        gap = gaps[axis]
    if stuck[axis] and not stuck[1 - axis]:
        axis = 1 - axis
    return _ordered(state, i, j, axis, min(gap, _TEXT_GAP_EM[axis] * state.em(i, j)), force)


def _ordered(state: Settling, i: int, j: int, axis: int, gap: float, force: Force) -> Rule:
    middles = [state.bodies[k].box[axis] + state.bodies[k].box[axis + 2] / 2 for k in (i, j)]
    before = (middles[0], i) <= (middles[1], j)
    return apart(i, j, axis, gap, force) if before else apart(j, i, axis, gap, force)


def _holding(state: Settling, inner: int, outer: int, force: Force) -> Iterator[Rule]:
    """The rules that keep or put one body inside another, with as much room at the edges as it had."""
    a, b = state.bodies[inner].box, state.bodies[outer].box
    for axis in (0, 1):
        spare = b[axis + 2] - a[axis + 2]
        had = min(a[axis] - b[axis], b[axis] + b[axis + 2] - a[axis] - a[axis + 2])
        wanted = _PAD_EM[axis] * state.em(inner)
        pad = min(had, wanted) if had >= 0 else wanted
        if not state.bodies[outer].growable[axis]:
            if spare < 0:
                continue
            pad = min(pad, spare / 2)
        yield from inside(inner, outer, axis, pad, force)


def _on_canvas(state: Settling, i: int) -> Iterator[Rule]:
    """The rules that hold a body on the canvas; what began outside it may stay, unless it is a text."""
    canvas = (state.document.canvas.width, state.document.canvas.height)
    for axis in (0, 1):
        start, length = state.bodies[i].box[axis], state.bodies[i].box[axis + 2]
        low, high = 0.0, canvas[axis]
        if state.bodies[i].is_text:
            pad = min(_CANVAS_PAD * min(canvas), max((canvas[axis] - length) / 2, 0.0))
            low = pad if start < pad else 0.0
            high = canvas[axis] - pad if start + length > canvas[axis] - pad else canvas[axis]
            if length > canvas[axis]:
                state.crowded[axis].add(state.bodies[i].id)
                continue
        else:
            low, high = min(low, start), max(high, start + length)
        yield from within(i, axis, low, high)


def _broken(state: Settling) -> bool:
    """Add the rules that the present boxes break; False if there are none."""
    canvas = (state.document.canvas.width, state.document.canvas.height)
    added = False
    for i, box in enumerate(state.boxes):
        outside = max(-box[0], -box[1], box[0] + box[2] - canvas[0], box[1] + box[3] - canvas[1])
        if outside > _NOISE:
            added |= state.add(_on_canvas(state, i), "canvas", i)
    now, start = np.array(state.boxes), np.array([body.box for body in state.bodies])
    is_text = np.array([body.is_text for body in state.bodies])
    common = np.minimum(_common(now, 0), _common(now, 1)) > _NOISE
    was = np.minimum(_common(start, 0), _common(start, 1)) > _NOISE
    both = is_text[:, None] & is_text[None, :]
    for i, j in np.argwhere(np.triu(common & (both | ~was), 1)):
        added |= _part(state, int(i), int(j))
    held = ~is_text[None, :] & was & _contains(start, start, _NOISE)
    for i, j in np.argwhere(held & ~_contains(now, now, 2 * _NOISE)):
        if i != j:
            force = Force.KEPT if is_text[i] else Force.HABIT
            added |= state.add(_holding(state, int(i), int(j), force), "inside", int(i), int(j))
    return added


def _common(boxes: np.ndarray, axis: int) -> np.ndarray:
    low, high = boxes[:, axis], boxes[:, axis] + boxes[:, axis + 2]
    return np.minimum(high[:, None], high[None, :]) - np.maximum(low[:, None], low[None, :])


def _contains(inner: np.ndarray, outer: np.ndarray, slack: float) -> np.ndarray:
    """``[i, j]``: body i lies in body j."""
    ok = np.ones((len(inner), len(outer)), bool)
    for axis in (0, 1):
        low, high = inner[:, axis], inner[:, axis] + inner[:, axis + 2]
        outer_low, outer_high = outer[:, axis], outer[:, axis] + outer[:, axis + 2]
        ok &= (low[:, None] >= outer_low[None, :] - slack) & (high[:, None] <= outer_high[None, :] + slack)
    return ok


def _part(state: Settling, i: int, j: int) -> bool:
    a, b = state.bodies[i], state.bodies[j]
    if (a.id, b.id) in state.demands.free or (b.id, a.id) in state.demands.free:
        return False
    if not (a.box[2] * a.box[3] and b.box[2] * b.box[3]):
        return False
    force = Force.NEEDED if a.is_text and b.is_text else Force.KEPT if a.is_text or b.is_text else Force.HABIT
    return state.add((_separation(state, i, j, force),), "apart", i, j)


def _solve(state: Settling, axis: Axis) -> list[tuple[float, float]]:
    """Starts and lengths along one axis under the rules; gives rules up until the rest can hold."""
    floor = -2 * pixel(state.document) / axis.unit
    for _ in range(_MAX_DROPS):
        mine = [rule for rule in state.rules if rule.axis == axis.axis]
        equal = [rule for rule in mine if rule.equal]
        least = [rule for rule in mine if not rule.equal]
        rows = [axis.row(rule) for rule in least]
        dead = next((r for r, (row, bound) in zip(least, rows, strict=True) if not row.any() and bound > 1e-9), None)
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
            gap = _TEXT_GAP_EM[1 - axis] * state.em(*pair)
            state.rules.append(_ordered(state, *pair, 1 - axis, gap, Force.NEEDED))
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
        state.add((_separation(state, i, j, Force.NEEDED),), "apart", min(i, j), max(i, j))
    for inner, outer in sorted(demands.inside):
        i, j = index[inner], index[outer]
        state.add(_holding(state, i, j, Force.NEEDED), "inside", i, j)
    for _ in range(_MAX_ROUNDS):
        across, along = (_solve(state, axis) for axis in axes)
        state.boxes = [(x, y, w, h) for (x, w), (y, h) in zip(across, along, strict=True)]
        if not _broken(state):
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
            shift = (now[0] + now[2] / 2 - body.box[0] - body.box[2] / 2, now[1] + now[3] / 2 - body.box[1] - body.box[3] / 2)
            box = (x + shift[0], y + shift[1], w, h)
        else:
            box = now
        kept = tuple(
            old if is_locked(element, name) or abs(old - new) <= 0.005 else round(new, 2)
            for name, old, new in zip(("x", "y", "w", "h"), element.box, box, strict=True)
        )
        elements.append(element.model_copy(update={"box": kept}))
    return document.model_copy(update={"elements": tuple(elements)})


def lies_in(inner: Box, outer: Box) -> bool:
    """True if nearly all of ``inner`` lies in ``outer``."""
    return common_share(inner, outer) >= _INSIDE
