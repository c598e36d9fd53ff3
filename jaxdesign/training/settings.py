"""How a task is trained, checked when it is made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from jaxdesign.config import nearest_known
from jaxdesign.errors import InputError

PRECISIONS = ("float32", "bfloat16")

_LIMITS: dict[str, tuple[float, float]] = {
    "epochs": (1, 1_000_000),
    "batch_size": (1, 1 << 20),
    "micro_batch": (1, 1 << 20),
    "learning_rate": (0.0, 10.0),
    "warmup": (0.0, 1.0),
    "final_learning_rate": (0.0, 1.0),
    "weight_decay": (0.0, 10.0),
    "clip_norm": (1e-6, 1e6),
    "ema_decay": (0.0, 1.0),
    "seed": (0, 2**31 - 1),
    "eval_every_epochs": (1e-3, 1e6),
    "sheet_every_epochs": (1e-3, 1e6),
    "checkpoint_every_steps": (1, 10**9),
    "keep": (1, 1000),
}
FREE_TO_CHANGE = frozenset(
    {
        "eval_every_epochs",
        "sheet_every_epochs",
        "checkpoint_every_steps",
        "keep",
        "shard_params",
        "best_figure",
        "higher_is_better",
    }
)
"""Settings that do not change what is learned: a run may go on with others than it was begun with."""


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """Settings of a training run. Raises ``InputError`` for a value out of range."""

    epochs: int = 100
    batch_size: int = 64
    """Designs in a step, of all hosts together."""
    micro_batch: int | None = None
    """Designs that go through the model at once, of all hosts together; None for the whole batch."""
    learning_rate: float = 1e-3
    """At its peak."""
    warmup: float = 0.03
    """Share of all steps in which the learning rate rises."""
    final_learning_rate: float = 0.01
    """At the end, as a share of the peak."""
    weight_decay: float = 0.01
    """Not applied to parameters of one dimension."""
    clip_norm: float = 1.0
    """Largest norm of the gradient."""
    ema_decay: float = 0.999
    """Of the mean of parameters over steps; in the first steps less is kept."""
    seed: int = 0
    precision: str | None = None
    """One of ``PRECISIONS``, in which the task computes; None for the one that suits the device."""
    eval_every_epochs: float = 1.0
    sheet_every_epochs: float = 5.0
    checkpoint_every_steps: int = 1000
    keep: int = 1
    """Last checkpoints that are kept, besides the best."""
    best_figure: str = "loss"
    """Name of the held-out figure that decides which checkpoint is the best."""
    higher_is_better: bool = False
    shard_params: bool = False
    """Parameters spread over the devices, not copied to each: for models that do not fit on one."""

    def __post_init__(self) -> None:
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InputError(f"{name}: {value} is out of range; it goes from {low:g} to {high:g}.")
        if self.precision is not None and self.precision not in PRECISIONS:
            raise InputError(
                f"precision: '{self.precision}' is not known; {nearest_known(self.precision, PRECISIONS)}"
            )
        if self.batch_size % self.micro_size:
            raise InputError(
                f"micro_batch: a batch of {self.batch_size} cannot be cut in parts of {self.micro_size}."
            )

    @property
    def micro_size(self) -> int:
        """Designs that go through the model at once."""
        return self.micro_batch or self.batch_size

    @property
    def num_micro(self) -> int:
        """Micro-batches in a step."""
        return self.batch_size // self.micro_size

    def num_steps(self, num_examples: int) -> int:
        """Steps of the whole run. Raises ``InputError`` if there are fewer designs than one batch takes."""
        steps = self.epochs * num_examples // self.batch_size
        if not steps:
            raise InputError(
                f"batch_size: {num_examples} designs in {self.epochs} epochs make no batch of "
                f"{self.batch_size}."
            )
        return steps

    def to_json(self) -> dict[str, Any]:
        """All settings by name."""
        return dataclasses.asdict(self)


def compute_dtype(config: TrainConfig) -> jnp.dtype:
    """The type a task computes in: as set, else bfloat16 on TPU and GPU and float32 on a CPU."""
    if config.precision is not None:
        return jnp.dtype(config.precision)
    return jnp.dtype(jnp.float32 if jax.default_backend() == "cpu" else jnp.bfloat16)
