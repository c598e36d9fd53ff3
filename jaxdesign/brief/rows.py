"""Briefs from the rows of a table: a column for each text by its role, each picture, or a blank in a text.

``headline``, ``subheading2`` and the like are texts, ``picture``, ``picture2`` and on are files; any other
column fills ``{its name}`` in the texts of a template.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from jaxdesign.brief.schema import MAX_TEXT_LENGTH, Brief, Role, brief_from_dict
from jaxdesign.errors import InputError

MAX_BYTES = 20_000_000
MAX_ROWS = 10_000
DELIMITERS = (",", ";", "\t")
ROLES: tuple[str, ...] = get_args(Role)
_PICTURE = "picture"
_KNOWN = re.compile(rf"({'|'.join((*ROLES, _PICTURE))}) ?([1-9]\d?)?")
_BLANK = re.compile(r"\{([^{}]+)\}")
_LOOKS_MEANT = 0.75
"""Likeness of a column's name to a known one from which it is taken for a slip."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row that is not empty."""

    number: int
    """Counted from 1 below the header, empty rows left out."""
    line: int
    """Line of the file that it ends on."""
    cells: Mapping[str, str]
    """By the column's name in lower case; without white space around them."""
    surplus: int = 0
    """Cells beyond the header's."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file's rows. A file without rows that can be read never becomes one."""

    name: str
    """As errors call it."""
    folder: Path
    """Where its pictures are looked for."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def place_of(self, row: Row) -> str:
        """How errors name a row."""
        return f"{self.name}: row {row.number} (line {row.line})"

    def brief_of(self, row: Row, template: Brief | None = None) -> Brief:
        """The brief of one row. Raises ``InputError`` that names the row and, where there is one, the column.

        A column of a role replaces the template's text of that role, ``headline2`` its second one, and adds
        one where it has none; an empty cell leaves the template as it is. A text of nothing but empty blanks
        is left out.
        """
        place = self.place_of(row)
        if row.surplus:
            number = len(self.columns)
            raise InputError(f"{place}: has {number + row.surplus} cells, and the header names {number}.")
        data = {} if template is None else template.model_dump(exclude_defaults=True)
        data["texts"] = _texts(self._words(row), data.get("texts", ()), row.cells, place)
        if not data["texts"]:
            raise InputError(f"{place}: has no text; fill a column such as 'headline'.")
        data["pictures"] = self._pictures(row, template, place)
        phrases = [_filled(phrase, row.cells, place) for phrase in data.get("must_keep", ())]
        data["must_keep"] = [phrase for phrase in phrases if phrase]
        if template is not None and template.theme:
            data["theme"] = _filled(template.theme, row.cells, place, may_be_empty=True)
        return brief_from_dict(data, name=place)

    def check_template(self, template: Brief | None) -> None:
        """Raise ``InputError`` for a blank that no column fills, and for a column that looks misspelt."""
        blanks = _blanks_to_fill(template)
        for blank in blanks:
            if blank not in self.columns:
                near = get_close_matches(blank, self.columns, n=1, cutoff=0.0)[0]
                raise InputError(f"{self.name}: no column fills {{{blank}}}; the nearest is '{near}'.")
        known = [column for column in self.columns if _KNOWN.fullmatch(column)]
        if not known and not blanks:
            raise InputError(
                f"{self.name}: no column is a text or picture; name some {', '.join(ROLES)} or {_PICTURE}."
            )
        for column in self.columns:
            near = get_close_matches(column, (*ROLES, _PICTURE), n=1, cutoff=_LOOKS_MEANT)
            if near and column not in known and column not in blanks:
                raise InputError(
                    f"{self.name}: column '{column}' is used nowhere; the nearest known is '{near[0]}'."
                )

    def unused(self, template: Brief | None) -> tuple[str, ...]:
        """The columns whose cells go nowhere; those without any words are left out."""
        theme = [] if template is None else blanks_of(template.theme)
        used = {*_blanks_to_fill(template), *theme}
        return tuple(
            column
            for column in self.columns
            if column not in used
            and not _KNOWN.fullmatch(column)
            and any(row.cells[column] for row in self.rows)
        )

    def _words(self, row: Row) -> Iterator[tuple[str, int, str]]:
        """Role, place among those of the role and words of each filled column of a text."""
        for column in self.columns:
            match, words = _KNOWN.fullmatch(column), row.cells[column]
            if match is None or match[1] == _PICTURE or not words:
                continue
            if len(words) > MAX_TEXT_LENGTH:
                raise InputError(
                    f"{self.place_of(row)}, column '{column}': has {len(words)} characters; "
                    f"at most {MAX_TEXT_LENGTH} are possible."
                )
            yield match[1], int(match[2] or 1), words

    def _pictures(self, row: Row, template: Brief | None, place: str) -> tuple[str, ...]:
        pictures = dict(enumerate(() if template is None else template.pictures, 1))
        for column in self.columns:
            match = _KNOWN.fullmatch(column)
            if match is None or match[1] != _PICTURE or not row.cells[column]:
                continue
            path = self.folder / row.cells[column]
            if not _is_file(path):
                raise InputError(f"{place}, column '{column}': there is no file '{path}'.")
            pictures[int(match[2] or 1)] = str(path)
        return tuple(pictures[number] for number in sorted(pictures))


def blanks_of(text: str) -> list[str]:
    """Names of the columns that fill a text's blanks, in lower case; ``{{`` and ``}}`` are plain braces."""
    return [_name(blank) for blank in _BLANK.findall(text.replace("{{", "").replace("}}", ""))]


