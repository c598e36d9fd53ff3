"""Type of all lines together: what looks alike is set alike, and a design uses few families."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.glyphs import ink_size
from jaxdesign.data.parse.ink_choice import Setting, chosen_inks
from jaxdesign.data.parse.ink_color import estimated_ink, joined_estimate
from jaxdesign.data.parse.lines import TextLine
from jaxdesign.data.parse.typeface import Evidence, TypeMatch, samples_of, size_of, type_matches
from jaxdesign.design.color import oklab_from_srgb
from jaxdesign.render.fonts import FontRegistry

_SIZE_RATIO = 1.12
_COLOR = 0.09
_SAMPLE_LETTERS = 26
_MOST_LINES = 2
_MOST_INKED_LINES = 3
"""Lines of a look that tell its ink."""
_MOST_SETTINGS = 8
"""Ways to set a look that are weighed for its ink."""
_LIKED = 0.03
"""Correlation by which the family of all letters of a design is ahead."""
_LEAST_SIZE = 1.0
_GENERIC_MIDDLE = 0.35
"""Height above the baseline, in em, of the middle of a line whose letters the face has not."""


class SetLine(NamedTuple):
    """A line with the type it is set in. Pixels of the picture."""

    line: TextLine
    match: TypeMatch
    size: float
    baseline: float
    color: Float[np.ndarray, "3"]
    """Levels 0..255 of the ink."""
    style: int
    """The same number for lines that look alike."""


def _worth(line: TextLine) -> float:
    """How well the type of a line can be told: read surely, on a flat ground, long enough."""
    letters = min(sum(c.isalnum() for c in line.string), _SAMPLE_LETTERS)
    return letters * line.score**4 * (1.0 if line.ink.is_flat else 0.6)


class _Look(NamedTuple):
    size: float
    ink: Float[np.ndarray, "3"]
    ground: Float[np.ndarray, "3"]
    upper: bool


def _look(line: TextLine) -> _Look:
    under = np.median(line.ink.ground.reshape(-1, 3), axis=0) / 255
    return _Look(
        size=line.size,
        ink=line.lab,
        ground=oklab_from_srgb(np.clip(under, 0, 1).astype(np.float32)),
        upper=line.string.upper() == line.string,
    )


def _alike(one: _Look, other: _Look) -> bool:
    return (
        one.upper == other.upper
        and 1 / _SIZE_RATIO < one.size / other.size < _SIZE_RATIO
        and float(np.linalg.norm(one.ink - other.ink)) < _COLOR
        and float(np.linalg.norm(one.ground - other.ground)) < _COLOR
    )


def _styles(lines: list[TextLine]) -> list[list[int]]:
    """Numbers of the lines that look alike, a list for each look; the best told first."""
    looks = [_look(line) for line in lines]
    styles: list[list[int]] = []
    for i in sorted(range(len(lines)), key=lambda i: -_worth(lines[i])):
        style = next((style for style in styles if _alike(looks[style[0]], looks[i])), None)
        if style is None:
            styles.append([i])
        else:
            style.append(i)
    return styles


def _evidence(lines: list[TextLine]) -> list[Evidence]:
    best = sorted(lines, key=lambda line: -_worth(line))[: 2 * _MOST_LINES]
    found = [Evidence(line, samples) for line in best if (samples := samples_of(line))]
    return found[:_MOST_LINES]


def _liked(matched: list[tuple[list[TextLine], list[TypeMatch]]]) -> dict[str, float]:
    """What each family is ahead by, from the letters that it sets best or nearly best."""
    letters: dict[str, float] = {}
    total = 0.0
    for lines, matches in matched:
        count = float(sum(len(line.string) for line in lines))
        total += count
        votes = {match.face.family: 0.0 for match in matches}
        for match in matches:
            votes[match.face.family] = max(
                votes[match.face.family], float(np.exp((match.score - matches[0].score) / 0.015))
            )
        for family, vote in votes.items():
            letters[family] = letters.get(family, 0.0) + vote / sum(votes.values()) * count
    return {family: _LIKED * count / max(total, 1.0) for family, count in letters.items()}


def _baseline(line: TextLine, match: TypeMatch, size: float, registry: FontRegistry) -> float:
    """The baseline, from the middle of the line's ink."""
    ink = ink_size(line.string, match.face, registry)
    offset = (ink.above - ink.below) / 2 if ink is not None else _GENERIC_MIDDLE
    return (line.top + line.bottom) / 2 + offset * size


def _settings(
    lines: list[TextLine], matches: list[TypeMatch], liked: dict[str, float], registry: FontRegistry
) -> list[tuple[TypeMatch, Setting]]:
    """The likeliest ways to set lines of one look, each with the ink that it tells."""
    best = sorted(lines, key=lambda line: -_worth(line))[:_MOST_INKED_LINES]
    evidence = [(line.ink, samples) for line in best if (samples := samples_of(line))]
    result = []
    for match in matches[:_MOST_SETTINGS]:
        told = []
        for ink, samples in evidence:
            size = size_of(samples, match.face, match.tracking, registry)
            if size is None:
                continue
            estimate = estimated_ink(ink, samples, match.face, size, match.tracking)
            if estimate is not None:
                told.append(estimate)
        if told:
            score = match.score + liked.get(match.face.family, 0.0)
            setting = Setting(score, match.correlation, match.face.weight, joined_estimate(told))
            result.append((match, setting))
    return result


def _placed(
    line: TextLine,
    matches: list[TypeMatch],
    color: Float[np.ndarray, "3"],
    number: int,
    registry: FontRegistry,
) -> SetLine:
    """A line in the first match that has its letters."""
    samples = samples_of(line)
    found = ((match, size_of(samples, match.face, match.tracking, registry)) for match in matches)
    match, size = next(((m, s) for m, s in found if s is not None), (matches[0], line.size))
    size = max(size or line.size, _LEAST_SIZE)
    return SetLine(line, match, size, _baseline(line, match, size, registry), color, number)


def set_lines(lines: list[TextLine], registry: FontRegistry) -> list[SetLine]:
    """The lines with their type, without those that no face can set."""
    matched: list[tuple[list[TextLine], list[TypeMatch]]] = []
    for style in _styles(lines):
        members = [lines[i] for i in style]
        evidence = _evidence(members)
        matches = type_matches(evidence, registry) if evidence else []
        if matches:
            matched.append((members, matches))
    liked = _liked(matched)
    looks: list[tuple[list[TextLine], list[TypeMatch], list[tuple[TypeMatch, Setting]]]] = []
    for members, matches in matched:
        preferred = sorted(matches, key=lambda match: -match.score - liked.get(match.face.family, 0.0))
        settings = _settings(members, preferred, liked, registry)
        if settings:
            looks.append((members, preferred, settings))
    inks = chosen_inks([[setting for _, setting in settings] for _, _, settings in looks])
    result = []
    for number, ((members, preferred, settings), ink) in enumerate(zip(looks, inks, strict=True)):
        chosen = settings[ink.setting][0]
        order = [chosen, *(match for match in preferred if match is not chosen)]
        result += [_placed(line, order, ink.color, number, registry) for line in members]
    return result
