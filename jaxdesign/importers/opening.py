"""Finding out what a file is, by its content, and reading it."""

from __future__ import annotations

import gzip
import io
import json
import shlex
import zlib
from pathlib import Path
from typing import Any

from jaxdesign.design import codec
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.notice import ImportNotice
from jaxdesign.importers.picture_address import check_pictures

MAX_BYTES = 50_000_000
SUPPORTED = (
    "a design document (.json), an SVG file (.svg, .svgz), "
    "or a capture (.json or .json.gz with its picture beside it)"
)


_PICTURE_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def is_picture_head(data: bytes) -> bool:
    """True for the first bytes, 12 at least, of a PNG, JPEG, WebP or GIF."""
    return data.startswith(_PICTURE_HEADS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _bytes(path: Path) -> bytes:
    """The file's content, unpacked."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; expected {SUPPORTED}.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file.") from error
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {error}.") from error
    if len(data) > MAX_BYTES:
        raise UnsafeInputError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; refused.")
    return data


def _json(data: bytes, path: Path) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid JSON: {error}.") from error


def open_file(path: Path) -> tuple[Document, list[ImportNotice]]:
    """The design in a file and the importer's notices. Raises ``InputError``."""
    path = Path(path)
    data = _bytes(path)
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if head.startswith(b"{"):
        parsed = _json(data, path)
        if "crop" in parsed and "canvas" not in parsed:
            from jaxdesign.importers.capture import read_capture

            return read_capture(path), []
        document = codec.document_from_dict(parsed, name=str(path))
        check_pictures(document, str(path))
        return document, []
    if head.startswith(b"<") or head[:2] in (b"<\x00", b"\xff\xfe", b"\xfe\xff"):
        from jaxdesign.importers.svg import read_svg_bytes

        return read_svg_bytes(data, name=str(path))
    if is_picture_head(data):
        raise InputError(
            f"{path}: a picture alone; `jaxdesign convert {shlex.quote(str(path))} -o design.json` "
            "reads it first."
        )
    what = "an empty file" if not data.strip() else "not a design this program knows"
    raise InputError(f"{path}: {what}; supported are {SUPPORTED}.")
