"""From sources to a dataset: read, judge, drop copies, split, write; killed at any moment, it goes on.

What reading an item came to is kept in ``<dataset>/.work`` until it is needed again, so that a second run
reads only what is new. A version of the dataset appears whole or not at all.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from jaxdesign.data.builder import examples, write_dataset
from jaxdesign.data.card import write_card, write_report
from jaxdesign.data.corrections import check_ids, read_corrections
from jaxdesign.data.deciding import Decision, corrected, decide, names_of
from jaxdesign.data.features import NUM_SLOTS, PICTURE_PX
from jaxdesign.data.item_cache import ItemCache, Summary
from jaxdesign.data.item_reading import kept_record
from jaxdesign.data.packed import FOLDER, packed_name, write_packed
from jaxdesign.data.quality import KEPT_FROM
from jaxdesign.data.records import FORM_VERSION, Record
from jaxdesign.data.seeing import see_kept
from jaxdesign.data.sources import Item, list_items
from jaxdesign.data.splits import SPLITS
from jaxdesign.data.stored import NAME, StoredDataset, versions
from jaxdesign.data.vision import VisionLabeller
from jaxdesign.data.workers import read_items
from jaxdesign.errors import InputError
from jaxdesign.progress import Progress, ProgressCallback, silent

WORK = ".work"
_MADE_OF = "made_of.json"


@dataclass(frozen=True, kw_only=True)
class PrepareReport:
    """What a run came to."""

    folder: Path
    """Of the version."""
    version: str
    is_new: bool
    """False where a version of the same designs was there already."""
    decisions: tuple[Decision, ...]
    problems: tuple[tuple[str, str], ...]
    seconds: float

    @property
    def states(self) -> Counter[str]:
        """How many items are in which state."""
        return Counter(decision.state for decision in self.decisions)

    @property
    def splits(self) -> Counter[str]:
        """How many designs each split has."""
        return Counter(decision.split for decision in self.decisions if decision.split)

    @property
    def bad(self) -> list[tuple[str, str]]:
        """Place and reason of every item that could not be used."""
        refused = [(d.summary.place, d.reason) for d in self.decisions if d.state in ("refused", "fault")]
        return refused + list(self.problems)


class Engine(Protocol):
    """What reads the items and yields the examples: this machine, or Apache Beam."""

    def read(self, items: list[Item], cache: Path, progress: ProgressCallback) -> list[Summary]:
        """What reading each item came to, in their order."""
        ...

    def write(self, splits: Mapping[str, Sequence[Summary]], cache: Path, **options: Any) -> None:
        """Write a dataset of the records of each split; ``options`` are those of ``write_dataset``."""
        ...


@dataclass(frozen=True, kw_only=True)
class LocalEngine:
    """The cores of this machine."""

    workers: int

    def read(self, items: list[Item], cache: Path, progress: ProgressCallback) -> list[Summary]:
        return read_items(items, cache, workers=self.workers, progress=progress)

    def write(self, splits: Mapping[str, Sequence[Summary]], cache: Path, **options: Any) -> None:
        def records(kept: Sequence[Summary]) -> Iterator[Record]:
            items = ItemCache(cache)
            return (kept_record(items, summary) for summary in kept)

        write_dataset(splits={name: examples(records(kept)) for name, kept in splits.items()}, **options)


@contextmanager
def _alone(work: Path) -> Generator[None]:
    """Hold the work folder; one run at a time. Raises ``InputError`` where another holds it."""
    try:
        work.mkdir(parents=True, exist_ok=True)
        lock = (work / "lock").open("w")
    except OSError as error:
        raise InputError(f"{work.parent}: cannot be written: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(f"{work.parent}: another run is at work in it.") from error
        for left in (work.parent / NAME).glob(".*.partial"):
            shutil.rmtree(left)
        yield


def _fingerprint(decisions: Sequence[Decision]) -> str:
    """Of everything that the version's bytes depend on."""
    lines = sorted(d.split + d.summary.to_bytes().decode() for d in decisions if d.state == "kept")
    return hashlib.sha256(json.dumps([FORM_VERSION, lines]).encode()).hexdigest()


