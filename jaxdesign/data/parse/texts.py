"""Paragraphs as text elements: face, size, weight, colour, alignment, and the box of their lines."""

from __future__ import annotations

import math

import numpy as np

from jaxdesign.data.parse.glyphs import ink_size
from jaxdesign.data.parse.paragraphs import Paragraph, shared_edge
from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Align, Element, Paint, Text
from jaxdesign.render.fonts import FontRegistry
from jaxdesign.render.setting import set_text


def _size(paragraph: Paragraph) -> float:
    """The lines' common size: the median over their lengths."""
    order = sorted(paragraph, key=lambda line: line.size)
    total = np.cumsum([line.line.width for line in order])
    return order[int(np.searchsorted(total, total[-1] / 2))].size


def text_element(
    paragraph: Paragraph, element_id: str, align: Align | None, scale: float, registry: FontRegistry
) -> Element:
    """The element of a paragraph. ``scale`` is canvas pixels for one of the picture."""
    main = max(paragraph, key=lambda line: line.line.width)
    face, tracking, size = main.match.face, main.match.tracking, _size(paragraph)
    baselines = [line.baseline for line in paragraph]
    steps = max(len(paragraph) - 1, 1)
    leading = (baselines[-1] - baselines[0]) / steps if len(paragraph) > 1 else 1.2 * size
    left = min(
        line.line.left - (ink.left * size if (ink := ink_size(line.line.string, face, registry)) else 0.0)
        for line in paragraph
    )
    top = baselines[0] - face.ascent * size
    height = (len(paragraph) - 1) * leading + (face.ascent + face.descent) * size
    strings = tuple(line.line.string for line in paragraph)
    text = Text(
        string=" ".join(strings),
        size=round(size * scale, 2),
        family=(face.family, face.generic),
        weight=face.weight,
        italic=face.italic,
        line_height=round(min(max(leading / size, 0.5), 10.0), 3),
        tracking=round(tracking, 3),
        align=(shared_edge(paragraph) if len(paragraph) > 1 else align) or "start",
        lines=strings if len(strings) > 1 else None,
    )
    width = max(set_text(text, None, registry).width, 0.1)
    return Element(
        id=element_id,
        kind="text",
        box=(
            round(left * scale, 2),
            round(top * scale, 2),
            math.ceil(100 * width) / 100,
            round(height * scale, 2),
        ),
        rotation=round(main.line.angle, 2),
        paint=Paint(fill=hex_from_srgb(np.clip(main.color / 255, 0, 1))),
        text=text,
    )


def placed_texts(paragraphs: list[Paragraph], scale: float, registry: FontRegistry) -> list[Element]:
    """The elements of all paragraphs; a single line takes the alignment that most of its neighbours share."""
    return [
        text_element(paragraph, f"text-{i}", _neighbour_align(paragraph, paragraphs), scale, registry)
        for i, paragraph in enumerate(paragraphs)
    ]


def _neighbour_align(paragraph: Paragraph, paragraphs: list[Paragraph]) -> Align | None:
    """The edge that other texts near by share with a text; None where none does."""
    votes = {"start": 0.0, "center": 0.0, "end": 0.0}
    own = _edges(paragraph)
    for other in paragraphs:
        if other is paragraph:
            continue
        near = (paragraph[0].size + other[0].size) / 2
        theirs = _edges(other)
        far = abs(paragraph[0].line.top - other[0].line.top) / max(near, 1.0)
        for name in votes:
            if abs(own[name] - theirs[name]) < 0.15 * near + 1.0:
                votes[name] += 1.0 / (1.0 + far)
    best = max(votes, key=lambda name: votes[name])
    if votes[best] <= 0:
        return None
    return "start" if best == "start" else ("center" if best == "center" else "end")


def _edges(paragraph: Paragraph) -> dict[str, float]:
    left = min(line.line.left for line in paragraph)
    right = max(line.line.right for line in paragraph)
    return {"start": left, "center": (left + right) / 2, "end": right}
