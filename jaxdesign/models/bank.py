"""The tree bank: structures of real designs, without their words and pictures, to be filled with new content.

A file of JSON lines, the first with what all share, each further one a design: its document with every text
exchanged for a run of letters of that length and every picture for a blank, its labels, source and licence.
"""

from __future__ import annotations

import functools
import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.design import codec
from jaxdesign.design.document import Canvas, Document, Element
from jaxdesign.errors import InputError
from jaxdesign.layout.assign import Item
from jaxdesign.layout.compose import donor_node
from jaxdesign.layout.tree import Node
from jaxdesign.types import AnyArray, Role

BANK_VERSION = 1
BLANK = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJg"
    "gg=="
)
"""What stands for a picture: one grey pixel."""
_FILLER = "xxxx "


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What is known of a design in the bank."""

    id: str
    source: str
    license: str
    format: str
    goal: str
    styles: tuple[str, ...]
    tone: float


def _filler(string: str) -> str:
    """Letters that take about the room of the string; digits and capitals show nothing of it."""
    count = len(string.strip())
    letters = (_FILLER * (count // len(_FILLER) + 1))[:count]
    return letters.strip() + "x" * (count - len(letters.strip())) or "x"


def emptied(document: Document) -> Document:
    """The document without words and pictures."""
    elements: list[Element] = []
    groups: dict[str, str] = {}
    for i, element in enumerate(document.elements):
        update: dict[str, Any] = {"id": f"e{i}"}
        if element.group is not None:
            update["group"] = groups.setdefault(element.group, f"g{len(groups)}")
        if element.text is not None:
            update["text"] = element.text.model_copy(
                update={"string": _filler(element.text.string), "lines": None}
            )
        if element.image is not None:
            update["image"] = element.image.model_copy(
                update={"href": BLANK, "alt": "", "crop": (0.0, 0.0, 1.0, 1.0), "opaque_source": False}
            )
        elements.append(element.model_copy(update=update))
    backdrop = document.backdrop
    if backdrop.image is not None:
        image = backdrop.image.model_copy(update={"href": BLANK, "alt": "", "opaque_source": False})
        backdrop = backdrop.model_copy(update={"image": image})
    return document.model_copy(
        update={"elements": tuple(elements), "backdrop": backdrop, "provenance": {}, "certificate": None}
    )


def write_bank(
    path: Path, entries: Sequence[tuple[Labels, Document]], sources: Sequence[dict[str, str]]
) -> None:
    """Write the bank; equal entries give equal bytes. ``sources`` names makers, licences and addresses."""
    lines = [
        json.dumps({"version": BANK_VERSION, "sources": list(sources)}, sort_keys=True, ensure_ascii=False)
    ]
    for labels, document in entries:
        about = {**labels.__dict__, "styles": list(labels.styles), "counts": _counts(document).tolist()}
        body = emptied(document).model_dump()
        lines.append(json.dumps({"labels": about, "document": body}, sort_keys=True, ensure_ascii=False))
    data = "\n".join(lines).encode()
    with path.open("wb") as stream, gzip.GzipFile(fileobj=stream, mode="wb", mtime=0, filename="") as file:
        file.write(data)


def _counts(document: Document) -> np.ndarray:
    """Texts by role, then pictures."""
    counts = np.zeros(len(Role), int)
    for element in document.elements:
        if element.text is not None:
            counts[Role[element.text.role.upper()]] += 1
        elif element.image is not None:
            counts[Role.NONE] += 1
    return counts


class Donor(NamedTuple):
    """A design that lends its structure."""

    document: Document
    root: Node


@dataclass(frozen=True)
class TreeBank:
    """Designs to be filled; documents are read when they are asked for."""

    labels: tuple[Labels, ...]
    counts: Float[AnyArray, "b 7"]
    """Texts of each role, and pictures."""
    canvas: Float[AnyArray, "b 2"]
    sources: tuple[dict[str, str], ...]
    lines: tuple[str, ...]
    _donors: dict[int, Donor] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Those that were asked for."""

    def __len__(self) -> int:
        return len(self.labels)

    def document(self, place: int) -> Document:
        """The emptied design."""
        return codec.document_from_dict(json.loads(self.lines[place])["document"], name=self.labels[place].id)

    def donor(self, place: int) -> Donor:
        """The emptied design and its tree; kept, since the same ones suit again and again."""
        if place not in self._donors:
            document = self.document(place)
            self._donors[place] = Donor(document, donor_node(document))
        return self._donors[place]

    def costs(self, items: Sequence[Item], canvas: Canvas) -> Float[np.ndarray, "b"]:
        """How ill the places of each design suit these pieces on such a canvas; about 0 to 5."""
        wanted = np.zeros(len(Role))
        for item in items:
            wanted[Role.NONE if item.string is None else Role[item.role.upper()]] += 1
        texts, pictures = self.counts[:, :-1], self.counts[:, -1]
        by_role = np.abs(texts - wanted[:-1]) @ np.array([1.0, 0.7, 0.7, 0.5, 0.5, 1.0])
        in_all = np.abs(texts.sum(1) - wanted[:-1].sum())
        by_picture = 1.5 * np.abs(pictures - wanted[-1]) + 4.0 * ((pictures == 0) & (wanted[-1] > 0))
        none = 50.0 * (texts.sum(1) == 0) * (wanted[:-1].sum() > 0)
        size = np.sqrt(len(items) + 1.0)
        ratio = np.log(self.canvas[:, 0] / self.canvas[:, 1]) - np.log(canvas.width / canvas.height)
        return (0.5 * by_role + in_all + by_picture + none) / size + 2.0 * np.abs(ratio)


def _labels(about: dict[str, Any]) -> Labels:
    about = {**about, "styles": tuple(about["styles"])}
    return Labels(**about)


@functools.cache
def read_bank(path: Path) -> TreeBank:
    """The bank of a file. Raises ``InputError`` where it is none."""
    try:
        head, *lines = gzip.decompress(path.read_bytes()).decode().split("\n")
        about = json.loads(head)
        if about["version"] != BANK_VERSION:
            raise InputError(
                f"{path}: a tree bank of version {about['version']}; this program reads {BANK_VERSION}."
            )
        read = [json.loads(line) for line in lines]
        counts = np.array([entry["labels"].pop("counts") for entry in read], float).reshape(-1, len(Role))
        labels = [_labels(entry["labels"]) for entry in read]
        canvas = [[entry["document"]["canvas"][side] for side in ("width", "height")] for entry in read]
        sources = tuple(about["sources"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise InputError(f"{path}: not a tree bank: {error}.") from error
    return TreeBank(tuple(labels), counts, np.array(canvas, float), sources, tuple(lines))
