"""Documents to and from JSON bytes, with errors that name the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jaxdesign.design.document import DOCUMENT_VERSION, Document
from jaxdesign.design.plain_errors import plain_message
from jaxdesign.errors import InputError


def document_from_dict(data: Any, *, name: str = "document") -> Document:
    """The document that ``data`` describes.

    Raises ``InputError`` that names the first wrong field.
    """
    if not isinstance(data, dict):
        raise InputError(f"{name}: expected a JSON object with 'canvas' and 'elements'.")
    version = data.get("version", DOCUMENT_VERSION)
    if version != DOCUMENT_VERSION:
        raise InputError(
            f"{name}: version: {version!r} is not known; this program reads version {DOCUMENT_VERSION}."
        )
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        raise InputError(f"{name}: {plain_message(error, data)}") from error


def loads(text: str | bytes, *, name: str = "document") -> Document:
    """Parse a JSON document. Raises ``InputError``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: not valid JSON: {error}.") from error
    return document_from_dict(data, name=name)


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
