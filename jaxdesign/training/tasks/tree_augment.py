"""Designs made into other designs by their trees: siblings dropped, words and lengths made longer or shorter.

Boxes are not moved here: the tree, solved anew, says where everything is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool

from jaxdesign.data.batches import DesignBatch
from jaxdesign.layout.tree import NodeKind, Tree, TreeParams
from jaxdesign.types import AnyArray, Design, TextMetrics


class VariedBatch(NamedTuple):
    """A batch and which of its designs are not as their pictures show them."""

    batch: DesignBatch
    varied: Bool[AnyArray, " b"]


@dataclass(frozen=True, kw_only=True)
class TreeAugment:
    """How often and how far; a callable for ``grain``'s ``random_map``.

    The draws are those of the batch of all hosts together, whatever this host's part.
    """

    share: float = 0.5
    """Of the designs that are varied."""
    most_dropped: float = 0.5
    """Greatest share of a design's leaves that are dropped."""
    words: float = 0.4
    """Standard deviation of the log of how much longer texts get, of those designs whose words change."""
    lengths: float = 0.35
    """Greatest standard deviation of the log of how much longer gaps, pads and sizes get, each by itself."""
    type_sizes: float = 0.15
    """The same of sizes of type; all of a design change by twice as much together."""
    process_index: int = 0
    process_count: int = 1

    def __call__(self, batch: DesignBatch, rng: np.random.Generator) -> VariedBatch:
        b, n = batch.design.mask.shape
        total = b * self.process_count
        mine = slice(self.process_index * b, (self.process_index + 1) * b)
        varied = (rng.random(total) < self.share)[mine]
        most = rng.uniform(0, self.most_dropped, total)[mine]
        luck = rng.random((total, n))[mine]
        longer = (rng.normal(0, self.words, (total, n)) * (rng.random((total, 1)) < 0.5))[mine]
        spread = (rng.random(total) * (rng.random(total) < 0.8))[mine]
        if batch.tree is None or batch.params is None or not varied.any():
            return VariedBatch(batch, varied)
        params = self._stretched(batch.params, np.where(varied, spread, 0.0), rng, mine, total)
        tree = {name: np.array(field) for name, field in batch.tree._asdict().items()}
        mask, widths = np.array(batch.design.mask), np.array(batch.metrics.break_width)
        for i in np.flatnonzero(varied):
            one = Tree(**{name: field[i] for name, field in tree.items()})
            leaves = np.flatnonzero((one.kind == NodeKind.LEAF) & (one.element >= 0))
            out = leaves[luck[i][one.element[leaves]] < most[i]]
            if len(out) < len(leaves):
                _drop(one, mask[i], out)
            widths[i] *= np.exp(np.clip(longer[i], -1.2, 1.2))[:, None]
        design: Any = {**batch.design._asdict(), "mask": mask}
        metrics: Any = {**batch.metrics._asdict(), "break_width": widths}
        changed = batch._replace(
            tree=Tree(**tree), params=params, design=Design(**design), metrics=TextMetrics(**metrics)
        )
        return VariedBatch(changed, varied)

    def _stretched(
        self, params: TreeParams, spread: np.ndarray, rng: np.random.Generator, mine: slice, total: int
    ) -> TreeParams:
        """Parameters with lengths multiplied at random, as far as ``spread`` (0 to 1) of each design says."""

        def factor(of: AnyArray, deviation: float) -> np.ndarray:
            noise = rng.normal(0, deviation, (total, np.shape(of)[1]))[mine]
            return np.exp(spread[:, None] * noise).astype(np.float32)

        every = np.exp(spread * rng.normal(0, 2 * self.type_sizes, total)[mine])[:, None].astype(np.float32)
        return params._replace(
            gap=params.gap * factor(params.gap, self.lengths),
            size=params.size * factor(params.size, self.lengths),
            pad=params.pad * factor(params.pad, self.lengths),
            font_size=params.font_size * every * factor(params.font_size, self.type_sizes),
        )


def _drop(tree: Tree, mask: np.ndarray, leaves: np.ndarray) -> None:
    """Take leaves out of a tree, in place, and with them containers that are left empty."""
    gone = np.zeros(len(tree.kind), bool)
    gone[leaves] = True
    for node in np.flatnonzero(tree.kind > NodeKind.LEAF)[::-1]:
        inside = tree.parent == node
        if node and inside.any() and gone[inside].all():
            gone[node] = True
    elements = tree.element[gone & (tree.element >= 0)]
    tree.node_of[elements] = -1
    tree.font_group[elements] = -1
    mask[elements] = False
    for field in (tree.kind, tree.parent, tree.element, tree.gap_group):
        field[gone] = -1
    for field in (tree.size_group, tree.pad_group, tree.align_group, tree.offset_group):
        field[gone] = -1
    tree.is_text[gone] = False
    for parent in np.unique(tree.parent[tree.parent >= 0]):
        children = np.flatnonzero(tree.parent == parent)
        tree.gap_group[children[np.argmin(tree.order[children])]] = -1
