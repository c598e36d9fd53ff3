"""Leaves of an SVG (shapes, lines, pictures, texts) as elements of the document."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element as Node

from jaxdesign.design.document import Image, Paint, Shadow
from jaxdesign.errors import InputError
from jaxdesign.importers.svg_clip import Clip, is_inside, is_outside, joined
from jaxdesign.importers.svg_geometry import (
    Affine,
    box_under,
    length,
    numbers,
    parse_transform,
    rectangle_of,
    straight_path,
    view_box_map,
)
from jaxdesign.importers.svg_paint import Unsupported, fill_of, fraction, reference, stroke_of
from jaxdesign.importers.svg_style import Rule, Style
from jaxdesign.importers.svg_text import PlacedText, check_upright
from jaxdesign.importers.svg_tree import drawable_children, href, local

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Context:
    """What holds at a place in the tree."""

    affine: Affine
    style: Style
    opacity: float
    clip: Clip | None
    group: str | None
    locked: bool
    shadow: Shadow | None
    depth: int


@dataclass(frozen=True)
class Source:
    """What the whole file offers to its leaves."""

    name: str
    ids: dict[str, Node]
    rules: list[Rule]
    check_picture: Callable[[str, str], tuple[int, int]]
    """Width and height of a picture by address and name; raises where it cannot be read."""


def attribute(
    node: Node, name: str, source: Source, default: float = 0.0, *, least: float | None = None
) -> float:
    """A length attribute, finite and not below ``least``. Raises ``InputError`` that names it."""
    raw = node.get(name)
    if raw is None or raw == "auto":
        return default
    value = length(raw)
    where = f"{source.name}: <{local(node)} id='{node.get('id', '')}'>: {name}"
    if value is None:
        if raw.strip().endswith("%"):
            raise Unsupported(f"{name} in percent")
        raise InputError(f"{where}: expected a length, found '{raw[:40]}'.")
    if not math.isfinite(value) or abs(value) > 1e7:
        raise InputError(f"{where}: {raw[:40]} is out of range.")
    if least is not None and value < least:
        raise InputError(f"{where}: {raw[:40]} must not be negative.")
    return value


def _form(node: Node, source: Source) -> tuple[str, Box, float]:
    """Shape, box and corner radius in the node's own units. Raises ``Unsupported``."""
    tag = local(node)
    if tag == "rect":
        values = [attribute(node, name, source) for name in ("x", "y")]
        values += [attribute(node, name, source, least=0.0) for name in ("width", "height")]
        rx, ry = attribute(node, "rx", source, -1.0), attribute(node, "ry", source, -1.0)
        radius = max(rx, ry, 0.0)
        return "rectangle", (values[0], values[1], values[2], values[3]), min(radius, min(values[2:]) / 2)
    if tag in ("circle", "ellipse"):
        cx, cy = attribute(node, "cx", source), attribute(node, "cy", source)
        rx = attribute(node, "r" if tag == "circle" else "rx", source, least=0.0)
        ry = rx if tag == "circle" else attribute(node, "ry", source, rx, least=0.0)
        return "ellipse", (cx - rx, cy - ry, 2 * rx, 2 * ry), 0.0
    if tag in ("polygon", "polyline"):
        values = numbers(node.get("points", ""))
        corners = list(zip(values[0::2], values[1::2], strict=False))
        if len(corners) == 5 and corners[0] == corners[4]:
            corners.pop()
    else:
        corners = straight_path(node.get("d", "")) or []
    box = rectangle_of(corners)
    if box is None:
        raise Unsupported("a drawn form")
    return "rectangle", box, 0.0


def _ends(node: Node, source: Source) -> tuple[float, float, float, float] | None:
    """The two ends of a straight line; None for anything else."""
    tag = local(node)
    if tag == "line":
        x1, y1, x2, y2 = (attribute(node, name, source) for name in ("x1", "y1", "x2", "y2"))
        return x1, y1, x2, y2
    values = numbers(node.get("points", "")) if tag == "polyline" else []
    points = list(zip(values[0::2], values[1::2], strict=False))
    if tag == "path":
        points = straight_path(node.get("d", "")) or []
    return (*points[0], *points[1]) if len(points) == 2 else None


