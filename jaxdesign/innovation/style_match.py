"""Style match: how far a design is from a style, by what its arrays show of type, layout and colour."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from jaxdesign.compiled import Program
from jaxdesign.design.color import srgb_from_oklab
from jaxdesign.grammar.alignment import alignment
from jaxdesign.grammar.boxes import is_full, is_picture, is_shape, is_text, on_pictures
from jaxdesign.grammar.contrast import per_element as text_contrast
from jaxdesign.grammar.kernels import masked_mean, smooth_abs, soft_min
from jaxdesign.grammar.margins import side_margins
from jaxdesign.grammar.scale import scale
from jaxdesign.grammar.whitespace import content, coverage
from jaxdesign.types import AnyArray, Design, Kind, Scene, TextMetrics

TRAITS = (
    "contrast", "density", "asymmetry", "margin_across", "margin_down", "scale", "type_size", "weight",
    "line_height", "centred", "misalignment", "radius", "lightness", "chroma",
)  # fmt: skip
"""What is measured of a design's arrays, in the order of ``StyleTraits`` and ``StyleTarget``."""
ROLES = ("backdrop", "text", "surface", "accent")
"""What a colour of a style is for, in the order of ``StyleTarget.color_role``."""
MAX_COLORS = 16
"""Colours of a ``StyleTarget``; fewer are padded with shares of 0."""

PALETTE_TEMPERATURE = 0.02
"""OKLab distance of the minimum over colours; at 0 the nearest colour alone counts."""
OTHER_ROLE = 0.15
"""OKLab distance that a colour of another role counts as farther away."""
PALETTE_SPREAD = 0.08
"""OKLab distance that counts as one spread of a style."""
INK = 0.2
"""Part of a text's box that its ink covers."""
CHARS_PER_EM2 = 1.7
"""Characters that a text has for each square em of its box."""
_LEAST_GROUND = 0.02
_TINY = 1e-6
_FITS = np.array([[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 0]], np.float32)
"""``[paint, role]``: 0 where what is painted (ground, ink, shape) may have a colour of the role."""


class StyleTraits(NamedTuple):
    """What the arrays of a design show of its style; rows in the order of ``TRAITS``."""

    value: Float[Array, "t"]
    known: Float[Array, "t"]
    """1 where the design has what is measured, 0 where it has not, such as a contrast without texts."""


class StyleTarget(NamedTuple):
    """A style as arrays of fixed shape, so that one program serves every style."""

    mean: Float[AnyArray, "t"]
    """Of the traits, in the order of ``TRAITS``."""
    spread: Float[AnyArray, "t"]
    """Difference of a trait that counts as one; positive."""
    weight: Float[AnyArray, "t"]
    """What each trait counts, at least 0; 0 for one that the style says nothing of."""
    color: Float[AnyArray, "k 3"]
    """OKLab, ``MAX_COLORS`` of them."""
    color_share: Float[AnyArray, "k"]
    """Area of each colour; 0 for padding. Only proportions count."""
    color_role: Int[AnyArray, "k"]
    """Index into ``ROLES``."""
    palette_weight: Float[AnyArray, ""]
    """What the palette counts beside the traits."""
    strength: Float[AnyArray, ""]
    """Points of the grammar's total that one unit of distance costs in the loop."""


class Painted(NamedTuple):
    """The colours of a design: the backdrop first, then one for each element slot."""

    color: Float[Array, "m 3"]
    """OKLab."""
    area: Float[Array, "m"]
    """Share of the canvas, overlaps counted twice; 0 for pictures and padding."""
    paint: Int[Array, "m"]
    """0 for the ground (backdrop and what covers the canvas), 1 for ink of texts, 2 for shapes."""


