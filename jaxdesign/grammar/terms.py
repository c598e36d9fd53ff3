"""All the terms, in their fixed order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.grammar.alignment import alignment
from jaxdesign.grammar.balance import balance
from jaxdesign.grammar.busyness import busyness
from jaxdesign.grammar.consistency import consistency
from jaxdesign.grammar.containment import containment
from jaxdesign.grammar.contrast import contrast
from jaxdesign.grammar.crop import crop
from jaxdesign.grammar.emphasis import emphasis
from jaxdesign.grammar.fit import fit
from jaxdesign.grammar.harmony import harmony
from jaxdesign.grammar.hierarchy import hierarchy
from jaxdesign.grammar.legibility import legibility
from jaxdesign.grammar.margins import margins
from jaxdesign.grammar.overlap import overlap
from jaxdesign.grammar.palette import palette
from jaxdesign.grammar.proximity import proximity
from jaxdesign.grammar.reading_order import reading_order
from jaxdesign.grammar.rhythm import rhythm
from jaxdesign.grammar.scale import scale
from jaxdesign.grammar.term import Term
from jaxdesign.grammar.whitespace import whitespace
from jaxdesign.types import Scene

_ROWS: tuple[tuple[Callable[[Scene], Float[Array, ""]], str, Literal["low", "high", "band"], str], ...] = (
    (alignment, "0-1", "low", "Set edges or centres that nearly agree on one line."),
    (contrast, "ratio", "high", "Darken or lighten the ink until it stands out from what lies under it."),
    (whitespace, "share", "band", "Bring the free space nearer to what designs usually leave."),
    (hierarchy, "share", "low", "Give the more important and shorter text the larger type."),
    (balance, "half canvases", "low", "Shift weight towards the lighter side."),
    (overlap, "share", "low", "Move texts off each other and out from under what hides them."),
    (margins, "0-1", "low", "Make the left and right margins equal and keep texts off the edges."),
    (proximity, "log em", "band", "Bring what belongs together nearer, or give crowded texts air."),
    (rhythm, "0-1", "low", "Make gaps that nearly agree equal."),
    (legibility, "nats", "low", "Enlarge small type and keep lines between 20 and 75 characters."),
    (harmony, "radians", "low", "Turn stray hues towards those that the design already uses."),
    (palette, "0-1", "low", "Give elements of one sort one colour."),
    (reading_order, "share", "low", "Let texts follow each other down and to the right."),
    (busyness, "luma/px", "low", "Calm the picture under the text, or move the text off it."),
    (
        containment,
        "edges",
        "low",
        "Move elements wholly into, or out of, the card or picture they lie across.",
    ),
    (consistency, "0-1", "low", "Use fewer sizes: make siblings equally large."),
    (scale, "log ratio", "band", "Bring the largest type nearer to the usual multiple of the running type."),
    (emphasis, "share", "low", "Give the larger text at least the contrast of the smaller one."),
    (fit, "0-1", "low", "Size the text's box to its words, or the type to the box."),
    (crop, "0-1", "low", "Move elements onto the canvas."),
)

TERMS: Mapping[str, Term] = MappingProxyType(
    {
        function.__name__: Term(
            name=function.__name__, function=function, unit=unit, better=better, advice=advice
        )
        for function, unit, better, advice in _ROWS
    }
)


def values(scene: Scene) -> Float[Array, "t"]:
    """Every term's value, in the order of ``TERMS``."""
    return jnp.stack([term.function(scene) for term in TERMS.values()])
