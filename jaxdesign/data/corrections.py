"""Corrections by hand: labels, and what is kept or dropped; they always win over the rules.

A CSV file with the columns ``id``, ``field`` and ``value``, or JSON lines, each ``{"id", "field", "value"}``
or an object with the id and any fields. ``field`` is one of the labels', or ``keep`` or ``drop``, whose value
is yes or no and may be left out. Lists are written with blanks between: ``bold dark``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from jaxdesign.data.labels import Labels
from jaxdesign.data.quality import Quality
from jaxdesign.errors import InputError

LABEL_FIELDS = tuple(part.name for part in fields(Labels))
FIELDS = (*LABEL_FIELDS, "keep", "drop")
BY_HAND = "by hand"
"""The reason that the quality gives for what was kept or dropped by hand."""

MAX_BYTES = 20_000_000

_LISTS = ("styles", "palette")
_YES, _NO = ("yes", "true", "1", "y", ""), ("no", "false", "0", "n")
_ANY = Labels("poster", "other", 0.5, (), (), "", ".")
"""Valid labels in which one field at a time is tried."""


@dataclass(frozen=True)
class Correction:
    """What is set by hand for one design."""

    labels: Mapping[str, Any] = field(default_factory=dict)
    """Values of fields of ``Labels``."""
    keep: bool | None = None
    """None where the rules decide."""
    line: int = 0
    """Line of the file that names the design first."""

    def apply(self, labels: Labels) -> Labels:
        """The labels with what is set by hand."""
        return replace(labels, **self.labels)

    def judge(self, quality: Quality) -> Quality:
        """The quality, whole or nothing where it is set by hand."""
        return quality if self.keep is None else Quality(float(self.keep), (BY_HAND,))


def _rows(text: str, name: str) -> Iterator[tuple[int, str, str, Any]]:
    """Line, id, field and value of each entry, unchecked but for the form of the file."""
    lines = text.splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("{"):
        yield from _json_rows(lines, name)
        return
    reader = csv.reader(lines, strict=True)
    try:
        header = [part.strip().lower() for part in next(reader, [])]
        if header[:2] != ["id", "field"] or header[2:] not in ([], ["value"]):
            raise InputError(f"{name}: line 1: expected the columns 'id,field,value' or JSON lines.")
        for row in reader:
            if not any(part.strip() for part in row):
                continue
            if not 2 <= len(row) <= 3:
                raise InputError(f"{name}: line {reader.line_num}: expected id, field and value.")
            yield reader.line_num, row[0].strip(), row[1].strip(), row[2].strip() if len(row) == 3 else ""
    except csv.Error as error:
        raise InputError(f"{name}: line {reader.line_num}: not CSV: {error}.") from error


def _json_rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, str, str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}: line {number}: not JSON: {error}.") from error
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            raise InputError(f"{name}: line {number}: expected a JSON object with a string 'id'.")
        if "field" in data:
            if set(data) - {"id", "field", "value"}:
                raise InputError(f"{name}: line {number}: expected only 'id', 'field' and 'value'.")
            yield number, data["id"], str(data["field"]), data.get("value", "")
            continue
        for key, value in data.items():
            if key != "id":
                yield number, data["id"], key, value


def _switch(value: Any, place: str) -> bool:
    """The yes or no of ``keep`` and ``drop``."""
    word = str(value).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise InputError(f"{place}: expected yes or no, found '{str(value)[:40]}'.")


def _value(name: str, value: Any, place: str) -> Any:
    """The value of a field of ``Labels``, checked."""
    if name in _LISTS:
        parts = value.replace(",", " ").replace(";", " ").split() if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise InputError(f"{place}: expected a list of words.")
        value = tuple(parts)
    elif name == "tone":
        try:
            value = float(value)
        except (TypeError, ValueError):
            raise InputError(f"{place}: expected a number from 0 to 1, found '{str(value)[:40]}'.") from None
    elif not isinstance(value, str):
        raise InputError(f"{place}: expected a string.")
    try:
        replace(_ANY, **{name: value})
    except InputError as error:
        raise InputError(f"{place}: {str(error).removeprefix(f'labels: {name}: ')}") from None
    return value


def read_corrections(path: Path) -> dict[str, Correction]:
    """What is set by hand, by id of the design. A later line wins over an earlier one.

    Raises ``InputError`` that names the line: an unknown field, a value that cannot be, a broken file.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text file in UTF-8.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB.")
    found: dict[str, Correction] = {}
    for line, key, name, value in _rows(text, str(path)):
        place = f"{path}: line {line}"
        if not key:
            raise InputError(f"{place}: the id is empty.")
        if name not in FIELDS:
            raise InputError(f"{place}: unknown field '{name[:40]}'; known are {', '.join(FIELDS)}.")
        before = found.get(key, Correction(line=line))
        place = f"{place}: {name}"
        if name in ("keep", "drop"):
            found[key] = replace(before, keep=_switch(value, place) == (name == "keep"))
        else:
            found[key] = replace(before, labels={**before.labels, name: _value(name, value, place)})
    return found


def check_ids(corrections: Mapping[str, Correction], known: Iterable[str], path: Path) -> None:
    """Raise ``InputError`` that names the first id, and its line, that is not among the known ones."""
    known = set(known)
    unknown = sorted((correction.line, key) for key, correction in corrections.items() if key not in known)
    if unknown:
        line, key = unknown[0]
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise InputError(f"{path}: line {line}: no design has the id '{key}'{more}.")
