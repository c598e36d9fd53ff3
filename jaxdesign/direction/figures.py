"""Figures: a few plain shapes that fill the empty part of a page without pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jaxdesign.design.color import mixed
from jaxdesign.design.document import Paint
from jaxdesign.direction.motifs import Motif
from jaxdesign.direction.page import DoesNotFitError, Page, Rect
from jaxdesign.direction.palettes import chroma, contrast

FIGURE = "figure"
"""What the ids of its shapes begin with."""
LEAST = 0.28
"""Of the root of the canvas area: narrower or lower empty parts stay empty."""
Draw = Callable[[Page, Rect, tuple[str, str], np.random.Generator], None]
"""Draws into an area of a page, in a strong and a softer colour."""
_SOFTER = 0.45
"""Share of the ground in a softer colour where the palette has none."""
_GREYED, _LIVELY, _SHADE = 0.5, 0.08, 0.35
"""Share of two colours' chroma below which what is between them is grey, the OKLab chroma of a lively ground,
and the share of the ink in a shade of it."""
_SEEN = 1.3
"""Least contrast of a figure and its ground."""


def figure(page: Page, area: Rect, ground: str) -> None:
    """Fill ``area``, which may run to the edges of the page, with a drawing of what the page is about, or
    else with a figure that ``page.art`` chooses, most likely one that suits ``page.mood``.

    Raises ``DoesNotFitError`` where the area is too small or the palette has no colour for it.
    """
    if min(area.w, area.h) < LEAST * page.side:
        raise DoesNotFitError
    rng = np.random.default_rng([page.art, 1])
    chosen = _drawn(page.mood, rng)
    if page.motifs:
        chosen = Figure(_motif, frozenset(), loud=False, alone=False, reaches=False)
    chosen.draw(page, area if chosen.reaches else _below_edge(page, area), _colors(page, ground), rng)


def motif_in(page: Page, area: Rect, ground: str) -> None:
    """A drawing of what the page is about in the middle of an area, at its right end.

    Raises ``DoesNotFitError`` where the palette has no colour for it.
    """
    motif = _chosen(page, np.random.default_rng([page.art, 1]))
    scale = min(area.w / motif.width, area.h / motif.height)
    w, h = scale * motif.width, scale * motif.height
    box = Rect(area.right - w, area.y + (area.h - h) / 2, w, h)
    page.add("image", FIGURE, box, image=motif.image(_colors(page, ground)[0]))


def _chosen(page: Page, rng: np.random.Generator) -> Motif:
    """One of the page's drawings, of which there is at least one."""
    return page.motifs[int(rng.integers(len(page.motifs)))]


def _colors(page: Page, ground: str) -> tuple[str, str]:
    """A strong and a softer colour."""
    palette = page.palette
    lively = [palette.accent] if palette.accent != palette.ink else []
    named = (*lively, *palette.others, palette.ink)
    seen = [color for color in named if contrast(color, ground) >= _SEEN]
    if not seen:
        raise DoesNotFitError
    strong = seen[0]
    soft = next(
        (c for c in (*palette.others, palette.tint) if c != strong and contrast(c, ground) >= _SEEN), None
    )
    return strong, _softened(strong, ground, palette.ink) if soft is None else soft


def _softened(strong: str, ground: str, ink: str) -> str:
    """A colour between a figure's and its ground's, or the ground's and the ink's where that were grey."""
    between = mixed(strong, ground, _SOFTER)
    is_grey = chroma(between) < _GREYED * min(chroma(strong), chroma(ground))
    return mixed(ground, ink, _SHADE) if is_grey and chroma(ground) > _LIVELY else between


def _circle(page: Page, x: float, y: float, radius: float, **paint: object) -> None:
    box = Rect(x - radius, y - radius, 2 * radius, 2 * radius)
    page.add("shape", FIGURE, box, shape="ellipse", paint=Paint.model_validate(paint))


def _below_edge(page: Page, area: Rect) -> Rect:
    """The area without the page's upper margin: a round shape that just touches an edge looks like a slip."""
    top = max(area.y, page.margin)
    return Rect(area.x, top, area.w, area.bottom - top)


