"""What a model must beat: the nearest real design, boxes at random, and the grammar's loop from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jaxdesign.config import InnovateConfig
from jaxdesign.design.document import Document
from jaxdesign.evaluation.samples import random_boxes
from jaxdesign.innovation.innovate import searched
from jaxdesign.layout.compose import filled, matched
from jaxdesign.models.bank import TreeBank
from jaxdesign.models.generate import Request

NOISE_STEPS = 80


def random_sets(documents: Sequence[Document], *, seed: int = 0) -> list[Document]:
    """Each design's elements with boxes, sizes and colours at random."""
    return [random_boxes(document, seed + i) for i, document in enumerate(documents)]


def loop_from_noise(documents: Sequence[Document], *, seed: int = 0) -> list[Document]:
    """The grammar's loop, every element free, begun at random boxes; not finalised."""
    config = InnovateConfig(boldness=1.0, steps=NOISE_STEPS, candidates=1, space="elements", seed=seed)
    return searched(random_sets(documents, seed=seed), config)


def nearest_assigned(bank: TreeBank, requests: Sequence[Request]) -> list[Document]:
    """For each request the bank's design that is nearest in canvas and in how many texts and pictures it has.

    Its words and pictures are the request's, nothing else is changed; requests for which no design has places
    are left out.
    """
    made = []
    for request in requests:
        pieces = list(request.pieces)
        costs = bank.costs([piece.item() for piece in pieces], request.canvas)
        for place in np.argsort(costs, kind="stable"):
            donor, root = bank.donor(int(place))
            try:
                assigned = matched(donor, pieces, root)
            except ValueError:  # it has no place for a piece
                continue
            made.append(filled(donor, assigned, pieces, request.canvas))
            break
    return made


def spread(documents: Sequence[Document], count: int) -> list[Document]:
    """``count`` of them, evenly spread."""
    places = np.linspace(0, len(documents) - 1, min(count, len(documents))).astype(int)
    return [documents[place] for place in places]
