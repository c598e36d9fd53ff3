"""Style tags and tone of a design, from what is measured of it."""

from __future__ import annotations

import numpy as np

from jaxdesign.data.measures import Measures

STYLES = (
    "minimal", "bold", "vintage", "corporate", "playful", "elegant", "dark", "light", "colourful",
    "editorial", "photographic", "geometric", "handmade",
)  # fmt: skip


def styles_of(m: Measures) -> tuple[str, ...]:
    """The tags that hold, in the order of ``STYLES``."""
    sans = m.display_class in ("sans", "condensed", "display")
    holds = {
        "minimal": m.empty_share > 0.55 and m.num_texts <= 12 and m.num_words < 60 and m.photo_share < 0.4,
        "bold": m.largest > 0.11 or (m.display_weight >= 700 and m.largest > 0.07 and m.uppercase > 0.6),
        "vintage": m.display_class == "slab" or (m.serif > 0.5 and m.uppercase > 0.7),
        "corporate": sans and m.hand == 0 and m.hues <= 2 and m.lightness > 0.9 and m.num_words > 20,
        "playful": m.display_class == "hand" or (m.radius > 0.5 and m.hues >= 3),
        "elegant": (m.display_class == "serif" or m.display_weight <= 300) and m.vivid < 0.25,
        "dark": m.lightness < 0.4,
        "light": m.lightness > 0.93,
        "colourful": m.vivid > 0.35 or m.hues >= 3,
        "editorial": m.display_class == "serif" and m.num_words > 30,
        "photographic": m.photo_share > 0.4,
        "geometric": False,
        "handmade": m.display_class == "hand" or m.hand > 0.3,
    }
    return tuple(style for style in STYLES if holds[style])


def tone_of(m: Measures) -> float:
    """From 0, calm, to 1, energetic: strong colour, large and heavy type, contrast and density."""
    energy = -1.6
    energy += 2.0 * min(m.chroma / 0.15, 1.0) + 1.5 * min(m.largest / 0.2, 1.0)
    energy += 0.8 * (m.display_weight - 400) / 500 + 0.6 * m.uppercase - 0.8 * m.empty_share
    return round(float(1 / (1 + np.exp(-energy))), 3)
