"""A run that was stopped, in whatever way, goes on as if it never had been."""

from __future__ import annotations

import json
import random
import signal
import subprocess
from pathlib import Path

from jaxdesign.training.metrics import read_metrics

CONFIG: dict[str, object] = {
    "epochs": 40,
    "batch_size": 16,
    "micro_batch": 8,
    "learning_rate": 0.01,
    "checkpoint_every_steps": 7,
    "eval_every_epochs": 5,
    "sheet_every_epochs": 20,
}
NUM_STEPS = 120


def _ended(process: subprocess.Popen[str]) -> tuple[str, object]:
    """Sentence and parameters of a run that came to its end."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    *_, sentence, parameters = out.splitlines()
    return sentence, json.loads(parameters)


def _signalled(process: subprocess.Popen[str], number: int, step: int) -> str:
    """Send a signal as soon as ``step`` is made; what the process said."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.strip() == str(step):
            process.send_signal(number)
    process.communicate(timeout=60)
    return "".join(said)


def test_killed_at_any_step_it_ends_with_the_same_bits(begin, tmp_path: Path) -> None:
    _, expected = _ended(begin(tmp_path / "whole", CONFIG))
    out = tmp_path / "killed"
    first = random.randrange(1, NUM_STEPS // 2)
    for step in (first, random.randrange(first + 15, NUM_STEPS - 1)):
        process = begin(out, CONFIG)
        _signalled(process, signal.SIGKILL, step)
        assert process.returncode == -signal.SIGKILL
    sentence, parameters = _ended(begin(out, CONFIG))
    assert parameters == expected, f"killed first after step {first}"
    assert f"step {NUM_STEPS} of {NUM_STEPS}" in sentence
    steps = [line["step"] for line in read_metrics(out) if "train/loss" in line]
    assert steps == list(range(1, NUM_STEPS + 1))
    assert read_metrics(out) == read_metrics(tmp_path / "whole")


def test_a_machine_taken_away_saves_first(begin, tmp_path: Path) -> None:
    _, expected = _ended(begin(tmp_path / "whole", CONFIG))
    out = tmp_path / "stopped"
    process = begin(out, CONFIG)
    said = _signalled(process, signal.SIGTERM, 31)
    assert process.returncode == 0
    assert "stopped by SIGTERM at step 3" in said
    assert "run again to go on" in said
    stopped = int(said.split("at step ")[1].split()[0])
    process = begin(out, CONFIG)
    said = _signalled(process, signal.SIGINT, 60)
    assert "stopped by SIGINT at step 6" in said
    assert int(said.split()[0]) == stopped + 1
    assert _ended(begin(out, CONFIG))[1] == expected
