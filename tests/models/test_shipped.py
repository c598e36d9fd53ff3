"""The models that come with the program."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import jax
import numpy as np
import pytest

from jaxdesign.design.arrays import to_arrays
from jaxdesign.errors import InputError
from jaxdesign.layout.boxes import iou
from jaxdesign.models.generate import (
    drawn_styles,
    encode,
    latents,
    looks,
    nearest_designs,
    stacked,
    structured,
)
from jaxdesign.models.prior import open_condition
from jaxdesign.models.refiner import Refiner
from jaxdesign.models.shipped import BANK, DECODER, FOLDER, LATENTS, PRIOR, REFINER, read_models, shipped
from jaxdesign.models.weights import read_about, read_params, save_params
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


def test_second_looks_say_more_of_a_design() -> None:
    models = shipped()
    tree = structured(event())
    goal, _ = to_arrays(tree.document, num_slots=len(tree.given.kind))

    def missed(refiner: Refiner | None) -> float:
        z = encode(models.autoencoder, [tree], refiner=refiner)
        (look,) = looks(models.autoencoder, z, [tree])
        overlap, _ = iou(look.design.box, goal.box)
        return 1 - float(np.asarray(overlap)[np.asarray(goal.mask)].mean())

    assert missed(models.refiner) < 0.7 * missed(None)


def test_a_refiner_of_another_decoder_is_refused(tmp_path: Path) -> None:
    with resources.as_file(resources.files(FOLDER)) as release:
        for name in (DECODER, PRIOR, BANK, LATENTS):
            (tmp_path / name).symlink_to(release / name)
        about, params = read_about(release / REFINER), read_params(release / REFINER)
    save_params(tmp_path / REFINER, params, about | {"of": "0123456789abcdef"})
    with pytest.raises(InputError, match="is of another decoder"):
        read_models(tmp_path)
    (tmp_path / REFINER).unlink()
    assert read_models(tmp_path).refiner is None
