"""``jaxdesign schema``: the JSON Schema of a design document or of a brief."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer


def schema(
    of: Annotated[Literal["design", "brief"], typer.Argument(help="Whose schema.")] = "design",
) -> None:
    """Print the JSON Schema of a design, or of a brief."""
    if of == "brief":
        from jaxdesign.brief.schema import schema_text
    else:
        from jaxdesign.design.schema import schema_text

    sys.stdout.write(schema_text())
