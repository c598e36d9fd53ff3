"""Documents changed by how a latent moves."""

from __future__ import annotations

import numpy as np

from jaxdesign.models.generate import encode, legible, restyled, structured
from tests.models.tiny import autoencoder, event, one


def test_a_latent_that_stays_changes_nothing() -> None:
    trees = [structured(event()), structured(one())]
    model = autoencoder()
    z = encode(model, trees)
    assert restyled(model, z, z, trees) == [tree.document for tree in trees]


def test_a_latent_that_moves_changes_colours_alone() -> None:
    tree = structured(event())
    model = autoencoder()
    z = encode(model, [tree])
    (moved,) = restyled(model, z, z + 1.0, [tree])
    before, after = tree.document.elements, moved.elements
    assert [e.box for e in before] == [e.box for e in after]
    assert [e.paint.fill for e in before] != [e.paint.fill for e in after]
    assert [e.text.string if e.text else "" for e in before] == [
        e.text.string if e.text else "" for e in after
    ]


def test_words_stay_as_far_from_their_ground_as_they_were_or_as_is_legible() -> None:
    #        stays  too near  on no side before  no room above  was faint itself
    light = np.array([0.9, 0.5, 0.55, 0.95, 0.52])
    ground = np.array([0.2, 0.45, 0.5, 0.9, 0.5])
    before = np.array([0.5, 0.3, -0.6, 0.5, 0.01])
    np.testing.assert_allclose(legible(light, ground, before), [0.9, 0.75, 0.15, 0.55, 0.52])
