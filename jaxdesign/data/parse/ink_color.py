"""The colour of a text's ink where anti-aliased strokes never reach it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.ink import Ink
from jaxdesign.data.parse.typeface import TypeMatch


def in_gamut(ground: Float[np.ndarray, "3"], step: Float[np.ndarray, "3"]) -> Float[np.ndarray, "3"]:
    """``ground + step`` in levels, the step shortened where it leaves 0..255."""
    share = 1.0
    for level, change in zip(ground, step, strict=True):
        room = (255 - level) if change > 0 else level
        if abs(change) > max(room, 0.0):
            share = min(share, max(float(room), 0.0) / abs(float(change)))
    return ground + share * step


def ink_color(ink: Ink, match: TypeMatch) -> Float[np.ndarray, "3"]:
    """Levels of the ink, taken on from the ground through what the strokes show."""
    return ink.color
