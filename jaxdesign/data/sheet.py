"""Contact sheets: many pictures on one, each with its caption in a shipped face."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from jaxdesign.errors import InputError
from jaxdesign.render.fonts import Face, FontRegistry, shipped_registry

PAPER = (243, 242, 238)
INK = (22, 22, 22)
QUIET = (111, 109, 102)
EDGE = (214, 212, 205)
"""Colour of the hairline that sets a pale picture off the paper."""

FAMILY = ("Inter",)
TALLEST = 1.4
"""Height of a cell by its width, at most; taller pictures are made narrower."""

_GUTTER = 0.09
_MARGIN = 0.14
_TYPE = 0.058
"""Gutter, margin and type size by the width of a cell."""
_LEAST_TYPE_PX = 11


class Entry(NamedTuple):
    """One picture of a sheet: what is written under it, and a quieter second line."""

    picture: Image.Image
    title: str = ""
    note: str = ""


@cache
def _font(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size_px, layout_engine=ImageFont.Layout.BASIC)


class _Pen:
    """Sets single lines of type, each character in a face that has it."""

    def __init__(self, draw: ImageDraw.ImageDraw, size_px: int):
        self.draw, self.size_px = draw, size_px
        self.registry: FontRegistry = shipped_registry()

    def _runs(self, string: str, weight: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        face = self.registry.resolve(FAMILY, weight)
        return [(run, _font(used, self.size_px)) for run, used in self.registry.faces_for(string, face)]

    def width(self, string: str, weight: int) -> float:
        return sum(font.getlength(run) for run, font in self._runs(string, weight))

    def cut(self, string: str, weight: int, width: float) -> str:
        """The string on one line, with an ellipsis where it is wider than ``width``."""
        string = " ".join(string.split())
        if self.width(string, weight) <= width:
            return string
        low, high = 0, len(string)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(string[:middle].rstrip() + "…", weight) <= width:
                low = middle
            else:
                high = middle - 1
        return string[:low].rstrip() + "…"

    def line(self, string: str, at: tuple[float, float], weight: int, color: tuple[int, int, int]) -> None:
        """Draw one line with its baseline at ``at``."""
        x, baseline = at
        for run, font in self._runs(string, weight):
            self.draw.text((round(x), round(baseline)), run, font=font, fill=color, anchor="ls")
            x += font.getlength(run)


def _thumbnail(picture: Image.Image, cell_px: int) -> Image.Image:
    """The picture on white where it is transparent, as wide as the cell or as high as a cell may be."""
    if picture.mode != "RGB":
        rgba = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    scale = min(cell_px / picture.width, TALLEST * cell_px / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def contact_sheet(
    items: Sequence[Entry], *, columns: int = 6, cell_px: int = 240, heading: str = ""
) -> Image.Image:
    """An RGB sheet of the pictures in reading order, ``columns`` a row, each ``cell_px`` wide at most.

    A row is as high as its tallest picture. Raises ``InputError`` where there is nothing to show.
    """
    if not items:
        raise InputError("a sheet needs at least one picture.")
    if columns < 1 or cell_px < 16:
        raise InputError("a sheet needs at least one column, and cells of at least 16 px.")
    gutter, margin = round(_GUTTER * cell_px), round(_MARGIN * cell_px)
    size = max(_LEAST_TYPE_PX, round(_TYPE * cell_px))
    leading = round(1.45 * size)
    num_lines = 2 if any(item.note for item in items) else 1 if any(item.title for item in items) else 0
    foot = num_lines * leading + (size // 2 if num_lines else 0)
    head = round(2.4 * size) if heading else 0
    thumbnails = [_thumbnail(item.picture, cell_px) for item in items]
    columns = min(columns, len(items))
    rows = [range(start, min(start + columns, len(items))) for start in range(0, len(items), columns)]
    heights = [max(thumbnails[i].height for i in row) for row in rows]
    width = 2 * margin + columns * cell_px + (columns - 1) * gutter
    height = 2 * margin + head + sum(heights) + len(rows) * foot + (len(rows) - 1) * gutter
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    if heading:
        pen = _Pen(draw, round(1.5 * size))
        pen.line(pen.cut(heading, 600, width - 2 * margin), (margin, margin + 1.5 * size), 600, INK)
    pen = _Pen(draw, size)
    y = margin + head
    for row, row_height in zip(rows, heights, strict=True):
        for column, i in enumerate(row):
            x, thumbnail = margin + column * (cell_px + gutter), thumbnails[i]
            sheet.paste(thumbnail, (x, y))
            draw.rectangle((x - 1, y - 1, x + thumbnail.width, y + thumbnail.height), outline=EDGE)
            baseline = y + row_height + size // 2 + size
            pen.line(pen.cut(items[i].title, 500, cell_px), (x, baseline), 500, INK)
            pen.line(pen.cut(items[i].note, 400, cell_px), (x, baseline + leading), 400, QUIET)
        y += row_height + foot + gutter
    return sheet
