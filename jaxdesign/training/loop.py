"""``train``: from a task and settings to checkpoints, going on where an earlier run was stopped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import grain
import jax
import numpy as np
from PIL import Image

from jaxdesign.data.dataset import restore, state_of
from jaxdesign.errors import TrainingError
from jaxdesign.progress import Progress, ProgressCallback, silent
from jaxdesign.training.checkpoint import Checkpoints
from jaxdesign.training.hosts import agree
from jaxdesign.training.mesh import check_batch, data_mesh, place_batch
from jaxdesign.training.metrics import Metrics
from jaxdesign.training.optimizer import learning_rate, optimizer
from jaxdesign.training.settings import TrainConfig
from jaxdesign.training.state import TrainState
from jaxdesign.training.step import MicroMetrics, Step, build_step
from jaxdesign.training.stopping import StopSignals
from jaxdesign.training.task import Params, Task

SHEETS = "sheets"
"""Folder of contact sheets in a run's folder."""


@dataclass(frozen=True, kw_only=True)
class TrainResult:
    """How a run ended; printed, it is a sentence."""

    out: Path
    step: int
    num_steps: int
    epoch: float
    figures: dict[str, float]
    """Of the last evaluation of this run; empty if there was none."""
    best: tuple[int, dict[str, float]] | None
    """Step and figures of the best checkpoint."""
    stopped_by: str | None
    """Name of the signal that stopped it; None if it came to its end."""
    ema: Params
    """Mean of the parameters over steps, at the end."""

    def __str__(self) -> str:
        at = f"step {self.step} of {self.num_steps} (epoch {self.epoch:.1f})"
        if self.stopped_by:
            return f"{self.out}: stopped by {self.stopped_by} at {at} and saved; run again to go on."
        figures = ", ".join(f"{name} {value:.4g}" for name, value in self.figures.items())
        best = f"; best at step {self.best[0]}" if self.best else ""
        return f"{self.out}: trained to {at}{': ' if figures else ''}{figures}{best}."


class _Made(NamedTuple):
    """A step whose figures are still on the device."""

    step: int
    micros: list[MicroMetrics]
    grad_norm: jax.Array
    index: list[np.ndarray | None]
    """Of each micro-batch, the places of its designs."""


class _Run:
    """What a run consists of while it goes on."""

    def __init__(self, task: Task, config: TrainConfig, out: Path, checkpoints: Checkpoints):
        self.task, self.config, self.out, self.checkpoints = task, config, out, checkpoints
        self.num_steps = config.num_steps(task.num_examples)
        self.mesh = data_mesh()
        check_batch(config, self.mesh)
        tx = optimizer(config, self.num_steps)
        self.compiled: Step = build_step(task, config, tx, self.mesh)
        self.learning_rates = np.asarray(
            jax.jit(jax.vmap(learning_rate(config, self.num_steps)))(np.arange(self.num_steps))
        )
        self.figures: dict[str, float] = {}

    def epoch(self, step: int) -> float:
        return step * self.config.batch_size / self.task.num_examples

    def passes(self, step: int, every: float) -> bool:
        """Whether a multiple of ``every`` epochs ends with this step, or the run does."""
        return step == self.num_steps or self.epoch(step) // every > self.epoch(step - 1) // every

    def begin(self) -> tuple[TrainState, int, grain.DatasetIterator]:
        """State, steps made and batches to go on with.

        What a run begins from, in this order:
        1. the newest complete checkpoint in its folder, with the batches that were left;
        2. else the task's own initial parameters, and the first batch.
        """
        batches: Any = self.task.batches(
            batch_size=self.config.batch_size,
            seed=self.config.seed,
            epochs=self.config.epochs,
            process_index=jax.process_index(),
            process_count=jax.process_count(),
        )
        iterator = iter(batches)
        step = self.checkpoints.last
        if step is None:
            return self.compiled.init(), 0, iterator
        about = self.checkpoints.about(step)
        self.checkpoints.check(about)
        state = self.checkpoints.restore(step, self.compiled.abstract)
        restore(iterator, about.iterator.encode())
        return state, step, iterator

    def make(self, state: TrainState, step: int, micros: list[Any]) -> tuple[TrainState, _Made]:
        """Dispatch one step; ``step`` counts those made before."""
        grads, told = self.compiled.zeros(), []
        for part, micro in enumerate(micros):
            grads, metrics = self.compiled.accumulate(
                grads, state.params, place_batch(micro, self.mesh), np.int32(step), np.int32(part)
            )
            told.append(metrics)
        state, norm = self.compiled.apply(state, grads, np.float32(len(micros)))
        return state, _Made(step + 1, told, norm, [getattr(micro, "index", None) for micro in micros])

    def read(self, made: _Made) -> dict[str, float]:
        """Figures of a step, waiting for it. Raises ``TrainingError`` if one is not finite."""
        micros, norm = jax.device_get((made.micros, made.grad_norm))
        for micro, index in zip(micros, made.index, strict=True):
            if not (np.isfinite(micro.loss) and np.isfinite(micro.grad_norm)):
                what = "gradient" if np.isfinite(micro.loss) else "loss"
                raise TrainingError(self._failure(what, made.step, index))
        if not np.isfinite(norm):
            raise TrainingError(self._failure("gradient", made.step, None))
        figures = {
            name: float(np.mean([m.figures[name] for m in micros], dtype=np.float64))
            for name in micros[0].figures
        }
        figures["loss"] = float(np.mean([m.loss for m in micros], dtype=np.float64))
        return {
            **figures,
            "grad_norm": float(norm),
            "learning_rate": float(self.learning_rates[made.step - 1]),
        }

    def _failure(self, what: str, step: int, index: np.ndarray | None) -> str:
        designs = f", in the micro-batch of designs {np.asarray(index).tolist()}" if index is not None else ""
        last = self.checkpoints.last
        kept = f"; step {last} is saved" if last is not None else ""
        return f"the {what} of step {step} (epoch {self.epoch(step):.2f}) is not finite{designs}{kept}."

    def evaluate(self, state: TrainState, step: int, metrics: Metrics | None) -> dict[str, float]:
        """Figures on designs that are held out, written down."""
        self.figures = {name: float(value) for name, value in self.task.evaluate(state.ema).items()}
        if metrics:
            metrics.write(step, self.epoch(step), self.figures, group="held_out")
        return self.figures

    def draw(self, state: TrainState, step: int, metrics: Metrics | None) -> None:
        """Contact sheets, as files and for TensorBoard."""
        for name, pixels in self.task.sheets(state.ema).items():
            if metrics:
                folder = self.out / SHEETS
                folder.mkdir(exist_ok=True)
                Image.fromarray(pixels).save(folder / f"{name}-{step:07d}.png")
                metrics.picture(step, name, pixels)


