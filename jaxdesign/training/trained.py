"""What a run has learned, read from its folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import jax

from jaxdesign.errors import InputError
from jaxdesign.training.checkpoint import FOLDER, Checkpoints
from jaxdesign.training.mesh import data_mesh
from jaxdesign.training.optimizer import optimizer
from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.step import build_step
from jaxdesign.training.task import Params, Task


class Trained(NamedTuple):
    """A checkpoint's parameters and what is known of them."""

    params: Params
    """Mean over steps."""
    step: int
    figures: dict[str, float]
    """Of the evaluation at this step; empty if there was none."""
    config: TrainConfig


def trained(task: Task, out: Path, *, best: bool = True) -> Trained:
    """The best checkpoint of the run in ``out``, or the last one.

    Raises ``InputError`` if there is none or it is of another task.
    """
    if not (out / FOLDER).is_dir():
        raise InputError(f"{out}: no folder of a training run.")
    with Checkpoints(out, task.name, TrainConfig(), read_only=True) as checkpoints:
        step = checkpoints.last
        if step is None:
            raise InputError(f"{out}: holds no checkpoint.")
        config = TrainConfig(**checkpoints.about(step).config)
    with Checkpoints(out, task.name, config, read_only=True) as checkpoints:
        found = checkpoints.best() if best else None
        step = found[0] if found else step
        about = checkpoints.about(step)
        checkpoints.check(about)
        mesh = data_mesh()
        with jax.set_mesh(mesh):
            compiled = build_step(task, config, optimizer(config, num_steps=1), mesh)
            state = checkpoints.restore(step, compiled.abstract)
    return Trained(state.ema, step, about.figures, config)
