"""Finished designs to folders: those of one brief, or of each row of a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from jaxdesign import __version__
from jaxdesign.brief.rows import Row, Table
from jaxdesign.brief.schema import Brief
from jaxdesign.designer import Finished
from jaxdesign.edits import MADE, edited_in, remembering
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.innovation.rejudge import rejudged
from jaxdesign.progress import ProgressCallback, silent
from jaxdesign.report.destination import FILES, refuse_foreign
from jaxdesign.report.outputs import write_outputs
from jaxdesign.report.writing import write_bytes

RECORD = "rows.json"
"""In the folder of a table's designs: what each row was made from and what became of it."""


class Designer(Protocol):
    """What makes designs of a brief, as ``UniversalDesigner`` does."""

    def design(
        self, brief: Brief, *, count: int, seed: int, candidates: int, progress: ProgressCallback
    ) -> list[Finished]:
        """The best designs of each format, certified."""
        ...


@dataclass(frozen=True, kw_only=True)
class Making:
    """How designs are made and written."""

    count: int = 1
    """Designs of each format."""
    candidates: int = 8
    seed: int = 0
    scale: float = 1.0
    """Pixels of the PNG per canvas pixel."""
    models: str = ""
    """Which models, as the user named them."""
    style: str = ""
    """The profile of the style, as JSON."""
    lora: str = ""
    """Adapters and their weights, as the user named them."""
    discard_edits: bool = False
    """Whether changes by hand to designs of an earlier run are given up."""


class Delivered(NamedTuple):
    """A design that was written."""

    folder: Path
    finished: Finished
    by_hand: bool = False
    """Whether it is kept as it was changed by hand."""


class RowOutcome(NamedTuple):
    """What became of a row: designs, an error, or neither where they stand from an earlier run."""

    row: Row
    folder: Path
    delivered: Sequence[Delivered] = ()
    error: Exception | None = None


def check_folder(brief: Brief, making: Making, out: Path) -> None:
    """Raise ``InputError`` if the designs of a brief would replace what is no result."""
    if len(brief.formats) * making.count == 1:
        refuse_foreign(out)
        return
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; results need a folder.")
    for folder in out.glob("[0-9][0-9]-*"):
        refuse_foreign(folder)


def deliver(
    brief: Brief, designer: Designer, out: Path, making: Making, *, progress: ProgressCallback = silent
) -> list[Delivered]:
    """Make the designs of a brief and write them: one into ``out``, several into ``out/01-poster`` and on.

    A design of an earlier run that was changed by hand is kept so if it would be made the same again. Raises
    ``InputError`` and ``NotCertifiedError`` as the designer does, and ``InputError`` where a design that was
    changed by hand would be replaced by another; then nothing is written.
    """
    check_folder(brief, making, out)
    finished = designer.design(
        brief, count=making.count, seed=making.seed, candidates=making.candidates, progress=progress
    )
    several = len(brief.formats) * making.count > 1
    delivered = []
    for i, one in enumerate(finished):
        folder = out / f"{i + 1:02d}-{one.format.replace('/', '-')}" if several else out
        delivered.append(with_edits(one, folder, discard_edits=making.discard_edits))
    for folder, one, _ in delivered:
        write_outputs(one.result, folder, name=brief.texts[0].text, scale=making.scale)
    return delivered


def with_edits(one: Finished, folder: Path, *, discard_edits: bool) -> Delivered:
    """The design, or what was made of the same design by hand in its folder. Raises ``InputError``."""
    after = remembering(one.result.after)
    edited = None if discard_edits else edited_in(folder)
    if edited is None:
        return Delivered(folder, replace(one, result=replace(one.result, after=after)))
    if edited.made != after.provenance[MADE]:
        raise InputError(
            f"{edited.path}: was changed by hand, and this run makes another design; name another folder, or "
            "give the changes up with --discard-edits."
        )
    return Delivered(folder, replace(one, result=rejudged(one.result, edited.document)), by_hand=True)


