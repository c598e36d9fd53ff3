"""Where values stand among real designs: limits, direction, gradients, the total."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.grammar.calibration import NUM_QUANTILES, load_calibration, make, percentiles, total
from jaxdesign.grammar.terms import TERMS

NUM = len(TERMS)
SIGN = {"low": -1, "high": 1, "band": 0}


@pytest.fixture(scope="module")
def even():
    """Every term spread evenly over 0 to 1."""
    return make(np.tile(np.linspace(0, 1, NUM_QUANTILES), (NUM, 1)), np.ones(NUM))


def test_percentile_is_the_share_of_worse_designs(even):
    sign = np.array([SIGN[term.better] for term in TERMS.values()])
    share = np.asarray(percentiles(jnp.full(NUM, 0.25), even))
    np.testing.assert_allclose(share[sign > 0], 25, atol=5)
    np.testing.assert_allclose(share[sign < 0], 75, atol=5)
    np.testing.assert_allclose(share[sign == 0], 50, atol=5)


def test_best_is_a_hundred_and_nothing_is_gained_beyond(even):
    sign = np.array([SIGN[term.better] for term in TERMS.values()])
    best = jnp.where(sign > 0, 1.0, jnp.where(sign < 0, 0.0, 0.5))
    np.testing.assert_allclose(percentiles(best, even), 100, atol=0.2)
    beyond = jnp.where(sign > 0, 5.0, jnp.where(sign < 0, -5.0, 0.5))
    assert (np.asarray(percentiles(beyond, even)) <= 100).all()


def test_gradient_reaches_beyond_the_worst_design(even):
    sign = np.array([SIGN[term.better] for term in TERMS.values()])
    far = jnp.where(sign > 0, -1.0, 2.0)
    slope = jax.grad(lambda v: percentiles(v, even).sum())(far)
    np.testing.assert_array_equal(np.sign(slope), np.where(sign == 0, -1, sign))
    assert (np.abs(slope) > 0.05).all()


def test_gradient_equals_finite_differences(even):
    at, step = jnp.linspace(0.05, 0.93, NUM), 1e-3
    exact = jax.grad(lambda v: percentiles(v, even).sum())(at)
    numeric = (percentiles(at + step, even) - percentiles(at - step, even)) / (2 * step)
    np.testing.assert_allclose(exact, numeric, rtol=0.03, atol=0.5)


def test_one_value_for_all_designs_still_tells_apart():
    same = make(np.zeros((NUM, NUM_QUANTILES)), np.ones(NUM))
    sign = np.array([SIGN[term.better] for term in TERMS.values()])
    low = sign < 0
    near, far = (np.asarray(percentiles(jnp.full(NUM, v), same))[low] for v in (0.001, 0.1))
    assert (near > far).all()
    np.testing.assert_allclose(np.asarray(percentiles(jnp.zeros(NUM), same))[low], 100, atol=1e-3)


def test_total_is_the_weighted_mean(even):
    share = jnp.linspace(0, 100, NUM)
    assert float(total(share, even)) == pytest.approx(50, abs=1e-3)
    only = jnp.zeros(NUM).at[3].set(7.0)
    assert float(total(share, even, only)) == pytest.approx(float(share[3]), abs=1e-3)
    assert float(total(share, even, jnp.zeros(NUM))) == 0


def test_shipped_calibration_fits_the_terms():
    calibration = load_calibration()
    assert calibration.quantiles.shape == (NUM, NUM_QUANTILES)
    assert (np.diff(calibration.quantiles, axis=1) >= 0).all()
    assert float(calibration.weights.sum()) == pytest.approx(1, abs=1e-5)
    assert (np.asarray(calibration.weights) > 0.005).all()
