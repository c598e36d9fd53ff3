"""The folder that is collected into: ``captures/<source>/<id>.webp``, ``.json.gz``, ``.source.json``."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from jaxdesign.collectors.archive import Archive, Kept, Outcome
from jaxdesign.collectors.capture import Capture, picture_bytes, provenance_bytes, tree_bytes
from jaxdesign.collectors.duplicates import NearDuplicates, perceptual_hash
from jaxdesign.collectors.filters import Limits, reason_to_drop
from jaxdesign.errors import InputError

_OURS = re.compile(r"^([0-9a-f]{16})\.(?:webp|json\.gz|source\.json)$|^\..*\.partial$")


def source_name(text: str) -> str:
    """A name that is safe as a folder's."""
    name = re.sub(r"[^A-Za-z0-9._+-]+", "+", text.strip().lstrip("@")).strip("+.-")
    return name[:100] or "unknown"


def write_durably(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; on disk when this returns. Raises ``InputError``."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError(f"{path}: cannot be written: {error.strerror}.") from error


class Store:
    """Keeps captures that pass the filters and are new. Files come before their row in the archive, so
    what a kill leaves without a row is swept away at the next start and collected again."""

    def __init__(self, archive: Archive, limits: Limits):
        self._archive, self._limits = archive, limits
        self._folder = archive.folder / "captures"
        self._sweep()
        self._seen = NearDuplicates()
        self._contents: set[str] = set()
        self._ids: set[str] = set()
        for id_, sha256, phash, aspect in archive.hashes():
            self._remember(id_, sha256, phash, aspect)

    def _remember(self, id_: str, sha256: str, phash: str, aspect: float) -> None:
        self._ids.add(id_)
        self._contents.add(sha256)
        self._seen.add(id_, phash, aspect)

    def _sweep(self) -> None:
        kept = self._archive.kept_ids()
        for path in self._folder.glob("*/*") if self._folder.is_dir() else ():
            ours = _OURS.match(path.name)
            if ours and ours.group(1) not in kept:
                path.unlink()

    def keep(self, captures: Iterable[Capture], *, room: int | None = None) -> Outcome:
        """Write what is worth keeping; at most ``room`` new ones, then the outcome is still ``waiting``."""
        outcome = Outcome()
        for capture in captures:
            id_ = capture.id
            if id_ in self._ids:
                continue
            reason = reason_to_drop(capture, self._limits)
            if reason is None:
                sha256 = hashlib.sha256(
                    str(capture.picture.size).encode() + capture.picture.tobytes()
                ).hexdigest()
                phash = perceptual_hash(capture.picture)
                aspect = capture.picture.width / capture.picture.height
                if sha256 in self._contents:
                    reason = "same picture"
                elif self._seen.find(phash, aspect) is not None:
                    reason = "near-duplicate"
            if reason is not None:
                outcome.dropped.append((id_, reason))
                continue
            if room is not None and len(outcome.kept) >= room:
                outcome.state = "waiting"
                break
            self._write(capture, sha256, phash)
            self._remember(id_, sha256, phash, aspect)
            outcome.kept.append(
                Kept(
                    id=id_,
                    source=capture.source,
                    group=capture.group,
                    license=capture.provenance.license,
                    origin=capture.provenance.more.get("origin") or capture.provenance.address,
                    sha256=sha256,
                    phash=phash,
                    aspect=aspect,
                )
            )
        return outcome

    def _write(self, capture: Capture, sha256: str, phash: str) -> None:
        folder = self._folder / capture.source
        write_durably(folder / f"{capture.id}.webp", picture_bytes(capture))
        write_durably(
            folder / f"{capture.id}.source.json", provenance_bytes(capture, sha256=sha256, phash=phash)
        )
        write_durably(folder / f"{capture.id}.json.gz", tree_bytes(capture))

    def write_sources(self) -> None:
        """``SOURCES.tsv``: source, licence, kinds, origin and number of captures."""
        lines = ["source\tlicence\tkind\torigin\tn_captures"]
        lines += ["\t".join(str(v).replace("\t", " ") for v in row) for row in self._archive.sources()]
        write_durably(self._archive.folder / "SOURCES.tsv", ("\n".join(lines) + "\n").encode())
