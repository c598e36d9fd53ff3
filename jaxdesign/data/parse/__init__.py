"""Pictures alone, without an element tree, as designs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaxdesign.data.parse.parsed import Parsed

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image as PillowImage

__all__ = ["Parsed", "parse_picture", "parse_picture_file"]


def parse_picture(picture: PillowImage.Image) -> Parsed:
    """The design that a picture shows, with a confidence for each element.

    The canvas is as large as the picture, in pixels. Of an animation the first frame counts; what is
    transparent lies on white. Raises ``InputError`` for a picture that cannot be used and
    ``MissingExtraError`` where the extra ``ocr`` is not installed.
    """
    from jaxdesign.data.parse.parsing import parse

    return parse(picture)


def parse_picture_file(path: Path) -> Parsed:
    """``parse_picture`` of a PNG, JPEG, WebP or GIF file. Raises ``InputError`` that names the file."""
    from jaxdesign.data.parse.parsing import parse_file

    return parse_file(path)
