"""The colour of a text's ink where anti-aliased strokes never reach it.

What the strokes' cores show is taken on from the ground as far as the face says that they fall short. Small
type leaves a range; within it the inks that large type of the same design shows, and those that designs use
most, are likelier than others.
"""

from __future__ import annotations

import math
from typing import NamedTuple

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
_THICK = 0.95
"""Coverage of the core from which its colour is the ink's."""
_LARGE_PX = 20.0
"""Height of ink from which thick strokes show their own chroma."""
_LEAST_LUMA_SHARE = 0.15
_USUAL = (((255, 255, 255), 1.0), ((0, 0, 0), -0.6), ((33, 37, 41), -0.4), ((51, 51, 51), -0.9))
"""Inks and the logarithm of how much likelier they are, counted over the texts of designs by source."""
_OWN = 0.8
"""The same for the inks of large type in the same design."""
_UNLISTED = -1.6
"""The same for the colour seen itself."""
_BLACK_LEVEL = 12.0


class InkEstimate(NamedTuple):
    """What strokes tell of their ink. Levels 0..255; the step may lead out of them."""

    under: Float[np.ndarray, "3"]
    step: Float[np.ndarray, "3"]
    """From the ground to the ink."""
    reached: float
    """How much of a pixel the cores cover, 0 to 1."""
    weight: float

    @property
    def color(self) -> Float[np.ndarray, "3"]:
        return np.clip(self.under + self.step, 0, 255)


def core_coverage(samples: list[Sample], face: Face, size_px: float, tracking: float) -> float:
    """How much of a pixel the cores of the strokes cover where the words are set in a face, 0 to 1."""
    found = [drawn(sample, face, size_px, tracking) for sample in samples]
    values = [coverage.ravel() for coverage in found if coverage is not None]
    if not values:
        return 1.0
    joined = np.concatenate(values)
    core = joined[joined >= _CORE * float(np.percentile(joined, 98))]
    return min(max(_SHARPER * float(np.median(core)), _LEAST_CORE), 1.0)


def estimated_ink(
    ink: Ink, samples: list[Sample], face: Face, size_px: float, tracking: float, weight: float
) -> InkEstimate:
    """The ink of a line.

    Pictures are stored with coarse chroma, so that thin strokes show the ground's: the direction from the
    ground comes from the sum over all pixels, its length from the luma of the core.
    """
    under = np.median(ink.ground.reshape(-1, 3), axis=0)
    step = ink.color - under
    reached = core_coverage(samples, face, size_px, tracking)
    if reached < _THICK or ink.height < _LARGE_PX:
        total = sum((sample.difference.reshape(-1, 3).sum(axis=0) for sample in samples), np.zeros(3))
        luma, length = float(_LUMA @ total), float(np.linalg.norm(total))
        along = float(_LUMA @ step) / luma if abs(luma) > _LEAST_LUMA_SHARE * length > 0 else 0.0
        step = (total * along if along > 0 else step) / reached
    return InkEstimate(under, step, reached, weight)


def joined_estimate(told: list[InkEstimate]) -> InkEstimate:
    """What lines of one ink tell together: the median, by their weights."""
    if not told:
        return InkEstimate(np.full(3, 255.0), np.full(3, -255.0), _LEAST_CORE, 0.0)
    values = np.array([[*one.under, *one.step, one.reached] for one in told])
    weights = np.array([max(one.weight, 1e-6) for one in told])
    result = np.zeros(7)
    for k in range(7):
        order = np.argsort(values[:, k], kind="stable")
        total = np.cumsum(weights[order])
        result[k] = values[order, k][np.searchsorted(total, total[-1] / 2)]
    return InkEstimate(result[:3], result[3:6], float(result[6]), float(weights.sum()))


def _likelihood(estimate: InkEstimate, color: Float[np.ndarray, "3"]) -> float:
    """Logarithm of how well a colour agrees with an estimate, 0 at best."""
    wanted = color - estimate.under
    length, told = float(np.linalg.norm(wanted)), float(np.linalg.norm(estimate.step))
    if length < 1.0 or told < 1.0:
        return -math.inf
    cosine = float(wanted @ estimate.step) / (length * told)
    if cosine <= 0:
        return -math.inf
    short = 1.0 - estimate.reached
    longer = math.log(told * cosine / length) / (0.03 + 0.22 * short)
    aside = told * math.sqrt(max(1 - cosine**2, 0.0)) / (6.0 + 0.3 * short * told + 0.06 * told)
    return -0.5 * (longer**2 + aside**2)


def settled_inks(estimates: list[InkEstimate]) -> list[Float[np.ndarray, "3"]]:
    """The likeliest colour of each ink, levels 0..255."""
    sure = [estimate.color for estimate in estimates if estimate.reached >= _THICK]
    listed = [(np.array(color, np.float64), bonus) for color, bonus in _USUAL]
    listed += [(color, _OWN) for color in sure]
    result = []
    for estimate in estimates:
        color = estimate.color
        if float(color.max()) <= _BLACK_LEVEL and estimate.reached >= _THICK:
            result.append(np.zeros(3))
            continue
        best, best_score = color, _UNLISTED
        for candidate, bonus in listed if estimate.reached < _THICK else ():
            score = bonus + _likelihood(estimate, candidate)
            if score > best_score:
                best, best_score = candidate, score
        result.append(best)
    return result