def _scene(design: Design) -> Scene:
    """The design as grammar terms read it, with the backdrop's mean colour for a picture."""
    ground = srgb_from_oklab(design.backdrop.mean(axis=0))[None, None]
    size = jnp.maximum(design.font_size, 1e-3) * design.canvas_px[1]
    area_px = design.box[:, 2] * design.box[:, 3] * jnp.prod(design.canvas_px)
    zeros = jnp.zeros_like(design.font_size)
    num_chars = jnp.where(is_text(design), CHARS_PER_EM2 * area_px / size**2, 0.0)
    metrics = TextMetrics(break_width=zeros[:, None], ascent=zeros, descent=zeros, num_chars=num_chars)
    return Scene(design=design, metrics=metrics, picture=ground, under=ground)


def painted(design: Design) -> Painted:
    """The design's colours by area. What lies over what is told apart for the backdrop alone."""
    text, shape, full = is_text(design), is_shape(design), is_full(design)
    solid = jnp.clip(design.fill[..., 3].mean(axis=1) * design.opacity, 0.0, 1.0)
    first = jnp.clip(design.box[:, :2], 0.0, 1.0)
    last = jnp.clip(design.box[:, :2] + design.box[:, 2:], 0.0, 1.0)
    area = jnp.prod(jnp.maximum(last - first, 0.0), axis=1) * solid
    area = jnp.where(text, INK * area, jnp.where(shape, area, 0.0))
    opaque = jnp.where(is_picture(design), design.opacity, jnp.where(shape, solid, 0.0))
    bare = 1 - coverage(design.box, opaque).mean() + _LEAST_GROUND
    return Painted(
        color=jnp.concatenate([design.backdrop.mean(axis=0)[None], design.fill[..., :3].mean(axis=1)]),
        area=jnp.concatenate([bare[None], area]),
        paint=jnp.concatenate([jnp.zeros(1, int), jnp.where(text, 1, jnp.where(shape & full, 0, 2))]),
    )


def _asymmetry(cells: Float[Array, "g g"]) -> Float[Array, ""]:
    """Share of what is covered that has nothing at its mirror's place, left to right; 0 to 1."""
    apart = smooth_abs(cells - cells[:, ::-1], width=1e-2)
    return apart.sum() / (2 * cells.sum() + 0.1)


def _roundness(design: Design) -> Float[Array, "n"]:
    """Corner radius of each element by half its shorter side, 0 to 1."""
    half = (design.box[:, 2:] * design.canvas_px).min(axis=1) / 2
    radius = design.radius * design.canvas_px[1]
    return jnp.where(half > _TINY, jnp.clip(radius / jnp.maximum(half, _TINY), 0.0, 1.0), 0.0)


def style_traits(design: Design) -> StyleTraits:
    """What the arrays of a design show of its style.

    - contrast: log of the harmonic mean of the texts' WCAG ratios, those on pictures left out (0 to 3.05);
    - density: share of the canvas under content; asymmetry: share of it without a mirror image;
    - margin_across, margin_down: mean free border of the content, fractions of width and height;
    - scale: log of the largest type size over the running one; type_size: log of the running size by the
      root of the canvas' area; weight: mean, in hundreds; line_height: mean; centred: share of the texts;
    - misalignment: the grammar's alignment, 0 (on common lines) to 1;
    - radius: mean corner radius by half the shorter side, of boxes and pictures;
    - lightness, chroma: means over what is painted, by area, in OKLab.

    Running means weigh a text by the root of its length, as ``grammar.scale`` does. Finite, with finite
    gradients, for every design.
    """
    scene, paint = _scene(design), painted(design)
    text, inner = is_text(design), content(design)
    read = jnp.where(text, jnp.sqrt(1.0 + scene.metrics.num_chars), 0.0)
    boxed = (is_picture(design) | is_shape(design)) & ~is_full(design) & (design.kind != Kind.LINE)
    clear = text * (1 - on_pictures(design))
    across, is_inside_across = side_margins(design, 0)
    down, is_inside_down = side_margins(design, 1)
    cells = coverage(design.box, inner)
    unit = design.canvas_px[1] / jnp.sqrt(jnp.maximum(jnp.prod(design.canvas_px), 1.0))
    size = jnp.log(jnp.maximum(design.font_size * unit, 1e-4))
    chroma = jnp.sqrt((paint.color[:, 1:] ** 2).sum(axis=1) + 1e-8)
    has_text, has_content = text.any(), inner.any()
    rows = (
        (-jnp.log(masked_mean(1 / text_contrast(scene), clear, empty=1.0)), clear.sum() > 0.5),
        (cells.mean(), True),
        (_asymmetry(cells), has_content),
        (across.mean(), is_inside_across),
        (down.mean(), is_inside_down),
        (scale(scene), has_text),
        (masked_mean(size, read), has_text),
        (masked_mean(design.weight / 100, read), has_text),
        (masked_mean(design.line_height, read), has_text),
        (masked_mean(1 - (2 * design.align - 1) ** 2, text), has_text),
        (alignment(scene), has_content),
        (masked_mean(_roundness(design), boxed), boxed.any()),
        (masked_mean(paint.color[:, 0], paint.area), True),
        (masked_mean(chroma, paint.area), True),
    )
    return StyleTraits(
        value=jnp.stack([value for value, _ in rows]),
        known=jnp.stack([jnp.asarray(known, jnp.float32) for _, known in rows]),
    )


