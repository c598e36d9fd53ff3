"""Documents changed by how a latent moves."""

from __future__ import annotations

from jaxdesign.models.generate import encode, restyled, structured
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
