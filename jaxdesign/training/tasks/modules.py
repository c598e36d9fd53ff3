"""What tasks that train one NNX module share: parameters as nested dictionaries, in and out of the module."""

from __future__ import annotations

import abc
import functools
from typing import Any

import jax
import numpy as np
from flax import nnx
from jaxtyping import PRNGKeyArray


class ModuleTask(abc.ABC):
    """A task whose parameters are those of one module."""

    @abc.abstractmethod
    def make(self, rngs: nnx.Rngs) -> nnx.Module:
        """A fresh module."""

    def init(self, key: PRNGKeyArray) -> Any:
        """Fresh parameters as nested dictionaries."""
        return nnx.to_pure_dict(nnx.state(self.make(nnx.Rngs(key)), nnx.Param))

    @functools.cached_property
    def _form(self) -> tuple[Any, Any]:
        return nnx.split(nnx.eval_shape(lambda: self.make(nnx.Rngs(0))))

    def merged(self, params: Any) -> Any:
        """The module with these parameters."""
        graph, state = self._form
        state = jax.tree.map(lambda leaf: leaf, state)
        nnx.replace_by_pure_dict(state, params)
        return nnx.merge(graph, state)


def slices(batch: Any, size: int) -> list[Any]:
    """A batch of arrays in parts of ``size`` designs, in their order."""
    count = len(jax.tree.leaves(batch)[0])
    return [
        jax.tree.map(lambda leaf, i=i: np.asarray(leaf)[i : i + size], batch) for i in range(0, count, size)
    ]
