"""``RealDesignDataset``: batches of real designs for training, in an order that seed and epoch decide."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import grain
import numpy as np

from jaxdesign.data.batches import NO_AUGMENT, Augment, DesignBatch, Gather
from jaxdesign.data.features import NUM_SLOTS, PICTURE_PX
from jaxdesign.data.packed import FOLDER, open_packed, packed_name, write_packed
from jaxdesign.data.records import Record
from jaxdesign.data.stored import NAME, Records, StoredDataset, is_dataset, version_folder
from jaxdesign.errors import InputError
from jaxdesign.progress import ProgressCallback, silent
from jaxdesign.runtime import cache_dir

ALL = "all"
"""All splits together, as one."""
_NAMED = re.compile(rf"{NAME}(?::(\d+\.\d+\.\d+))?")
_THREADS, _AHEAD = 2, 8
"""Threads that make batches, and how many are ready at most."""


def _named_folder(name: str) -> Path | None:
    """The folder of a dataset that is given by its TFDS name, as in ``real_designs:1.0.0``."""
    match = _NAMED.fullmatch(name)
    if match is None or Path(name).exists():
        return None
    home = Path(os.environ.get("TFDS_DATA_DIR") or Path.home() / "tensorflow_datasets")
    folder = version_folder(home)
    return folder.parent / match.group(1) if match.group(1) else folder


def open_stored(data: str | Path, *, progress: ProgressCallback = silent) -> StoredDataset:
    """The dataset that a folder or TFDS name means.

    A plain folder of captures is prepared into the user's cache first, all of it whatever its quality.
    Raises ``InputError``.
    """
    named = _named_folder(str(data))
    folder = named or Path(data)
    if named is not None or is_dataset(folder):
        return StoredDataset(folder)
    if not folder.is_dir():
        raise InputError(f"{data}: no folder of captures, no dataset, and no TFDS name such as '{NAME}'.")
    from jaxdesign.data.prepare import prepare

    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    report = prepare([folder], cache_dir() / "datasets" / digest, min_quality=0.0, progress=progress)
    return StoredDataset(report.folder)


def _packed_path(
    stored: StoredDataset, split: str, num_slots: int, picture_px: int, progress: ProgressCallback
) -> Path:
    """The packed arrays of a split: as prepared, as made before, or made now."""
    name = packed_name(split, num_slots, picture_px)
    beside = stored.folder / FOLDER / name
    if beside.is_file():
        return beside
    here = hashlib.sha256(
        str(stored.folder.resolve()).encode() + (stored.folder / "dataset_info.json").read_bytes()
    )
    path = cache_dir() / FOLDER / here.hexdigest()[:16] / name
    if not path.is_file():
        records = stored.records(split)
        write_packed(records, path, num_slots=num_slots, picture_px=picture_px, progress=progress)
    return path


class RealDesignDataset:
    """Real designs as arrays.

    Batches come in an order that seed and epoch decide, the same for any number of hosts, workers and
    threads. The state of the iterator is small; saved and restored it gives exactly the batches left.
    """

    def __init__(
        self,
        data: str | Path,
        *,
        split: str = "train",
        num_slots: int = NUM_SLOTS,
        picture_px: int = PICTURE_PX,
        min_quality: float = 0.0,
        tree: bool = True,
        places: Collection[int] | None = None,
        progress: ProgressCallback = silent,
    ):
        """Open a dataset.

        Args:
            data: folder of a prepared dataset or of one version, TFDS name, or plain folder of captures.
            split: ``train``, ``validation``, ``test``, or ``all`` of them.
            num_slots: element slots; designs with more elements are left out, ``num_left_out`` counts them.
            picture_px: side of the thumbnails. For the size that was not prepared, and other numbers of
                slots, the arrays are made once and kept in the user's cache.
            min_quality: least quality of the designs that take part.
            tree: whether batches hold the layout tree and its parameters.
            places: places in the split's records of the designs that take part (see ``data.subset.choose``),
                of one split only; None for all.
            progress: told while arrays are made.

        Raises ``InputError``.
        """
        if not 1 <= num_slots <= 1024 or not 8 <= picture_px <= 512:
            raise InputError("num_slots is from 1 to 1024, picture_px from 8 to 512.")
        self._stored = open_stored(data, progress=progress)
        self.splits = self._stored.splits if split == ALL else (split,)
        self._records = [self._stored.records(name) for name in self.splits]
        self._paths = tuple(
            _packed_path(self._stored, name, num_slots, picture_px, progress) for name in self.splits
        )
        arrays = [open_packed(path) for path in self._paths]
        quality = np.concatenate([array["quality"] for array in arrays])
        self._places = np.concatenate([array["index"] for array in arrays])
        self._ends = np.cumsum([len(array) for array in arrays])
        takes_part = quality >= min_quality
        if places is not None:
            if len(self.splits) > 1:
                raise ValueError("places are those of one split")
            takes_part &= np.isin(self._places, list(places))
        self._selection = np.flatnonzero(takes_part)
        self.num_left_out = sum(len(records) for records in self._records) - len(quality)
        """Designs that have more elements than slots."""
        self._tree = tree
        if len(self._selection) == 0:
            which = "" if places is None else " among those chosen"
            raise InputError(
                f"{self._stored.folder}: no design of quality {min_quality:g} or more in {split}{which}."
            )

    @property
    def folder(self) -> Path:
        """Of the version that is read."""
        return self._stored.folder

    def __len__(self) -> int:
        """Number of designs in an epoch."""
        return len(self._selection)

    def record(self, place: int) -> Record:
        """All that is known of a design, by its place from 0 in the order of the dataset."""
        row = int(self._selection[place])
        split = int(np.searchsorted(self._ends, row, side="right"))
        records: Records = self._records[split]
        return records[int(self._places[row])]

    def _gather(self, augment: Augment, process_index: int = 0, process_count: int = 1) -> Gather:
        return Gather(
            paths=self._paths,
            selection=self._selection,
            augment=augment,
            tree=self._tree,
            process_index=process_index,
            process_count=process_count,
        )

    def take(self, places: Sequence[int] | np.ndarray) -> DesignBatch:
        """These designs as one batch, as they are."""
        return self._gather(NO_AUGMENT)(np.asarray(places), np.random.default_rng(0))

    def batches(
        self,
        batch_size: int,
        *,
        seed: int = 0,
        epochs: int | None = None,
        augment: Augment | None = None,
        shuffle: bool = True,
        process_index: int = 0,
        process_count: int = 1,
        workers: int = 0,
    ) -> grain.IterDataset[DesignBatch]:
        """Batches of ``batch_size / process_count`` designs for one of several hosts.

        Together the hosts have the batches that one host alone would have. Epochs follow each other without
        a gap; a last batch that is not full is left out.

        Args:
            batch_size: designs in a batch of all hosts together.
            epochs: how many; endless if None.
            augment: half of the designs mirrored, half recoloured if None; ``NO_AUGMENT`` for none.
            workers: processes that make batches; 0 for threads of this one.

        Raises ``InputError``.
        """
        if batch_size < 1 or batch_size % process_count or not 0 <= process_index < process_count:
            raise InputError(
                f"a batch of {batch_size} cannot be shared by {process_count} hosts, of which this is number "
                f"{process_index}."
            )
        if epochs is not None and epochs * len(self) < batch_size:
            raise InputError(f"{len(self)} designs make no batch of {batch_size}; take a smaller one.")
        places: Any = grain.MapDataset.range(len(self)).seed(seed)
        if shuffle:
            places = places.shuffle()
        batches = (
            places.repeat(epochs)
            .batch(batch_size, drop_remainder=True, batch_fn=np.asarray)
            .random_map(self._gather(augment or Augment(), process_index, process_count))
        )
        options = grain.ReadOptions(num_threads=_THREADS, prefetch_buffer_size=_AHEAD)
        iterable = batches.to_iter_dataset(options)
        if workers:
            _parse_flags()
            iterable = iterable.mp_prefetch(grain.MultiprocessingOptions(num_workers=workers))
        return iterable


def _parse_flags() -> None:
    """Grain's worker processes ask absl for flags, which must have been parsed."""
    from absl import flags

    if not flags.FLAGS.is_parsed():
        flags.FLAGS([NAME], known_only=True)


def state_of(iterator: grain.DatasetIterator) -> bytes:
    """Where an iterator over batches stands, as a few bytes to be saved with a checkpoint."""
    return json.dumps(iterator.get_state(), sort_keys=True).encode()


def restore(iterator: grain.DatasetIterator, state: bytes) -> None:
    """Set an iterator to where ``state_of`` saw one stand. Raises ``InputError`` for any other bytes."""
    try:
        iterator.set_state(json.loads(state))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"not the state of an iterator over batches: {error}.") from error
