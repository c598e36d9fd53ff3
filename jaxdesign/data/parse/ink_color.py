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
_LARGE_PX = 16.0
"""Height of ink from which thick strokes show their own chroma."""
_LEAST_LUMA_SHARE = 0.15
_USUAL = (((255, 255, 255), 1.0), ((0, 0, 0), -0.7), ((33, 37, 41), -0.5), ((51, 51, 51), -1.0))
"""Inks and the logarithm of how much likelier they are, counted over the texts of designs by source."""
_OWN = 0.3
"""The same for the inks of large type in the same design."""
_COLORED = 40.0
"""Range of a ground's channels from which it lends its chroma to thin strokes."""
_NEUTRAL_SPREAD = 0.05
_UNLISTED = -1.6
"""The same for the colour seen itself."""
_BLACK_LEVELS = (12.0, 6.0)
"""Highest channel of what is taken for black: in small and in large type."""
_FROM_AREA = 0.35
"""Weight of the length that the covered area tells, beside that of the cores."""


class InkEstimate(NamedTuple):
    """What strokes tell of their ink. Levels 0..255; the step may lead out of them."""

    under: Float[np.ndarray, "3"]
    step: Float[np.ndarray, "3"]
    """From the ground to the ink."""
    reached: float
    """How much of a pixel the cores cover, 0 to 1."""
    height: float
    """Pixels that the ink is high."""
    weight: float

    @property
    def is_sure(self) -> bool:
        """True for large strokes, which show their colour."""
        return self.reached >= _THICK and self.height >= _LARGE_PX

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


def _area_factor(
    sample: Sample, face: Face, size_px: float, tracking: float, step: Float[np.ndarray, "3"]
) -> float:
    """By how much the ink's whole amount makes a step longer or shorter."""
    coverage = drawn(sample, face, size_px, tracking)
    told = float(np.linalg.norm(sample.difference.reshape(-1, 3).sum(axis=0)))
    wanted = float(np.linalg.norm(step)) * (0.0 if coverage is None else float(coverage.sum()))
    if told <= 0 or wanted <= 0:
        return 1.0
    return min(max(told / wanted, 0.5), 2.0) ** _FROM_AREA


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
        total = samples[0].difference.reshape(-1, 3).sum(axis=0)
        luma, length = float(_LUMA @ total), float(np.linalg.norm(total))
        along = float(_LUMA @ step) / luma if abs(luma) > _LEAST_LUMA_SHARE * length > 0 else 0.0
        from_core = (total * along if along > 0 else step) / reached
        step = from_core * _area_factor(samples[0], face, size_px, tracking, from_core)
    return InkEstimate(under, step, reached, ink.height, weight)


def joined_estimate(told: list[InkEstimate]) -> InkEstimate:
    """What lines of one ink tell together: the median, by their weights."""
    if not told:
        return InkEstimate(np.full(3, 255.0), np.full(3, -255.0), _LEAST_CORE, 1.0, 0.0)
    values = np.array([[*one.under, *one.step, one.reached, one.height] for one in told])
    weights = np.array([max(one.weight, 1e-6) for one in told])
    result = np.zeros(8)
    for k in range(8):
        order = np.argsort(values[:, k], kind="stable")
        total = np.cumsum(weights[order])
        result[k] = values[order, k][np.searchsorted(total, total[-1] / 2)]
    return InkEstimate(result[:3], result[3:6], float(result[6]), float(result[7]), float(weights.sum()))


def _likelihood(estimate: InkEstimate, color: Float[np.ndarray, "3"]) -> float:
    """Logarithm of how well a colour agrees with an estimate, 0 at best."""
    wanted = color - estimate.under
    length, told = float(np.linalg.norm(wanted)), float(np.linalg.norm(estimate.step))
    if length < 1.0 or told < 1.0:
        return -math.inf
    cosine = float(wanted @ estimate.step) / (length * told)
    if cosine <= 0:
        return -math.inf
    doubt = 0.15 * (1.0 - estimate.reached) + 0.3 / max(estimate.height, 1.0)
    longer = math.log(told * cosine / length) / (0.03 + doubt)
    spread = 0.08 + 2.5 * doubt if float(np.ptp(estimate.under)) > _COLORED else _NEUTRAL_SPREAD
    aside = told * math.sqrt(max(1 - cosine**2, 0.0)) / (6.0 + spread * told)
    return -0.5 * (longer**2 + aside**2)


def settled_inks(estimates: list[InkEstimate]) -> list[Float[np.ndarray, "3"]]:
    """The likeliest colour of each ink, levels 0..255."""
    listed = [(np.array(color, np.float64), bonus) for color, bonus in _USUAL]
    listed += [(estimate.color, _OWN) for estimate in estimates if estimate.is_sure]
    result = []
    for estimate in estimates:
        best, best_score = estimate.color, _UNLISTED
        for candidate, bonus in () if estimate.is_sure else listed:
            score = bonus + _likelihood(estimate, candidate)
            if score > best_score:
                best, best_score = candidate, score
        is_black = float(best.max()) <= _BLACK_LEVELS[estimate.is_sure]
        result.append(np.zeros(3) if is_black else best)
    return result
