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
_MOST_TRIED = 140
_MOST_COMPARED = 18
_MAX_SAMPLES = 2
_SAMPLE_LETTERS = 20
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
_WEIGHT_COST = {400: 0.0, 700: 0.0, 300: 0.004, 500: 0.003, 600: 0.003}
_RARE_WEIGHT = 0.01
_SOFTNESS_PX = 0.35
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
    cost += _WEIGHT_COST.get(face.weight, _RARE_WEIGHT)
    cost += _ITALIC_COST if face.italic else 0.0
    trials = []
    if abs(misfit) <= _MISFIT:
        blur = min(1.2 / evidence[0].line.ink.height, 0.2)
        trials.append(_Trial(face, 0.0, cost + _SIZE_COST * max(abs(misfit) - blur, 0.0)))
    if misfit > _TRACKED_FROM and gaps > 0 and slack / gaps <= _MAX_TRACKING:
        upper = all(line.string.upper() == line.string for line, _ in evidence)
        trials.append(_Trial(face, slack / gaps, cost + _TRACKING_COST * (1 if upper else 2)))
    return trials


def drawn(
    sample: Sample,
    face: Face,
    size_px: float,
    tracking: float,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    softness_px: float = 0.0,
) -> Float[np.ndarray, "h w"] | None:
    """A sample's word set in a face, on the sample's pixels; None where nothing is drawn."""
    shape = sample.coverage.shape[0], sample.coverage.shape[1]
    return coverage_of(
        sample.string, face, size_px, sample.extent, shape, tracking, shift=shift, softness_px=softness_px
    )


def _parabola(before: float, here: float, after: float) -> float:
    """Where between -0.5 and 0.5 the parabola through three values is highest."""
    bend = before - 2 * here + after
    return 0.0 if bend >= -1e-9 else min(max(0.5 * (before - after) / bend, -0.5), 0.5)


def _offset(one: Float[np.ndarray, "h w"], other: Float[np.ndarray, "h w"]) -> tuple[float, float]:
    """How far right and down, at most about a pixel, to move ``one`` for it to lie best on ``other``."""
    scores = np.full((3, 3), -1.0)
    padded = np.pad(one, 1)
    for dy in range(3):
        for dx in range(3):
            moved = padded[2 - dy : 2 - dy + one.shape[0], 2 - dx : 2 - dx + one.shape[1]]
            scores[dy, dx] = _correlation(moved, other)
    y, x = np.unravel_index(int(np.argmax(scores)), scores.shape)
    fine_x = _parabola(*scores[y]) if x == 1 else 0.0
    fine_y = _parabola(*scores[:, x]) if y == 1 else 0.0
    return float(x - 1 + fine_x), float(y - 1 + fine_y)


def _word_likeness(sample: Sample, trial: _Trial, size_px: float, aligned: bool) -> float:
    coverage = drawn(sample, trial.face, size_px, trial.tracking, softness_px=_SOFTNESS_PX)
    if coverage is None:
        return -1.0
    plain = _correlation(coverage, sample.coverage)
    if not aligned:
        return plain
    shift = _offset(coverage, sample.coverage)
    moved = drawn(sample, trial.face, size_px, trial.tracking, shift=shift, softness_px=_SOFTNESS_PX)
    return plain if moved is None else max(plain, _correlation(moved, sample.coverage))


def _likeness(trial: _Trial, evidence: list[Evidence], registry: FontRegistry, *, aligned: bool) -> float:
    """Correlation of the words as set with the picture, by their letters; -1 where nothing is drawn."""
    total = weight = 0.0
    for _, samples in evidence:
        size = size_of(samples, trial.face, trial.tracking, registry)
        if size is None:
            return -1.0
        for sample in samples:
            total += len(sample.string) * _word_likeness(sample, trial, size, aligned)
            weight += len(sample.string)
    return total / weight if weight else -1.0


def type_matches(evidence: list[Evidence], registry: FontRegistry) -> list[TypeMatch]:
    """Ways to set lines of one type, the likeliest first; empty where no face has their letters."""
    trials = [
        trial
        for face in (*registry.faces, *registry.fallbacks)
        for trial in _trials(evidence, face, registry)
    ]
    trials.sort(key=lambda trial: trial.cost)
    some = [Evidence(evidence[0].line, evidence[0].samples[:1])]
    first = [(_likeness(trial, some, registry, aligned=False), trial) for trial in trials[:_MOST_TRIED]]
    first.sort(key=lambda pair: pair[1].cost - pair[0])
    matches = []
    for _, trial in first[:_MOST_COMPARED]:
        likeness = _likeness(trial, evidence, registry, aligned=True)
        matches.append(TypeMatch(trial.face, trial.tracking, likeness, likeness - trial.cost))
    return sorted(matches, key=lambda match: -match.score)
