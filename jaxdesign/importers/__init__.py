"""Designs from outside: captures, SVG of other programs, our own SVG and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from jaxdesign.design.document import Document
    from jaxdesign.importers.notice import ImportNotice

__all__ = ["open_design", "open_design_with_notices"]


def open_design(path: Path) -> Document:
    """The design in a file: our JSON, SVG, or a capture (``.json`` or ``.json.gz``) with its picture.

    What the file holds decides, not its name. Raises ``InputError``.
    """
    return open_design_with_notices(path)[0]


def open_design_with_notices(path: Path) -> tuple[Document, list[ImportNotice]]:
    """The design in a file, and what of it could not be taken over as it is. Raises ``InputError``."""
    from jaxdesign.importers.opening import open_file

    return open_file(path)
