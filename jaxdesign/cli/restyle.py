"""``jaxdesign restyle``: the words and pictures of a design in another style."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.cli.notes import say


def restyle(
    design: Annotated[Path, typer.Argument(metavar="DESIGN", help="Design document, SVG or capture.")],
    style: Annotated[
        list[str],
        typer.Option(help="Style: a profile, or references to take it from; repeat for more references."),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder to write; several designs: one folder each.")
    ],
    count: Annotated[int, typer.Option(min=1, max=24, help="Designs to make.")] = 1,
    candidates: Annotated[int, typer.Option(min=1, max=64, help="Drafts to choose from.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same designs.")] = 0,
    models: Annotated[
        Path | None, typer.Option(help="Folder of exported models; those that are shipped if left out.")
    ] = None,
    scale: Annotated[float, typer.Option(min=0.1, max=16, help="Pixels of design.png per canvas pixel.")] = 1,
    discard_edits: Annotated[
        bool,
        typer.Option(
            "--discard-edits",
            help="Give up changes made by hand to designs of an earlier run; else they are kept.",
        ),
    ] = False,
) -> None:
    """Set the words and pictures of a design anew, on its own canvas, in the style of references."""
    from jaxdesign.importers import open_design
    from jaxdesign.report.destination import refuse_foreign

    document = open_design(design)
    folders = [out] if count == 1 else [out / f"{i + 1:02d}" for i in range(count)]
    for folder in folders:
        refuse_foreign(folder)
    from jaxdesign.cli.score_progress import ScoreProgress
    from jaxdesign.runtime import use_compilation_cache

    use_compilation_cache()
    from jaxdesign.cli.generate import told
    from jaxdesign.delivery import with_edits
    from jaxdesign.designer import UniversalDesigner
    from jaxdesign.models.shipped import read_models, shipped
    from jaxdesign.report.outputs import write_outputs
    from jaxdesign.style.reading import style_of

    trained = shipped() if models is None else read_models(models)
    with ScoreProgress() as progress:
        designer = UniversalDesigner(trained, style=style_of(style, progress=progress, on_unread=say))
        finished = designer.restyle(
            document, count=count, seed=seed, candidates=candidates, progress=progress
        )
    delivered = [
        with_edits(one, folder, discard_edits=discard_edits)
        for folder, one in zip(folders, finished, strict=False)
    ]
    for one in delivered:
        write_outputs(one.finished.result, one.folder, name=design.stem, scale=scale)
        print(told(one))
