"""Palettes by mood: few colours, each with its part to play, and always legible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.design.color import (
    contrast_ratio,
    hex_from_oklab,
    linear_from_srgb,
    luminance_from_linear,
    mixed,
    oklab_from_hex,
    oklab_from_srgb,
    srgb_from_hex,
)
from jaxdesign.design.tables import table
from jaxdesign.render.pictures import open_picture

TEXT_CONTRAST = 4.6
"""Least WCAG contrast of small type, a little above AA's 4.5."""
LIVELY = 0.06
"""OKLab chroma from which a colour of a real design can be an accent."""
_LARGE_CONTRAST = 3.1
_LOOKED_AT_PX = 64
_PICTURE_COLORS = 12
_PICTURE_CHROMA = 0.035
"""Pictures that have no more than that of their liveliest colour have no hue."""
_DARK_PICTURE = 0.5
"""OKLab lightness."""
_FLAT = 0.035
"""OKLab chroma below which a colour is a grey."""


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Four colours as ``#rrggbb``."""

    paper: str
    """Of the backdrop."""
    ink: str
    """Of the words on it."""
    accent: str
    """Of the one thing that is to be seen first: a button, a panel, a rule."""
    tint: str
    """A second ground, near the paper or between paper and accent."""
    words: frozenset[str] = frozenset()
    """What it suits: styles of the brief and words of its theme."""
    others: tuple[str, ...] = ()
    """Further colours of a style, for figures and painted pictures."""
    quieter: str | None = None
    """A style's own colour of running words."""
    second: str | None = None
    """A style's own second ground; panels are of it, else of the accent."""

    @property
    def panel(self) -> str:
        """The ground of panels."""
        return self.second or self.accent

    @property
    def is_dark(self) -> bool:
        """Whether the paper is dark."""
        return luminance(self.paper) < luminance(self.ink)

    def on(self, ground: str) -> str:
        """Ink or paper, whichever is more legible on a ground; black or white if neither is."""
        for colors in ((self.ink, self.paper), ("#ffffff", "#111111")):
            best = max(colors, key=lambda color: contrast(color, ground))
            if contrast(best, ground) >= TEXT_CONTRAST:
                return best
        return "#000000" if contrast("#000000", ground) > contrast("#ffffff", ground) else "#ffffff"

    def quiet(self, ground: str) -> str:
        """The style's own colour of running words, else the words' a legible step towards the ground."""
        if self.quieter is not None and contrast(self.quieter, ground) >= TEXT_CONTRAST:
            return self.quieter
        strong = self.on(ground)
        for share in (0.24, 0.16, 0.08):
            color = mixed(strong, ground, share)
            if contrast(color, ground) >= TEXT_CONTRAST + 0.4:
                return color
        return strong

    def accent_on(self, ground: str, *, large: bool) -> str:
        """The accent where it is legible on a ground, else the words' colour."""
        least = _LARGE_CONTRAST if large else TEXT_CONTRAST
        return self.accent if contrast(self.accent, ground) >= least else self.on(ground)

    def reversed(self) -> Palette:
        """Words on the accent: paper and accent change places."""
        ink = self.on(self.accent)
        accent = self.paper if contrast(self.paper, self.accent) >= _LARGE_CONTRAST else ink
        away = "#ffffff" if luminance(ink) < luminance(self.accent) else "#000000"
        tint = mixed(self.accent, away, 0.12)
        others = tuple(color for color in (self.paper, *self.others) if color != accent)
        return replace(
            self,
            paper=self.accent,
            ink=ink,
            accent=accent,
            tint=tint,
            others=others,
            quieter=None,
            second=None,
        )

    def on_panel(self) -> Palette:
        """Words on the ground of panels, where the accent stays the style's own if it is seen there."""
        turned = replace(self, accent=self.panel).reversed()
        is_seen = self.second is not None and contrast(self.accent, self.second) >= _LARGE_CONTRAST
        return replace(turned, accent=self.accent) if is_seen else turned


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1."""
    return float(luminance_from_linear(linear_from_srgb(np.array(srgb_from_hex(color)[:3]))))


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    return float(contrast_ratio(*(np.array(srgb_from_hex(color)[:3]) for color in (first, second))))


def distance(first: str, second: str) -> float:
    """Of two colours in OKLab."""
    return float(np.linalg.norm(oklab_from_hex(first) - oklab_from_hex(second)))


def chroma(color: str) -> float:
    """Of a colour in OKLab: 0 for greys, about 0.3 at most."""
    return float(np.hypot(*oklab_from_hex(color)[1:]))


def palette_of(colors: Sequence[str], *, dark: bool | None = None, paper: str | None = None) -> Palette:
    """Colours, the most important first, each given its part; the paper's may be given.

    The paper is the first that is light or dark enough to read on, or as ``dark`` asks; where no two of the
    colours are legible on each other, a near-white or near-black of their hue is added.
    """
    named = list(dict.fromkeys(color[:7] for color in colors))
    vivid = [color for color in named if chroma(color) >= _FLAT]
    extremes = [c for c in named if luminance(c) > 0.6 or luminance(c) < 0.06]
    if dark is not None:
        extremes = [c for c in extremes if (luminance(c) < 0.06) == dark]
    hue = oklab_from_hex((vivid or named)[0])
    if paper is None:
        paper = extremes[0] if extremes else _near(hue, 0.2 if dark else 0.97)
    others = [c for c in named if c != paper]
    inks = [c for c in others if contrast(c, paper) >= 7]
    ink = max(inks, key=lambda c: contrast(c, paper)) if inks else _readable(hue, paper)
    accents = [c for c in vivid if c not in (paper, ink)] or [c for c in vivid if c != paper] or [ink]
    accent = accents[0]
    rest = [c for c in others if c not in (ink, accent)]
    tint = rest[0] if rest and contrast(rest[0], ink) >= TEXT_CONTRAST else mixed(paper, accent, 0.12)
    return Palette(paper=paper, ink=ink, accent=accent, tint=tint)


def palettes_of_picture(href: str) -> list[Palette]:
    """A light and a dark palette of a picture's hues, the one nearer to it first; none for a grey picture."""
    picture = open_picture(href).convert("RGBA")
    picture.thumbnail((_LOOKED_AT_PX, _LOOKED_AT_PX), PillowImage.Resampling.BOX)
    few = picture.convert("RGB").quantize(_PICTURE_COLORS, method=PillowImage.Quantize.MEDIANCUT, kmeans=2)
    shown = np.asarray(picture)[..., 3].ravel() / 255
    counts = np.bincount(np.asarray(few).ravel(), weights=shown, minlength=_PICTURE_COLORS)
    values = np.zeros((_PICTURE_COLORS, 3))
    held = np.asarray(few.getpalette(), np.float64).reshape(-1, 3)[:_PICTURE_COLORS] / 255
    values[: len(held)] = held
    labs = np.asarray(oklab_from_srgb(values))
    chromas = np.hypot(labs[:, 1], labs[:, 2])
    liveliest = int(np.argmax(np.sqrt(counts) * chromas))
    if chromas[liveliest] < _PICTURE_CHROMA or counts[liveliest] <= 0:
        return []
    ground = np.average(labs, axis=0, weights=counts)
    turn = labs[liveliest, 1:] / chromas[liveliest]
    lively = float(np.clip(1.25 * chromas[liveliest], 0.11, 0.19))
    light, dark = (
        Palette(
            paper=_near(ground, paper),
            ink=_near(ground, ink),
            accent=hex_from_oklab(np.array([lightness, *(lively * turn)])),
            tint=_near(labs[liveliest], tint),
        )
        for paper, ink, lightness, tint in ((0.975, 0.2, 0.53, 0.92), (0.2, 0.97, 0.76, 0.29))
    )
    return [dark, light] if ground[0] < _DARK_PICTURE else [light, dark]


def _near(hue: np.ndarray, lightness: float) -> str:
    return hex_from_oklab(np.array([lightness, *(0.15 * hue[1:])]))


def _readable(hue: np.ndarray, paper: str) -> str:
    return _near(hue, 0.22) if luminance(paper) > 0.2 else _near(hue, 0.97)


def _read() -> tuple[Palette, ...]:
    rows = table("jaxdesign.direction", "palettes.csv")
    return tuple(
        Palette(
            paper=row["paper"],
            ink=row["ink"],
            accent=row["accent"],
            tint=row["tint"],
            words=frozenset(row["words"].split()),
        )
        for row in rows
    )


PALETTES: tuple[Palette, ...] = _read()
"""Made by hand; the part of each colour is fixed, so that its contrasts are known."""
