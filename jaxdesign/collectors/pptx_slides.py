"""Slides of a PPTX file as pages, which the browser sets, photographs and reads like any other."""

from __future__ import annotations

import base64
import html
import io
import zipfile
from typing import Any

from jaxdesign.collectors.browser import Browser
from jaxdesign.collectors.capture import Capture, Provenance
from jaxdesign.collectors.cuts import elements_in
from jaxdesign.collectors.local_sites import LocalSites
from jaxdesign.collectors.reading import Patience, read_page
from jaxdesign.collectors.refusals import RefusedError
from jaxdesign.errors import MissingExtraError

WIDTH_PX = 1280
MAX_SLIDES = 60
MAX_UNPACKED_BYTES = 400_000_000
_MAX_PICTURE_BYTES = 10_000_000
_ALIGN = {1: "left", 2: "center", 3: "right", 4: "justify"}
_ANCHOR = {1: "flex-start", 3: "center", 4: "flex-end"}


def _check_size(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise RefusedError(f"{name}: not a PPTX file (broken).") from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise RefusedError(f"{name}: unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB.")


def slides_as_html(data: bytes, name: str) -> list[tuple[str, int, int]]:
    """Every slide as a page of its own, with width and height in px. Raises ``RefusedError``."""
    try:
        import pptx
    except ImportError as error:
        raise MissingExtraError("PPTX files need python-pptx: pip install 'jaxdesign[pptx]'.") from error
    _check_size(data, name)
    try:
        deck = pptx.Presentation(io.BytesIO(data))
        scale = WIDTH_PX / deck.slide_width
        height = round(deck.slide_height * scale)
        slides = []
        for slide in list(deck.slides)[:MAX_SLIDES]:
            body = "".join(_shape(shape, scale, (0.0, 0.0)) for shape in slide.shapes)
            ground = _fill(slide.background.fill) or "#ffffff"
            page = (
                '<!doctype html><meta charset="utf-8"><style>*{box-sizing:border-box;margin:0}'
                f"body{{width:{WIDTH_PX}px;height:{height}px;position:relative;overflow:hidden;background:{ground}}}"
                ".s{position:absolute;display:flex;flex-direction:column}</style>" + f"<body>{body}</body>"
            )
            slides.append((page, WIDTH_PX, height))
    except RefusedError:
        raise
    except Exception as error:
        # python-pptx and lxml raise many kinds of errors on broken files.
        raise RefusedError(f"{name}: not a PPTX file that can be read ({type(error).__name__}).") from error
    return slides


def _fill(fill: Any) -> str | None:
    """CSS colour of a solid fill; None where there is none or it comes from the theme."""
    try:
        return f"#{fill.fore_color.rgb}" if fill.type == 1 else None
    except (AttributeError, TypeError, ValueError):
        return None


def _paragraph(paragraph: Any, scale: float, fallback: float) -> str:
    runs = []
    for run in paragraph.runs:
        font = run.font
        size = (font.size or 0) * scale or fallback
        style = [f"font-size:{size:.1f}px"]
        if font.bold:
            style.append("font-weight:700")
        if font.italic:
            style.append("font-style:italic")
        if font.name:
            style.append(f"font-family:'{html.escape(font.name.replace(chr(39), ''))}',sans-serif")
        color = _font_color(font)
        if color:
            style.append(f"color:{color}")
        runs.append(f'<span style="{";".join(style)}">{html.escape(run.text)}</span>')
    align = _ALIGN.get(int(paragraph.alignment) if paragraph.alignment else 1, "left")
    return f'<p style="text-align:{align};line-height:1.2;font-family:sans-serif">{"".join(runs)}</p>'


def _font_color(font: Any) -> str | None:
    try:
        return f"#{font.color.rgb}" if font.color and font.color.type == 1 else None
    except (AttributeError, TypeError, ValueError):
        return None


def _shape(shape: Any, scale: float, shift: tuple[float, float]) -> str:
    """A shape as an absolutely placed box; groups as their parts."""
    if shape.shape_type == 6:
        return "".join(_shape(part, scale, shift) for part in shape.shapes)
    if shape.width is None or shape.height is None:
        return ""
    x, y = (shape.left or 0) * scale + shift[0], (shape.top or 0) * scale + shift[1]
    style = [
        f"left:{x:.1f}px",
        f"top:{y:.1f}px",
        f"width:{shape.width * scale:.1f}px",
        f"height:{shape.height * scale:.1f}px",
    ]
    if shape.rotation if hasattr(shape, "rotation") else 0:
        style.append(f"transform:rotate({shape.rotation:.2f}deg)")
    image = getattr(shape, "image", None) if shape.shape_type == 13 else None
    if image is not None:
        if len(image.blob) > _MAX_PICTURE_BYTES or not image.content_type.startswith("image/"):
            return ""
        address = f"data:{image.content_type};base64,{base64.b64encode(image.blob).decode()}"
        return f'<img class="s" style="{";".join(style)}" src="{address}" alt="">'
    style += _box_style(shape, scale)
    text = ""
    if shape.has_text_frame and shape.text_frame.text.strip():
        frame = shape.text_frame
        size = 18 * 12700 * scale
        text = "".join(_paragraph(paragraph, scale, size) for paragraph in frame.paragraphs)
        margins = (frame.margin_top, frame.margin_right, frame.margin_bottom, frame.margin_left)
        style.append("padding:" + " ".join(f"{(margin or 0) * scale:.1f}px" for margin in margins))
        style.append(f"justify-content:{_ANCHOR.get(int(frame.vertical_anchor or 1), 'flex-start')}")
    return f'<div class="s" style="{";".join(style)}">{text}</div>'


def _box_style(shape: Any, scale: float) -> list[str]:
    style = []
    fill = _fill(shape.fill) if hasattr(shape, "fill") else None
    if fill:
        style.append(f"background:{fill}")
    kind = _auto_shape(shape)
    if kind == 9:
        style.append("border-radius:50%")
    elif kind == 5:
        share = shape.adjustments[0] if len(shape.adjustments) else 0.1667
        style.append(f"border-radius:{min(shape.width, shape.height) * share * scale:.1f}px")
    line = getattr(shape, "line", None)
    color = _fill(line.fill) if line is not None else None
    if line is not None and color:
        style.append(f"border:{max((line.width or 9525) * scale, 1):.1f}px solid {color}")
    return style


def _auto_shape(shape: Any) -> int:
    try:
        return int(shape.auto_shape_type) if shape.shape_type == 1 else 0
    except (AttributeError, TypeError, ValueError):
        return 0


def captures(
    browser: Browser,
    sites: LocalSites,
    slides: list[tuple[str, int, int]],
    *,
    source: str,
    page: str,
    group: str,
    provenance: Provenance,
    patience: Patience,
) -> list[Capture]:
    """Every slide as one capture."""
    found = []
    for number, (text, width, height) in enumerate(slides, start=1):
        address = sites.lend(text)
        try:
            reading = read_page(browser, address, (width, height), patience)
        finally:
            sites.give_back(address)
        box = (0, 0, width, min(height, reading.picture.height))
        data = reading.data
        found.append(
            Capture(
                source=source,
                group=group,
                page=f"{page}#{number}",
                kind="page",
                cut="page",
                viewport=(width, height),
                crop=box,
                title="",
                desc="",
                body_bg=data["bodyBg"],
                html_bg=data["htmlBg"],
                fonts=data["fonts"],
                elements=elements_in(data["elements"], box),
                picture=reading.picture.crop(box),
                provenance=provenance,
            )
        )
    return found
