"""Over two hundred broken captures, pictures and design files: each is named, and the rest is prepared."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import jaxdesign.data.item_cache as item_cache
import jaxdesign.data.item_reading as item_reading
import jaxdesign.data.workers as workers
from jaxdesign.data.item_cache import Summary
from jaxdesign.data.prepare import LocalEngine, prepare
from jaxdesign.data.sources import Item, list_items
from jaxdesign.data.stored import StoredDataset

_spec = importlib.util.spec_from_file_location("broken_input", Path(__file__).with_name("broken_input.py"))
assert _spec is not None
assert _spec.loader is not None
broken_input = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(broken_input)

ONE = LocalEngine(workers=1)


def test_every_broken_item_is_named_and_the_rest_prepared(
    make_capture: Callable[..., Path], tmp_path: Path
) -> None:
    root = tmp_path / "captures"
    expected = broken_input.break_all(root, make_capture, np.random.default_rng(0))
    assert len(expected) >= 200
    assert len({kind for kind, _ in expected}) >= 15
    for i in range(3):
        make_capture(root / "good", f"g{i}", seed=i)
    report = prepare([root], tmp_path / "out", min_quality=0.0, engine=ONE)
    assert {record.id for _, record in StoredDataset(report.folder)} == {"good/g0", "good/g1", "good/g2"}
    lines = [json.loads(line) for line in (report.folder / "report.jsonl").read_text().splitlines()]
    reasons = {
        line["place"]: line.get("reason") for line in lines if line["state"] in ("refused", "passed over")
    }
    assert [(kind, place) for kind, place in expected if not reasons.get(place)] == []
    assert Counter(line["state"] for line in lines)["fault"] == 0
    assert str(tmp_path) not in (report.folder / "report.jsonl").read_text()


def test_a_file_that_may_not_be_read_is_named(
    make_capture: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a user who is not root: opening the file is refused by the system."""
    make_capture(tmp_path / "s", "locked", seed=1)
    make_capture(tmp_path / "s", "open", seed=2)
    real = item_cache._content

    def content(path: Path) -> bytes:
        if path.name == "locked.json.gz":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(item_cache, "_content", content)
    report = prepare([tmp_path / "s"], tmp_path / "out", min_quality=0.0, engine=ONE)
    assert report.bad == [("s/locked.json.gz", "cannot be read: Permission denied")]
    assert report.states == {"kept": 1, "refused": 1}


def test_a_fault_of_the_reader_is_named_and_tried_again(
    make_capture: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_capture(tmp_path / "s", "a", seed=1)
    make_capture(tmp_path / "s", "b", seed=2)
    real = item_reading.read_record

    def faulty(item: Item):
        if item.stem == "a":
            raise ZeroDivisionError("division by zero")
        return real(item)

    monkeypatch.setattr(item_reading, "read_record", faulty)
    report = prepare([tmp_path / "s"], tmp_path / "out", min_quality=0.0, engine=ONE)
    assert report.states == {"fault": 1, "kept": 1}
    assert report.bad == [("s/a.json.gz", "ZeroDivisionError: division by zero")]
    monkeypatch.setattr(item_reading, "read_record", real)
    assert prepare([tmp_path / "s"], tmp_path / "out", min_quality=0.0, engine=ONE).states == {"kept": 2}


class _DyingPool:
    """Stands for a pool of processes in which reading one of the items ends the process."""

    def __init__(self, deadly: str):
        self.deadly = deadly

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, read, item: Item, cache: Path):
        from concurrent.futures import Future
        from concurrent.futures.process import BrokenProcessPool

        future: Future[Summary] = Future()
        if item.stem == self.deadly:
            future.set_exception(BrokenProcessPool("a process died"))
        else:
            future.set_result(Summary(place=item.place, state="read"))
        return future

    def shutdown(self, **_: object) -> None:
        pass


def test_an_item_that_ends_its_process_is_named(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = list(list_items([corpus]).items)
    monkeypatch.setattr(workers, "_pool", lambda count: _DyingPool("c1"))
    summaries = workers.read_items(items, tmp_path, workers=2)
    assert [summary.place for summary in summaries] == [item.place for item in items]
    for item, summary in zip(items, summaries, strict=True):
        assert summary.state == ("fault" if item.stem == "c1" else "read")
        assert summary.reason == ("reading it ended the process" if item.stem == "c1" else "")


_ENDS_SUDDENLY = """
import os
from jaxdesign.data.workers import _pool
if __name__ == "__main__":
    print(_pool(1).submit(os.getpid).result(), flush=True)
    os._exit(9)
"""


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(_ENDS_SUDDENLY)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        try:
            waiting = os.pidfd_open(worker)
        except ProcessLookupError:
            return
        try:
            assert select.select([waiting], [], [], 30)[0], "the worker outlived its parent"
        finally:
            os.close(waiting)
