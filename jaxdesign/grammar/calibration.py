"""Calibration: where a value stands among real designs, and what each term weighs in the total."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from jaxdesign.grammar.terms import TERMS

NUM_QUANTILES = 101
_SIGN = {"low": -1.0, "high": 1.0, "band": 0.0}


class Calibration(NamedTuple):
    """Every term's distribution over real designs, in the order of ``TERMS``; a pytree of arrays."""

    quantiles: Float[Array, "t q"]
    """Rising quantiles of the values, evenly spaced from the least to the greatest."""
    bandwidth: Float[Array, "t"]
    """Difference of values over which the distribution is smoothed, in the term's unit."""
    sign: Float[Array, "t"]
    """1 where higher is better, -1 where lower is, 0 where the middle is."""
    weights: Float[Array, "t"]
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
        quantiles=jnp.asarray(quantiles, jnp.float32),
        bandwidth=jnp.asarray(bandwidths(quantiles), jnp.float32),
        sign=jnp.array([_SIGN[term.better] for term in TERMS.values()], jnp.float32),
        weights=jnp.asarray(weights / weights.sum(), jnp.float32),
    )


@cache
def load_calibration() -> Calibration:
    """The calibration that the package ships, made by ``python -m jaxdesign.grammar.calibrate``."""
    data = json.loads(resources.files("jaxdesign.grammar").joinpath("calibration.json").read_text("utf-8"))
    rows = [data["terms"][name] for name in TERMS]
    quantiles = np.array([row["quantiles"] for row in rows])
    return make(quantiles, np.array([row["weight"] for row in rows]))


def _share_below(values: Float[Array, "t"], calibration: Calibration) -> Float[Array, "t"]:
    """Smoothed share of real designs below each value, 0 to 1; the Cauchy kernel's tails keep a gradient."""
    steps = (values[:, None] - calibration.quantiles) / calibration.bandwidth[:, None]
    return 0.5 + jnp.arctan(steps).mean(axis=1) / jnp.pi


def percentiles(values: Float[Array, "t"], calibration: Calibration) -> Float[Array, "t"]:
    """Where each value stands among real designs, 0 (worse than all) to 100 (none better); differentiable.

    For a term whose middle is best, the share of real designs that are farther from the middle. The scale
    is such that the best of the real designs has 100, and nothing is gained beyond it.
    """
    below = _share_below(values, calibration)
    most = _share_below(calibration.quantiles[:, -1], calibration)
    least = _share_below(calibration.quantiles[:, 0], calibration)
    high = below / most
    low = (1 - below) / (1 - least)
    middle = 1 - jnp.sqrt((2 * below - 1) ** 2 + 1e-6)
    sign = calibration.sign
    share = jnp.where(sign > 0, high, jnp.where(sign < 0, low, middle))
    return 100 * jnp.clip(share, 0.0, 1.0)


def total(
    percentiles: Float[Array, "t"], calibration: Calibration, weights: Float[Array, "t"] | None = None
) -> Float[Array, ""]:
    """Weighted mean of the percentiles, 0 to 100.

    ``weights`` replaces the calibration's; only their proportions count. All zero gives 0.
    """
    weights = calibration.weights if weights is None else weights
    return (weights * percentiles).sum() / jnp.maximum(weights.sum(), 1e-9)
