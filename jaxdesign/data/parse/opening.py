"""Any file that shows a design: a document, an SVG, a capture, or a picture alone."""

from __future__ import annotations

from pathlib import Path

from jaxdesign.design.document import Document
from jaxdesign.importers import open_design

_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def is_picture(path: Path) -> bool:
    """True for a PNG, JPEG, WebP or GIF file, by its first bytes; False for what cannot be opened."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head.startswith(_HEADS) or (head[:4] == b"RIFF" and head[8:] == b"WEBP")


def open_any(path: Path) -> Document:
    """The design in a file; a picture alone is parsed. Raises ``InputError`` and ``MissingExtraError``."""
    if not is_picture(path):
        return open_design(path)
    from jaxdesign.data.parse import parse_picture_file

    return parse_picture_file(path).document
