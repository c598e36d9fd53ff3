"""Documents to and from JSON bytes, with errors that name the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jaxdesign.design.document import DOCUMENT_VERSION, Document
from jaxdesign.design.plain_errors import parsed_json, refuse_other_version, validated
from jaxdesign.errors import InputError


def document_from_dict(data: Any, *, name: str = "document") -> Document:
    """The document that ``data`` describes.

    Raises ``InputError`` that names the first wrong field.
    """
    if not isinstance(data, dict):
        raise InputError(f"{name}: expected a JSON object with 'canvas' and 'elements'.")
    refuse_other_version(data, DOCUMENT_VERSION, name=name)
    return validated(Document, data, name=name)


def loads(text: str | bytes, *, name: str = "document") -> Document:
    """Parse a JSON document. Raises ``InputError``."""
    return document_from_dict(parsed_json(text, name=name), name=name)


def dumps(document: Document) -> str:
    """The document as JSON; the same document gives the same text, and ``loads`` gives it back."""
    return json.dumps(document.model_dump(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read(path: Path) -> Document:
    """Read a JSON document. Raises ``InputError``."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
    return loads(text, name=str(path))


def write(document: Document, path: Path) -> None:
    """Write the document as JSON."""
    path.write_text(dumps(document), encoding="utf-8")
