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
        Path | None, typer.Option(help="Labels, and what is kept, by hand: CSV or JSON lines; they win.")
    ] = None,
    min_quality: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least quality of what is kept.")
    ] = None,
    vision: Annotated[
        str | None, typer.Option(help="OpenAI-compatible address of a vision model that labels what is kept.")
    ] = None,
    vision_model: Annotated[str, typer.Option(help="The model's name there.")] = "default",
    vision_key: Annotated[
        str, typer.Option(envvar="JAXDESIGN_VISION_KEY", help="Its key, where it asks for one.")
    ] = "",
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; all cores if left out.")
    ] = None,
    beam: Annotated[
        list[str] | None,
        typer.Option(metavar="OPTION", help="Run on Apache Beam with this option, as in runner=FlinkRunner."),
    ] = None,
) -> None:
    """Read, judge, drop copies, split by source and write a dataset; run again to go on after a stop."""
    import os

    from jaxdesign.data.prepare import Engine, LocalEngine, prepare
    from jaxdesign.data.quality import KEPT_FROM
    from jaxdesign.data.telling import told
    from jaxdesign.progress import ProgressLine

    engine: Engine = LocalEngine(workers=workers or os.cpu_count() or 1)
    if beam:
        from jaxdesign.data.beam_engine import BeamEngine

        engine = BeamEngine(arguments=tuple(f"--{option.lstrip('-')}" for option in beam))
    labeller = None
    if vision is not None:
        from jaxdesign.data.chat import ChatModel
        from jaxdesign.data.vision import VisionLabeller

        labeller = VisionLabeller(ChatModel(address=vision, name=vision_model, key=vision_key))
    with ProgressLine(sys.stderr) as telling:
        report = prepare(
            sources,
            out,
            corrections=corrections,
            min_quality=KEPT_FROM if min_quality is None else min_quality,
            vision=labeller,
            engine=engine,
            progress=telling,
        )
    print(told(report))


@app.command()
def stats(
    dataset: Dataset,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Counts by split, kind, format, goal, style, language and licence; sizes and quality."""
    from jaxdesign.data.stats import dataset_stats

    found = dataset_stats(dataset)
    if json:
        import json as codec

        print(codec.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        print(found)


@app.command()
def sheet(
    places: Annotated[
        list[Path], typer.Argument(metavar="DATASET|SOURCE...", help="A prepared dataset, or sources.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Picture to write: .png.")],
    dropped: Annotated[bool, typer.Option("--dropped", help="What was dropped, with the reasons.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=400, help="Most designs.")] = 48,
    seed: Annotated[int, typer.Option(help="Which ones.")] = 0,
) -> None:
    """Draw a contact sheet of what is kept or dropped."""
    if out.suffix.lower() != ".png":
        from jaxdesign.errors import InputError

        raise InputError(f"{out}: the name must end in .png.")
    import io

    from jaxdesign.data.sheets import sheet
    from jaxdesign.progress import ProgressLine
    from jaxdesign.report.writing import write_bytes

    with ProgressLine(sys.stderr) as telling:
        picture = sheet(places, dropped=dropped, limit=limit, seed=seed, progress=telling)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    write_bytes(out, stream.getvalue())


@app.command()
def subset(
    dataset: Dataset,
    out: Annotated[Path, typer.Option("--out", "-o", help="New folder to write.")],
    style: Annotated[str, typer.Option(help="Words that each design must fit, as in 'vintage flyers'.")] = "",
    min_quality: Annotated[float, typer.Option(min=0, max=1, help="Least quality.")] = 0.0,
    limit: Annotated[int | None, typer.Option(min=1, help="Most designs; the best fitting ones.")] = None,
) -> None:
    """Choose designs by words: a dataset of its own, and pictures with captions for other trainers."""
    from jaxdesign.data.subset import subset

    counts = subset(dataset, out, style=style, min_quality=min_quality, limit=limit)
    splits = ", ".join(f"{count} {name}" for name, count in counts.items())
    print(f"{out}: {sum(counts.values())} designs ({splits}).")
