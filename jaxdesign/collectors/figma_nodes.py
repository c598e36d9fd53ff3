"""A frame of a Figma file to the elements of a capture."""

from __future__ import annotations

import math
from typing import Any

_CONTAINERS = ("FRAME", "GROUP", "COMPONENT", "COMPONENT_SET", "INSTANCE", "SECTION")
_SHAPES = ("RECTANGLE", "ELLIPSE")
_DRAWINGS = ("VECTOR", "STAR", "REGULAR_POLYGON", "BOOLEAN_OPERATION", "LINE")
_ALIGN = {"LEFT": "left", "CENTER": "center", "RIGHT": "right", "JUSTIFIED": "justify"}
_CASE = {"UPPER": "uppercase", "LOWER": "lowercase", "TITLE": "capitalize"}
_CLEAR = [0, 0, 0, 0]
_CONTENT_EM = 1.2
"""Ascent and descent together, in em: what a line's box is high in most families."""
MAX_DEPTH = 60


def designs_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The frames that lie directly on the file's pages: one design each. Sections are looked into."""
    found: list[dict[str, Any]] = []
    for page in document.get("children") or []:
        waiting = list(page.get("children") or [])
        while waiting:
            node = waiting.pop(0)
            if node.get("visible") is False:
                continue
            if node.get("type") == "SECTION":
                waiting[:0] = node.get("children") or []
            elif node.get("type") in ("FRAME", "COMPONENT", "INSTANCE") and box_of(node):
                found.append(node)
    return found


def box_of(node: dict[str, Any], key: str = "absoluteBoundingBox") -> list[float] | None:
    """``[x, y, w, h]`` of a node in its file; None where it has none."""
    box = node.get(key)
    try:
        values = (
            [float(box[name]) for name in ("x", "y", "width", "height")] if isinstance(box, dict) else None
        )
    except (KeyError, TypeError, ValueError):
        return None
    return values if values and all(math.isfinite(v) for v in values) else None


def _levels(color: dict[str, Any], opacity: float = 1.0) -> list[float]:
    rgb = [round(float(color.get(channel, 0)) * 255) for channel in "rgb"]
    return [*rgb, round(float(color.get("a", 1)) * opacity, 3)]


def _gradient(paint: dict[str, Any], box: list[float]) -> str | None:
    stops = []
    for stop in paint.get("gradientStops") or []:
        red, green, blue, alpha = _levels(stop["color"], float(paint.get("opacity", 1)))
        stops.append(f"rgba({red}, {green}, {blue}, {alpha}) {float(stop['position']) * 100:.1f}%")
    if len(stops) < 2:
        return None
    if paint["type"] != "GRADIENT_LINEAR":
        return f"radial-gradient({', '.join(stops)})"
    start, end = (paint.get("gradientHandlePositions") or [{"x": 0.5, "y": 0}, {"x": 0.5, "y": 1}])[:2]
    across, down = (end["x"] - start["x"]) * box[2], (end["y"] - start["y"]) * box[3]
    return f"linear-gradient({math.degrees(math.atan2(down, across)) + 90:.1f}deg, {', '.join(stops)})"


