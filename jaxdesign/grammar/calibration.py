"""Calibration: where a value stands among real designs, and what each term weighs in the total."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from jaxdesign.grammar.terms import TERMS
from jaxdesign.types import AnyArray

ArrayT = TypeVar("ArrayT", Array, np.ndarray)
"""Arrays of jax give arrays of jax, those of numpy those of numpy."""

NUM_QUANTILES = 101
_SIGN = {"low": -1.0, "high": 1.0, "band": 0.0}


class Calibration(NamedTuple):
    """Every term's distribution over real designs, in the order of ``TERMS``; a pytree of arrays."""

    quantiles: Float[AnyArray, "t q"]
    """Rising quantiles of the values, evenly spaced from the least to the greatest."""
    bandwidth: Float[AnyArray, "t"]
    """Difference of values over which the distribution is smoothed, in the term's unit."""
    sign: Float[AnyArray, "t"]
    """1 where higher is better, -1 where lower is, 0 where the middle is."""
    weights: Float[AnyArray, "t"]
    """Share of each term in the total; positive, summing to 1."""


def bandwidths(quantiles: np.ndarray) -> np.ndarray:
    """Smoothing for each row of quantiles ``[t, q]``: a twentieth of the usual range, or a part of the whole
    range where nearly all designs have one value."""
    last = quantiles.shape[1] - 1
    usual = quantiles[:, round(0.9 * last)] - quantiles[:, round(0.1 * last)]
    whole = quantiles[:, round(0.99 * last)] - quantiles[:, round(0.01 * last)]
    return np.maximum(np.maximum(0.05 * usual, 0.04 * whole), 1e-3)


def make(quantiles: np.ndarray, weights: np.ndarray) -> Calibration:
    """The calibration of quantiles ``[t, q]`` and weights ``[t]``, rows in the order of ``TERMS``."""
    return Calibration(
        quantiles=np.asarray(quantiles, np.float32),
        bandwidth=np.asarray(bandwidths(quantiles), np.float32),
        sign=np.array([_SIGN[term.better] for term in TERMS.values()], np.float32),
        weights=np.asarray(weights / weights.sum(), np.float32),
    )


@cache
def load_calibration() -> Calibration:
    """The calibration that the package ships, made by ``python -m jaxdesign.grammar.calibrate``."""
    data = json.loads(resources.files("jaxdesign.grammar").joinpath("calibration.json").read_text("utf-8"))
    rows = [data["terms"][name] for name in TERMS]
    quantiles = np.array([row["quantiles"] for row in rows])
    return make(quantiles, np.array([row["weight"] for row in rows]))


def _namespace(values: object) -> ModuleType:
    """numpy for numpy arrays, so that the host compiles nothing; ``jax.numpy`` for all else."""
    return np if isinstance(values, np.ndarray) else jnp


def _share_below(values: Float[AnyArray, "t"], calibration: Calibration, xp: ModuleType) -> Any:
    """Smoothed share of real designs below each value, 0 to 1; the Cauchy kernel's tails keep a gradient."""
    steps = (values[:, None] - calibration.quantiles) / calibration.bandwidth[:, None]
    return 0.5 + xp.arctan(steps).mean(axis=1) / np.float32(np.pi)


def percentiles(values: Float[ArrayT, "t"], calibration: Calibration) -> Float[ArrayT, "t"]:
    """Where each value stands among real designs, 0 (worse than all) to 100 (none better); differentiable.

    For a term whose middle is best, the share of real designs that are farther from the middle. The scale
    is such that the best of the real designs has 100, and nothing is gained beyond it.
    """
    xp = _namespace(values)
    below = _share_below(values, calibration, xp)
    most = _share_below(calibration.quantiles[:, -1], calibration, xp)
    least = _share_below(calibration.quantiles[:, 0], calibration, xp)
    high = below / most
    low = (1 - below) / (1 - least)
    middle = 1 - xp.sqrt((2 * below - 1) ** 2 + 1e-6)
    sign = calibration.sign
    share = xp.where(sign > 0, high, xp.where(sign < 0, low, middle))
    return 100 * xp.clip(share, 0.0, 1.0)


def total(
    percentiles: Float[ArrayT, "t"], calibration: Calibration, weights: Float[AnyArray, "t"] | None = None
) -> Float[ArrayT, ""]:
    """Weighted mean of the percentiles, 0 to 100.

    ``weights`` replaces the calibration's; only their proportions count. All zero gives 0.
    """
    weights = calibration.weights if weights is None else weights
    return (weights * percentiles).sum() / _namespace(weights).maximum(weights.sum(), 1e-9)
