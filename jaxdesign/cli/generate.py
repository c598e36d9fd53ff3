"""``jaxdesign generate``: words and pictures in, finished designs out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def generate(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder to write; several designs: one folder each.")
    ],
    prompt: Annotated[
        str, typer.Option(help="What it is for, as in '\"Jazz Night\", vintage, 12 June'.")
    ] = "",
    brief: Annotated[Path | None, typer.Option(help="Brief in YAML or JSON, in place of a prompt.")] = None,
    picture: Annotated[list[Path] | None, typer.Option(help="Picture to use; repeat for more.")] = None,
    format: Annotated[
        str | None, typer.Option(help="Formats by name or WxH, with commas between; see `jaxdesign formats`.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=24, help="Designs of each format.")] = 1,
    candidates: Annotated[int, typer.Option(min=1, max=64, help="Drafts of each format to choose from.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same designs.")] = 0,
    models: Annotated[
        Path | None, typer.Option(help="Folder of exported models; those that are shipped if left out.")
    ] = None,
    lora: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:WEIGHT]", help="Adapter by name or file, as in bold:0.8; repeat for more."
        ),
    ] = None,
    scale: Annotated[float, typer.Option(min=0.1, max=16, help="Pixels of design.png per canvas pixel.")] = 1,
) -> None:
    """Make finished, certified, editable designs of a prompt or a brief."""
    from jaxdesign.brief.prompt import read_prompt
    from jaxdesign.brief.schema import read_brief
    from jaxdesign.config import lora_from
    from jaxdesign.errors import InputError

    if bool(prompt) == (brief is not None):
        raise InputError("give either --prompt or --brief.")
    wanted = read_prompt(prompt) if brief is None else read_brief(brief)
    changes: dict[str, object] = {}
    if format is not None:
        changes["formats"] = tuple(name.strip() for name in format.split(",") if name.strip())
        if not changes["formats"]:
            raise InputError("--format names no format; `jaxdesign formats` lists them.")
    if picture:
        changes["pictures"] = (*wanted.pictures, *(str(path) for path in picture))
    wanted = wanted.model_copy(update=changes)
    wanted.check_formats()
    adapters = [lora_from(text) for text in lora or ()]

    from jaxdesign.cli.score_progress import ScoreProgress
    from jaxdesign.runtime import use_compilation_cache

    use_compilation_cache()
    from jaxdesign.designer import UniversalDesigner
    from jaxdesign.models.shipped import find_adapter, read_models, shipped
    from jaxdesign.report.outputs import write_outputs

    found = [(find_adapter(name), weight) for name, weight in adapters]
    made_by = shipped() if models is None else read_models(models)
    designer = UniversalDesigner(made_by.with_lora(found) if found else made_by)
    with ScoreProgress() as progress:
        finished = designer.design(wanted, count=count, seed=seed, candidates=candidates, progress=progress)
    several = len(finished) > 1
    for i, one in enumerate(finished):
        folder = out / f"{i + 1:02d}-{one.format}" if several else out
        write_outputs(one.result, folder, name=wanted.texts[0].text, scale=scale)
        total = one.result.scores_after.total
        print(f"{folder}: {one.format}, total {total:.1f} of 100, certified, layout after {one.donor}.")
