"""Adapters for a part of a dataset: designs chosen by words, two trainings, one file and its card."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from jaxdesign import __version__
from jaxdesign.data.dataset import RealDesignDataset, open_stored
from jaxdesign.data.matching import words_of
from jaxdesign.data.subset import choose
from jaxdesign.errors import InputError
from jaxdesign.evaluation.examples import BUCKETS
from jaxdesign.evaluation.samples import real_requests
from jaxdesign.models.lora import (
    DECODER,
    PRIOR,
    TARGETS,
    Adapter,
    Factors,
    parameters,
    targeted,
    write_adapter,
)
from jaxdesign.models.shipped import Models
from jaxdesign.progress import ProgressCallback, silent
from jaxdesign.training.encoding import encode_dataset
from jaxdesign.training.loop import TrainResult, train
from jaxdesign.training.settings import TrainConfig, compute_dtype
from jaxdesign.training.task import Task
from jaxdesign.training.tasks.lora import LoraTask, SubsetDecoder, SubsetPrior
from jaxdesign.training.trained import trained

ADAPTER, CARD = "adapter.safetensors", "adapter.md"
"""In a run's folder, beside the folders of both trainings."""
SPLITS = ("train", "validation")
_SAMPLES = 12
"""Designs on a sheet of samples."""
_DECIMALS = 4


@dataclass(frozen=True, kw_only=True)
class LoraConfig:
    """Settings of an adapter. Raises ``InputError`` for a value out of range."""

    decoder: TrainConfig
    prior: TrainConfig
    targets: tuple[str, ...] = TARGETS
    """Patterns of the parameters that are changed (see ``models.lora.targeted``)."""
    rank: int = 8
    alpha: float = 8.0
    """The change counts ``alpha / rank``."""
    dropout: float = 0.1
    """Share of the inputs that the adapter does not see of a micro-batch."""
    buckets: tuple[int, ...] = BUCKETS
    """Element slots that micro-batches are padded to."""

    def __post_init__(self) -> None:
        for name, (low, high) in {
            "rank": (1, 1024), "alpha": (1e-3, 1e4), "dropout": (0.0, 0.95)
        }.items():  # fmt: skip
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name}: {value} is out of range; it goes from {low:g} to {high:g}.")


def changed(config: LoraConfig, *, epochs: int | None = None, seed: int | None = None) -> LoraConfig:
    """The settings with those that are given, for both trainings."""
    given = {name: value for name, value in (("epochs", epochs), ("seed", seed)) if value is not None}
    return replace(config, decoder=replace(config.decoder, **given), prior=replace(config.prior, **given))


def smoke(config: LoraConfig) -> LoraConfig:
    """The settings shrunk to a few steps: they show that everything runs."""
    few = {"epochs": 1, "batch_size": 8, "micro_batch": 8, "checkpoint_every_steps": 2}
    return replace(
        config,
        decoder=replace(config.decoder, **few),
        prior=replace(config.prior, **few),
        rank=2,
        buckets=config.buckets[-1:],
    )


class Learned(NamedTuple):
    """What one of both trainings led to."""

    part: str
    factors: Factors
    step: int
    best_figure: str
    before: dict[str, float]
    """Held-out figures without the adapter."""
    after: dict[str, float]
    """The same at the best step."""

    def __str__(self) -> str:
        figures = ", ".join(
            f"{name} {self.before[name]:.4g} -> {value:.4g}" for name, value in sorted(self.after.items())
        )
        return f"{self.part}, step {self.step}, held out: {figures}"


@dataclass(frozen=True, kw_only=True)
class LoraResult:
    """How it ended; printed, it is a few lines."""

    path: Path
    """Of the adapter."""
    counts: dict[str, int]
    """Designs of the subset by split."""
    learned: tuple[Learned, ...] = ()
    stopped: TrainResult | None = None
    """The training that a signal stopped; then there is no adapter yet."""

    def __str__(self) -> str:
        if self.stopped is not None:
            return str(self.stopped)
        counts = ", ".join(f"{count} {split}" for split, count in self.counts.items())
        size = f"{self.path.stat().st_size / 1e6:.2f} MB"
        return "\n".join([f"{self.path}: {size}, of {counts} designs.", *map(str, self.learned)])


