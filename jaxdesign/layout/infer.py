"""What a layout was meant to be, given what is seen of it: expectation propagation over relations.

Every relation is a linear form of the unknown edges whose prior is a mixture: exactly 0 with some
probability, else one of a few normal components. Seen positions and sizes are normal observations.
Expectation propagation (Minka, 2001) with such mixture sites gives for every edge its mean and for every
relation the probability that it holds; dense linear algebra over a few hundred edges.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_SWEEPS = 24
_DAMPING = 0.6
_LEAST_PRECISION = 1e-6


class Sites(NamedTuple):
    """``r`` linear forms of ``v`` edges with mixtures of ``k`` normal components as priors."""

    form: np.ndarray
    """``[r, v]``"""
    weight: np.ndarray
    """``[r, k]``, the first component is the exact one."""
    mean: np.ndarray
    """``[r, k]``"""
    spread: np.ndarray
    """``[r, k]`` standard deviations."""


class Seen(NamedTuple):
    """``o`` linear forms that were observed with normal noise."""

    form: np.ndarray
    """``[o, v]``"""
    value: np.ndarray
    spread: np.ndarray


class Belief(NamedTuple):
    """What is believed of the edges."""

    mean: np.ndarray
    """``[v]``"""
    covariance: np.ndarray
    """``[v, v]``"""
    exact: np.ndarray
    """``[r]`` probability that each relation holds."""
    evidence: float
    """Log probability of what was seen, up to a constant, summed over sites (a guide, not a bound)."""


def observe(seen: Seen, num_edges: int, weak: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Precision ``[v, v]`` and shift ``[v]`` of the observations, with a weak prior at the canvas centre."""
    weight = 1 / seen.spread**2
    precision = seen.form.T @ (weight[:, None] * seen.form) + np.eye(num_edges) * weak
    return precision, seen.form.T @ (weight * seen.value) + 0.5 * weak


def _tilted(sites: Sites, mean: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, ...]:
    """Moments of cavity times prior: mean, variance, ``[r, k]`` responsibilities, log normaliser."""
    total = variance[:, None] + sites.spread**2
    log = np.log(np.maximum(sites.weight, 1e-12)) - 0.5 * np.log(total)
    log = log - 0.5 * (mean[:, None] - sites.mean) ** 2 / total
    top = log.max(1, keepdims=True)
    share = np.exp(log - top)
    norm = share.sum(1, keepdims=True)
    share = share / norm
    gain = variance[:, None] / total
    means = mean[:, None] + gain * (sites.mean - mean[:, None])
    variances = variance[:, None] * (1 - gain)
    first = (share * means).sum(1)
    second = (share * (variances + (means - first[:, None]) ** 2)).sum(1)
    return first, np.maximum(second, 1e-14), share, (np.log(norm) + top)[:, 0]


def believe(sites: Sites, seen: Seen, num_edges: int, *, sweeps: int = _SWEEPS) -> Belief:
    """The belief after ``sweeps`` parallel updates of all sites."""
    prior_precision, prior_shift = observe(seen, num_edges)
    count = len(sites.form)
    precision, shift = np.full(count, _LEAST_PRECISION), np.zeros(count)
    share, log = np.zeros((count, 1)), np.zeros(count)
    for _ in range(sweeps):
        joint = prior_precision + sites.form.T @ (precision[:, None] * sites.form)
        covariance = np.linalg.inv(joint)
        center = covariance @ (prior_shift + sites.form.T @ shift)
        if count == 0:
            break
        value = sites.form @ center
        variance = np.maximum(((sites.form @ covariance) * sites.form).sum(1), 1e-14)
        cavity_precision = np.maximum(1 / variance - precision, 1e-3 / variance)
        cavity = 1 / cavity_precision
        mean = cavity * (value / variance - shift)
        first, second, share, log = _tilted(sites, mean, cavity)
        fresh = 1 / second - cavity_precision
        valid = fresh > _LEAST_PRECISION
        fresh_shift = np.where(valid, first / second - mean * cavity_precision, 0.0)
        fresh = np.where(valid, fresh, _LEAST_PRECISION)
        precision += _DAMPING * (fresh - precision)
        shift += _DAMPING * (fresh_shift - shift)
    return Belief(mean=center, covariance=covariance, exact=share[:, 0], evidence=float(log.sum()))
