"""How rough a design is: the standard deviation of its boxes, judged from the design itself.

Sizes are judged by what set texts and pictures must measure. Positions are judged by how well the exact
relations of real designs explain what is seen when edges are taken to be off by one amount or another.
"""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout import evidence, parse
from jaxdesign.layout.evidence import DRAWN_PX, Drawn, Noise
from jaxdesign.layout.measure import text_sizes
from jaxdesign.layout.relations import Forms, forms_of, variables_of
from jaxdesign.layout.sizes import sized
from jaxdesign.types import TextMetrics

LEVELS = (0.0, 0.0015, 0.003, 0.006, 0.012, 0.02, 0.03, 0.042)
"""Standard deviations, in canvas fractions, that are tried for positions."""
_SHARE = 0.35
_SHARE_NORMAL = 0.4538
"""The share of a normal distribution within this many standard deviations is ``_SHARE``."""
_LEAST_NUMBER = 4


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


def _scale(residuals: np.ndarray) -> float | None:
    """Standard deviation of the residuals' core; None if there are too few."""
    if len(residuals) < _LEAST_NUMBER:
        return None
    return float(np.quantile(np.abs(residuals), _SHARE) / _SHARE_NORMAL)


def _explained(forms: Forms, root: object, drawn: Drawn, box: np.ndarray, sigma: float, axis: int) -> float:
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


def roughness(document: Document, metrics: TextMetrics, aspect: np.ndarray) -> Noise:
    """The design's noise; near 0 for a finished design.

    Args:
        document: ``n`` elements.
        metrics: of at least ``n`` slots.
        aspect: ``[n]`` width over height of pictures, 0 where not known.
    """
    canvas = (document.canvas.width, document.canvas.height)
    box = parse.fractions(document)
    best, found = -np.inf, Noise(0.0, 0.0, 0.0, 0.0)
    for level in LEVELS:
        texts = text_sizes(document, metrics, (level * canvas[0], level * canvas[1]))
        drawn = Drawn(box=box, canvas_px=canvas, texts=texts, aspect=aspect)
        sizes = [_scale(residuals) for residuals in _size_residuals(drawn)]
        known = [size for size in sizes if size is not None]
        across = np.clip(float(np.mean(known)) if known else level, 0.0, 0.06)
        noise = Noise(level, level, across, across)
        trial = sized(drawn, noise)
        root = parse.parse_node(trial, parse.things(document), (level, level))
        forms = forms_of(root, document, texts.lines, aspect)
        score = sum(_explained(forms[axis], root, drawn, trial, level, axis) for axis in (0, 1))
        if score > best:
            best, found = score, noise
    return _agreed(found)


def _agreed(noise: Noise) -> Noise:
    """Positions and sizes are off alike, unless one of them is not off at all."""
    position, size = noise.x, noise.w
    if position == 0.0:
        return Noise(0.0, 0.0, 0.0, 0.0)
    if size > 0.25 * position:
        both = (position + 2 * size) / 3
        return Noise(both, both, both, both)
    return noise
