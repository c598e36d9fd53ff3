"""What the tasks share that learn from varied designs with their trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import grain
import jax.numpy as jnp

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.evaluation.examples import BUCKETS, Example, example_of, parts_of
from jaxdesign.training.tasks.modules import ModuleTask
from jaxdesign.training.tasks.tree_augment import TreeAugment, VariedBatch


@dataclass(frozen=True, kw_only=True)
class VariedDesignsTask(ModuleTask):
    """A task over a prepared dataset whose designs are varied anew in every epoch."""

    data: RealDesignDataset
    held_out: RealDesignDataset
    buckets: tuple[int, ...] = BUCKETS
    """The last is the dataset's number of slots. A single one where several hosts train together."""
    picture_left_out: float = 0.3
    """Share of the designs that are encoded without their picture."""
    dtype: Any = jnp.float32
    """In which projections are computed."""

    @property
    def num_examples(self) -> int:
        return len(self.data)

    def batches(
        self,
        *,
        batch_size: int,
        seed: int,
        epochs: int | None,
        process_index: int = 0,
        process_count: int = 1,
    ) -> grain.IterDataset[VariedBatch]:
        """Varied batches of this host."""
        plain = self.data.batches(
            batch_size, seed=seed, epochs=epochs, process_index=process_index, process_count=process_count
        )
        return plain.seed(seed).random_map(
            TreeAugment(process_index=process_index, process_count=process_count)
        )

    def micro_batches(self, batch: VariedBatch, size: int) -> Sequence[Example]:
        """Parts of ``size`` designs of like numbers of elements, each cut to the least bucket."""
        return list(parts_of(example_of(batch.batch, batch.varied), size, self.buckets))
