"""The models that come with the program."""

from __future__ import annotations

import numpy as np

from jaxdesign.models.generate import encode, structured
from jaxdesign.models.shipped import shipped
from tests.models.tiny import event


def test_they_load_and_encode_a_design() -> None:
    models = shipped()
    z = encode(models.autoencoder, [structured(event())])
    assert z.shape == (1, models.autoencoder.encoder.config.num_latents, 16)
    assert np.isfinite(z).all()
    assert len(models.bank) > 1000
    assert all(label.license for label in models.bank.labels)
