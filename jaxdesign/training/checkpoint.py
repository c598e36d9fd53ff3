"""Checkpoints of a run on disk. All that is known of Orbax is in this file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import jax
import orbax.checkpoint as ocp
from orbax.checkpoint import checkpoint_managers as policies

from jaxdesign.errors import InputError
from jaxdesign.training.settings import FREE_TO_CHANGE, TrainConfig
from jaxdesign.training.state import TrainState

FOLDER = "checkpoints"
"""Of a run's folder."""
_STATE, _ABOUT = "state", "about"


class About(NamedTuple):
    """What is saved beside the arrays."""

    task: str
    config: dict[str, Any]
    """The settings that were used."""
    iterator: str
    """Where the batches stand, as JSON."""
    figures: dict[str, float]
    """Of the evaluation at this step; empty if there was none."""


def _named(tree: Any) -> dict[str, Any]:
    """Leaves of a tree by their path."""
    leaves, _ = jax.tree_util.tree_flatten_with_path(tree)
    return {jax.tree_util.keystr(path, simple=True, separator="/"): leaf for path, leaf in leaves}


def _abstract(tree: Any) -> dict[str, Any]:
    return {
        name: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype, sharding=leaf.sharding)
        for name, leaf in _named(tree).items()
    }


class Checkpoints:
    """The checkpoints of one run: the last ones and the best. Saving goes on while training does."""

    def __init__(self, out: Path, task: str, config: TrainConfig, *, read_only: bool = False):
        """Open those in ``out``, which need not exist unless they are only read."""
        self._task, self._config = task, config
        best = policies.BestN(get_metric_fn=self._rank, n=1, keep_checkpoints_without_metrics=False)
        self._manager = ocp.CheckpointManager(
            (out / FOLDER).resolve(),
            options=ocp.CheckpointManagerOptions(
                preservation_policy=policies.AnyPreservationPolicy([policies.LatestN(n=config.keep), best]),
                cleanup_tmp_directories=not read_only,
                create=not read_only,
            ),
            item_handlers={_STATE: ocp.StandardCheckpointHandler(), _ABOUT: ocp.JsonCheckpointHandler()},
        )

    def __enter__(self) -> Checkpoints:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._manager.close()

    def _rank(self, figures: Mapping[str, float]) -> float:
        """Higher for better figures."""
        value = figures.get(self._config.best_figure, math.nan)
        if math.isnan(value):
            return -math.inf
        return value if self._config.higher_is_better else -value

    @property
    def last(self) -> int | None:
        """Step of the newest checkpoint."""
        return self._manager.latest_step()

    def best(self) -> tuple[int, dict[str, float]] | None:
        """Step and figures of the best checkpoint that was evaluated."""
        found = ((step, self.about(step).figures) for step in self._manager.all_steps())
        return max(
            ((step, figures) for step, figures in found if figures),
            key=lambda item: (self._rank(item[1]), item[0]),
            default=None,
        )

    def save(self, state: TrainState, step: int, iterator: bytes, figures: dict[str, float]) -> None:
        """Save in the background; ``state`` may be given away afterwards."""
        about = About(self._task, self._config.to_json(), iterator.decode(), figures)
        self._manager.save(
            step,
            args=ocp.args.Composite(
                **{
                    _STATE: ocp.args.StandardSave(_named(state)),
                    _ABOUT: ocp.args.JsonSave(about._asdict()),
                }
            ),
            metrics=figures or None,
            force=True,
        )

    def wait(self) -> None:
        """Until all that was saved is on disk."""
        self._manager.wait_until_finished()

    def about(self, step: int) -> About:
        """What was saved beside the arrays."""
        saved = self._manager.restore(step, args=ocp.args.Composite(**{_ABOUT: ocp.args.JsonRestore()}))
        return About(**saved[_ABOUT])

    def check(self, about: About) -> None:
        """Raises ``InputError`` if the run was begun with another task or other settings that matter."""
        if about.task != self._task:
            raise InputError(
                f"{self._manager.directory.parent}: a run of {about.task}, not {self._task}; "
                "name another folder."
            )
        for name, value in self._config.to_json().items():
            if name not in FREE_TO_CHANGE and about.config.get(name) != value:
                raise InputError(
                    f"{name}: the run in {self._manager.directory.parent} was begun with "
                    f"{about.config.get(name)}, not {value}; take the same, or another folder."
                )

    def restore(self, step: int, abstract: TrainState) -> TrainState:
        """The state at ``step``, laid on the devices as ``abstract`` says.

        Raises ``InputError`` if it is not of the same shapes.
        """
        try:
            saved = self._manager.restore(
                step, args=ocp.args.Composite(**{_STATE: ocp.args.StandardRestore(_abstract(abstract))})
            )[_STATE]
        except (ValueError, KeyError) as error:
            raise InputError(
                f"{self._manager.directory}: step {step} is not of this model: {error}"
            ) from error
        return jax.tree.unflatten(jax.tree.structure(abstract), [saved[name] for name in _named(abstract)])
