"""``jaxdesign eval``: how good trained models are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Prepared dataset with held-out splits.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for figures and sheets.")],
    models: Annotated[
        Path | None, typer.Option(help="Folder of exported models; those that are shipped if left out.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=8, help="Most test designs that are used.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same samples.")] = 0,
    baselines: Annotated[
        bool, typer.Option(help="Measure random boxes and the grammar loop from noise too: some minutes.")
    ] = True,
) -> None:
    """Measure models on held-out designs: reconstruction, samples, floors and baselines.

    Writes figures.md, figures.json and sheets: samples, the bank's floor and the real designs with the same
    content; a walk between styles, styles on other content, and neighbours.
    """
    from jaxdesign.evaluation.shipped_features import read_features, shipped_features
    from jaxdesign.evaluation.trial import run_trial
    from jaxdesign.models.shipped import read_models, shipped
    from jaxdesign.progress import ProgressLine
    from jaxdesign.runtime import use_compilation_cache

    use_compilation_cache()
    with ProgressLine(sys.stderr) as progress:
        trial = run_trial(
            shipped() if models is None else read_models(models),
            shipped_features() if models is None else read_features(models),
            dataset,
            out,
            limit=limit,
            seed=seed,
            baselines=baselines,
            progress=progress,
        )
    print(trial)
