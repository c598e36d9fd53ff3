"""The small quadratic program against values found by hand and by another solver."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from jaxdesign.innovation.least_moves import eliminate, independent_rows, least_moves

NONE = (np.zeros((0, 2)), np.zeros(0))
FREE = eliminate(np.ones(2), *NONE)


def test_without_rules_nothing_moves() -> None:
    answer = least_moves(FREE, np.zeros((0, 2)), np.zeros(0))
    assert answer.moves is not None
    np.testing.assert_array_equal(answer.moves, 0.0)


def test_two_equal_weights_share_a_push_and_a_heavy_one_moves_less() -> None:
    rows, bounds = np.array([[-1.0, 1.0]]), np.array([0.4])
    shared = least_moves(FREE, rows, bounds).moves
    assert shared is not None
    np.testing.assert_allclose(shared, [-0.2, 0.2], atol=1e-9)
    heavy = least_moves(eliminate(np.array([3.0, 1.0]), *NONE), rows, bounds).moves
    assert heavy is not None
    np.testing.assert_allclose(heavy, [-0.1, 0.3], atol=1e-9)


def test_equalities_hold_exactly() -> None:
    answer = least_moves(
        eliminate(np.ones(2), np.array([[1.0, -1.0]]), np.array([0.1])),
        np.array([[1.0, 0.0]]),
        np.array([0.3]),
    )
    assert answer.moves is not None
    np.testing.assert_allclose(answer.moves, [0.3, 0.2], atol=1e-9)


def test_contradiction_names_its_rows() -> None:
    rows = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]])
    answer = least_moves(FREE, rows, np.array([0.5, -0.2, 0.1]))
    assert answer.moves is None
    assert set(answer.conflict) == {0, 1}


def test_dependent_rows_are_left_out() -> None:
    assert independent_rows(np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0], [1.0, 0.0, -1.0]])) == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_a_general_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights, rows, bounds = rng.uniform(0.5, 2, 6), rng.normal(size=(5, 6)), rng.uniform(-0.3, 0.6, 5)
    equal, equal_to = rng.normal(size=(2, 6)), rng.normal(size=2) * 0.2
    ours = least_moves(eliminate(weights, equal, equal_to), rows, bounds).moves
    constraints = [
        {"type": "eq", "fun": lambda d: equal @ d - equal_to},
        {"type": "ineq", "fun": lambda d: rows @ d - bounds},
    ]
    other = minimize(lambda d: (weights * d * d).sum(), np.zeros(6), constraints=constraints, method="SLSQP")
    assert other.success
    assert ours is not None
    np.testing.assert_allclose(ours, other.x, atol=1e-4)
