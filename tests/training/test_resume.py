"""A run that was stopped, in whatever way, goes on as if it never had been."""

from __future__ import annotations

import random
import signal
import subprocess
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from jaxdesign.errors import InputError
from jaxdesign.progress import Progress
from jaxdesign.training.loop import TrainResult, train
from jaxdesign.training.metrics import read_metrics
from jaxdesign.training.settings import TrainConfig
from tests.training.tiny import TinyTask

CONFIG: dict[str, Any] = {
    "epochs": 20,
    "batch_size": 16,
    "micro_batch": 8,
    "learning_rate": 0.01,
    "checkpoint_every_steps": 7,
    "eval_every_epochs": 5,
    "sheet_every_epochs": 10,
}
NUM_STEPS = 60


def _config(**changes: Any) -> TrainConfig:
    return TrainConfig(**CONFIG | changes)


def _bits(result: TrainResult) -> list[str]:
    return [np.asarray(leaf).tobytes().hex() for leaf in jax.tree.leaves(result.ema)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Folder and parameters of a run that was never stopped."""
    out = tmp_path_factory.mktemp("whole")
    return out, _bits(train(TinyTask(), _config(), out))


def _signalled(process: subprocess.Popen[str], number: int, step: int) -> str:
    """Send a signal as soon as ``step`` or a later one is made; what the process said."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if int(line) >= step:
            process.send_signal(number)
            break
    return "".join(said) + process.communicate("\n", timeout=60)[0]


def test_killed_at_any_step_it_ends_with_the_same_bits(begin, ended, whole, tmp_path: Path) -> None:
    first = random.randrange(1, NUM_STEPS // 2)
    for step in (first, random.randrange(first + 7, NUM_STEPS)):
        process = begin((tmp_path, CONFIG), hold=NUM_STEPS - 1)
        _signalled(process, signal.SIGKILL, step)
        assert process.returncode == -signal.SIGKILL
    _, (parameters,) = ended(begin((tmp_path, CONFIG)))
    assert parameters == whole[1], f"killed first after step {first}"
    steps = [line["step"] for line in read_metrics(tmp_path) if "train/loss" in line]
    assert steps == list(range(1, NUM_STEPS + 1))
    assert read_metrics(tmp_path) == read_metrics(whole[0])


def test_a_machine_taken_away_saves_first(begin, whole, tmp_path: Path) -> None:
    process = begin((tmp_path, CONFIG), hold=31)
    said = _signalled(process, signal.SIGTERM, 31)
    assert process.returncode == 0
    assert "stopped by SIGTERM at step 32 of 60 (epoch 10.7) and saved; run again to go on." in said
    made: list[int] = []
    result = train(TinyTask(), _config(), tmp_path, progress=lambda told: made.append(told.done))
    assert made == list(range(33, NUM_STEPS + 1))
    assert _bits(result) == whole[1]


def test_ctrl_c_saves_first(whole, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)

    def interrupt(told: Progress) -> None:
        if told.done == 33:
            signal.raise_signal(signal.SIGINT)

    stopped = train(TinyTask(), _config(), tmp_path, progress=interrupt)
    assert stopped.stopped_by == "SIGINT"
    assert stopped.step == 34
    assert signal.getsignal(signal.SIGINT) is before
    result = train(TinyTask(), _config(), tmp_path)
    assert result.stopped_by is None
    assert _bits(result) == whole[1]


def test_a_finished_run_is_left_as_it_is(whole) -> None:
    out, parameters = whole
    result = train(TinyTask(), _config(), out)
    assert result.step == NUM_STEPS
    assert _bits(result) == parameters


def test_other_settings_do_not_go_on_with_a_run(whole) -> None:
    with pytest.raises(InputError, match=r"learning_rate: the run in .* was begun with 0.01, not 0.02"):
        train(TinyTask(), _config(learning_rate=0.02), whole[0])
    train(TinyTask(), _config(keep=2), whole[0])


def test_another_task_does_not_go_on_with_a_run(whole) -> None:
    task = TinyTask()
    task.name = "other"
    with pytest.raises(InputError, match="a run of tiny, not other"):
        train(task, _config(), whole[0])
