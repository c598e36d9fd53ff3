"""Adapters trained on the designs that words name: what learns, what stays, and going on after a stop."""

from __future__ import annotations

import shutil
import signal
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from jaxdesign.config_file import load_config
from jaxdesign.data.format_kinds import FORMAT_KINDS
from jaxdesign.data.goals import GOALS
from jaxdesign.data.splits import split_of
from jaxdesign.errors import InputError
from jaxdesign.models.bank import Labels, read_bank, write_bank
from jaxdesign.models.lora import named, parameters, read_adapter
from jaxdesign.models.network import Network
from jaxdesign.models.prior import Prior, open_condition
from jaxdesign.models.shipped import Models
from jaxdesign.models.weights import read_tensors
from jaxdesign.progress import Progress, ProgressCallback, silent
from jaxdesign.training.adapting import ADAPTER, CARD, LoraConfig, LoraResult, train_lora
from jaxdesign.training.metrics import read_metrics
from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.tasks.lora import LoraTask, energy_distance
from jaxdesign.training.tasks.prior import Encoded, PriorBatch, PriorTask
from tests.data.conftest import write_capture
from tests.models.tiny import CONFIG, PRIOR, at_random, autoencoder, event, one

FORM = replace(PRIOR, num_goals=len(GOALS), num_formats=len(FORMAT_KINDS))
TRAIN: dict[str, Any] = {
    "batch_size": 6,
    "learning_rate": 0.02,
    "ema_decay": 0.9,
    "eval_every_epochs": 8,
    "sheet_every_epochs": 1000,
    "checkpoint_every_steps": 3,
}
SETTINGS = LoraConfig(
    decoder=TrainConfig(epochs=16, **TRAIN),
    prior=TrainConfig(epochs=16, best_figure="velocity", **TRAIN),
    rank=2,
    alpha=4.0,
    buckets=(48,),
)


