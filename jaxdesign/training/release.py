"""From runs to what is shipped: float16 weights, the tree bank with its latents, and a model card."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import jax
import numpy as np

from jaxdesign import __version__
from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.judging import labels_of
from jaxdesign.evaluation.shipped_features import FEATURES
from jaxdesign.models import shipped
from jaxdesign.models.autoencoder import Autoencoder
from jaxdesign.models.bank import Labels, write_bank
from jaxdesign.models.lora import digest
from jaxdesign.models.weights import save_params
from jaxdesign.training.encoding import chunks, posteriors
from jaxdesign.training.runs import RunConfig, decoder_task, feature_config, prior_config, refiner_task
from jaxdesign.training.tasks.features import FeatureTask
from jaxdesign.training.tasks.prior import PriorTask, empty_encoded
from jaxdesign.training.trained import Trained, trained

CARD = "CARD.md"
_DECIMALS = 4


def export(
    config: RunConfig,
    data: str | Path,
    decoder: Path,
    prior: Path,
    features: Path,
    out: Path,
    *,
    refiner: Path | None = None,
) -> dict[str, int]:
    """Write what the runs in these folders learned to ``out``; the size in bytes of each file.

    The best checkpoint of each run is taken; all are read before anything is written. The bank is made of the
    dataset's training designs. Without ``refiner`` there is none, whatever ``out`` held before. Raises
    ``InputError``.
    """
    splits = [RealDesignDataset(data, split=split) for split in ("train", "validation")]
    out.mkdir(parents=True, exist_ok=True)
    task = decoder_task(config, *splits)
    best = trained(task, decoder)
    model = task.merged(best.params)
    form = prior_config(config.model)
    prior_best = trained(PriorTask(empty_encoded(form), empty_encoded(form), form), prior)
    feature_best = trained(FeatureTask(splits[0], splits[1], feature_config()), features)
    runs = {"decoder": best, "prior": prior_best, "features": feature_best}
    if refiner is not None:
        runs["refiner"] = trained(refiner_task(config, *splits, model), refiner)
    _save(out / shipped.DECODER, best, asdict(config.model))
    _save(out / shipped.PRIOR, prior_best, asdict(form))
    _save(out / FEATURES, feature_best, asdict(feature_config()))
    (out / shipped.REFINER).unlink(missing_ok=True)
    if refiner is not None:
        sizes = config.refiner.fitted(config.model)
        _save(out / shipped.REFINER, runs["refiner"], asdict(sizes), of=digest(best.params))
    _write_bank(model, splits[0], out)
    (out / CARD).write_text(_card(runs, splits[0]), encoding="utf-8")
    return {path.name: path.stat().st_size for path in sorted(out.iterdir())}


def _save(path: Path, run: Trained, model: dict[str, object], **more: object) -> None:
    figures = {name: round(value, _DECIMALS) for name, value in run.figures.items()}
    about = {"model": model, "step": run.step, "held_out": figures, "version": __version__, **more}
    save_params(path, jax.device_get(run.params), about)


def _write_bank(model: Autoencoder, data: RealDesignDataset, out: Path) -> None:
    """The bank of all designs and their latents, in one order."""
    entries, sources = [], {}
    for place in range(len(data)):
        record = data.record(place)
        labels = labels_of(record)
        known = Labels(
            id=record.id,
            source=record.source,
            license=record.license,
            format=labels.format,
            goal=labels.goal,
            styles=labels.styles,
            tone=round(labels.tone, 3),
        )
        entries.append((known, record.read_document()))
        sources[record.source] = {"source": record.source, "license": record.license}
    write_bank(out / shipped.BANK, entries, [sources[name] for name in sorted(sources)])
    means = np.concatenate([posteriors(model, data.take(chunk)).mean for chunk in chunks(len(data))])
    np.save(out / shipped.LATENTS, means.astype(np.float16))


def _card(runs: dict[str, Trained], data: RealDesignDataset) -> str:
    """The model card: what it is, what it was trained on, how good it is and where it ends."""
    licences = Counter(data.record(place).license for place in range(len(data)))
    lines = [
        "# Shipped models",
        "",
        "Encoder and decoder of designs, the encoder's second looks, a prior over latents of style, the",
        "evaluation's feature network and a bank of layout trees. Weights are float16 in the safetensors",
        "format.",
        "",
        "## Data",
        "",
        f"{len(data)} designs from openly licensed web pages, e-mails, slides, posters and documents: the",
        "training split of the reference dataset. The bank keeps their geometry, type and colours, no words",
        "and no pictures; each entry names source and licence, and the first line lists all sources.",
        "Designs by licence: " + ", ".join(f"{name} {count}" for name, count in licences.most_common()) + ".",
        "",
        "## Figures on held-out sources (validation split)",
        "",
        *(f"- {name}, step {run.step}: {_told(run.figures)}" for name, run in runs.items()),
        "",
        "## Limits",
        "",
        "Web sections, e-mails and slides dominate; posters and flyers are few. Texts in Latin script.",
        "At most 48 elements a design. Pictures are placed, never painted. Colours and layouts follow what",
        "openly licensed templates of the last fifteen years look like.",
        "Latents of places say most of a design, those of style the ground's colour and one accent.",
        "",
        "```json",
        json.dumps({name: run.config.to_json() for name, run in runs.items()}, indent=1, sort_keys=True),
        "```",
        "",
    ]
    return "\n".join(lines)


def _told(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in sorted(figures.items()))
