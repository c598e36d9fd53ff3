"""Real pages: openly licensed packages of the npm registry, fetched into a cache outside the repository."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.browser import Browser, BrowserOptions
from jaxdesign.collectors.collecting import run
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.reading import Patience
from jaxdesign.collectors.store import Store
from jaxdesign.collectors.web import WebCollector, WebOptions
from jaxdesign.importers.capture import read_capture

pytestmark = pytest.mark.browser

PAGES = [
    ("startbootstrap-agency@7.0.12", "dist/index.html"),
    ("startbootstrap-business-casual@7.0.9", "dist/index.html"),
    ("startbootstrap-freelancer@7.0.7", "dist/index.html"),
    ("startbootstrap-grayscale@7.0.6", "dist/index.html"),
    ("startbootstrap-new-age@6.0.7", "dist/index.html"),
    ("startbootstrap-resume@7.0.6", "dist/index.html"),
    ("startbootstrap-one-page-wonder@6.0.6", "dist/index.html"),
    ("startbootstrap-landing-page@6.0.6", "dist/index.html"),
    ("startbootstrap-personal@1.0.1", "dist/index.html"),
    ("startbootstrap-coming-soon@6.0.7", "dist/index.html"),
    ("startbootstrap-modern-business@5.0.7", "dist/index.html"),
    ("startbootstrap-business-frontpage@5.0.9", "dist/index.html"),
    ("startbootstrap-stylish-portfolio@6.0.6", "dist/index.html"),
    ("startbootstrap-sb-admin@7.0.7", "dist/login.html"),
    ("notus-js@1.1.0", "pages/landing.html"),
    ("notus-js@1.1.0", "pages/profile.html"),
    ("cv-template@1.54.0", "dist/templates/1.html"),
    ("cv-template@1.54.0", "dist/templates/3.html"),
    ("webslides@1.5.0", "demos/index.html"),
    ("startbootstrap-scrolling-nav@5.0.6", "dist/index.html"),
    ("responsive-html-email-template@1.0.0", "email-inlined.html"),
    ("responsive-email@1.0.3", "index.html"),
]


def _cache() -> Path:
    named = os.environ.get("JAXDESIGN_PACKAGES")
    return Path(named) if named else Path(tempfile.gettempdir()) / "jaxdesign-packages"


def _package(name: str) -> Path:
    """Folder of an unpacked package; skips where the registry cannot be reached."""
    target = _cache() / name.lstrip("@").replace("/", "+").replace("@", "-")
    if target.is_dir():
        return target
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, so the pages of the registry cannot be fetched")
    _cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_cache()) as scratch:
        command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", scratch, name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        archives = list(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            pytest.skip(f"the npm registry did not give {name}: {done.stderr.strip()[-200:]}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(Path(scratch) / "unpacked", filter="data")
        (inner,) = (path for path in (Path(scratch) / "unpacked").iterdir() if path.is_dir())
        try:
            inner.rename(target)
        except OSError:
            # Another test process was faster.
            assert target.is_dir()
    return target


class _Lent:
    def __init__(self, browser: Browser):
        self.browser = browser

    def __enter__(self) -> _Lent:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def use(self, work: Any) -> Any:
        return work(self.browser)


def _share_with_ink(form: dict[str, Any], picture: Path) -> float:
    """How many of the texts stand where the picture is not of one colour."""
    with Image.open(picture) as opened:
        pixels = np.asarray(opened.convert("RGB"), dtype=np.float32)
    scale = pixels.shape[1] / form["crop"][2]
    inked = []
    for element in form["elements"]:
        x, y, w, h = (value * scale for value in element["b"])
        inside = x >= 0 and y >= 0 and x + w <= pixels.shape[1] and y + h <= pixels.shape[0]
        if element["t"] == "text" and inside and min(w, h) >= 4:
            patch = pixels[int(y) : int(y + h) + 1, int(x) : int(x + w) + 1]
            inked.append(float(np.ptp(patch, axis=(0, 1)).max()) > 24)
    return sum(inked) / len(inked) if inked else 1.0


@pytest.mark.parametrize(("package", "page"), PAGES, ids=[f"{p.partition('@')[0]}-{q}" for p, q in PAGES])
def test_a_published_page_is_collected_whole(
    tmp_path: Path, browser: Browser, fetcher: Any, package: str, page: str
) -> None:
    start = _package(package) / page
    viewport = (1280, 800) if PAGES.index((package, page)) % 2 else (414, 896)
    patience = Patience(max_page_px=6000, scroll_ms=3000, load_ms=2000)
    options = WebOptions(viewports=(viewport,), depth=0, pages_per_site=1, files=False, patience=patience)
    collector = WebCollector([str(start)], options, BrowserOptions(offline=True), fetcher)
    collector._pool = _Lent(browser)  # ty: ignore[invalid-assignment]
    with Archive(tmp_path) as archive, collector:
        report = run(collector, archive, Store(archive, Limits()))
    assert report.states["done"] == 1, report.reasons
    assert report.kept >= 1
    for path in (tmp_path / "captures").glob("*/*.json.gz"):
        form = json.loads(gzip.decompress(path.read_bytes()))
        assert form["license"] in ("MIT", "ISC")
        assert _share_with_ink(form, path.with_name(f"{form['id']}.webp")) >= 0.9
        document = read_capture(path)
        assert (document.canvas.width, document.canvas.height) == tuple(form["crop"][2:])
        assert document.elements
