"""Whether the picture files of a brief are there and whole, told before anything is made of them."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Generator
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from jaxdesign.brief.schema import Brief
from jaxdesign.errors import InputError

MAX_PIXELS = 60_000_000
"""Of a picture that is put into a design."""


@contextlib.contextmanager
def told_plainly(path: Path) -> Generator[None]:
    """Turn what is raised while the picture is read into an ``InputError`` that says what to do about it."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file.") from error
    except UnidentifiedImageError as error:
        raise InputError(f"{path}: is no picture that can be read; save it as PNG, JPEG or WebP.") from error
    except (OSError, ValueError, SyntaxError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
        raise InputError(f"{path}: is cut short or damaged; download or save the picture anew.") from error


def check_pictures(brief: Brief) -> None:
    """Raise ``InputError`` for the first picture or logo that is missing, damaged or no picture."""
    logo = () if brief.brand.logo is None else (brief.brand.logo.picture,)
    for name in (*brief.pictures, *logo):
        check_picture(Path(name))


@functools.lru_cache(maxsize=256)
def check_picture(path: Path) -> None:
    """Raise ``InputError`` for a file that is missing, damaged or no picture, with what to do about it.

    Those of more than ``MAX_PIXELS`` are left to what refuses them for their size. A file that was found
    whole is not read again: rows of a table share pictures.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name the picture in it.")
    with contextlib.suppress(Image.DecompressionBombError), told_plainly(path), Image.open(path) as picture:
        picture.draft(None, (1, 1))  # the least that a JPEG can be decoded to: its whole file is read
        if picture.width * picture.height <= MAX_PIXELS:
            picture.load()
