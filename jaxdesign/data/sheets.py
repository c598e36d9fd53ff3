"""Contact sheets of what a dataset, or sources not yet prepared, keep and drop: to be looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from jaxdesign.data.card import REPORT
from jaxdesign.data.deciding import decide
from jaxdesign.data.item_cache import ItemCache
from jaxdesign.data.judging import labels_of, quality_of
from jaxdesign.data.records import unpack
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.data.sources import list_items
from jaxdesign.data.stored import StoredDataset, is_dataset
from jaxdesign.data.workers import read_items
from jaxdesign.errors import InputError
from jaxdesign.progress import ProgressCallback, silent
from jaxdesign.runtime import cache_dir

ITEMS = Path(".work") / "items"
"""Where ``prepare`` keeps what it read, in the dataset's folder."""


def _spread(count: int, limit: int, seed: int, names: Sequence[str]) -> list[int]:
    """``limit`` of ``count`` places, drawn by the hash of their names: the same ones for the same seed."""
    order = sorted(range(count), key=lambda i: hashlib.sha256(f"{seed}/{names[i]}".encode()).digest())
    return order[:limit]


def _kept(stored: StoredDataset, limit: int, seed: int) -> Iterator[Entry]:
    places = [(split, i) for split in stored.splits for i in range(len(stored.records(split)))]
    names = [f"{split}/{i}" for split, i in places]
    for place in _spread(len(places), limit, seed, names):
        split, index = places[place]
        record = stored.records(split)[index]
        labels = labels_of(record)
        note = f"{labels.format}, {labels.goal}; {quality_of(record).score:.2f}"
        yield Entry(record.read_picture(), record.id, note)


def _dropped(stored: StoredDataset, limit: int, seed: int) -> Iterator[Entry]:
    cache = ItemCache(stored.folder.parent.parent / ITEMS)
    lines = (stored.folder / REPORT).read_text(encoding="utf-8").splitlines()
    dropped = [line for line in map(json.loads, lines) if line["state"] == "dropped"]
    for place in _spread(len(dropped), limit, seed, [line["place"] for line in dropped]):
        found = cache.find(dropped[place]["key"])
        if found is None:
            raise InputError(f"{stored.folder}: what was dropped is no longer kept; prepare it again.")
        yield Entry(unpack(found[1]).read_picture(), dropped[place]["id"], dropped[place]["reason"])


def _of_sources(
    sources: Sequence[Path], dropped: bool, limit: int, seed: int, progress: ProgressCallback
) -> Iterator[Entry]:
    folder = cache_dir() / "items"
    items = list(list_items(sources).items)
    chosen = [items[i] for i in sorted(_spread(len(items), 4 * limit, seed, [item.place for item in items]))]
    decisions = decide(read_items(chosen, folder, workers=1, progress=progress))
    wanted = [d for d in decisions if d.state == ("dropped" if dropped else "kept")]
    for decision in wanted[:limit]:
        found = ItemCache(folder).find(decision.summary.key)
        if found is not None:
            labels = decision.summary.labels
            note = decision.reason if dropped else f"{labels['format']}, {labels['goal']}"
            yield Entry(unpack(found[1]).read_picture(), decision.summary.id, note)


def sheet(
    places: Sequence[Path],
    *,
    dropped: bool = False,
    limit: int = 48,
    seed: int = 0,
    progress: ProgressCallback = silent,
) -> Image.Image:
    """A sheet of designs drawn from a prepared dataset, or from sources, of which a sample is read for it.

    Args:
        places: the folder of one dataset, or sources.
        dropped: what was dropped, with the reasons, in place of what was kept.
        limit: most pictures.
        seed: which ones.

    Raises ``InputError`` where there is nothing to show.
    """
    if len(places) == 1 and is_dataset(places[0]):
        entries = list((_dropped if dropped else _kept)(StoredDataset(places[0]), limit, seed))
    else:
        entries = list(_of_sources(places, dropped, limit, seed, progress))
    if not entries:
        raise InputError(f"{places[0]}: nothing was {'dropped' if dropped else 'kept'}.")
    return contact_sheet(entries, heading=f"{len(entries)} {'dropped' if dropped else 'kept'}")
