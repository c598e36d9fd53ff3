"""How far two sets of designs are apart, from ``[n, f]`` features of each."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist

Features = Float[np.ndarray, "n f"]


def frechet(first: Features, second: Features) -> float:
    """Frechet distance of normal distributions fitted to both sets (Heusel et al. 2017)."""
    means = first.mean(0) - second.mean(0)
    one, two = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    jitter = 1e-6 * np.eye(len(one))
    root = sqrtm((one + jitter) @ (two + jitter)).real
    return float(means @ means + np.trace(one) + np.trace(two) - 2 * np.trace(root))


def precision_recall(made: Features, real: Features, *, k: int = 3) -> tuple[float, float]:
    """Share of what was made that lies among the real, and of the real that lies among what was made.

    Improved precision and recall (Kynkaanniemi et al. 2019): among means within the distance of some member's
    ``k``-th nearest neighbour of its own set.
    """

    def within(points: Features, of: Features) -> float:
        own = np.sort(cdist(of, of), axis=1)[:, k]
        return float((cdist(points, of) <= own).any(1).mean())

    return within(made, real), within(real, made)


def two_sample_auc(first: Features, second: Features, *, folds: int = 5, seed: int = 0) -> float:
    """Area under the curve of a classifier that tells the sets apart, by cross-validation; 0.5 is chance.

    Classifier two-sample test (Lopez-Paz, Oquab 2017) with ridge-regularised quadratic discrimination: a
    logistic regression on features, their squares and products of the first principal ones.
    """
    features = np.concatenate([first, second])
    labels = np.concatenate([np.zeros(len(first)), np.ones(len(second))])
    features = _lifted((features - features.mean(0)) / (features.std(0) + 1e-6))
    order = np.random.default_rng(seed).permutation(len(labels))
    scores = np.zeros(len(labels))
    for fold in range(folds):
        test = order[fold::folds]
        train = np.setdiff1d(order, test)
        weights = _logistic(features[train], labels[train])
        scores[test] = features[test] @ weights
    return auc(scores[labels == 1], scores[labels == 0])


def auc(positive: Float[np.ndarray, " a"], negative: Float[np.ndarray, " b"]) -> float:
    """Chance that a positive scores above a negative (Mann-Whitney)."""
    above = (positive[:, None] > negative).mean() + 0.5 * (positive[:, None] == negative).mean()
    return float(above)


def _lifted(features: Features) -> Features:
    _, _, axes = np.linalg.svd(features - features.mean(0), full_matrices=False)
    few = features @ axes[:8].T
    few = few / (few.std(0) + 1e-6)
    products = np.einsum("ni,nj->nij", few, few)[:, *np.triu_indices(few.shape[1])]
    lifted = np.concatenate([features, features**2, products], axis=1)
    lifted = (lifted - lifted.mean(0)) / (lifted.std(0) + 1e-6)
    return np.concatenate([lifted, np.ones((len(lifted), 1))], axis=1)


def _logistic(features: Features, labels: np.ndarray, *, ridge: float = 3.0, steps: int = 30) -> np.ndarray:
    """Weights of a ridge-penalised logistic regression, by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (chance - labels) + ridge * weights
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features + ridge * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def nearest(made: Features, real: Features) -> Float[np.ndarray, " n"]:
    """Distance of each of what was made to the nearest real one."""
    return cdist(made, real).min(1)
