"""What a grammar term is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from jaxdesign.types import Scene


@dataclass(frozen=True, kw_only=True)
class Term:
    """One thing that designers check, as a number."""

    name: str
    function: Callable[[Scene], Float[Array, ""]]
    """Pure and differentiable; finite, with finite gradients, for every scene."""
    unit: str
    better: Literal["low", "high", "band"]
    """Which values are better; ``band`` for a term whose middle among real designs is best."""
    advice: str
    """What to do about a poor value, in one sentence."""
