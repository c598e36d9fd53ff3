"""SVG markup: numbers, escaped attributes, gradients, shadows and clips; the same input, the same text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from jaxdesign.design.document import Fill, Gradient, Shadow

Box = tuple[float, float, float, float]
Attributes = dict[str, str | float | None]
_SHADOW_REACH = 1.5
_NOT_XML = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def number(value: float) -> str:
    """``value`` with at most three decimals and no needless zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _clean(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def content(text: str) -> str:
    """``text`` as element content."""
    return escape(_clean(text))


def tag(name: str, attributes: Mapping[str, str | float | None], inner: str | None = None) -> str:
    """An element; attributes that are None are left out, numbers formatted by ``number``."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            parts.append(f"{key}={quoteattr(_clean(value) if isinstance(value, str) else number(value))}")
    head = " ".join(parts)
    return f"<{head}/>" if inner is None else f"<{head}>{inner}</{name}>"


def color_attributes(color: str, name: str) -> Attributes:
    """``fill`` or ``stroke`` (``name``) and its opacity for ``#rrggbb`` or ``#rrggbbaa``."""
    if len(color) == 7:
        return {name: color}
    return {name: color[:7], f"{name}-opacity": int(color[7:], 16) / 255}


class Definitions:
    """What ``<defs>`` holds: each definition once, ids in order of first use."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._ids: dict[str, str] = {}
        self._taken = taken

    def _add(self, prefix: str, markup: str) -> str:
        """The id of ``markup``, in which ``@id@`` stands for the id."""
        if markup not in self._ids:
            index = len(self._ids) + 1
            while f"{prefix}-{index}" in self._taken or f"{prefix}-{index}" in self._ids.values():
                index += 1
            self._ids[markup] = f"{prefix}-{index}"
        return self._ids[markup]

    def __str__(self) -> str:
        if not self._ids:
            return ""
        inner = "\n".join(markup.replace("@id@", id_) for markup, id_ in self._ids.items())
        return f"<defs>\n{inner}\n</defs>"

    def fill(self, fill: Fill | None, box: Box) -> Attributes:
        """Attributes that paint ``fill`` over ``box``."""
        if fill is None:
            return {"fill": "none"}
        if not isinstance(fill, Gradient):
            return color_attributes(fill, "fill")
        return {"fill": f"url(#{self._add('gradient', _gradient(fill, box))})"}

    def shadow(self, shadow: Shadow, box: Box) -> str:
        """The ``filter`` value for a shadow of what fills ``box``."""
        reach = shadow.blur * _SHADOW_REACH + 1
        x, y, w, h = box
        left, top = x + min(shadow.dx, 0) - reach, y + min(shadow.dy, 0) - reach
        color = color_attributes(shadow.color, "flood")
        effect = tag(
            "feDropShadow",
            {
                "dx": shadow.dx,
                "dy": shadow.dy,
                "stdDeviation": shadow.blur / 2,
                "flood-color": str(color["flood"]),
                "flood-opacity": color.get("flood-opacity"),
            },
        )
        frame = {
            "id": "@id@",
            "filterUnits": "userSpaceOnUse",
            "color-interpolation-filters": "sRGB",
            "x": left,
            "y": top,
            "width": w + abs(shadow.dx) + 2 * reach,
            "height": h + abs(shadow.dy) + 2 * reach,
        }
        return f"url(#{self._add('shadow', tag('filter', frame, effect))})"

    def clip(self, box: Box, radius: float) -> str:
        """The ``clip-path`` value for a box with rounded corners."""
        return (
            f"url(#{self._add('clip', tag('clipPath', {'id': '@id@'}, tag('rect', rectangle(box, radius))))})"
        )


def rectangle(box: Box, radius: float = 0.0) -> Attributes:
    """Attributes of a ``<rect>``; the radius at most half the lesser side."""
    radius = min(radius, box[2] / 2, box[3] / 2)
    x, y, w, h = box
    return {"x": x, "y": y, "width": w, "height": h, "rx": radius if radius > 0 else None}


def _gradient(gradient: Gradient, box: Box) -> str:
    """Gradient over a box, corner to corner along its angle as in CSS; radial to the farthest corner."""
    x, y, w, h = box
    center_x, center_y = x + w / 2, y + h / 2
    stops = "".join(
        tag("stop", {"offset": position, **_stop_color(color)})
        for position, color in sorted(gradient.stops, key=lambda stop: stop[0])
    )
    frame: Attributes = {"id": "@id@", "gradientUnits": "userSpaceOnUse"}
    if gradient.kind == "radial":
        matrix = (w / math.sqrt(2), 0, 0, h / math.sqrt(2), center_x, center_y)
        frame |= {
            "cx": 0.0,
            "cy": 0.0,
            "r": 1.0,
            "gradientTransform": f"matrix({' '.join(map(number, matrix))})",
        }
        return tag("radialGradient", frame, stops)
    angle = math.radians(gradient.angle)
    half = (abs(math.cos(angle)) * w + abs(math.sin(angle)) * h) / 2
    dx, dy = half * math.cos(angle), half * math.sin(angle)
    frame |= {"x1": center_x - dx, "y1": center_y - dy, "x2": center_x + dx, "y2": center_y + dy}
    return tag("linearGradient", frame, stops)


def _stop_color(color: str) -> Attributes:
    attributes = color_attributes(color, "stop")
    return {"stop-color": attributes["stop"], "stop-opacity": attributes.get("stop-opacity")}
