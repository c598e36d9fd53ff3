"""Which of several trees explains a rough design best."""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout import evidence, parse
from jaxdesign.layout.evidence import Drawn, Noise
from jaxdesign.layout.infer import Belief, believe
from jaxdesign.layout.relations import Forms, forms_of
from jaxdesign.layout.sizes import sized
from jaxdesign.layout.tree import Node

_SHARES = (1.0, 0.4, 0.7, 1.5)
"""Spreads of the first parses, in units of the design's noise: cautious to bold about overlaps."""
_REFINED = (0.25, 0.5)
_ROUNDS = 2
_PRICE = 1.0
"""What a relation must add to the evidence to be worth having."""
_SWEEPS = 8
_MOST_ELEMENTS = 80
"""Larger designs are parsed once."""


def read_boxes(forms: tuple[Forms, Forms], beliefs: list[Belief], drawn: Drawn) -> np.ndarray:
    """``[n, 4]`` believed boxes in canvas fractions, none thinner than a pixel."""
    box = drawn.box.copy()
    for axis in (0, 1):
        mean, least = beliefs[axis].mean, 1 / drawn.canvas_px[axis]
        for node, element in enumerate(forms[axis].element):
            if element >= 0:
                start = forms[axis].start[node]
                box[element, axis] = mean[start]
                box[element, axis + 2] = max(mean[start + 1] - mean[start], least)
    return box


def _judged(document: Document, root: Node, drawn: Drawn, noise: Noise) -> tuple[float, np.ndarray]:
    """How well a tree explains what is drawn, and the boxes it makes believe."""
    forms = forms_of(root, document, drawn.texts.lines, drawn.aspect)
    beliefs, score = [], 0.0
    for axis in (0, 1):
        extent = drawn.canvas_px[axis]
        relations = evidence.relation_sites(forms[axis], extent)
        sites = evidence.joined(relations, evidence.text_sites(forms[axis], drawn, axis))
        seen = evidence.seen(forms[axis], drawn, noise, axis, {})
        beliefs.append(believe(sites, seen, forms[axis].num_variables, sweeps=_SWEEPS))
        score += beliefs[-1].evidence - _PRICE * len(relations.form)
    return score, read_boxes(forms, beliefs, drawn)


def best_tree(document: Document, drawn: Drawn, noise: Noise) -> Node:
    """The tree, of those that parsing finds at several tolerances, that the evidence speaks for."""
    about, box = parse.things(document), sized(drawn, noise)
    spread = np.array([noise.x, noise.y])
    first = parse.parse_node(box, about, spread)
    if noise.x == 0 or len(box) > _MOST_ELEMENTS:
        return first
    known: dict[Node, tuple[float, np.ndarray]] = {first: _judged(document, first, drawn, noise)}

    def consider(boxes: np.ndarray, shares: tuple[float, ...]) -> None:
        for share in shares:
            root = parse.parse_node(boxes, about, share * spread)
            if root not in known:
                known[root] = _judged(document, root, drawn, noise)

    consider(box, _SHARES[1:])
    for _ in range(_ROUNDS):
        best = max(known, key=lambda root: known[root][0])
        consider(known[best][1], _REFINED)
    return max(known, key=lambda root: known[root][0])
