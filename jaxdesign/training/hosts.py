"""What several hosts agree on before a step."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from jaxdesign.errors import TrainingError


def agree(micros: Sequence[Any], *, stop: bool) -> bool:
    """Whether any host is to stop; at once ``stop`` where there is one host.

    Raises ``TrainingError`` if the hosts' micro-batches differ in shape, which would make each compile and
    wait for another program.
    """
    if jax.process_count() == 1:
        return stop
    from jax.experimental import multihost_utils

    shapes = str([[(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(micro)] for micro in micros])
    mine = np.array([zlib.crc32(shapes.encode()) & 0x7FFFFFFF, int(stop)], np.int32)
    every = np.asarray(multihost_utils.process_allgather(mine))
    if (every[:, 0] != every[0, 0]).any():
        raise TrainingError("the hosts' micro-batches have different shapes; pad them to the same ones.")
    return bool(every[:, 1].any())
