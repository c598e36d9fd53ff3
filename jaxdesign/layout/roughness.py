"""How rough a design is: the standard deviation of its boxes, judged from the design itself.

Sizes are judged by what set texts and pictures must measure. Positions are judged by how well the exact
relations of real designs explain what is seen when edges are taken to be off by one amount or another.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from jaxdesign.design.document import Document
from jaxdesign.layout import evidence, parse
from jaxdesign.layout.evidence import DRAWN_PX, Drawn, Noise
from jaxdesign.layout.measure import WIDTH_SPREAD, Broken, normal_share, text_sizes, ways_to_break
from jaxdesign.layout.relations import Forms, forms_of, variables_of
from jaxdesign.layout.sizes import sized
from jaxdesign.layout.tree import Node
from jaxdesign.types import TextMetrics

LEVELS = (0.0, 0.0015, 0.003, 0.006, 0.01, 0.016, 0.024, 0.032, 0.042, 0.055)
"""Standard deviations, in canvas fractions, that are tried."""
_WIDTHS_OFF = ((0.8, 0.0), (0.12, 0.02), (0.08, 0.06))
_HEIGHTS_OFF = ((0.93, 0.0), (0.05, 0.02), (0.02, 0.1))
_PICTURES_OFF = ((0.97, 0.0), (0.03, 0.05))
"""Shares of sizes that are measured exactly or are off by so much, in canvas fractions."""
_WIDER = 0.04
"""Share of texts in one line whose boxes are wider than their words by any part of the canvas."""
_LEAST_SHARE = 1e-6
_EDGES_TELL, _SIZES_TELL = 0.15, 0.4
"""Factors on evidence of how rough a rough design is: of edges by the root of the elements, of sizes."""
_USUAL = 0.02
_USUAL_SLOPE, _USUAL_CURVE = 0.5, -0.75
"""Log odds of a level against ``_USUAL`` by the log of their ratio and its square."""
_SIZES_KEPT = -1.2
"""Log odds that a rough design has its sizes exact."""


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


def _off_by(off: ndarray, variance: float, mixture: tuple[tuple[float, float], ...]) -> ndarray:
    """Log density of errors that are normal of that variance about a mixture's."""
    parts = [
        np.log(share) - 0.5 * np.log(variance + error**2) - 0.5 * off**2 / (variance + error**2)
        for share, error in mixture
    ]
    return np.logaddexp.reduce(parts, axis=0)


def _text_explained(
    box: Float[ndarray, "4"], ways: Broken, canvas: tuple[float, float], level: float
) -> float:
    """Log density of a text's drawn size if it is off by ``level``, whatever its number of lines."""
    width, height = canvas
    small = [level**2 + (2 * DRAWN_PX / extent) ** 2 for extent in canvas]
    tall = _off_by(box[3] - ways.height / height, small[1], _HEIGHTS_OFF)
    wide = np.empty(len(ways.lines))
    beyond = box[2] - ways.least[:1] / width
    wide[:1] = _off_by(beyond, small[0], _WIDTHS_OFF)
    wide[:1] = np.logaddexp(
        wide[:1], np.where(beyond > 0, math.log(_WIDER * math.sqrt(2 * math.pi)), -np.inf)
    )
    low, high = ways.least[1:] / width, ways.more[1:] / width
    spread = np.hypot(level, WIDTH_SPREAD * low + 0.5 / width)
    share = normal_share(low, high, float(box[2]), spread) * math.sqrt(2 * math.pi)
    wide[1:] = np.log(np.maximum(share, _LEAST_SHARE))
    return float(np.logaddexp.reduce(tall + wide)) - math.log(len(ways.lines))


def _sizes_explained(
    document: Document, metrics: TextMetrics, aspect: np.ndarray, levels: tuple[float, ...]
) -> Float[ndarray, "k"]:
    """Log density of drawn sizes of texts and pictures against measured ones, off by each of the levels."""
    width, height = canvas = (document.canvas.width, document.canvas.height)
    box, total = parse.fractions(document), np.zeros(len(levels))
    breaks, ends = np.asarray(metrics.break_width, float), np.asarray(metrics.ascent + metrics.descent, float)
    for i, element in enumerate(document.elements):
        if element.text is not None:
            ways = ways_to_break(element.text, breaks[i], float(ends[i]))
            total += [_text_explained(box[i], ways, canvas, level) for level in levels]
    known = aspect > 0
    long = np.hypot(width, aspect[known] * height)
    off = (box[known, 2] * width - aspect[known] * box[known, 3] * height) / long
    total += [
        float(_off_by(off, level**2 + (2 * DRAWN_PX / max(canvas)) ** 2, _PICTURES_OFF).sum())
        for level in levels
    ]
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


def _edges_explained(document: Document, metrics: TextMetrics, aspect: np.ndarray, level: float) -> float:
    """Mean log density of the relations along both axes if the design is off by ``level``."""
    canvas, box = (document.canvas.width, document.canvas.height), parse.fractions(document)
    texts = text_sizes(document, metrics, (level * canvas[0], level * canvas[1]))
    drawn = Drawn(box=box, canvas_px=canvas, texts=texts, aspect=aspect)
    trial = sized(drawn, Noise(level, level, level, level))
    root = parse.parse_node(trial, parse.things(document), (level, level))
    forms = forms_of(root, document, texts.lines, aspect)
    return sum(_explained(forms[axis], root, drawn, trial, level, axis) for axis in (0, 1))


def _level_of(edges: ndarray, sizes: ndarray, levels: ndarray, count: int) -> Noise:
    """The noise of a rough design of ``count`` elements, by the mean log of what may be its level.

    Relations of one design depend on each other, and so do its sizes: their evidence is tempered.
    """
    step = np.log(levels / _USUAL)
    usual = _USUAL_SLOPE * step + _USUAL_CURVE * step**2 + _EDGES_TELL * math.sqrt(count) * edges[1:]
    log = np.stack([usual + _SIZES_TELL * sizes[1:], usual + _SIZES_TELL * sizes[0] + _SIZES_KEPT])
    share = np.exp(log - log.max())
    share /= share.sum()
    level = float(np.exp(share.sum(0) @ np.log(levels)))
    size = level if share[0].sum() >= 0.5 else 0.0
    return Noise(level, level, size, size)


def roughness(
    document: Document, metrics: TextMetrics, aspect: np.ndarray, *, expected: Expected = TIDY
) -> Noise:
    """The design's noise; 0 for a finished design.

    Args:
        document: ``n`` elements.
        metrics: of at least ``n`` slots.
        aspect: ``[n]`` width over height of pictures, 0 where not known.
        expected: what is thought of the design before it is seen.
    """
    levels = tuple(level for level in LEVELS if level == 0 or level >= expected.least)
    count = len(document.elements)
    edges = np.array([_edges_explained(document, metrics, aspect, level) for level in levels])
    sizes = _sizes_explained(document, metrics, aspect, levels)
    rough = count * edges[1:] + np.maximum(sizes[1:], sizes[0])
    if rough.max() - count * edges[0] - sizes[0] <= expected.doubt:
        return Noise(0.0, 0.0, 0.0, 0.0)
    return _level_of(edges, sizes, np.array(levels[1:]), count)
