"""What an innovation gives back: the design, how it got there and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.grammar.scores import Scores


@dataclass(frozen=True, kw_only=True)
class Check:
    """One promise of the certificate."""

    name: str
    holds: bool
    reason: str = ""
    """Why it does not hold, in one sentence; empty if it holds."""
    elements: tuple[str, ...] = ()
    """Ids of the elements concerned."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What was checked on the crisp render of the finished design."""

    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(check.reason for check in self.checks if not check.holds)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that the innovation did to one element."""

    element: str
    description: str
    """Such as ``12 px left``."""
    effects: dict[str, float]
    """Change of each term's percentile that this change alone brings, the greatest first."""


@dataclass(frozen=True, kw_only=True)
class InnovationResult:
    """A finished innovation."""

    before: Document
    after: Document
    """Finalised; its ``certificate`` field holds the certificate."""
    certificate: Certificate
    scores_before: Scores
    scores_after: Scores
    frames: Sequence[Document]
    """Documents along the loop's way: its start, some between, and the best, which was then finished."""
    total_curve: np.ndarray
    """``[steps]``: total of the kept candidate at each step."""
    term_curves: dict[str, np.ndarray]
    """``[steps]`` for each term: its percentile."""
    changes: tuple[Change, ...]
    seconds: dict[str, float]
    """Where the time went, by phase."""
