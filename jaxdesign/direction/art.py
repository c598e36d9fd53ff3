"""Pictures for places that the user gave none for, painted in the palette.

Each is a function of position alone, so it is sharp at any size. ``field`` is the neural field of the
decoder (see ``models.field``), its amplitudes and phases drawn at random; ``bands`` and ``lines`` are its
contours.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from flax import nnx
from jaxtyping import Float, Int
from PIL import Image as PillowImage

from jaxdesign.design.color import mixed, oklab_from_hex, srgb_from_oklab
from jaxdesign.design.document import Image
from jaxdesign.direction.motifs import Motif
from jaxdesign.direction.palettes import LIVELY, Palette, chroma, contrast
from jaxdesign.models.field import HIDDEN, Field
from jaxdesign.render.drawings import Shape, drawing_address

LONGEST_PX = 1200
_OVER = 2
"""Samples along each side of a pixel, for smooth edges."""
_COARSE = 6
"""Samples along each side for one of the field."""
_TILES = (4, 5, 6, 7)
"""Numbers of tiles along the longer side."""
_LINE_CONTRAST = 1.7
_LINE = 0.0028
"""Width of a contour, of the longer side."""
Colors = Float[np.ndarray, "c 3"]


class Flat(NamedTuple):
    """A picture of few colours."""

    colors: Colors
    at: Int[np.ndarray, "h w"]
    """Which of the colours each sample has."""


def _grid(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """x ``[1, w]`` and y ``[h, 1]``; the longer side runs from 0 to 1."""
    longest = max(width, height)
    return (np.arange(width)[None] + 0.5) / longest, (np.arange(height)[:, None] + 0.5) / longest


def _field(
    colors: Colors, x: np.ndarray, y: np.ndarray, rng: np.random.Generator, field: Field
) -> np.ndarray:
    """Slow swells of colour, blended by the field's three outputs."""
    first, second = _heights(x, y, rng, field, count=2)
    at = np.clip(0.75 * first + 0.25 * second, 0, 1) * (len(colors) - 1)
    low = np.clip(np.floor(at).astype(int), 0, len(colors) - 2)
    share = (at - low)[..., None]
    share = share * share * (3 - 2 * share)
    return (1 - share) * colors[low] + share * colors[low + 1]


def _heights(
    x: np.ndarray, y: np.ndarray, rng: np.random.Generator, field: Field, *, count: int
) -> list[Float[np.ndarray, "h w"]]:
    """Landscapes that the field makes, in [0, 1), every height as common as any other."""
    scale = rng.uniform(0.5, 1.3, (2, HIDDEN))
    shift = rng.uniform(-np.pi, np.pi, (2, HIDDEN))
    x, y = np.broadcast_arrays(x, y)
    raw = waved(field, np.stack([x, y], -1), scale, shift)
    turned = raw.reshape(-1, 3) @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    return [turned[:, i].argsort().argsort().reshape(x.shape) / x.size for i in range(count)]


