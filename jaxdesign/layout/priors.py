"""How often each relation of a layout holds exactly in real designs, and its values where it does not.

Measured by ``scripts/measure_layout_priors.py`` over captures of the sources that are not held out;
``priors.json`` holds counts and quantiles by kind of relation, no words and no pictures.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

QUANTILES = (0.02, 0.08, 0.2, 0.35, 0.5, 0.65, 0.8, 0.92, 0.98)
_UNKNOWN = (-1.0, -0.5, -0.3, -0.1, 0.0, 0.1, 0.3, 0.5, 1.0)
_LEAST_COUNT = 25
"""Fewer values than these do not speak for a finer kind."""
_SMOOTHING = 8.0
_LEAST_SPREAD = 1e-3
NUM_COMPONENTS = len(QUANTILES)


class Prior(NamedTuple):
    """A mixture of one exact value, 0, and normal components for all others."""

    exact: float
    """Probability that the relation holds."""
    mean: np.ndarray
    """``[k - 1]`` of the other components, in the relation's unit."""
    spread: np.ndarray
    """``[k - 1]`` their standard deviations."""


def key_levels(key: str) -> list[str]:
    """A key and its coarser forms, the coarsest first."""
    parts = key.split("/")
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]


def measured(samples: dict[str, list[tuple[float, bool]]]) -> dict[str, Any]:
    """The table of priors from values by key: pairs of value in units and whether it is exactly 0."""
    pooled: dict[str, list[tuple[float, bool]]] = {}
    for key, values in samples.items():
        for level in key_levels(key):
            pooled.setdefault(level, []).extend(values)
    table: dict[str, Any] = {}
    for key in sorted(pooled, key=lambda k: (k.count("/"), k)):
        values = pooled[key]
        if len(values) < _LEAST_COUNT and "/" in key:
            continue
        exact = sum(holds for _, holds in values)
        parent = table.get(key.rpartition("/")[0])
        share = (exact + _SMOOTHING * (parent["exact"] if parent else 0.5)) / (len(values) + _SMOOTHING)
        others = [value for value, holds in values if not holds]
        if len(others) >= _LEAST_COUNT:
            quantiles = [round(float(q), 5) for q in np.quantile(others, QUANTILES)]
        else:
            quantiles = parent["quantiles"] if parent else list(_UNKNOWN)
        table[key] = {"count": len(values), "exact": round(share, 4), "quantiles": quantiles}
    return table


@functools.cache
def shipped() -> dict[str, Any]:
    """The table that comes with the program."""
    text = resources.files("jaxdesign.layout").joinpath("priors.json").read_text(encoding="utf-8")
    return json.loads(text)


@functools.cache
def prior(key: str) -> Prior:
    """What is known of a kind of relation, from the finest level that was measured."""
    table = shipped()
    found = next((table[level] for level in reversed(key_levels(key)) if level in table), None)
    if found is None:
        found = {"exact": 0.2, "quantiles": list(_UNKNOWN)}
    quantiles = np.asarray(found["quantiles"], float)
    low, high = quantiles[:-1], quantiles[1:]
    spread = np.maximum((high - low) / 2, _LEAST_SPREAD)
    return Prior(exact=float(np.clip(found["exact"], 0.002, 0.995)), mean=(low + high) / 2, spread=spread)


def component_weights() -> np.ndarray:
    """``[k - 1]`` shares of the components that are not exact."""
    shares = np.diff(QUANTILES)
    return shares / shares.sum()


def stacked(keys: Iterable[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For ``r`` keys: ``[r]`` probabilities, ``[r, k - 1]`` means and spreads, in units."""
    found = [prior(key) for key in keys]
    if not found:
        return np.zeros(0), np.zeros((0, NUM_COMPONENTS - 1)), np.ones((0, NUM_COMPONENTS - 1))
    return (
        np.array([p.exact for p in found]),
        np.stack([p.mean for p in found]),
        np.stack([p.spread for p in found]),
    )
