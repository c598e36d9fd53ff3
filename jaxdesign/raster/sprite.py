"""Elements as the one-dimensional profiles that painting them needs; plainly differentiable."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from jaxdesign.design.color import srgb_from_oklab
from jaxdesign.raster.filter import Grid, footprint
from jaxdesign.raster.resample import Footprints, footprints
from jaxdesign.raster.spans import Outline, Spans, row_spans
from jaxdesign.types import Design, Kind

_LEAST_PX = 1e-2


class Turn(NamedTuple):
    """Where pixels lie in an element's own unrotated grid: ``across[:, x] + down[:, y]``."""

    across: Float[Array, "... 2 w"]
    down: Float[Array, "... 2 h"]


class Sprite(NamedTuple):
    """What painting an element needs to know, in encoded sRGB."""

    shape: Spans
    """Of its outline, and of the part inside of its border: ``[..., 2, ...]``."""
    columns: Footprints
    """Of the texture, seen by the columns of pixels; by those of the element's own grid if it may turn."""
    rows: Footprints
    turn: Turn | None
    """None where no element may be rotated."""
    position_x: Float[Array, "... w"]
    """Position on the gradient line, 0 to 1, is ``position_x + position_y``."""
    position_y: Float[Array, "... h"]
    opacity: Float[Array, "..."]
    fill: Float[Array, "... 2 4"]
    """The alphas have the opacity in them."""
    stroke: Float[Array, "... 4"]


def gradient_line(
    size: Float[Array, "2"], angle: Float[Array, ""], turned: Float[Array, ""] | float = 0.0
) -> Float[Array, "2"]:
    """Change of the position on a box's gradient line for each pixel to the right and down.

    The line runs corner to corner, as in CSS: its length is ``|w cos a| + |h sin a|``.

    Args:
        size: Width and height of the box in pixels.
        angle: Direction in radians, 0 to the right, pi/2 downwards.
        turned: Rotation of the box in radians.
    """
    cosine, sine = jnp.cos(angle), jnp.sin(angle)
    length = cosine * jnp.sign(cosine) * size[0] + sine * jnp.sign(sine) * size[1]
    direction = jnp.stack([jnp.cos(angle + turned), jnp.sin(angle + turned)])
    return direction / jnp.maximum(length, _LEAST_PX)


def _turn(rotation: Array, x: Float[Array, " w"], y: Float[Array, " h"], count: int) -> Turn:
    """Places in a grid of ``count`` squared pixels about the element's centre."""
    cosine, sine = jnp.cos(rotation), jnp.sin(rotation)
    across = jnp.stack([cosine * x, -sine * x]) + (count - 1) / 2
    return Turn(across, jnp.stack([sine * y, cosine * y]))


def _seen(begin: Array, end: Array, start: Array, size: Array, averages: Array) -> Footprints:
    """Footprints from ``begin`` to ``end`` over a box that starts at ``start``."""
    per_px = 1 / jnp.maximum(size, _LEAST_PX)
    return footprints((begin - start) * per_px, (end - start) * per_px, averages=averages)


class _Profiles(NamedTuple):
    """The fields of a sprite that follow from the element's geometry."""

    shape: Spans
    columns: Footprints
    rows: Footprints
    turn: Turn | None
    position_x: Float[Array, "... w"]
    position_y: Float[Array, "... h"]


def _profiles(
    outline: Outline, border: Array, angle: Array, averages: Array, canvas_px: Array, grid: Grid
) -> _Profiles:
    """The profiles of one element."""
    pitch = canvas_px / jnp.array([grid.width, grid.height], jnp.float32)
    left, right = (edge * pitch[0] for edge in footprint(grid.width, grid.softness))
    top, bottom = (edge * pitch[1] for edge in footprint(grid.height, grid.softness))

    def spans(inset: Float[Array, ""]) -> Spans:
        half, radius = jnp.maximum(outline.half - inset, 0.0), jnp.maximum(outline.radius - inset, 0.0)
        shape = outline._replace(half=half, radius=radius)
        return row_spans(shape, top, bottom, pitch[0], rotated=grid.rotated)

    x, y = (left + right) / 2 - outline.center[0], (top + bottom) / 2 - outline.center[1]
    size, turn = 2 * outline.half, None
    across, down = (
        (left - outline.center[0], right - outline.center[0]),
        (top - outline.center[1], bottom - outline.center[1]),
    )
    if grid.rotated:
        count = max(grid.height, grid.width)
        local_px = jnp.max(canvas_px) / count
        turn = _turn(outline.rotation, x * (1 / local_px), y * (1 / local_px), count)
        across = down = tuple((edge - count / 2) * local_px for edge in footprint(count, grid.softness))
    line = gradient_line(size, angle, outline.rotation if grid.rotated else 0.0)
    return _Profiles(
        shape=jax.vmap(spans)(jnp.stack([jnp.zeros_like(border), border])),
        columns=_seen(*across, -outline.half[0], size[0], averages),
        rows=_seen(*down, -outline.half[1], size[1], averages),
        turn=turn,
        position_x=x * line[0],
        position_y=y * line[1] + 0.5,
    )


