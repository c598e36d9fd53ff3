"""``jaxdesign convert``: any readable design as our JSON or as SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.errors import InputError


def convert(
    design: Annotated[
        Path, typer.Argument(metavar="DESIGN", help="JSON, SVG, capture or picture (PNG, JPEG, WebP).")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: .json or .svg.")],
) -> None:
    """Turn any design into our JSON or SVG; a picture alone is read by its words, regions and colours."""
    kind = out.suffix.lower()
    if kind not in (".json", ".svg"):
        raise InputError(
            f"{out}: the name must end in .json or .svg; 'jaxdesign render' writes .png and .pdf."
        )
    from jaxdesign.data.parse.opening import open_any
    from jaxdesign.report.writing import write_bytes

    document = open_any(design)
    if kind == ".json":
        from jaxdesign.design.codec import dumps

        text = dumps(document)
    else:
        from jaxdesign.render.svg import to_svg

        text = to_svg(document)
    write_bytes(out, text.encode())
    canvas, num_elements = document.canvas, len(document.elements)
    print(f"{out}: {num_elements} elements on {canvas.width:g} x {canvas.height:g} px.")
