"""CSS colours, gradients and shadows, as browsers compute them, to the document's paints."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Gradient, Shadow

_COLOR = re.compile(r"rgba?\(([^)]*)\)|#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|\btransparent\b")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_GRADIENT = re.compile(
    r"(?:-webkit-|-moz-|-o-)?(?:repeating-)?(linear|radial|conic)-gradient\(|-webkit-gradient\("
)
_SIDES = {"right": 0.0, "bottom": 90.0, "left": 180.0, "top": 270.0}
_MAX_STOPS = 16


def hex_from_levels(rgba: Sequence[float] | None) -> str | None:
    """``#rrggbb[aa]`` of channels 0..255 and alpha 0..1; None if there is none or it is transparent."""
    if not rgba or len(rgba) < 3 or (len(rgba) > 3 and rgba[3] <= 0):
        return None
    alpha = rgba[3] if len(rgba) > 3 else 1.0
    return hex_from_srgb((rgba[0] / 255, rgba[1] / 255, rgba[2] / 255, alpha))


def _levels(match: re.Match[str]) -> list[float] | None:
    found = match.group(0)
    if found == "transparent":
        return [0.0, 0.0, 0.0, 0.0]
    if found.startswith("#"):
        digits = found[1:]
        if len(digits) == 3:
            digits = "".join(2 * digit for digit in digits)
        values = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]
        return [*values[:3], values[3] / 255 if len(values) == 4 else 1.0]
    values = [float(v) for v in re.findall(_NUMBER, match.group(1))]
    return values if len(values) in (3, 4) else None


def color(css: str | None) -> str | None:
    """The first colour in a CSS value; None if there is none or it is transparent."""
    match = _COLOR.search(css or "")
    return hex_from_levels(_levels(match)) if match else None


def _layers(css: str) -> list[tuple[str, str]]:
    """Name and arguments of every gradient among the layers of a ``background-image``."""
    found = []
    for match in _GRADIENT.finditer(css):
        depth, end = 1, match.end()
        while end < len(css) and depth:
            depth += {"(": 1, ")": -1}.get(css[end], 0)
            end += 1
        found.append((match.group(0)[:-1], css[match.end() : end - (depth == 0)]))
    return found


def _angle(name: str, arguments: str) -> float:
    """Degrees clockwise from rightwards of a linear gradient."""
    head = arguments.split("rgb")[0].split("#")[0]
    degrees = re.search(rf"({_NUMBER})deg", head)
    prefixed = name.startswith("-")
    if degrees:
        return -float(degrees.group(1)) if prefixed else float(degrees.group(1)) - 90.0
    points = re.match(r"\s*linear,\s*([\d.]+)%\s+([\d.]+)%,\s*([\d.]+)%\s+([\d.]+)%", arguments)
    if points:
        x0, y0, x1, y1 = (float(v) for v in points.groups())
        return 0.0 if abs(x1 - x0) > abs(y1 - y0) else (90.0 if y1 >= y0 else 270.0)
    sides = [side for side in re.findall(r"[a-z]+", head) if side in _SIDES]
    if not sides:
        return 90.0
    vertical = next((side for side in sides if side in ("top", "bottom")), None)
    across = next((side for side in sides if side in ("left", "right")), None)
    angle = {
        ("bottom", "right"): 45.0, ("bottom", "left"): 135.0, ("top", "left"): 225.0, ("top", "right"): 315.0,
    }.get((vertical, across), _SIDES[sides[0]])  # fmt: skip
    return (angle + 180.0) % 360.0 if prefixed else angle


def gradient(css: str | None) -> Gradient | None:
    """The lowest gradient of a CSS ``background-image``; None where there is none with two colours."""
    for name, arguments in reversed(_layers(css or "")):
        stops: list[tuple[float | None, str]] = []
        for match in _COLOR.finditer(arguments):
            levels = _levels(match)
            if levels is None:
                continue
            hex_ = hex_from_levels(levels)
            if hex_ is None:
                hex_ = hex_from_srgb((levels[0] / 255, levels[1] / 255, levels[2] / 255, 0.0))
            where = re.match(rf"\s*({_NUMBER})%", arguments[match.end() :])
            stops.append((min(max(float(where.group(1)) / 100, 0.0), 1.0) if where else None, hex_))
        if len(stops) < 2 or all(hex_.endswith("00") and len(hex_) == 9 for _, hex_ in stops):
            continue
        placed = _placed(stops[:_MAX_STOPS])
        kind = "radial" if "radial" in name else "linear"
        return Gradient(kind=kind, angle=0.0 if kind == "radial" else _angle(name, arguments), stops=placed)
    return None


def _placed(stops: list[tuple[float | None, str]]) -> tuple[tuple[float, str], ...]:
    """Stops with every position given: those without stand evenly between their neighbours."""
    places = [place for place, _ in stops]
    places[0] = 0.0 if places[0] is None else places[0]
    places[-1] = 1.0 if places[-1] is None else places[-1]
    known = [i for i, place in enumerate(places) if place is not None]
    for start, end in itertools.pairwise(known):
        low, high = places[start] or 0.0, places[end] or 0.0
        for i in range(start + 1, end):
            places[i] = low + (high - low) * (i - start) / (end - start)
    rising, result = 0.0, []
    for place, (_, hex_) in zip(places, stops, strict=True):
        rising = max(rising, place or 0.0)
        result.append((rising, hex_))
    return tuple(result)


def shadow(css: str | None) -> Shadow | None:
    """The first outer shadow of a CSS ``box-shadow`` that can be seen."""
    for part in re.split(r",(?![^(]*\))", css or ""):
        match = _COLOR.search(part)
        hex_ = color(part)
        if match is None or hex_ is None or "inset" in part:
            continue
        rest = part[: match.start()] + part[match.end() :]
        lengths = [float(v) for v in re.findall(rf"({_NUMBER})(?:px|\b)", rest)]
        if len(lengths) < 2 or not any(lengths):
            continue
        blur = max(lengths[2], 0.0) if len(lengths) > 2 else 0.0
        return Shadow(dx=lengths[0], dy=lengths[1], blur=blur, color=hex_)
    return None
