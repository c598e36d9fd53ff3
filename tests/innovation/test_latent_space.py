"""The latent space of a tiny decoder: where it begins, what it moves, what is locked."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from jaxdesign.design.arrays import to_arrays
from jaxdesign.innovation.latent_space import LatentLocks, LatentSpace, LatentVariables
from jaxdesign.models.generate import encode, structured
from tests.models.tiny import autoencoder, event


@pytest.fixture(scope="module")
def space() -> LatentSpace:
    model, tree = autoencoder(), structured(event())
    (z,) = encode(model, [tree])
    n = len(tree.given.kind)
    start, _ = to_arrays(tree.document, num_slots=n)
    goal = start._replace(box=start.box + 0.01)
    made = LatentSpace(
        weights=nnx.state(model.decoder, nnx.Param),
        z=z,
        bound=np.ones_like(z),
        given=tree.given,
        start=start,
        goal=goal,
        origin=start,
        locked=LatentLocks(np.zeros((n, 4), bool), np.zeros(n, bool), np.zeros(n, bool)),
        config=model.decoder.config,
    )
    return replace(made, origin=made.decoded(made.z))


def test_it_begins_at_the_users_own_design_and_ends_at_the_snapped_one(space: LatentSpace) -> None:
    origin = space.origin_variables()
    first, last = (space.decode(origin, jnp.array(release)) for release in (0.0, 1.0))
    mask = np.asarray(space.start.mask)
    np.testing.assert_allclose(first.box[mask], space.start.box[mask], atol=1e-6)
    np.testing.assert_allclose(last.box[mask], space.goal.box[mask], atol=1e-6)
    np.testing.assert_allclose(first.fill, space.start.fill, atol=1e-6)


def test_what_is_locked_stays_and_the_rest_moves(space: LatentSpace) -> None:
    n = len(space.start.mask)
    box = np.zeros((n, 4), bool)
    box[0] = True
    locked = replace(space, locked=space.locked._replace(box=box))
    moved = locked.decode(LatentVariables(z=jnp.ones_like(jnp.asarray(space.z))), jnp.array(1.0))
    np.testing.assert_array_equal(moved.box[0], space.start.box[0])
    assert float(jnp.abs(moved.box[1] - space.goal.box[1]).max()) > 1e-4


def test_gradients_reach_the_latent(space: LatentSpace) -> None:
    def total(variables: LatentVariables) -> jax.Array:
        return jnp.sum(space.decode(variables, jnp.array(1.0)).box ** 2)

    (gradient,) = jax.grad(total)(space.origin_variables())
    assert bool(jnp.isfinite(gradient).all())
    assert float(jnp.abs(gradient).max()) > 0
