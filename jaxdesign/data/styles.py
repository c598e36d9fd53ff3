"""Style tags and tone of a design, from what is measured of it."""

from __future__ import annotations

import numpy as np

from jaxdesign.data.measures import Measures

STYLES = (
    "minimal", "bold", "vintage", "corporate", "playful", "elegant", "dark", "light", "colourful",
    "editorial", "photographic", "geometric", "handmade",
)  # fmt: skip

_SANS = ("sans", "condensed")
_SERIF = ("serif", "slab")
_BROWN_HUE = (35.0, 105.0)
"""Degrees in OKLab, from brown to straw."""


def styles_of(m: Measures) -> tuple[str, ...]:
    """The tags that hold, in the order of ``STYLES``."""
    heavy, thin = m.display_weight >= 700, m.display_weight <= 300
    ground = float(m.palette.shares[0])
    bold = heavy and (m.largest >= 0.105 or m.vivid >= 0.3)
    colourful = m.vivid >= 0.3 or m.hues >= 3
    plain = m.hues <= 1 and ground >= 0.55
    sparse = m.num_texts <= 10 and m.num_words <= 100
    modern = m.display_class in _SANS and m.display_weight >= 500 and m.num_texts >= 3
    airy = thin and m.centered >= 0.9 and m.num_words <= 60
    holds = {
        "minimal": sparse and plain and not (bold and not m.vivid > 0.8),
        "bold": bold or (m.uppercase >= 0.8 and m.display_class == "condensed" and m.largest >= 0.1),
        "vintage": _is_brown(m) and (m.display_class in (*_SERIF, "display") or m.uppercase >= 0.8),
        "corporate": modern and m.hues <= 1 and m.photo_share < 0.5 and not 0.45 <= m.lightness <= 0.9,
        "playful": m.display_class == "hand" or (colourful and m.hues >= 2 and m.serif < 0.5),
        "elegant": m.vivid < 0.2 and ((m.display_class == "serif" and m.display_weight <= 500) or airy),
        "dark": m.lightness < 0.49,
        "light": m.lightness > 0.93,
        "colourful": colourful,
        "editorial": m.num_words >= 60 and m.num_pictures >= 1 and m.display_class in _SERIF,
        "photographic": m.photo_share >= 0.52 and not m.vivid > 0.7,
        "geometric": m.round_share >= 0.04 and colourful,
        "handmade": m.display_class == "hand" or m.hand > 0.3,
    }
    return tuple(style for style in STYLES if holds[style])


def _is_brown(m: Measures) -> bool:
    """True where the largest colour is one that paper and leather have."""
    lightness, a, b = (float(value) for value in m.palette.oklab[0])
    hue = float(np.degrees(np.arctan2(b, a)))
    low, high = _BROWN_HUE
    return low <= hue <= high and 0.02 <= float(np.hypot(a, b)) <= 0.14 and 0.15 <= lightness <= 0.93


def tone_of(m: Measures) -> float:
    """From 0, calm, to 1, energetic: strong colour, large and heavy type, capitals, few empty places."""
    energy = -1.6
    energy += 2.0 * min(m.chroma / 0.15, 1.0) + 1.5 * min(m.largest / 0.2, 1.0)
    energy += 0.8 * (m.display_weight - 400) / 500 + 0.6 * m.uppercase - 0.8 * m.empty_share
    return round(float(1 / (1 + np.exp(-energy))), 3)
