"""One design as it is stored: document, picture, labels, quality, provenance and packed features."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, fields
from typing import Any

from PIL import Image

from jaxdesign.design import codec
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError

FORM_VERSION = 1
"""Version of the stored form: the first number of a dataset's version."""
LONGEST_PX = 768
"""Longest side of a stored picture."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A design with all that is known of it. Every field is a string or bytes, as it is on disk."""

    id: str
    """``<source>/<name>``, unique in a dataset."""
    source: str
    license: str
    group: str
    """``web``, ``email``, ``slide``, ``poster`` or ``document``."""
    kind: str
    """``hero``, ``section``, ``page`` or ``picture`` for a capture; ``document`` for a design file."""
    title: str
    """Of the page it comes from; empty where there is none."""
    document: bytes
    """The design document as JSON; reading it gives the document exactly."""
    picture: bytes
    """PNG or WebP, longest side at most ``LONGEST_PX``."""
    labels: bytes
    """``Labels.to_json`` as JSON; empty before it is judged."""
    quality: bytes
    """Score and reasons as JSON."""
    provenance: bytes
    """Where it was found, as JSON."""
    features: bytes
    """Packed arrays (see ``jaxdesign.data.features``); empty where the design has too many elements."""

    def read_document(self) -> Document:
        """The design. Raises ``InputError`` where the bytes are damaged."""
        return codec.loads(self.document, name=self.id)

    def read_picture(self) -> Image.Image:
        """The finished picture, RGB. Raises ``InputError`` where the bytes are damaged."""
        try:
            return flattened(Image.open(io.BytesIO(self.picture), formats=("PNG", "WEBP")))
        except (OSError, ValueError, SyntaxError) as error:
            raise InputError(f"{self.id}: its picture cannot be read: {error}.") from error

    def read_provenance(self) -> dict[str, Any]:
        """Where it was found: ``place``, ``address``, ``author`` and what else is known."""
        return json.loads(self.provenance)


FIELDS = tuple(field.name for field in fields(Record))
_TEXTS = ("id", "source", "license", "group", "kind", "title")


def to_json_bytes(data: Any) -> bytes:
    """JSON of one line with sorted keys: equal data gives equal bytes."""
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def to_example(record: Record) -> dict[str, str | bytes]:
    """The record as an example of a ``tensorflow_datasets`` builder."""
    return {name: getattr(record, name) for name in FIELDS}


def from_example(example: dict[str, Any]) -> Record:
    """The record of an example that a data source gave. Raises ``InputError`` where fields are missing."""
    missing = [name for name in FIELDS if name not in example]
    if missing:
        raise InputError(f"not a dataset of designs: its records have no '{missing[0]}'.")
    values = {name: example[name] for name in FIELDS}
    for name in _TEXTS:
        if isinstance(values[name], bytes):
            values[name] = values[name].decode()
    return Record(**values)


def pack(record: Record) -> bytes:
    """The record as one block of bytes: lengths of the fields as JSON, a line feed, the fields."""
    parts = [value.encode() if isinstance(value, str) else value for value in to_example(record).values()]
    head = json.dumps([FORM_VERSION, *[len(part) for part in parts]]).encode()
    return b"\n".join([head, b"".join(parts)])


def unpack(data: bytes) -> Record:
    """The record of ``pack``. Raises ``ValueError`` for anything else."""
    head, _, body = data.partition(b"\n")
    version, *lengths = json.loads(head)
    if version != FORM_VERSION or len(lengths) != len(FIELDS) or sum(lengths) != len(body):
        raise ValueError("not a record of this version")
    parts, start = {}, 0
    for name, length in zip(FIELDS, lengths, strict=True):
        parts[name] = body[start : start + length]
        start += length
    return from_example(parts)


def stored_picture(data: bytes, picture: Image.Image) -> bytes:
    """What is stored of a picture: its own bytes where they are small WebP or PNG, else a WebP.

    Args:
        data: the picture's file.
        picture: the same, decoded.
    """
    still = getattr(picture, "n_frames", 1) == 1
    if picture.format in ("WEBP", "PNG") and max(picture.size) <= LONGEST_PX and still:
        return data
    scale = min(LONGEST_PX / max(picture.size), 1.0)
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    rgb = flattened(picture)
    if size != rgb.size:
        rgb = rgb.resize(size, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    rgb.save(stream, "WEBP", quality=92, method=4)
    return stream.getvalue()


def flattened(picture: Image.Image) -> Image.Image:
    """The picture as RGB, laid on white where it is transparent."""
    if picture.mode == "RGB":
        return picture
    rgba = picture.convert("RGBA")
    white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("RGB")
