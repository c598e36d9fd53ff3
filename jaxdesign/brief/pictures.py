"""Whether the picture files of a brief are there and whole, told before anything is made of them."""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from jaxdesign.brief.schema import Brief
from jaxdesign.errors import InputError

_DECODED_UP_TO = 60_000_000
"""Pixels; larger pictures are left to what refuses them for their size."""


def check_pictures(brief: Brief) -> None:
    """Raise ``InputError`` for the first picture or logo that is missing, damaged or no picture."""
    logo = () if brief.brand.logo is None else (brief.brand.logo.picture,)
    for name in (*brief.pictures, *logo):
        check_picture(Path(name))


@functools.lru_cache(maxsize=256)
def check_picture(path: Path) -> None:
    """Raise ``InputError`` for a file that is missing, damaged or no picture, with what to do about it.

    A file that was found whole is not read again: rows of a table share pictures.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name the picture in it.")
        with Image.open(path) as picture:
            picture.draft(None, (1, 1))  # the least that a JPEG can be decoded to: its whole file is read
            if picture.width * picture.height <= _DECODED_UP_TO:
                picture.load()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file.") from error
    except Image.DecompressionBombError:
        return
    except UnidentifiedImageError as error:
        raise InputError(f"{path}: is no picture that can be read; save it as PNG, JPEG or WebP.") from error
    except (OSError, ValueError, SyntaxError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
        raise InputError(f"{path}: is cut short or damaged; download or save the picture anew.") from error
