"""Designs that were changed by hand after they were made: found, and kept when they are made again.

A made design remembers in ``provenance`` a digest of itself. A file of its folder that does not fit it was
changed by hand.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from jaxdesign.design.codec import dumps, loads
from jaxdesign.design.document import Document, Element
from jaxdesign.errors import InputError
from jaxdesign.importers import open_design
from jaxdesign.render.svg import to_svg

MADE = "made"
"""Name of the digest in ``provenance``."""
_EMBEDDED = re.compile(r'<metadata id="jaxdesign"[^>]*>(?P<json>.*?)</metadata>', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A design as it was changed by hand."""

    path: Path
    """The file that was changed."""
    document: Document
    made: str
    """Digest of the design as it was made."""


def digest(document: Document) -> str:
    """Tells a made design from others, and from what became of it."""
    plain = {name: value for name, value in document.provenance.items() if name != MADE}
    data = dumps(document.model_copy(update={"provenance": plain}))
    return hashlib.sha256(data.encode()).hexdigest()


def remembering(document: Document) -> Document:
    """The document with its digest in its provenance."""
    return document.model_copy(update={"provenance": {**document.provenance, MADE: digest(document)}})


def edited_in(folder: Path) -> Edited | None:
    """The design of a folder of an earlier run if it was changed by hand; None if not, or if there is none.

    Raises ``InputError`` where that cannot be told, or both ``design.svg`` and ``design.json`` were changed.
    """
    path, drawing = folder / "design.json", folder / "design.svg"
    if not path.exists() and not drawing.exists():
        return None
    try:
        svg = drawing.read_text(encoding="utf-8") if drawing.exists() else None
        drawn = open_design(drawing) if svg is not None else None
        document = loads(path.read_text(encoding="utf-8")) if drawn is None or path.exists() else drawn
        made = document.provenance[MADE]
    except (OSError, ValueError, KeyError, InputError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error).rstrip(".")
        raise InputError(
            f"{folder}: whether its design was changed by hand cannot be told ({reason}); name another "
            "folder, or replace it with --discard-edits."
        ) from error
    if svg is None or drawn is None or MADE in drawn.provenance:
        return None if digest(document) == made else Edited(path=path, document=document, made=made)
    written = _EMBEDDED.search(svg)
    if written is not None and not _is_of(written["json"], document):
        raise InputError(
            f"{folder}: both design.svg and design.json were changed by hand; undo one of them, or give both "
            "up with --discard-edits."
        )
    return Edited(path=drawing, document=_with_what_svg_lacks(drawn, document), made=made)


def _is_of(embedded: str, document: Document) -> bool:
    """Whether the document embedded in an SVG is this one."""
    found = _EMBEDDED.search(to_svg(document))
    return found is not None and found["json"] == embedded


def _with_what_svg_lacks(drawn: Document, written: Document) -> Document:
    """The drawing with the roles, locks and names that only the document knows."""
    known = {element.id: element for element in written.elements}

    def completed(element: Element) -> Element:
        before = known.get(element.id)
        if before is None or before.kind != element.kind:
            return element
        changes: dict[str, object] = {"lock": before.lock, "group": before.group}
        if element.text is not None and before.text is not None:
            changes["text"] = element.text.model_copy(update={"role": before.text.role})
        if element.image is not None and before.image is not None:
            changes["image"] = element.image.model_copy(update={"alt": before.image.alt})
        return element.model_copy(update=changes)

    same_size = (drawn.canvas.width, drawn.canvas.height) == (written.canvas.width, written.canvas.height)
    return drawn.model_copy(
        update={
            "canvas": written.canvas if same_size else drawn.canvas,
            "elements": tuple(completed(element) for element in drawn.elements),
            "provenance": written.provenance,
        }
    )
