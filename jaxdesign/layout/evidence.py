"""What is seen of a design's edges, as observations and sites for the inference along one axis."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jaxdesign.layout import priors
from jaxdesign.layout.infer import Seen, Sites
from jaxdesign.layout.measure import TextSizes
from jaxdesign.layout.relations import Forms

DRAWN_PX = 0.35
"""Edges of a finished design are this far off, in pixels: rounding by who drew it."""
EXACT_PX = 0.5
_WIDTH_MIXTURE = ((0.62, 0.006), (0.26, 0.05), (0.12, 0.2))
"""Shares and relative errors of a measured width: the drawn font is at hand, a near one is, none is."""
_HEIGHT_MIXTURE = ((0.6, 0.015), (0.3, 0.06), (0.1, 0.2))
_RANGE_SHARE = 0.35
"""Spread of a broken text's width within what its number of lines allows, as a share of that range."""


class Noise(NamedTuple):
    """How far a design's boxes are off: standard deviations in canvas fractions."""

    x: float
    y: float
    w: float
    h: float

    def position(self, axis: int) -> float:
        return self[axis]

    def size(self, axis: int) -> float:
        return self[axis + 2]


class Drawn(NamedTuple):
    """One design's boxes and what its content says about sizes."""

    box: np.ndarray
    """``[n, 4]`` in canvas fractions."""
    canvas_px: tuple[float, float]
    texts: TextSizes
    aspect: np.ndarray
    """``[n]`` width over height of pictures in pixels, 0 where not known."""


def _padded(parts: list[tuple[float, float, float]]) -> tuple[list[float], list[float], list[float]]:
    """Shares, means and spreads of a mixture, filled up to the number of components."""
    missing = priors.NUM_COMPONENTS - len(parts)
    shares, means, spreads = (list(values) for values in zip(*parts, strict=True))
    return shares + [0.0] * missing, means + [0.0] * missing, spreads + [1.0] * missing


def relation_sites(forms: Forms, extent_px: float) -> Sites:
    """The relations of one axis as sites."""
    exact, mean, spread = priors.stacked(relation.key for relation in forms.relations)
    unit = np.array([relation.unit for relation in forms.relations]).reshape(-1, 1)
    always = np.array([relation.always for relation in forms.relations], bool)
    exact = np.where(always, 1 - 1e-6, exact)[:, None]
    near = np.full_like(exact, EXACT_PX / extent_px)
    return Sites(
        form=forms.matrix(),
        weight=np.concatenate([exact, (1 - exact) * priors.component_weights()], axis=1),
        mean=np.concatenate([np.zeros_like(exact), mean * unit], axis=1),
        spread=np.concatenate([near, np.maximum(spread * unit, near)], axis=1),
    )


def text_sites(forms: Forms, drawn: Drawn, axis: int) -> Sites:
    """Measured sizes of texts along one axis as sites."""
    extent, texts = drawn.canvas_px[axis], drawn.texts
    rows, mixtures = [], []
    for node, element in enumerate(forms.element):
        if element < 0 or texts.lines[element] == 0:
            continue
        form = np.zeros(forms.num_variables)
        form[forms.start[node] + 1], form[forms.start[node]] = 1, -1
        if axis == 0 and texts.lines[element] > 1:
            low, high = texts.low[element], texts.high[element]
            middle, spread = (low + high) / 2, _RANGE_SHARE * (high - low) + 0.03 * low
            parts = [(0.0, middle, spread), (1.0, middle, spread)]
        else:
            size = texts.low[element] if axis == 0 else texts.height[element]
            mixture = _WIDTH_MIXTURE if axis == 0 else _HEIGHT_MIXTURE
            parts = [(share, size, error * size + EXACT_PX) for share, error in mixture]
        rows.append(form)
        mixtures.append(_padded([(share, mean / extent, sd / extent) for share, mean, sd in parts]))
    if not rows:
        empty = np.zeros((0, priors.NUM_COMPONENTS))
        return Sites(np.zeros((0, forms.num_variables)), empty, empty, empty)
    weight, mean, spread = (np.array(part) for part in zip(*mixtures, strict=True))
    return Sites(np.array(rows), weight, mean, spread)


def joined(one: Sites, other: Sites) -> Sites:
    """Both sets of sites as one."""
    return Sites(*(np.concatenate(parts) for parts in zip(one, other, strict=True)))


def seen(forms: Forms, drawn: Drawn, noise: Noise, axis: int, fixed: dict[int, float]) -> Seen:
    """Drawn positions and sizes as observations; the canvas is known.

    ``fixed`` are sizes in canvas fractions, by element, that are settled already.
    """
    extent = drawn.canvas_px[axis]
    rows: list[dict[int, float]] = [{forms.start[0]: 1.0}, {forms.start[0] + 1: 1.0}]
    values, spreads = [0.0, 1.0], [1e-5, 1e-5]
    drawn_spread = DRAWN_PX / extent
    for node, element in enumerate(forms.element):
        if element < 0:
            continue
        start = forms.start[node]
        size = {start + 1: 1.0, start: -1.0}
        rows.append({start: 1.0})
        values.append(drawn.box[element, axis])
        spreads.append(float(np.hypot(noise.position(axis), drawn_spread)))
        rows.append(size)
        if element in fixed:
            values.append(fixed[element])
            spreads.append(drawn_spread)
            continue
        values.append(drawn.box[element, axis + 2])
        spreads.append(float(np.hypot(noise.size(axis), drawn_spread)))
        if drawn.aspect[element] > 0:
            other = drawn.canvas_px[1 - axis]
            ratio = drawn.aspect[element] if axis == 0 else 1 / drawn.aspect[element]
            rows.append(size)
            values.append(drawn.box[element, 3 - axis] * other * ratio / extent)
            off = noise.size(1 - axis) * other + DRAWN_PX + 0.02 * drawn.box[element, 3 - axis] * other
            spreads.append(off * ratio / extent)
    form = np.zeros((len(rows), forms.num_variables))
    for i, row in enumerate(rows):
        for variable, factor in row.items():
            form[i, variable] = factor
    return Seen(form, np.array(values), np.array(spreads))
