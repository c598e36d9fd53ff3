"""What a style asks of a draft: its colours, type, corners, margins and bones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from jaxdesign.design.color import mixed
from jaxdesign.direction.palettes import TEXT_CONTRAST, Palette, chroma, contrast, distance, palette_of
from jaxdesign.direction.typefaces import Typefaces
from jaxdesign.style.profile import PaletteColor, StyleProfile

_SAME = 0.05
"""OKLab distance within which two colours of a style are one to a draft."""
_GREY = 0.08
"""OKLab chroma up to which a second colour of words is one for running text."""
_MAX_PALETTES, _MAX_OTHERS = 3, 4
_SECOND = 0.1
"""Least share of a style's second ground, of its first's, to be one of panels."""
_MARGINS = (0.035, 0.13)
_SERIFS = frozenset({"serif", "slab"})


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is fixed by a style; what is left out is free."""

    palettes: tuple[Palette, ...] = ()
    faces: tuple[Typefaces, ...] = ()
    radius: float | None = None
    """Of corners, as a multiple of the small type size."""
    margin: float | None = None
    """As a part of the root of the canvas area."""
    small: float | None = None
    """Size of small type as a part of the root of the canvas area."""
    headline: float | None = None
    """Greatest size of the headline, as a part of the canvas' shorter side."""
    words: frozenset[str] = frozenset()
    """Styles that its structures are of."""


FREE = Look()
"""A look that asks for nothing."""


def look_of(profile: StyleProfile) -> Look:
    """What drafts take over of a profile."""
    traits = {name: trait.mean for name, trait in profile.traits.items()}
    radius = traits.get("radius")
    margins = [traits[name] for name in ("margin_across", "margin_down") if name in traits]
    return Look(
        palettes=palettes_of(profile),
        faces=faces_of(profile),
        radius=None if radius is None else 1.18 * float(np.clip(radius, 0, 1)),
        margin=float(np.clip(min(margins), *_MARGINS)) if margins else None,
        small=math.exp(traits["type_size"]) if "type_size" in traits else None,
        headline=math.exp(traits["display_size"]) if "display_size" in traits else None,
        words=_bones(traits),
    )


def _bones(traits: dict[str, float]) -> frozenset[str]:
    words = set()
    words |= {"elegant", "calm"} if traits.get("centred", 0.0) > 0.5 else {"minimal", "editorial"}
    if traits.get("photo", 0.0) > 0.15:
        words.add("photographic")
    if traits.get("vivid", 0.0) > 0.3:
        words |= {"bold", "colourful"}
    return frozenset(words)


def _by_role(profile: StyleProfile, *roles: str) -> list[PaletteColor]:
    """Colours of some roles, the most used first."""
    named = [entry for entry in profile.palette if entry.role in roles]
    return sorted(named, key=lambda entry: -entry.share * (0.25 + entry.presence))


def palettes_of(profile: StyleProfile) -> tuple[Palette, ...]:
    """A palette for each of the grounds that a style uses most."""
    grounds = _by_role(profile, "backdrop") or _by_role(profile, "surface")
    if not grounds:
        return (palette_of([entry.color for entry in profile.palette]),)
    inks, accents = _by_role(profile, "text"), _by_role(profile, "accent")
    surfaces, pictures = _by_role(profile, "surface"), _by_role(profile, "picture")
    most = grounds[0].share * (0.25 + grounds[0].presence)
    used = [g for g in grounds if g.share * (0.25 + g.presence) > 0.3 * most][:_MAX_PALETTES]
    return tuple(_palette_on(ground.color[:7], grounds, inks, accents, surfaces, pictures) for ground in used)


def _palette_on(
    paper: str,
    grounds: list[PaletteColor],
    inks: list[PaletteColor],
    accents: list[PaletteColor],
    surfaces: list[PaletteColor],
    pictures: list[PaletteColor],
) -> Palette:
    readable, others = (
        [entry.color[:7] for entry in entries if contrast(entry.color[:7], paper) >= TEXT_CONTRAST]
        for entries in (inks, [*grounds, *surfaces, *pictures])
    )
    ink = next(iter([*readable, *others]), None) or _made_readable(inks, paper)
    named = [entry.color[:7] for entry in (*accents, *grounds, *inks, *surfaces)]
    apart = [c for c in named if min(distance(c, paper), distance(c, ink)) > _SAME]
    accent = next((c for c in apart if chroma(c) > _GREY), apart[0] if apart else ink)
    near = [s.color[:7] for s in surfaces if contrast(ink, s.color[:7]) >= TEXT_CONTRAST]
    tint = next((c for c in near if distance(c, paper) > 0.01), mixed(paper, accent, 0.1))
    further = [entry.color[:7] for entry in (*accents, *grounds, *pictures, *surfaces, *inks)]
    rest = [color for color in further if color not in (paper, ink, accent, tint)]
    quieter = [color for color in readable if chroma(color) < _GREY and distance(color, ink) > _SAME]
    return Palette(
        paper=paper,
        ink=ink,
        accent=accent,
        tint=tint,
        others=_apart(rest, (paper, accent)),
        quieter=quieter[0] if quieter else None,
        second=_second_ground(paper, grounds),
    )


def _made_readable(inks: list[PaletteColor], paper: str) -> str:
    """The ink that a style uses most, darkened or lightened until it reads on a paper."""
    plain = palette_of([paper]).on(paper)
    if not inks:
        return plain
    steps = (mixed(inks[0].color[:7], plain, share) for share in np.linspace(0, 1, 11))
    return next((color for color in steps if contrast(color, paper) >= TEXT_CONTRAST), plain)


def _second_ground(paper: str, grounds: list[PaletteColor]) -> str | None:
    """The ground that a style uses most beside a paper; None where it has hardly another."""
    most = max(ground.share for ground in grounds) if grounds else 0.0
    used = (ground.color[:7] for ground in grounds if ground.share >= _SECOND * most)
    return next((color for color in used if distance(color, paper) > 2 * _SAME), None)


def _apart(colors: list[str], taken: tuple[str, ...]) -> tuple[str, ...]:
    """The first few colours that are none of those before them."""
    kept: list[str] = []
    for color in colors:
        if all(distance(color, other) > 2 * _SAME for other in (*taken, *kept)):
            kept.append(color)
    return tuple(kept[:_MAX_OTHERS])


def faces_of(profile: StyleProfile) -> tuple[Typefaces, ...]:
    """The families that a style sets its words in, with its weights and case."""
    traits = {name: trait.mean for name, trait in profile.traits.items()}
    by_role = {
        role: sorted((f for f in profile.faces if f.role == role), key=lambda face: -face.share)
        for role in ("display", "body")
    }
    display, body = by_role["display"], by_role["body"] or by_role["display"]
    if not body:
        return ()
    weight = round(float(np.clip(traits.get("display_weight", 7.0), 1, 9))) * 100
    return tuple(
        Typefaces(
            display=face.family,
            display_weight=weight,
            text=body[0].family,
            strong=700 if weight >= 600 else 600,
            case="upper" if traits.get("uppercase", 0.0) > 0.6 else "none",
            tracking=float(np.clip(traits.get("tracking", 0.0), -0.04, 0.12)),
            leading=1.15 if face.style_class in _SERIFS else 1.08,
        )
        for face in (display or body)[:2]
    )
