"""Lists of picture addresses, from a real server with every kind of trouble."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.collecting import Report, run
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.store import Store
from jaxdesign.collectors.urls import UrlsCollector, read_list
from jaxdesign.errors import InputError


def _collect(folder: Path, addresses: list[str], fetcher: Any, **options: Any) -> Report:
    with Archive(folder) as archive, UrlsCollector(addresses, fetcher, **options) as collector:
        return run(collector, archive, Store(archive, Limits(min_side_px=300)), workers=3)


def test_each_picture_is_kept_once_and_each_failure_named(
    tmp_path: Path, site: Any, fetcher: Any, make_picture: Callable[..., bytes]
) -> None:
    for i in range(6):
        site.file(f"/good{i}", make_picture(i), "image/png")
    site.file("/copy", make_picture(0, kind="JPEG"), "image/jpeg")
    site.file("/small", make_picture(50, (90, 90)), "image/png")
    site.file("/banner", make_picture(51, (2000, 310)), "image/png")
    site.file("/page", b"<html>", "text/html")
    site.file("/lies", b"<html>", "image/png")
    site.file("/cut", make_picture(52)[:700], "image/png")
    site.routes["/down"] = lambda asked: (500, {}, b"")
    names = [
        *(f"good{i}" for i in range(6)),
        "copy",
        "small",
        "banner",
        "page",
        "lies",
        "cut",
        "down",
        "none",
    ]
    report = _collect(tmp_path, [f"{site.base}/{name}" for name in names], fetcher, license="CC0-1.0")
    assert report.kept == 6
    assert report.drops == {"near-duplicate": 1, "too small": 1, "too narrow": 1}
    assert report.states == {"done": 9, "refused": 4, "unavailable": 1}
    reasons = " ".join(reason for _, _, reason in report.reasons)
    assert all(f"/{name}: " in reasons for name in ("page", "lies", "cut", "down", "none"))
    for path in (tmp_path / "captures").glob("*/*.source.json"):
        sidecar = json.loads(path.read_text())
        assert (sidecar["license"], sidecar["license_from"]) == ("CC0-1.0", "given by the user")
    asked = dict(site.asked)
    again = _collect(tmp_path, [f"{site.base}/{name}" for name in names], fetcher, license="CC0-1.0")
    assert again.kept == 0
    assert {path for path in site.asked if site.asked[path] != asked[path]} == {"/down"}


def test_a_large_picture_is_stored_at_a_size_that_can_be_read(
    tmp_path: Path, site: Any, fetcher: Any, make_picture: Callable[..., bytes]
) -> None:
    site.file("/big", make_picture(1, (2400, 3000)), "image/png")
    _collect(tmp_path, [f"{site.base}/big"], fetcher)
    with Image.open(next((tmp_path / "captures").glob("*/*.webp"))) as picture:
        assert max(picture.size) == 1536


def test_lists_are_read_and_wrong_lines_named(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# posters\nhttp://a/1.png\n\n  https://b/2.png \n")
    assert read_list(path) == ["http://a/1.png", "https://b/2.png"]
    path.write_text("http://a/1.png\nfile:///etc/passwd\n")
    with pytest.raises(InputError, match="line 2"):
        read_list(path)
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputError, match=r"list\.txt"):
        read_list(path)