def _made_of(folder: Path) -> str:
    try:
        return json.loads((folder / _MADE_OF).read_text(encoding="utf-8"))["fingerprint"]
    except (OSError, ValueError, KeyError):
        return ""


def _next_version(found: Sequence[Path]) -> str:
    minors = [int(path.name.split(".")[1]) for path in found if path.name.startswith(f"{FORM_VERSION}.")]
    return f"{FORM_VERSION}.{max(minors, default=-1) + 1}.0"


def _write(
    out: Path,
    version: str,
    decisions: Sequence[Decision],
    problems: Sequence[tuple[str, str]],
    fingerprint: str,
    engine: Engine,
    progress: ProgressCallback,
) -> Path:
    """Write a version with its report, card and packed arrays; returns its folder."""
    kept = [decision for decision in decisions if decision.state == "kept"]
    splits = {
        name: found
        for name in SPLITS
        if (found := [decision.summary for decision in kept if decision.split == name])
    }

    def finish(folder: Path) -> None:
        stored = StoredDataset(folder)
        write_report(folder, decisions, problems)
        write_card(folder, stored, decisions, problems, version)
        for name in stored.splits:
            records = stored.records(name)
            if any(d.split == name and d.summary.num_elements <= NUM_SLOTS for d in kept):
                path = folder / FOLDER / packed_name(name, NUM_SLOTS, PICTURE_PX)
                write_packed(records, path, progress=progress)
        made_of = {"fingerprint": fingerprint, "designs": len(kept)}
        (folder / _MADE_OF).write_text(json.dumps(made_of) + "\n", encoding="utf-8")

    progress(Progress("writing", 0, len(kept)))
    target = out / NAME / version
    cache = out / WORK / "items"
    engine.write(splits, cache, target=target, version=version, finish=finish)
    return target


def prepare(
    sources: Sequence[Path],
    out: Path,
    *,
    corrections: Path | None = None,
    min_quality: float = KEPT_FROM,
    vision: VisionLabeller | None = None,
    engine: Engine | None = None,
    progress: ProgressCallback = silent,
) -> PrepareReport:
    """Make the next version of the dataset in ``out`` from capture folders, pictures and design files.

    Killed at any moment and run again, it redoes nothing that was finished. The same sources give the same
    bytes, whatever the number of workers. An item that cannot be used is named in the report, and the rest
    is prepared.

    Args:
        sources: folders and files, in the order in which the first of near-copies is kept.
        corrections: labels, and what is kept, by hand; see ``jaxdesign.data.corrections``.
        min_quality: least quality of what is kept, 0 to 1.
        vision: a model that labels what is kept; corrections win over it.
        engine: by default all cores of this machine.

    Raises ``InputError`` where a source is not there, or nothing at all is kept.
    """
    began = time.monotonic()
    engine = engine or LocalEngine(workers=os.cpu_count() or 1)
    by_hand = read_corrections(corrections) if corrections is not None else {}
    listing = list_items(sources)
    with _alone(out / WORK):
        summaries = engine.read(list(listing.items), out / WORK / "items", progress)
        if corrections is not None:
            check_ids(by_hand, names_of(summaries), corrections)
        decisions = decide([corrected(s, by_hand) for s in summaries], min_quality=min_quality)
        if vision is not None:
            seen = see_kept(decisions, out / WORK / "items", vision, progress)
            decisions = [replace(d, summary=corrected(d.summary, by_hand)) for d in seen]
        if not any(decision.state == "kept" for decision in decisions):
            raise InputError(_nothing_kept(decisions))
        fingerprint = _fingerprint(decisions)
        found = versions(out)
        is_new = not found or _made_of(found[-1]) != fingerprint
        version = _next_version(found) if is_new else found[-1].name
        folder = out / NAME / version
        if is_new:
            folder = _write(out, version, decisions, listing.problems, fingerprint, engine, progress)
    return PrepareReport(
        folder=folder,
        version=version,
        is_new=is_new,
        decisions=tuple(decisions),
        problems=listing.problems,
        seconds=time.monotonic() - began,
    )


def _nothing_kept(decisions: Sequence[Decision]) -> str:
    reasons = Counter(decision.reason for decision in decisions).most_common(1)
    return f"none of {len(decisions)} designs can be kept; most often: {reasons[0][0]}."
