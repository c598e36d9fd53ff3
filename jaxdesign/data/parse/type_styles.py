"""Type of all paragraphs together: what looks alike is set alike, and a design uses few families."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.ink_color import ink_color
from jaxdesign.data.parse.lines import TextLine
from jaxdesign.data.parse.typeface import Evidence, TypeMatch, samples_of, size_of, type_matches
from jaxdesign.design.color import oklab_from_srgb
from jaxdesign.render.fonts import FontRegistry

_SIZE_RATIO = 1.12
_COLOR = 0.09
_SAMPLE_LETTERS = 26
_MOST_LINES = 3
_LIKED = 0.03
"""Correlation by which the family of all letters of a design is ahead."""
_LEAST_SIZE = 1.0


class SetParagraph(NamedTuple):
    """A paragraph with the type it is set in. Pixels of the picture."""

    lines: list[TextLine]
    match: TypeMatch
    size: float
    color: Float[np.ndarray, "3"]
    """Levels 0..255 of the ink."""


def _worth(line: TextLine) -> float:
    """How well the type of a line can be told: read surely, on a flat ground, long enough."""
    letters = min(sum(c.isalnum() for c in line.string), _SAMPLE_LETTERS)
    return letters * line.score**4 * (1.0 if line.ink.is_flat else 0.6)


class _Look(NamedTuple):
    size: float
    ink: Float[np.ndarray, "3"]
    ground: Float[np.ndarray, "3"]
    upper: bool


def _look(lines: list[TextLine]) -> _Look:
    best = max(lines, key=_worth)
    under = np.median(best.ink.ground.reshape(-1, 3), axis=0) / 255
    return _Look(
        size=float(np.median([line.size for line in lines])),
        ink=best.lab,
        ground=oklab_from_srgb(np.clip(under, 0, 1).astype(np.float32)),
        upper=all(line.string.upper() == line.string for line in lines),
    )


def _alike(one: _Look, other: _Look) -> bool:
    return (
        one.upper == other.upper
        and 1 / _SIZE_RATIO < one.size / other.size < _SIZE_RATIO
        and float(np.linalg.norm(one.ink - other.ink)) < _COLOR
        and float(np.linalg.norm(one.ground - other.ground)) < _COLOR
    )


def _styles(blocks: list[list[TextLine]]) -> list[list[int]]:
    """Numbers of the paragraphs that look alike, a list for each look."""
    looks = [_look(lines) for lines in blocks]
    order = sorted(range(len(blocks)), key=lambda i: -sum(_worth(line) for line in blocks[i]))
    styles: list[list[int]] = []
    for i in order:
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


def _size(lines: list[TextLine], match: TypeMatch, registry: FontRegistry) -> float | None:
    """The size at which the face gives the lines their widths, the median over their lengths."""
    told, weights = [], []
    for line in lines:
        size = size_of(samples_of(line), match.face, match.tracking, registry)
        if size is not None:
            told.append(size)
            weights.append(line.width)
    if not told:
        return None
    order = np.argsort(told)
    total = np.cumsum(np.asarray(weights)[order])
    return max(float(np.asarray(told)[order][np.searchsorted(total, total[-1] / 2)]), _LEAST_SIZE)


def _in_style(
    blocks: list[list[TextLine]], matches: list[TypeMatch], registry: FontRegistry
) -> list[SetParagraph]:
    """Paragraphs of one look in the first match that has their letters, in their common colour."""
    sized: list[tuple[list[TextLine], TypeMatch, float]] = []
    colors, weights = [], []
    for lines in blocks:
        found = ((match, _size(lines, match, registry)) for match in matches)
        match, size = next(((m, s) for m, s in found if s is not None), (matches[0], None))
        size = size or float(np.median([line.size for line in lines]))
        sized.append((lines, match, size))
        for line, samples in _evidence(lines):
            colors.append(ink_color(line.ink, samples, match.face, size, match.tracking))
            weights.append(_worth(line))
    if not colors:
        return []
    stacked, order_weights = np.stack(colors), np.asarray(weights)
    common = np.zeros(3)
    for channel in range(3):
        order = np.argsort(stacked[:, channel], kind="stable")
        total = np.cumsum(order_weights[order])
        common[channel] = stacked[order, channel][np.searchsorted(total, total[-1] / 2)]
    return [SetParagraph(lines, match, size, common) for lines, match, size in sized]


def set_paragraphs(blocks: list[list[TextLine]], registry: FontRegistry) -> list[SetParagraph]:
    """The paragraphs with their type, from the top down, without those that no face can set."""
    matched: list[tuple[list[int], list[Evidence], list[TypeMatch]]] = []
    for style in _styles(blocks):
        evidence = _evidence([line for i in style for line in blocks[i]])
        matches = type_matches(evidence, registry) if evidence else []
        if matches:
            matched.append((style, evidence, matches))
    liked = _liked([([line for i in style for line in blocks[i]], matches) for style, _, matches in matched])
    placed: list[tuple[int, SetParagraph]] = []
    for style, evidence, _ in matched:
        matches = type_matches(evidence, registry, liked)
        placed += zip(style, _in_style([blocks[i] for i in style], matches, registry), strict=True)
    return [paragraph for _, paragraph in sorted(placed, key=lambda pair: pair[0])]
