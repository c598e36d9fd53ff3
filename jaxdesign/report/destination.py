"""Where results go; what is there that is not ours is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jaxdesign.errors import InputError

FILES = (
    "design.svg",
    "design.png",
    "design.pdf",
    "design.json",
    "before-after.png",
    "snapping.webp",
    "report.html",
)
"""What a result folder holds."""


def destinations(designs: Sequence[Path], out: Path) -> list[Path]:
    """The folder of each design's result: ``out`` itself for one design, ``out/<stem>`` for several.

    Raises ``InputError`` if two results would fall into one folder, or a folder holds other files.
    """
    if len(designs) == 1:
        folders = [out]
    else:
        folders = [out / path.name.split(".")[0] for path in designs]
        for i, folder in enumerate(folders):
            if folder in folders[:i]:
                other = designs[folders.index(folder)]
                raise InputError(f"{other} and {designs[i]} would both be written to {folder}; rename one.")
    for folder in folders:
        refuse_foreign(folder)
    return folders


def refuse_foreign(folder: Path) -> None:
    """Raise ``InputError`` for a file, and for a folder that holds what is no result."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder}: is a file; results need a folder.")
    foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in FILES)
    if foreign:
        raise InputError(
            f"{folder}: holds '{foreign[0]}', which is no result of jaxdesign; choose a new or empty folder."
        )
