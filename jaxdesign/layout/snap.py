"""From a rough design to the layout it was meant to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout import evidence, parse
from jaxdesign.layout.evidence import Drawn, Noise
from jaxdesign.layout.infer import Belief, believe
from jaxdesign.layout.measure import picture_aspect, text_sizes
from jaxdesign.layout.relations import Forms, forms_of
from jaxdesign.layout.tree import Node
from jaxdesign.types import TextMetrics

_LEAST_PX = 1.0


@dataclass(frozen=True, kw_only=True)
class Snapped:
    """A rough design's likeliest intention."""

    box: np.ndarray
    """``[n, 4]`` in canvas fractions."""
    root: Node
    noise: Noise


def drawn_of(
    document: Document, metrics: TextMetrics, noise: Noise, aspect: np.ndarray | None = None
) -> Drawn:
    """A document's boxes with measured sizes."""
    canvas = (document.canvas.width, document.canvas.height)
    texts = text_sizes(document, metrics, (noise.w * canvas[0], noise.h * canvas[1]))
    aspects = picture_aspect(document) if aspect is None else aspect
    return Drawn(box=parse.fractions(document), canvas_px=canvas, texts=texts, aspect=aspects)


def sized(drawn: Drawn, noise: Noise) -> np.ndarray:
    """``[n, 4]`` the boxes with sizes that their content speaks for, position kept."""
    width, height = drawn.canvas_px
    box, texts = drawn.box.copy(), drawn.texts
    is_text = texts.lines > 0
    room = np.maximum(0.98 * texts.high, texts.low)
    box[is_text, 2] = np.clip(drawn.box[:, 2] * width, texts.low, room)[is_text] / width
    box[is_text, 3] = texts.height[is_text] / height
    known = drawn.aspect > 0
    ratio = drawn.aspect[known]
    off_x, off_y = (noise.w + 1e-4) * width, (noise.h + 1e-4) * height
    seen_w, seen_h = box[known, 2] * width, box[known, 3] * height
    tall = (seen_w * ratio / off_x**2 + seen_h / off_y**2) / (ratio**2 / off_x**2 + 1 / off_y**2)
    box[known, 2], box[known, 3] = np.maximum(tall, 1) * ratio / width, np.maximum(tall, 1) / height
    return box


def _belief(forms: Forms, drawn: Drawn, noise: Noise, axis: int, fixed: dict[int, float]) -> Belief:
    sites = evidence.joined(
        evidence.relation_sites(forms, drawn.canvas_px[axis]), evidence.text_sites(forms, drawn, axis)
    )
    return believe(sites, evidence.seen(forms, drawn, noise, axis, fixed), forms.num_variables)


def _read(forms: Forms, belief: Belief, axis: int, least: float, box: np.ndarray) -> None:
    """Write one axis of the believed boxes into ``box``."""
    for node, element in enumerate(forms.element):
        if element >= 0:
            start, end = belief.mean[forms.start[node]], belief.mean[forms.start[node] + 1]
            box[element, axis], box[element, axis + 2] = start, max(end - start, least)


def _picture_sizes(forms: tuple[Forms, Forms], beliefs: list[Belief], drawn: Drawn) -> list[dict[int, float]]:
    """Width and height, in canvas fractions, of pictures with a known aspect: both beliefs combined."""
    fixed: list[dict[int, float]] = [{}, {}]
    for node, element in enumerate(forms[0].element):
        if element < 0 or drawn.aspect[element] <= 0:
            continue
        sizes, variances = [], []
        for axis in (0, 1):
            start = forms[axis].start[node]
            difference = np.zeros(forms[axis].num_variables)
            difference[start + 1], difference[start] = 1, -1
            scale = drawn.canvas_px[axis] / (drawn.aspect[element] if axis == 0 else 1.0)
            sizes.append(difference @ beliefs[axis].mean * scale)
            variances.append(difference @ beliefs[axis].covariance @ difference * scale**2 + 1e-3)
        height = np.average(sizes, weights=1 / np.array(variances))
        height = max(float(height), _LEAST_PX)
        fixed[0][element] = height * drawn.aspect[element] / drawn.canvas_px[0]
        fixed[1][element] = height / drawn.canvas_px[1]
    return fixed


def infer(document: Document, root: Node, drawn: Drawn, noise: Noise) -> np.ndarray:
    """``[n, 4]`` the believed boxes for a given tree, in canvas fractions."""
    forms = forms_of(root, document)
    beliefs = [_belief(forms[axis], drawn, noise, axis, {}) for axis in (0, 1)]
    fixed = _picture_sizes(forms, beliefs, drawn)
    if fixed[0]:
        beliefs = [_belief(forms[axis], drawn, noise, axis, fixed[axis]) for axis in (0, 1)]
    box = drawn.box.copy()
    for axis in (0, 1):
        _read(forms[axis], beliefs[axis], axis, _LEAST_PX / drawn.canvas_px[axis], box)
    return box
