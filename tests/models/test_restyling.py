"""Documents changed by how a latent moves."""

from __future__ import annotations

import jax
import numpy as np

from jaxdesign.design.arrays import to_arrays
from jaxdesign.models.generate import encode, grounds, legible, recolored, restyled, structured
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


def test_words_stay_as_far_from_their_ground_as_they_were_or_as_can_be_seen() -> None:
    #        stays  too near  on no side before  no room above  hardly seen before
    light = np.array([0.9, 0.5, 0.55, 0.95, 0.52])
    ground = np.array([0.2, 0.45, 0.5, 0.9, 0.5])
    before = np.array([0.5, 0.3, -0.6, 0.5, 0.01])
    np.testing.assert_allclose(legible(light, ground, before), [0.9, 0.8, 0.08, 0.48, 0.85])


def test_words_whose_ground_is_gone_are_seen_on_what_is_left() -> None:
    white, dark = np.array([1.0, 0.98]), np.array([0.05, 0.02])
    np.testing.assert_allclose(legible(white, np.array([1.0, 0.95]), np.array([0.0, 0.03])), [0.65, 0.6])
    np.testing.assert_allclose(legible(dark, np.array([0.0, 0.0]), np.array([0.05, 0.02])), [0.35, 0.35])


def test_words_stay_legible_where_ground_and_words_leave_the_range() -> None:
    design, _ = to_arrays(event(), num_slots=8)
    fill, paper = np.zeros((8, 2, 4), np.float32), np.zeros((2, 3), np.float32)
    fill[..., 0], fill[..., 3], paper[:, 0] = 0.6, 1.0, 1.0
    grey_on_white = design._replace(fill=jax.device_put(fill), backdrop=jax.device_put(paper))
    black = design._replace(fill=jax.device_put(0 * fill), backdrop=jax.device_put(0 * paper))
    lighter = grey_on_white._replace(fill=black.fill + 0.3, backdrop=black.backdrop + 0.3)
    moved = recolored(grey_on_white, black, lighter)
    texts = np.asarray(design.font_size) > 0
    assert texts.any()
    far = np.abs(np.asarray(moved.fill)[texts, 0, 0] - grounds(moved)[texts, 0])
    np.testing.assert_allclose(
        far, np.clip(np.abs(0.6 - grounds(grey_on_white)[texts, 0]), 0.35, 0.42), atol=1e-6
    )
