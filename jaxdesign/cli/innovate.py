"""``jaxdesign innovate``: rough designs in, well-composed designs out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.config import BOLDNESS, LIMITS, InnovateConfig, boldness_from, weight_from
from jaxdesign.config_file import load_config
from jaxdesign.errors import InputError

_DEFAULT = InnovateConfig()


def _range(name: str) -> str:
    low, high = LIMITS[name]
    return f"{low} to {high:,} [{getattr(_DEFAULT, name)}]"


def innovate(
    designs: Annotated[
        list[Path],
        typer.Argument(metavar="DESIGN...", help="JSON, SVG, capture, picture; several: one batch."),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder to write; with several designs one folder each in it.")
    ],
    boldness: Annotated[
        str | None,
        typer.Option(help=f"0 to 1, or {', '.join(BOLDNESS)}: how far to go. [{_DEFAULT.boldness}]"),
    ] = None,
    steps: Annotated[int | None, typer.Option(help=f"Gradient steps, {_range('steps')}.")] = None,
    candidates: Annotated[
        int | None, typer.Option(help=f"Variants side by side, {_range('candidates')}; the best is kept.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help=f"Same seed, same result. [{_DEFAULT.seed}]")] = None,
    weights: Annotated[
        list[str] | None, typer.Option(help="Weight of a term, as in alignment=2; repeat for more.")
    ] = None,
    lock: Annotated[
        list[str] | None, typer.Option(help="Element to keep as it is, or id.attribute; repeat for more.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="Re-compose for a format: a name (see `jaxdesign formats`) or WxH.")
    ] = None,
    space: Annotated[
        str | None, typer.Option(help=f"tree, latent, or elements for what is free-form. [{_DEFAULT.space}]")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Python file with settings; options given here come first.")
    ] = None,
    smoke: Annotated[bool, typer.Option("--smoke", help="The settings file's few-step mode.")] = False,
    embed_fonts: Annotated[bool, typer.Option("--embed-fonts", help="Put the fonts into the SVG.")] = False,
    scale: Annotated[float, typer.Option(min=0.1, max=16, help="Pixels of design.png per canvas pixel.")] = 1,
) -> None:
    """Make rough designs well composed.

    Writes design.svg, design.png, design.pdf, design.json, before-after.png, snapping.webp and report.html.
    """
    given = {
        "boldness": None if boldness is None else boldness_from(boldness),
        "steps": steps,
        "candidates": candidates,
        "seed": seed,
        "weights": tuple(weight_from(item) for item in weights or ()) or None,
        "locks": tuple(lock or ()) or None,
        "format": format,
        "space": space,
    }
    if smoke and config is None:
        raise InputError("--smoke: is a mode of a settings file; name one with --config.")
    base = _DEFAULT if config is None else load_config(config, InnovateConfig, smoke=smoke)
    settings = replace(base, **{name: value for name, value in given.items() if value is not None})
    from jaxdesign.cli.score_progress import ScoreProgress
    from jaxdesign.data.parse.opening import open_any
    from jaxdesign.errors import NotCertifiedError
    from jaxdesign.report.destination import destinations
    from jaxdesign.report.outputs import Begun, write_outputs
    from jaxdesign.report.summary import summary
    from jaxdesign.runtime import share_among_cores, use_compilation_cache

    folders = destinations(designs, out)
    documents = [open_any(path) for path in designs]
    share_among_cores()
    use_compilation_cache()
    from jaxdesign.innovation.innovate import innovate_documents

    begun = Begun(documents[0]) if len(documents) == 1 else None
    with ScoreProgress() as progress:
        results = innovate_documents(
            documents, settings, progress=progress, on_found=None if begun is None else begun.follow
        )
    refused = []
    for path, folder, result in zip(designs, folders, results, strict=True):
        if isinstance(result, NotCertifiedError):
            refused.append(f"{path}: {result}")
            continue
        write_outputs(
            result,
            folder,
            name=path.name.split(".")[0],
            scale=scale,
            embed_fonts=embed_fonts,
            begun=begun,
        )
        print(summary(result, path=path, folder=folder))
    if refused:
        raise NotCertifiedError("\njaxdesign: ".join(refused))
