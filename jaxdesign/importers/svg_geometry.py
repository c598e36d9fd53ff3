"""Lengths, transforms and paths of an SVG."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from jaxdesign.errors import InputError

_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_UNITS |= {"q": 96 / 101.6, "em": 16.0, "rem": 16.0, "ex": 8.0}
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*([a-zA-Z]*|%)\s*")
_ORTHOGONAL = 1e-3


def length(value: str | None, whole: float | None = None) -> float | None:
    """A length in user units (CSS pixels); percentages of ``whole``; None if it is not a length."""
    match = _LENGTH.fullmatch(value or "")
    if match is None:
        return None
    number, unit = float(match[1]), match[2].lower()
    if unit == "%":
        return None if whole is None else number / 100 * whole
    return number * _UNITS[unit] if unit in _UNITS else None


def numbers(text: str) -> list[float]:
    """Every number in a list such as ``points``."""
    return [float(v) for v in re.findall(_NUMBER, text)]


class Affine(NamedTuple):
    """``x' = a x + c y + e``, ``y' = b x + d y + f``."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def after(self, inner: Affine) -> Affine:
        """This transform applied after ``inner``."""
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def scales(self) -> tuple[float, float]:
        """Lengths of the images of the two unit vectors."""
        return math.hypot(self.a, self.b), math.hypot(self.c, self.d)

    @property
    def scale(self) -> float:
        """Factor on lengths, the geometric mean of both directions."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    @property
    def rotation(self) -> float:
        """Degrees clockwise."""
        return math.degrees(math.atan2(self.b, self.a))

    @property
    def keeps_right_angles(self) -> bool:
        sx, sy = self.scales
        return sx > 0 and sy > 0 and abs(self.a * self.c + self.b * self.d) <= _ORTHOGONAL * sx * sy

    @property
    def mirrors(self) -> bool:
        return self.a * self.d - self.b * self.c < 0


def parse_transform(text: str | None, name: str = "") -> Affine:
    """The affine map of a ``transform``. Raises ``InputError`` for what is not finite or not known."""
    result = Affine()
    for kind, arguments in re.findall(r"([a-zA-Z]+)\s*\(([^)]*)\)", text or ""):
        result = result.after(_single(kind, numbers(arguments), name))
    if not all(math.isfinite(v) and abs(v) < 1e9 for v in result):
        raise InputError(f"{name}: transform '{(text or '')[:60]}' is not finite.")
    return result


def _single(kind: str, v: list[float], name: str) -> Affine:
    if kind == "matrix" and len(v) == 6:
        return Affine(*v)
    if kind == "translate" and v:
        return Affine(e=v[0], f=v[1] if len(v) > 1 else 0.0)
    if kind == "scale" and v:
        return Affine(a=v[0], d=v[1] if len(v) > 1 else v[0])
    if kind == "rotate" and v:
        cos, sin = math.cos(math.radians(v[0])), math.sin(math.radians(v[0]))
        turn = Affine(cos, sin, -sin, cos)
        if len(v) < 3:
            return turn
        return Affine(e=v[1], f=v[2]).after(turn).after(Affine(e=-v[1], f=-v[2]))
    if kind == "skewX" and v:
        return Affine(c=math.tan(math.radians(v[0])))
    if kind == "skewY" and v:
        return Affine(b=math.tan(math.radians(v[0])))
    raise InputError(f"{name}: transform '{kind}({', '.join(map(str, v))})' is not understood.")


def box_under(
    affine: Affine, x: float, y: float, w: float, h: float, *, keep_turn: bool = False
) -> tuple[tuple[float, float, float, float], float]:
    """Unrotated box and rotation in degrees of a rectangle under a map that keeps right angles.

    A quarter turn becomes an exchange of width and height unless ``keep_turn``.
    """
    sx, sy = affine.scales
    width, height = w * sx, h * sy
    center_x, center_y = affine.point(x + w / 2, y + h / 2)
    rotation = affine.rotation
    quarter = round(rotation / 90)
    if abs(rotation - 90 * quarter) < 1e-6 and (not keep_turn or quarter % 4 == 0):
        if quarter % 2:
            width, height = height, width
        rotation = 0.0
    return (center_x - width / 2, center_y - height / 2, width, height), rotation


def view_box_map(
    view: tuple[float, float, float, float], width: float, height: float, aspect: str | None
) -> Affine:
    """The map from a ``viewBox`` onto ``width x height`` (``preserveAspectRatio``)."""
    sx, sy = width / view[2], height / view[3]
    aspect = (aspect or "xMidYMid meet").strip()
    if aspect.startswith("none"):
        return Affine(a=sx, d=sy, e=-view[0] * sx, f=-view[1] * sy)
    scale = max(sx, sy) if "slice" in aspect else min(sx, sy)
    place = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
    along = re.match(r"x(Min|Mid|Max)Y(Min|Mid|Max)", aspect)
    px, py = (place[along[1]], place[along[2]]) if along else (0.5, 0.5)
    return Affine(
        a=scale,
        d=scale,
        e=(width - view[2] * scale) * px - view[0] * scale,
        f=(height - view[3] * scale) * py - view[1] * scale,
    )


def straight_path(d: str) -> list[tuple[float, float]] | None:
    """The corners of a path of one run of straight lines, without the closing one; None for any other."""
    tokens = re.findall(rf"[a-zA-Z]|{_NUMBER}", d)
    points: list[tuple[float, float]] = []
    x = y = 0.0
    command, i = "", 0
    counts = {"m": 2, "l": 2, "h": 1, "v": 1, "z": 0}
    while i < len(tokens):
        if tokens[i].isalpha():
            command, i = tokens[i], i + 1
        kind = command.lower()
        count = counts.get(kind)
        if count is None or (kind == "m" and points and command not in "lL"):
            return None
        if kind == "z":
            rest = tokens[i:]
            if rest and not (rest[0] in "mM" and len(rest) == 3):
                return None
            break
        if i + count > len(tokens) or any(token.isalpha() for token in tokens[i : i + count]):
            return None
        values, i = [float(v) for v in tokens[i : i + count]], i + count
        relative = command.islower()
        if kind in "ml":
            x, y = (x + values[0], y + values[1]) if relative else (values[0], values[1])
        elif kind == "h":
            x = x + values[0] if relative else values[0]
        else:
            y = y + values[0] if relative else values[0]
        points.append((x, y))
        if kind == "m":
            command = "l" if relative else "L"
    if len(points) > 1 and math.dist(points[0], points[-1]) < 1e-6:
        points.pop()
    return points


def rectangle_of(points: list[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    """x, y, w, h where four points are the corners of an upright rectangle."""
    if len(points) != 4:
        return None
    xs, ys = sorted(p[0] for p in points), sorted(p[1] for p in points)
    slack = 1e-3 * max(xs[3] - xs[0], ys[3] - ys[0], 1e-9)
    pairs = (xs[1] - xs[0], xs[3] - xs[2], ys[1] - ys[0], ys[3] - ys[2])
    neighbours = all(
        abs(a[0] - b[0]) <= slack or abs(a[1] - b[1]) <= slack
        for a, b in zip(points, points[1:] + points[:1], strict=True)
    )
    if max(pairs) > slack or not neighbours or xs[3] - xs[0] <= slack or ys[3] - ys[0] <= slack:
        return None
    return xs[0], ys[0], xs[3] - xs[0], ys[3] - ys[0]
