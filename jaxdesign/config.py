"""What a user can ask of an innovation, checked when it is made."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from jaxdesign.errors import InputError

BOLDNESS = {"tidy": 0.1, "balanced": 0.4, "bold": 0.7, "free": 1.0}
"""Boldness by name: from setting straight what the user made to composing anew."""

SPACES = ("tree", "elements", "latent")
"""What the loop may move: the layout tree's parameters, every element by itself, or the decoder's latent."""

LIMITS = {
    "boldness": (0.0, 1.0),
    "steps": (1, 20_000),
    "candidates": (1, 4096),
    "seed": (0, 2**31 - 1),
}


def nearest_known(name: str, known: Iterable[str]) -> str:
    """A clause for an error message: the nearest known name if there is one, else all of them."""
    known = list(known)
    close = get_close_matches(name, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known are {', '.join(known)}."


def boldness_from(text: str) -> float:
    """Boldness from a name (``tidy``) or a number (``0.3``). Raises ``InputError``."""
    if text in BOLDNESS:
        return BOLDNESS[text]
    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"boldness: '{text}' is neither a number from 0 to 1 nor a name; {nearest_known(text, BOLDNESS)}"
        ) from None


def weight_from(text: str) -> tuple[str, float]:
    """Term and weight from ``term=weight``. Raises ``InputError``."""
    name, sign, value = text.partition("=")
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    if not (sign and name.strip()) or math.isnan(weight):
        raise InputError(f"weights: '{text}' is not of the form term=number, such as alignment=2.")
    return name.strip(), weight


LORA_WEIGHTS = (0.0, 2.0)
"""Least and greatest weight of an adapter; 1 is as it was trained."""


def lora_from(text: str) -> tuple[str, float]:
    """Name or path of an adapter and its weight from ``name`` or ``name:weight``. Raises ``InputError``."""
    name, colon, value = text.rpartition(":")
    if not colon:
        name, value = text, "1"
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    low, high = LORA_WEIGHTS
    if not (name.strip() and low <= weight <= high):
        raise InputError(
            f"lora: '{text}' is not of the form name or name:weight, with a weight from {low:g} to {high:g}, "
            "such as bold:0.8."
        )
    return name.strip(), weight


@dataclass(frozen=True, kw_only=True)
class InnovateConfig:
    """Settings of an innovation. Raises ``InputError`` for a value out of range."""

    boldness: float = BOLDNESS["balanced"]
    """0 keeps near the start, 1 is free."""
    steps: int = 80
    """Gradient steps."""
    candidates: int = 4
    """Variants that run side by side; the best is kept."""
    seed: int = 0
    weights: tuple[tuple[str, float], ...] = ()
    """Factor on a term's weight in the total, by the term's name; 1 for those not named, 0 leaves it out."""
    locks: tuple[str, ...] = ()
    """What stays as it is, besides the document's own locks: ``id`` or ``id.attribute``."""
    format: str | None = None
    """Format to re-compose for: a name, or width x height with a unit; None keeps the canvas."""
    space: str = SPACES[0]
    """One of ``SPACES``."""
    straighten: bool = True
    """Whether nearly equal edges, gaps and sizes are taken for equal; not for designs that are exact."""

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name}: {value} is out of range; it goes from {low} to {high}.")
        if self.space not in SPACES:
            raise InputError(f"space: '{self.space}' is not known; {nearest_known(self.space, SPACES)}")
        for name, weight in self.weights:
            if not 0 <= weight <= 1000:
                raise InputError(f"weights: {name}={weight:g} is out of range; a weight goes from 0 to 1000.")

    def weights_of(self, terms: Iterable[str]) -> dict[str, float]:
        """The factor of each of ``terms``, in their order. Raises ``InputError`` for an unknown name."""
        factors = dict.fromkeys(terms, 1.0)
        for name, weight in self.weights:
            if name not in factors:
                raise InputError(f"weights: no term is called '{name}'; {nearest_known(name, factors)}")
            factors[name] = weight
        return factors
