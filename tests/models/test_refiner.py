"""Second looks: padding, rounds, what is missed, and that they learn without moving the autoencoder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

from jaxdesign.evaluation.examples import Example, Target
from jaxdesign.models.autoencoder import design_of, node_values, tree_params
from jaxdesign.models.likeness import unlikeness
from jaxdesign.models.refiner import (
    Drawn,
    Missed,
    Refiner,
    RefinerConfig,
    looked_again,
    missed_by,
    refined,
)
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.training.tasks.refiner import RefinerTask
from tests.models.tiny import CONFIG, at_random, autoencoder, drawn, event

SIZES = RefinerConfig(width=24, num_heads=2, layers=1, dropout=0.0).fitted(CONFIG)
Z = np.random.default_rng(1).normal(size=(CONFIG.num_latents, CONFIG.latent_dim)).astype(np.float32)


@pytest.fixture(scope="module")
def refiner() -> Refiner:
    return at_random(lambda: Refiner(SIZES, nnx.Rngs(0)))


def test_more_slots_change_nothing(refiner: Refiner) -> None:
    decoder = autoencoder().decoder
    look = jax.jit(
        lambda seen: looked_again(refiner, jnp.asarray(Z), decoder(jnp.asarray(Z), seen.given), seen)
    )
    few, many = (look(drawn(event(), slots)) for slots in (16, 32))
    np.testing.assert_allclose(few, many, atol=5e-4)
    assert float(jnp.abs(few - Z).max()) > 0.01


def test_of_all_looks_the_one_most_like_the_design_counts(refiner: Refiner) -> None:
    decoder, seen = autoencoder().decoder, jax.tree.map(jnp.asarray, drawn(event(), 16))

    @jax.jit
    def unlike(z: Any) -> Any:
        return unlikeness(design_of(decoder(z, seen.given), seen.given, softness=0.0), seen.design)

    look = jax.jit(lambda z: looked_again(refiner, z, decoder(z, seen.given), seen))
    again = jax.jit(lambda rounds: refined(refiner, decoder, Z, seen, rounds=rounds))
    all_looks = [jnp.asarray(Z)]
    for rounds in range(4):
        best = min(all_looks, key=lambda z: float(unlike(z)))
        np.testing.assert_allclose(again(rounds), best, atol=1e-3)
        all_looks.append(look(all_looks[-1]))


def test_nothing_is_missed_of_what_was_decoded() -> None:
    decoder, ground = autoencoder().decoder, jnp.zeros((16, 3))

    @jax.jit
    def run(given: Skeleton) -> tuple[Missed, Any]:
        decoded = decoder(jnp.asarray(Z), given)
        made = design_of(decoded, given, softness=0.02)
        seen = Drawn(given, tree_params(decoded, given), made, ground)
        return missed_by(decoder(jnp.asarray(Z), given), seen), node_values(given, seen.params, made, ground)

    found, values = run(drawn(event(), 16).given)
    np.testing.assert_allclose(found.less, 0.0, atol=1e-5)
    np.testing.assert_allclose(found.values, values, atol=1e-5)


def _example(seen: Drawn) -> Example:
    picture = np.zeros((CONFIG.picture_px, CONFIG.picture_px, 3), np.uint8)
    target = Target(seen.params, seen.design, picture, np.array(1.0, np.float32))
    example = Example(given=seen.given, target=target, ground=seen.ground, index=np.array(0))
    return jax.tree.map(lambda leaf: np.stack([leaf, leaf]), example)


def test_they_learn_and_the_autoencoder_stays() -> None:
    no_data: Any = None
    base = autoencoder()
    before = jax.tree.map(np.array, nnx.to_pure_dict(nnx.state(base, nnx.Param)))
    task = RefinerTask(
        data=no_data, held_out=no_data, base=base, config=replace(SIZES, dropout=0.0), picture_left_out=0.0
    )
    params = task.init(jax.random.key(0))
    example = _example(drawn(event(), 16))
    optimizer = optax.adam(3e-3)

    @jax.jit
    def step(params: Any, state: Any, key: Any) -> Any:
        (value, parts), gradient = jax.value_and_grad(task.loss, has_aux=True)(params, example, key)
        updates, state = optimizer.update(gradient, state)
        return optax.apply_updates(params, updates), state, value, parts

    state, losses = optimizer.init(params), []
    for number in range(40):
        params, state, value, parts = step(params, state, jax.random.key(number))
        losses.append(float(value))
    assert np.isfinite(losses).all()
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])
    assert parts["near"] > 0
    jax.tree.map(np.testing.assert_array_equal, nnx.to_pure_dict(nnx.state(base, nnx.Param)), before)
