"""Which rules of place a design breaks: texts on each other, beyond the canvas, out of what held them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_held_along, is_locked
from jaxdesign.innovation.edges import CLEAR
from jaxdesign.innovation.extents import (
    Box,
    beside_ellipse,
    common_share,
    hull,
    overlap,
    pixel,
    push,
    setting,
)
from jaxdesign.innovation.least_moves import Equalities
from jaxdesign.innovation.rules import Body, Force, Rule, apart, begins_from, ends_by, inside, within

TEXT_GAP_EM = (0.4, 0.06)
"""Least distance of two texts that collided, along x and y, in em of the smaller."""
_PAD_EM = (0.5, 0.25)
"""Distance of a text from the edges of what it is put back into."""
_CANVAS_PAD = 0.02
"""Most distance from the edge of the canvas of a text pulled back onto it, of the shorter side."""
_NOISE = 0.02
"""Overlap in canvas pixels that is only rounding."""
_GRAZE_EM = 0.5
"""How deep a text may lie in something, or stick out of it, for that to be an accident."""
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


def bodies_of(document: Document) -> tuple[Body, ...]:
    """The elements as bodies; large ones are heavy, texts light."""
    area = document.canvas.width * document.canvas.height
    thin = _THIN * pixel(document)
    bodies = []
    for element in document.elements:
        box = _stood_in(element)
        rectangle = element.shape == "rectangle" and not element.rotation
        share = min(box[2] * box[3] / area, 1.0)
        bodies.append(
            Body(
                id=element.id,
                box=box,
                is_text=element.kind == "text",
                is_round=element.shape == "ellipse" and not element.rotation % 180,
                weight=1.0 if element.kind == "text" else 2.0 + 30.0 * share,
                movable=(not is_locked(element, "x"), not is_locked(element, "y")),
                growable=(
                    rectangle and box[2] > thin and not is_held_along(element, 0),
                    rectangle and box[3] > thin and not is_held_along(element, 1),
                ),
            )
        )
    return tuple(bodies)


def _stood_in(element: Element) -> Box:
    """The upright box that an element fills: of a text in a box wider than its lines, where these stand."""
    text = element.text
    if text is None or not text.string.strip() or element.rotation:
        return hull(element.box, element.rotation)
    area = setting(element).area
    x, y, w, h = element.box
    return (area[0], y, area[2], h) if area[2] < w else (x, y, w, h)


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


def separation(state: Settling, i: int, j: int, force: Force) -> Rule:
    """The rule that parts two bodies: as they stood apart at first, or with the least push."""
    first, second = state.bodies[i].box, state.bodies[j].box
    common = overlap(first, second)
    stuck = [not (state.bodies[i].movable[a] or state.bodies[j].movable[a]) for a in (0, 1)]
    if common[0] <= _NOISE or common[1] <= _NOISE:
        axis = 0 if common[0] <= common[1] else 1
        gap = 0.0
    else:
        gaps = [em * state.em(i, j) for em in TEXT_GAP_EM]
        way = push(first, second)
        axis = 0 if way[0] + gaps[0] < way[1] + gaps[1] else 1
        gap = gaps[axis]
    if stuck[axis] and not stuck[1 - axis]:
        axis = 1 - axis
    return ordered(state, i, j, axis, min(gap, TEXT_GAP_EM[axis] * state.em(i, j)), force)


def ordered(state: Settling, i: int, j: int, axis: int, gap: float, force: Force) -> Rule:
    middles = [state.bodies[k].box[axis] + state.bodies[k].box[axis + 2] / 2 for k in (i, j)]
    before = (middles[0], i) <= (middles[1], j)
    return apart(i, j, axis, gap, force) if before else apart(j, i, axis, gap, force)


def holding(state: Settling, inner: int, outer: int, force: Force) -> Iterator[Rule]:
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
    """The rules that hold a body on the canvas; what began outside it may stay, unless it is a text.

    A text that hung over the edge is pulled as far inside as it hung out, up to a small distance.
    """
    canvas = (state.document.canvas.width, state.document.canvas.height)
    for axis in (0, 1):
        start, length = state.bodies[i].box[axis], state.bodies[i].box[axis + 2]
        low, high = 0.0, canvas[axis]
        if state.bodies[i].is_text:
            pad = min(_CANVAS_PAD * min(canvas), max((canvas[axis] - length) / 2, 0.0))
            low = min(pad, max(-start, 0.0))
            high = canvas[axis] - min(pad, max(start + length - canvas[axis], 0.0))
            if length > canvas[axis]:
                state.crowded[axis].add(state.bodies[i].id)
                continue
        else:
            low, high = min(low, start), max(high, start + length)
        yield from within(i, axis, low, high)


def _margins_kept(state: Settling, i: int) -> bool:
    """Add the rules that keep a text as clear of the canvas's edges as it began; False if they hold."""
    if not state.bodies[i].is_text:
        return False
    added = False
    canvas = (state.document.canvas.width, state.document.canvas.height)
    for axis, extent in enumerate(canvas):
        (start, length), (now, size) = (
            (box[axis], box[axis + 2]) for box in (state.bodies[i].box, state.boxes[i])
        )
        low, high = (min(had, CLEAR * min(canvas)) for had in (start, extent - start - length))
        if low >= 0 and now < low - _NOISE:
            added |= state.add((begins_from(i, axis, low, Force.KEPT),), "margin", i, axis, 0)
        if high >= 0 and now + size > extent - high + _NOISE:
            added |= state.add((ends_by(i, axis, extent - high, Force.KEPT),), "margin", i, axis, 1)
    return added


