"""What is in a dataset: counts, sizes, quality and elements, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jaxdesign.data.card import Counts
from jaxdesign.data.judging import quality_of
from jaxdesign.data.stored import StoredDataset

_SHARES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, kw_only=True)
class Stats:
    """Of one version of a dataset."""

    folder: Path
    version: str
    counts: Counts
    num_bytes: int
    """On disk, packed arrays included."""
    elements: tuple[float, ...]
    """10%, 50% and 90% quantile of the number of elements."""
    quality: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON values."""
        return {
            "folder": str(self.folder),
            "version": self.version,
            "designs": self.counts.total,
            "sources": len(self.counts.sources),
            "with_arrays": self.counts.with_arrays,
            "bytes": self.num_bytes,
            "splits": dict(self.counts.splits),
            "elements": list(self.elements),
            "quality": list(self.quality),
            "by": {
                name: {value: dict(count) for value, count in values.items()}
                for name, values in self.counts.by.items()
            },
        }

    def __str__(self) -> str:
        low, middle, high = self.elements
        worst, usual, best = self.quality
        head = [
            f"{self.folder}: version {self.version}, {self.counts.total} designs of "
            f"{len(self.counts.sources)} sources, {self.num_bytes / 1e6:.0f} MB.",
            f"{self.counts.with_arrays} have training arrays. 10%, 50% and 90% have at most {low:.0f} / "
            f"{middle:.0f} / {high:.0f} elements, quality {worst:.2f} / {usual:.2f} / {best:.2f}.",
            "",
        ]
        return "\n".join([*head, *self.counts.tables()])


def _quantiles(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(v), 3) for v in np.quantile(list(values), _SHARES))


def dataset_stats(dataset: Path) -> Stats:
    """Read every record once. Raises ``InputError`` where there is no dataset."""
    stored = StoredDataset(dataset)
    counts, elements, quality = Counts(), [], []
    for split, record in stored:
        counts.add(split, record)
        elements.append(len(record.read_document().elements))
        quality.append(quality_of(record).score)
    files = (path for path in stored.folder.rglob("*") if path.is_file())
    return Stats(
        folder=stored.folder,
        version=stored.version,
        counts=counts,
        num_bytes=sum(path.stat().st_size for path in files),
        elements=_quantiles(elements),
        quality=_quantiles(quality),
    )
