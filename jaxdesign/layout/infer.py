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
_MOST_TERMS = 4
_HOLDS = 0.5
_FAR = 3.0
_LEAST_PRECISION = 1e-6
_BROAD = 0.25
"""Spread, in canvas fractions, of a form of which nothing is known: what evidence is measured against."""


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
    """Log odds of all sites against forms of which nothing is known: a guide to choose between trees."""


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


def _sparse(form: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``[r, 4]`` variables and factors of forms with at most four terms; unused factors are 0."""
    order = np.argsort(form == 0, axis=1, kind="stable")[:, :_MOST_TERMS]
    return order, np.take_along_axis(form, order, axis=1)


def believe(sites: Sites, seen: Seen, num_edges: int, *, sweeps: int = _SWEEPS) -> Belief:
    """The belief after ``sweeps`` parallel updates of all sites."""
    prior_precision, prior_shift = observe(seen, num_edges)
    count = len(sites.form)
    precision, shift = np.full(count, _LEAST_PRECISION), np.zeros(count)
    share, log, mean, cavity = np.zeros((count, 1)), np.zeros(count), np.zeros(count), np.ones(count)
    which, factor = _sparse(sites.form)
    products = factor[:, :, None] * factor[:, None, :]
    places = (which[:, :, None] * num_edges + which[:, None, :]).ravel()
    for _ in range(sweeps):
        added = np.bincount(places, (products * precision[:, None, None]).ravel(), num_edges**2)
        pushed = np.bincount(which.ravel(), (factor * shift[:, None]).ravel(), num_edges)
        covariance = np.linalg.inv(prior_precision + added.reshape(num_edges, num_edges))
        center = covariance @ (prior_shift + pushed)
        if count == 0:
            break
        value = (factor * center[which]).sum(1)
        variance = (products * covariance[which[:, :, None], which[:, None, :]]).sum((1, 2))
        variance = np.maximum(variance, 1e-14)
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
    evidence = 0.0
    if count:
        broad = cavity + _BROAD**2
        evidence = float((log + 0.5 * np.log(broad) + 0.5 * mean**2 / broad).sum())
    return Belief(mean=center, covariance=covariance, exact=share[:, 0], evidence=evidence)


def hardened(sites: Sites, belief: Belief, near: float) -> np.ndarray:
    """``[v]`` the believed edges once every relation that probably holds is made to hold.

    The surest come first; one that the ones before it contradict is left out. ``near`` is how exactly a
    relation is made to hold, as a standard deviation.
    """
    mean, covariance = belief.mean.copy(), belief.covariance.copy()
    for row in np.argsort(-belief.exact, kind="stable"):
        if belief.exact[row] <= _HOLDS:
            break
        form = sites.form[row]
        carried = covariance @ form
        variance = float(form @ carried)
        error = sites.mean[row, 0] - float(form @ mean)
        if variance < near**2 or error**2 > _FAR**2 * (variance + sites.spread[row, 0] ** 2):
            continue
        gain = carried / (variance + near**2)
        mean += gain * error
        covariance -= np.outer(gain, carried)
    return mean
