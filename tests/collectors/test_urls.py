"""Lists of picture addresses, from a real server with every kind of trouble."""

from __future__ import annotations

import json
import random
import struct
import zlib
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


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _spoilt(kind: str, seed: int, good: dict[str, bytes]) -> tuple[int, dict[str, str], bytes]:
    """An answer that is no picture that can be kept, in one of many ways."""
    rng = random.Random(seed)
    png, headers = {"Content-Type": "image/png"}, {}
    head = struct.pack(">IIBBBBB", 50_000 + seed, 50_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", b"x") + _chunk(b"IEND", b"")
    cases: dict[str, tuple[int, dict[str, str], bytes]] = {
        "cut PNG": (200, png, good["PNG"][: rng.randrange(60, len(good["PNG"]) // 2)]),
        "cut JPEG": (200, {"Content-Type": "image/jpeg"}, good["JPEG"][: rng.randrange(20, 700)]),
        "cut WebP": (200, {"Content-Type": "image/webp"}, good["WEBP"][: rng.randrange(12, 300)]),
        "cut GIF": (200, {"Content-Type": "image/gif"}, good["GIF"][: rng.randrange(6, 14)]),
        "empty": (200, png, b""),
        "noise": (200, png, rng.randbytes(2000)),
        "noise after a good start": (200, png, good["PNG"][:50] + rng.randbytes(3000)),
        "page as picture": (200, png, b"<!doctype html><p>" + str(seed).encode()),
        "page": (200, {"Content-Type": "text/html"}, b"<p>" + str(seed).encode()),
        "archive": (200, {"Content-Type": "application/zip"}, b"PK" + rng.randbytes(99)),
        "drawing": (200, {"Content-Type": "image/svg+xml"}, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "bomb": (200, png, bomb),
        "gone": (410, headers, b""),
        "not found": (404, headers, b""),
        "forbidden": (403, headers, b""),
        "failing": (500, headers, b""),
        "busy for days": (429, {"Retry-After": "99999"}, b""),
        "cut connection": (
            200,
            {**png, "Content-Length": "999999", "Connection": "close"},
            good["PNG"][:100],
        ),
        "marked": (200, {**png, "X-Robots-Tag": "noimageai"}, good["PNG"]),
        "circle": (302, {"Location": f"/{kind.replace(' ', '-')}/{seed}"}, b""),
        "elsewhere": (302, {"Location": "javascript:alert(1)"}, b""),
        "false packing": (200, {**png, "Content-Encoding": "gzip"}, b"no gzip"),
    }
    return cases[kind]


KINDS = (
    "cut PNG", "cut JPEG", "cut WebP", "cut GIF", "empty", "noise", "noise after a good start", "page as picture",
    "page", "archive", "drawing", "bomb", "gone", "not found", "forbidden", "failing", "busy for days",
    "cut connection", "marked", "circle", "elsewhere", "false packing",
)  # fmt: skip


def test_two_hundred_bad_addresses_are_each_named_and_the_good_ones_kept(
    tmp_path: Path, site: Any, fetcher: Any, make_picture: Callable[..., bytes]
) -> None:
    fetcher.backoff.tries = 2
    good = {name: make_picture(7, kind=name) for name in ("PNG", "JPEG", "WEBP", "GIF")}
    addresses = []
    for i in range(200):
        kind = KINDS[i % len(KINDS)]
        path = f"/{kind.replace(' ', '-')}/{i}"
        answer = _spoilt(kind, i, good)
        site.routes[path] = lambda asked, answer=answer: answer
        addresses.append(site.base + path)
    for i in range(8):
        site.file(f"/good/{i}", make_picture(1000 + i), "image/png")
        addresses.insert(25 * i, f"{site.base}/good/{i}")
    report = _collect(tmp_path, addresses, fetcher)
    assert report.kept == 8
    named = {key for key, _, reason in report.reasons if key in reason}
    assert named == {address for address in addresses if "/good/" not in address}
    assert len(named) == 200
