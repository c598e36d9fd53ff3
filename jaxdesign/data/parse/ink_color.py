"""The colour of a text's ink where anti-aliased strokes never reach it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.ink import Ink
from jaxdesign.data.parse.typeface import Sample, drawn
from jaxdesign.render.fonts import Face

_CORE = 0.8
_SHARPER = 1.06
"""Captured type is a little crisper than type set by ``drawn``: its cores cover so much more."""
_LEAST_CORE = 0.25


_LUMA = np.array([0.299, 0.587, 0.114])
_REACHED = 0.95
_BLACK_LEVEL = 12.0
_LEAST_LUMA_SHARE = 0.15


def core_coverage(samples: list[Sample], face: Face, size_px: float, tracking: float) -> float:
    """How much of a pixel the cores of the strokes cover where the words are set in a face, 0 to 1."""
    found = [drawn(sample, face, size_px, tracking) for sample in samples]
    values = [coverage.ravel() for coverage in found if coverage is not None]
    if not values:
        return 1.0
    joined = np.concatenate(values)
    core = joined[joined >= _CORE * float(np.percentile(joined, 98))]
    return min(max(_SHARPER * float(np.median(core)), _LEAST_CORE), 1.0)


def ink_color(
    ink: Ink, samples: list[Sample], face: Face, size_px: float, tracking: float
) -> Float[np.ndarray, "3"]:
    """Levels of the ink: the strokes' core, taken on from the ground as far as the face says.

    Pictures are stored with coarse chroma, so that thin strokes show the ground's: the direction from the
    ground comes from the sum over all pixels, its length from the luma of the core.
    """
    under = np.median(ink.ground.reshape(-1, 3), axis=0)
    step = ink.color - under
    reached = core_coverage(samples, face, size_px, tracking)
    if reached < _REACHED:
        total = sum((sample.difference.reshape(-1, 3).sum(axis=0) for sample in samples), np.zeros(3))
        luma, length = float(_LUMA @ total), float(np.linalg.norm(total))
        along = float(_LUMA @ step) / luma if abs(luma) > _LEAST_LUMA_SHARE * length > 0 else 0.0
        step = (total * along if along > 0 else step) / reached
    color = np.clip(under + step, 0, 255)
    return np.zeros(3) if float(color.max()) <= _BLACK_LEVEL else color
