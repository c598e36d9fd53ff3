"""What has been done and kept, in SQLite: the one truth after a kill at any moment.

A unit of work (a page at a viewport, a file, a board's next screen) is ``waiting`` until one transaction
records what was kept of it, what was dropped and why, what it led to, and that it is done.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jaxdesign.errors import InputError

MAX_RUNS = 3
"""In how many runs a unit that was unavailable is tried."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS work (
  number INTEGER PRIMARY KEY, job TEXT NOT NULL, key TEXT NOT NULL,
  site TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'waiting',
  runs INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', data TEXT NOT NULL, UNIQUE (job, key));
CREATE INDEX IF NOT EXISTS work_site ON work (job, site);
CREATE INDEX IF NOT EXISTS work_state ON work (job, state, number);
CREATE TABLE IF NOT EXISTS kept (
  id TEXT PRIMARY KEY, job TEXT NOT NULL, work TEXT NOT NULL, source TEXT NOT NULL, grp TEXT NOT NULL,
  license TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
  phash TEXT NOT NULL, aspect REAL NOT NULL);
CREATE INDEX IF NOT EXISTS kept_job ON kept (job);
CREATE TABLE IF NOT EXISTS dropped (
  id TEXT NOT NULL, job TEXT NOT NULL, work TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, job));
CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, status INTEGER NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL, at TEXT NOT NULL);
"""


@dataclass(frozen=True, kw_only=True)
class Work:
    """One unit of work; ``data`` is what the collector needs to do it."""

    key: str
    site: str = ""
    """What ``Outcome.most_per_site`` counts."""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Row of a capture whose files are on disk."""

    id: str
    source: str
    group: str
    license: str
    origin: str
    sha256: str
    phash: str
    aspect: float


@dataclass(kw_only=True)
class Outcome:
    """What one unit of work came to."""

    kept: list[Kept] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    """Capture id and reason."""
    found: list[Work] = field(default_factory=list)
    most_per_site: int | None = None
    """How many units a site may have in all; what is found beyond that is left."""
    cursors: dict[str, Any] = field(default_factory=dict)
    state: str = "done"
    """``done``, ``refused``, ``waiting`` (cut short by the limit) or ``unavailable``."""
    reason: str = ""


