"""``jaxdesign render``: a design as SVG, PNG or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.errors import InputError


def render(
    design: Annotated[Path, typer.Argument(metavar="DESIGN", help="JSON, SVG or capture.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: .svg, .png or .pdf.")],
    scale: Annotated[float, typer.Option(min=0.01, max=16, help="PNG pixels per canvas pixel.")] = 1,
    embed_fonts: Annotated[bool, typer.Option("--embed-fonts", help="Put the fonts into the SVG.")] = False,
) -> None:
    """Render a design to SVG, PNG or PDF."""
    kind = out.suffix.lower()
    if kind not in (".svg", ".png", ".pdf"):
        raise InputError(f"{out}: the name must end in .svg, .png or .pdf.")
    from jaxdesign.importers import open_design
    from jaxdesign.report.writing import write_bytes

    document = open_design(design)
    size = f"{document.canvas.width:g} x {document.canvas.height:g} px"
    if kind == ".svg":
        from jaxdesign.render.svg import to_svg

        data = to_svg(document, embed_fonts=embed_fonts).encode()
    elif kind == ".png":
        from jaxdesign.render.png import png_size, to_png

        data = to_png(document, scale=scale)
        size = "{} x {} px".format(*png_size(data))
    else:
        from jaxdesign.render.pdf import POINTS_PER_INCH, page_size, to_pdf

        data = to_pdf(document)
        sides = (25.4 * points / POINTS_PER_INCH for points in page_size(document.canvas))
        size = "{:.0f} x {:.0f} mm".format(*sides)
    write_bytes(out, data)
    print(f"{out}: {size}.")
