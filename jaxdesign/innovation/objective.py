"""What the loop makes great: the calibrated grammar, near to the start as the user's boldness allows."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign import grammar
from jaxdesign.innovation.style_match import StyleTarget, style_distance
from jaxdesign.raster import rasterize
from jaxdesign.types import AnyArray, Design, Scene, TextMetrics, Textures

LOOP_PX = 64
"""Side of the fixed grid that designs are rasterized on inside the loop, whatever their proportions."""

BOX_TOLERANCE = 0.05
COLOR_TOLERANCE = 0.04
SIZE_TOLERANCE = 0.15
"""Distances from the start that cost one unit of nearness: canvas fractions, OKLab, log ratio."""


class Objective(NamedTuple):
    """All that is constant while one design is innovated."""

    textures: Textures
    metrics: TextMetrics
    calibration: grammar.Calibration
    weights: Float[AnyArray, "t"]
    """Weight of each grammar term in the total."""
    start: Design
    """The design as the user has it."""
    anchor: Design
    """The design that the result stays near to."""
    keep: Float[AnyArray, ""]
    """Points of the total that a departure of one unit of nearness has to earn."""
    style: StyleTarget | None = None
    """A style that the result comes near to."""


class RasterSettings(NamedTuple):
    """How the working picture is made; static."""

    side_px: int = LOOP_PX
    rotated: bool = False
    """Whether any element may be rotated."""


class Judgement(NamedTuple):
    """The objective's value and what it is made of."""

    value: Float[Array, ""]
    """Higher is better."""
    aim: Float[Array, ""]
    """What the steps ascend: the value where the anchor is no further released than the design."""
    total: Float[Array, ""]
    """The grammar's total, 0 to 100."""
    percentiles: Float[Array, "t"]


def scene(design: Design, textures: Textures, metrics: TextMetrics, settings: RasterSettings) -> Scene:
    """The design with its working picture."""
    side = settings.side_px
    layers = rasterize(design, textures, height=side, width=side, rotated=settings.rotated)
    return Scene(design=design, metrics=metrics, picture=layers.picture, under=layers.under)


def departure(design: Design, anchor: Design) -> Float[Array, ""]:
    """Mean squared distance of the live elements to the anchor's, in units of the tolerances."""
    live = anchor.mask.astype(jnp.float32)
    count = jnp.maximum(live.sum(), 1.0)
    box = jnp.sum(((design.box - anchor.box) / BOX_TOLERANCE) ** 2, axis=-1)
    color = jnp.sum(((design.fill[..., :3] - anchor.fill[..., :3]) / COLOR_TOLERANCE) ** 2, axis=(-1, -2)) / 2
    sized = anchor.font_size > 0
    ratio = jnp.where(sized, design.font_size, 1.0) / jnp.where(sized, anchor.font_size, 1.0)
    size = (jnp.log(jnp.maximum(ratio, 1e-3)) / SIZE_TOLERANCE) ** 2
    backdrop = jnp.sum(((design.backdrop - anchor.backdrop) / COLOR_TOLERANCE) ** 2) / 2
    return jnp.sum(live * (box + color + size)) / count + backdrop


def released(start: Design, anchor: Design, release: Float[Array, ""]) -> Design:
    """The anchor with places and sizes of type on their way from the start's, 0, to its own, 1.

    A design held to it has no reason to make up for what is not released yet.
    """
    sized = anchor.font_size > 0
    ratio = jnp.where(sized, anchor.font_size, 1.0) / jnp.where(sized, start.font_size, 1.0)
    return anchor._replace(
        box=start.box + release * (anchor.box - start.box),
        font_size=start.font_size * jnp.maximum(ratio, 1e-3) ** release,
    )


def judge(
    design: Design, objective: Objective, settings: RasterSettings, release: Float[Array, ""]
) -> Judgement:
    """Rasterize, score and weigh one design; ``release`` as in ``loop.Space``."""
    values = grammar.values(scene(design, objective.textures, objective.metrics, settings))
    percentiles = grammar.percentiles(values, objective.calibration)
    total = grammar.total(percentiles, objective.calibration, objective.weights)
    merit = total
    if objective.style is not None:
        merit = merit - objective.style.strength * style_distance(design, objective.style)
    near = released(objective.start, objective.anchor, release)
    return Judgement(
        value=merit - objective.keep * departure(design, objective.anchor),
        aim=merit - objective.keep * departure(design, near),
        total=total,
        percentiles=percentiles,
    )
