"""What a user changed by hand in a design that was made, so that making it again keeps it.

A made design remembers in ``provenance`` how its elements were made. What of a folder's ``design.svg`` or
``design.json`` differs from that was changed by hand: moved, recoloured, set in other type, added, removed.
Words come from the brief, so a changed string is none of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jaxdesign.design.codec import loads
from jaxdesign.design.document import Document, Element
from jaxdesign.errors import InputError
from jaxdesign.importers import open_design
from jaxdesign.importers.svg import read_svg_bytes
from jaxdesign.render.svg import to_svg

MADE = "made"
"""Name in ``provenance``."""
_LOOK = ("box", "rotation", "opacity", "layer", "lock", "paint")
_TYPE = ("size", "family", "weight", "italic", "line_height", "tracking", "align", "case", "lines")
_SAME_PX = 0.05
"""Numbers this near are the same: other programs write SVG with fewer digits."""

_METADATA = re.compile(r"<metadata id=\"jaxdesign\".*?</metadata>", re.DOTALL)

Attributes = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Edits:
    """Changes by hand to the design in a file."""

    path: Path
    structure: str
    """What the design was built on."""
    changed: Mapping[str, Attributes]
    """New values by element id; those of its text under ``text``."""
    added: tuple[Element, ...]
    removed: frozenset[str]

    @property
    def count(self) -> int:
        """Elements that were changed, added or removed."""
        return len(self.changed) + len(self.added) + len(self.removed)


def remembering(document: Document, structure: str) -> Document:
    """The document with how it was made in its provenance."""
    elements = {element.id: _attributes(element) for element in document.elements}
    made = {"structure": structure, "elements": elements}
    return document.model_copy(update={"provenance": {**document.provenance, MADE: made}})


def edits_of(folder: Path) -> Edits | None:
    """What was changed by hand in a folder of an earlier run; None without such a run or without changes.

    Those in ``design.svg`` count, else those in ``design.json``. Raises ``InputError`` for a file that cannot
    be read.
    """
    path, drawing = folder / "design.json", folder / "design.svg"
    if not path.is_file():
        return None
    try:
        document = loads(path.read_text(encoding="utf-8"))
        drawn = open_design(drawing) if drawing.is_file() else document
    except (OSError, InputError, ValueError) as error:
        raise InputError(
            f"{folder}: a design that cannot be read, so changes by hand might be lost: "
            f"{str(error).rstrip('.')}; move it away, or give them up with --discard-edits."
        ) from error
    made = document.provenance.get(MADE)
    if not isinstance(made, dict) or not {"structure", "elements"} <= made.keys():
        return None
    structure, as_made = str(made["structure"]), dict(made["elements"])
    if MADE not in drawn.provenance:
        found = _edits(drawing, structure, drawn, _as_drawn(document), as_made)
        if found.count:
            return found
    found = _edits(path, structure, document, as_made, as_made)
    return found if found.count else None


def _as_drawn(document: Document) -> dict[str, Attributes]:
    """How elements read back from the document's SVG without the document in it."""
    svg = _METADATA.sub("", to_svg(document))
    return {e.id: _attributes(e) for e in read_svg_bytes(svg.encode(), name="design.svg")[0].elements}


def _edits(
    path: Path,
    structure: str,
    document: Document,
    before: Mapping[str, Attributes],
    as_made: Mapping[str, Attributes],
) -> Edits:
    """What differs from ``before``, moved as far from where it was made."""
    now, changed = {element.id: element for element in document.elements}, {}
    for name in sorted(now.keys() & before.keys() & as_made.keys()):
        difference = _difference(before[name], _attributes(now[name]))
        if "box" in difference:
            ends = zip(as_made[name]["box"], before[name]["box"], difference["box"], strict=True)
            difference["box"] = [made + now - then for made, then, now in ends]
        if difference:
            changed[name] = difference
    return Edits(
        path=path,
        structure=structure,
        changed=changed,
        added=tuple(element for element in document.elements if element.id not in before),
        removed=frozenset(before.keys() - now.keys()),
    )


def edited(document: Document, edits: Edits) -> Document:
    """The document with the changes made to it, uncertified; those of elements that it lacks are left out."""
    elements = []
    for element in document.elements:
        if element.id in edits.removed:
            continue
        change = dict(edits.changed.get(element.id, {}))
        of_text = change.pop("text", None)
        data = element.model_dump() | change
        if of_text and data["text"] is not None:
            data["text"] |= of_text
        elements.append(Element.model_validate(data))
    taken = {element.id for element in document.elements}
    elements += [element for element in edits.added if element.id not in taken]
    return document.model_copy(update={"elements": tuple(elements), "certificate": None})


def _attributes(element: Element) -> dict[str, Any]:
    data = element.model_dump(mode="json")
    found = {name: data[name] for name in _LOOK}
    if element.text is not None:
        found["text"] = {name: data["text"][name] for name in _TYPE}
    return found


def _difference(before: Attributes, after: Attributes) -> dict[str, Any]:
    found = {}
    for name, value in after.items():
        if name == "text" and isinstance(before.get(name), dict):
            value = {key: one for key, one in value.items() if not _same(before[name].get(key), one)}
            if value:
                found[name] = value
        elif not _same(before.get(name), value):
            found[name] = value
    return found


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, bool) or isinstance(second, bool):
        return first == second
    if isinstance(first, int | float) and isinstance(second, int | float):
        return math.isclose(first, second, abs_tol=_SAME_PX)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
    return first == second
