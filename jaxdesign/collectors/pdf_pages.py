"""PDF pages to captures: pdfium paints the page and names its texts, pictures and filled paths."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field, replace
from typing import Any

from jaxdesign.collectors.capture import Capture, Provenance
from jaxdesign.collectors.refusals import RefusedError
from jaxdesign.errors import MissingExtraError

MAX_PAGES = 24
MAX_OBJECTS = 1_500
_SCALE = 2.0
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5


@dataclass
class _Line:
    """Characters of one line in one type."""

    string: str
    box: list[float]
    """Left, top, right, bottom in points, y down."""
    size: float
    font: str
    weight: int
    italic: bool
    color: list[float]
    order: int = 0
    lines: list[_Line] = field(default_factory=list)


def _pdfium() -> Any:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("PDF files need pypdfium2: pip install 'jaxdesign[collect]'.") from error
    return pypdfium2


def _color(raw: Any, get: Any, handle: Any, *rest: Any) -> list[float] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not get(handle, *rest, *(ctypes.byref(part) for part in parts)):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return [red, green, blue, round(alpha / 255, 3)]


def _font(raw: Any, text_page: Any, i: int) -> tuple[str, int, bool]:
    """Family, weight and italic of a character."""
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFText_GetFontInfo(text_page, i, buffer, 256, ctypes.byref(flags))
    name = buffer.value.decode("utf-8", "replace").partition("+")[2] or buffer.value.decode(
        "utf-8", "replace"
    )
    family, _, style = name.replace(",", "-").partition("-")
    weight = raw.FPDFText_GetFontWeight(text_page, i)
    bold = any(word in style.lower() for word in ("bold", "black", "heavy"))
    weight = weight if 100 <= weight <= 900 else (700 if bold else 400)
    return (
        family or "sans-serif",
        int(weight),
        "ital" in style.lower() or "obliq" in style.lower() or bool(flags.value & 64),
    )


def _lines(raw: Any, text_page: Any, height: float) -> list[_Line]:
    """The page's characters as lines, parted where type, line or a wide gap changes."""
    found: list[_Line] = []
    for i in range(min(raw.FPDFText_CountChars(text_page), 20_000)):
        char = chr(raw.FPDFText_GetUnicode(text_page, i))
        if char in "\r\n\0" or (char.isspace() and not found):
            continue
        if char.isspace():
            found[-1].string += " " if not found[-1].string.endswith(" ") else ""
            continue
        rect = raw.FS_RECTF()
        if (
            not raw.FPDFText_GetLooseCharBox(text_page, i, ctypes.byref(rect))
            or raw.FPDFText_GetCharAngle(text_page, i) > 0.02
        ):
            continue
        box = [rect.left, height - rect.top, rect.right, height - rect.bottom]
        size = box[3] - box[1] if box[3] > box[1] else raw.FPDFText_GetFontSize(text_page, i)
        family, weight, italic = _font(raw, text_page, i)
        color = _color(raw, raw.FPDFText_GetFillColor, text_page, i) or [0, 0, 0, 1]
        size = _em(raw, text_page, i, size)
        last = found[-1] if found else None
        same = (
            last is not None
            and (family, weight, italic) == (last.font, last.weight, last.italic)
            and color == last.color
        )
        if last is not None and same and _continues(last, box, size):
            gap = box[0] - last.box[2]
            if gap > 0.25 * size and not last.string.endswith(" "):
                last.string += " "
            last.string += char
            last.box = [
                last.box[0],
                min(last.box[1], box[1]),
                max(last.box[2], box[2]),
                max(last.box[3], box[3]),
            ]
        else:
            found.append(_Line(char, box, size, family, weight, italic, color))
    for line in found:
        line.string = line.string.strip()
    return [line for line in found if line.string and line.box[2] > line.box[0]]


def _em(raw: Any, text_page: Any, i: int, fallback: float) -> float:
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text_page, i)
    if raw.FPDFText_GetMatrix(text_page, i, ctypes.byref(matrix)):
        size *= math.hypot(matrix.c, matrix.d)
    return size if 0.5 < size < 2000 else fallback


def _continues(line: _Line, box: list[float], size: float) -> bool:
    middle = (box[1] + box[3]) / 2
    level = line.box[1] < middle < line.box[3]
    return level and abs(size - line.size) < 0.15 * size and -0.5 * size < box[0] - line.box[2] < 1.2 * size


