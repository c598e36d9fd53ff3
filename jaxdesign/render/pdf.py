"""Documents as PDF: one page in its real size, text as text, in subsets of exactly the fonts it is set in.

Typst writes it, which reads SVG with the library that the PNG renderer reads it with, so that both show the
same, and needs no browser. Text stands line by line where the SVG has it, with its spaces, to be found and
copied. Text that has a gradient, an outline or a shadow is drawn with the shapes; what has a shadow becomes a
picture.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from fontTools.ttLib import TTFont

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Canvas, Document, Element
from jaxdesign.design.formats import pixels_per_inch
from jaxdesign.errors import InputError
from jaxdesign.render.fonts import Face, FontRegistry, default_registry
from jaxdesign.render.shaping import advance
from jaxdesign.render.svg import picture_svg
from jaxdesign.render.svg_text import faces_used, place_text

POINTS_PER_INCH = 72.0

MOST_POINTS = 14_400.0
"""Longest side of a page of PDF."""

_FAMILY, _STYLE, _FULL_NAME, _POSTSCRIPT = 1, 2, 4, 6
_NAMING = frozenset({_FAMILY, _STYLE, _FULL_NAME, _POSTSCRIPT, 16, 17, 21, 22, 25})
"""Ids of entries of a font's ``name`` table that say what it is called."""
_BREAKS = re.compile(r"[\x00-\x1f\x85\u2028\u2029]")
_NO_BREAK = "100000pt"
"""Wider than any line."""

Names = dict[Face, str]
"""What each face is called: of a font's own family Typst cuts words such as "Black"."""


def page_size(canvas: Canvas) -> tuple[float, float]:
    """Width and height of a canvas' page in points, ``MOST_POINTS`` at most."""
    scale = _points_per_pixel(canvas)
    return canvas.width * scale, canvas.height * scale


def _points_per_pixel(canvas: Canvas) -> float:
    return min(POINTS_PER_INCH / pixels_per_inch(canvas), MOST_POINTS / max(canvas.width, canvas.height))


def to_pdf(document: Document, *, registry: FontRegistry | None = None) -> bytes:
    """The document as a PDF file; the same document gives the same bytes. Raises ``InputError``."""
    registry = registry or default_registry()
    faces = {face for element in document.elements for face in faces_used(element, registry)}
    names = {face: f"Face{i}" for i, face in enumerate(sorted(faces, key=lambda face: str(face.path)))}
    with TemporaryDirectory(prefix="jaxdesign-") as folder:
        for face, name in names.items():
            _write_renamed(face, name, Path(folder, f"{name}.ttf"))
        page = Path(folder, "page.typ")
        page.write_text("\n".join(_page(document, registry, names, Path(folder))), "utf-8")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        try:
            data, warnings = typst.Compiler(page, font_paths=fonts).compile_with_warnings(format="pdf")
        except typst.TypstError as error:
            raise InputError(f"The design cannot be written as PDF: {error.message}.") from error
    if warnings or not isinstance(data, bytes):
        told = warnings[0].message if warnings else "nothing was written"
        raise InputError(f"The design cannot be written as PDF: {told}.")
    return data


def _page(document: Document, registry: FontRegistry, names: Names, folder: Path) -> Iterator[str]:
    """Lines of the Typst document; the SVGs that it shows are written into ``folder``."""
    width, height = page_size(document.canvas)
    texts = [element.text for element in document.elements if element.text is not None]
    title = next((text.string for text in texts if text.role == "headline"), "")
    yield f"#set document(title: {_quoted(' '.join(title.split()))}, date: none)"
    yield f"#set page(width: {width:.4f}pt, height: {height:.4f}pt, margin: 0pt)"
    yield '#set text(top-edge: "baseline", bottom-edge: "baseline", fallback: false, lang: "und")'
    layers = [(False, [])] if not document.elements or _is_plain(document.elements[0]) else []
    layers += [(plain, list(elements)) for plain, elements in groupby(document.elements, _is_plain)]
    for i, (plain, elements) in enumerate(layers):
        if plain:
            for element in elements:
                yield from _text(element, document.canvas, registry, names)
            continue
        part = document.model_copy(update={"elements": tuple(elements)})
        svg = picture_svg(part, registry, backdrop=i == 0, naming=lambda face, wanted=(): names[face])
        Path(folder, f"layer{i}.svg").write_text(svg, "utf-8")
        yield f'#place(image("layer{i}.svg", width: 100%, height: 100%, fit: "stretch"))'


def _is_plain(element: Element) -> bool:
    """True for text of one colour that nothing is done to."""
    paint = element.paint
    outlined = bool(paint.stroke and paint.stroke_width)
    plain = isinstance(paint.fill, str) and not outlined and paint.shadow is None
    return element.text is not None and plain


def _text(element: Element, canvas: Canvas, registry: FontRegistry, names: Names) -> Iterator[str]:
    """A text of one colour, placed by lines and by runs of one face."""
    text, fill = element.text, element.paint.fill
    assert text is not None
    assert isinstance(fill, str)
    scale = _points_per_pixel(canvas)
    x, y, w, h = element.box
    middle = (x + w / 2, y + h / 2) if element.rotation else (0.0, 0.0)
    alpha = srgb_from_hex(fill)[3] * element.opacity
    look = f"fill: rgb({_quoted(fill[:7])}).transparentize({100 * (1 - alpha):.3f}%)"
    look += f", size: {text.size * scale:.4f}pt, ligatures: {'false' if text.tracking else 'true'}"
    look += f", tracking: {text.tracking * text.size * scale:.4f}pt"
    placed = place_text(element, canvas, registry)
    runs = []
    for line in placed.lines:
        at = line.x
        for string, face in registry.faces_for(line.string, placed.set.face):
            where = f"dx: {(at - middle[0]) * scale:.4f}pt, dy: {(line.baseline - middle[1]) * scale:.4f}pt"
            run = f"text({look}, font: {_quoted(names[face])}, {_quoted(string)})"
            runs.append(f"#place({where}, box(width: {_NO_BREAK}, {run}))")
            at += advance(string, face, registry, text.tracking) * text.size
    if not element.rotation:
        yield from runs
        return
    turned = f"rotate({element.rotation:.4f}deg, origin: top + left, box(width: 0pt, height: 0pt)["
    yield f"#place(dx: {middle[0] * scale:.4f}pt, dy: {middle[1] * scale:.4f}pt, {turned}"
    yield from runs
    yield "]))"


def _quoted(string: str) -> str:
    """A string literal of Typst, on one line."""
    return json.dumps(_BREAKS.sub(" ", string), ensure_ascii=False)


def _write_renamed(face: Face, name: str, path: Path) -> None:
    """A copy of a font file under another name."""
    with TTFont(face.path, lazy=True, recalcTimestamp=False) as font:
        table: Any = font["name"]
        table.names = [one for one in table.names if one.nameID not in _NAMING]
        for number in (_FAMILY, _FULL_NAME, _POSTSCRIPT):
            table.setName(name, number, 3, 1, 0x409)
        table.setName("Regular", _STYLE, 3, 1, 0x409)
        font.save(path, reorderTables=False)