def _line(ends: tuple[float, float, float, float], at: Context) -> dict[str, Any] | None:
    color, width = stroke_of(at.style, at.affine.scale)
    if color is None:
        return None
    if at.style.get("stroke-dasharray", "none") not in ("none", "", "0"):
        raise Unsupported("a dashed line")
    (x1, y1), (x2, y2) = at.affine.point(*ends[:2]), at.affine.point(*ends[2:])
    reach = math.hypot(x2 - x1, y2 - y1)
    center = ((x1 + x2) / 2, (y1 + y2) / 2)
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
    if abs(x2 - x1) < 1e-6 * reach:
        box, rotation = (center[0] - width / 2, center[1] - reach / 2, width, reach), 0.0
    else:
        box = (center[0] - reach / 2, center[1] - width / 2, reach, width)
        rotation = 0.0 if abs(math.sin(math.radians(angle))) < 1e-9 else angle
    paint = Paint(stroke=color, stroke_width=width, shadow=at.shadow)
    return {"kind": "shape", "shape": "line", "box": box, "rotation": rotation, "paint": paint}


def _clip_shape(box: Box, rotation: float, solid: bool, at: Context) -> Box | None:
    """The box as far as the clip shows it; None where nothing is left. Raises ``Unsupported``."""
    if at.clip is None or is_inside(box, at.clip):
        return box
    if is_outside(box, at.clip):
        return None
    if rotation or not solid or at.clip.radius > 0.5:
        raise Unsupported("a form cut by a clip path")
    cut = joined(at.clip, Clip(box))
    return cut.box if cut else None


def shape_fields(node: Node, at: Context, source: Source) -> dict[str, Any] | None:
    """Fields of a shape's element; None where it draws nothing. Raises ``Unsupported``."""
    ends = _ends(node, source)
    if ends is not None:
        return _line(ends, at)
    shape, (x, y, w, h), radius = _form(node, source)
    if w <= 0 or h <= 0:
        return None
    if not at.affine.keeps_right_angles:
        raise Unsupported("a skewed form")
    turning = reference(at.style.get("fill")) is not None
    box, rotation = box_under(at.affine, x, y, w, h, keep_turn=turning)
    sx, sy = box[2] / w, box[3] / h
    upright = Affine(a=sx, d=sy, e=box[0] - x * sx, f=box[1] - y * sy)
    picture = _pattern_picture(at.style, source)
    if picture is not None:
        image, pixels = picture
        return _picture_fields(image, pixels, box, rotation, radius * at.affine.scale, at)
    fill = fill_of(at.style, source.ids, source.rules, (x, y, w, h), upright)
    stroke, width = stroke_of(at.style, at.affine.scale)
    if fill is None and stroke is None:
        return None
    if stroke and at.style.get("stroke-dasharray", "none") not in ("none", "", "0"):
        raise Unsupported("a dashed border")
    solid = isinstance(fill, str) and stroke is None and shape == "rectangle" and radius == 0
    shown = _clip_shape(box, rotation, solid, at)
    if shown is None:
        return None
    round_ = radius * at.affine.scale
    if stroke:
        shown = (shown[0] - width / 2, shown[1] - width / 2, shown[2] + width, shown[3] + width)
        round_ = round_ + width / 2 if round_ else 0.0
    paint = Paint(fill=fill, stroke=stroke, stroke_width=width, radius=round_, shadow=at.shadow)
    return {"kind": "shape", "shape": shape, "box": shown, "rotation": rotation, "paint": paint}


def _pattern_picture(style: Style, source: Source) -> tuple[Image, tuple[int, int]] | None:
    """The picture that a ``<pattern>`` lays over the whole box, as Figma writes picture fills."""
    node = source.ids.get(reference(style.get("fill")) or "")
    if node is None or local(node) != "pattern":
        return None
    children = list(drawable_children(node))
    if len(children) != 1 or node.get("patternTransform") or node.get("patternUnits") == "userSpaceOnUse":
        raise Unsupported("a fill by <pattern>")
    child = children[0]
    image = source.ids.get(href(child)[1:]) if local(child) == "use" else child
    unit = node.get("patternContentUnits") == "objectBoundingBox"
    covers = all(length(node.get(name, "0"), 1.0) == 1.0 for name in ("width", "height"))
    if image is None or local(image) != "image" or not unit or not covers:
        raise Unsupported("a fill by <pattern>")
    affine = parse_transform(child.get("transform"), source.name)
    width, height = (attribute(image, name, source, 1.0, least=0.0) for name in ("width", "height"))
    if affine.b or affine.c or width * affine.a <= 0 or height * affine.d <= 0:
        raise Unsupported("a turned picture fill")
    whole_w, whole_h = width * affine.a, height * affine.d
    crop = (-affine.e / whole_w, -affine.f / whole_h, 1 / whole_w, 1 / whole_h)
    if min(crop[:2]) < -1e-3 or crop[0] + crop[2] > 1.001 or crop[1] + crop[3] > 1.001:
        raise Unsupported("a picture fill that does not cover its box")
    pixels = source.check_picture(href(image), f"<image id='{image.get('id', '')}'>")
    part = tuple(round(min(max(v, 0.0), 1.0), 6) + 0.0 for v in crop)
    return Image(href=href(image), fit="fill", crop=(part[0], part[1], part[2], part[3])), pixels


