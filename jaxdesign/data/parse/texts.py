"""Paragraphs as text elements: face, size, weight, colour, alignment, and the box of their lines."""

from __future__ import annotations

import numpy as np

from jaxdesign.data.parse.glyphs import ink_size
from jaxdesign.data.parse.paragraphs import shared_edge
from jaxdesign.data.parse.type_styles import SetParagraph
from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Align, Element, Paint, Text
from jaxdesign.render.fonts import FontRegistry


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
