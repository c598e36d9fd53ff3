"""Low-rank adapters: small changes of a model's matrices that can be weighted, mixed and left out again.

An adapter makes a matrix ``W`` into ``W + weight * alpha / rank * A @ B`` (Hu et al., *LoRA: Low-Rank
Adaptation of Large Language Models*, 2021). Nothing is changed in place: merging makes a new model, so that
the model without its adapter stays what it was, to the bit.

Parameters are named by their paths, joined by ``/``: ``decoder/blocks/0/attention/query/kernel``, and those
of the prior under ``prior/``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Float, PRNGKeyArray

from jaxdesign.errors import InputError
from jaxdesign.models.layers import dropout
from jaxdesign.models.network import ModuleT, Network
from jaxdesign.models.weights import Params, path_name, read_about, read_tensors, save_params
from jaxdesign.types import AnyArray

DECODER, PRIOR = "decoder", "prior"
"""What an adapter can change; the first part of a parameter's name."""
TARGETS = (
    "decoder/blocks/*/kernel",
    "decoder/palette/*/kernel",
    "decoder/style*/kernel",
    "decoder/backdrop/kernel",
    "prior/blocks/*/kernel",
)
"""Patterns of the matrices that are changed: all blocks, and what says palette and backdrop."""
_FORM = "lora"
_FACTORS = ("a", "b")


class LowRank(NamedTuple):
    """Factors of the change of a matrix, or of a stack of matrices."""

    a: Float[AnyArray, "... i r"]
    b: Float[AnyArray, "... r o"]


