"""From decoded arrays to a document: a decoded look worn by content, with few and exactly equal colours."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float

from jaxdesign.design.arrays import Content, from_arrays
from jaxdesign.design.color import hex_from_oklab
from jaxdesign.design.document import Align, Document, Element, Fill, Gradient, Paint
from jaxdesign.types import AnyArray, Design

SAME_COLOR = 0.06
"""OKLab distance within which a decoded colour is the palette's."""
_SAME_ENDS = 0.03
"""OKLab distance within which the ends of a gradient are one colour."""
_ALIGNS: tuple[Align, ...] = ("start", "center", "end")
_LEAST_STROKE = 0.0005
"""Canvas heights below which a border is none."""
_LEAST_RADIUS = 0.002


def snapped(colors: Float[np.ndarray, "... 3"], palette: Float[np.ndarray, "p 3"]) -> np.ndarray:
    """Colours that are near to one of the palette's exchanged for it."""
    distance = np.linalg.norm(colors[..., None, :] - palette, axis=-1)
    nearest = palette[np.argmin(distance, axis=-1)]
    return np.where(distance.min(-1, keepdims=True) < SAME_COLOR, nearest, colors)


def few_colors(palette: Float[np.ndarray, "p 3"]) -> Float[np.ndarray, "q 3"]:
    """The palette without colours that are nearly the same as an earlier one."""
    kept: list[np.ndarray] = []
    for color in palette:
        if all(np.linalg.norm(color - other) >= SAME_COLOR for other in kept):
            kept.append(color)
    return np.array(kept).reshape(-1, 3)


def _fill(ends: np.ndarray, alpha: float, angle: float) -> Fill:
    if np.linalg.norm(ends[0] - ends[1]) < _SAME_ENDS:
        return hex_from_oklab(ends[0], alpha)
    stops = ((0.0, hex_from_oklab(ends[0], alpha)), (1.0, hex_from_oklab(ends[1], alpha)))
    return Gradient(angle=round(math.degrees(angle), 1), stops=stops)


def _paint(element: Element, design: Design, i: int, palette: np.ndarray, height: float) -> Paint:
    """The element's paint as the arrays have it; shadows stay."""
    ends = snapped(np.asarray(design.fill)[i, :, :3], palette)
    if element.kind == "text":
        return element.paint.model_copy(update={"fill": hex_from_oklab(ends[0])})
    w, h = element.box[2:]
    radius = float(np.asarray(design.radius)[i])
    update: dict[str, object] = {
        "radius": min(radius * height, w / 2, h / 2) if radius >= _LEAST_RADIUS else 0.0
    }
    if element.kind == "shape":
        shown = float(np.asarray(design.fill)[i, 0, 3]) >= 0.5
        stroke = np.asarray(design.stroke)[i]
        width = float(np.asarray(design.stroke_width)[i])
        bordered = stroke[3] >= 0.5 and width >= _LEAST_STROKE
        angle = float(np.asarray(design.fill_angle)[i])
        update["fill"] = _fill(ends, 1.0, angle) if shown or not bordered else None
        update["stroke"] = hex_from_oklab(snapped(stroke[:3], palette)) if bordered else None
        update["stroke_width"] = max(round(width * height), 1) if bordered else 0.0
    return element.paint.model_copy(update=update)


def dressed(document: Document, design: Design, palette: Float[AnyArray, "p 3"]) -> Document:
    """The document with the place, size, type and colours of decoded arrays.

    Words, pictures, families and case stay; texts are to be broken anew in their boxes.
    """
    height = document.canvas.height
    palette = few_colors(np.asarray(palette))
    placed = from_arrays(design, Content(document=document))
    elements = []
    for i, element in enumerate(placed.elements):
        update: dict[str, object] = {"paint": _paint(element, design, i, palette, height), "opacity": 1.0}
        if element.kind != "text":
            opacity = float(np.asarray(design.opacity)[i])
            update["opacity"] = round(opacity, 2) if opacity < 0.9 else 1.0
        if element.text is not None:
            weight = int(np.clip(round(float(np.asarray(design.weight)[i]) / 100), 1, 9)) * 100
            place = float(np.asarray(design.align)[i])
            update["text"] = element.text.model_copy(
                update={"weight": weight, "align": _ALIGNS[round(2 * place)], "lines": None}
            )
        elements.append(element.model_copy(update=update))
    backdrop = placed.backdrop.model_copy(
        update={"fill": _fill(np.asarray(design.backdrop), 1.0, float(design.backdrop_angle))}
    )
    return placed.model_copy(update={"elements": tuple(elements), "backdrop": backdrop, "certificate": None})
