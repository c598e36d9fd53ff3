"""What a long computation tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """How far it has come."""

    phase: str
    """What is being done, such as ``reading`` or ``improving``."""
    done: int
    total: int
    """Steps of this phase."""
    scores: tuple[float, ...] = ()
    """Best total so far (0 to 100) of each design, where the phase has scores."""


ProgressCallback = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """A callback that tells nobody."""
