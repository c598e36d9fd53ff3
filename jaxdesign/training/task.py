"""What a thing that can be trained has to offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import grain
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

Params = Any
"""A pytree of float arrays; matrices have two dimensions or more."""


class Task(Protocol):
    """A model, its loss and its data.

    With several hosts every method is called on all of them with the same arguments, and the micro-batches
    have the same shapes on all of them.
    """

    @property
    def name(self) -> str:
        """Which kind of task this is; a run is only continued with the kind it was begun with."""
        ...

    @property
    def num_examples(self) -> int:
        """Designs in an epoch, of all hosts together."""
        ...

    def init(self, key: PRNGKeyArray) -> Params:
        """Parameters to begin with; it can be jitted."""
        ...

    def loss(
        self, params: Params, batch: Any, key: PRNGKeyArray
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Mean loss of a micro-batch, and figures that tell more; pure."""
        ...

    def micro_batches(self, batch: Any, size: int) -> Sequence[Any]:
        """This host's batch in parts of ``size`` designs each, as numpy arrays with designs first.

        Parts may be padded to different shapes; every shape is compiled once. A part may have an ``index``
        ``[size]``, by which its designs are named when something goes wrong.
        """
        ...

    def batches(
        self, *, batch_size: int, seed: int, epochs: int | None, process_index: int, process_count: int
    ) -> grain.IterDataset[Any]:
        """Batches of ``batch_size / process_count`` designs; endless if ``epochs`` is None.

        Epochs follow each other without a gap. The state of the iterator is the same on all hosts.
        """
        ...

    def evaluate(self, params: Params) -> dict[str, float]:
        """Figures on designs that are held out."""
        ...

    def sheets(self, params: Params) -> dict[str, np.ndarray]:
        """Contact sheets by name, each uint8 ``[h, w, 3]``."""
        ...
