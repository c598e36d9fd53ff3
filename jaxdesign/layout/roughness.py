"""How rough a design is: the standard deviation of its boxes, judged from the design itself.

Sizes are judged by what set texts and pictures must measure. Positions are judged by how well the exact
relations of real designs explain what is seen when edges are taken to be off by one amount or another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout import evidence, parse
from jaxdesign.layout.evidence import DRAWN_PX, Drawn, Noise
from jaxdesign.layout.measure import text_sizes
from jaxdesign.layout.relations import Forms, forms_of, variables_of
from jaxdesign.layout.sizes import sized
from jaxdesign.layout.tree import Node
from jaxdesign.types import TextMetrics

LEVELS = (0.0, 0.0015, 0.003, 0.006, 0.01, 0.016, 0.024, 0.032, 0.042)
"""Standard deviations, in canvas fractions, that are tried."""
_CLEARLY_ROUGH = 0.006
_LOW = 1.2
"""Judged values come out low by this factor: a tree is chosen after the noise, and so explains part of it."""
_MISMEASURED = ((0.65, 0.0), (0.25, 0.02), (0.1, 0.1))
"""Shares of sizes that are measured exactly or are off by so much, in canvas fractions."""


class Expected(NamedTuple):
    """What is thought of a design before it is seen."""

    doubt: float
    """Log odds that it is finished; below 0, that it is rough."""
    least: float
    """How rough it is at least if it is not finished, in canvas fractions."""


TIDY = Expected(doubt=2.5, least=0.0)
"""Of a design that may well be finished."""
ROUGH = Expected(doubt=-7.5, least=0.014)
"""Of a design whose maker says that it is rough."""


def _size_residuals(drawn: Drawn) -> list[np.ndarray]:
    """Differences, along x and y in canvas fractions, of drawn sizes from what the content measures."""
    width, height = drawn.canvas_px
    one = drawn.texts.lines == 1
    wide = (drawn.box[one, 2] * width - drawn.texts.low[one]) / width
    tall = (drawn.box[one, 3] * height - drawn.texts.height[one]) / height
    known = drawn.aspect > 0
    ratio = drawn.aspect[known]
    off = drawn.box[known, 2] * width - ratio * drawn.box[known, 3] * height
    off = off / np.hypot(width, ratio * height)
    return [np.concatenate([wide, off]), np.concatenate([tall, off])]


def _sizes_explained(drawn: Drawn, level: float) -> float:
    """Log density of drawn sizes against measured ones if they are off by ``level``."""
    total = 0.0
    for axis, residuals in enumerate(_size_residuals(drawn)):
        spread = level**2 + (2 * DRAWN_PX / drawn.canvas_px[axis]) ** 2
        parts = []
        for share, error in _MISMEASURED:
            variance = spread + error**2
            parts.append(np.log(share) - 0.5 * np.log(variance) - 0.5 * residuals**2 / variance)
        total += float(np.logaddexp.reduce(parts, axis=0).sum()) if len(residuals) else 0.0
    return total


def _explained(forms: Forms, root: Node, drawn: Drawn, box: np.ndarray, sigma: float, axis: int) -> float:
    """Mean log density of the seen relations if every edge is off by ``sigma``, against a broad one."""
    extent = drawn.canvas_px[axis]
    sites = evidence.relation_sites(forms, extent)
    keep = np.array([not relation.always for relation in forms.relations], bool)
    if not keep.any():
        return 0.0
    value = sites.form @ variables_of(root, forms, box, axis)
    edge = sigma**2 + (DRAWN_PX / extent) ** 2
    total = (sites.form**2).sum(1)[:, None] * edge + sites.spread**2
    log = (
        np.log(np.maximum(sites.weight, 1e-12))
        - 0.5 * np.log(total)
        - 0.5 * (value[:, None] - sites.mean) ** 2 / total
    )
    return float(np.logaddexp.reduce(log, axis=1)[keep].mean())


def roughness(
    document: Document, metrics: TextMetrics, aspect: np.ndarray, *, expected: Expected = TIDY
) -> Noise:
    """The design's noise; near 0 for a finished design.

    Args:
        document: ``n`` elements.
        metrics: of at least ``n`` slots.
        aspect: ``[n]`` width over height of pictures, 0 where not known.
        expected: what is thought of the design before it is seen.
    """
    canvas = (document.canvas.width, document.canvas.height)
    box = parse.fractions(document)
    best, found = -np.inf, Noise(0.0, 0.0, 0.0, 0.0)
    for level in LEVELS:
        if 0 < level < expected.least:
            continue
        texts = text_sizes(document, metrics, (level * canvas[0], level * canvas[1]))
        drawn = Drawn(box=box, canvas_px=canvas, texts=texts, aspect=aspect)
        noise = Noise(level, level, level, level)
        trial = sized(drawn, noise)
        root = parse.parse_node(trial, parse.things(document), (level, level))
        forms = forms_of(root, document, texts.lines, aspect)
        edges = sum(_explained(forms[axis], root, drawn, trial, level, axis) for axis in (0, 1))
        for size in sorted({0.0, level}):
            score = len(box) * edges + _sizes_explained(drawn, size) - expected.doubt * (level > 0)
            if score > best:
                best, found = score, Noise(level, level, size, size)
    return Noise(*(_LOW * value for value in found)) if found.x >= _CLEARLY_ROUGH else found
