"""The whole trial of exported models: reconstruction, samples, floors and baselines, on held-out sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import numpy as np

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.evaluation.baselines import loop_from_noise, nearest_assigned, random_sets, spread
from jaxdesign.evaluation.comparison import Figures, compared, reference, table
from jaxdesign.evaluation.feature_net import FeatureNet
from jaxdesign.evaluation.latents import neighbour_sheet, transfer_sheet, walk_sheet
from jaxdesign.evaluation.reconstruction import picture_of, reconstruction
from jaxdesign.evaluation.samples import Real, real_requests
from jaxdesign.innovation.inversion import STEPS
from jaxdesign.models.generate import decode, structured
from jaxdesign.models.sampling import make
from jaxdesign.models.shipped import Models
from jaxdesign.progress import Progress, ProgressCallback, silent

_LEAST = 4
"""Designs of a split without which nearest neighbours cannot be counted."""
_NOISE_COUNT = 48
"""Designs of the slowest baseline."""


@dataclass(frozen=True)
class Trial:
    """What came out; ``str`` is the table in Markdown."""

    reconstruction: dict[str, dict[str, float]]
    """By how the latent was come by: at the encoder's first look, after its second ones (``models.refiner``),
    or inverted (``innovation.inversion``)."""
    rows: dict[str, Figures]

    def __str__(self) -> str:
        ways = list(self.reconstruction)
        lines = [f"| reconstruction, held out | {' | '.join(ways)} |", "| --- |" + " --- |" * len(ways)]
        for name in self.reconstruction[ways[0]]:
            values = (f"{self.reconstruction[way][name]:.3f}" for way in ways)
            lines.append(f"| {name} | {' | '.join(values)} |")
        return "\n".join([*lines, "", table(self.rows)])

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON values."""
        rows = {
            name: {**figures._asdict(), "plain": figures.plain._asdict()}
            for name, figures in self.rows.items()
        }
        return {"reconstruction": self.reconstruction, "samples": rows}


def run_trial(
    models: Models,
    net: FeatureNet,
    data: str | Path,
    out: Path,
    *,
    limit: int | None = None,
    seed: int = 0,
    baselines: bool = True,
    progress: ProgressCallback = silent,
) -> Trial:
    """Measure models on a dataset's test split beside its validation split; sheets and figures go to ``out``.

    Args:
        limit: of test designs that are used.
        baselines: whether random boxes and the grammar loop from noise are made too; no model is in them.

    Raises ``InputError``.
    """
    train, held_out, test = (
        RealDesignDataset(data, split=split) for split in ("train", "validation", "test")
    )
    for name, split in (("train", train), ("validation", held_out), ("test", test)):
        if len(split) < _LEAST:
            raise InputError(
                f"{data}: {len(split)} designs in the {name} split; at least {_LEAST} are needed."
            )
    out.mkdir(parents=True, exist_ok=True)
    stages = ["reconstruction", "samples", "floor", "random", "noise"]

    def tell(done: int) -> None:
        progress(Progress(stages[min(done, len(stages) - 1)], done, len(stages)))

    tell(0)
    refiner = models.refiner
    first = {} if refiner is None else {"first look": (None, 0)}
    ways = first | {"encoded": (refiner, 0), "inverted": (refiner, STEPS)}
    rebuilt = {
        way: reconstruction(models.autoencoder, test, refiner=looks, limit=limit, steps=steps).summary()
        for way, (looks, steps) in ways.items()
    }
    places = np.linspace(0, len(test) - 1, min(limit or len(test), len(test))).astype(int)
    real = real_requests(test, places.tolist())
    tell(1)
    samples = make(models, [one.request for one in real], jax.random.key(seed))
    made = [(one, sample) for one, sample in zip(real, samples, strict=True) if sample is not None]
    documents = [one.document for one, _ in made]
    whole = decode(
        models.autoencoder,
        np.stack([sample.z for _, sample in made]),
        [structured(sample.floor) for _, sample in made],
    )
    against = reference(
        net,
        [held_out.record(place).read_document() for place in range(len(held_out))],
        documents,
        [train.record(place).read_document() for place in range(len(train))],
        [train.record(place).source for place in range(len(train))],
    )
    tell(2)
    sets: dict[str, Sequence[Document]] = {
        "real, other sources": documents,
        "samples": [sample.document for _, sample in made],
        "samples decoded whole": whole,
        "bank with assignment": [sample.floor for _, sample in made],
        "nearest design with assignment": nearest_assigned(models.bank, [one.request for one, _ in made]),
    }
    if baselines:
        tell(3)
        sets["random boxes"] = random_sets(documents, seed=seed)
        tell(4)
        sets["grammar loop from noise"] = loop_from_noise(spread(documents, _NOISE_COUNT), seed=seed)
    rows = {name: compared(net, members, against) for name, members in sets.items()}
    _sheets(made, out)
    walk_sheet(models, test).save(out / "walk.png")
    transfer_sheet(models, test).save(out / "transfer.png")
    neighbour_sheet(models, test).save(out / "neighbours.png")
    trial = Trial(rebuilt, rows)
    (out / "figures.json").write_text(json.dumps(trial.to_json(), indent=1) + "\n", encoding="utf-8")
    (out / "figures.md").write_text(f"{trial}\n", encoding="utf-8")
    tell(5)
    return trial


def _sheets(made: Sequence[tuple[Real, Any]], out: Path, *, count: int = 48) -> None:
    """48 samples, and the 48 real designs whose content they show."""
    places = np.linspace(0, len(made) - 1, min(count, len(made))).astype(int)
    chosen = [made[place] for place in places]
    entries = {
        "samples": [Entry(picture_of(sample.document), one.source) for one, sample in chosen],
        "floor": [Entry(picture_of(sample.floor), one.source) for one, sample in chosen],
        "real": [Entry(picture_of(one.document), one.source) for one, _ in chosen],
    }
    for name, members in entries.items():
        contact_sheet(members, columns=8, cell_px=240).save(out / f"{name}.png")
