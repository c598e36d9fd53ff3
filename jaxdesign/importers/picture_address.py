"""Pictures inside a document or SVG: whether they can be read safely, and how large they are."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from collections.abc import Callable
from functools import cache

from jaxdesign.design.document import Document
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.capture_file import read_picture
from jaxdesign.render.drawings import is_svg, read_drawing


def picture_checker(name: str) -> Callable[[str, str], tuple[int, int]]:
    """A function of an address and where it stands that gives the picture's size.

    It raises ``InputError`` for what cannot be read, ``UnsafeInputError`` for what must not be.
    """

    @cache
    def check(address: str, where: str) -> tuple[int, int]:
        head, _, payload = address.partition(",")
        label = f"{name}: {where}"
        if not head.lower().startswith("data:image/"):
            raise UnsafeInputError(
                f"{label} refers to '{address[:60]}'; only pictures inside the file are read."
            )
        if is_svg(address):
            try:
                return read_drawing(address)[:2]
            except UnsafeInputError as error:
                raise UnsafeInputError(
                    f"{label} holds an SVG of its own, which is not read; ungroup it and save again."
                ) from error
        try:
            data = (
                base64.b64decode("".join(urllib.parse.unquote(payload).split()), validate=True)
                if ";base64" in head.lower()
                else urllib.parse.unquote_to_bytes(payload)
            )
        except (binascii.Error, ValueError) as error:
            raise InputError(f"{label}: its base64 data is damaged.") from error
        return read_picture(data, label).size

    return check


def check_pictures(document: Document, name: str) -> None:
    """Raises ``InputError`` where a picture is not inside the document or cannot be read safely."""
    check = picture_checker(name)
    if document.backdrop.image is not None:
        check(document.backdrop.image.href, "backdrop.image.href")
    for i, element in enumerate(document.elements):
        if element.image is not None:
            check(element.image.href, f"elements[{i}].image.href")
