"""The palette of a real design: what its colours do there, they do in a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxdesign.design.color import mixed
from jaxdesign.design.document import Document, Fill, Gradient
from jaxdesign.direction.palettes import LIVELY, Palette, chroma, contrast, distance, luminance, palette_of
from jaxdesign.models.generate import canvas_share

_GARISH = 0.26
"""OKLab chroma up to which a colour can be an accent."""
_TINT = 0.15
"""OKLab distance of a second ground from the paper."""
_STANDS_OUT = 1.6
"""Contrast of an accent on the paper."""
_SAME = 0.03
"""OKLab distance within which two colours count as one."""
_OTHERS, _OTHERS_APART = 2, 0.1
_COVERS, _OPAQUE = 0.55, 0.9
"""Part of the canvas from which a shape is the paper, and its least opacity."""
_TEXT = 0.05
"""Part of the canvas that a text counts as covering at most."""
_INK_CONTRAST = 7.0
_CALM_PAPER, _LIGHT, _DARK = 0.12, 0.45, 0.05
"""OKLab chroma up to which a paper is calm, and relative luminances from and to which it is light or dark."""


def palette_of_design(document: Document) -> Palette | None:
    """The paper, ink and accent of a design, and its further colours.

    None where it has no accent, where a picture covers it, and where the paper is neither light nor dark, or
    so lively that an accent would vibrate on it.
    """
    paper = _paper(document)
    covering = [e for e in document.elements if e.image is not None and canvas_share(document, [e]) > _COVERS]
    if covering or document.backdrop.image is not None:
        return None
    if chroma(paper) > _CALM_PAPER or _DARK < luminance(paper) < _LIGHT:
        return None
    areas: list[tuple[str, float]] = []
    inks: list[str] = []
    for element in document.elements:
        for color, share in _solid(element.paint.fill):
            area = share * element.opacity * canvas_share(document, [element])
            areas.append((color, min(area, _TEXT) if element.text is not None else area))
            inks += [color] if element.text is not None else []
    merged = _merged(areas)
    lively = [c for c in merged if LIVELY < chroma(c) <= _GARISH and contrast(c, paper) >= _STANDS_OUT]
    if not lively:
        return None
    lively.sort(key=lambda color: -(merged[color] ** 0.5) * chroma(color))
    readable = [color for color in inks if contrast(color, paper) >= _INK_CONTRAST]
    ink = [max(readable, key=lambda color: contrast(color, paper))] if readable else []
    found = palette_of([paper, lively[0], *ink, *sorted(merged, key=lambda c: -merged[c])], paper=paper)
    others: list[str] = []
    for color in lively[1:]:
        if all(distance(color, other) > _OTHERS_APART for other in (found.ink, lively[0], *others)):
            others.append(color)
    near = distance(found.tint, paper) <= _TINT
    tint = found.tint if near else mixed(paper, lively[0], 0.12)
    return replace(found, accent=lively[0], tint=tint, others=tuple(others[:_OTHERS]))


def _solid(fill: Fill | None) -> Iterator[tuple[str, float]]:
    """The colours of a fill that hide what is under them, each with its share."""
    if fill is None:
        return
    stops = [color for _, color in fill.stops] if isinstance(fill, Gradient) else [fill]
    yield from ((color[:7], 1 / len(stops)) for color in stops if color[7:] in ("", "ff"))


def _paper(document: Document) -> str:
    """The colour of the uppermost shape that covers most of the canvas, else the backdrop's."""
    opaque = [one for one in document.elements if one.kind == "shape" and one.opacity > _OPAQUE]
    large = [one for one in opaque if canvas_share(document, [one]) > _COVERS]
    covering = [color for one in large for color in _even(one.paint.fill)]
    return (covering[::-1] or [*_even(document.backdrop.fill)] or ["#ffffff"])[0]


def _even(fill: Fill | None) -> list[str]:
    """The colour of a fill that hides what is under it and is the same all over; none of others."""
    colors = [color for color, _ in _solid(fill)]
    return colors[:1] if all(distance(color, colors[0]) < _SAME for color in colors) else []


def _merged(areas: list[tuple[str, float]]) -> dict[str, float]:
    """Areas by colour, those of nearly the same colour under the first of them."""
    found: dict[str, float] = {}
    for color, area in areas:
        same = next((other for other in found if distance(color, other) < _SAME), color)
        found[same] = found.get(same, 0.0) + area
    return found
