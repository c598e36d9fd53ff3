"""What scoring gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TermScore:
    """A term's value in its unit and where it stands among real designs (0 to 100, higher is better)."""

    value: float
    percentile: float


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Every term's score and their weighted total (0 to 100)."""

    total: float
    terms: dict[str, TermScore]
