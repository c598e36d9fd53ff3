"""Pictures from strangers: what is broken, false or far too large is refused; copies are found."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from jaxdesign.collectors.duplicates import SAME_BITS, NearDuplicates, perceptual_hash
from jaxdesign.collectors.pictures import open_picture
from jaxdesign.collectors.refusals import RefusedError

Make = Callable[..., bytes]


def _png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


BAD: dict[str, Callable[[Make], bytes]] = {
    "empty": lambda make: b"",
    "words": lambda make: b"hello, I am no picture at all",
    "page": lambda make: b"<!doctype html><img src=x>",
    "svg": lambda make: b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    "cut PNG": lambda make: make(1)[:600],
    "cut JPEG": lambda make: make(1, kind="JPEG")[:500],
    "cut WebP": lambda make: make(1, kind="WEBP")[:200],
    "bomb of 10 gigapixels": lambda make: _png(100_000, 100_000),
    "bomb within Pillow's limit": lambda make: _png(8_000, 8_000),
    "negative size": lambda make: _png(0, 0),
    "wrong checksum": lambda make: make(1)[:40] + b"\0\0\0\0" + make(1)[44:],
    "PDF": lambda make: b"%PDF-1.7\n1 0 obj<<>>endobj",
    "BMP": lambda make: b"BM" + bytes(60),
    "EPS": lambda make: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "TIFF": lambda make: b"II*\0" + bytes(60),
    "zip": lambda make: b"PK\x03\x04" + bytes(60),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_refused_by_name(name: str, make_picture: Make) -> None:
    with pytest.raises(RefusedError, match="the-address"):
        open_picture(BAD[name](make_picture), "the-address")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_good_pictures_are_read(kind: str, make_picture: Make) -> None:
    picture = open_picture(make_picture(3, kind=kind), "x")
    assert (picture.size, picture.mode) == ((480, 640), "RGB")


def test_transparent_parts_become_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(stream, "PNG")
    assert open_picture(stream.getvalue(), "x").getpixel((5, 5)) == (255, 255, 255)


def _hash(data: bytes) -> str:
    return perceptual_hash(open_picture(data, "x"))


def test_copies_are_near_and_others_far(make_picture: Make) -> None:
    hashes = [_hash(make_picture(seed)) for seed in range(24)]
    seen = NearDuplicates()
    for i, hash_ in enumerate(hashes):
        assert seen.find(hash_, 0.75) is None
        seen.add(str(i), hash_, 0.75)
    for seed in range(24):
        assert seen.find(_hash(make_picture(seed, kind="JPEG")), 0.75) == str(seed)
        smaller = open_picture(make_picture(seed), "x").resize((240, 320))
        assert seen.find(perceptual_hash(smaller), 0.75) == str(seed)


def test_other_proportions_are_no_copy(make_picture: Make) -> None:
    seen = NearDuplicates()
    hash_ = _hash(make_picture(1))
    seen.add("a", hash_, 0.75)
    assert seen.find(hash_, 1.5) is None
    assert seen.find(hash_, 0.76) == "a"


def test_distance_is_counted_in_bits() -> None:
    seen = NearDuplicates()
    seen.add("zero", "0" * 32, 1.0)
    assert seen.find(f"{(1 << SAME_BITS) - 1:032x}", 1.0) == "zero"
    assert seen.find(f"{(1 << (SAME_BITS + 1)) - 1:032x}", 1.0) is None


def test_many_pictures_are_remembered() -> None:
    seen = NearDuplicates()
    for i in range(1, 700):
        seen.add(str(i), f"{i * 0x9E3779B97F4A7C15F39CC0605CEDC834 % (1 << 128):032x}", 1.0)
    assert seen.find(f"{650 * 0x9E3779B97F4A7C15F39CC0605CEDC834 % (1 << 128):032x}", 1.0) == "650"