def _paragraphs(lines: list[_Line]) -> list[_Line]:
    """Lines of one type that follow each other at one pitch, as one text."""
    found: list[_Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last is not None and _follows(last, line):
            last.lines.append(line)
            last.string += f" {line.string}"
            last.box = [
                min(last.box[0], line.box[0]),
                last.box[1],
                max(last.box[2], line.box[2]),
                max(last.box[3], line.box[3]),
            ]
        else:
            found.append(replace(line, lines=[line]))
    return found


def _follows(last: _Line, line: _Line) -> bool:
    previous = last.lines[-1]
    pitch = line.box[1] - previous.box[1]
    alike = (line.font, line.weight, line.italic, line.color) == (
        last.font,
        last.weight,
        last.italic,
        last.color,
    )
    if (
        not alike
        or abs(line.size - last.size) > 0.05 * last.size
        or not 0.8 * line.size < pitch < 1.9 * line.size
    ):
        return False
    if len(last.lines) > 1 and abs(pitch - (previous.box[1] - last.lines[-2].box[1])) > 0.15 * line.size:
        return False
    left, right = abs(line.box[0] - previous.box[0]), abs(line.box[2] - previous.box[2])
    centre = abs(line.box[0] + line.box[2] - previous.box[0] - previous.box[2]) / 2
    return len(last.string) + len(line.string) < 300 and min(left, right, centre) < 0.6 * line.size


def _text_element(text: _Line) -> dict[str, Any]:
    tops = [line.box[1] for line in text.lines]
    pitch = (tops[-1] - tops[0]) / (len(tops) - 1) if len(tops) > 1 else 0.0
    spread = {
        "left": max(line.box[0] for line in text.lines) - min(line.box[0] for line in text.lines),
        "right": max(line.box[2] for line in text.lines) - min(line.box[2] for line in text.lines),
        "center": max(sum(line.box[::2]) for line in text.lines)
        - min(sum(line.box[::2]) for line in text.lines),
    }
    align = min(("left", "center", "right"), key=lambda side: spread[side])
    left, top, right, bottom = text.box
    return {
        "t": "text",
        "tag": "text",
        "s": text.string[:300],
        "b": [left, top, right - left, bottom - top],
        "fs": round(text.size, 2),
        "fw": str(text.weight),
        "ff": text.font,
        "c": text.color,
        "lh": round(pitch, 2),
        "al": align,
        "ls": 0,
        "tt": "none",
        "it": "italic" if text.italic else "normal",
        "n": len(text.lines),
        "op": 1,
    }


def _object_element(raw: Any, item: Any, height: float) -> dict[str, Any] | None:
    """A picture or a filled path; None for what paints nothing that is told here."""
    handle, kind = item.raw, item.type
    if kind not in (_PATH, _IMAGE, _SHADING):
        return None
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(handle, *(ctypes.byref(edge) for edge in edges)):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    base = {"b": [left, height - top, right - left, top - bottom], "op": 1}
    if kind == _IMAGE:
        width, tall = ctypes.c_uint(), ctypes.c_uint()
        raw.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(tall))
        return {"t": "img", "tag": "image", **base, "nw": width.value, "nh": tall.value, "alt": "", "r": 0}
    if kind == _SHADING:
        return {"t": "img", "tag": "image", **base, "nw": 0, "nh": 0, "alt": "", "r": 0}
    return _path_element(raw, handle, base)


def _path_element(raw: Any, handle: Any, base: dict[str, Any]) -> dict[str, Any] | None:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, ctypes.byref(mode), ctypes.byref(stroked))
    fill = _color(raw, raw.FPDFPageObj_GetFillColor, handle) if mode.value else None
    stroke = _color(raw, raw.FPDFPageObj_GetStrokeColor, handle) if stroked.value else None
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(handle, ctypes.byref(width))
    thickness = width.value if stroke else 0.0
    if (not fill or fill[3] <= 0.01) and (not stroke or stroke[3] <= 0.01 or thickness <= 0):
        return None
    segments = raw.FPDFPath_CountSegments(handle)
    curved = any(
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(handle, i)) == raw.FPDF_SEGMENT_BEZIERTO
        for i in range(min(segments, 40))
    )
    clear = [0, 0, 0, 0]
    if segments <= 6 and not curved:
        return {
            "t": "box",
            "tag": "path",
            **base,
            "fill": fill or clear,
            "grad": None,
            "r": 0,
            "bw": round(thickness, 2),
            "bc": stroke or clear,
            "sh": None,
        }
    return {"t": "img", "tag": "path", **base, "nw": 0, "nh": 0, "alt": "", "r": 0}


def _elements(pdfium: Any, page: Any, height: float) -> list[dict[str, Any]]:
    raw = pdfium.raw
    found = []
    for i, item in enumerate(page.get_objects(max_depth=3)):
        if i >= MAX_OBJECTS:
            break
        element = _object_element(raw, item, height)
        if element is not None and min(element["b"][2:]) >= 0 and max(element["b"][2:]) > 1:
            found.append(element)
    text_page = page.get_textpage()
    found += [_text_element(text) for text in _paragraphs(_lines(raw, text_page.raw, height))]
    text_page.close()
    for order, element in enumerate(found):
        element["b"] = [round(value, 1) for value in element["b"]]
        element |= {"o": order, "d": 1, "z": "auto", "pos": "static"}
    return found


def captures(
    data: bytes, *, source: str, page: str, group: str | None, provenance: Provenance
) -> list[Capture]:
    """Every page as one capture, at most ``MAX_PAGES``. Raises ``RefusedError`` for what is no PDF."""
    pdfium = _pdfium()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise RefusedError(f"{page}: not a PDF that can be read (broken or locked).") from error
    found = []
    try:
        for number in range(min(len(document), MAX_PAGES)):
            sheet = document[number]
            width, height = sheet.get_size()
            if not (10 <= width <= 5000 and 10 <= height <= 5000):
                continue
            picture = sheet.render(scale=_SCALE if max(width, height) < 1500 else 1.0).to_pil().convert("RGB")
            found.append(
                Capture(
                    source=source,
                    group=group or group_of(len(document), width, height),
                    page=f"{page}#{number + 1}",
                    kind="page",
                    cut="page",
                    viewport=(round(width), round(height)),
                    crop=(0, 0, round(width), round(height)),
                    title="",
                    desc="",
                    body_bg="rgb(255, 255, 255)",
                    html_bg="rgba(0, 0, 0, 0)",
                    fonts=[],
                    elements=_elements(pdfium, sheet, height),
                    picture=picture,
                    provenance=provenance,
                )
            )
            sheet.close()
    except pdfium.PdfiumError as error:
        raise RefusedError(f"{page}: page {len(found) + 1} cannot be read.") from error
    finally:
        document.close()
    return found


def group_of(pages: int, width: float, height: float) -> str:
    """slide for broad pages, poster for a single sheet, else document."""
    if width > 1.2 * height:
        return "slide"
    return "poster" if pages == 1 else "document"
