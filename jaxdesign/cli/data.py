"""``jaxdesign data``: from captures, pictures and design files to a dataset that models learn from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Prepare, look at and choose from datasets of real designs.",
)

Sources = Annotated[
    list[Path],
    typer.Argument(metavar="SOURCE...", help="Capture folders, picture folders, captures, design files."),
]
Dataset = Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of a prepared dataset.")]


@app.command()
def prepare(
    sources: Sources,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the dataset.")],
    corrections: Annotated[
        Path | None, typer.Option(help="Labels and quality by hand, which always win.")
    ] = None,
    min_quality: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least quality of what is kept.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; all cores if left out.")
    ] = None,
) -> None:
    """Read, judge, drop copies, split by source and write a dataset; run again to go on after a stop."""
    import os

    from jaxdesign.data.prepare import LocalEngine, prepare
    from jaxdesign.data.quality import KEPT_FROM
    from jaxdesign.data.telling import Telling, told

    engine = LocalEngine(workers=workers or os.cpu_count() or 1)
    with Telling(sys.stderr) as telling:
        report = prepare(
            sources,
            out,
            corrections=corrections,
            min_quality=KEPT_FROM if min_quality is None else min_quality,
            engine=engine,
            progress=telling,
        )
    print(told(report))