def _blanks_to_fill(template: Brief | None) -> list[str]:
    """Blanks of a template that columns must fill; those of its theme may stay."""
    texts = () if template is None else [text.text for text in template.texts]
    phrases = () if template is None else template.must_keep
    return [blank for text in (*texts, *phrases) for blank in blanks_of(text)]


def _name(column: str) -> str:
    return " ".join(column.lower().split())


def _filled(text: str, cells: Mapping[str, str], place: str, *, may_be_empty: bool = False) -> str:
    """The text with its blanks filled; empty where it is nothing but blanks and all of them are.

    Raises ``InputError`` for a blank that is empty among other words, unless it ``may_be_empty``.
    """
    blanks = [blank for blank in blanks_of(text) if blank in cells]
    empty = [blank for blank in blanks if not cells[blank]]
    rest = _BLANK.sub("", text).strip()
    if blanks and len(empty) == len(blanks) and not any(letter.isalnum() for letter in rest):
        return ""
    if empty and not may_be_empty:
        raise InputError(f"{place}, column '{empty[0]}': is empty, and the text '{text[:60]}' needs it.")
    parts = re.split(r"(\{\{|\}\})", text)
    return "".join(
        part[0] if part in ("{{", "}}") else _BLANK.sub(lambda m: cells.get(_name(m[1]), m[0]), part)
        for part in parts
    )


def _texts(
    given: Iterator[tuple[str, int, str]], template: Sequence[Any], cells: Mapping[str, str], place: str
) -> list[dict[str, str]]:
    texts = [{"role": "body", **text} for text in template]
    added, replaced = [], {}
    for role, number, words in given:
        places = [i for i, text in enumerate(texts) if text["role"] == role]
        if number <= len(places):
            replaced[places[number - 1]] = words
        else:
            added.append({"role": role, "text": words})
    for i, text in enumerate(texts):
        text["text"] = replaced[i] if i in replaced else _filled(text["text"], cells, place)
    return [text for text in (*texts, *added) if text["text"].strip()]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def read_rows(path: Path) -> Table:
    """The rows of a CSV file in UTF-8 with comma, semicolon or tab between its cells.

    Raises ``InputError`` for a file that is no such table: then there is nothing to make of any row.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{path}: line {line} is not UTF-8; save it as 'CSV UTF-8'.") from error
    if "\0" in text:
        raise InputError(f"{path}: is no text; save it as 'CSV UTF-8'.")
    return table_of(text, name=str(path), folder=path.parent)


def table_of(text: str, *, name: str, folder: Path) -> Table:
    """The rows of a CSV text; arguments as the fields of ``Table``. Raises as ``read_rows``."""
    lines = text.split("\n", 1)
    named = re.fullmatch(r"sep=(.)\r?", lines[0])
    delimiter = named[1] if named else _delimiter(text)
    source = "\n" + lines[1] if named and len(lines) > 1 else text
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter, strict=True)
    try:
        found = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError(f"{name}: line {reader.line_num}: not valid CSV: {error}.") from error
    if not found:
        raise InputError(
            f"{name}: is empty; its first line names the columns, such as headline,body,picture."
        )
    columns = [_name(cell) for cell in found[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    _check_columns(columns, name)
    rows = tuple(_row(number, line, cells, columns) for number, (line, cells) in enumerate(found[1:], 1))
    if not 1 <= len(rows) <= MAX_ROWS:
        raise InputError(f"{name}: has {len(rows)} rows under its header; 1 to {MAX_ROWS} are possible.")
    return Table(name=name, folder=folder, columns=tuple(columns), rows=rows)


def _row(number: int, line: int, cells: list[str], columns: list[str]) -> Row:
    stripped = [cell.strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    padded = stripped + [""] * (len(columns) - len(stripped))
    surplus = max(len(stripped) - len(columns), 0)
    return Row(number=number, line=line, cells=dict(zip(columns, padded, strict=False)), surplus=surplus)


def _delimiter(text: str) -> str:
    """The one that makes most cells of the first line that is not empty."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([head], delimiter=delimiter), [])))


def _check_columns(columns: Sequence[str], name: str) -> None:
    for i, column in enumerate(columns):
        if not column:
            raise InputError(f"{name}: column {i + 1} has no name; the first line names the columns.")
        if column in columns[:i]:
            raise InputError(f"{name}: two columns are named '{column}'; number them, as in headline2.")
