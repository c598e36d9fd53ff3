"""A style for other tools: design tokens and custom properties of CSS. Equal profiles give equal bytes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.render.font_names import GENERIC
from jaxdesign.style.profile import PaletteColor, StyleProfile

BODY_PX = 16.0
"""What one rem is by default."""
_EXTENSION = "jaxdesign"
_UNSAFE = re.compile(r"[^\w .+-]+")
_CAPITALS_FROM, _CENTRED_FROM = 0.8, 0.5
_STEPS = 3
"""Steps of the type scale above the running size."""


class _Type(NamedTuple):
    families: dict[str, tuple[str, ...]]
    """By role, each ending with a generic one."""
    sizes_rem: dict[str, float]
    weights: dict[str, int]
    line_height: float
    tracking_em: float


def colors_by_name(profile: StyleProfile) -> list[tuple[str, PaletteColor]]:
    """The palette with a name for each colour: its role, and from the second of a role on a number."""
    seen: dict[str, int] = {}
    named = []
    for entry in profile.palette:
        number = seen[entry.role] = seen.get(entry.role, 0) + 1
        named.append((entry.role if number == 1 else f"{entry.role}-{number}", entry))
    return named


def _mean(profile: StyleProfile, trait: str, otherwise: float) -> float:
    return profile.traits[trait].mean if trait in profile.traits else otherwise


def _weight(hundreds: float) -> int:
    return int(min(max(round(hundreds), 1), 9)) * 100


def _families(profile: StyleProfile, role: str) -> tuple[str, ...]:
    faces = [face for face in profile.faces if face.role == role]
    generic = GENERIC.get(faces[0].style_class, "sans-serif") if faces else "sans-serif"
    names = [_UNSAFE.sub("", face.family).strip() for face in faces]
    return (*dict.fromkeys(name for name in names if name and name != generic), generic)


def _type(profile: StyleProfile) -> _Type:
    largest = max(math.exp(_mean(profile, "scale", 0.0)), 1.0)
    sizes = {"body": 1.0}
    sizes |= {f"step-{i}": largest ** (i / _STEPS) for i in range(1, _STEPS)}
    return _Type(
        families={role: _families(profile, role) for role in ("display", "body")},
        sizes_rem={name: round(size, 3) for name, size in (sizes | {"display": largest}).items()},
        weights={
            "display": _weight(_mean(profile, "display_weight", 7.0)),
            "body": _weight(_mean(profile, "weight", 4.0)),
        },
        line_height=round(_mean(profile, "line_height", 1.2), 3),
        tracking_em=round(_mean(profile, "tracking", 0.0), 4) + 0.0,
    )


def to_tokens(profile: StyleProfile) -> str:
    """The style in JSON of the Design Tokens Format Module 2025.10 (W3C Design Tokens Community Group).

    Colours in sRGB by role, with share and presence as an extension; families, weights, sizes in rem and line
    height of type, and both as composite typography; margins, radius and tracking as numbers, since tokens
    have no units relative to a canvas, a box or a type size: fractions of the canvas' sides, of half the
    shorter side of a box, and em.
    """
    kind = _type(profile)
    tokens: dict[str, Any] = {
        "$description": f"Style '{profile.name}' of {profile.num_references} references.",
        "color": {"$type": "color"} | {name: _color(entry) for name, entry in colors_by_name(profile)},
        "font": {
            "family": {"$type": "fontFamily"}
            | {role: {"$value": list(names)} for role, names in kind.families.items()},
            "weight": {"$type": "fontWeight"}
            | {role: {"$value": weight} for role, weight in kind.weights.items()},
            "size": {"$type": "dimension"}
            | {name: {"$value": {"value": size, "unit": "rem"}} for name, size in kind.sizes_rem.items()},
            "line-height": {"$type": "number", "$value": kind.line_height},
            "tracking": {"$type": "number", "$value": kind.tracking_em},
        },
        "typography": {"$type": "typography"}
        | {role: {"$value": _typography(role, kind)} for role in kind.families},
        "margin": {"$type": "number"}
        | {
            name: {"$value": round(_mean(profile, trait, 0.08), 4)}
            for name, trait in (("across", "margin_across"), ("down", "margin_down"))
        },
        "radius": {"$type": "number", "$value": round(_mean(profile, "radius", 0.0), 4)},
    }
    return json.dumps(tokens, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _color(entry: PaletteColor) -> dict[str, Any]:
    red, green, blue, alpha = srgb_from_hex(entry.color)
    components = [round(value, 4) for value in (red, green, blue)]
    return {
        "$value": {
            "colorSpace": "srgb",
            "components": components,
            "alpha": round(alpha, 4),
            "hex": entry.color[:7],
        },
        "$extensions": {_EXTENSION: {"share": entry.share, "presence": entry.presence}},
    }


def _typography(role: str, kind: _Type) -> dict[str, Any]:
    size = kind.sizes_rem[role]
    return {
        "fontFamily": f"{{font.family.{role}}}",
        "fontSize": f"{{font.size.{role}}}",
        "fontWeight": f"{{font.weight.{role}}}",
        "letterSpacing": {"value": round(kind.tracking_em * size, 4), "unit": "rem"},
        "lineHeight": "{font.line-height}",
    }


def to_css(profile: StyleProfile) -> str:
    """The style as custom properties of ``:root``."""
    lines = [f"  --{name}: {value};" for name, value in _properties(profile)]
    return "\n".join([":root {", *lines, "}"]) + "\n"


def _properties(profile: StyleProfile) -> Iterator[tuple[str, str]]:
    kind = _type(profile)
    for name, entry in colors_by_name(profile):
        yield f"color-{name}", entry.color
    for role, names in kind.families.items():
        quoted = [f'"{name}"' for name in names[:-1]]
        yield f"font-family-{role}", ", ".join([*quoted, names[-1]])
    for role, weight in kind.weights.items():
        yield f"font-weight-{role}", str(weight)
    for name, size in kind.sizes_rem.items():
        yield f"font-size-{name}", f"{size:g}rem"
    yield "line-height", f"{kind.line_height:g}"
    yield "letter-spacing", f"{kind.tracking_em:g}em"
    yield "text-transform", "uppercase" if _mean(profile, "uppercase", 0.0) >= _CAPITALS_FROM else "none"
    yield "text-align", "center" if _mean(profile, "centred", 0.0) >= _CENTRED_FROM else "start"
    yield "margin-inline", f"{100 * _mean(profile, 'margin_across', 0.08):.2f}%"
    yield "margin-block", f"{100 * _mean(profile, 'margin_down', 0.08):.2f}%"
    yield "radius", f"{50 * _mean(profile, 'radius', 0.0):.1f}%"
