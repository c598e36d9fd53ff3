"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from jaxdesign.errors import InputError


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file through a temporary one beside it. Raises ``InputError`` where that is not possible."""
    partial = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}.") from error
    finally:
        if partial.exists():
            partial.unlink()


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` (name to content) as the folder's whole content; an earlier one is replaced.

    Raises ``InputError`` where that is not possible; then what was there before still is.
    """
    folder = Path(os.path.abspath(folder))
    partial, previous = _beside(folder), _beside(folder)
    try:
        partial.mkdir(parents=True)
        for name, data in files.items():
            (partial / name).write_bytes(data)
        if folder.exists():
            folder.rename(previous)
        partial.rename(folder)
    except OSError as error:
        if previous.exists() and not folder.exists():
            previous.rename(folder)
        raise InputError(f"{folder}: cannot be written: {error.strerror}.") from error
    finally:
        for leftover in (partial, previous):
            shutil.rmtree(leftover, ignore_errors=True)