def deliver_rows(
    table: Table,
    designer: Designer,
    out: Path,
    making: Making,
    *,
    template: Brief | None = None,
    adjust: Callable[[Brief], Brief] = lambda brief: brief,
    progress: ProgressCallback = silent,
) -> Iterator[RowOutcome]:
    """Make the designs of each row, written to ``out/001`` and on, and tell of each row as it is done.

    A row that fails, whatever the reason, does not keep the others from being made. A row whose designs
    stand from an earlier run, made of the same words, pictures, options and version, is left as it is; all
    others are made and replace what stands there. ``adjust`` changes the brief of every row.
    Raises ``InputError`` if ``out`` holds other files, or the table does not fit the template.
    """
    table.check_template(template)
    record = _Record(out)
    width = max(3, len(str(len(table.rows))))
    for row in table.rows:
        folder = out / f"{row.number:0{width}d}"
        try:
            brief = adjust(table.brief_of(row, template))
            brief.check_formats()
            digest = _digest(brief, making)
            if record.stands(folder.name, digest) and not (making.discard_edits and _is_edited(folder)):
                yield RowOutcome(row, folder)
                continue
            delivered = deliver(brief, designer, folder, making, progress=progress)
        except (InputError, NotCertifiedError) as error:
            record.failed(folder.name, str(error))
            yield RowOutcome(row, folder, error=_placed(error, table.place_of(row)))
        except Exception as error:
            record.failed(folder.name, f"a fault of the program: {error}")
            yield RowOutcome(row, folder, error=error)
        else:
            record.made(folder.name, digest, [str(one.folder.relative_to(out)) for one in delivered])
            yield RowOutcome(row, folder, delivered)


def _placed(error: Exception, place: str) -> Exception:
    """The error with the row named in front, where it does not name it."""
    told = str(error)
    return error if told.startswith(place) else type(error)(f"{place}: {told}")


def _digest(brief: Brief, making: Making) -> str:
    """Of all that the designs of a brief depend on. Raises ``InputError`` for a file that cannot be read."""
    data = brief.model_dump(mode="json")
    data["pictures"] = [_file_digest(Path(name)) for name in brief.pictures]
    if brief.brand.logo is not None:
        data["brand"]["logo"]["picture"] = _file_digest(Path(brief.brand.logo.picture))
    options = {name: value for name, value in asdict(making).items() if name != "discard_edits"}
    whole = json.dumps([data, options, __version__], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _is_edited(folder: Path) -> bool:
    """Whether a design of a row was changed by hand, or may have been."""
    try:
        return any(edited_in(path.parent) is not None for path in folder.rglob("design.json"))
    except InputError:
        return True


def _file_digest(path: Path) -> list[str]:
    try:
        return [path.stem, hashlib.sha256(path.read_bytes()).hexdigest()]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.") from error


class _Record:
    """The file ``RECORD`` of a folder. Raises ``InputError`` for a folder that holds what is not ours."""

    def __init__(self, out: Path) -> None:
        self._out = out
        if out.exists() and not out.is_dir():
            raise InputError(f"{out}: is a file; results need a folder.")
        foreign = [
            entry.name
            for entry in (sorted(out.iterdir()) if out.exists() else ())
            if entry.name != RECORD and not (entry.is_dir() and entry.name.isdecimal())
        ]
        if foreign:
            raise InputError(
                f"{out}: holds '{foreign[0]}', which is no result of a table; choose a new or empty folder."
            )
        self._rows: dict[str, dict[str, Any]] = self._read()

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads((self._out / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        rows = found.get("rows") if isinstance(found, dict) else None
        return rows if isinstance(rows, dict) else {}

    def stands(self, name: str, digest: str) -> bool:
        """Whether the row's designs are there, whole and made from what the digest is of."""
        row = self._rows.get(name)
        if not isinstance(row, dict) or row.get("digest") != digest or not row.get("designs"):
            return False
        return all((self._out / folder / file).is_file() for folder in row["designs"] for file in FILES)

    def made(self, name: str, digest: str, designs: list[str]) -> None:
        self._keep(name, {"digest": digest, "designs": designs})

    def failed(self, name: str, reason: str) -> None:
        self._keep(name, {"failed": reason})

    def _keep(self, name: str, row: dict[str, Any]) -> None:
        self._rows[name] = row
        rows = {key: self._rows[key] for key in sorted(self._rows)}
        text = json.dumps({"rows": rows}, indent=1, ensure_ascii=False) + "\n"
        write_bytes(self._out / RECORD, text.encode())
