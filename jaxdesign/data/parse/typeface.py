"""Which face sets a line of text, at what size: by setting its words in every face and comparing pixels."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.glyphs import coverage_of, ink_size
from jaxdesign.data.parse.ink import extent
from jaxdesign.data.parse.lines import TextLine
from jaxdesign.data.parse.spacing import word_columns
from jaxdesign.render.fonts import Face, FontRegistry

_BLUR_PX = 0.5
"""What anti-aliasing adds to the height of ink."""
_MISFIT = 0.3
_MOST_TRIED = 48
_MOST_COMPARED = 14
_MAX_SAMPLES = 3
_SAMPLE_LETTERS = 24
_TRACKED_FROM = 0.07
_MAX_TRACKING = 0.45
_CLASS_COST = {
    "sans": 0.0,
    "serif": 0.004,
    "slab": 0.012,
    "mono": 0.012,
    "condensed": 0.012,
    "display": 0.02,
    "hand": 0.02,
}
"""What a face of each class must be better by than a plain one, in correlation."""
_TRACKING_COST = 0.012
_UNUSUAL_WEIGHT = 0.006
_ITALIC_COST = 0.01
_SIZE_COST = 0.12
"""Correlation for a whole natural logarithm between the sizes that width and height tell."""


class Sample(NamedTuple):
    """A word cut out of a line."""

    string: str
    coverage: Float[np.ndarray, "h w"]
    difference: Float[np.ndarray, "h w 3"]
    extent: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        return self.extent[2] - self.extent[0]


class Evidence(NamedTuple):
    """A line and those of its words by which its type is told."""

    line: TextLine
    samples: list[Sample]


class TypeMatch(NamedTuple):
    """A way to set lines, and how like the picture they look."""

    face: Face
    tracking: float
    """In em."""
    correlation: float
    """Of the pixels, 1 at best."""
    score: float
    """The correlation less what makes the face unlikely."""


class _Trial(NamedTuple):
    face: Face
    tracking: float
    cost: float


def samples_of(line: TextLine) -> list[Sample]:
    """The words of a line by which its type is told: the longest, as far as they are needed."""
    words = sorted(word_columns(line.read, line.ink), key=lambda word: -len(word[0]))
    samples: list[Sample] = []
    letters = 0
    for string, start, stop in words:
        coverage = line.ink.coverage[:, start:stop]
        found = extent(coverage)
        if (
            found is None
            or found[2] - found[0] < 2
            or letters >= _SAMPLE_LETTERS
            or len(samples) == _MAX_SAMPLES
        ):
            continue
        if samples and len(string) < 3:
            continue
        samples.append(Sample(string, coverage, line.ink.difference[:, start:stop], found))
        letters += len(string)
    return samples


def _correlation(one: Float[np.ndarray, "h w"], other: Float[np.ndarray, "h w"]) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / math.sqrt(max(float((a * a).sum() * (b * b).sum()), 1e-9)))


def size_of(samples: list[Sample], face: Face, tracking: float, registry: FontRegistry) -> float | None:
    """The size in pixels at which the words are as wide as in the picture; None without their letters."""
    width = in_em = 0.0
    for sample in samples:
        size = ink_size(sample.string, face, registry)
        if size is None:
            return None
        width += sample.width
        in_em += size.width + tracking * (len(sample.string) - 1)
    return width / in_em if in_em > 0 else None


def _trials(evidence: list[Evidence], face: Face, registry: FontRegistry) -> list[_Trial]:
    """Ways to set lines in a face that give them their widths, cheaper where they also give their heights."""
    misfits, gaps, slack = [], 0, 0.0
    for line, samples in evidence:
        by_width, whole = size_of(samples, face, 0.0, registry), ink_size(line.string, face, registry)
        if by_width is None or whole is None:
            return []
        by_height = max(line.ink.height - _BLUR_PX, 1.0) / max(whole.above + whole.below, 0.05)
        misfits.append(math.log(by_width / by_height))
        width = sum(sample.width for sample in samples)
        slack += width / by_height - width / by_width
        gaps += sum(len(sample.string) - 1 for sample in samples)
    misfit = sum(misfits) / len(misfits)
    cost = _CLASS_COST.get(face.style_class, 0.02)
    cost += 0.0 if face.weight in (400, 700) else _UNUSUAL_WEIGHT
    cost += _ITALIC_COST if face.italic else 0.0
    trials = []
    if abs(misfit) <= _MISFIT:
        blur = min(1.2 / evidence[0].line.ink.height, 0.2)
        trials.append(_Trial(face, 0.0, cost + _SIZE_COST * max(abs(misfit) - blur, 0.0)))
    if misfit > _TRACKED_FROM and gaps > 0 and slack / gaps <= _MAX_TRACKING:
        upper = all(line.string.upper() == line.string for line, _ in evidence)
        trials.append(_Trial(face, slack / gaps, cost + _TRACKING_COST * (1 if upper else 2)))
    return trials


def drawn(sample: Sample, face: Face, size_px: float, tracking: float) -> Float[np.ndarray, "h w"] | None:
    """A sample's word set in a face, on the sample's pixels; None where nothing is drawn."""
    return coverage_of(sample.string, face, size_px, sample.extent, sample.coverage.shape[:2], tracking)


def _likeness(trial: _Trial, evidence: list[Evidence], registry: FontRegistry) -> float:
    """Correlation of the words as set with the picture, by their letters; -1 where nothing is drawn."""
    total = weight = 0.0
    for _, samples in evidence:
        size = size_of(samples, trial.face, trial.tracking, registry)
        for sample in samples:
            coverage = None if size is None else drawn(sample, trial.face, size, trial.tracking)
            if coverage is None:
                return -1.0
            total += len(sample.string) * _correlation(coverage, sample.coverage)
            weight += len(sample.string)
    return total / weight if weight else -1.0


def type_matches(
    evidence: list[Evidence], registry: FontRegistry, liked: dict[str, float] | None = None
) -> list[TypeMatch]:
    """Ways to set lines of one type, the likeliest first; empty where no face has their letters.

    ``liked`` are families with what they are ahead of others by, in correlation.
    """
    liked = liked or {}
    trials = [
        trial._replace(cost=trial.cost - liked.get(face.family, 0.0))
        for face in (*registry.faces, *registry.fallbacks)
        for trial in _trials(evidence, face, registry)
    ]
    trials.sort(key=lambda trial: trial.cost)
    some = [Evidence(evidence[0].line, evidence[0].samples[:1])]
    first = [(_likeness(trial, some, registry), trial) for trial in trials[:_MOST_TRIED]]
    first.sort(key=lambda pair: pair[1].cost - pair[0])
    matches = []
    for likeness, trial in first[:_MOST_COMPARED]:
        if len(evidence) > 1 or len(evidence[0].samples) > 1:
            likeness = _likeness(trial, evidence, registry)
        matches.append(TypeMatch(trial.face, trial.tracking, likeness, likeness - trial.cost))
    return sorted(matches, key=lambda match: -match.score)