Factors = dict[str, LowRank]
"""The factors of each parameter that is changed, by its name."""


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """What was learned beside a model."""

    factors: Factors
    rank: int
    alpha: float
    """The change counts ``alpha / rank``."""
    targets: tuple[str, ...]
    """The patterns that chose the parameters."""
    base: Mapping[str, str]
    """``digest`` of the models that it was trained on, by part: the whole autoencoder, the prior."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """Subset, steps and figures, as JSON values."""

    @property
    def scale(self) -> float:
        return self.alpha / self.rank

    @property
    def words(self) -> frozenset[str]:
        """The words of the subset that it was trained on."""
        return frozenset(str(self.about.get("subset", "")).lower().split())


def parameters(module: nnx.Module) -> Params:
    """The parameters of a module as nested dictionaries."""
    return nnx.to_pure_dict(nnx.state(module, nnx.Param))


def named(params: Params, *, under: str = "") -> dict[str, Any]:
    """The arrays of a tree by name, each after the prefix ``under``."""
    return {under + path_name(path): leaf for path, leaf in jax.tree_util.tree_flatten_with_path(params)[0]}


def targeted(params: Params, targets: Sequence[str], *, under: str = "") -> list[str]:
    """Names of the matrices that one of the patterns (see ``fnmatch``; ``*`` also stands for ``/``) fits."""
    return [
        name
        for name, leaf in named(params, under=under).items()
        if leaf.ndim > 1 and any(fnmatchcase(name, pattern) for pattern in targets)
    ]


def init_factors(
    params: Params, key: PRNGKeyArray, *, targets: Sequence[str], rank: int, under: str = ""
) -> Factors:
    """Factors that change nothing yet: ``A`` at random with variance ``1 / i``, ``B`` zero.

    The rank is ``rank``, or the matrix's shorter side where that is less.
    """
    shapes = {name: leaf.shape for name, leaf in named(params, under=under).items()}
    factors = {}
    for place, name in enumerate(targeted(params, targets, under=under)):
        *stack, i, o = shapes[name]
        r = min(rank, i, o)
        a = jax.random.normal(jax.random.fold_in(key, place), (*stack, i, r)) / i**0.5
        factors[name] = LowRank(a, jnp.zeros((*stack, r, o)))
    return factors


def dropped(factors: Factors, key: PRNGKeyArray, rate: float) -> Factors:
    """Factors that do not see some of their inputs, drawn at ``rate``, and the others scaled up.

    A row of ``A`` belongs to an input of the matrix: this is dropout of what goes into the change, the same
    inputs for all tokens of a micro-batch.
    """
    out = {}
    for place, (name, pair) in enumerate(sorted(factors.items())):
        seen = dropout(jnp.ones(pair.a.shape[:-1]), rate, jax.random.fold_in(key, place))
        out[name] = pair._replace(a=pair.a * seen[..., None])
    return out


def added(params: Params, factors: Factors, scale: float, *, under: str = "") -> Params:
    """The parameters with ``scale * A @ B`` added; those without factors are the same arrays.

    Factors of names that are not there are left alone. Raises ``InputError`` where shapes differ.
    """

    def one(path: Any, leaf: Any) -> Any:
        name = under + path_name(path)
        if name not in factors:
            return leaf
        a, b = factors[name]
        change = jnp.matmul(scale * a, b, precision="highest")
        if change.shape != leaf.shape:
            raise InputError(
                f"{name}: the adapter is for shape {change.shape}, this model has {leaf.shape}; "
                "it was made for another one."
            )
        return leaf + change

    return jax.tree_util.tree_map_with_path(one, params)


def merged(params: Params, adapters: Sequence[tuple[Adapter, float]], *, under: str = "") -> Params:
    """The parameters with every adapter's change added, times its weight; one of weight 0 adds nothing.

    Raises ``InputError`` where shapes differ.
    """
    for adapter, weight in adapters:
        if weight:
            params = added(params, adapter.factors, weight * adapter.scale, under=under)
    return params


def adapted(
    network: Network[ModuleT], adapters: Sequence[tuple[Adapter, float]], *, under: str = ""
) -> Network[ModuleT]:
    """A network like the given one, which stays as it is, with adapters merged in."""
    return replace(network, params=merged(network.params, adapters, under=under))


def digest(params: Params) -> str:
    """16 hexadecimal digits that tell a model from others: of names, shapes and values rounded to float16."""
    found = hashlib.sha256()
    for name, leaf in sorted(named(params).items()):
        found.update(f"{name} {leaf.shape}".encode())
        found.update(np.asarray(leaf, np.float16).tobytes())
    return found.hexdigest()[:16]


def check_base(adapter: Adapter, digests: Mapping[str, str]) -> None:
    """Raises ``InputError`` unless the adapter was trained on models of these digests."""
    for part in sorted({parameter.split("/")[0] for parameter in adapter.factors}):
        if part not in digests or adapter.base.get(part) != digests[part]:
            raise InputError(
                f"the adapter of '{adapter.about.get('subset', '')}' was trained on another {part} "
                f"({adapter.base.get(part)}; this one is {digests.get(part)}); take the models that it "
                "belongs to, or train it again on these."
            )


def write_adapter(path: Path, adapter: Adapter) -> None:
    """Write an adapter, rounded to float16, and what is known of it. Raises ``InputError``."""
    about = {
        "form": _FORM,
        "rank": adapter.rank,
        "alpha": adapter.alpha,
        "targets": list(adapter.targets),
        "base": dict(adapter.base),
        "about": dict(adapter.about),
    }
    save_params(path, jax.device_get(adapter.factors), about)


def read_adapter(path: Path) -> Adapter:
    """The adapter of a file that ``write_adapter`` wrote. Raises ``InputError``."""
    said = read_about(path)
    if said.get("form") != _FORM:
        raise InputError(f"{path}: holds no adapter; 'jaxdesign train lora' writes one.")
    try:
        return Adapter(
            factors=_factors_of(read_tensors(path)),
            rank=_positive(int(said["rank"])),
            alpha=_positive(float(said["alpha"])),
            targets=tuple(said["targets"]),
            base=dict(said["base"]),
            about=dict(said["about"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: a damaged adapter: {error}; train it again.") from error


def _positive(number: Any) -> Any:
    if not 0 < number < float("inf"):
        raise ValueError(f"{number} is out of range")
    return number


def _factors_of(tensors: Mapping[str, np.ndarray]) -> Factors:
    """Pairs of factors. Raises ``KeyError`` or ``ValueError`` for tensors that are none."""
    names = sorted({name.rpartition("/")[0] for name in tensors})
    pairs = {
        name: LowRank(*(tensors[f"{name}/{factor}"].astype(np.float32) for factor in _FACTORS))
        for name in names
    }
    for name, (a, b) in pairs.items():
        if min(a.ndim, b.ndim) < 2 or a.shape[:-2] != b.shape[:-2] or a.shape[-1] != b.shape[-2]:
            raise ValueError(f"{name} has factors of shapes {a.shape} and {b.shape}")
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            raise ValueError(f"{name} has values that are not finite")
    if len(tensors) != len(_FACTORS) * len(names) or not names:
        raise ValueError("its arrays are not pairs of factors")
    return pairs
