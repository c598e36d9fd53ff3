"""Clip paths of an SVG that are rectangles, as limits of what they clip."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element as Node

from jaxdesign.importers.boxes import shared
from jaxdesign.importers.svg_geometry import (
    Affine,
    box_under,
    length,
    parse_transform,
    rectangle_of,
    straight_path,
)
from jaxdesign.importers.svg_paint import Unsupported
from jaxdesign.importers.svg_tree import drawable_children, local

Box = tuple[float, float, float, float]


class Clip(NamedTuple):
    """An upright rectangle with rounded corners, canvas pixels."""

    box: Box
    radius: float = 0.0


def read_clip(node: Node | None, affine: Affine) -> Clip | None:
    """The clip of a ``<clipPath>``; None where there is none. Raises ``Unsupported`` for other forms."""
    if node is None:
        return None
    shapes = list(drawable_children(node))
    if len(shapes) != 1 or node.get("clipPathUnits") == "objectBoundingBox" or node.get("clip-path"):
        raise Unsupported("a clip path of several or relative forms")
    shape = shapes[0]
    frame = affine.after(parse_transform(node.get("transform"))).after(
        parse_transform(shape.get("transform"))
    )
    local_box, radius = _form(shape)
    box, rotation = box_under(frame, *local_box)
    if not frame.keeps_right_angles or rotation:
        raise Unsupported("a turned clip path")
    return Clip(box, radius * frame.scale)


def _form(shape: Node) -> tuple[Box, float]:
    """Box and radius of a clip's one form; a circle is a square with round corners."""
    tag = local(shape)

    def value(name: str) -> float:
        return length(shape.get(name, "0")) or 0.0

    if tag == "rect":
        return (value("x"), value("y"), value("width"), value("height")), max(value("rx"), value("ry"))
    if tag == "circle" or (tag == "ellipse" and value("rx") == value("ry")):
        radius = value("r") or value("rx")
        return (value("cx") - radius, value("cy") - radius, 2 * radius, 2 * radius), radius
    if tag == "path":
        corners = rectangle_of(straight_path(shape.get("d", "")) or [])
        if corners is not None:
            return corners, 0.0
    raise Unsupported("a clip path that is no rectangle")


def joined(outer: Clip | None, inner: Clip | None) -> Clip | None:
    """Both clips as one; the smaller one's radius."""
    if outer is None or inner is None:
        return inner or outer
    left, top = max(outer.box[0], inner.box[0]), max(outer.box[1], inner.box[1])
    right = min(outer.box[0] + outer.box[2], inner.box[0] + inner.box[2])
    bottom = min(outer.box[1] + outer.box[3], inner.box[1] + inner.box[3])
    box = (left, top, max(right - left, 0.0), max(bottom - top, 0.0))
    return Clip(box, inner.radius if box == inner.box else outer.radius if box == outer.box else 0.0)


def is_inside(box: Box, clip: Clip, slack: float = 0.5) -> bool:
    """True where the clip takes nothing from a box."""
    x, y, w, h = clip.box
    within = (
        box[0] >= x - slack
        and box[1] >= y - slack
        and box[0] + box[2] <= x + w + slack
        and box[1] + box[3] <= y + h + slack
    )
    if not within or clip.radius <= slack:
        return within
    r = 0.3 * clip.radius
    return is_inside(box, Clip((x + r, y + r, w - 2 * r, h - 2 * r)))


def is_outside(box: Box, clip: Clip) -> bool:
    """True where the clip leaves nothing of a box."""
    return shared(box, clip.box) <= 0
