"""Two hundred files that are broken in ways that real ones are: 25 kinds, eight of each, each by chance."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

EACH = 8

Breaker = Callable[[Path, str, np.random.Generator], Path]
"""Breaks the capture of that name in that folder; returns the file that the report must name."""


def _form(folder: Path, name: str) -> dict[str, Any]:
    return json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))


def _rewrite(folder: Path, name: str, form: Any) -> Path:
    path = folder / f"{name}.json.gz"
    path.write_bytes(gzip.compress(json.dumps(form).encode(), mtime=0))
    return path


def _raw(folder: Path, name: str, data: bytes) -> Path:
    path = folder / f"{name}.json.gz"
    path.write_bytes(data)
    return path


def _changed(change: Callable[[dict[str, Any], np.random.Generator], None]) -> Breaker:
    def breaker(folder: Path, name: str, rng: np.random.Generator) -> Path:
        form = _form(folder, name)
        change(form, rng)
        return _rewrite(folder, name, form)

    return breaker


def _picture(make: Callable[[bytes, np.random.Generator], bytes]) -> Breaker:
    def breaker(folder: Path, name: str, rng: np.random.Generator) -> Path:
        path = folder / f"{name}.webp"
        path.write_bytes(make(path.read_bytes(), rng))
        return folder / f"{name}.json.gz"

    return breaker


def truncated_gzip(folder: Path, name: str, rng: np.random.Generator) -> Path:
    data = (folder / f"{name}.json.gz").read_bytes()
    return _raw(folder, name, data[: int(rng.integers(3, len(data) - 20))])


def gzip_bomb(folder: Path, name: str, rng: np.random.Generator) -> Path:
    return _raw(folder, name, gzip.compress(b"[" + b"0," * 26_000_000, compresslevel=1, mtime=0))


def bad_json(folder: Path, name: str, rng: np.random.Generator) -> Path:
    text = gzip.decompress((folder / f"{name}.json.gz").read_bytes())
    return _raw(folder, name, gzip.compress(text[: int(rng.integers(5, len(text) - 5))]))


def not_utf8(folder: Path, name: str, rng: np.random.Generator) -> Path:
    text = gzip.decompress((folder / f"{name}.json.gz").read_bytes())
    return _raw(folder, name, gzip.compress(text.replace(b"Harvest", b"Harv\xff\xfest")))


def deep_nesting(folder: Path, name: str, rng: np.random.Generator) -> Path:
    return _raw(folder, name, gzip.compress(b'{"crop":' + b"[" * 200_000))


def not_an_object(folder: Path, name: str, rng: np.random.Generator) -> Path:
    return _rewrite(folder, name, [None, [], "x", 3][int(rng.integers(4))])


def missing_picture(folder: Path, name: str, rng: np.random.Generator) -> Path:
    (folder / f"{name}.webp").unlink()
    return folder / f"{name}.json.gz"


def lone_broken_picture(folder: Path, name: str, rng: np.random.Generator) -> Path:
    (folder / f"{name}.json.gz").unlink()
    path = folder / f"{name}.webp"
    path.write_bytes(path.read_bytes()[:40])
    return path


def link_to_nowhere(folder: Path, name: str, rng: np.random.Generator) -> Path:
    path = folder / f"{name}.json.gz"
    path.unlink()
    path.symlink_to(folder / "nowhere.json.gz")
    return path


def link_out(folder: Path, name: str, rng: np.random.Generator) -> Path:
    path = folder / f"{name}.json.gz"
    outside = folder.parent.parent / "outside" / f"{name}.json.gz"
    outside.parent.mkdir(exist_ok=True)
    path.rename(outside)
    path.symlink_to(outside)
    return path


def folder_for_a_file(folder: Path, name: str, rng: np.random.Generator) -> Path:
    path = folder / f"{name}.json.gz"
    path.unlink()
    path.mkdir()
    (folder / f"{name}.webp").rename(path / "inside.tiff")
    return path / "inside.tiff"


def pipe(folder: Path, name: str, rng: np.random.Generator) -> Path:
    path = folder / f"{name}.json.gz"
    path.unlink()
    os.mkfifo(path)
    return path


def empty_folder(folder: Path, name: str, rng: np.random.Generator) -> Path:
    path = folder / f"{name}.json.gz"
    path.unlink()
    (folder / f"{name}.webp").unlink()
    (folder / name).mkdir()
    return folder / name


def broken_svg(folder: Path, name: str, rng: np.random.Generator) -> Path:
    for suffix in (".json.gz", ".webp"):
        (folder / f"{name}{suffix}").unlink()
    path = folder / f"{name}.svg"
    kinds = (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect',
        '<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        "<html><body>404</body></html>",
        "",
    )
    path.write_text(kinds[int(rng.integers(len(kinds)))])
    return path


def wrong_document(folder: Path, name: str, rng: np.random.Generator) -> Path:
    for suffix in (".json.gz", ".webp"):
        (folder / f"{name}{suffix}").unlink()
    path = folder / f"{name}.json"
    wrong = (
        {"version": 1, "canvas": {"width": -3, "height": 100}},
        {"version": 99, "canvas": {"width": 300, "height": 100}},
        {
            "canvas": {"width": 10, "height": 10},
            "elements": [{"id": "a", "kind": "text", "box": [0, 0, 1, 1]}],
        },
    )
    path.write_text(json.dumps(wrong[int(rng.integers(len(wrong)))]))
    return path


def _png_of(width: int, height: int) -> bytes:
    """A PNG whose head promises that many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def _tiff(data: bytes, rng: np.random.Generator) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (30, 30)).save(stream, "TIFF")
    return stream.getvalue()


