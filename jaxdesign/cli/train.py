"""``jaxdesign train``: models from datasets of real designs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Train models on a prepared dataset; a run that was stopped goes on when it is started again.",
)

Dataset = Annotated[str, typer.Argument(metavar="DATASET", help="Prepared dataset, TFDS name or captures.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run: checkpoints, figures, sheets.")]
Config = Annotated[Path, typer.Option(help="Python file with settings, such as those in configs/.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="Other than the file's.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Other than the file's.")]
Smoke = Annotated[bool, typer.Option("--smoke", help="The file's few-step mode.")]


@app.command()
def decoder(
    dataset: Dataset, out: Out, config: Config, epochs: Epochs = None, seed: Seed = None, smoke: Smoke = False
) -> None:
    """Encoder and decoder of designs."""
    _train("decoder", dataset, out, config, epochs, seed, smoke)


@app.command()
def refiner(
    dataset: Dataset,
    out: Out,
    config: Config,
    decoder: Annotated[
        Path | None, typer.Option(help="Folder of the decoder's run; the shipped decoder if left out.")
    ] = None,
    epochs: Epochs = None,
    seed: Seed = None,
    smoke: Smoke = False,
) -> None:
    """The encoder's second looks: latents corrected by what their decoding misses."""
    _train("refiner", dataset, out, config, epochs, seed, smoke, decoder=decoder)


@app.command()
def prior(
    dataset: Dataset,
    out: Out,
    config: Config,
    decoder: Annotated[Path, typer.Option(help="Folder of the decoder's run, which encodes the dataset.")],
    epochs: Epochs = None,
    seed: Seed = None,
    smoke: Smoke = False,
) -> None:
    """The prior over what designs encode to."""
    _train("prior", dataset, out, config, epochs, seed, smoke, decoder=decoder)


@app.command()
def features(
    dataset: Dataset, out: Out, config: Config, epochs: Epochs = None, seed: Seed = None, smoke: Smoke = False
) -> None:
    """The network in whose features the evaluation compares designs."""
    _train("features", dataset, out, config, epochs, seed, smoke)


@app.command()
def lora(
    dataset: Dataset,
    out: Out,
    subset: Annotated[
        str, typer.Option(help="Words that the designs fit, as in 'vintage flyers'; see `data subset`.")
    ],
    config: Config,
    decoder_models: Annotated[
        Path | None,
        typer.Option(help="Folder of the exported models that are adapted; the shipped ones if left out."),
    ] = None,
    epochs: Epochs = None,
    seed: Seed = None,
    smoke: Smoke = False,
) -> None:
    """A small adapter of decoder and prior for a part of a dataset."""
    from jaxdesign.config_file import load_config
    from jaxdesign.models.shipped import read_models, shipped
    from jaxdesign.progress import ProgressLine
    from jaxdesign.runtime import use_jax_cache
    from jaxdesign.training.adapting import LoraConfig, changed, train_lora

    use_jax_cache()
    settings = changed(load_config(config, LoraConfig, smoke=smoke), epochs=epochs, seed=seed)
    models = shipped() if decoder_models is None else read_models(decoder_models)
    with ProgressLine(sys.stderr) as progress:
        result = train_lora(settings, dataset, out, subset, models, progress=progress)
    print(result)


@app.command()
def export(
    dataset: Dataset,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for weights, tree bank and card.")],
    decoder: Annotated[Path, typer.Option(help="Folder of the decoder's run.")],
    prior: Annotated[Path, typer.Option(help="Folder of the prior's run.")],
    features: Annotated[Path, typer.Option(help="Folder of the feature network's run.")],
    config: Config,
    refiner: Annotated[
        Path | None, typer.Option(help="Folder of the run of the encoder's second looks; none if left out.")
    ] = None,
    smoke: Smoke = False,
) -> None:
    """Write the best of the runs, and the tree bank of the dataset, as models that can be shipped."""
    from jaxdesign.config_file import load_config
    from jaxdesign.training.release import export
    from jaxdesign.training.runs import RunConfig

    sizes = export(
        load_config(config, RunConfig, smoke=smoke), dataset, decoder, prior, features, out, refiner=refiner
    )
    for name, size in sizes.items():
        print(f"{out / name}: {size / 1e6:.2f} MB")


def _train(
    kind: str,
    dataset: str,
    out: Path,
    config: Path,
    epochs: int | None,
    seed: int | None,
    smoke: bool,
    *,
    decoder: Path | None = None,
) -> None:
    from jaxdesign.config_file import load_config
    from jaxdesign.errors import InputError
    from jaxdesign.progress import ProgressLine
    from jaxdesign.runtime import use_jax_cache
    from jaxdesign.training.runs import RunConfig, changed, run

    use_jax_cache()
    settings = load_config(config, RunConfig, smoke=smoke)
    if settings.kind != kind:
        raise InputError(f"{config}: holds settings of a {settings.kind}, not of a {kind}.")
    with ProgressLine(sys.stderr) as progress:
        result = run(
            changed(settings, epochs=epochs, seed=seed), dataset, out, decoder=decoder, progress=progress
        )
    print(result)
