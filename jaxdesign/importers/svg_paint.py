"""Fills, strokes, gradients and shadows of an SVG as the document's paints."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree.ElementTree import Element as Node

from PIL import ImageColor

from jaxdesign.design.color import hex_from_srgb, srgb_from_hex
from jaxdesign.design.document import Fill, Gradient, Shadow
from jaxdesign.importers import css_values
from jaxdesign.importers.svg_geometry import Affine, length, numbers, parse_transform
from jaxdesign.importers.svg_style import Rule, Style, style_of
from jaxdesign.importers.svg_tree import href, local

Box = tuple[float, float, float, float]
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_MAX_CHAIN = 16


class Unsupported(Exception):
    """A part of an SVG that the document cannot say; the message names it."""


def reference(value: str | None) -> str | None:
    """The id in ``url(#id)``."""
    match = _REFERENCE.search(value or "")
    return match[1].strip() if match else None


def fraction(value: str | None, default: float = 1.0) -> float:
    """An opacity such as ``.5`` or ``50%``, kept in 0 to 1."""
    if value is None:
        return default
    number = length(value.rstrip("%")) if value.strip().endswith("%") else length(value)
    if number is None:
        return default
    return min(max(number / 100 if value.strip().endswith("%") else number, 0.0), 1.0)


def color(value: str | None, opacity: float, current: str = "#000000") -> str | None:
    """``#rrggbb[aa]`` of an SVG colour; None for ``none`` and what is no colour."""
    value = (value or "").strip().split(" icc-color")[0]
    if value.lower() in ("", "none", "transparent"):
        return None
    if value.lower() == "currentcolor":
        value = current
    found = css_values.color(value.lower())
    if found is None:
        try:
            levels = ImageColor.getrgb(value)
        except ValueError:
            return None
        found = hex_from_srgb(tuple(v / 255 for v in levels))
    red, green, blue, alpha = srgb_from_hex(found)
    alpha *= opacity
    return hex_from_srgb((red, green, blue, alpha)) if alpha > 0 else None


def _chain(node: Node, ids: dict[str, Node]) -> list[Node]:
    """A gradient and what it takes over from, nearest first."""
    chain = [node]
    while href(chain[-1]).startswith("#") and len(chain) < _MAX_CHAIN:
        following = ids.get(href(chain[-1])[1:])
        if following is None or following in chain:
            break
        chain.append(following)
    return chain


def _stops(chain: list[Node], rules: list[Rule], opacity: float) -> list[tuple[float, str]]:
    for node in chain:
        stops: list[tuple[float, str]] = []
        for child in node:
            if local(child) != "stop":
                continue
            style = style_of(child, {}, rules)
            place = max(fraction(child.get("offset"), 0.0), stops[-1][0] if stops else 0.0)
            alpha = fraction(style.get("stop-opacity")) * opacity
            base = color(style.get("stop-color", "#000000"), 1.0) or "#000000"
            red, green, blue, own = srgb_from_hex(base)
            stops.append((place, hex_from_srgb((red, green, blue, own * alpha))))
        if stops:
            return stops
    return []


def _attribute(chain: list[Node], name: str, default: str) -> str:
    return next((node.attrib[name] for node in chain if name in node.attrib), default)


def gradient(
    node: Node, ids: dict[str, Node], rules: list[Rule], box: Box, to_box: Affine, opacity: float
) -> Fill | None:
    """The fill that a gradient gives an element.

    ``box`` is the element's box in its own units, ``to_box`` the map of these units to the canvas,
    without rotation. Raises ``Unsupported`` for what a fill of the document cannot say.
    """
    chain = _chain(node, ids)
    stops = _stops(chain, rules, opacity)
    if not stops:
        return None
    if len(stops) == 1:
        return stops[0][1]
    x, y, w, h = box
    if w <= 0 or h <= 0:
        return stops[-1][1]
    user = _attribute(chain, "gradientUnits", "objectBoundingBox") == "userSpaceOnUse"
    frame = Affine() if user else Affine(w, 0.0, 0.0, h, x, y)
    frame = to_box.after(frame).after(parse_transform(_attribute(chain, "gradientTransform", ""), "gradient"))
    left, top = to_box.point(x, y)
    right, bottom = to_box.point(x + w, y + h)
    if local(node) == "radialGradient":
        return Gradient(kind="radial", stops=tuple(stops[:16]))
    whole = (0.0, 1.0) if not user else (None, None)
    ends = [
        length(_attribute(chain, key, default), whole[1])
        for key, default in (("x1", "0%"), ("y1", "0%"), ("x2", "100%"), ("y2", "0%"))
    ]
    if any(v is None for v in ends):
        raise Unsupported("a gradient in percent of the view")
    x1, y1, x2, y2 = (v or 0.0 for v in ends)
    start, end = frame.point(x1, y1), frame.point(x2, y2)
    return _along_box(stops, start, end, (left, top, right - left, bottom - top))


def _along_box(
    stops: list[tuple[float, str]], start: tuple[float, float], end: tuple[float, float], box: Box
) -> Fill:
    """The gradient from ``start`` to ``end`` said over the whole box, corner to corner."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = math.hypot(dx, dy)
    if reach < 1e-9:
        return stops[-1][1]
    ux, uy = dx / reach, dy / reach
    center = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    span = abs(box[2] * ux) + abs(box[3] * uy)
    offset = ((start[0] - center[0]) * ux + (start[1] - center[1]) * uy) / span + 0.5
    placed = [(offset + place * reach / span, hex_) for place, hex_ in stops]
    inner = [(place, hex_) for place, hex_ in placed if 1e-6 < place < 1 - 1e-6]
    ends = [(0.0, _at(placed, 0.0)), *inner[:14], (1.0, _at(placed, 1.0))]
    angle = math.degrees(math.atan2(dy, dx))
    return Gradient(angle=round(angle, 4), stops=tuple((round(place, 6), hex_) for place, hex_ in ends))


def _at(stops: list[tuple[float, str]], place: float) -> str:
    """The colour of a gradient at a place."""
    if place <= stops[0][0]:
        return stops[0][1]
    for (low, first), (high, second) in itertools.pairwise(stops):
        if low <= place <= high:
            part = (place - low) / (high - low) if high > low else 1.0
            pairs = zip(srgb_from_hex(first), srgb_from_hex(second), strict=True)
            return hex_from_srgb(tuple(a + (b - a) * part for a, b in pairs))
    return stops[-1][1]


def fill_of(
    style: Style, ids: dict[str, Node], rules: list[Rule], box: Box, to_box: Affine, *, opacity: float = 1.0
) -> Fill | None:
    """The fill of an element. Raises ``Unsupported`` for patterns and missing references."""
    value = style.get("fill", "#000000")
    alpha = fraction(style.get("fill-opacity")) * opacity
    target = reference(value)
    if target is None:
        return color(value, alpha, style.get("color", "#000000"))
    node = ids.get(target)
    if node is None:
        return color(value.partition(")")[2], alpha)
    if local(node) not in ("linearGradient", "radialGradient"):
        raise Unsupported(f"a fill by <{local(node)}>")
    return gradient(node, ids, rules, box, to_box, alpha)


def stroke_of(style: Style, scale: float) -> tuple[str | None, float]:
    """Colour and width in canvas pixels of the stroke. Raises ``Unsupported`` for gradients and patterns."""
    value = style.get("stroke", "none")
    if reference(value) is not None:
        raise Unsupported("a stroke with a gradient or pattern")
    width = length(style.get("stroke-width", "1"))
    found = color(value, fraction(style.get("stroke-opacity")), style.get("color", "#000000"))
    if found is None or not width or width <= 0:
        return None, 0.0
    return found, width * scale


def shadow_of(node: Node | None, scale: float) -> Shadow | None:
    """The drop shadow that a filter makes, as Figma, Canva and Inkscape write it; None if it is none."""
    if node is None:
        return None
    parts = {local(child): child for child in node if local(child)}
    offset = parts.get("feDropShadow", parts.get("feOffset"))
    blur = parts.get("feDropShadow", parts.get("feGaussianBlur"))
    if offset is None or not set(parts) <= _SHADOW_PARTS:
        return None
    deviation = numbers(blur.get("stdDeviation", "0")) if blur is not None else [0.0]
    hex_ = (
        color(offset.get("flood-color", "#000000"), fraction(offset.get("flood-opacity"), 0.25))
        or "#00000040"
    )
    for child in node:
        values = numbers(child.get("values", ""))
        if local(child) == "feColorMatrix" and len(values) == 20 and values[18] not in (0.0, 127.0):
            hex_ = hex_from_srgb((values[4], values[9], values[14], values[18]))
    dx, dy = (length(offset.get(key, "0")) or 0.0 for key in ("dx", "dy"))
    return Shadow(
        dx=dx * scale, dy=dy * scale, blur=2 * (deviation[0] if deviation else 0.0) * scale, color=hex_
    )


_SHADOW_PARTS = {"feDropShadow", "feOffset", "feGaussianBlur", "feColorMatrix", "feBlend", "feFlood"}
_SHADOW_PARTS |= {"feComposite", "feMerge"}
