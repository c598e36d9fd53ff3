"""The archive and the store: nothing lost and nothing doubled, whenever the process dies."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from jaxdesign.collectors.archive import Archive, Outcome, Work
from jaxdesign.collectors.capture import Capture, Provenance
from jaxdesign.collectors.collecting import Found, Step, run
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.refusals import RefusedError, UnavailableError
from jaxdesign.collectors.store import Store
from jaxdesign.errors import InputError


def _capture(number: int, picture: Image.Image | None = None) -> Capture:
    if picture is None:
        noise = np.random.default_rng(number).integers(0, 256, (8, 8, 3), dtype=np.uint8)
        picture = Image.fromarray(noise).resize((300, 300), Image.Resampling.NEAREST)
    return Capture(
        source="made", group="poster", page=f"{number}", kind="page", cut="picture", viewport=picture.size,
        crop=(0, 0, *picture.size), title="", desc="", body_bg="", html_bg="", fonts=[], elements=[],
        picture=picture, provenance=Provenance(address=f"made:{number}"),
    )  # fmt: skip


class Made:
    """Collects ``count`` units of two pictures each; every unit leads to the next."""

    most_per_site: int | None = None
    job = "made"

    def __init__(self, count: int, wait: Callable[[], object] = lambda: None):
        self.count, self.wait = count, wait
        self.done: list[int] = []

    def starts(self) -> Iterable[Work]:
        return [Work(key="0", data={"n": 0})]

    def collect(self, unit: Work) -> Found:
        n = unit.data["n"]
        self.wait()
        self.done.append(n)
        onward = [Work(key=str(n + 1), data={"n": n + 1})] if n + 1 < self.count else []
        return Found(captures=[_capture(2 * n), _capture(2 * n + 1)], work=onward, cursors={"at": n})


def _files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "captures").glob("*/*")}


def _whole(folder: Path, count: int) -> None:
    """Assert that a folder holds exactly the captures 0 to ``count``, whole, each once."""
    ids = {_capture(i).id for i in range(count)}
    assert _files(folder) == {f"{i}{end}" for i in ids for end in (".webp", ".json.gz", ".source.json")}
    for path in (folder / "captures").glob("*/*.json.gz"):
        assert json.loads(gzip.decompress(path.read_bytes()))["id"] == path.name[:16]
    with Archive(folder) as archive:
        assert archive.kept_ids() == ids
        assert len({row[1] for row in archive.hashes()}) == count


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    first, second = Made(5), Made(5)
    for collector in (first, second):
        with Archive(tmp_path) as archive:
            report = run(collector, archive, Store(archive, Limits()))
            assert archive.cursor("at") == 4
    assert (first.done, second.done, report.kept, report.total) == ([0, 1, 2, 3, 4], [], 0, 10)
    _whole(tmp_path, 10)


def test_the_limit_is_exact_and_can_be_raised(tmp_path: Path) -> None:
    for limit, total in ((3, 3), (3, 3), (4, 4), (None, 8)):
        with Archive(tmp_path) as archive:
            assert run(Made(4), archive, Store(archive, Limits()), limit=limit).total == total
    _whole(tmp_path, 8)


def test_several_workers_do_the_same(tmp_path: Path) -> None:
    class Wide(Made):
        def starts(self) -> Iterable[Work]:
            return [Work(key=str(n), data={"n": n}) for n in range(12)]

    with Archive(tmp_path) as archive:
        report = run(Wide(12), archive, Store(archive, Limits()), workers=4)
    assert report.total == 24
    _whole(tmp_path, 24)


def test_refused_is_for_good_and_unavailable_for_three_runs(tmp_path: Path) -> None:
    tried: list[str] = []

    class Failing(Made):
        def starts(self) -> Iterable[Work]:
            return [Work(key="bad"), Work(key="down")]

        def collect(self, unit: Work) -> Found:
            tried.append(unit.key)
            raise RefusedError("bad: broken") if unit.key == "bad" else UnavailableError("down: busy")

    steps: list[Step] = []
    for _ in range(5):
        with Archive(tmp_path) as archive:
            report = run(Failing(1), archive, Store(archive, Limits()), progress=steps.append)
    assert tried == ["bad", "down", "down", "down"]
    assert report.states == {"refused": 1, "unavailable": 1}
    assert [reason for _, _, reason in report.reasons] == ["bad: broken", "down: busy"]
    assert steps[0].reason == "bad: broken"


def test_a_site_has_at_most_so_many_units(tmp_path: Path) -> None:
    class Linked(Made):
        most_per_site = 3

        def starts(self) -> Iterable[Work]:
            return [Work(key="0", site="s", data={"n": 0})]

        def collect(self, unit: Work) -> Found:
            return Found(work=[Work(key=f"{unit.key}{i}", site="s", data={}) for i in range(9)])

    with Archive(tmp_path) as archive:
        assert run(Linked(1), archive, Store(archive, Limits())).states == {"done": 3}


def test_copies_are_dropped_and_counted(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((300, 300), Image.Resampling.NEAREST)
    brighter = Image.fromarray(np.clip(np.asarray(picture, dtype=np.int16) + 3, 0, 255).astype(np.uint8))
    with Archive(tmp_path) as archive:
        store = Store(archive, Limits())
        outcome = store.keep([_capture(1, picture), _capture(2, picture), _capture(3, brighter)])
    assert len(outcome.kept) == 1
    assert [reason for _, reason in outcome.dropped] == ["same picture", "near-duplicate"]


def test_only_one_process_at_a_time(tmp_path: Path) -> None:
    with Archive(tmp_path), pytest.raises(InputError, match="another collector"), Archive(tmp_path):
        pass
    with Archive(tmp_path) as archive:
        assert archive.kept_ids() == set()


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_bytes(b"no database, certainly not one of ours" * 100)
    with pytest.raises(InputError, match=r"archive\.sqlite"), Archive(tmp_path):
        pass


def test_files_without_a_row_are_swept_and_others_left(tmp_path: Path) -> None:
    folder = tmp_path / "captures" / "made"
    folder.mkdir(parents=True)
    for name in ("0123456789abcdef.webp", ".0123456789abcdef.webp.aa.partial", "notes.txt"):
        (folder / name).write_bytes(b"x")
    with Archive(tmp_path) as archive:
        Store(archive, Limits())
    assert _files(tmp_path) == {"notes.txt"}


def test_a_unit_is_recorded_whole_or_not_at_all(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.start("job", [Work(key="a")])
        broken: Any = Outcome(found=[Work(key="b")], cursors={"at": object()})
        with pytest.raises(TypeError):
            archive.record("job", Work(key="a"), broken)
        assert archive.states("job") == {"waiting": 1}
        assert archive.cursor("at") is None


CHILD = """
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("made", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.modules["made"] = module
spec.loader.exec_module(module)
from pathlib import Path
with module.Archive(Path(sys.argv[2])) as archive:
    store = module.Store(archive, module.Limits())
    print("at work", flush=True)
    module.run(module.Made(20, lambda: time.sleep(0.01)), archive, store)
print("done", flush=True)
"""


def test_killed_again_and_again_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    rng = random.Random(1)
    command = [sys.executable, "-c", CHILD, __file__, str(tmp_path)]
    kills = 0
    for attempt in range(30):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "at work\n"
        if attempt < 3:
            try:
                child.wait(timeout=rng.uniform(0.01, 0.3))
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
                kills += 1
        rest = child.stdout.read()
        child.stdout.close()
        child.wait()
        if rest == "done\n":
            break
    assert kills >= 2
    _whole(tmp_path, 40)