class Archive:
    """The archive of a folder; one process at a time. A context manager."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._lock = threading.RLock()

    def __enter__(self) -> Archive:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._guard = sqlite3.connect(self.folder / ".at-work", isolation_level=None, timeout=0)
            self._db = sqlite3.connect(
                self.folder / "archive.sqlite", isolation_level=None, check_same_thread=False, timeout=10
            )
        except (OSError, sqlite3.Error) as error:
            raise InputError(
                f"{self.folder}: cannot be used as a folder to collect into: {error}."
            ) from error
        try:
            self._guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._close()
            raise InputError(f"{self.folder}: another collector is at work in it.") from error
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._close()
            raise InputError(
                f"{self.folder / 'archive.sqlite'}: not an archive of collected designs: {error}."
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        self._db.close()
        self._guard.close()

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def start(self, job: str, units: Iterable[Work]) -> None:
        """Begin or resume a job: new units are added, unavailable ones get another chance."""
        with self._transaction() as db:
            _add(db, job, units)
            again = "UPDATE work SET state = 'waiting' WHERE job = ? AND state = 'unavailable' AND runs < ?"
            db.execute(again, (job, MAX_RUNS))

    def waiting(self, job: str, skip: set[str], count: int) -> list[Work]:
        """The oldest ``count`` waiting units whose keys are not in ``skip``."""
        query = "SELECT key, site, data FROM work WHERE job = ? AND state = 'waiting' ORDER BY number"
        found: list[Work] = []
        with self._lock:
            for key, site, data in self._db.execute(query, (job,)):
                if key not in skip:
                    found.append(Work(key=key, site=site, data=json.loads(data)))
                if len(found) >= count:
                    break
        return found

    def record(self, job: str, unit: Work, outcome: Outcome) -> None:
        """Record what a unit came to, all of it or nothing."""
        with self._transaction() as db:
            rows = [
                (k.id, job, unit.key, k.source, k.group, k.license, k.origin, k.sha256, k.phash, k.aspect)
                for k in outcome.kept
            ]
            db.executemany("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            losses = [(id_, job, unit.key, reason) for id_, reason in outcome.dropped]
            db.executemany("INSERT OR REPLACE INTO dropped VALUES (?, ?, ?, ?)", losses)
            _add(db, job, outcome.found, outcome.most_per_site)
            for name, value in outcome.cursors.items():
                db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (name, json.dumps(value)))
            update = "UPDATE work SET state = ?, reason = ?, runs = runs + 1 WHERE job = ? AND key = ?"
            db.execute(update, (outcome.state, outcome.reason, job, unit.key))

    def cursor(self, name: str) -> Any:
        """A saved cursor; None where there is none."""
        with self._lock:
            row = self._db.execute("SELECT value FROM cursors WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def answer(self, key: str) -> tuple[int, dict[str, str], bytes] | None:
        """A stored response: status, headers, body."""
        with self._lock:
            row = self._db.execute(
                "SELECT status, headers, body FROM answers WHERE key = ?", (key,)
            ).fetchone()
        return (row[0], json.loads(row[1]), row[2]) if row else None

    def store_answer(self, key: str, status: int, headers: dict[str, str], body: bytes, at: str) -> None:
        """Keep a response so that it is never asked for again."""
        with self._transaction() as db:
            row = (key, status, json.dumps(headers), body, at)
            db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def drop_answer(self, key: str) -> None:
        """Forget a stored response."""
        with self._transaction() as db:
            db.execute("DELETE FROM answers WHERE key = ?", (key,))

    def set_cursor(self, name: str, value: Any) -> None:
        """Save a cursor that belongs to no unit of work."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (name, json.dumps(value)))

    def kept_ids(self) -> set[str]:
        """Ids of everything kept in the folder."""
        with self._lock:
            return {row[0] for row in self._db.execute("SELECT id FROM kept")}

    def hashes(self) -> list[tuple[str, str, str, float]]:
        """Id, content hash, perceptual hash and proportions of everything kept, oldest first."""
        with self._lock:
            return list(self._db.execute("SELECT id, sha256, phash, aspect FROM kept ORDER BY rowid"))

    def count_kept(self, job: str) -> int:
        """How many captures a job has kept."""
        with self._lock:
            return self._db.execute("SELECT COUNT(*) FROM kept WHERE job = ?", (job,)).fetchone()[0]

    def states(self, job: str) -> dict[str, int]:
        """How many units of a job are in which state."""
        with self._lock:
            return dict(
                self._db.execute("SELECT state, COUNT(*) FROM work WHERE job = ? GROUP BY state", (job,))
            )

    def reasons(self, job: str) -> list[tuple[str, str, str]]:
        """Key, state and reason of every unit that was refused or unavailable."""
        query = "SELECT key, state, reason FROM work WHERE job = ? AND reason != '' ORDER BY number"
        with self._lock:
            return list(self._db.execute(query, (job,)))

    def drops(self, job: str) -> dict[str, int]:
        """How many captures were dropped for which reason."""
        query = "SELECT reason, COUNT(*) FROM dropped WHERE job = ? GROUP BY reason ORDER BY 2 DESC"
        with self._lock:
            return dict(self._db.execute(query, (job,)))

    def sources(self) -> list[tuple[str, str, str, str, int]]:
        """Source, licence, groups, origin and number of captures of everything kept."""
        query = (
            "SELECT source, MIN(license), GROUP_CONCAT(DISTINCT grp), MIN(origin), COUNT(*) FROM kept "
            "GROUP BY source ORDER BY source"
        )
        with self._lock:
            return [
                (s, lic, "+".join(sorted(g.split(","))), o, n) for s, lic, g, o, n in self._db.execute(query)
            ]


def _add(db: sqlite3.Connection, job: str, units: Iterable[Work], most_per_site: int | None = None) -> None:
    for unit in units:
        if most_per_site is not None:
            query = "SELECT COUNT(*) FROM work WHERE job = ? AND site = ?"
            if db.execute(query, (job, unit.site)).fetchone()[0] >= most_per_site:
                continue
        row = (job, unit.key, unit.site, json.dumps(unit.data))
        db.execute("INSERT OR IGNORE INTO work (job, key, site, data) VALUES (?, ?, ?, ?)", row)
