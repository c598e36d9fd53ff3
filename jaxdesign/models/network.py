"""Networks as settings and parameters, so that programs can run them before their modules are made."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import jax
import jax.numpy as jnp
from flax import nnx

from jaxdesign.models.weights import Params

ModuleT = TypeVar("ModuleT", bound=nnx.Module)


def built(kind: Callable[[Any, nnx.Rngs], ModuleT], config: Any, params: Params) -> ModuleT:
    """The module ``kind(config)`` with parameters as ``nnx.to_pure_dict`` gives them.

    Making it takes a second or so, in a traced function as well.
    """
    return built_from(kind, config, lambda like: params)


def built_from(
    kind: Callable[[Any, nnx.Rngs], ModuleT], config: Any, params_like: Callable[[Params], Params]
) -> ModuleT:
    """As ``built``, the parameters told by a function of their shapes and types."""
    graph, state = nnx.split(nnx.eval_shape(lambda: kind(config, nnx.Rngs(0))))
    nnx.replace_by_pure_dict(state, params_like(nnx.to_pure_dict(state)))
    return nnx.merge(graph, state)


@dataclass(frozen=True, eq=False)
class Network(Generic[ModuleT]):
    """A network whose module is made when it is first asked for."""

    kind: Callable[[Any, nnx.Rngs], ModuleT]
    config: Any
    """Settings of its making, hashable."""
    params: Params
    """Nested dictionaries of arrays."""

    @classmethod
    def of(cls, module: Any) -> Network[Any]:
        """The network of a module that knows its ``config``."""
        return cls(type(module), module.config, nnx.to_pure_dict(nnx.split(module)[1]))

    @functools.cached_property
    def module(self) -> ModuleT:
        return built(self.kind, self.config, jax.tree.map(jnp.asarray, self.params))
