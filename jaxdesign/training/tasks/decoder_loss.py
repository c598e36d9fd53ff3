"""How far a decoded design is from the real one: parameters, boxes, paint, backdrop and pixels.

Every function is about one design and returns a mean over what it compares; 0 where there is nothing.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.design.color import oklab_from_srgb
from jaxdesign.evaluation.examples import Target
from jaxdesign.layout.boxes import iou
from jaxdesign.layout.tree import TreeParams
from jaxdesign.models.autoencoder import Decoded, picked
from jaxdesign.models.field import Field
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.models.values import ALIGNMENTS, NodeFlags, flags_of, values_of
from jaxdesign.raster import rasterize
from jaxdesign.types import AnyArray, Design, Kind, Textures

PIXELS_PX = 32
"""Side of the grid on which pixels are compared; then 16 and 8."""
_LIVELY = 40.0
_SAME_COLOR = 0.05
"""OKLab distance below which elements are of one colour."""
_INK = 0.3
"""Share of a text's box that its ink covers, about."""


def mean_over(values: Float[Array, "..."], counted: Bool[AnyArray, "..."]) -> Float[Array, ""]:
    """Mean of the values that count; 0 if none does."""
    return jnp.sum(jnp.where(counted, values, 0.0)) / jnp.maximum(jnp.sum(counted), 1)


def huber(distance: Float[Array, "..."], width: float) -> Float[Array, "..."]:
    """The absolute distance, rounded off within ``width`` of 0."""
    size = jnp.abs(distance)
    return jnp.where(size < width, 0.5 * size**2 / width, size - width / 2)


def apart(first: Float[Array, "... 3"], second: Float[Array, "... 3"]) -> Float[Array, "..."]:
    """Euclidean distance of colours, with finite gradient at 0."""
    return jnp.sqrt(jnp.sum((first - second) ** 2, axis=-1) + 1e-6)


def liveliness(color: Float[AnyArray, "... 3"]) -> Float[Array, "..."]:
    """What an OKLab colour counts: 1 for greys, 7 at a chroma of 0.15.

    Most ink is black or white; without it the few colours that make a design's look would hardly count.
    """
    chroma = jnp.sqrt(jnp.sum(jnp.asarray(color)[..., 1:] ** 2, axis=-1))
    return 1 + _LIVELY * chroma


def cover_loss(
    palette: Float[Array, "p 3"], colors: Float[AnyArray, "n 3"], counted: Bool[AnyArray, "n"]
) -> Float[Array, ""]:
    """Mean distance of a design's distinct colours from the nearest of a palette, lively ones counting more.

    Elements of one colour count together as one does alone.
    """
    real = jnp.asarray(colors)
    alike = (apart(real[:, None], real[None]) < _SAME_COLOR) & counted[None]
    weights = jnp.where(counted, liveliness(colors) / jnp.maximum(jnp.sum(alike, axis=1), 1), 0.0)
    away = jnp.min(apart(real[:, None], palette[None]), axis=1)
    return jnp.sum(weights * away) / jnp.maximum(jnp.sum(weights), 1e-6)


def cross_entropy(logits: Float[Array, "... 3"], place: Float[Array, "..."]) -> Float[Array, "..."]:
    """Of logits for start, centre, end against the nearest of them."""
    nearest = jnp.argmin(jnp.abs(place[..., None] - jnp.array(ALIGNMENTS)), axis=-1)
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), nearest[..., None], axis=-1)[..., 0]


def layout_losses(decoded: Decoded, given: Skeleton, params: TreeParams) -> dict[str, Float[Array, ""]]:
    """Distances of the squashed numbers of the tree, and of its alignments."""
    values, align = values_of(given, params)
    flags: NodeFlags = flags_of(given)
    losses = {
        name: mean_over(
            huber(getattr(decoded.values, name) - getattr(values, name), 0.05), getattr(flags, name)
        )
        for name in values._fields
    }
    losses["align"] = mean_over(cross_entropy(decoded.align, align), flags.align)
    return losses


def box_losses(box: Float[Array, "n 4"], target: Float[Array, "n 4"], mask: Array) -> dict[str, Array]:
    """1 - generalised IoU, and the distance of edges in canvas fractions."""
    edges = jnp.concatenate([box[:, :2], box[:, :2] + box[:, 2:]], axis=1)
    goal = jnp.concatenate([target[:, :2], target[:, :2] + target[:, 2:]], axis=1)
    _, general = iou(box, target)
    off = jnp.mean(huber(jnp.clip(edges, -2, 3) - goal, 0.005), axis=1)
    return {"giou": mean_over(1 - general, mask), "edges": mean_over(off, mask)}


