"""The devices as one mesh, and where batches and parameters lie on it."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec

from jaxdesign.errors import InputError
from jaxdesign.training.settings import TrainConfig

DATA = "data"
"""The one axis of the mesh."""


def initialize_distributed(
    coordinator_address: str | None = None, num_processes: int | None = None, process_id: int | None = None
) -> None:
    """Make this process one of several hosts; to be called before anything asks for a device.

    Without arguments jax finds them out, which it can on Cloud TPU and Slurm.
    """
    jax.distributed.initialize(
        coordinator_address=coordinator_address, num_processes=num_processes, process_id=process_id
    )


def data_mesh() -> Mesh:
    """All devices of all hosts in a row."""
    return jax.make_mesh((jax.device_count(),), (DATA,), axis_types=(AxisType.Auto,))


def replicated(mesh: Mesh) -> NamedSharding:
    """A copy on each device."""
    return NamedSharding(mesh, PartitionSpec())


def check_batch(config: TrainConfig, mesh: Mesh) -> None:
    """Raises ``InputError`` unless each device gets as many designs of a micro-batch as any other."""
    if config.micro_size % mesh.size:
        raise InputError(
            f"micro_batch: {config.micro_size} designs cannot be shared by {mesh.size} devices; "
            f"take a multiple of {mesh.size}."
        )


def place_batch(batch: Any, mesh: Mesh) -> Any:
    """This host's part of a micro-batch, as arrays over all devices with the designs shared among them."""
    sharding = NamedSharding(mesh, PartitionSpec(DATA))
    return jax.tree.map(
        lambda leaf: jax.make_array_from_process_local_data(sharding, np.asarray(leaf)), batch
    )


def to_host(tree: Any) -> Any:
    """A tree of arrays as numpy, wherever they lie; with several hosts all of them must ask."""

    def copied(leaf: Any) -> np.ndarray:
        if isinstance(leaf, jax.Array) and not leaf.is_fully_addressable:
            from jax.experimental import multihost_utils

            return np.asarray(multihost_utils.process_allgather(leaf, tiled=True))
        return np.asarray(leaf)

    return jax.tree.map(copied, tree)


def state_shardings(abstract: Any, mesh: Mesh, *, shard_params: bool) -> Any:
    """Where each array of a state lies.

    Args:
        abstract: the state as ``jax.eval_shape`` gives it.
        shard_params: cut each array along its largest dimension that the number of devices divides; arrays
            without one, and all without ``shard_params``, are copied to each device.
    """

    def sharding(leaf: Any) -> NamedSharding:
        dims = [axis for axis, n in enumerate(leaf.shape) if n % mesh.size == 0 and n > 0]
        if not shard_params or not dims:
            return replicated(mesh)
        axis = max(dims, key=lambda axis: leaf.shape[axis])
        return NamedSharding(mesh, PartitionSpec(*[None] * axis, DATA))

    return jax.tree.map(sharding, abstract)
