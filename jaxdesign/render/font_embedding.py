"""Subsets of fonts inside an SVG: only the glyphs that its text needs, as WOFF2."""

from __future__ import annotations

import base64
import io

from fontTools import subset
from fontTools.ttLib import TTFont

from jaxdesign.render.fonts import Face


def subset_woff2(face: Face, characters: set[str]) -> bytes:
    """The face with the glyphs of ``characters`` as a WOFF2 file; the same input, the same bytes."""
    options = subset.Options(
        hinting=False, notdef_outline=True, layout_features=["kern", "liga", "clig", "locl", "rlig"]
    )
    with TTFont(face.path, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=sorted(map(ord, characters)))
        subsetter.subset(font)
        font.flavor = "woff2"
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def font_face_rules(used: dict[Face, set[str]]) -> str:
    """A CSS ``@font-face`` rule for each face with the characters it has to show."""
    rules = []
    for face in sorted(used, key=lambda f: (f.family, f.weight, f.italic)):
        data = base64.b64encode(subset_woff2(face, used[face] | {" "})).decode()
        style = "italic" if face.italic else "normal"
        rules.append(
            f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};font-style:{style};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}\n"
        )
    return "".join(rules)
