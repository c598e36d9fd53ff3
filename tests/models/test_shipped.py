"""The models that come with the program."""

from __future__ import annotations

import jax
import numpy as np

from jaxdesign.models.generate import drawn_styles, encode, latents, nearest_designs, stacked, structured
from jaxdesign.models.prior import open_condition
from jaxdesign.models.shipped import shipped
from tests.models.tiny import event


def test_they_load_and_encode_a_design() -> None:
    models = shipped()
    z = encode(models.autoencoder, [structured(event())])
    assert z.shape == (1, models.autoencoder.encoder.config.num_latents, 16)
    assert np.isfinite(z).all()
    assert len(models.bank) > 1000
    assert all(label.license for label in models.bank.labels)


def test_styles_of_the_kept_program_are_those_of_the_module() -> None:
    models = shipped()
    conditions = stacked([open_condition(models.prior.config)] * 2)
    drawn = drawn_styles(models.prior_network, conditions, 7)
    np.testing.assert_allclose(drawn, latents(models.prior, conditions, jax.random.key(7)), atol=2e-3)


def test_the_nearest_design_is_the_one_of_the_latent() -> None:
    models = shipped()
    known = models.latents[:, : models.prior.config.num_latents]
    near = nearest_designs(known, known[17], 3)
    assert near[0] == 17
    assert len(set(near)) == 3


def test_the_field_is_the_decoders() -> None:
    models = shipped()
    field = models.autoencoder.decoder.field
    np.testing.assert_array_equal(models.field.direction[...], field.direction[...])
    np.testing.assert_array_equal(models.field.inner.kernel[...], field.inner.kernel[...])
