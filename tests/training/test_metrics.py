"""What is written of a run while it goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from jaxdesign.training.metrics import FILE, TENSORBOARD, Metrics, read_metrics


def test_lines_and_scalars_and_pictures(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        metrics.write(1, 0.25, {"loss": 0.5}, group="train")
        metrics.picture(1, "held_out", np.zeros((3, 5, 3), np.uint8))
    assert (tmp_path / FILE).read_text() == '{"step": 1, "epoch": 0.25, "train/loss": 0.5}\n'
    (events,) = (tmp_path / TENSORBOARD).iterdir()
    stored = events.read_bytes()
    assert b"train/loss" in stored
    assert b"sheet/held_out" in stored
    assert b"\x89PNG" in stored


def test_what_comes_after_the_restored_step_is_dropped(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        for step in range(1, 6):
            metrics.write(step, step / 4, {"loss": 1 / step}, group="train")
    with (tmp_path / FILE).open("a") as file:
        file.write('{"step": 6, "epo')
    with Metrics(tmp_path, first_step=3) as metrics:
        metrics.write(4, 1.0, {"loss": 9.0}, group="train")
    assert [(line["step"], line["train/loss"]) for line in read_metrics(tmp_path)] == [
        (1, 1.0), (2, 0.5), (3, 1 / 3), (4, 9.0)
    ]  # fmt: skip


def test_no_tensorflow_is_loaded(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\nfrom jaxdesign.training.metrics import Metrics\n"
        f"with Metrics(pathlib.Path({str(tmp_path)!r})) as m: m.write(1, 0.1, {{'loss': 1.0}}, group='train')\n"
        "print(sorted({'tensorflow', 'torch', 'jax'} & sys.modules.keys()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == "[]"
