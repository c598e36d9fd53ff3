"""The latents of style: what the trained encoder says of designs as a whole, and of which models it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import jax
import numpy as np
from flax import nnx
from jaxtyping import Float

from jaxdesign.design.document import Document
from jaxdesign.models.autoencoder import Autoencoder
from jaxdesign.models.generate import encode, structured

_DIGITS = 16


def model_digest(model: Autoencoder) -> str:
    """16 hexadecimal digits of the weights: latents mean the same for models of equal digest only."""
    digest = hashlib.sha256()
    for path, leaf in jax.tree_util.tree_leaves_with_path(nnx.state(model, nnx.Param)):
        values = np.asarray(leaf)
        digest.update(f"{jax.tree_util.keystr(path)} {values.shape} {values.dtype}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()[:_DIGITS]


def style_shape(model: Autoencoder) -> tuple[int, int]:
    """Tokens of style of a latent, and numbers of each."""
    config = model.encoder.config
    return config.num_styles, config.latent_dim


def style_latents(model: Autoencoder, documents: Sequence[Document]) -> Float[np.ndarray, "d s z"]:
    """The tokens of style of each document, which all must have elements."""
    num_styles, _ = style_shape(model)
    return encode(model, [structured(document) for document in documents])[:, :num_styles]
