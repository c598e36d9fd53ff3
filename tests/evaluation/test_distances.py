"""Distances of sets against closed forms and counts by hand."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.evaluation.distances import auc, frechet, nearest, precision_recall, two_sample_auc

RNG = np.random.default_rng(0)


def test_frechet_of_two_normal_distributions() -> None:
    first = RNG.normal(size=(40_000, 3)) * [1.0, 2.0, 0.5] + [0.0, 1.0, -1.0]
    second = RNG.normal(size=(40_000, 3)) * [2.0, 2.0, 1.5] + [1.0, 1.0, 1.0]
    # Axes that do not depend on each other: squares of differing means and of differing deviations.
    expected = (1 + 0 + 4) + (1 + 0 + 1)
    assert frechet(first, second) == pytest.approx(expected, rel=0.03)
    assert frechet(second, first) == pytest.approx(frechet(first, second), rel=1e-6)


def test_frechet_of_correlated_axes() -> None:
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    first = RNG.normal(size=(40_000, 2)) * [1.0, 3.0] @ turn
    second = RNG.normal(size=(40_000, 2)) * [2.0, 1.0] @ turn
    # Of the same turn, so that roots of their product are products of roots.
    assert frechet(first, second) == pytest.approx(1 + 4, rel=0.05)


def test_frechet_of_equal_sets_is_zero() -> None:
    features = RNG.normal(size=(50, 8))
    assert frechet(features, features) == pytest.approx(0, abs=1e-4)
    assert frechet(features, features + 3.0 * np.eye(8)[0]) == pytest.approx(9, abs=1e-3)


def test_auc_by_hand() -> None:
    # Of 3 x 4 pairs the positive is above in 0 + 2 + 4, equal in 1 + 1 + 0.
    assert auc(np.array([1.0, 3.0, 9.0]), np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx((6 + 0.5 * 2) / 12)
    assert auc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
    assert auc(np.array([0.0, 1.0]), np.array([2.0, 3.0])) == 0
    assert auc(np.ones(3), np.ones(5)) == 0.5


def test_a_classifier_cannot_tell_equal_distributions_apart() -> None:
    found = [two_sample_auc(RNG.normal(size=(300, 6)), RNG.normal(size=(300, 6)), seed=i) for i in range(3)]
    assert 0.42 < np.mean(found) < 0.58


@pytest.mark.parametrize("how", ["shifted", "wider", "correlated"])
def test_a_classifier_tells_different_distributions_apart(how: str) -> None:
    first, second = RNG.normal(size=(300, 6)), RNG.normal(size=(300, 6))
    if how == "shifted":
        second += 1.0
    elif how == "wider":
        second *= 2.5
    else:
        second[:, 1] = second[:, 0] + 0.1 * second[:, 1]
    # What only products of axes tell is learned less well from so few.
    assert two_sample_auc(first, second) > (0.8 if how == "correlated" else 0.9)


def test_precision_and_recall_by_hand() -> None:
    real = RNG.normal(size=(30, 4))
    assert precision_recall(real, real) == (1, 1)
    assert precision_recall(real + 100, real) == (0, 0)
    # Made of one corner of what is real: all of it lies there, it does not reach the rest.
    real = np.concatenate([RNG.normal(size=(20, 2)), RNG.normal(size=(60, 2)) + 50])
    assert precision_recall(real[:20], real) == (1.0, 0.25)


def test_precision_on_a_line() -> None:
    real = np.arange(4.0)[:, None]
    # Third nearest neighbours are 3, 2, 2, 3 away: what is real reaches from -3 to 6.
    made = np.array([[-3.0], [-3.1], [6.0], [6.1], [1.5]])
    assert precision_recall(made, real)[0] == pytest.approx(3 / 5)


def test_nearest() -> None:
    np.testing.assert_allclose(
        nearest(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[3.0, 3.0], [0.0, 1.0]])), [1, 1]
    )
