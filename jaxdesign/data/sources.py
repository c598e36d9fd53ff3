"""What there is to prepare: captures, pictures and design documents in files and folders, in one order."""

from __future__ import annotations

import csv
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jaxdesign.errors import InputError

GROUPS = ("web", "email", "slide", "poster", "document")
"""Kinds of sources."""
PICTURE_SUFFIXES = (".webp", ".png", ".jpg", ".jpeg", ".gif")
TREE_SUFFIXES = (".json.gz", ".json")
DRAWING_SUFFIXES = (".svg", ".svgz")
SIDECAR = ".source.json"
MAX_FILE_BYTES = 50_000_000
_NOT_DESIGNS = (".tsv", ".txt", ".md", ".sqlite", ".sqlite-wal", ".sqlite-shm", ".jsonl", ".yml", ".yaml")
_TABLE = "SOURCES.tsv"
_RESULT, _RESULT_VIEWS = "design", ("before-after", "snapping")
"""Stems of a result's document, and of pictures of it that stand beside it."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What ``SOURCES.tsv`` says of a source."""

    license: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One design to read."""

    kind: str
    """``tree`` (a capture or a document, as its content tells), ``drawing`` (SVG) or ``picture``."""
    path: Path
    place: str
    """Where it lies, from the name of the folder that was given: the same on every machine."""
    folder: str
    """Name of the folder it lies in: the source of what does not name its own."""
    origin: Origin | None = None

    @property
    def stem(self) -> str:
        """The file's name without what tells its form."""
        return _stem(self.path.name)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """All items, in the order in which the first of equal designs is kept, and what is no item."""

    items: tuple[Item, ...]
    problems: tuple[tuple[str, str], ...] = field(default=())
    """Place and reason of what was passed over."""


def _stem(name: str) -> str:
    for suffix in (SIDECAR, *TREE_SUFFIXES, *DRAWING_SUFFIXES, *PICTURE_SUFFIXES):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def _table(folder: Path) -> dict[str, Origin]:
    """The sources listed in the folder's ``SOURCES.tsv`` or that of the folder it lies in."""
    for place in (folder, folder.resolve().parent):
        path = place / _TABLE
        if path.is_file():
            try:
                with path.open(encoding="utf-8", newline="") as stream:
                    rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                raise InputError(f"{path}: not a table of sources: {error}.") from error
            return {
                row["source"]: Origin(license=row.get("licence") or "", address=row.get("origin") or "")
                for row in rows
                if row.get("source")
            }
    return {}


def _kind(name: str) -> str | None:
    lower = name.lower()
    if lower.endswith(SIDECAR):
        return None
    for kind, suffixes in (
        ("tree", TREE_SUFFIXES),
        ("drawing", DRAWING_SUFFIXES),
        ("picture", PICTURE_SUFFIXES),
    ):
        if lower.endswith(suffixes):
            return kind
    return None


def _shows_tree(stem: str, trees: set[str]) -> bool:
    """Whether a drawing or picture is the view of a tree beside it, or of a result's."""
    return stem in trees or (stem in _RESULT_VIEWS and _RESULT in trees)


def _flaw(path: Path, root: Path) -> str | None:
    """Why a file is not to be opened at all."""
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root.resolve()):
            return "a link that leads out of the folder that was given"
        status = path.stat()
    except (OSError, RuntimeError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    if status.st_size > MAX_FILE_BYTES:
        return f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
    return None


def _walk(root: Path, problems: list[tuple[str, str]]) -> Iterator[tuple[Path, list[str]]]:
    """Folders below a root, sorted, each with its sorted file names."""

    def refused(error: OSError) -> None:
        place = Path(error.filename or root)
        shown = place.relative_to(root.parent) if place.is_relative_to(root.parent) else place
        problems.append((str(shown), f"cannot be read: {error.strerror}"))

    for here, folders, files in os.walk(root, onerror=refused):
        place = Path(here)
        folders.sort()
        hidden = [name for name in folders if name.startswith(".")]
        links = [name for name in folders if (place / name).is_symlink()]
        problems += [(str((place / name).relative_to(root.parent)), "a link to a folder") for name in links]
        folders[:] = [name for name in folders if name not in hidden and name not in links]
        if not folders and not hidden and not links and not files:
            problems.append((str(place.relative_to(root.parent)), "an empty folder"))
        yield place, sorted(files)


def _folder_items(root: Path, problems: list[tuple[str, str]]) -> Iterator[Item]:
    origins = _table(root)
    for here, names in _walk(root, problems):
        trees = {_stem(name) for name in names if _kind(name) == "tree"}
        for name in names:
            path, kind = here / name, _kind(name)
            place = str(path.relative_to(root.parent))
            if kind is None:
                if not name.startswith(".") and not name.lower().endswith((SIDECAR, *_NOT_DESIGNS)):
                    problems.append((place, "not a kind of file that is read"))
                continue
            if name.startswith(".") or (kind != "tree" and _shows_tree(_stem(name), trees)):
                continue
            flaw = _flaw(path, root)
            if flaw is not None:
                problems.append((place, flaw))
                continue
            yield Item(kind=kind, path=path, place=place, folder=here.name, origin=origins.get(here.name))


def list_items(sources: Iterable[Path]) -> Listing:
    """Everything in the sources that may be a design: folders are walked, files taken as they are.

    Sources keep the order in which they are given; what lies in one is sorted by its path. Links out of a
    folder are not followed. Raises ``InputError`` for a source that is not there or holds nothing.
    """
    items: list[Item] = []
    problems: list[tuple[str, str]] = []
    for source in sources:
        source = Path(source)
        if source.is_dir():
            root = source.resolve()
            found = list(_folder_items(root, problems))
            if not found:
                raise InputError(f"{source}: no captures, pictures or design documents in it.")
            items += found
            continue
        if not source.exists():
            raise InputError(f"{source}: there is no such file or folder.")
        kind = _kind(source.name)
        if kind is None:
            raise InputError(f"{source}: expected a folder, a capture, a picture, an SVG or a document.")
        flaw = _flaw(source, source.parent)
        if flaw is not None:
            problems.append((source.name, flaw))
            continue
        folder = source.resolve().parent
        items.append(
            Item(
                kind=kind,
                path=source,
                place=f"{folder.name}/{source.name}",
                folder=folder.name,
                origin=_table(folder.parent).get(folder.name),
            )
        )
    return Listing(items=tuple(items), problems=tuple(problems))
