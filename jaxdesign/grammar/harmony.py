"""Colour harmony: hues gather in few directions of the circle."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from jaxdesign.design.color import oklab_from_srgb
from jaxdesign.grammar.boxes import is_shape, is_text
from jaxdesign.grammar.kernels import soft_min
from jaxdesign.types import Scene

TEMPERATURE = 0.02
"""Radians of the minimum over templates and rotations; at 0 the best one alone counts."""
ROTATIONS = 36
BINS = 72
LEAST_CHROMA = 0.04
"""OKLab chroma at which a colour has half its weight; greys have no hue."""

_SECTORS = {
    "i": ((0.0, 18.0),),
    "V": ((0.0, 93.6),),
    "L": ((0.0, 18.0), (90.0, 79.2)),
    "I": ((0.0, 18.0), (180.0, 18.0)),
    "T": ((0.0, 180.0),),
    "Y": ((0.0, 93.6), (180.0, 18.0)),
    "X": ((0.0, 93.6), (180.0, 93.6)),
}


def _template_costs() -> np.ndarray:
    """``[templates * rotations, bins]``: radians from each hue to the nearest sector."""
    hues = (np.arange(BINS) + 0.5) * 360 / BINS
    rows = []
    for sectors in _SECTORS.values():
        for turn in np.arange(ROTATIONS) * 360 / ROTATIONS:
            away = [np.abs((hues - turn - centre + 180) % 360 - 180) - width / 2 for centre, width in sectors]
            size = sum(width for _, width in sectors) / 360
            rows.append(np.radians(np.maximum(np.min(away, axis=0), 0.0)) + 0.15 * size)
    return np.array(rows, np.float32)


_COSTS = _template_costs()


def _hue_shares(lab: Float[Array, "m 3"], weight: Float[Array, "m"]) -> Float[Array, "b"]:
    """Share of the chroma of colours in each bin of hue; sums to at most 1, to 0 for greys."""
    a, b = lab[:, 1], lab[:, 2]
    square = a * a + b * b
    coloured = square > 1e-6
    chroma = jnp.where(coloured, square / (square + LEAST_CHROMA**2), 0.0) * weight
    hue = jnp.arctan2(jnp.where(coloured, b, 0.0), jnp.where(coloured, a, 1.0))
    place = (hue / (2 * jnp.pi) % 1.0) * BINS - 0.5
    low = jnp.floor(place)
    part = place - low
    first = low.astype(jnp.int32) % BINS
    bins = jnp.zeros(BINS).at[first].add(chroma * (1 - part)).at[(first + 1) % BINS].add(chroma * part)
    return bins / (bins.sum() + 0.01 * weight.sum() + 1e-6)


def harmony(scene: Scene) -> Float[Array, ""]:
    """Mean distance of the hues to the best harmonic template, weighted by chroma; radians.

    Half the hues are those of the picture's pixels, half those of the texts and shapes, one each. Templates
    i, V, L, I, T, Y, X at 36 rotations; a wider template costs a little more, so that one hue is below two.
    0 for greys. Limit at temperature 0: the best template. Source: Matsuda (1995) as in Cohen-Or et al.,
    "Color harmonization" (2006), on OKLab hues.
    """
    design = scene.design
    pixels = oklab_from_srgb(scene.picture).reshape(-1, 3)
    painted = (is_text(design) | is_shape(design)) * design.fill[..., 3].mean(axis=1)
    shares = _hue_shares(pixels, jnp.ones(pixels.shape[0]))
    shares = (shares + _hue_shares(design.fill[..., :3].mean(axis=1), painted)) / 2
    costs = jnp.asarray(_COSTS) @ shares
    return soft_min(costs, jnp.ones_like(costs, bool), temperature=TEMPERATURE)
