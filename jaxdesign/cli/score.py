"""``jaxdesign score``: every grammar term of designs, read against real designs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.cli.notes import say
from jaxdesign.errors import InputError, JaxdesignError


def score(
    designs: Annotated[list[Path], typer.Argument(metavar="DESIGN...", help="JSON, SVG or capture.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a design.")] = False,
) -> None:
    """Score designs: each term's value, where it stands among real designs, and what to do."""
    from jaxdesign.grammar.report import json_line, table
    from jaxdesign.grammar.scoring import score_documents
    from jaxdesign.importers import open_design
    from jaxdesign.runtime import use_compilation_cache

    use_compilation_cache()
    read, failed = [], 0
    for path in designs:
        try:
            read.append((path, open_design(path)))
        except JaxdesignError as error:
            failed += 1
            say(str(error))
    if as_json:
        scored = score_documents([document for _, document in read])
        for (path, _), scores in zip(read, scored, strict=True):
            print(json_line(path, scores))
    else:
        for number, (path, document) in enumerate(read):
            print(("\n" if number else "") + table(path, document))
    if failed:
        raise typer.Exit(InputError.exit_code)
