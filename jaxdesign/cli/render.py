"""``jaxdesign render``: a design as SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.errors import InputError


def render(
    design: Annotated[Path, typer.Argument(metavar="DESIGN", help="JSON, SVG or capture.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: .svg or .png.")],
    scale: Annotated[float, typer.Option(min=0.01, max=16, help="PNG pixels per canvas pixel.")] = 1,
    embed_fonts: Annotated[bool, typer.Option("--embed-fonts", help="Put the fonts into the SVG.")] = False,
) -> None:
    """Render a design to SVG or PNG."""
    kind = out.suffix.lower()
    if kind not in (".svg", ".png"):
        raise InputError(f"{out}: the name must end in .svg or .png.")
    from jaxdesign.importers import open_design
    from jaxdesign.report.writing import write_bytes

    document = open_design(design)
    if kind == ".svg":
        from jaxdesign.render.svg import to_svg

        data = to_svg(document, embed_fonts=embed_fonts).encode()
        width, height = document.canvas.width, document.canvas.height
    else:
        from jaxdesign.render.png import png_size, to_png

        data = to_png(document, scale=scale)
        width, height = png_size(data)
    write_bytes(out, data)
    print(f"{out}: {width:g} x {height:g} px.")