def grazing(state: Settling) -> None:
    """Add the rules that part a text from a shape or picture it only grazes, or pull it wholly inside."""
    boxes = np.array([body.box for body in state.bodies])
    both = np.minimum(_common(boxes, 0), _common(boxes, 1))
    lies_in = _contains(boxes, boxes, 0.0)  # what lies in a text is left by the whole way out, however small
    for i, j in np.argwhere((both > _NOISE) & ~_beside(state, boxes)):
        inner, outer = state.bodies[i], state.bodies[j]
        if not inner.is_text or outer.is_text or not is_solid(state.document.elements[j]):
            continue
        em = _GRAZE_EM * state.em(int(i))
        share = common_share(inner.box, outer.box)
        depth = min(push(inner.box, outer.box)) if lies_in[j, i] else both[i, j]
        if depth < em and share < 0.3:
            state.add((separation(state, int(i), int(j), Force.KEPT),), "apart", *sorted((int(i), int(j))))
            continue
        out = max(
            max(
                outer.box[a] - inner.box[a], inner.box[a] + inner.box[a + 2] - outer.box[a] - outer.box[a + 2]
            )
            for a in (0, 1)
        )
        roomy = all(outer.box[a + 2] >= inner.box[a + 2] for a in (0, 1))
        if share > 0.7 and roomy and _NOISE < out < em:
            state.add(holding(state, int(i), int(j), Force.KEPT), "inside", int(i), int(j))


def is_solid(element: Element) -> bool:
    """True for a picture, or a shape with a fill, that can be seen."""
    return element.opacity >= 0.3 and (element.kind == "image" or element.paint.fill is not None)


def broken(state: Settling) -> bool:
    """Add the rules that the present boxes break; False if there are none."""
    canvas = (state.document.canvas.width, state.document.canvas.height)
    added = False
    for i, box in enumerate(state.boxes):
        outside = max(-box[0], -box[1], box[0] + box[2] - canvas[0], box[1] + box[3] - canvas[1])
        if outside > _NOISE:
            added |= state.add(_on_canvas(state, i), "canvas", i)
        added |= _margins_kept(state, i)
    now, start = np.array(state.boxes), np.array([body.box for body in state.bodies])
    is_text = np.array([body.is_text for body in state.bodies])
    common, was = (
        (np.minimum(_common(boxes, 0), _common(boxes, 1)) > _NOISE) & ~_beside(state, boxes)
        for boxes in (now, start)
    )
    both = is_text[:, None] & is_text[None, :]
    for i, j in np.argwhere(np.triu(common & (both | ~was), 1)):
        added |= _part(state, int(i), int(j))
    held = ~is_text[None, :] & was & _contains(start, start, _NOISE)
    for i, j in np.argwhere(held & ~_contains(now, now, 2 * _NOISE)):
        if i != j:
            force = Force.KEPT if is_text[i] else Force.HABIT
            added |= state.add(holding(state, int(i), int(j), force), "inside", int(i), int(j))
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


def _beside(state: Settling, boxes: np.ndarray) -> np.ndarray:
    """``[i, j]``: one of the two is an ellipse whose box the other meets at an empty corner at most."""
    beside = np.zeros((len(boxes), len(boxes)), bool)
    for j, body in enumerate(state.bodies):
        if body.is_round:
            beside[:, j] = [beside_ellipse(tuple(box), tuple(boxes[j])) for box in boxes]
    return beside | beside.T


def _part(state: Settling, i: int, j: int) -> bool:
    a, b = state.bodies[i], state.bodies[j]
    if (a.id, b.id) in state.demands.free or (b.id, a.id) in state.demands.free:
        return False
    if not (a.box[2] * a.box[3] and b.box[2] * b.box[3]):
        return False
    force = Force.NEEDED if a.is_text and b.is_text else Force.KEPT if a.is_text or b.is_text else Force.HABIT
    return state.add((separation(state, i, j, force),), "apart", i, j)
