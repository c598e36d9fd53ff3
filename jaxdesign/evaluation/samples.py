"""Designs made for the content of held-out real ones, by the model and by what it must beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.format_kinds import FORMAT_KINDS
from jaxdesign.data.goals import GOALS
from jaxdesign.data.judging import labels_of
from jaxdesign.data.styles import STYLES
from jaxdesign.design.color import hex_from_oklab
from jaxdesign.design.document import Document, Element
from jaxdesign.evaluation.content import pieces_of
from jaxdesign.models.generate import Request
from jaxdesign.models.prior import condition
from jaxdesign.models.text import embedded


@dataclass(frozen=True)
class Real:
    """A held-out design with the request that asks for one like it."""

    document: Document
    request: Request
    source: str


def real_requests(data: RealDesignDataset, places: Sequence[int]) -> list[Real]:
    """Designs of a dataset as requests: their words, pictures, canvas and labels. Empty ones are left out."""
    records = [data.record(int(place)) for place in places]
    labels = [labels_of(record) for record in records]
    texts = embedded([label.caption for label in labels])
    found = []
    for record, label, text in zip(records, labels, texts, strict=True):
        document = record.read_document()
        pieces = tuple(pieces_of(document))
        if not any(piece.string for piece in pieces):
            continue
        wanted = condition(
            text,
            goal=GOALS.index(label.goal),
            format=FORMAT_KINDS.index(label.format),
            styles=[style in label.styles for style in STYLES],
            tone=label.tone,
            canvas=(document.canvas.width, document.canvas.height),
        )
        request = Request(pieces=pieces, canvas=document.canvas, condition=wanted)
        found.append(Real(document, request, record.source))
    return found


def random_boxes(document: Document, seed: int) -> Document:
    """The same elements with boxes, type sizes and colours drawn at random, texts kept in proportion."""
    rng = np.random.default_rng(seed)
    width, height = document.canvas.width, document.canvas.height
    elements: list[Element] = []
    for element in document.elements:
        w, h = rng.uniform(0.05, 0.6) * width, rng.uniform(0.02, 0.3) * height
        if element.box[2] > 0 and element.box[3] > 0 and element.kind != "shape":
            h = w * element.box[3] / element.box[2]
        box = (float(rng.uniform(0, max(width - w, 1))), float(rng.uniform(0, max(height - h, 1))), w, h)
        update: dict[str, object] = {"box": box}
        if element.kind != "image":
            update["paint"] = element.paint.model_copy(update={"fill": _random_color(rng)})
        if element.text is not None:
            size = element.text.size * w / max(element.box[2], 1e-6)
            update["text"] = element.text.model_copy(update={"size": max(size, 1.0), "lines": None})
        elements.append(element.model_copy(update=update))
    return document.model_copy(update={"elements": tuple(elements)})


def _random_color(rng: np.random.Generator) -> str:
    oklab = np.array([rng.uniform(0.1, 0.98), *rng.normal(0, 0.06, 2)])
    return hex_from_oklab(oklab)
