"""The trained models that come with the program: loaded from the package, without any network."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from jaxdesign.config import nearest_known
from jaxdesign.errors import InputError
from jaxdesign.models import lora
from jaxdesign.models.autoencoder import Autoencoder, AutoencoderConfig
from jaxdesign.models.bank import TreeBank, read_bank
from jaxdesign.models.field import Field
from jaxdesign.models.lora import Adapter, read_adapter
from jaxdesign.models.network import Network, built, built_from
from jaxdesign.models.prior import Prior, PriorConfig
from jaxdesign.models.refiner import Refiner, RefinerConfig
from jaxdesign.models.weights import Params, load_params, read_about, read_params
from jaxdesign.types import AnyArray

FOLDER = "jaxdesign.models.release"
LORA = "lora"
"""Folder of the adapters that come with the program, beside the models that they were trained on."""
DECODER, REFINER, PRIOR = "decoder.safetensors", "refiner.safetensors", "prior.safetensors"
BANK, LATENTS = "bank.jsonl.gz", "latents.npy"


@dataclass(frozen=True)
class Models:
    """Everything that makes designs of content."""

    autoencoder_network: Network[Autoencoder]
    prior_network: Network[Prior]
    bank: TreeBank
    latents: Float[AnyArray, "b k z"]
    """Of the designs in the bank."""
    refiner_network: Network[Refiner] | None = None
    """The encoder's second looks; None where it has none."""
    plain_network: Network[Autoencoder] | None = None
    """The autoencoder without adapters; None where there are none."""
    words: frozenset[str] = frozenset()
    """What the merged adapters were trained on, as the words that named it."""

    @classmethod
    def of(
        cls, autoencoder: Autoencoder, prior: Prior, bank: TreeBank, latents: Float[AnyArray, "b k z"]
    ) -> Models:
        """Models of modules."""
        return cls(Network.of(autoencoder), Network.of(prior), bank, latents)

    @property
    def autoencoder(self) -> Autoencoder:
        return self.autoencoder_network.module

    @property
    def prior(self) -> Prior:
        return self.prior_network.module

    @property
    def refiner(self) -> Refiner | None:
        return None if self.refiner_network is None else self.refiner_network.module

    @property
    def plain(self) -> Autoencoder | None:
        return None if self.plain_network is None else self.plain_network.module

    @functools.cached_property
    def field(self) -> Field:
        """The neural field of backdrops."""
        network = self.autoencoder_network
        return built(Field, network.config.width, network.params["decoder"]["field"])

    def digests(self) -> dict[str, str]:
        """What an adapter says that it was trained on, by part."""
        return {
            lora.DECODER: lora.digest(self.autoencoder_network.params),
            lora.PRIOR: lora.digest(self.prior_network.params),
        }

    def with_lora(self, adapters: Sequence[tuple[Adapter, float]]) -> Models:
        """Models with adapters merged in, each with its weight; these stay as they are.

        Second looks stay those of the plain decoder: of all looks the one that the adapted decoder says best
        counts.

        Raises ``InputError`` for an adapter that was trained on other models.
        """
        digests = self.digests()
        for adapter, _ in adapters:
            lora.check_base(adapter, digests)
        return replace(
            self,
            autoencoder_network=lora.adapted(self.autoencoder_network, adapters),
            prior_network=lora.adapted(self.prior_network, adapters, under=f"{lora.PRIOR}/"),
            plain_network=self.autoencoder_network,
            words=frozenset(word for adapter, weight in adapters if weight > 0 for word in adapter.words),
        )


def _config(path: Path, form: Any) -> Any:
    try:
        return form(**read_about(path)["model"])
    except (KeyError, TypeError) as error:
        raise InputError(f"{path}: says nothing of the model that it holds; export it again.") from error


def read_module(path: Path, kind: Any, form: Any) -> Any:
    """A module of ``kind`` from a file that holds its weights and the settings ``form`` of its making.

    Raises ``InputError``.
    """

    def read(like: Params) -> Params:
        return jax.tree.map(jnp.asarray, load_params(path, like))

    return built_from(kind, _config(path, form), read)


def _read_network(path: Path, kind: Any, form: Any) -> Network[Any]:
    """As ``read_module``, of a file that is known to be whole: the module is not made yet."""
    return Network(kind, _config(path, form), read_params(path))


def _checked_network(path: Path, kind: Any, form: Any) -> Network[Any]:
    return Network.of(read_module(path, kind, form))


def read_models(folder: Path) -> Models:
    """The models of a folder that ``jaxdesign train export`` wrote. Raises ``InputError``."""
    models = _read_models(folder, _checked_network)
    if models.refiner_network is not None:
        made_for = read_about(folder / REFINER).get("of")
        if made_for != models.digests()[lora.DECODER]:
            raise InputError(
                f"{folder / REFINER}: is of another decoder than the one beside it; export them together."
            )
    return models


def _read_models(folder: Path, read: Callable[[Path, Any, Any], Network[Any]]) -> Models:
    missing = [name for name in (DECODER, PRIOR, BANK, LATENTS) if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder}: holds no {missing[0]}; export trained models there first.")
    autoencoder = read(folder / DECODER, Autoencoder, AutoencoderConfig)
    prior = read(folder / PRIOR, Prior, PriorConfig)
    bank = read_bank(folder / BANK)
    try:
        latents = np.load(folder / LATENTS, allow_pickle=False).astype(np.float32)
    except (ValueError, EOFError, OSError) as error:
        raise InputError(f"{folder / LATENTS}: damaged: {error}; export the models again.") from error
    if len(latents) != len(bank):
        raise InputError(f"{folder}: {len(bank)} designs in the bank and latents of {len(latents)}.")
    has_refiner = (folder / REFINER).is_file()
    refiner = read(folder / REFINER, Refiner, RefinerConfig) if has_refiner else None
    return Models(autoencoder, prior, bank, latents, refiner)


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
        return _read_models(folder, _read_network)