def _nan(form: dict[str, Any], rng: np.random.Generator) -> None:
    form["elements"][int(rng.integers(4))]["b"][int(rng.integers(4))] = [float("nan"), float("inf")][
        int(rng.integers(2))
    ]


def _negative(form: dict[str, Any], rng: np.random.Generator) -> None:
    form["elements"][int(rng.integers(4))]["b"][2 + int(rng.integers(2))] = -float(rng.integers(1, 500))


def _wrong_type(form: dict[str, Any], rng: np.random.Generator) -> None:
    key = ("b", "t", "op")[int(rng.integers(3))]
    form["elements"][int(rng.integers(4))][key] = [{"x": 1}, [[]], "many"][int(rng.integers(3))]


KINDS: dict[str, Breaker] = {
    "truncated gzip": truncated_gzip,
    "gzip bomb": gzip_bomb,
    "bad JSON": bad_json,
    "not UTF-8": not_utf8,
    "deep nesting": deep_nesting,
    "not an object": not_an_object,
    "no crop": _changed(lambda form, rng: form.pop("crop")),
    "crop of no size": _changed(lambda form, rng: form.update(crop=[0, 0, 0, 0])),
    "huge crop": _changed(lambda form, rng: form.update(crop=[0, 0, 10**9, 10**9])),
    "NaN or infinity": _changed(_nan),
    "negative size": _changed(_negative),
    "wrong type": _changed(_wrong_type),
    "elements no list": _changed(lambda form, rng: form.update(elements={"a": 1})),
    "too many elements": _changed(lambda form, rng: form.update(elements=form["elements"] * 1500)),
    "only empty texts": _changed(lambda form, rng: form.update(elements=[{**form["elements"][1], "s": " "}])),
    "missing picture": missing_picture,
    "picture cut short": _picture(lambda data, rng: data[: int(rng.integers(1, len(data) // 2))]),
    "picture of noise": _picture(lambda data, rng: rng.bytes(2000)),
    "empty picture": _picture(lambda data, rng: b""),
    "picture bomb": _picture(lambda data, rng: _png_of(60_000, 60_000)),
    "picture of another form": _picture(_tiff),
    "lone broken picture": lone_broken_picture,
    "link to nowhere": link_to_nowhere,
    "link out of the folder": link_out,
    "folder in a file's place": folder_for_a_file,
    "pipe": pipe,
    "empty folder": empty_folder,
    "broken SVG": broken_svg,
    "wrong document": wrong_document,
}
COUNTS = {name: 2 if name == "gzip bomb" else EACH for name in KINDS}


def break_all(
    root: Path, write_capture: Callable[..., Path], rng: np.random.Generator
) -> list[tuple[str, str]]:
    """Fill the folder with broken captures; returns the kind and the place that the report must name."""
    expected = []
    for kind, breaker in KINDS.items():
        for i in range(COUNTS[kind]):
            folder = root / kind.replace(" ", "-").replace("'", "")
            name = f"x{i}"
            write_capture(folder, name, seed=int(rng.integers(1 << 30)))
            path = breaker(folder, name, rng)
            expected.append((kind, str(path.relative_to(root.parent))))
    return expected
