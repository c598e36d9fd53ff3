"""Any file that shows a design: a document, an SVG, a capture, or a picture alone."""

from __future__ import annotations

from pathlib import Path

from jaxdesign.design.document import Document
from jaxdesign.importers import open_design
from jaxdesign.importers.opening import is_picture_head


def is_picture(path: Path) -> bool:
    """True for a PNG, JPEG, WebP or GIF file, by its first bytes; False for what cannot be opened."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return is_picture_head(head)


def open_any(path: Path) -> Document:
    """The design in a file; a picture alone is parsed. Raises ``InputError`` and ``MissingExtraError``."""
    if not is_picture(path):
        return open_design(path)
    from jaxdesign.data.parse import parse_picture_file

    return parse_picture_file(path).document