@dataclass(frozen=True, kw_only=True)
class _Adapting:
    """What both trainings share."""

    config: LoraConfig
    subset: str
    models: Models
    data: RealDesignDataset
    held_out: RealDesignDataset
    out: Path
    progress: ProgressCallback = field(default=silent)

    @functools.cached_property
    def digests(self) -> dict[str, str]:
        return self.models.digests()

    def task(self, part: str, inner: Task, base: Any, under: str = "") -> LoraTask:
        """The task of a part; a run goes on only with the same words, models and form of the adapter."""
        config = self.config
        form = f"rank {config.rank}, alpha {config.alpha:g}, dropout {config.dropout:g}"
        on = f"{part} {self.digests[part]} at {', '.join(config.targets)}"
        return LoraTask(
            inner=inner,
            base=base,
            name=f"an adapter of '{self.subset}' ({form}) for {on}",
            targets=config.targets,
            rank=config.rank,
            alpha=config.alpha,
            dropout=config.dropout,
            under=under,
        )

    def decoder(self) -> tuple[LoraTask, TrainConfig]:
        config = self.config
        inner = SubsetDecoder(
            data=self.data,
            held_out=self.held_out,
            model=self.models.autoencoder.decoder.config,
            buckets=config.buckets,
            dtype=compute_dtype(config.decoder),
        )
        return self.task(DECODER, inner, parameters(self.models.autoencoder)), config.decoder

    def prior(self, models: Models) -> tuple[LoraTask, TrainConfig]:
        """``models`` make the samples; they may have an adapter of the decoder."""
        config, autoencoder = self.config.prior, self.models.autoencoder
        places = np.linspace(0, len(self.held_out) - 1, min(_SAMPLES, len(self.held_out))).astype(int)
        inner = SubsetPrior(
            encoded=encode_dataset(autoencoder, self.data, passes=1, seed=None),
            held_out=encode_dataset(autoencoder, self.held_out, passes=1, seed=None),
            config=self.models.prior.config,
            models=models,
            wanted=tuple(real_requests(self.held_out, places.tolist())),
        )
        return self.task(PRIOR, inner, parameters(self.models.prior), f"{PRIOR}/"), config

    def train(self, part: str, task: LoraTask, config: TrainConfig) -> Learned | TrainResult:
        """Train, or go on, in the part's folder; the run's result where a signal stopped it."""
        result = train(task, config, self.out / part, progress=self.progress)
        if result.stopped_by:
            return result
        best = trained(task, self.out / part)
        unchanged = task.init(jax.random.key(0))
        before = task.evaluate(unchanged)
        gain = best.figures[config.best_figure] - before[config.best_figure]
        if (gain if config.higher_is_better else -gain) <= 0:
            return Learned(part, jax.device_get(unchanged), 0, config.best_figure, before, before)
        return Learned(part, jax.device_get(best.params), best.step, config.best_figure, before, best.figures)

    def adapter(self, learned: Sequence[Learned]) -> Adapter:
        """What was learned, as one."""

        def told(figures: dict[str, float]) -> dict[str, float]:
            return {name: round(value, _DECIMALS) for name, value in figures.items()}

        return Adapter(
            factors={name: pair for one in learned for name, pair in one.factors.items()},
            rank=self.config.rank,
            alpha=self.config.alpha,
            targets=self.config.targets,
            base={one.part: self.digests[one.part] for one in learned},
            about={
                "subset": self.subset,
                "designs": {"train": len(self.data), "validation": len(self.held_out)},
                "step": {one.part: one.step for one in learned},
                "held_out": {
                    one.part: {"before": told(one.before), "after": told(one.after)} for one in learned
                },
                "version": __version__,
            },
        )