def _srgb_alpha(oklab: Float[Array, "... 4"]) -> Float[Array, "... 4"]:
    return jnp.concatenate([srgb_from_oklab(oklab[..., :3]), oklab[..., 3:]], axis=-1)


def _outlines(design: Design) -> tuple[Outline, Float[Array, "n 2 4"], Float[Array, "n 4"]]:
    """Outlines in canvas pixels, fills and strokes in encoded sRGB.

    A line is a box as thick as its stroke, or as its box where it has none, along the longer side.
    """
    box, height_px = design.box * jnp.tile(design.canvas_px, 2), design.canvas_px[1]
    half = jnp.maximum(box[:, 2:], 0.0) / 2
    paints = _srgb_alpha(jnp.concatenate([design.fill, design.stroke[:, None]], axis=1))
    fill, stroke = paints[:, :2], paints[:, 2]
    is_line = (design.kind == Kind.LINE)[:, None]
    stroked = stroke[:, 3:] > 0
    thick = jnp.where(stroked, design.stroke_width[:, None] * height_px / 2, jnp.min(half, 1, keepdims=True))
    along = jnp.where(half[:, :1] >= half[:, 1:], jnp.array([True, False]), jnp.array([False, True]))
    radius = jnp.minimum(
        jnp.maximum(design.radius[:, None] * height_px, 0.0), jnp.min(half, 1, keepdims=True)
    )
    is_ellipse = (design.kind == Kind.ELLIPSE)[:, None]
    outline = Outline(
        center=box[:, :2] + box[:, 2:] / 2,
        half=jnp.where(is_line & ~along, thick, half),
        radius=jnp.where(is_line, 0.0, jnp.where(is_ellipse, half, radius)),
        rotation=design.rotation,
    )
    line_fill = jnp.where(stroked, stroke, fill[:, 0])[:, None]
    fill = jnp.where(is_line[:, None], line_fill, fill)
    return outline, fill, jnp.where(is_line, stroke * jnp.array([1.0, 1.0, 1.0, 0.0]), stroke)


class Painter(IntEnum):
    """How an element slot is painted; the sharp ones are for upright elements and cost less."""

    NOTHING = 0
    TEXT = 1
    SHARP_PICTURE = 2
    SHARP_SHAPE = 3
    PICTURE = 4
    SHAPE = 5
    BORDERED_SHAPE = 6


def painters(design: Design, grid: Grid) -> Int[Array, " n"]:
    """The cheapest painter that serves each slot."""
    is_image, is_line = design.kind == Kind.IMAGE, design.kind == Kind.LINE
    sharp = ((design.radius <= 0) & (design.kind != Kind.ELLIPSE) | is_line) & (not grid.rotated)
    bordered = (design.stroke_width > 0) & ~is_line
    shape = jnp.where(sharp, Painter.SHARP_SHAPE, Painter.SHAPE)
    picture = jnp.where(sharp, Painter.SHARP_PICTURE, Painter.PICTURE)
    drawn = jnp.where(is_image, picture, jnp.where(bordered, Painter.BORDERED_SHAPE, shape))
    painter = jnp.where(design.kind == Kind.TEXT, Painter.TEXT, drawn)
    return jnp.where(design.mask, painter, Painter.NOTHING).astype(jnp.int32)