def _sources(split: str, number: int) -> list[str]:
    names = (f"maker{i}+site" for i in count())
    return [name for name, _ in zip((n for n in names if split_of(n) == split), range(number), strict=False)]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six designs to learn from and three held out, each of its own source."""
    from jaxdesign.data.prepare import LocalEngine, prepare

    root = tmp_path_factory.mktemp("adapters")
    for number, split in enumerate(("train", "validation")):
        for i, source in enumerate(_sources(split, 6 if split == "train" else 3)):
            write_capture(root / "captures" / source, "a", seed=100 * number + i)
    prepare([root / "captures"], root / "dataset", min_quality=0.0, engine=LocalEngine(workers=1))
    return root / "dataset"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    path = tmp_path_factory.mktemp("bank") / "bank.gz"
    about = Labels(id="a", source="a", license="MIT", format="web", goal="event", styles=(), tone=0.5)
    write_bank(path, [(about, event()), (about, one())], [])
    latents = np.zeros((2, CONFIG.num_latents, CONFIG.latent_dim), np.float32)
    return Models.of(autoencoder(), at_random(lambda: Prior(FORM, nnx.Rngs(0))), read_bank(path), latents)


def _adapt(
    dataset: Path, models: Models, out: Path, progress: ProgressCallback = silent, **changes: Any
) -> LoraResult:
    return train_lora(replace(SETTINGS, **changes), dataset, out, "websites", models, progress=progress)


@pytest.fixture(scope="module")
def whole(dataset: Path, models: Models, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LoraResult]:
    """Folder and outcome of a run that was never stopped."""
    out = tmp_path_factory.mktemp("whole")
    return out, _adapt(dataset, models, out)


def test_it_learns_the_subset_and_says_so(whole: tuple[Path, LoraResult], models: Models) -> None:
    out, result = whole
    assert [one.part for one in result.learned] == ["decoder", "prior"]
    for learned, figure in zip(result.learned, ("loss", "velocity"), strict=True):
        lines = read_metrics(out / learned.part)
        assert sum("train/loss" in line for line in lines) >= 8
        assert learned.after[figure] < 0.97 * learned.before[figure]
        held_out = [line[f"held_out/{figure}"] for line in lines if f"held_out/{figure}" in line]
        assert len(held_out) == 2
        assert learned.after[figure] == pytest.approx(min(held_out))
    assert str(result).startswith(f"{out / ADAPTER}: 0.0")
    assert "of 6 train, 3 validation designs." in str(result)
    assert (out / "decoder" / "sheets").is_dir()
    assert [path.name for path in (out / "prior" / "sheets").iterdir()] == ["samples-0000016.png"]


def test_the_file_holds_factors_of_the_targets_alone(whole: tuple[Path, LoraResult], models: Models) -> None:
    out, result = whole
    adapter = read_adapter(out / ADAPTER)
    assert {name.rpartition("/")[2] for name in read_tensors(out / ADAPTER)} == {"a", "b"}
    assert {name.split("/")[0] for name in adapter.factors} == {"decoder", "prior"}
    assert adapter.base == models.digests()
    assert (adapter.rank, adapter.alpha, adapter.targets) == (2, 4.0, SETTINGS.targets)
    assert adapter.about["subset"] == "website"
    assert adapter.about["designs"] == {"train": 6, "validation": 3}
    assert adapter.about["step"] == {one.part: one.step for one in result.learned}
    with_it = models.with_lora([(adapter, 1.0)])
    old, new = named(parameters(models.autoencoder)), named(parameters(with_it.autoencoder))
    assert all(np.array_equal(old[name], new[name]) for name in old if name.startswith("encoder/"))
    assert not np.array_equal(old["decoder/backdrop/kernel"], new["decoder/backdrop/kernel"])


def test_the_card_names_sources_licences_and_figures(whole: tuple[Path, LoraResult]) -> None:
    out, result = whole
    card = (out / CARD).read_text(encoding="utf-8")
    for source in _sources("train", 6):
        assert f"| {source} | MIT | 1 |" in card
    assert _sources("validation", 1)[0] not in card
    loss = result.learned[0]
    assert (
        f"| decoder, step {loss.step} | loss | {loss.before['loss']:.4f} | {loss.after['loss']:.4f} |" in card
    )


def test_a_run_that_was_stopped_goes_on_to_the_same_adapter(
    whole: tuple[Path, LoraResult], dataset: Path, models: Models, tmp_path: Path
) -> None:
    def stop(now: Progress) -> None:
        if now.phase == "training" and now.done == 4:
            signal.raise_signal(signal.SIGTERM)

    out = tmp_path / "run"
    shutil.copytree(whole[0] / "decoder", out / "decoder")
    stopped = _adapt(dataset, models, out, stop)
    assert stopped.stopped is not None
    assert str(stopped).startswith(f"{out / 'prior'}: stopped by SIGTERM at step 5 of 16")
    assert not (out / ADAPTER).exists()
    _adapt(dataset, models, out)
    assert (out / ADAPTER).read_bytes() == (whole[0] / ADAPTER).read_bytes()
    assert (out / CARD).read_bytes() == (whole[0] / CARD).read_bytes()


def test_other_settings_or_models_do_not_go_on(
    whole: tuple[Path, LoraResult], dataset: Path, models: Models
) -> None:
    with pytest.raises(
        InputError, match=r"a run of an adapter of 'website' \(rank 2, alpha 4.* not an adapter"
    ):
        _adapt(dataset, models, whole[0], alpha=2.0)
    with pytest.raises(InputError, match="a run of an adapter of 'website'"):
        _adapt(dataset, replace(models, autoencoder_network=Network.of(autoencoder(seed=1))), whole[0])


@pytest.mark.parametrize(
    ("subset", "targets", "message"),
    [
        ("posters", ("*",), "no design fits all of 'posters' \\(fitting each word: 'poster' 0\\)"),
        ("the designs", ("*",), "subset: 'the designs' names no style"),
        ("websites", ("decoder/nothing",), "targets: 'decoder/nothing' fits no matrix of these models"),
        ("websites", ("*/kernel",), "targets: '\\*/kernel' fits matrices of the encoder, which stays"),
    ],
)
def test_nothing_to_learn_from_or_to_change(
    subset: str, targets: tuple[str, ...], message: str, dataset: Path, models: Models, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        train_lora(replace(SETTINGS, targets=targets), dataset, tmp_path / "x", subset, models)
    assert not (tmp_path / "x").exists()


def _prior_task(rate: float) -> LoraTask:
    form = replace(FORM, dropout=0.0, left_out=0.0)
    rng = np.random.default_rng(0)
    z = rng.normal(size=(4, FORM.num_latents, FORM.latent_dim)).astype(np.float32)
    conditions = jax.tree.map(lambda leaf: np.stack([np.asarray(leaf)] * 4), open_condition(form))
    encoded = Encoded(z, z - 9, conditions)
    return LoraTask(
        inner=PriorTask(encoded, encoded, form),
        base=parameters(at_random(lambda: Prior(form, nnx.Rngs(0)))),
        name="tiny",
        targets=("prior/blocks/*/kernel",),
        rank=2,
        alpha=2.0,
        dropout=rate,
        under="prior/",
    )


def test_the_loss_is_that_of_the_merged_model_and_dropout_is_of_training() -> None:
    plain, dropping = _prior_task(0.0), _prior_task(0.5)
    factors = jax.tree.map(lambda leaf: leaf + 0.3, plain.init(jax.random.key(0)))
    inner: Any = plain.inner
    batch, key = PriorBatch(inner.encoded, np.arange(4)), jax.random.key(1)
    _, for_inner = jax.random.split(key)
    expected, _ = inner.loss(plain.merged(factors), batch, for_inner)
    np.testing.assert_allclose(plain.loss(factors, batch, key)[0], expected, rtol=1e-6)
    assert abs(float(dropping.loss(factors, batch, key)[0] - expected)) > 1e-3
    assert dropping.evaluate(factors) == plain.evaluate(factors)
    grads = jax.grad(lambda p: plain.loss(p, batch, key)[0])(factors)
    assert grads.keys() == factors.keys()
    assert all(float(jnp.abs(leaf).max()) > 0 for leaf in jax.tree.leaves(grads))


def test_the_config_says_what_is_trained() -> None:
    path = Path(__file__).resolve().parent.parent.parent / "configs" / "lora.py"
    config = load_config(path, LoraConfig)
    assert (config.decoder.best_figure, config.prior.best_figure) == ("loss", "style")


def test_an_energy_distance_tells_a_shift_and_not_a_sample() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(200, 3)), rng.normal(size=(300, 3))
    assert abs(energy_distance(first, second)) < 0.02
    assert energy_distance(first, second + 1) > 0.5


def test_samples_come_nearer_to_the_subset(whole: tuple[Path, LoraResult]) -> None:
    _, result = whole
    prior = result.learned[1]
    assert prior.after["style"] < prior.before["style"]
    assert prior.after["apart"] > 0


def test_a_part_that_no_step_makes_better_stays_as_it_was(
    dataset: Path, models: Models, tmp_path: Path
) -> None:
    still = replace(SETTINGS.decoder, learning_rate=1e-12, epochs=2)
    result = _adapt(dataset, models, tmp_path / "still", decoder=still)
    learned = result.learned[0]
    assert learned.step == 0
    assert learned.after == learned.before
    assert all(not np.any(pair.b) for pair in learned.factors.values())