def _disc(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """One large disc that runs off the right edge."""
    radius = min(area.h / 2, 0.46 * area.w)
    x = area.right - rng.uniform(0.55, 0.8) * radius
    _circle(page, x, area.y + area.h - radius, radius, fill=colors[0])


def _moons(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """A disc and a smaller one before it."""
    radius = min(area.h / 2, 0.42 * area.w)
    x = area.right - 0.7 * radius
    y = area.y + area.h / 2
    _circle(page, x, y, radius, fill=colors[1])
    small = rng.uniform(0.42, 0.55) * radius
    _circle(page, x - radius, y + radius - small, small, fill=colors[0])


def _rings(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Rings about a point at the right edge."""
    count = 5
    reach = min(area.h / 2, 0.7 * area.w)
    x, y = area.right, area.y + area.h / 2
    band = reach / count
    for i in range(count, 0, -1):
        width = 0.34 * band
        _circle(page, x, y, i * band - width / 2, stroke=colors[0], stroke_width=width)


def _bars(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Upright bars that widen to the right, the first at the left edge, the last at the right one."""
    count = 7
    shares = [0.08 + 0.7 * ((i + 1) / count) ** 1.4 for i in range(count)]
    pitch = area.w / (count - 1 + shares[-1])
    for i, share in enumerate(shares):
        box = Rect(area.x + i * pitch, area.y, share * pitch, area.h)
        page.add("shape", FIGURE, box, shape="rectangle", paint=Paint(fill=colors[0]))


def _steps(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Bars that rise to the right."""
    count = 5
    width = area.w / count
    for i in range(count):
        tall = area.h * (i + 1) / count
        box = Rect(area.x + i * width, area.bottom - tall, width, tall)
        color = mixed(colors[1], colors[0], i / (count - 1))
        page.add("shape", FIGURE, box, shape="rectangle", paint=Paint(fill=color))


def _row(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Discs of one size that overlap in a row and run off the right edge."""
    radius = min(area.h / 2, area.w / 3.2)
    count = max(int((area.w - radius) // (1.2 * radius)) + 1, 1)
    y = area.bottom - radius
    for i in range(count):
        x = area.right - (count - 1 - i) * 1.2 * radius
        _circle(page, x, y, radius, fill=colors[i % 2] if count > 1 else colors[0])


def _pills(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Bars with round ends, one over the other, that run off the right edge."""
    count = 4
    tall = area.h / (count + 0.35 * (count - 1))
    for i, share in enumerate(rng.permutation([0.95, 0.72, 0.5, 0.3])):
        x = area.right - share * area.w
        box = Rect(x, area.y + 1.35 * i * tall, share * area.w + tall, tall)
        paint = Paint(fill=colors[i % 2], radius=tall / 2)
        page.add("shape", FIGURE, box, shape="rectangle", paint=paint)


def _targets(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Discs in two colours about one point near the right edge, the largest at the back."""
    count = 4
    reach = min(area.h / 2, area.w / (1 + _TARGET))
    x = area.right - _TARGET * reach
    for i in range(count, 0, -1):
        _circle(page, x, area.bottom - reach, reach * i / count, fill=colors[i % 2])


_TARGET = 0.38
"""Distance of the common middle from the right edge, in radii of the largest disc."""


def _checks(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Squares of a chequered board up to the right edge."""
    rows = 3
    side = min(area.h / rows, area.w)
    columns = min(int(area.w // side), _MOST_CHECKS)
    for row in range(rows):
        for column in range(row % 2, columns, 2):
            box = Rect(area.right - (column + 1) * side, area.y + row * side, side, side)
            page.add("shape", FIGURE, box, shape="rectangle", paint=Paint(fill=colors[row % 2]))


_MOST_CHECKS = 6
"""Columns of a chequered board."""


def _dots(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Rows of dots that grow to the right."""
    rows = 3
    room = area.w - page.margin
    pitch = min(area.h / rows, room)
    columns = min(int(room // pitch), 7)
    for row in range(rows):
        for column in range(columns):
            radius = pitch * (0.1 + 0.32 * (column + 1) / columns)
            x = area.right - page.margin - (columns - column - 0.5) * pitch
            _circle(page, x, area.y + (row + 0.5) * pitch, radius, fill=colors[0])


def _confetti(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Dots and short bars in several colours, thrown evenly."""
    others = [color for color in page.palette.others if color not in colors]
    inks = [*colors, *others[:2]]
    rows = 3
    pitch = area.h / rows
    columns = max(min(round(area.w / pitch), 6), 1)
    for place in range(rows * columns):
        row, column = divmod(place, columns)
        dx, dy = rng.uniform(-0.2, 0.2, 2)
        x = area.x + (column + 0.5 + dx) * area.w / columns
        y = area.y + (row + 0.5 + dy) * pitch
        size, color = rng.uniform(0.14, 0.22) * min(pitch, area.w / columns), inks[place % len(inks)]
        x = max(x, area.x + 1.7 * size)
        if (row + column) % 2:
            _circle(page, x, y, size, fill=color)
            continue
        box = Rect(x - 1.7 * size, y - 0.45 * size, 3.4 * size, 0.9 * size)
        paint = Paint(fill=color, radius=0.45 * size)
        turn = float(rng.choice([-60.0, -30.0, 30.0, 60.0]))
        page.add("shape", FIGURE, box, shape="rectangle", paint=paint, rotation=turn)


def _petals(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Six petals about a point near the right edge, three of them before the others."""
    reach = min(area.h / 2, area.w / (1 + _FLOWER))
    x, y = area.right - _FLOWER * reach, area.y + area.h / 2
    turn, wide = float(rng.uniform(0.0, 60.0)), 0.42 * reach
    for i in (0, 2, 4, 1, 3, 5):
        angle = np.deg2rad(turn + 60.0 * i)
        middle = (x + reach / 2 * np.cos(angle), y + reach / 2 * np.sin(angle))
        box = Rect(middle[0] - reach / 2, middle[1] - wide / 2, reach, wide)
        paint = Paint(fill=colors[1 - i % 2])
        page.add("shape", FIGURE, box, shape="ellipse", paint=paint, rotation=float(np.rad2deg(angle)))


_FLOWER = 0.55
"""Distance of a flower's middle from the right edge, in lengths of a petal."""


def _capsules(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Upright bars with round ends about one height, as long as sound is loud."""
    room = area.w - page.margin
    count = max(min(int(room // (0.14 * area.h)), 11), 4)
    pitch = room / count
    wide = min(0.56 * pitch, 0.3 * area.h)
    loud = 0.3 + 0.7 * np.abs(np.sin(np.linspace(0.5, 4.6, count) + rng.uniform(0.0, 1.5)))
    for i, share in enumerate(loud):
        tall = max(float(share) * area.h, wide)
        box = Rect(area.x + (i + 0.5) * pitch - wide / 2, area.y + (area.h - tall) / 2, wide, tall)
        paint = Paint(fill=colors[0] if i % 3 else colors[1], radius=wide / 2)
        page.add("shape", FIGURE, box, shape="rectangle", paint=paint)


def _orbits(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Thin circles about a disc near the right edge, and a small disc on each."""
    reach = min(area.h / 2, area.w / 1.3) / 1.06
    x, y = area.right - 0.3 * reach, area.y + area.h / 2
    thin = max(0.0028 * page.side, 1.0)
    _circle(page, x, y, 0.2 * reach, fill=colors[0])
    for i, share in enumerate((0.46, 0.73, 1.0)):
        _circle(page, x, y, share * reach, stroke=colors[0], stroke_width=thin)
        angle = np.deg2rad(rng.uniform(100.0, 260.0))
        size = (0.06, 0.045, 0.055)[i] * reach
        _circle(
            page,
            x + share * reach * np.cos(angle),
            y + share * reach * np.sin(angle),
            size,
            fill=colors[i % 2],
        )


def _motif(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """A drawing of what the page is about, its ink on the right margin or on the left one."""
    motif = _chosen(page, rng)
    room = area.w - page.margin
    scale = min(room / motif.width, area.h / motif.height, _MOST_MOTIF * page.side / motif.height)
    w, h = scale * motif.width, scale * motif.height
    x = area.x + (room - w if rng.random() < _AT_RIGHT else 0.0)
    page.add("image", FIGURE, Rect(x, area.bottom - h, w, h), image=motif.image(colors[0]))


_MOST_MOTIF, _AT_RIGHT = 0.5, 0.6
"""Height of a drawing over the root of the canvas area, at most, and how often it stands on the right."""


class Figure(NamedTuple):
    """A way to fill an area."""

    draw: Draw
    words: frozenset[str]
    """Of moods that it suits best."""
    loud: bool
    """Whether quiet moods have no use for it."""
    alone: bool
    """Whether it suits no other mood."""
    reaches: bool
    """Whether it may reach the upper edge of the page."""


def _figure(
    draw: Draw, words: str, *, loud: bool = True, alone: bool = False, reaches: bool = False
) -> Figure:
    return Figure(draw, frozenset(words.split()), loud, alone, reaches)


FIGURES: tuple[Figure, ...] = (
    _figure(_disc, "calm minimal vintage summer travel elegant wedding invitation", loud=False),
    _figure(_moons, "night calm elegant dreamy winter romantic", loud=False),
    _figure(_rings, "music radio concert tech science wedding", loud=False),
    _figure(_bars, "corporate conference techno architecture", reaches=True),
    _figure(_steps, "corporate information finance results growth", reaches=True),
    _figure(_row, "music playful kids", loud=False),
    _figure(_pills, "product sale fresh sport energetic tech startup"),
    _figure(_targets, "vintage retro bold sale sport"),
    _figure(_checks, "geometric techno race vintage food diner", reaches=True),
    _figure(
        _petals,
        "nature garden plants spring summer wedding spa beauty yoga wellness tea romantic",
        loud=False,
    ),
    _figure(_capsules, "music radio podcast concert jazz film night fitness run", loud=False),
    _figure(_orbits, "science tech conference school university space elegant minimal", loud=False),
    _figure(_dots, "tech comic retro science colourful"),
    _figure(
        _confetti,
        "playful kids birthday party carnival festival children celebration anniversary",
        alone=True,
    ),
)
"""Every figure."""
_QUIET = frozenset(
    {"calm", "elegant", "wedding", "romantic", "memorial", "funeral", "spa", "yoga", "meditation", "wellness"}
    | {"classical", "invitation", "sympathy", "hochzeit", "mariage", "boda", "matrimonio"}
)
"""Moods in which loud figures are drawn only if they suit another word of it."""
_SUITS = 3
"""How often a figure that suits the mood is drawn, beside one that does not."""


def _drawn(mood: frozenset[str], rng: np.random.Generator) -> Figure:
    quiet = bool(mood & _QUIET)
    weights = np.array(
        [_SUITS if one.words & mood else float(not (one.alone or (quiet and one.loud))) for one in FIGURES]
    )
    return FIGURES[int(rng.choice(len(FIGURES), p=weights / weights.sum()))]
