"""Figures: a few plain shapes that fill the empty part of a page without pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jaxdesign.design.color import mixed
from jaxdesign.design.document import Paint
from jaxdesign.direction.page import DoesNotFitError, Page, Rect
from jaxdesign.direction.palettes import contrast

FIGURE = "figure"
"""What the ids of its shapes begin with."""
LEAST = 0.28
"""Of the root of the canvas area: narrower or lower empty parts stay empty."""
_SEEN = 1.3
"""Least contrast of a figure and its ground."""


def figure(page: Page, area: Rect, ground: str) -> None:
    """Fill ``area``, which may run to the edges of the page, with a figure that ``page.art`` chooses.

    Raises ``DoesNotFitError`` where the area is too small or the palette has no colour for it.
    """
    if min(area.w, area.h) < LEAST * page.side:
        raise DoesNotFitError
    rng = np.random.default_rng([page.art, 1])
    FIGURES[int(rng.integers(len(FIGURES)))](page, area, _colors(page, ground), rng)


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
    if soft is None:
        soft = mixed(strong, palette.ink if strong == palette.accent != palette.ink else ground, 0.5)
    return strong, soft


def _circle(page: Page, x: float, y: float, radius: float, **paint: object) -> None:
    box = Rect(x - radius, y - radius, 2 * radius, 2 * radius)
    page.add("shape", FIGURE, box, shape="ellipse", paint=Paint.model_validate(paint))


def _below_edge(page: Page, area: Rect) -> Rect:
    """The area without the page's upper margin: a round shape that just touches an edge looks like a slip."""
    top = max(area.y, page.margin)
    return Rect(area.x, top, area.w, area.bottom - top)


def _disc(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """One large disc that runs off the right edge."""
    area = _below_edge(page, area)
    radius = min(area.h / 2, 0.46 * area.w)
    x = area.right - rng.uniform(0.55, 0.8) * radius
    _circle(page, x, area.y + area.h - radius, radius, fill=colors[0])


def _moons(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """A disc and a smaller one before it."""
    area = _below_edge(page, area)
    radius = min(area.h / 2, 0.42 * area.w)
    x = area.right - 0.7 * radius
    y = area.y + area.h / 2
    _circle(page, x, y, radius, fill=colors[1])
    small = rng.uniform(0.42, 0.55) * radius
    _circle(page, x - radius, y + radius - small, small, fill=colors[0])


def _rings(page: Page, area: Rect, colors: tuple[str, str], rng: np.random.Generator) -> None:
    """Rings about a point at the right edge."""
    area = _below_edge(page, area)
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
    area = _below_edge(page, area)
    radius = min(area.h / 2, area.w / 3.2)
    count = max(int((area.w - radius) // (1.2 * radius)) + 1, 1)
    y = area.bottom - radius
    for i in range(count):
        x = area.right - (count - 1 - i) * 1.2 * radius
        _circle(page, x, y, radius, fill=colors[i % 2] if count > 1 else colors[0])


FIGURES: tuple[Callable[[Page, Rect, tuple[str, str], np.random.Generator], None], ...] = (
    _disc,
    _moons,
    _rings,
    _bars,
    _steps,
    _row,
)
"""Every figure."""
