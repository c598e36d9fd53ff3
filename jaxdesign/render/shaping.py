"""Widths of strings as a shaper sets them: kerning and ligatures of the font, letter-spacing between."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import uharfbuzz

from jaxdesign.design.document import Text
from jaxdesign.render.fonts import Face, FontRegistry

_SPACED = {"liga": False, "clig": False}
_NO_SPACING_AFTER = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f")


def shape(string: str, face: Face, *, tracked: bool = False) -> Any:
    """The ``uharfbuzz.Buffer`` of ``string`` shaped in ``face``, which has all of it; in font units.

    ``tracked`` sets it without ligatures, as renderers do where letters are spaced.
    """
    buffer = uharfbuzz.Buffer()  # ty: ignore[missing-attribute]
    buffer.add_str(string)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face.hb_font, buffer, _SPACED if tracked else None)  # ty: ignore[missing-attribute]
    return buffer


@lru_cache(maxsize=65_536)
def _advance(string: str, face: Face, registry: FontRegistry, tracked: bool) -> float:
    total = 0.0
    for run, run_face in registry.faces_for(string, face):
        positions = shape(run, run_face, tracked=tracked).glyph_positions
        total += sum(position.x_advance for position in positions) / run_face.units_per_em
    return total


def advance(string: str, face: Face, registry: FontRegistry, tracking: float = 0.0) -> float:
    """Width of ``string`` in em: advances with kerning, ``tracking`` after every letter as in browsers."""
    width = _advance(string, face, registry, tracking != 0.0)
    if tracking and string:
        width += tracking * sum(c not in _NO_SPACING_AFTER for c in string)
    return width


@lru_cache(maxsize=4096)
def side_bearings(first: str, last: str, face: Face, registry: FontRegistry) -> tuple[float, float]:
    """Empty space in em left of the ink of ``first`` and right of the ink of ``last``."""
    bearings = []
    for character in (first, last):
        run, run_face = registry.faces_for(character, face)[0]
        buffer = shape(run, run_face)
        if not buffer.glyph_infos:
            bearings.append((0.0, 0.0))
            continue
        extents = run_face.hb_font.get_glyph_extents(buffer.glyph_infos[0].codepoint)
        width = buffer.glyph_positions[0].x_advance
        if extents is None or not extents.width:
            bearings.append((0.0, 0.0))
            continue
        left, right = extents.x_bearing, width - extents.x_bearing - extents.width
        bearings.append((left / run_face.units_per_em, right / run_face.units_per_em))
    return bearings[0][0], bearings[1][1]


def cased(string: str, case: str) -> str:
    """``string`` in the case it is set in; ``title`` raises the first letter of each word, as CSS does."""
    if case == "upper":
        return string.upper()
    if case == "lower":
        return string.lower()
    if case == "title":
        letters, raised = [], False
        for character in string:
            letters.append(character.upper() if character.isalnum() and not raised else character)
            raised = (raised and not character.isspace()) or character.isalnum()
        return "".join(letters)
    return string


def face_of(text: Text, registry: FontRegistry) -> Face:
    """The face that sets a text."""
    return registry.resolve(text.family, text.weight, text.italic)
