"""Reading a dataset of designs that was prepared: its splits as sequences of records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, overload

from jaxdesign.data.records import FORM_VERSION, Record, from_example
from jaxdesign.data.splits import SPLITS
from jaxdesign.errors import InputError

NAME = "real_designs"
"""Name of every dataset of designs; where it lies tells one from another."""
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_INFO = "dataset_info.json"


def versions(folder: Path) -> list[Path]:
    """Folders of the versions in a dataset's folder, oldest first; empty where there are none."""
    found = [
        path
        for path in (folder / NAME).glob("*")
        if _VERSION.fullmatch(path.name) and (path / _INFO).is_file()
    ]
    return sorted(found, key=lambda path: tuple(int(part) for part in path.name.split(".")))


def version_folder(dataset: Path) -> Path:
    """The folder that holds the newest version of a dataset, or the one that is named.

    Raises ``InputError`` where there is no dataset of designs.
    """
    dataset = Path(dataset)
    if (dataset / _INFO).is_file():
        return dataset
    found = versions(dataset.parent if dataset.name == NAME else dataset)
    if not found:
        raise InputError(f"{dataset}: no dataset of designs; 'jaxdesign data prepare' makes one.")
    return found[-1]


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds a dataset of designs, or is a version of one."""
    return (folder / _INFO).is_file() or bool(versions(folder.parent if folder.name == NAME else folder))


class Records(Sequence[Record]):
    """The records of one split, read when they are asked for."""

    def __init__(self, source: Any):
        self._source = source

    def __len__(self) -> int:
        return len(self._source)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return from_example(self._source[index % len(self)])


class StoredDataset:
    """A version of a dataset on disk."""

    def __init__(self, dataset: Path):
        """Open the newest version in ``dataset``, or the version that is named. Raises ``InputError``."""
        import tensorflow_datasets as tfds

        self.folder = version_folder(dataset)
        try:
            self._builder: Any = tfds.builder_from_directory(str(self.folder))
        except Exception as error:
            raise InputError(f"{self.folder}: not a dataset that can be read: {error}.") from error
        if self._builder.name != NAME:
            raise InputError(f"{self.folder}: holds '{self._builder.name}', not designs.")
        if int(self.version.split(".")[0]) != FORM_VERSION:
            raise InputError(
                f"{self.folder}: form {self.version.split('.')[0]} is not known; "
                f"this program reads form {FORM_VERSION}: prepare the dataset again."
            )

    @property
    def version(self) -> str:
        return str(self._builder.version)

    @property
    def splits(self) -> tuple[str, ...]:
        """Names of its splits, in the order of ``SPLITS``."""
        return tuple(name for name in SPLITS if name in self._builder.info.splits)

    def records(self, split: str) -> Records:
        """The records of a split. Raises ``InputError`` where there is no such split."""
        if split not in self.splits:
            raise InputError(f"{self.folder}: no split '{split}'; it has {', '.join(self.splits)}.")
        return Records(self._builder.as_data_source(split=split))

    def __iter__(self) -> Iterator[tuple[str, Record]]:
        """Every split's name and record."""
        for split in self.splits:
            for record in self.records(split):
                yield split, record

    def __len__(self) -> int:
        return sum(len(self.records(split)) for split in self.splits)
