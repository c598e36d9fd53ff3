"""The run that all collectors share: units of work, workers, limit, resumption, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from jaxdesign.collectors.archive import Archive, Outcome, Work
from jaxdesign.collectors.capture import Capture
from jaxdesign.collectors.refusals import RefusedError, UnavailableError
from jaxdesign.collectors.store import Store


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(kw_only=True)
class Found:
    """What a collector brings back from one unit of work."""

    captures: list[Capture] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    cursors: dict[str, Any] = field(default_factory=dict)
    note: str = ""


class Collector(Protocol):
    """One kind of place to collect from. ``collect`` is called from several threads."""

    job: str
    """Names this job in the archive; the same for the same starts."""
    most_per_site: int | None

    def starts(self) -> Iterable[Work]:
        """The units to begin with."""
        ...

    def collect(self, unit: Work) -> Found:
        """Do one unit. Raises ``RefusedError`` or ``UnavailableError``."""
        ...


@dataclass(frozen=True, kw_only=True)
class Step:
    """Progress after one unit of work."""

    unit: str
    kept: int
    dropped: int
    total: int
    waiting: int
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a run came to."""

    kept: int
    """In this run."""
    total: int
    """By this job in all its runs."""
    seconds: float
    states: dict[str, int]
    drops: dict[str, int]
    reasons: list[tuple[str, str, str]]


@dataclass(kw_only=True)
class _Run:
    collector: Collector
    archive: Archive
    store: Store
    limit: int | None
    progress: Callable[[Step], None]
    kept: int = 0

    def room(self) -> int | None:
        return None if self.limit is None else self.limit - self.archive.count_kept(self.collector.job)

    def finish(self, unit: Work, future: Future[Found]) -> None:
        """Record what a unit came to."""
        try:
            found = future.result()
        except RefusedError as error:
            outcome = Outcome(state="refused", reason=str(error))
        except UnavailableError as error:
            outcome = Outcome(state="unavailable", reason=str(error))
        else:
            outcome = self.store.keep(found.captures, room=self.room())
            if outcome.state == "done":
                outcome.found, outcome.cursors, outcome.reason = found.work, found.cursors, found.note
                outcome.most_per_site = self.collector.most_per_site
        self.archive.record(self.collector.job, unit, outcome)
        self.kept += len(outcome.kept)
        self.progress(
            Step(
                unit=unit.key,
                kept=len(outcome.kept),
                dropped=len(outcome.dropped),
                total=self.archive.count_kept(self.collector.job),
                waiting=self.archive.states(self.collector.job).get("waiting", 0),
                state=outcome.state,
                reason=outcome.reason,
            )
        )


def run(
    collector: Collector,
    archive: Archive,
    store: Store,
    *,
    limit: int | None = None,
    workers: int = 1,
    progress: Callable[[Step], None] = lambda step: None,
) -> Report:
    """Do all waiting units, ``workers`` at once, until none is left or ``limit`` captures are kept."""
    began = time.monotonic()
    archive.start(collector.job, collector.starts())
    job = _Run(collector=collector, archive=archive, store=store, limit=limit, progress=progress)
    flying: dict[Future[Found], Work] = {}
    begun: set[str] = set()
    with ThreadPoolExecutor(workers, thread_name_prefix="collector") as pool:
        try:
            while True:
                room = job.room()
                if room is None or room > 0:
                    # One unit waits in the pool, so that no worker is idle while captures are written.
                    for unit in archive.waiting(collector.job, begun, workers + 1 - len(flying)):
                        begun.add(unit.key)
                        flying[pool.submit(collector.collect, unit)] = unit
                if not flying:
                    break
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in done:
                    job.finish(flying.pop(future), future)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    store.write_sources()
    return Report(
        kept=job.kept,
        total=archive.count_kept(collector.job),
        seconds=time.monotonic() - began,
        states=archive.states(collector.job),
        drops=archive.drops(collector.job),
        reasons=archive.reasons(collector.job),
    )
