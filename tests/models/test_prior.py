"""The prior: samples by key, guidance, and parts of a brief left open."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from jaxdesign.models.prior import TEXT_DIM, Condition, Prior, left_open, open_condition, sample
from tests.models.tiny import PRIOR, at_random

STEPS = 3


@pytest.fixture(scope="module")
def prior() -> Prior:
    return at_random(lambda: Prior(PRIOR, nnx.Rngs(0)))


def _wanted(goal: int = 3) -> Condition:
    return Condition(
        text=jnp.ones(TEXT_DIM) / 16,
        goal=jnp.array(goal),
        format=jnp.array(2),
        styles=jnp.zeros(PRIOR.num_styles).at[4].set(1.0),
        tone=jnp.array(0.8),
        log_ratio=jnp.array(0.5),
    )


def test_a_key_decides_the_sample(prior: Prior) -> None:
    draw = jax.jit(functools.partial(sample, prior, num_steps=STEPS))
    first, again, other = (draw(_wanted(), jax.random.key(seed)) for seed in (1, 1, 2))
    assert first.shape == (PRIOR.num_latents, PRIOR.latent_dim)
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1
    assert np.abs(first - draw(_wanted(goal=5), jax.random.key(1))).max() > 1e-3


@pytest.mark.parametrize("guidance", [1.0, 0.0, 2.5])
def test_a_sample_follows_the_velocity(prior: Prior, guidance: float) -> None:
    key = jax.random.key(4)
    found = sample(prior, _wanted(), key, num_steps=STEPS, guidance=guidance, temperature=0.7)
    follow = jax.jit(prior)
    x = 0.7 * np.asarray(jax.random.normal(key, (PRIOR.num_latents, PRIOR.latent_dim)))
    for step in range(STEPS):
        time = jnp.array(step / STEPS)
        velocity = np.asarray(follow(jnp.asarray(x), time, _wanted()))
        if guidance != 1:
            free = np.asarray(follow(jnp.asarray(x), time, open_condition(PRIOR)))
            velocity = free if guidance == 0 else 2.5 * velocity - 1.5 * free
        x = x + velocity / STEPS
    np.testing.assert_allclose(found, x * prior.scale[...] + prior.mean[...], atol=2e-5)


def test_all_is_left_open_or_nothing() -> None:
    key = jax.random.key(0)
    jax.tree.map(np.testing.assert_array_equal, left_open(_wanted(), key, 1.0), open_condition(PRIOR))
    jax.tree.map(np.testing.assert_array_equal, left_open(_wanted(), key, 0.0), _wanted())


def test_parts_are_left_open_at_their_share() -> None:
    found = jax.vmap(lambda key: left_open(_wanted(), key, 0.2))(jax.random.split(jax.random.key(0), 4000))
    everything = np.asarray(found.log_ratio == 0)
    assert abs(everything.mean() - 0.2) < 0.03
    # A part is lost by itself or with all others: 1 - 0.8 * 0.8.
    assert abs(np.asarray(found.goal == -1).mean() - 0.36) < 0.03
    assert (np.asarray(found.tone)[everything] == -1).all()
    alone = np.asarray(found.goal == -1) & ~everything
    assert 0.1 < (np.asarray(found.tone)[alone] == -1).mean() < 0.3


def test_units_and_latents_are_inverse(prior: Prior) -> None:
    z = jnp.asarray(
        np.random.default_rng(0).normal(size=(5, PRIOR.num_latents, PRIOR.latent_dim)), jnp.float32
    )
    np.testing.assert_allclose(prior.latents(prior.units(z)), z, atol=1e-5)
    np.testing.assert_allclose(prior.units(prior.mean[...]), 0, atol=1e-6)
