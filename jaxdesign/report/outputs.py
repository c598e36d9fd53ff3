"""All files of a result, written whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from jaxdesign.design.codec import dumps
from jaxdesign.design.document import Document
from jaxdesign.innovation.result import InnovationResult
from jaxdesign.render.pdf import to_pdf
from jaxdesign.render.png import begin_arrays, begin_png, render_array
from jaxdesign.render.svg import to_svg
from jaxdesign.report.animation import begin_pictures, begin_way, snapping_webp
from jaxdesign.report.html import Picture, report_html
from jaxdesign.report.sheet import Plate, contact_sheet
from jaxdesign.report.writing import write_folder

PAIR_CELL_PX = 900
PICTURE_PX = 1400
"""Longest side of the designs in the report; the pair is made from the same pictures."""


class Begun:
    """What can be drawn of a design while it is still being made, beside what else is done."""

    def __init__(self, document: Document) -> None:
        """Begin to draw the design as it is before. Raises ``InputError`` as ``to_png`` does."""
        self._document = document
        self._before = begin_arrays([document], longest_px=PICTURE_PX)
        self.way: Callable[[], list[Picture]] | None = None
        """Waits for the pictures of the loop's way; None before ``follow``."""

    def before(self) -> Picture:
        """Wait for the design as it was. Raises ``InputError`` as ``to_png`` does."""
        return self._before()[0]

    def follow(self, frames: Sequence[Document]) -> None:
        """Begin to draw the loop's way, once that is known; ``frames`` as of ``InnovationResult``."""
        self.way = begin_way(self._document, frames)


def drawn(
    result: InnovationResult, after_png: bytes | None = None, begun: Begun | None = None
) -> tuple[Picture, Picture]:
    """The designs before and after as pixels, ``PICTURE_PX`` long.

    The one after is taken from ``after_png`` where that is given and large enough.
    """
    before = render_array(result.before, longest_px=PICTURE_PX) if begun is None else begun.before()
    image = None if after_png is None else Image.open(io.BytesIO(after_png)).convert("RGB")
    if image is None or max(image.size) < PICTURE_PX:
        return before, render_array(result.after, longest_px=PICTURE_PX)
    image.thumbnail((PICTURE_PX, PICTURE_PX), Image.Resampling.LANCZOS)
    return before, np.asarray(image, np.float32) / 255


def before_after_png(result: InnovationResult, pictures: tuple[Picture, Picture]) -> bytes:
    """Both designs side by side with their totals, as PNG."""
    totals = [f"{scores.total:.0f} of 100" for scores in (result.scores_before, result.scores_after)]
    certified = ", certified" if result.certificate.holds else ""
    plates = (
        Plate(picture=pictures[0], title="Before", note=totals[0]),
        Plate(picture=pictures[1], title="After", note=totals[1] + certified),
    )
    return contact_sheet(plates, columns=2, cell_px=PAIR_CELL_PX)


def design_files(document: Document, *, scale: float, embed_fonts: bool) -> dict[str, bytes]:
    """The design itself as SVG, PNG, PDF and JSON."""
    png = begin_png(document, scale=scale)
    return {
        "design.svg": to_svg(document, embed_fonts=embed_fonts).encode(),
        "design.json": dumps(document).encode(),
        "design.pdf": to_pdf(document),
        "design.png": png(),
    }


def write_outputs(
    result: InnovationResult,
    folder: Path,
    *,
    name: str,
    scale: float = 1.0,
    embed_fonts: bool = False,
    begun: Begun | None = None,
) -> None:
    """Write every file of ``jaxdesign.report.destination.FILES`` into ``folder``.

    ``name`` titles the report where the design has no title. ``begun`` holds what was drawn
    of it before; the same result gives the same bytes without.
    Raises ``InputError`` if the folder cannot be written; then what was there before still is.
    """
    moving = begin_pictures(result, None if begun is None else begun.way)
    design = design_files(result.after, scale=scale, embed_fonts=embed_fonts)
    pictures = drawn(result, design["design.png"], begun)
    with ThreadPoolExecutor(2) as beside:
        report = beside.submit(report_html, result, pictures, name=name)
        movie = beside.submit(lambda: snapping_webp(moving()))
        files = {
            **design,
            "before-after.png": before_after_png(result, pictures),
            "snapping.webp": movie.result(),
            "report.html": report.result().encode(),
        }
    write_folder(folder, files)
