"""A text as live, editable SVG: one ``<tspan>`` a line, every line where the shaper put it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from jaxdesign.design.document import Canvas, Element, Text
from jaxdesign.render.font_names import name_key
from jaxdesign.render.fonts import Face, FontRegistry
from jaxdesign.render.markup import Attributes, Definitions, color_attributes, content, tag
from jaxdesign.render.setting import Line, SetText, optical_shift, set_text
from jaxdesign.render.shaping import advance

OPTICAL_SHARE = 0.04
"""Type at least this part of the canvas's lesser side stands with its ink, not its advance, at the edge."""

_ANCHOR = {"start": None, "center": "middle", "end": "end"}
_ALONG = {"start": 0.0, "center": 0.5, "end": 1.0}


@dataclass(frozen=True)
class PlacedText:
    """A text set in its element's box: the lines with x from the left edge of the canvas."""

    set: SetText
    lines: tuple[Line, ...]


def place_text(element: Element, canvas: Canvas, registry: FontRegistry) -> PlacedText:
    """The lines of a text element where they are drawn, in canvas pixels, before rotation.

    The space that tracking leaves after a line's last letter does not count for its alignment.
    """
    text = element.text
    assert text is not None
    x, y, width, _ = element.box
    set_ = set_text(text, width, registry)
    optical = text.size >= OPTICAL_SHARE * min(canvas.width, canvas.height)
    trailing = max(text.tracking, 0.0) * text.size * _ALONG[text.align]
    lines = []
    for line in set_.lines:
        shift = trailing + (optical_shift(line, set_, text.align, registry) if optical else 0.0)
        lines.append(Line(line.string, x + line.x + shift, y + line.baseline, line.width))
    return PlacedText(set_, tuple(lines))


def family_list(face: Face, wanted: tuple[str, ...] = ()) -> str:
    """The CSS font list: the face that the text was set with, what was wished for, a generic."""
    names, seen = [], set()
    for name in (face.family, *wanted):
        if name_key(name) not in seen and name_key(name) not in (
            "sansserif",
            "serif",
            "monospace",
            "cursive",
        ):
            seen.add(name_key(name))
            clean = name.replace("'", "").replace('"', "").replace("\\", "")
            names.append(
                clean
                if clean.replace(" ", "").isalnum() and not clean[0].isdigit() and " " not in clean
                else f"'{clean}'"
            )
    return ", ".join([*names, face.generic])


Naming = Callable[..., str]
"""The fonts that a face is called by, as ``family_list``."""


class Writing(NamedTuple):
    """How texts are written into an SVG."""

    drawn: bool = False
    """With U+FFFD for what no face has, as the picture shows it; else the string as it is."""
    naming: Naming = family_list


EDITABLE, DRAWN = Writing(), Writing(drawn=True)


def _anchored(line: Line, text: Text) -> float:
    """x of the line's anchor; its start where letters are spaced: renderers differ on the last space."""
    if text.tracking:
        return line.x
    return line.x + line.width * _ALONG[text.align]


def _line(line: Line, text: Text, face: Face, registry: FontRegistry, writing: Writing) -> str:
    """A line as a ``<tspan>``; where its face lacks characters, with one inside for each run of one face.

    Each run has its own x: within one chunk of text a renderer may give all of it to the fallback."""
    runs = registry.faces_for(line.string, face)
    if all(run_face is face for _, run_face in runs):
        place = {"x": _anchored(line, text), "y": line.baseline}
        return tag("tspan", place, content(line.string))
    inner, at, x = "", 0, line.x
    for run, run_face in runs:
        own = {
            "x": x,
            "y": line.baseline,
            "text-anchor": "start",
            "font-family": writing.naming(run_face),
            "font-weight": run_face.weight,
            "font-style": "italic" if run_face.italic else "normal",
        }
        inner += tag("tspan", own, content(run if writing.drawn else line.string[at : at + len(run)]))
        at += len(run)
        x += advance(run, run_face, registry, text.tracking) * text.size
    return tag("tspan", {"x": line.x, "y": line.baseline}, inner)


def text_markup(
    element: Element,
    canvas: Canvas,
    registry: FontRegistry,
    definitions: Definitions,
    frame: Attributes,
    writing: Writing = EDITABLE,
) -> str:
    """The ``<text>`` of an element; ``frame`` holds the attributes that all elements share."""
    text = element.text
    assert text is not None
    placed = place_text(element, canvas, registry)
    face = placed.set.face
    attributes = frame | {
        "font-family": writing.naming(face, text.family),
        "font-size": text.size,
        "font-weight": face.weight,
        "font-style": "italic" if face.italic else None,
        "letter-spacing": text.tracking * text.size if text.tracking else None,
        "text-anchor": None if text.tracking else _ANCHOR[text.align],
        "xml:space": "preserve",
        **definitions.fill(element.paint.fill or "#000000", element.box),
    }
    if element.paint.stroke and element.paint.stroke_width:
        attributes |= color_attributes(element.paint.stroke, "stroke")
        attributes |= {"stroke-width": element.paint.stroke_width}
    lines = "".join(_line(line, text, face, registry, writing) for line in placed.lines)
    return tag("text", attributes, lines)


def faces_used(element: Element, registry: FontRegistry) -> dict[Face, set[str]]:
    """The faces that an element's text is set with and the characters of each; empty for what is no text."""
    if element.text is None:
        return {}
    set_ = set_text(element.text, element.box[2], registry)
    used: dict[Face, set[str]] = {set_.face: set()}
    for line in set_.lines:
        for run, face in registry.faces_for(line.string, set_.face):
            used.setdefault(face, set()).update(run)
    return used
