"""What reading each item came to, kept on disk: a second run reads only what is new or changed.

A file is named by what it was made of: the item's content and place and the code that made it. It appears
whole or not at all; several processes and machines may use one folder at once.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jaxdesign.data.code_version import code_version
from jaxdesign.data.sources import PICTURE_SUFFIXES, SIDECAR, Item

READER = "jaxdesign.data.reading"
"""The module whose code decides what an item is read as."""
JUDGE = "jaxdesign.data.judging"
"""The module whose code decides labels and quality."""
_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What reading and judging an item came to, without document and pictures."""

    place: str
    state: str
    """``read``; ``refused`` for an item that cannot be used; ``fault`` where the reader itself failed."""
    key: str = ""
    """Under which the record is kept; empty where nothing was kept."""
    reason: str = ""
    id: str = ""
    source: str = ""
    phash: str = ""
    """Perceptual hash of the picture (see ``jaxdesign.collectors.duplicates``)."""
    aspect: float = 1.0
    """Width over height of the picture."""
    num_elements: int = 0
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    """Of the quality filter."""
    labels: dict[str, Any] = field(default_factory=dict)
    """``Labels.to_json``."""

    def to_bytes(self) -> bytes:
        """The summary as JSON of one line."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Summary:
        """The summary of ``to_bytes``."""
        values: dict[str, Any] = json.loads(data)
        values["reasons"] = tuple(values["reasons"])
        return cls(**values)


def files_of(item: Item) -> list[Path]:
    """The files that an item is made of, those that are there."""
    suffixes = (*PICTURE_SUFFIXES, SIDECAR) if item.kind == "tree" else (SIDECAR,)
    beside = [item.path.with_name(item.stem + suffix) for suffix in suffixes]
    return [path for path in dict.fromkeys([item.path, *beside]) if path.is_file()]


def _content(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()


class ItemCache:
    """Records as read, and summaries with what was judged of them, in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    def key(self, item: Item) -> str:
        """The name under which an item is kept. Raises ``OSError`` where a file cannot be read."""
        digest = hashlib.sha256(code_version(READER).encode())
        origin = (item.origin.license, item.origin.address) if item.origin else ()
        digest.update(json.dumps([item.kind, item.place, item.folder, origin]).encode())
        for path in files_of(item):
            digest.update(path.name.encode() + b"\0" + _content(path))
        return digest.hexdigest()[:32]

    def _record_path(self, key: str) -> Path:
        return self.folder / "records" / key[:2] / key

    def _judged_path(self, key: str) -> Path:
        return self.folder / "judged" / code_version(JUDGE)[:12] / key[:2] / key

    def find(self, key: str) -> tuple[Summary, bytes] | None:
        """What was read under a key, not yet judged, with the packed record; None where there is nothing."""
        try:
            data = self._record_path(key).read_bytes()
        except FileNotFoundError:
            return None
        head, _, packed = data.partition(b"\n")
        return Summary.from_bytes(head), packed

    def judged(self, key: str) -> Summary | None:
        """What was read and judged under a key; None where that is not known."""
        try:
            return Summary.from_bytes(self._judged_path(key).read_bytes())
        except FileNotFoundError:
            return None

    def keep(self, summary: Summary, packed: bytes) -> None:
        """Keep what was read; ``packed`` is empty for an item that was refused."""
        write_whole(self._record_path(summary.key), summary.to_bytes() + b"\n" + packed)

    def keep_judged(self, summary: Summary) -> None:
        """Keep what was read and judged."""
        write_whole(self._judged_path(summary.key), summary.to_bytes())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
