"""Sheets of pictures with captions, set by the program's own type and renderer."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Image, Paint, Text
from jaxdesign.render.png import render_array, to_png
from jaxdesign.render.setting import set_text

PAPER = "#f3f2ee"
INK = "#161616"
QUIET = "#6f6d66"
EDGE = "#00000018"
FAMILY = ("Inter", "sans-serif")


Picture = Float[np.ndarray, "h w 3"]


class Plate(NamedTuple):
    """A picture and what is written under it."""

    picture: Document | Picture
    title: str
    note: str = ""


def data_address(picture: Picture) -> str:
    """A lossless ``data:`` address of an encoded sRGB picture."""
    buffer = io.BytesIO()
    PillowImage.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


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


def sheet(
    plates: Sequence[Plate], *, columns: int | None = None, cell_px: int = 320, heading: str = ""
) -> Document:
    """A document with the plates in rows; each picture fits a square of ``cell_px``."""
    columns = columns or max(1, math.ceil(math.sqrt(len(plates) * 1.2)))
    columns = min(columns, max(len(plates), 1))
    gap, size = round(cell_px * 0.09), max(cell_px * 0.042, 11.0)
    margin = round(cell_px * 0.14)
    noted = any(plate.note for plate in plates)
    caption_px = round(size * (3.6 if noted else 2.1))
    top = margin + (round(size * 4) if heading else 0)
    pictures = [_picture(plate, cell_px) for plate in plates]
    rows = [range(i, min(i + columns, len(plates))) for i in range(0, len(plates), columns)]
    width = 2 * margin + columns * cell_px + (columns - 1) * gap
    elements: list[Element] = []
    if heading:
        elements.append(
            label("heading", heading, margin, margin, size * 1.7, width=width - 2 * margin, weight=600)
        )
    y = top
    for row in rows:
        height = max(pictures[i].shape[0] for i in row)
        for column, i in enumerate(row):
            x = margin + column * (cell_px + gap)
            elements += _cell(i, plates[i], pictures[i], x, y + height, size, cell_px)
        y += height + caption_px + gap
    canvas = Canvas(width=width, height=y - gap + margin - round(size * 0.5))
    return Document(canvas=canvas, backdrop=Backdrop(fill=PAPER), elements=tuple(elements))


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


def _cell(
    i: int,
    plate: Plate,
    picture: Picture,
    x: float,
    bottom: float,
    size: float,
    width: float,
) -> list[Element]:
    """A picture that stands on ``bottom``, a hairline round it and its caption."""
    box = (x, bottom - picture.shape[0], picture.shape[1], picture.shape[0])
    href = data_address(picture)
    cell = [
        Element(id=f"picture-{i}", kind="image", box=box, image=Image(href=href, fit="fill")),
        Element(
            id=f"edge-{i}", kind="shape", shape="rectangle", box=box, paint=Paint(stroke=EDGE, stroke_width=1)
        ),
    ]
    if plate.title:
        title_y = bottom + size * 0.75
        cell.append(label(f"title-{i}", plate.title, x, title_y, size, width=width, weight=600))
    if plate.note:
        note_y = bottom + size * 2.15
        cell.append(label(f"note-{i}", plate.note, x, note_y, size, width=width, color=QUIET))
    return cell


def contact_sheet(
    plates: Sequence[Plate], *, columns: int | None = None, cell_px: int = 320, heading: str = ""
) -> bytes:
    """The sheet of ``sheet`` as PNG bytes."""
    return to_png(sheet(plates, columns=columns, cell_px=cell_px, heading=heading))
