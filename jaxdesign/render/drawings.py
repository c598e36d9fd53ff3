"""Drawings: pictures of plain shapes in plain colours that stay sharp at any size, as ``data:`` addresses.

They are SVGs of one strict form, which is all of SVG that a picture of a document may hold: paths filled with
opaque colours, moved and scaled. So nothing in them can refer to anything, and nothing has to be made safe.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import resvg_py

from jaxdesign.errors import UnsafeInputError

_HEAD = "data:image/svg+xml;base64,"
_MOST_LETTERS = 200_000
"""Of the SVG."""
_MOST_SHAPES = 400
_NUMBER = r"-?\d{1,6}(?:\.\d{1,6})?"
_PATH = (
    r'<path d="([MmLlHhVvCcSsQqTtAaZz0-9eE., +-]+)" fill="(#[0-9a-f]{6})"'
    rf' transform="translate\({_NUMBER} {_NUMBER}\) scale\({_NUMBER}\)"/>'
)
_DRAWING = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" width="(\d{1,5})" height="(\d{1,5})" '
    rf'viewBox="0 0 \1 \2">((?:{_PATH}){{0,{_MOST_SHAPES}}})</svg>'
)


class Shape(NamedTuple):
    """A filled path of a drawing."""

    path: str
    """Data of an SVG path, in its own units."""
    color: str
    """``#rrggbb``."""
    x: float = 0.0
    y: float = 0.0
    """Where the path's origin lies, in pixels of the drawing."""
    scale: float = 1.0
    """Pixels of the drawing for a unit of the path."""


class Drawing(NamedTuple):
    """What the address of a drawing holds."""

    width: int
    height: int
    markup: str
    """Its paths, as SVG elements."""
    svg: str
    """The whole file."""


def drawing_address(width: int, height: int, shapes: Sequence[Shape]) -> str:
    """The ``data:`` address of shapes on a clear ground of ``width`` x ``height`` pixels, in paint order.

    Raises ``ValueError`` for shapes that a drawing cannot hold.
    """
    paths = "".join(
        f'<path d="{one.path}" fill="{one.color}" '
        f'transform="translate({one.x:.3f} {one.y:.3f}) scale({one.scale:.5f})"/>'
        for one in shapes
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    svg = f'{head}viewBox="0 0 {width} {height}">{paths}</svg>'
    if _drawing(svg) is None:
        raise ValueError(f"no drawing can hold these shapes: {svg[:200]}")
    return _HEAD + base64.b64encode(svg.encode()).decode()


def _drawing(svg: str) -> Drawing | None:
    """What an SVG holds; None if it is no drawing, is too large or has no size."""
    match = _DRAWING.fullmatch(svg) if len(svg) <= _MOST_LETTERS else None
    if match is None or int(match.group(1)) == 0 or int(match.group(2)) == 0:
        return None
    return Drawing(int(match.group(1)), int(match.group(2)), match.group(3), svg)


def is_svg(href: str) -> bool:
    """True for the address of an SVG, a drawing or not."""
    return href[:40].lower().startswith("data:image/svg")


@lru_cache(maxsize=256)
def read_drawing(href: str) -> Drawing:
    """What the address of an SVG holds. Raises ``UnsafeInputError`` for one that is no drawing."""
    try:
        svg = base64.b64decode(href[len(_HEAD) :], validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        svg = ""
    drawing = _drawing(svg) if href.startswith(_HEAD) else None
    if drawing is None:
        raise UnsafeInputError(
            f"Picture '{href[:40]}': an SVG, of which only plain filled paths are read; use PNG or JPEG."
        )
    return drawing


def drawing_png(href: str, longest_px: int) -> bytes:
    """A drawing as PNG with alpha, no side under a pixel. Raises ``UnsafeInputError`` as ``read_drawing``."""
    drawing = read_drawing(href)
    zoom = max(longest_px / max(drawing.width, drawing.height), 1 / min(drawing.width, drawing.height))
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing.svg, zoom=zoom, skip_system_fonts=True))
