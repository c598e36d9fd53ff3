"""Sheets of pictures with captions, set by the program's own type and renderer."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint, Text
from jaxdesign.render.png import render_array
from jaxdesign.render.setting import set_text

PAPER = "#f3f2ee"
INK = "#161616"
QUIET = "#6f6d66"
EDGE = 0.9
"""Factor on the outermost pixels of a picture, so that a pale one stands off the paper."""

FAMILY = ("Inter", "sans-serif")


Picture = Float[np.ndarray, "h w 3"]


class Plate(NamedTuple):
    """A picture and what is written under it."""

    picture: Document | Picture
    title: str
    note: str = ""


def label(
    name: str,
    string: str,
    x: float,
    y: float,
    size: float,
    *,
    width: float,
    color: str = INK,
    weight: int = 400,
) -> Element:
    """One line of type at ``x, y`` (top-left), cut with an ellipsis where it is wider than ``width``."""
    text = Text(string=string, size=size, family=FAMILY, weight=weight, line_height=1.2)
    setting = set_text(text, None)
    while setting.width > width and len(string) > 1:
        string = string[: max(1, int(len(string) * width / setting.width) - 1)].rstrip()
        text = text.model_copy(update={"string": string + "…"})
        setting = set_text(text, None)
    box = (x, y, setting.width, setting.height)
    return Element(id=name, kind="text", box=box, text=text, paint=Paint(fill=color))


class Sheet(NamedTuple):
    """A sheet laid out: its captions as a document, its pictures and where their top-left corners are."""

    captions: Document
    pictures: list[Picture]
    corners: list[tuple[int, int]]
    """``x, y`` of each picture."""


def lay_out(
    plates: Sequence[Plate], *, columns: int | None = None, cell_px: int = 320, heading: str = ""
) -> Sheet:
    """The plates in rows; each picture fits a square of ``cell_px`` and stands on its caption."""
    columns = columns or max(1, math.ceil(math.sqrt(len(plates) * 1.2)))
    columns = min(columns, max(len(plates), 1))
    gap, size = round(cell_px * 0.09), max(cell_px * 0.042, 11.0)
    margin = round(cell_px * 0.14)
    caption_px = round(size * (3.6 if any(plate.note for plate in plates) else 2.1))
    pictures = [_picture(plate, cell_px) for plate in plates]
    column_px = max([cell_px // 2, *(picture.shape[1] for picture in pictures)])
    width = 2 * margin + columns * column_px + (columns - 1) * gap
    corners: list[tuple[int, int]] = []
    elements: list[Element] = []
    y = margin
    if heading:
        room = width - 2 * margin
        elements.append(label("heading", heading, margin, margin, size * 1.7, width=room, weight=600))
        y += round(size * 4)
    for first in range(0, len(plates), columns):
        row = range(first, min(first + columns, len(plates)))
        bottom = y + max(pictures[i].shape[0] for i in row)
        for column, i in enumerate(row):
            x = margin + column * (column_px + gap)
            corners.append((x, bottom - pictures[i].shape[0]))
            elements += _caption(i, plates[i], x, bottom, size, column_px)
        y = bottom + caption_px + gap
    canvas = Canvas(width=width, height=max(y - gap + margin - round(size * 0.5), 1))
    captions = Document(canvas=canvas, backdrop=Backdrop(fill=PAPER), elements=tuple(elements))
    return Sheet(captions=captions, pictures=pictures, corners=corners)


def _picture(plate: Plate, cell_px: int) -> Picture:
    if isinstance(plate.picture, Document):
        return render_array(plate.picture, longest_px=cell_px)
    picture = plate.picture
    scale = cell_px / max(picture.shape[:2])
    if scale >= 1:
        return picture
    image = PillowImage.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    return np.asarray(image.resize(size, PillowImage.Resampling.LANCZOS), np.float32) / 255


def _caption(i: int, plate: Plate, x: float, bottom: float, size: float, width: float) -> list[Element]:
    lines = []
    if plate.title:
        title_y = bottom + size * 0.75
        lines.append(label(f"title-{i}", plate.title, x, title_y, size, width=width, weight=600))
    if plate.note:
        note_y = bottom + size * 2.15
        lines.append(label(f"note-{i}", plate.note, x, note_y, size, width=width, color=QUIET))
    return lines


def contact_sheet(
    plates: Sequence[Plate], *, columns: int | None = None, cell_px: int = 320, heading: str = ""
) -> bytes:
    """The plates in rows with their captions, as PNG; arguments as of ``lay_out``."""
    sheet = lay_out(plates, columns=columns, cell_px=cell_px, heading=heading)
    paper = render_array(sheet.captions).copy()
    for picture, (x, y) in zip(sheet.pictures, sheet.corners, strict=True):
        framed = picture * EDGE
        framed[1:-1, 1:-1] = picture[1:-1, 1:-1]
        paper[y : y + picture.shape[0], x : x + picture.shape[1]] = framed
    buffer = io.BytesIO()
    PillowImage.fromarray((np.clip(paper, 0, 1) * 255 + 0.5).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()
