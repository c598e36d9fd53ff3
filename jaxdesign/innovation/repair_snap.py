"""Snapping: edges and gaps that are nearly equal become equal, as rules for the least moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from jaxdesign.design.document import Document, Element
from jaxdesign.innovation.extents import pixel
from jaxdesign.innovation.least_moves import eliminate, independent_rows, least_moves
from jaxdesign.innovation.rules import Axis, Body, Part, Rule, aligned, evenly

SNAP_PX = 1.5
"""How far apart near-equal edges and gaps may be, at a longest side of 1000."""
_MAX_MOVE = 2.0
"""Furthest that snapping may move anything, in multiples of that."""
_ALIGNED_PART: dict[str, Part] = {"start": "low", "center": "middle", "end": "high"}


def _parts(element: Element, axis: int) -> tuple[Part, ...]:
    """The parts of an element that an eye sees aligned: a text's only where its lines stand."""
    if element.rotation % 180:
        return ("middle",)
    if element.text is None:
        return ("low", "high", "middle")
    return (_ALIGNED_PART[element.text.align],) if axis == 0 else ("low", "middle")


def _place(body: Body, axis: int, part: Part) -> float:
    return body.box[axis] + body.box[axis + 2] * {"low": 0.0, "middle": 0.5, "high": 1.0}[part]


def _runs(members: list[tuple[float, int]], near: float) -> Iterator[list[int]]:
    """Members in order of place, in runs whose spread is at most ``near``."""
    run: list[tuple[float, int]] = []
    for member in sorted(members):
        if run and member[0] - run[0][0] > near:
            yield [index for _, index in run]
            run = []
        run.append(member)
    if run:
        yield [index for _, index in run]


def _alignments(document: Document, axis: Axis, near: float) -> Iterator[Rule]:
    for part in ("low", "middle", "high"):
        members = [
            (_place(body, axis.axis, part), i)
            for i, (element, body) in enumerate(zip(document.elements, axis.bodies, strict=True))
            if part in _parts(element, axis.axis) and body.box[2] > 0 and body.box[3] > 0
        ]
        for run in _runs(members, near):
            for first, second in pairwise(run):
                yield aligned(first, second, axis.axis, part)


def _spacings(document: Document, axis: Axis, near: float) -> Iterator[Rule]:
    """Even gaps along the axis between members that are aligned across it."""
    across = 1 - axis.axis
    for part in ("low", "middle"):
        members = [
            (_place(body, across, part), i)
            for i, (element, body) in enumerate(zip(document.elements, axis.bodies, strict=True))
            if part in _parts(element, across)
        ]
        for run in _runs(members, near):
            row = sorted(run, key=lambda i: (axis.bodies[i].box[axis.axis], i))
            for first, second, third in zip(row, row[1:], row[2:], strict=False):
                gaps = [_gap(axis, first, second), _gap(axis, second, third)]
                if min(gaps) >= 0 and abs(gaps[0] - gaps[1]) <= near:
                    yield evenly(first, second, third, axis.axis)


def _gap(axis: Axis, first: int, second: int) -> float:
    a, b = axis.bodies[first].box, axis.bodies[second].box
    return b[axis.axis] - a[axis.axis] - a[axis.axis + 2]


def snapping_rules(document: Document, axis: Axis) -> list[Rule]:
    """Equalities for one axis that can all hold at once and move nothing far."""
    near = SNAP_PX * pixel(document)
    rules = [*_alignments(document, axis, near), *_spacings(document, axis, near)]
    for candidates in (rules, [rule for rule in rules if len(rule.terms) == 2]):
        rows = [axis.row(rule) for rule in candidates]
        matrix = np.array([row for row, _ in rows]).reshape(len(rows), axis.size)
        kept = independent_rows(matrix)
        if not kept:
            continue
        alone = eliminate(axis.weights(), matrix[kept], np.array([rows[k][1] for k in kept]))
        moves = least_moves(alone, np.zeros((0, axis.size)), np.zeros(0)).moves
        if moves is not None and np.abs(moves).max() * axis.unit <= _MAX_MOVE * near:
            return [candidates[k] for k in kept]
    return []
