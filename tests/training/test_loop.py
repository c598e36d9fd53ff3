"""The loop: what it writes, what it keeps, and how it fails."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from PIL import Image

from jaxdesign.errors import InputError, TrainingError
from jaxdesign.progress import Progress
from jaxdesign.training.checkpoint import FOLDER
from jaxdesign.training.loop import train
from jaxdesign.training.metrics import read_metrics
from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.trained import trained
from tests.training.tiny import TinyTask

CONFIG: dict[str, Any] = {
    "epochs": 8,
    "batch_size": 16,
    "learning_rate": 0.03,
    "eval_every_epochs": 2,
    "sheet_every_epochs": 4,
    "checkpoint_every_steps": 1000,
}
NUM_STEPS = 24


def _config(**changes: Any) -> TrainConfig:
    return TrainConfig(**CONFIG | changes)


class ScriptedTask(TinyTask):
    """Its held-out figures are given."""

    def __init__(self, losses: list[float]):
        super().__init__()
        self.losses = losses

    def evaluate(self, params: Any) -> dict[str, float]:
        return {"loss": self.losses.pop(0)}


def _steps_on_disk(out: Path) -> list[int]:
    return sorted(int(path.name) for path in (out / FOLDER).iterdir() if path.name.isdigit())


def test_it_learns_and_writes_what_it_did(tmp_path: Path) -> None:
    told: list[Progress] = []
    result = train(TinyTask(noise=0), _config(), tmp_path, progress=told.append)
    assert told == [Progress("training", step, NUM_STEPS) for step in range(1, NUM_STEPS + 1)]
    lines = read_metrics(tmp_path)
    steps = [line for line in lines if "train/loss" in line]
    assert [line["step"] for line in steps] == list(range(1, NUM_STEPS + 1))
    assert [line["epoch"] for line in steps[:3]] == [0.3333, 0.6667, 1.0]
    assert steps[-1]["train/loss"] < steps[0]["train/loss"] / 2
    assert {"train/noise", "train/grad_norm", "train/learning_rate"} <= steps[0].keys()
    held_out = [(line["step"], line["held_out/loss"]) for line in lines if "held_out/loss" in line]
    assert [step for step, _ in held_out] == [6, 12, 18, 24]
    assert held_out[-1][1] == result.figures["loss"]
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == [
        "grey-0000012.png", "grey-0000024.png"
    ]  # fmt: skip
    with Image.open(tmp_path / "sheets" / "grey-0000012.png") as sheet:
        assert sheet.size == (6, 4)
    assert str(result).startswith(f"{tmp_path}: trained to step 24 of 24 (epoch 8.0): loss ")
    ema = trained(TinyTask(), tmp_path, best=False)
    assert (ema.step, ema.config) == (24, _config())
    jax.tree.map(np.testing.assert_array_equal, ema.params, result.ema)


def test_the_best_is_kept_beside_the_last(tmp_path: Path) -> None:
    task = ScriptedTask([3.0, 1.0, 2.0, 1.5])
    result = train(task, _config(), tmp_path)
    assert result.best == (12, {"loss": 1.0})
    assert _steps_on_disk(tmp_path) == [12, 24]
    found = trained(task, tmp_path)
    assert (found.step, found.figures) == (12, {"loss": 1.0})
    assert trained(task, tmp_path, best=False).step == 24


def test_a_higher_figure_can_be_the_better_and_nan_is_the_worst(tmp_path: Path) -> None:
    task = ScriptedTask([3.0, 4.0, float("nan"), 1.0])
    result = train(task, _config(higher_is_better=True), tmp_path)
    assert result.best == (12, {"loss": 4.0})


def test_a_loss_that_is_not_finite_stops_the_run_and_names_the_designs(tmp_path: Path) -> None:
    config = _config(micro_batch=4, checkpoint_every_steps=1)
    with pytest.raises(TrainingError) as failure:
        train(TinyTask(poison=17), config, tmp_path)
    said = str(failure.value)
    found = re.fullmatch(
        r"the loss of step (\d) \(epoch (0\.33|0\.67|1\.00)\) is not finite, in the micro-batch of designs "
        r"(\[.*\])(?:; step (\d) is saved)?\.",
        said,
    )
    assert found, said
    assert 17 in json.loads(found[3])
    assert len(json.loads(found[3])) == 4
    failed = int(found[1])
    assert _steps_on_disk(tmp_path) == ([failed - 1] if failed > 1 else [])
    assert all(np.isfinite(line["train/loss"]) for line in read_metrics(tmp_path))
    assert failure.value.exit_code == 6


def test_a_gradient_that_is_not_finite_stops_the_run(tmp_path: Path) -> None:
    class Rooted(TinyTask):
        def loss(self, params: Any, batch: Any, key: Any) -> Any:
            loss, figures = super().loss(params, batch, key)
            return loss + jax.numpy.sqrt(0 * params["layers"][1]["bias"][0]), figures

    with pytest.raises(TrainingError, match=r"the gradient of step 1 .* in the micro-batch of designs \["):
        train(Rooted(), _config(), tmp_path)


def test_settings_that_do_not_fit_the_data(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="48 designs in 1 epochs make no batch of 64"):
        train(TinyTask(), TrainConfig(epochs=1, batch_size=64), tmp_path)


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of a training run"):
        trained(TinyTask(), tmp_path)