def paint_losses(design: Design, decoded: Decoded, target: Design) -> dict[str, Float[Array, ""]]:
    """Distances of colours (OKLab, weighted by ``liveliness``), of type and of outlines."""
    mask = target.mask
    text = mask & (target.kind == Kind.TEXT)
    shape = mask & (target.kind >= Kind.RECTANGLE)
    filled = shape & (target.fill[:, 0, 3] > 0.02)
    stroked = shape & (target.stroke[:, 3] > 0.02) & (target.stroke_width > 0)
    paint = decoded.paint

    def yes_or_no(logit: Array, holds: Any, counted: Any) -> Array:
        return mean_over(jax.nn.softplus(jnp.where(holds, -logit, logit)), counted)

    lively = liveliness(target.fill[..., :3])
    color = (lively * apart(design.fill[..., :3], target.fill[..., :3])).mean(-1)
    whole = (lively * apart(picked(paint.fill, decoded.palette), target.fill[..., :3])).mean(-1)
    stroke = liveliness(target.stroke[:, :3]) * apart(design.stroke[:, :3], target.stroke[:, :3])
    return {
        "text_color": mean_over(color, text),
        "fill": mean_over(color, filled),
        "picked": mean_over(whole, text | filled),
        "fill_alpha": yes_or_no(paint.fill_alpha, filled, shape),
        "cover": cover_loss(decoded.palette, target.fill[:, 0, :3], text | filled),
        "stroke": mean_over(stroke, stroked),
        "stroke_alpha": yes_or_no(paint.stroke_alpha, stroked, shape),
        "stroke_width": mean_over(
            huber(paint.stroke_width - jnp.arcsinh(100 * target.stroke_width), 0.05), stroked
        ),
        "radius": mean_over(huber(paint.radius - jnp.arcsinh(100 * target.radius), 0.05), mask & ~text),
        "opacity": mean_over(huber(design.opacity - target.opacity, 0.05), mask),
        "weight": mean_over(huber((design.weight - target.weight) / 200, 0.1), text),
        "text_align": mean_over(cross_entropy(paint.align, target.align), text),
        "backdrop": jnp.mean(liveliness(target.backdrop) * apart(decoded.backdrop, target.backdrop)),
        "backdrop_angle": _turn(decoded, target),
    }


def _turn(decoded: Decoded, target: Design) -> Float[Array, ""]:
    """1 - cosine of the angle between the backdrops' gradients, as far as the real one has one."""
    vector = decoded.backdrop_angle + jnp.array([1.0, 0.0])
    length = jnp.sqrt(jnp.sum(vector**2) + 1e-6)
    along = vector @ jnp.stack([jnp.cos(target.backdrop_angle), jnp.sin(target.backdrop_angle)]) / length
    return (1 - along) * jnp.minimum(apart(target.backdrop[0], target.backdrop[1]) * 4, 1.0)


def field_loss(field: Field, decoded: Decoded, target: Target, key: Array, *, points: int = 48) -> Array:
    """Distance of the backdrop with its field from the picture, at points that no element covers."""
    xy = jax.random.uniform(key, (points, 2))
    box, mask = target.design.box, target.design.mask
    inside = jnp.all((xy[:, None] > box[:, :2] - 0.01) & (xy[:, None] < box[:, :2] + box[:, 2:] + 0.01), -1)
    bare = ~jnp.any(inside & mask, axis=1)
    side = target.picture.shape[0]
    column, row = jnp.clip((xy * side).astype(int), 0, side - 1).T
    real = oklab_from_srgb(target.picture[row, column])
    angle = target.design.backdrop_angle
    line = jnp.stack([jnp.cos(angle), jnp.sin(angle)])
    along = jnp.clip((xy - 0.5) @ line + 0.5, 0.0, 1.0)[:, None]
    ends = jax.lax.stop_gradient(decoded.backdrop)
    shown = ends[0] + (ends[1] - ends[0]) * along + field(decoded.field, xy)
    return mean_over(apart(shown, real), bare) * target.shown


def textures_of(target: Target) -> Textures:
    """Working textures from the real picture: what each picture element shows is its part of it."""
    n, side, cells = len(target.design.kind), target.picture.shape[0], 8
    at = (jnp.arange(cells) + 0.5) / cells
    box = target.design.box

    def cut(box: Array) -> Array:
        column = jnp.clip(((box[0] + at * box[2]) * side).astype(int), 0, side - 1)
        row = jnp.clip(((box[1] + at * box[3]) * side).astype(int), 0, side - 1)
        return target.picture[row[:, None], column[None, :]]

    picture = jnp.concatenate([jax.vmap(cut)(box), jnp.ones((n, cells, cells, 1))], axis=-1)
    ink = jnp.full((n, 2, 2), _INK)
    return Textures(ink=ink, picture=picture, backdrop=jnp.zeros((2, 2, 4)))


def pixel_loss(design: Design, target: Target) -> Float[Array, ""]:
    """Mean distance of encoded sRGB on grids of 32, 16 and 8 pixels, against the real picture."""
    textures = textures_of(target)
    side = target.picture.shape[0]
    drawn = rasterize(design, textures, height=PIXELS_PX, width=PIXELS_PX, rotated=False).picture
    real = target.picture.reshape(PIXELS_PX, side // PIXELS_PX, PIXELS_PX, side // PIXELS_PX, 3).mean((1, 3))
    total = jnp.zeros(())
    for _ in range(3):
        total += jnp.mean(huber(drawn - real, 0.05))
        half = drawn.shape[0] // 2
        drawn, real = (p.reshape(half, 2, half, 2, 3).mean((1, 3)) for p in (drawn, real))
    return total / 3 * target.shown
