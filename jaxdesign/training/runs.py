"""The runs that can be asked for by name: dataset and settings to a task, and its training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.format_kinds import FORMAT_KINDS
from jaxdesign.data.goals import GOALS
from jaxdesign.data.styles import STYLES
from jaxdesign.errors import InputError
from jaxdesign.evaluation.examples import BUCKETS
from jaxdesign.evaluation.feature_net import FeatureConfig
from jaxdesign.models.autoencoder import Autoencoder, AutoencoderConfig
from jaxdesign.models.prior import PriorConfig
from jaxdesign.models.refiner import RefinerConfig
from jaxdesign.models.shipped import shipped
from jaxdesign.progress import ProgressCallback, silent
from jaxdesign.training.encoding import encode_dataset
from jaxdesign.training.loop import TrainResult, train
from jaxdesign.training.settings import TrainConfig, compute_dtype
from jaxdesign.training.tasks.decoder import DecoderTask
from jaxdesign.training.tasks.features import FeatureTask
from jaxdesign.training.tasks.prior import PriorTask
from jaxdesign.training.tasks.refiner import RefinerTask
from jaxdesign.training.trained import trained


def prior_config(model: AutoencoderConfig) -> PriorConfig:
    """The prior that fits an autoencoder and the labels of datasets."""
    return PriorConfig(
        num_goals=len(GOALS),
        num_formats=len(FORMAT_KINDS),
        num_styles=len(STYLES),
        num_latents=model.num_styles,
        latent_dim=model.latent_dim,
    )


def feature_config() -> FeatureConfig:
    """The feature network for the labels of datasets."""
    return FeatureConfig(num_goals=len(GOALS), num_formats=len(FORMAT_KINDS), num_styles=len(STYLES))


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """Settings of one kind of run; what ``get_config`` of a file in ``configs/`` returns."""

    kind: str
    """One of ``KINDS``."""
    train: TrainConfig
    model: AutoencoderConfig = field(default_factory=AutoencoderConfig)
    """Of the autoencoder; a prior and a refiner are made to fit it."""
    refiner: RefinerConfig = field(default_factory=RefinerConfig)
    """Sizes of the encoder's second looks."""
    buckets: tuple[int, ...] = BUCKETS
    """Element slots that micro-batches are padded to; a single one where several hosts train together."""
    passes: int = 4
    """How often the dataset is encoded for a prior, recoloured and mirrored anew each time."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"kind: '{self.kind}' is none of {', '.join(KINDS)}.")


KINDS = ("decoder", "refiner", "prior", "features")


def run(
    config: RunConfig,
    data: str | Path,
    out: Path,
    *,
    decoder: Path | None = None,
    progress: ProgressCallback = silent,
) -> TrainResult:
    """Train what ``config`` names on a dataset, or go on with the run in ``out``.

    ``decoder`` is the folder of the decoder's run, which a prior needs; without it a refiner is trained for
    the shipped one. Raises ``InputError``.
    """
    splits = [RealDesignDataset(data, split=split, progress=progress) for split in ("train", "validation")]
    make: dict[str, Callable[[], TrainResult]] = {
        "decoder": lambda: train(decoder_task(config, *splits), config.train, out, progress=progress),
        "features": lambda: train(
            FeatureTask(splits[0], splits[1], feature_config()), config.train, out, progress=progress
        ),
        "refiner": lambda: _refiner(config, splits, out, decoder, progress),
        "prior": lambda: _prior(config, splits, out, decoder, progress),
    }
    return make[config.kind]()


def decoder_task(config: RunConfig, data: RealDesignDataset, held_out: RealDesignDataset) -> DecoderTask:
    """The autoencoder's task with these settings."""
    dtype = compute_dtype(config.train)
    return DecoderTask(data=data, held_out=held_out, model=config.model, buckets=config.buckets, dtype=dtype)


def refiner_task(
    config: RunConfig, data: RealDesignDataset, held_out: RealDesignDataset, base: Autoencoder
) -> RefinerTask:
    """The task of an autoencoder's second looks with these settings."""
    return RefinerTask(
        data=data,
        held_out=held_out,
        base=base,
        config=config.refiner.fitted(base.config),
        buckets=config.buckets,
        dtype=compute_dtype(config.train),
    )


def _autoencoder(config: RunConfig, splits: list[RealDesignDataset], decoder: Path) -> Autoencoder:
    """What the run of a decoder has learned. Raises ``InputError``."""
    task = decoder_task(config, *splits)
    return task.merged(trained(task, decoder).params)


def _refiner(
    config: RunConfig,
    splits: list[RealDesignDataset],
    out: Path,
    decoder: Path | None,
    progress: ProgressCallback,
) -> TrainResult:
    base = shipped().autoencoder if decoder is None else _autoencoder(config, splits, decoder)
    return train(refiner_task(config, *splits, base), config.train, out, progress=progress)


def _prior(
    config: RunConfig,
    splits: list[RealDesignDataset],
    out: Path,
    decoder: Path | None,
    progress: ProgressCallback,
) -> TrainResult:
    if decoder is None:
        raise InputError(
            "a prior is trained on what a decoder's run encodes; name its folder with --decoder."
        )
    model = _autoencoder(config, splits, decoder)
    encoded = encode_dataset(model, splits[0], passes=config.passes, seed=config.train.seed)
    held_out = encode_dataset(model, splits[1], passes=1, seed=None)
    prior = PriorTask(encoded, held_out, prior_config(config.model))
    return train(prior, config.train, out, progress=progress)


def changed(config: RunConfig, *, epochs: int | None = None, seed: int | None = None) -> RunConfig:
    """The settings with those that are given."""
    given = {name: value for name, value in (("epochs", epochs), ("seed", seed)) if value is not None}
    return replace(config, train=replace(config.train, **given))


def smoke(config: RunConfig) -> RunConfig:
    """The settings shrunk to a few steps of a small network: they show that everything runs."""
    model = replace(config.model, width=24, num_heads=2, encoder_layers=1, decoder_layers=1)
    few = replace(config.train, epochs=1, batch_size=8, micro_batch=8, checkpoint_every_steps=2)
    refiner = replace(config.refiner, width=24, num_heads=2, layers=1)
    return replace(config, model=model, refiner=refiner, train=few, buckets=config.buckets[-1:], passes=1)
