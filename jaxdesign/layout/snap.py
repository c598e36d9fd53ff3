"""From a rough design to the layout it was meant to be."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.design.locks import is_locked
from jaxdesign.layout import evidence, parse
from jaxdesign.layout.apart import kept_apart
from jaxdesign.layout.bands import bands_to_edges
from jaxdesign.layout.denoise import denoised
from jaxdesign.layout.evidence import Drawn, Noise
from jaxdesign.layout.infer import Belief, believe, hardened
from jaxdesign.layout.insets import kept_inside
from jaxdesign.layout.lines import on_lines
from jaxdesign.layout.measure import picture_aspect, text_sizes
from jaxdesign.layout.ornaments import kept_together, rounded
from jaxdesign.layout.relations import Forms, forms_of
from jaxdesign.layout.roughness import TIDY, Expected, roughness
from jaxdesign.layout.search import best_tree, read_boxes
from jaxdesign.layout.sizes import sized
from jaxdesign.layout.tree import Node
from jaxdesign.types import TextMetrics

_LEAST_PX = 1.0
_NEAR_PX = 0.02
_REMAINS = 0.25
"""Share of the roughness against which relations are judged once the network has moved the boxes."""

_NEARLY_ON_A_LINE = 1.5
"""Standard deviations, of the distance of two edges that are off by what remains, that tell no indent."""

_MAY_BE = (0.8, 1.0, 1.25)
"""Factors on the judged roughness that are about as likely as 1."""


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


def _axis(
    forms: Forms, drawn: Drawn, noise: Noise, axis: int, fixed: dict[int, float], *, harden: bool
) -> Belief:
    extent = drawn.canvas_px[axis]
    sites = evidence.joined(evidence.relation_sites(forms, extent), evidence.text_sites(forms, drawn, axis))
    belief = believe(sites, evidence.seen(forms, drawn, noise, axis, fixed), forms.num_variables)
    if harden:
        belief = belief._replace(mean=hardened(sites, belief, _NEAR_PX / extent))
    return belief


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
        height = max(float(np.average(sizes, weights=1 / np.array(variances))), _LEAST_PX)
        fixed[0][element] = height * drawn.aspect[element] / drawn.canvas_px[0]
        fixed[1][element] = height / drawn.canvas_px[1]
    return fixed


def infer(document: Document, root: Node, drawn: Drawn, noise: Noise) -> np.ndarray:
    """``[n, 4]`` the believed boxes for a given tree, in canvas fractions."""
    forms = forms_of(root, document, drawn.texts.lines, drawn.aspect)
    fixed: list[dict[int, float]] = [{}, {}]
    if (drawn.aspect > 0).any():
        beliefs = [_axis(forms[axis], drawn, noise, axis, {}, harden=False) for axis in (0, 1)]
        fixed = _picture_sizes(forms, beliefs, drawn)
    beliefs = [_axis(forms[axis], drawn, noise, axis, fixed[axis], harden=True) for axis in (0, 1)]
    return read_boxes(forms, beliefs, drawn)


def _moved(document: Document, drawn: Drawn, noise: Noise) -> np.ndarray:
    """``[n, 4]`` boxes as the network moves them, averaged over what the roughness may be."""
    moved = []
    for factor in _MAY_BE:
        level = Noise(*(factor * value for value in noise))
        moved.append(denoised(document, drawn, sized(drawn, level), level))
    return np.mean(moved, axis=0)


def snap_boxes(
    document: Document,
    metrics: TextMetrics,
    *,
    aspect: np.ndarray | None = None,
    noise: Noise | None = None,
    inside: bool = False,
) -> Snapped:
    """The layout that a design was meant to have.

    Args:
        document: ``n`` elements.
        metrics: of at least ``n`` slots.
        aspect: ``[n]`` width over height of pictures, 0 where not known; read from the pictures if None.
        noise: how rough the design is; judged from the design if None.
        inside: whether wide panels keep a margin all round that they were drawn with (``kept_inside``).
    """
    aspect = picture_aspect(document) if aspect is None else aspect
    noise = roughness(document, metrics, aspect) if noise is None else noise
    drawn = drawn_of(document, metrics, noise, aspect)
    if noise.x == 0:
        root = parse.parse_node(drawn.box, parse.things(document))
        return Snapped(box=infer(document, root, drawn, noise), root=root, noise=noise)
    box = kept_apart(document, drawn.box, _moved(document, drawn, noise), noise)
    if inside:
        box = kept_inside(document, box)
    rest = Noise(*(_REMAINS * value for value in noise))
    drawn = drawn._replace(box=box)
    root = best_tree(document, drawn, rest)
    near = _NEARLY_ON_A_LINE * math.sqrt(2) * rest.x
    return Snapped(
        box=on_lines(document, root, infer(document, root, drawn, rest), near), root=root, noise=noise
    )


def with_boxes(document: Document, box: np.ndarray) -> Document:
    """The document with ``[n, 4]`` boxes in canvas fractions; locked positions and sizes stay."""
    width, height = document.canvas.width, document.canvas.height
    elements = []
    for element, new in zip(document.elements, box * np.array([width, height] * 2), strict=True):
        held = [is_locked(element, name) for name in "xywh"]
        x, y, w, h = (old if lock else float(v) for old, v, lock in zip(element.box, new, held, strict=True))
        elements.append(element.model_copy(update={"box": (x, y, w, h)}))
    return document.model_copy(update={"elements": tuple(elements)})


def snap(document: Document, metrics: TextMetrics, *, expected: Expected = TIDY) -> Document:
    """The document with its layout as it was meant to be; a finished design stays as it is.

    ``expected`` says what is thought of it before it is seen.
    """
    if not document.elements:
        return document
    noise = roughness(document, metrics, picture_aspect(document), expected=expected)
    if noise.x == 0:
        return document
    box = snap_boxes(document, metrics, noise=noise, inside=expected.least > 0).box
    return with_boxes(document, bands_to_edges(document, rounded(document, kept_together(document, box))))
