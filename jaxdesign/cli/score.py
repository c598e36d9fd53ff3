"""``jaxdesign score``: every grammar term of designs, read against real designs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.errors import InputError, JaxdesignError


def score(
    designs: Annotated[list[Path], typer.Argument(metavar="DESIGN...", help="JSON, SVG or capture.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a design.")] = False,
) -> None:
    """Score designs: each term's value, where it stands among real designs, and what to do."""
    from jaxdesign.grammar.report import json_line, table
    from jaxdesign.grammar.scoring import score_documents
    from jaxdesign.importers import open_design

    read, failed = [], 0
    for path in designs:
        try:
            read.append((path, open_design(path)))
        except JaxdesignError as error:
            failed += 1
            print(f"jaxdesign: {error}", file=sys.stderr)
    scored = score_documents([document for _, document in read])
    for number, ((path, document), scores) in enumerate(zip(read, scored, strict=True)):
        if as_json:
            print(json_line(path, scores))
        else:
            print(("\n" if number else "") + table(path, document, scores))
    if failed:
        raise typer.Exit(InputError.exit_code)
