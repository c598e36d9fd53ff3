"""Lines down a page: texts and shapes on one ground that stand almost on a line are put on it.

Relations compare each child with its parent alone. Where something wider gives the parent its edge, texts
that are indented by the same amount have no relation with each other; this is it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.design.locks import is_locked
from jaxdesign.layout.tree import Node

MAX_SLIP = 0.105
"""Rotations of less than this (6 degrees) from a quarter turn are taken for slips, in radians."""

_SAME_PX = 0.75
_CLEAR = 0.005
"""Margin, or difference of the margins at both sides, that is as good as none, in canvas widths."""
_FAR = 3.0
"""How much further away than others texts that stand on no line are taken to be meant for one."""
_CROSSED = 1e-5
"""Area, in canvas areas, that such a text may come to share with others."""
_ANCHOR = {"start": 0.0, "center": 0.5, "end": 1.0}


class _Member(NamedTuple):
    """Something that stands on a line, with all that lies on it."""

    elements: tuple[int, ...]
    place: float
    is_text: bool


def on_lines(document: Document, root: Node, box: np.ndarray, near: float) -> np.ndarray:
    """The boxes with what stands within ``near`` of a line moved onto it, across the page.

    A line is where most texts of a ground stand, with the edge or middle by which they are aligned. Left
    edges of shapes and pictures come to a line of two texts or more, unless these reach an edge of the canvas
    or stand in its middle. Locked and turned elements stay.

    Args:
        document: ``n`` elements.
        root: its tree.
        box: ``[n, 4]`` in canvas fractions.
        near: in canvas widths.
    """
    box = box.copy()
    same = _SAME_PX / document.canvas.width
    for ground in [root, *(node for node in root.walk() if node is not root and _is_ground(node))]:
        for part in _ANCHOR:
            members = [_member(node, document, box, part) for node in _on(ground)]
            for line, run in _lines([m for m in members if m is not None], near, same):
                has_two = sum(member.is_text for member in run) > 1
                for member in run:
                    if not (member.is_text or has_two):
                        continue
                    box[list(member.elements), 0] += line - member.place
            members = [_member(node, document, box, part) for node in _on(ground)]
            box = _joined([m for m in members if m is not None and m.is_text], box, _FAR * near, same)
    return box


def _covered(box: np.ndarray, some: tuple[int, ...]) -> float:
    """Area that some of the boxes share with the others, in canvas areas."""
    others = np.delete(box, list(some), axis=0)
    mine = box[list(some)]
    low = np.maximum(mine[:, None, :2], others[None, :, :2])
    high = np.minimum((mine[:, :2] + mine[:, 2:])[:, None], (others[:, :2] + others[:, 2:])[None])
    return float(np.prod(np.maximum(high - low, 0.0), axis=-1).sum())


def _joined(texts: list[_Member], box: np.ndarray, near: float, same: float) -> np.ndarray:
    """The boxes with texts that stand on no line put on that of the nearest text, if it is near.

    Of two that stand on none the later comes; none comes that would share more of the page with others.
    """
    places = [text.place for text in texts]

    def stands_on_line(i: int) -> bool:
        return any(abs(places[j] - places[i]) <= same for j in range(len(texts)) if j != i)

    for i, text in enumerate(texts):
        others = [j for j in range(len(texts)) if j != i]
        nearest = min(others, key=lambda j: abs(places[j] - places[i]), default=i)
        apart = abs(places[nearest] - places[i])
        if not same < apart <= near or not (nearest < i or stands_on_line(nearest)):
            continue
        moved = box.copy()
        moved[list(text.elements), 0] += places[nearest] - places[i]
        if _covered(moved, text.elements) <= _covered(box, text.elements) + _CROSSED:
            box, places[i] = moved, places[nearest]
    return box


def _is_ground(node: Node) -> bool:
    return node.element >= 0 and bool(node.children)


def _on(ground: Node) -> Iterator[Node]:
    """The elements of a ground, not what lies on those that are grounds themselves."""
    for child in ground.children:
        if child.element >= 0:
            yield child
        else:
            yield from _on(child)


def _member(node: Node, document: Document, box: np.ndarray, part: str) -> _Member | None:
    """The node as a member of lines of that sort; None if it is none."""
    elements = [document.elements[i] for i in node.elements()]
    if any(abs(math.radians(one.rotation)) >= MAX_SLIP or is_locked(one, "x") for one in elements):
        return None
    element = elements[0]
    stands = "start" if element.text is None else element.text.align
    if stands != part:
        return None
    x, width = box[node.element, 0], box[node.element, 2]
    margins = (x, 1 - x - width)
    if element.text is None and (min(margins) < _CLEAR or abs(margins[0] - margins[1]) < _CLEAR):
        return None
    return _Member(tuple(node.elements()), float(x + _ANCHOR[part] * width), element.text is not None)


def _lines(members: list[_Member], near: float, same: float) -> Iterator[tuple[float, list[_Member]]]:
    """Places of lines, those of most members first, each with the members that are near it."""
    left = sorted(members, key=lambda member: member.place)
    while len(left) > 1:
        support = [
            (
                sum(abs(other.place - one.place) <= same for other in left if other.is_text),
                sum(abs(other.place - one.place) <= near for other in left if other.is_text),
            )
            for one in left
        ]
        best = max(range(len(left)), key=lambda i: (support[i], left[i].is_text, -i))
        line = left[best].place
        run = [member for member in left if abs(member.place - line) <= near]
        if support[best][1] == 0:
            return
        if len(run) > 1:
            yield line, run
        left = [member for member in left if abs(member.place - line) > near]