def _picture_fields(
    image: Image, pixels: tuple[int, int], box: Box, rotation: float, radius: float, at: Context
) -> dict[str, Any] | None:
    """Fields of a picture's element, cut to the clip."""
    del pixels
    if at.clip is not None and not is_inside(box, at.clip):
        if is_outside(box, at.clip):
            return None
        if rotation:
            raise Unsupported("a turned picture cut by a clip path")
        cut = joined(at.clip, Clip(box))
        assert cut is not None
        x, y, w, h = image.crop
        part = (
            x + w * (cut.box[0] - box[0]) / box[2],
            y + h * (cut.box[1] - box[1]) / box[3],
            w * cut.box[2] / box[2],
            h * cut.box[3] / box[3],
        )
        crop = tuple(round(min(max(v, 0.0), 1.0), 6) + 0.0 for v in part)
        image = image.model_copy(update={"crop": crop})
        box, radius = cut.box, cut.radius
    paint = Paint(radius=min(radius, min(box[2:]) / 2), shadow=at.shadow)
    return {"kind": "image", "image": image, "box": box, "rotation": rotation, "paint": paint}


def image_fields(node: Node, at: Context, source: Source) -> dict[str, Any] | None:
    """Fields of an ``<image>``'s element. Raises ``Unsupported``, ``InputError``."""
    target = href(node)
    if not target:
        return None
    natural = source.check_picture(target, f"<image id='{node.get('id', '')}'>")
    x, y = attribute(node, "x", source), attribute(node, "y", source)
    w = attribute(node, "width", source, float(natural[0]), least=0.0)
    h = attribute(node, "height", source, float(natural[1]), least=0.0)
    if w <= 0 or h <= 0:
        return None
    if not at.affine.keeps_right_angles or at.affine.mirrors:
        raise Unsupported("a skewed or mirrored picture")
    aspect = node.get("preserveAspectRatio", "xMidYMid meet")
    crop = (0.0, 0.0, 1.0, 1.0)
    if not aspect.startswith("none"):
        fitted = view_box_map((0.0, 0.0, float(natural[0]), float(natural[1])), w, h, aspect)
        if "slice" in aspect:
            crop = (
                min(max(-fitted.e / (natural[0] * fitted.a), 0.0), 1.0),
                min(max(-fitted.f / (natural[1] * fitted.d), 0.0), 1.0),
                min(w / (natural[0] * fitted.a), 1.0),
                min(h / (natural[1] * fitted.d), 1.0),
            )
        else:
            x, y, w, h = x + fitted.e, y + fitted.f, natural[0] * fitted.a, natural[1] * fitted.d
    box, rotation = box_under(at.affine, x, y, w, h, keep_turn=True)
    title = next((child.text or "" for child in node if local(child) in ("title", "desc")), "")
    image = Image(href=target, fit="fill", crop=crop, alt=title.strip())
    return _picture_fields(image, natural, box, rotation, 0.0, at)


def text_fields(placed: PlacedText, at: Context, source: Source) -> dict[str, Any] | None:
    """Fields of a text's element; None where it has no ink. Raises ``Unsupported``."""
    check_upright(at.affine)
    box, rotation = box_under(at.affine, *placed.box, keep_turn=True)
    fill = fill_of(placed.style, source.ids, source.rules, placed.box, Affine(), opacity=1.0)
    stroke, width = stroke_of(placed.style, at.affine.scale)
    if fill is None:
        if stroke is None:
            return None
        raise Unsupported("text that is only an outline")
    text = placed.text.model_copy(update={"size": placed.text.size * at.affine.scale})
    paint = Paint(fill=fill, stroke=stroke, stroke_width=width, shadow=at.shadow)
    return {"kind": "text", "text": text, "box": box, "rotation": rotation, "paint": paint}


def own_opacity(style: Style) -> float:
    return fraction(style.get("opacity"))