def train(task: Task, config: TrainConfig, out: Path, *, progress: ProgressCallback = silent) -> TrainResult:
    """Train ``task``, or go on with the run in ``out``, until its end or a signal to stop.

    A run that is killed and begun again ends with the same parameters, to the bit, as one that never was.
    It writes checkpoints, contact sheets, ``metrics.jsonl`` and TensorBoard's files into ``out``.

    Raises ``InputError`` for settings that do not fit the devices, the data or the run in ``out``, and
    ``TrainingError`` if the loss or a gradient is not finite; the checkpoint before it stays.
    """
    with (
        StopSignals() as signals,
        Checkpoints(out, task.name, config) as checkpoints,
    ):
        run = _Run(task, config, out, checkpoints)
        with jax.set_mesh(run.mesh):
            state, step, batches = run.begin()
            if jax.process_index() == 0:
                with Metrics(out, first_step=step) as metrics:
                    state, step, stop = _steps(run, state, step, batches, signals, metrics, progress)
            else:
                state, step, stop = _steps(run, state, step, batches, signals, None, progress)
        checkpoints.wait()
        return TrainResult(
            out=out,
            step=step,
            num_steps=run.num_steps,
            epoch=run.epoch(step),
            figures=run.figures,
            best=checkpoints.best(),
            stopped_by=(signals.received or "another host") if stop else None,
            ema=state.ema,
        )


def _steps(
    run: _Run,
    state: TrainState,
    step: int,
    batches: grain.DatasetIterator,
    signals: StopSignals,
    metrics: Metrics | None,
    progress: ProgressCallback,
) -> tuple[TrainState, int, bool]:
    """The steps that are left: the state after them, their number, and whether a signal cut them short."""
    config, made = run.config, None
    size = config.micro_size // jax.process_count()

    def tell(finished: _Made | None) -> None:
        if finished is not None:
            figures = run.read(finished)
            if metrics:
                metrics.write(finished.step, run.epoch(finished.step), figures, group="train")

    while step < run.num_steps:
        micros = list(run.task.micro_batches(next(batches), size))
        before, (state, made) = made, run.make(state, step, micros)
        step += 1
        tell(before)
        stop = agree(micros, stop=signals.received is not None) and step < run.num_steps
        evaluated = run.passes(step, config.eval_every_epochs)
        drawn = run.passes(step, config.sheet_every_epochs)
        saved = stop or evaluated or step % config.checkpoint_every_steps == 0
        if saved or drawn:
            tell(made)
            made = None
        figures = run.evaluate(state, step, metrics) if evaluated else {}
        if drawn:
            run.draw(state, step, metrics)
        if saved:
            run.checkpoints.save(state, step, state_of(batches), figures)
        progress(Progress("training", step, run.num_steps))
        if stop:
            return state, step, True
    return state, step, False