def sprites(design: Design, painter: Int[Array, " n"], grid: Grid) -> Sprite:
    """The sprites of all slots of a design, over pixels of the grid."""
    outline, fill, stroke = _outlines(design)
    border = design.stroke_width * design.canvas_px[1] * (stroke[:, 3] > 0)
    averages = painter == Painter.PICTURE

    def of_one(outline: Outline, border: Array, angle: Array, averages: Array) -> _Profiles:
        return _profiles(outline, border, angle, averages, design.canvas_px, grid)

    profiles = jax.vmap(of_one)(outline, border, design.fill_angle, averages)
    opaque = jnp.array([0.0, 0.0, 0.0, 1.0])
    fade = 1 - opaque + opaque * design.opacity[:, None]
    return Sprite(
        opacity=design.opacity, fill=fill * fade[:, None], stroke=stroke * fade, **profiles._asdict()
    )


class Packed(NamedTuple):
    """Sprites in few arrays, so that a loop over them moves few."""

    rows: Float[Array, "... k h"]
    columns: Float[Array, "... l w"]
    numbers: Float[Array, "... 13"]
    local: Float[Array, "... 2 3 s"] | None
    """Footprints in the element's own grid; None where no element may be rotated."""


def _flat(leaf: Array) -> Array:
    return leaf.reshape(leaf.shape[0], -1, leaf.shape[-1])


def pack(sprite: Sprite) -> Packed:
    """``[n, ...]`` sprites packed."""
    rows, columns = [*sprite.shape, sprite.position_y[:, None]], [sprite.position_x[:, None]]
    seen = [jnp.stack(sprite.rows, 1), jnp.stack(sprite.columns, 1)]
    local = None
    if sprite.turn is None:
        rows, columns = [*rows, seen[0]], [*columns, seen[1]]
    else:
        rows, columns, local = [*rows, sprite.turn.down], [*columns, sprite.turn.across], jnp.stack(seen, 1)
    count = sprite.opacity.shape[0]
    numbers = [sprite.opacity[:, None], sprite.fill.reshape(count, 8), sprite.stroke]
    return Packed(
        jnp.concatenate([_flat(leaf) for leaf in rows], 1),
        jnp.concatenate([_flat(leaf) for leaf in columns], 1),
        jnp.concatenate(numbers, 1),
        local,
    )


def unpack(packed: Packed) -> Sprite:
    """The sprite of one packed element."""
    rows, columns = packed.rows, packed.columns
    if packed.local is None:
        turn, seen_rows, seen_columns = None, rows[11:], columns[1:]
    else:
        turn, (seen_rows, seen_columns) = Turn(columns[1:], rows[11:]), packed.local
    return Sprite(
        shape=Spans(rows[:2], rows[2:10].reshape(2, 2, 2, -1)),
        columns=Footprints(*seen_columns),
        rows=Footprints(*seen_rows),
        turn=turn,
        position_x=columns[0],
        position_y=rows[10],
        opacity=packed.numbers[0],
        fill=packed.numbers[1:9].reshape(2, 4),
        stroke=packed.numbers[9:],
    )


def pack_gradient(
    packed: Packed,
    *,
    shape: Spans | None = None,
    rows: Footprints | None = None,
    columns: Footprints | None = None,
    turn: Turn | None = None,
    position_x: Array | None = None,
    position_y: Array | None = None,
    opacity: Array | None = None,
    fill: Array | None = None,
    stroke: Array | None = None,
) -> Packed:
    """The gradient of a packed sprite from those of its fields; zero for what is not given."""
    height, width = packed.rows.shape[1], packed.columns.shape[1]

    def part(value: Array | None, *size: int) -> Array:
        return jnp.zeros(size) if value is None else value.reshape(size)

    spans = [part(None, 10, height)] if shape is None else [shape.share, shape.ends.reshape(8, height)]
    seen = [None if side is None else jnp.stack(side) for side in (rows, columns)]
    down = [*spans, part(position_y, 1, height)]
    across = [part(position_x, 1, width)]
    local = None
    if packed.local is None:
        down, across = [*down, part(seen[0], 3, height)], [*across, part(seen[1], 3, width)]
    else:
        down += [part(turn.down if turn else None, 2, height)]
        across += [part(turn.across if turn else None, 2, width)]
        local = jnp.stack([part(side, *packed.local.shape[1:]) for side in seen])
    numbers = [part(opacity, 1), part(fill, 8), part(stroke, 4)]
    return Packed(jnp.concatenate(down), jnp.concatenate(across), jnp.concatenate(numbers), local)
