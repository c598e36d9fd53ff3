"""All files of a result, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from jaxdesign.design.codec import dumps
from jaxdesign.design.document import Document
from jaxdesign.innovation.result import InnovationResult
from jaxdesign.render.png import to_png
from jaxdesign.render.svg import to_svg
from jaxdesign.report.animation import snapping_webp
from jaxdesign.report.html import report_html
from jaxdesign.report.sheet import Plate, contact_sheet
from jaxdesign.report.writing import write_folder

PAIR_CELL_PX = 900


def before_after_png(result: InnovationResult) -> bytes:
    """Both designs side by side with their totals, as PNG."""
    totals = [f"{scores.total:.0f} of 100" for scores in (result.scores_before, result.scores_after)]
    certified = ", certified" if result.certificate.holds else ""
    plates = (
        Plate(picture=result.before, title="Before", note=totals[0]),
        Plate(picture=result.after, title="After", note=totals[1] + certified),
    )
    return contact_sheet(plates, columns=2, cell_px=PAIR_CELL_PX)


def design_files(document: Document, *, scale: float, embed_fonts: bool) -> dict[str, bytes]:
    """The design itself as SVG, PNG and JSON."""
    return {
        "design.svg": to_svg(document, embed_fonts=embed_fonts).encode(),
        "design.png": to_png(document, scale=scale),
        "design.json": dumps(document).encode(),
    }


def write_outputs(
    result: InnovationResult, folder: Path, *, name: str, scale: float = 2.0, embed_fonts: bool = False
) -> None:
    """Write every file of ``jaxdesign.report.destination.FILES`` into ``folder``.

    ``name`` titles the report where the design has no title. The same result gives the same bytes.
    Raises ``InputError`` if the folder cannot be written; then what was there before still is.
    """
    write_folder(
        folder,
        {
            **design_files(result.after, scale=scale, embed_fonts=embed_fonts),
            "before-after.png": before_after_png(result),
            "snapping.webp": snapping_webp(result),
            "report.html": report_html(result, name=name).encode(),
        },
    )
