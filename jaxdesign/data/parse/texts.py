"""Paragraphs as text elements: face, size, weight, colour, alignment, and the box of their lines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.glyphs import ink_size
from jaxdesign.data.parse.ink_color import ink_color
from jaxdesign.data.parse.lines import TextLine
from jaxdesign.data.parse.paragraphs import shared_edge
from jaxdesign.data.parse.typeface import TypeMatch, match_type
from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Align, Element, Paint, Text
from jaxdesign.render.fonts import FontRegistry

_SAMPLE_LETTERS = 26
_LEAST_SIZE = 1.0


class SetParagraph(NamedTuple):
    """A paragraph with the type it is set in. Pixels of the picture."""

    lines: list[TextLine]
    match: TypeMatch
    size: float
    color: Float[np.ndarray, "3"]
    """Levels 0..255 of the ink."""


def _sample(lines: list[TextLine]) -> TextLine:
    """The line whose type can be told best: read surely, on a flat ground, neither short nor long."""

    def worth(line: TextLine) -> float:
        letters = min(sum(c.isalnum() for c in line.string), _SAMPLE_LETTERS)
        return letters * line.score**4 * (1.0 if line.ink.is_flat else 0.6)

    return max(lines, key=worth)


def _size(lines: list[TextLine], match: TypeMatch, registry: FontRegistry) -> float:
    """The size at which the face gives the lines their widths; that of the match where it has not all."""
    if match.tracking:
        return match.size_px
    told, weights = [], []
    for line in lines:
        ink = ink_size(line.string, match.face, registry)
        if ink is not None:
            told.append(line.width / ink.width)
            weights.append(line.width)
    if not told:
        return match.size_px
    order = np.argsort(told)
    total = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(told)[order][np.searchsorted(total, total[-1] / 2)])


def set_paragraphs(blocks: list[list[TextLine]], registry: FontRegistry) -> list[SetParagraph]:
    """The paragraphs with their type, without those that no face can set."""
    found = (set_paragraph(lines, registry) for lines in blocks)
    return [paragraph for paragraph in found if paragraph is not None]


def set_paragraph(lines: list[TextLine], registry: FontRegistry) -> SetParagraph | None:
    """The paragraph with its type; None where no face has its letters."""
    sample = _sample(lines)
    match = match_type(sample.string, sample.ink, registry)
    if match is None:
        return None
    size = max(_size(lines, match, registry), _LEAST_SIZE)
    return SetParagraph(lines, match, size, ink_color(sample.ink, match))


def _baselines(paragraph: SetParagraph, registry: FontRegistry) -> list[float]:
    """Baseline of each line, from the middle of its ink."""
    found = []
    for line in paragraph.lines:
        ink = ink_size(line.string, paragraph.match.face, registry)
        middle = (line.top + line.bottom) / 2
        offset = (ink.above - ink.below) / 2 if ink is not None else 0.35
        found.append(middle + offset * paragraph.size)
    return found


def text_element(
    paragraph: SetParagraph, element_id: str, align: Align | None, scale: float, registry: FontRegistry
) -> Element:
    """The element of a paragraph. ``scale`` is canvas pixels for one of the picture."""
    lines, match, size, color = paragraph
    face = match.face
    baselines = _baselines(paragraph, registry)
    leading = (baselines[-1] - baselines[0]) / (len(lines) - 1) if len(lines) > 1 else 1.2 * size
    bearings = [ink_size(line.string, face, registry) for line in lines]
    left = min(
        line.left - (ink.left * size if ink else 0.0) for line, ink in zip(lines, bearings, strict=True)
    )
    right = max(line.right for line in lines) + match.tracking * size
    top = baselines[0] - face.ascent * size
    height = (len(lines) - 1) * leading + (face.ascent + face.descent) * size
    strings = tuple(line.string for line in lines)
    text = Text(
        string=" ".join(strings),
        size=round(size * scale, 2),
        family=(face.family, face.generic),
        weight=face.weight,
        italic=face.italic,
        line_height=round(min(max(leading / size, 0.5), 10.0), 3),
        tracking=round(match.tracking, 3),
        align=(shared_edge(lines) if len(lines) > 1 else align) or "start",
        lines=strings if len(strings) > 1 else None,
    )
    box = (left * scale, top * scale, (right - left) * scale, height * scale)
    return Element(
        id=element_id,
        kind="text",
        box=(round(box[0], 2), round(box[1], 2), round(max(box[2], 0.1), 2), round(max(box[3], 0.1), 2)),
        rotation=round(lines[0].angle, 2),
        paint=Paint(fill=hex_from_srgb(np.clip(color / 255, 0, 1))),
        text=text,
    )


def placed_texts(paragraphs: list[SetParagraph], scale: float, registry: FontRegistry) -> list[Element]:
    """The elements of all paragraphs; a single line takes the alignment that most of its neighbours share."""
    return [
        text_element(paragraph, f"text-{i}", _neighbour_align(paragraph, paragraphs), scale, registry)
        for i, paragraph in enumerate(paragraphs)
    ]


def _neighbour_align(paragraph: SetParagraph, paragraphs: list[SetParagraph]) -> Align | None:
    """The edge that other texts near by share with a text; None where none does."""
    votes = {"start": 0.0, "center": 0.0, "end": 0.0}
    own = _edges(paragraph)
    for other in paragraphs:
        if other is paragraph:
            continue
        near = (paragraph.size + other.size) / 2
        theirs = _edges(other)
        far = abs(paragraph.lines[0].top - other.lines[0].top) / max(near, 1.0)
        for name in votes:
            if abs(own[name] - theirs[name]) < 0.15 * near + 1.0:
                votes[name] += 1.0 / (1.0 + far)
    best = max(votes, key=lambda name: votes[name])
    if votes[best] <= 0:
        return None
    return "start" if best == "start" else ("center" if best == "center" else "end")


def _edges(paragraph: SetParagraph) -> dict[str, float]:
    left = min(line.left for line in paragraph.lines)
    right = max(line.right for line in paragraph.lines)
    return {"start": left, "center": (left + right) / 2, "end": right}
