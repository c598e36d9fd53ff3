"""The trained models that come with the program: loaded from the package, without any network."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import jax
import numpy as np
from flax import nnx
from jaxtyping import Float

from jaxdesign.config import nearest_known
from jaxdesign.errors import InputError
from jaxdesign.models import lora
from jaxdesign.models.autoencoder import Autoencoder, AutoencoderConfig
from jaxdesign.models.bank import TreeBank, read_bank
from jaxdesign.models.lora import Adapter, read_adapter
from jaxdesign.models.prior import Prior, PriorConfig
from jaxdesign.models.weights import load_params, read_about
from jaxdesign.types import AnyArray

FOLDER = "jaxdesign.models.release"
LORA = "lora"
"""Folder of the adapters that come with the program, beside the models that they were trained on."""
DECODER, PRIOR, BANK, LATENTS = "decoder.safetensors", "prior.safetensors", "bank.jsonl.gz", "latents.npy"


@dataclass(frozen=True)
class Models:
    """Everything that makes designs of content."""

    autoencoder: Autoencoder
    prior: Prior
    bank: TreeBank
    latents: Float[AnyArray, "b k z"]
    """Of the designs in the bank."""
    plain: Autoencoder | None = None
    """The autoencoder without adapters; None where there are none."""
    words: frozenset[str] = frozenset()
    """What the merged adapters were trained on, as the words that named it."""

    def digests(self) -> dict[str, str]:
        """What an adapter says that it was trained on, by part."""
        return {
            lora.DECODER: lora.digest(lora.parameters(self.autoencoder)),
            lora.PRIOR: lora.digest(lora.parameters(self.prior)),
        }

    def with_lora(self, adapters: Sequence[tuple[Adapter, float]]) -> Models:
        """Models with adapters merged in, each with its weight; these stay as they are.

        Raises ``InputError`` for an adapter that was trained on other models.
        """
        digests = self.digests()
        for adapter, _ in adapters:
            lora.check_base(adapter, digests)
        return replace(
            self,
            autoencoder=lora.adapted(self.autoencoder, adapters),
            prior=lora.adapted(self.prior, adapters, under=f"{lora.PRIOR}/"),
            plain=self.autoencoder,
            words=frozenset(word for adapter, weight in adapters if weight > 0 for word in adapter.words),
        )


def read_module(path: Path, kind: Any, form: Any) -> Any:
    """A module of ``kind`` from a file that holds its weights and the settings ``form`` of its making.

    Raises ``InputError``.
    """
    try:
        config = form(**read_about(path)["model"])
    except (KeyError, TypeError) as error:
        raise InputError(f"{path}: says nothing of the model that it holds; export it again.") from error
    graph, state = nnx.split(nnx.eval_shape(lambda: kind(config, nnx.Rngs(0))))
    params = load_params(path, nnx.to_pure_dict(state))
    nnx.replace_by_pure_dict(state, jax.tree.map(jax.numpy.asarray, params))
    return nnx.merge(graph, state)


def read_models(folder: Path) -> Models:
    """The models of a folder that ``jaxdesign train export`` wrote. Raises ``InputError``."""
    missing = [name for name in (DECODER, PRIOR, BANK, LATENTS) if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder}: holds no {missing[0]}; export trained models there first.")
    autoencoder = read_module(folder / DECODER, Autoencoder, AutoencoderConfig)
    prior = read_module(folder / PRIOR, Prior, PriorConfig)
    bank = read_bank(folder / BANK)
    try:
        latents = np.load(folder / LATENTS, allow_pickle=False).astype(np.float32)
    except (ValueError, EOFError, OSError) as error:
        raise InputError(f"{folder / LATENTS}: damaged: {error}; export the models again.") from error
    if len(latents) != len(bank):
        raise InputError(f"{folder}: {len(bank)} designs in the bank and latents of {len(latents)}.")
    return Models(autoencoder, prior, bank, latents)


def find_adapter(name: str) -> Adapter:
    """The adapter in the file ``name``, else the one of that name that comes with the program.

    Raises ``InputError``.
    """
    if Path(name).is_file():
        return read_adapter(Path(name))
    with resources.as_file(resources.files(FOLDER)) as folder:
        known = {path.stem: path for path in sorted((folder / LORA).glob("*.safetensors"))}
        if name not in known:
            raise InputError(
                f"lora: '{name}' is neither a file nor an adapter that comes with the program; "
                + (nearest_known(name, known) if known else "none does; 'jaxdesign train lora' makes one.")
            )
        return read_adapter(known[name])


@functools.cache
def shipped() -> Models:
    """The models of this version."""
    with resources.as_file(resources.files(FOLDER)) as folder:
        return read_models(folder)