def train_lora(
    config: LoraConfig,
    data: str | Path,
    out: Path,
    subset: str,
    models: Models,
    *,
    progress: ProgressCallback = silent,
) -> LoraResult:
    """Train an adapter of decoder and prior on the designs that ``subset`` names, or go on in ``out``.

    First the decoder's part is trained, then the prior's on what the encoder, which stays as it is, makes of
    the designs; of each the best step is kept, none at all where no step is better than none. Writes the
    adapter and its card. Raises ``InputError``.
    """
    shared = _adapting(config, data, out, subset, models, progress)
    parts = _targeted_parts(models, config.targets)
    counts = {"train": len(shared.data), "validation": len(shared.held_out)}
    learned: list[Learned] = []
    for part in parts:
        so_far = models.with_lora([(shared.adapter(learned), 1.0)]) if learned else models
        task, settings = shared.decoder() if part == DECODER else shared.prior(so_far)
        ended = shared.train(part, task, settings)
        if isinstance(ended, TrainResult):
            return LoraResult(path=out / ADAPTER, counts=counts, stopped=ended)
        learned.append(ended)
    adapter = shared.adapter(learned)
    if jax.process_index() == 0:
        write_adapter(out / ADAPTER, adapter)
        (out / CARD).write_text("\n".join(_card(adapter, learned, shared.data)), encoding="utf-8")
    return LoraResult(path=out / ADAPTER, counts=counts, learned=tuple(learned))


def _adapting(
    config: LoraConfig, data: str | Path, out: Path, subset: str, models: Models, progress: ProgressCallback
) -> _Adapting:
    """The chosen designs of both splits. Raises ``InputError`` where there are none of either."""
    words = words_of(subset)
    if not words:
        raise InputError(f"subset: '{subset}' names no style; take words such as 'elegant posters'.")
    stored = open_stored(data, progress=progress)
    chosen = choose(stored, subset)
    places = {split: [one.place for one in chosen if one.split == split] for split in SPLITS}
    for split, found in places.items():
        if not found:
            raise InputError(
                f"{stored.folder}: no design of '{subset}' in the split {split}, and an adapter needs both "
                "designs to learn from and held-out ones; take other words."
            )
    train_split, held_out = (
        RealDesignDataset(stored.folder, split=split, places=places[split], progress=progress)
        for split in SPLITS
    )
    return _Adapting(
        config=config,
        subset=" ".join(words),
        models=models,
        data=train_split,
        held_out=held_out,
        out=out,
        progress=progress,
    )


def _targeted_parts(models: Models, targets: Sequence[str]) -> list[str]:
    """Which parts the patterns choose matrices of. Raises ``InputError`` for one that chooses none."""
    params = {**parameters(models.autoencoder), PRIOR: parameters(models.prior)}
    parts: set[str] = set()
    for pattern in targets:
        found = {name.split("/")[0] for name in targeted(params, [pattern])}
        if not found:
            raise InputError(f"targets: '{pattern}' fits no matrix of these models.")
        if not found <= {DECODER, PRIOR}:
            raise InputError(f"targets: '{pattern}' fits matrices of the encoder, which stays as it is.")
        parts |= found
    return [part for part in (DECODER, PRIOR) if part in parts]


def _card(adapter: Adapter, learned: Sequence[Learned], data: RealDesignDataset) -> Iterator[str]:
    """Lines of the card: what it is, what it was trained on, how good it is and where it ends."""
    about = adapter.about
    sources = Counter((data.record(i).source, data.record(i).license) for i in range(len(data)))
    yield from (f"# Adapter: {about['subset']}", "")
    yield f"Low-rank changes (rank {adapter.rank}, alpha {adapter.alpha:g}) of "
    yield " and ".join(f"{part} {digest}" for part, digest in adapter.base.items()) + ", at "
    yield ", ".join(f"`{target}`" for target in adapter.targets) + ". Fits these models only."
    yield from ("", f"## Figures on {about['designs']['validation']} held-out designs of the subset", "")
    yield from ("| part | figure | without | with |", "| --- | --- | --- | --- |")
    for one in learned:
        for name, value in sorted(one.after.items()):
            yield f"| {one.part}, step {one.step} | {name} | {one.before[name]:.4f} | {value:.4f} |"
    yield from ("", f"The best step of each part by {_best_figures(learned)} is kept.")
    yield "`style` is the energy distance of samples to all designs of the subset, held out or not."
    yield "`apart` near 0 would mean copies."
    yield from ("", f"## Data: {about['designs']['train']} designs that fit '{about['subset']}'", "")
    yield from ("| source | licence | designs |", "| --- | --- | --- |")
    for (source, license), count in sorted(sources.items()):
        yield f"| {source} | {license} | {count} |"
    yield from ("", "The adapter holds no words and no pictures of them.", "")


def _best_figures(learned: Sequence[Learned]) -> str:
    return " and ".join(f"{one.best_figure} ({one.part})" for one in learned)