def _landscape(width: int, height: int, rng: np.random.Generator, field: Field) -> Float[np.ndarray, "h w"]:
    """One of them, computed on a coarser grid and drawn up smoothly."""
    coarse = _grid(max(width // _COARSE, 8), max(height // _COARSE, 8))
    (level,) = _heights(*coarse, rng, field, count=1)
    drawn = PillowImage.fromarray(level.astype(np.float32)).resize(
        (width, height), PillowImage.Resampling.BICUBIC
    )
    return np.clip(np.asarray(drawn), 0.0, 1.0 - 1e-6)


def _bands(colors: Colors, width: int, height: int, rng: np.random.Generator, field: Field) -> Flat:
    """The landscape in flat steps from the first colour to the last."""
    count = int(rng.integers(5, 8))
    at = np.linspace(0, len(colors) - 1, count)
    steps = np.stack([np.interp(at, np.arange(len(colors)), colors[:, i]) for i in range(3)], axis=1)
    return Flat(steps, np.floor(_landscape(width, height, rng, field) * count).astype(int))


def _contours(colors: Colors, width: int, height: int, rng: np.random.Generator, field: Field) -> Flat:
    """The landscape as on a map: thin lines of the second colour on the first."""
    count = int(rng.integers(11, 17))
    level = _landscape(width, height, rng, field) * count
    slope = np.maximum(np.hypot(*np.gradient(level)), 1e-9)
    half = max(_LINE * max(width, height) / 2, 1.0)
    away = np.abs(level - np.round(level)) / slope
    is_line = (away < half) & (level > 0.5) & (level < count - 0.5)
    return Flat(colors, is_line.astype(np.uint8))


def waved(
    field: Field,
    xy: Float[np.ndarray, "... 2"],
    scale: Float[np.ndarray, "2 h"],
    shift: Float[np.ndarray, "2 h"],
) -> Float[np.ndarray, "... 3"]:
    """What the field says at points for amplitudes and phases, from -1 to 1, computed on the host."""
    hidden = np.sin((xy - 0.5) @ np.asarray(field.direction[...]) * scale[0] + shift[0])
    hidden = np.sin(_projected(field.inner, hidden) * scale[1] + shift[1])
    return np.tanh(_projected(field.out, hidden))


def _projected(linear: nnx.Linear, x: np.ndarray) -> np.ndarray:
    bias = 0.0 if linear.bias is None else np.asarray(linear.bias[...])
    return x @ np.asarray(linear.kernel[...]) + bias


def _waves(colors: Colors, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Flat:
    """Ranges of hills, one before the other."""
    count = int(rng.integers(4, 7))
    top, bottom = y.min() + 0.25 * np.ptp(y), y.max()
    sun = np.array([rng.uniform(0.25, 0.75) * x.max(), top + 0.02 * np.ptp(y)])
    size = min(rng.uniform(0.09, 0.16), 0.2 * np.ptp(y))  # air over it
    at = (np.hypot(x - sun[0], y - sun[1]) < size).astype(np.uint8)
    hills = [colors[0], colors[-1]]
    for i in range(count):
        phase, rate = rng.uniform(0, 2 * np.pi, 2), rng.uniform(2.5, 8, 2)
        lift = 0.05 * np.sin(rate[0] * x + phase[0]) + 0.025 * np.sin(rate[1] * x + phase[1])
        line = top + (i + 0.6) / (count + 0.4) * (bottom - top) + lift
        at[y > line] = len(hills)
        share = (i + 1) / count
        hills.append((1 - share) * colors[1] + share * colors[2])
    return Flat(np.stack(hills), at)


def _tiles(colors: Colors, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Flat:
    """Squares with quarter and half circles, as many as fill the picture without a rest."""
    wide, high = x.max() + x.min(), y.max() + y.min()
    columns, rows = min(
        ((max(round(count * wide), 1), max(round(count * high), 1)) for count in rng.permutation(_TILES)),
        key=lambda cells: abs(np.log(wide / cells[0] * cells[1] / high)),
    )
    x, y = x / wide * columns, y / high * rows
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    u, v = x - column, y - row
    shape = (rows, columns)
    ground = rng.integers(0, len(colors), shape)
    figure = (ground + rng.integers(1, len(colors), shape)) % len(colors)
    kind, turn = rng.integers(0, 5, shape)[row, column], rng.integers(0, 4, shape)[row, column]
    for _ in range(3):
        u, v = np.where(turn > 0, v, u), np.where(turn > 0, 1 - u, v)
        turn = turn - 1
    inside = np.select(
        [kind == 0, kind == 1, kind == 2, kind == 3],
        [np.hypot(u, v) < 1, np.hypot(u - 0.5, v - 0.5) < 0.36, np.hypot(u - 0.5, v) < 0.5, u > v],
        False,
    )
    return Flat(colors, np.where(inside, figure[row, column], ground[row, column]))


def _arcs(colors: Colors, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Flat:
    """Rings about a corner or an edge."""
    at = np.array([rng.choice([0.0, 0.5, 1.0]) * x.max(), rng.choice([0.0, 1.0]) * y.max()])
    reach = np.hypot(x - at[0], y - at[1])
    width = rng.uniform(0.07, 0.12)
    ring = np.floor(reach / width).astype(int)
    order = rng.permutation(len(colors))
    repeated = np.array([order[i % len(order)] for i in range(ring.max() + 1)])
    return Flat(colors, repeated[ring])


KINDS = ("field", "waves", "tiles", "arcs", "bands", "lines")

_EVER = {"field": 0.12, "waves": 0.4, "tiles": 0.5, "arcs": 0.5, "bands": 1.0, "lines": 0.6}
_LIKED = (
    ("geometric bold corporate minimal techno architecture playful",
     {"tiles": 1.2, "arcs": 1.0, "waves": 0.2, "bands": 0.7}),
    ("vintage nature outdoor travel summer ocean calm warm retro autumn",
     {"waves": 1.6, "tiles": 0.2, "arcs": 0.8, "bands": 1.2}),
    ("corporate minimal elegant light editorial outdoor travel", {"lines": 1.2}),
    ("food pizza menu bakery coffee beer finance tech startup health medical fitness sport quiz book school "
     "charity beauty architecture conference", {"waves": 0.1}),
    ("elegant dark night music calm romantic", {"field": 0.35, "tiles": 0.1, "lines": 1.0}),
)  # fmt: skip
"""How much each kind of picture is liked, and what styles and words make of that, the later the stronger."""


def kind_for(words: frozenset[str], rng: np.random.Generator, *, without: Sequence[str] = ()) -> str:
    """A kind of picture that suits styles and words, none of ``without``."""
    weights = dict(_EVER)
    for some, liked in _LIKED:
        if words & set(some.split()):
            weights |= liked
    share = np.array([0.0 if kind in without else weights[kind] for kind in KINDS])
    return KINDS[int(rng.choice(len(KINDS), p=share / share.sum()))]


_PITCH, _OF_CELL, _ALONE = (3, 4), 0.56, 0.58
"""Drawings along the shorter side of a pattern; what one fills of its cell, and of a picture of its own."""
MANY = 2
"""Further colours of a palette from which it is one of many."""
_ON_GROUND = 1.6
"""Least contrast of a drawing and its ground."""


def patterned(palette: Palette, motif: Motif, *, width_px: float, height_px: float, seed: int) -> Image:
    """A picture of one drawing: rows of it, one of them in another colour, or a large one alone.

    In a palette of many colours they are in all of these.
    """
    rng = np.random.default_rng([seed, len(KINDS)])
    scale = LONGEST_PX / max(width_px, height_px)
    width, height = (max(round(scale * side), 2) for side in (width_px, height_px))
    ground = palette.accent if chroma(palette.accent) > LIVELY else palette.tint
    inks = [c for c in (palette.paper, palette.ink, *palette.others) if contrast(c, ground) >= _ON_GROUND]
    first, second = (*inks, palette.on(ground), palette.on(ground))[:2]
    many = len(palette.others) >= MANY
    along = 1 if rng.random() < _ALONE_SHARE and not many else int(rng.choice(_PITCH))
    if along * max(width, height) / min(width, height) * along > _MOST_DRAWINGS:
        along = 1
    cell = min(width, height) / along
    columns, rows = (1, 1) if along == 1 else (max(round(side / cell), 1) for side in (width, height))
    wide, high = width / columns, height / rows
    part = (_ALONE if along == 1 else _OF_CELL) * min(wide, high)
    size = part / max(motif.width, motif.height)
    worn = [first] * columns * rows
    if columns * rows > 1:
        worn[int(rng.integers(len(worn)))] = second
    if many and len(inks) > 1:
        worn = [inks[sum(divmod(place, columns)) % len(inks)] for place in range(len(worn))]
    shapes = [Shape(f"M0 0H{width}V{height}H0Z", ground)]
    for place, color in enumerate(worn):
        row, column = divmod(place, columns)
        x = (column + 0.5) * wide - size * motif.width / 2
        y = (row + 0.5) * high - size * motif.height / 2
        shapes.append(motif.shape(color, x, y, size))
    return Image(href=drawing_address(width, height, shapes), alt="")


_MOST_DRAWINGS = 96
"""In one picture."""
_ALONE_SHARE = 0.35
"""How often a picture of a drawing holds but one."""
_PLAIN: dict[str, Callable[..., Flat]] = {"waves": _waves, "tiles": _tiles, "arcs": _arcs}
_ON_FIELD: dict[str, Callable[..., Flat]] = {"bands": _bands, "lines": _contours}


def painted(
    palette: Palette, *, width_px: float, height_px: float, seed: int, kind: str, field: Field
) -> Image:
    """A picture for a place of a size, in a palette's colours; the same for the same seed.

    It has two pixels for each of the place, ``LONGEST_PX`` along the longer side at most.
    """
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    scale = min(2.0, LONGEST_PX / max(width_px, height_px))
    width, height = (max(round(scale * side), 2) for side in (width_px, height_px))
    colors = np.stack([oklab_from_hex(color) for color in _colors(palette, kind)])
    large = _OVER * width, _OVER * height
    if kind == "field":
        x, y = _grid(max(width // 6, 2), max(height // 6, 2))
        picture = PillowImage.fromarray(_bytes(_field(colors, x, y, rng, field)))
        picture = picture.resize((width, height), PillowImage.Resampling.BICUBIC)
    else:
        flat = (
            _ON_FIELD[kind](colors, *large, rng, field)
            if kind in _ON_FIELD
            else _PLAIN[kind](colors, *_grid(*large), rng)
        )
        picture = PillowImage.fromarray(_bytes(flat.colors)[flat.at])
        picture = picture.resize((width, height), PillowImage.Resampling.BOX)
    return Image(href=_address(picture), alt="")


def _colors(palette: Palette, kind: str) -> Sequence[str]:
    deep = mixed(palette.accent, palette.ink, 0.45)
    soft = mixed(palette.accent, palette.tint, 0.5)
    first, second = (*palette.others, *((deep, soft)[len(palette.others) :]))[:2]
    if kind in ("field", "bands"):
        darkest = mixed(palette.ink, palette.accent, 0.4)
        return (darkest, first, palette.accent, second, palette.tint)
    if kind == "lines":
        line = palette.accent if contrast(palette.accent, palette.tint) >= _LINE_CONTRAST else palette.ink
        return (palette.tint, line)
    if kind == "waves":
        return (palette.tint, second, first, palette.accent)
    return (palette.paper, palette.accent, palette.ink, second, *palette.others[:1], *palette.others[2:])


def _bytes(colors: Float[np.ndarray, "... 3"]) -> np.ndarray:
    srgb = np.asarray(srgb_from_oklab(colors), np.float64)
    return (255 * np.clip(srgb, 0, 1) + 0.5).astype(np.uint8)


def _address(picture: PillowImage.Image) -> str:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=92, subsampling=0)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