def _paints(node: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [p for p in node.get(key) or [] if p.get("visible", True) and float(p.get("opacity", 1)) > 0.01]


def _shadow(node: dict[str, Any]) -> str | None:
    for effect in node.get("effects") or []:
        if effect.get("type") == "DROP_SHADOW" and effect.get("visible", True):
            red, green, blue, alpha = _levels(effect["color"])
            offset = effect.get("offset") or {}
            x, y, blur = offset.get("x", 0), offset.get("y", 0), effect.get("radius", 0)
            return f"rgba({red}, {green}, {blue}, {alpha}) {x}px {y}px {blur}px {effect.get('spread', 0)}px"
    return None


def _radius(node: dict[str, Any], box: list[float]) -> float:
    if node.get("type") == "ELLIPSE":
        return min(box[2:]) / 2
    corners = node.get("rectangleCornerRadii") or [node.get("cornerRadius") or 0]
    return min(float(corners[0]), min(box[2:]) / 2)


def _boxes(node: dict[str, Any], box: list[float]) -> list[dict[str, Any]]:
    """What fills and strokes paint, the lowest first."""
    found: list[dict[str, Any]] = []
    strokes = [p for p in _paints(node, "strokes") if p["type"] == "SOLID"]
    width = float(node.get("strokeWeight") or 0) if strokes else 0.0
    border = _levels(strokes[-1]["color"], float(strokes[-1].get("opacity", 1))) if strokes else _CLEAR
    radius, shadow = _radius(node, box), _shadow(node)
    plain = {
        "t": "box",
        "tag": node["type"].lower(),
        "b": box,
        "r": radius,
        "bw": 0,
        "bc": _CLEAR,
        "sh": None,
    }
    for paint in _paints(node, "fills"):
        kind = paint["type"]
        if kind == "SOLID":
            fill = _levels(paint["color"], float(paint.get("opacity", 1)))
            found.append({**plain, "fill": fill, "grad": None})
        elif kind.startswith("GRADIENT"):
            found.append({**plain, "fill": _CLEAR, "grad": _gradient(paint, box)})
        elif kind in ("IMAGE", "VIDEO"):
            found.append(
                {
                    "t": "img",
                    "tag": "img",
                    "b": box,
                    "nw": 0,
                    "nh": 0,
                    "alt": node.get("name", "")[:300],
                    "r": radius,
                }
            )
    if width and not any(element["t"] == "box" for element in found):
        found.append({**plain, "fill": _CLEAR, "grad": None})
    boxes = [element for element in found if element["t"] == "box"]
    if boxes:
        boxes[-1].update(bw=width, bc=border)
        boxes[0].update(sh=shadow)
    return found


def _text(node: dict[str, Any], box: list[float]) -> dict[str, Any] | None:
    style, string = node.get("style") or {}, (node.get("characters") or "").strip()
    fills = _paints(node, "fills")
    if not string or not fills:
        return None
    size = float(style.get("fontSize") or 12)
    pitch = float(style.get("lineHeightPx") or _CONTENT_EM * size)
    ink = box_of(node, "absoluteRenderBounds") or box
    lines = max(round((ink[3] - 0.75 * size) / pitch) + 1, string.count("\n") + 1, 1)
    tall = (lines - 1) * pitch + _CONTENT_EM * size
    room = box[3] - lines * pitch
    shift = {"CENTER": room / 2, "BOTTOM": room}.get(style.get("textAlignVertical", "TOP"), 0.0)
    top = box[1] + shift + (pitch - _CONTENT_EM * size) / 2
    first = fills[-1]
    color = (
        first["color"] if first["type"] == "SOLID" else (first.get("gradientStops") or [{}])[0].get("color")
    )
    return {
        "t": "text",
        "tag": "text",
        "s": string[:300],
        "b": [ink[0], top, ink[2], tall],
        "fs": size,
        "fw": str(int(style.get("fontWeight") or 400)),
        "ff": style.get("fontFamily") or "sans-serif",
        "c": _levels(color or {}, float(first.get("opacity", 1))),
        "lh": round(pitch, 2),
        "al": _ALIGN.get(style.get("textAlignHorizontal", "LEFT"), "left"),
        "ls": float(style.get("letterSpacing") or 0),
        "tt": _CASE.get(style.get("textCase", ""), "none"),
        "it": "italic" if style.get("italic") else "normal",
        "n": lines,
    }


def _own(node: dict[str, Any], box: list[float]) -> list[dict[str, Any]]:
    kind = node.get("type")
    if kind == "TEXT":
        text = _text(node, box)
        return [text] if text else []
    if kind in _CONTAINERS or kind in _SHAPES:
        return _boxes(node, box)
    if kind in _DRAWINGS and (_paints(node, "fills") or _paints(node, "strokes")):
        return [{"t": "img", "tag": "path", "b": box, "nw": 0, "nh": 0, "alt": "", "r": 0}]
    return []


def elements_of(frame: dict[str, Any]) -> list[dict[str, Any]]:
    """What a frame paints, lowest first, in the capture form; places relative to the frame."""
    origin = box_of(frame)
    assert origin is not None
    found: list[dict[str, Any]] = []

    def visit(node: dict[str, Any], opacity: float, depth: int) -> None:
        if node.get("visible") is False or node.get("isMask") or depth > MAX_DEPTH:
            return
        opacity *= float(node.get("opacity", 1))
        box = box_of(node)
        if box is not None and opacity > 0.02:
            place = {"op": round(opacity, 4), "d": depth, "z": "auto", "pos": "static"}
            for element in _own(node, box):
                x, y, w, h = element["b"]
                element["b"] = [round(v, 1) for v in (x - origin[0], y - origin[1], w, h)]
                found.append({**element, **place, "o": len(found)})
        if node.get("type") != "BOOLEAN_OPERATION":
            for child in node.get("children") or []:
                visit(child, opacity, depth + 1)

    visit(frame, 1.0, 0)
    return found
