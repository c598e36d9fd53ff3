"""Figures and pictures of a run: ``metrics.jsonl`` and TensorBoard."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import numpy as np

FILE, TENSORBOARD = "metrics.jsonl", "tensorboard"
"""In a run's folder."""


def read_metrics(out: Path) -> list[dict[str, float]]:
    """All lines of a run's ``metrics.jsonl``; a last line that was cut off by a kill is left out."""
    path = out / FILE
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


class Metrics:
    """Writes figures as one JSON object a line, with ``step`` and ``epoch``, and for TensorBoard."""

    def __init__(self, out: Path, *, first_step: int = 0):
        """Go on in ``out``; what was written of steps after ``first_step`` is dropped."""
        from tensorboardX import SummaryWriter

        out.mkdir(parents=True, exist_ok=True)
        kept = [line for line in read_metrics(out) if line["step"] <= first_step]
        path = out / FILE
        before = path.with_suffix(".tmp")
        before.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
        os.replace(before, path)
        self._file = path.open("a", encoding="utf-8")
        self._board = SummaryWriter(
            str(out / TENSORBOARD), purge_step=first_step + 1 if first_step else None, write_to_disk=True
        )

    def __enter__(self) -> Metrics:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._board.close()

    def write(self, step: int, epoch: float, figures: Mapping[str, float], *, group: str) -> None:
        """Write figures, each under ``group/name``."""
        line = {f"{group}/{name}": float(value) for name, value in figures.items()}
        self._file.write(json.dumps({"step": step, "epoch": round(epoch, 4), **line}) + "\n")
        self._file.flush()
        for name, value in line.items():
            self._board.add_scalar(name, value, step)

    def picture(self, step: int, name: str, pixels: np.ndarray) -> None:
        """Write a picture, uint8 ``[h, w, 3]``, for TensorBoard."""
        self._board.add_image(f"sheet/{name}", pixels, step, dataformats="HWC")
