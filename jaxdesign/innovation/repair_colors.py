"""Repair of colour: an illegible text, or what it stands on, takes the nearest legible colour.

Nearest is the least distance in OKLab with the hue kept; lightness moves first and chroma falls only as
far as the gamut asks. Texts of one colour on one ground move together, and so do plates of one colour.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import common_share
from jaxdesign.innovation.inks import (
    RATIO_MARGIN,
    Shade,
    contrasts_on,
    fill_of,
    legible,
    painted,
    samples,
    shades,
    to_oklab,
)
from jaxdesign.innovation.repair_grounds import WHOLE, changes_sides, given_way, topmost_under
from jaxdesign.innovation.sight import TextSight
from jaxdesign.innovation.verify import Inspection, illegible_texts, needed_contrast

_SAME_GROUND = 0.05
"""Distance in OKLab within which two grounds are one."""
_TOUCHES = 0.25
"""Part of a text on a plate's edge from which on the plate may not change under it."""
_CLEARLY = 1.5
"""Factor on the contrast asked of a text that has to change from light to dark, or from dark to light: it is
another colour in any case, and a barely legible grey looks like an accident."""
_MAX_PLATE_AREA = 0.2
"""Part of the canvas above which a plate is a ground and keeps its colour."""


def _ground_of(text: TextSight) -> Float[ndarray, "3"]:
    ground = samples(text)
    median = np.median(ground, axis=0) if len(ground) else np.zeros(3)
    return to_oklab(median[None])[0]


def companions(seen: Inspection, name: str) -> list[str]:
    """Texts of the same colour on the same ground as ``name``, itself first; none that is locked."""
    texts = seen.sight.texts
    lead, ground = texts[name].element, _ground_of(texts[name])
    others = [
        other
        for other, text in texts.items()
        if other != name
        and text.element.paint.fill == lead.paint.fill
        and text.element.opacity == lead.opacity
        and not is_locked(text.element, "color")
        and np.linalg.norm(_ground_of(text) - ground) < _SAME_GROUND
    ]
    return [name, *others]


def nearest_ink(
    seen: Inspection, names: Iterable[str], *, opaque: bool = False, clearly: float = 1.0
) -> Shade | None:
    """The nearest colour that is legible for all of the texts, with ``clearly`` times the contrast that they
    need, or None."""
    texts = [seen.sight.texts[name] for name in names]
    fill = fill_of(texts[0].element)
    choices = shades(fill)
    colors = np.array([shade.srgb for shade in choices])
    ok = np.ones(len(choices), bool)
    for text in texts:
        alpha = 1.0 if opaque else srgb_from_hex(fill)[3] * text.element.opacity
        ok &= legible(colors, alpha, samples(text), clearly * needed_contrast(seen.document, text))
    return next((shade for shade, fine in zip(choices, ok, strict=True) if fine), None)


def plate_under(seen: Inspection, text: TextSight) -> Element | None:
    """The shape of one colour that alone lies under a text, if its colour may change."""
    plate, share = topmost_under(seen.document, text, filled=False)
    if plate is None or plate.kind != "shape" or not isinstance(plate.paint.fill, str):
        return None
    area = seen.document.canvas.width * seen.document.canvas.height
    solid = len(plate.paint.fill) == 7 and plate.opacity > 0.99
    small = plate.box[2] * plate.box[3] <= _MAX_PLATE_AREA * area
    return plate if share >= WHOLE and solid and small and not is_locked(plate, "color") else None


def nearest_plate(seen: Inspection, plate: Element) -> tuple[Shade, list[str]] | None:
    """The nearest colour of a plate, and of all plates of its colour, on which every text is legible."""
    same = [
        element
        for element in seen.document.elements
        if element.kind == "shape"
        and element.paint.fill == plate.paint.fill
        and not is_locked(element, "color")
    ]
    plates, boxes = [element.id for element in same], [element.box for element in same]
    assert isinstance(plate.paint.fill, str)
    choices = shades(plate.paint.fill)
    colors = np.array([shade.srgb for shade in choices])
    ok = np.ones(len(choices), bool)
    for text in seen.sight.texts.values():
        under = plate_under(seen, text)
        if under is None or under.id not in plates:
            if under is None and any(common_share(text.setting.hull, box) > _TOUCHES for box in boxes):
                return None
            continue
        ok &= contrasts_on(text.element, colors) >= needed_contrast(seen.document, text) * RATIO_MARGIN
    shade = next((shade for shade, fine in zip(choices, ok, strict=True) if fine), None)
    return None if shade is None else (shade, plates)


def legible_colors(seen: Inspection) -> Document:
    """The document with every illegible, unlocked text recoloured, or what it stands on; others stay exactly.

    A text for which no colour of its hue is legible on 95% of its pixels keeps its colour.
    """
    document = seen.document
    done: set[str] = set()
    for name, _, _ in illegible_texts(seen):
        text = seen.sight.texts[name]
        if name in done:
            continue
        free = not is_locked(text.element, "color")
        together = companions(seen, name) if free else [name]
        ink = nearest_ink(seen, together) if free else None
        if free and ink is None:
            together = [name]
            ink = nearest_ink(seen, together)
        plate = plate_under(seen, text)
        ground = nearest_plate(seen, plate) if plate is not None else None
        if ground is not None and (ink is None or ground[0].distance < ink.distance):
            shade, plates = ground
            document = painted(document, dict.fromkeys(plates, shade.color))
            done |= {other for other, sight in seen.sight.texts.items() if _stands_on(seen, sight, plates)}
            continue
        way = given_way(seen, text) if changes_sides(text, ink) else None
        if way is not None:
            document = way.painted(document)
            done |= way.standing
            continue
        if ink is not None:
            if changes_sides(text, ink):
                ink = nearest_ink(seen, together, clearly=_CLEARLY) or ink
            document = painted(document, dict.fromkeys(together, ink.color))
        elif free and not is_locked(text.element, "opacity"):
            ink = nearest_ink(seen, [name], opaque=True)
            if ink is not None:
                document = painted(document, {name: ink.color}, opaque=frozenset({name}))
        done |= set(together)
    return document


def _stands_on(seen: Inspection, text: TextSight, plates: list[str]) -> bool:
    under = plate_under(seen, text)
    return under is not None and under.id in plates
