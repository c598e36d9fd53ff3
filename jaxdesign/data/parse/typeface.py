"""Which face sets a line of text, at what size: by setting it in every face and comparing the pixels."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.glyphs import InkSize, coverage_of, ink_size
from jaxdesign.data.parse.ink import Ink
from jaxdesign.render.fonts import Face, FontRegistry

_BLUR_PX = 0.5
"""What anti-aliasing adds to the height of ink."""
_MISFIT = 0.3
_MOST_TRIED = 44
_TRACKED_FROM = 0.07
_MAX_TRACKING = 0.45
_PLAIN = {
    "sans": 0.0,
    "serif": 0.006,
    "slab": 0.02,
    "mono": 0.02,
    "condensed": 0.015,
    "display": 0.03,
    "hand": 0.03,
}
"""What a face of each class must be better by than a plain one, in correlation."""
_TRACKING_COST = 0.012
_UNUSUAL_WEIGHT = 0.01
_SIZE_COST = 0.12
"""Correlation for a whole natural logarithm between the sizes that width and height tell."""


class TypeMatch(NamedTuple):
    """A face in which a line looks as it does in the picture."""

    face: Face
    size_px: float
    tracking: float
    """In em."""
    correlation: float
    """Of the pixels, 1 at best."""
    ink_area: float
    """Pixels that the ink would cover if it covered each wholly."""


class _Trial(NamedTuple):
    face: Face
    size_px: float
    tracking: float
    cost: float


def _correlation(one: Float[np.ndarray, "h w"], other: Float[np.ndarray, "h w"]) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / math.sqrt(max(float((a * a).sum() * (b * b).sum()), 1e-9)))


def _trials(string: str, ink: Ink, size: InkSize, face: Face) -> list[_Trial]:
    """Ways to set the line in a face that give it its width, cheaper where they also give its height."""
    by_width = ink.width / size.width
    by_height = max(ink.height - _BLUR_PX, 1.0) / max(size.above + size.below, 0.05)
    misfit = math.log(by_width / by_height)
    blur = min(1.5 / ink.height, 0.25)
    cost = _PLAIN.get(face.style_class, 0.02)
    cost += 0.0 if face.weight in (400, 700) else _UNUSUAL_WEIGHT
    cost += 0.01 if face.italic else 0.0
    trials = []
    if abs(misfit) <= _MISFIT:
        trials.append(_Trial(face, by_width, 0.0, cost + _SIZE_COST * max(abs(misfit) - blur, 0.0)))
    gaps = sum(1 for _ in string) - 1
    if misfit > _TRACKED_FROM and gaps > 0:
        tracking = (ink.width / by_height - size.width) / gaps
        if tracking <= _MAX_TRACKING:
            loose = 0.0 if string.upper() == string else _TRACKING_COST
            trials.append(_Trial(face, by_height, tracking, cost + _TRACKING_COST + loose))
    return trials


def match_type(string: str, ink: Ink, registry: FontRegistry) -> TypeMatch | None:
    """The face, size and tracking that come nearest to a line's ink; None where no face has its letters."""
    trials = []
    for face in registry.faces:
        size = ink_size(string, face, registry)
        if size is not None:
            trials += _trials(string, ink, size, face)
    trials.sort(key=lambda trial: trial.cost)
    best: TypeMatch | None = None
    best_score = -math.inf
    for trial in trials[:_MOST_TRIED]:
        drawn = coverage_of(
            string, trial.face, trial.size_px, ink.extent, ink.coverage.shape[:2], trial.tracking
        )
        if drawn is None:
            continue
        correlation = _correlation(drawn, ink.coverage)
        if correlation - trial.cost > best_score:
            best_score = correlation - trial.cost
            best = TypeMatch(trial.face, trial.size_px, trial.tracking, correlation, float(drawn.sum()))
    return best
