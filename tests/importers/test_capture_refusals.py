"""Captures that cannot be used: the error names the file and the field."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers import open_design

_TEXT = {"t": "text", "b": [0, 0, 50, 20], "s": "Hi", "fs": 16, "c": [0, 0, 0, 1]}


def _write(folder: Path, element: Any = _TEXT, **fields: Any) -> Path:
    data = {
        "id": "x",
        "source": "s",
        "license": "l",
        "crop": [0, 0, 100, 100],
        "elements": [element],
    } | fields
    path = folder / "x.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    Image.new("RGB", (100, 100), "white").save(folder / "x.webp", lossless=True)
    return path


@pytest.mark.parametrize(
    ("element", "field"),
    [
        ("text", "elements[0]"),
        (_TEXT | {"t": "video"}, "elements[0].t"),
        (_TEXT | {"b": [0, 0, 50]}, "elements[0].b"),
        (_TEXT | {"b": [0, float("nan"), 50, 20]}, "elements[0].b.1"),
        (_TEXT | {"b": [0, float("inf"), 50, 20]}, "elements[0].b.1"),
        (_TEXT | {"b": [0, 0, -50, 20]}, "elements[0].b"),
        (_TEXT | {"b": [0, 0, 1e12, 20]}, "elements[0].b.2"),
        (_TEXT | {"b": "wide"}, "elements[0].b"),
        (_TEXT | {"s": 7}, "elements[0].s"),
        (_TEXT | {"fs": "16px"}, "elements[0].fs"),
        (_TEXT | {"fs": True}, "elements[0].fs"),
        (_TEXT | {"fw": "heavy"}, "elements[0].fw"),
        (_TEXT | {"c": "red"}, "elements[0].c"),
        (_TEXT | {"c": [0, 0, None, 1]}, "elements[0].c.2"),
        (_TEXT | {"op": "full"}, "elements[0].op"),
    ],
)
def test_a_wrong_element_is_named(tmp_path: Path, element: Any, field: str) -> None:
    with pytest.raises(InputError) as caught:
        open_design(_write(tmp_path, element))
    assert f"x.json.gz: {field}" in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"crop": None}, "crop"),
        ({"crop": [0, 0, 0, 100]}, "crop"),
        ({"crop": [0, 0, 1e6, 100]}, "crop"),
        ({"elements": {}}, "elements"),
        ({"elements": [_TEXT] * 6000}, "elements"),
        ({"bodyBg": 3}, "bodyBg"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        open_design(_write(tmp_path, **fields))
    assert f"x.json.gz: {field}" in str(caught.value)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path)
    (tmp_path / "x.webp").unlink()
    with pytest.raises(InputError, match=r"picture 'x\.webp'"):
        open_design(path)


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path)
    (tmp_path / "x.webp").write_bytes(b"RIFF....WEBP, not")
    with pytest.raises(InputError, match=r"x\.webp: not a picture"):
        open_design(path)


def _png_of_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(9_000, 9_000), (60_000, 60_000)])
def test_a_picture_bomb_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = _write(tmp_path)
    (tmp_path / "x.webp").unlink()
    (tmp_path / "x.png").write_bytes(_png_of_size(*size))
    with pytest.raises(UnsafeInputError, match=r"x\.png"):
        open_design(path)


def test_a_packed_bomb_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path)
    path.write_bytes(gzip.compress(b" " * 60_000_000))
    with pytest.raises(UnsafeInputError, match="larger than"):
        open_design(path)


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b\x08broken", b'{"crop": [', b"", b"hello", b"\x89PNG\r\n\x1a\n", b"[" * 50_000]
)
def test_what_is_no_design_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"x\.json"):
        open_design(path)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_design(tmp_path / "none.svg")
    with pytest.raises(InputError, match="is a folder"):
        open_design(tmp_path)