def palette_mismatch(design: Design, target: StyleTarget) -> Float[Array, ""]:
    """Mean distance between the design's colours and the style's, by area, both ways; OKLab.

    Half the mean, over what is painted, of the distance to the nearest colour of the style, half the mean,
    over the style's colours, of the distance to the nearest one painted: the symmetric chamfer distance
    (Barrow et al., "Parametric correspondence and chamfer matching", 1977). A colour of another role counts
    ``OTHER_ROLE`` farther. Limit at temperature 0: the nearest colour alone.
    """
    paint = painted(design)
    away = jnp.sqrt(((paint.color[:, None] - target.color[None]) ** 2).sum(axis=-1) + 1e-8)
    away = away + OTHER_ROLE * jnp.asarray(_FITS)[paint.paint][:, target.color_role]
    share = jnp.asarray(target.color_share)
    used, wanted = paint.area > 0, share > 0
    there = soft_min(away, jnp.broadcast_to(wanted, away.shape), temperature=PALETTE_TEMPERATURE)
    back = soft_min(away.T, jnp.broadcast_to(used, away.T.shape), temperature=PALETTE_TEMPERATURE)
    return (masked_mean(there, paint.area) + masked_mean(back, share)) / 2


def style_distance(design: Design, target: StyleTarget) -> Float[Array, ""]:
    """How far a design is from a style; 0 (all at the style's means, in its colours) and up, in spreads.

    The weighted mean of ``sqrt(1 + d^2) - 1`` over the traits, ``d`` being the difference to the style's mean
    in its spreads (pseudo-Huber: Charbonnier et al., 1994), and over the palette, ``d`` being
    ``palette_mismatch`` by ``PALETTE_SPREAD``. A trait that the design does not have counts as met. Finite,
    with finite gradients, for every design and every target of finite values and positive spreads.
    """
    value, known = style_traits(design)
    off = (value - target.mean) / target.spread
    colors = palette_mismatch(design, target) / PALETTE_SPREAD
    total = (target.weight * known * _huber(off)).sum() + target.palette_weight * _huber(colors)
    return total / jnp.maximum(target.weight.sum() + target.palette_weight, _TINY)


def _huber(off: Float[Array, "..."]) -> Float[Array, "..."]:
    return jnp.sqrt(1 + off**2) - 1


_TRAITS = Program(style_traits, name="style traits", runs_seldom=True)


def measured_traits(design: Design) -> Float[np.ndarray, "t"]:
    """``style_traits`` on the host; NaN for what the design does not have."""
    value, known = (np.asarray(part) for part in _TRAITS(design))
    return np.where(known > 0, value, np.nan)
