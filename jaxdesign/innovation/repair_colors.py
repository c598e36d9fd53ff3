"""Repair of colour: an illegible text, or the plate it stands on, takes the nearest legible colour.

Nearest is the least distance in OKLab with the hue kept; lightness moves first and chroma falls only as
far as the gamut asks. Texts of one colour on one ground move together, and so do plates of one colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from jaxdesign.design.color import hex_from_srgb, oklab_from_srgb, srgb_from_hex, srgb_from_oklab
from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import common_share, hull
from jaxdesign.innovation.sight import DEFAULT_INK, TextSight
from jaxdesign.innovation.verify import Inspection, illegible_texts, needed_contrast
from jaxdesign.innovation.wcag import SHARE, contrast, luminance

_STEPS = 128
_SAME_GROUND = 0.05
"""Distance in OKLab within which two grounds are one."""
_ON_PLATE = 0.98
_TOUCHES = 0.25
"""Part of a text on a plate's edge from which on the plate may not change under it."""
_MAX_PLATE_AREA = 0.2
"""Part of the canvas above which a plate is a ground and keeps its colour."""
_MAX_SAMPLES = 1500
_RATIO_MARGIN = 1.01
_SHARE_MARGIN = 0.01
"""A little more is asked of a colour than of the finished picture, whose levels are rounded."""


def to_oklab(srgb: Float[ndarray, "n 3"]) -> Float[ndarray, "n 3"]:
    """OKLab of encoded sRGB colours."""
    return oklab_from_srgb(np.asarray(srgb, np.float32)).astype(np.float64)


def to_srgb(lab: Float[ndarray, "n 3"]) -> Float[ndarray, "n 3"]:
    """Encoded sRGB of OKLab colours."""
    return srgb_from_oklab(np.asarray(lab, np.float32)).astype(np.float64)


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A colour and how far it is from where it started, in OKLab."""

    color: str
    srgb: Float[ndarray, "3"]
    distance: float


def oklab(color: str) -> Float[ndarray, "3"]:
    """OKLab of a colour; its alpha is not looked at."""
    return to_oklab(np.array([srgb_from_hex(color)[:3]]))[0]


def shades(color: str) -> list[Shade]:
    """The colours of one hue from black to white, nearest to ``color`` first; the colour itself leads."""
    start = oklab(color)
    levels = np.linspace(0.0, 1.0, _STEPS)
    chroma = np.array([1.0, 0.85, 0.7, 0.5, 0.3, 0.12, 0.0])
    labs = np.zeros((len(chroma), _STEPS, 3), np.float32)
    labs[..., 0] = levels
    labs[..., 1:] = chroma[:, None, None] * start[1:]
    srgb = np.round(to_srgb(labs.reshape(-1, 3)) * 255) / 255
    distance = np.linalg.norm(to_oklab(srgb) - start, axis=-1)
    order = np.argsort(distance, kind="stable")
    nearest = Shade(color=color[:7], srgb=np.array(srgb_from_hex(color)[:3]), distance=0.0)
    found = {nearest.color: nearest}
    for k in order:
        name = hex_from_srgb(srgb[k])
        found.setdefault(name, Shade(color=name, srgb=srgb[k], distance=float(distance[k])))
    return list(found.values())


def samples(text: TextSight) -> Float[ndarray, "p 3"]:
    """The ground of a text on at most 1,500 of its pixels, evenly taken."""
    ground = text.ground[text.region]
    return ground[:: max(1, len(ground) // _MAX_SAMPLES)]


def legible(
    colors: Float[ndarray, "k 3"], alpha: float, ground: Float[ndarray, "p 3"], needed: float
) -> ndarray:
    """``[k]``: whether each colour, laid on the ground with ``alpha``, has the contrast on 95% of it."""
    if not len(ground):
        return np.ones(len(colors), bool)
    lights = luminance(ground)
    if alpha > 0.999:
        ratios = contrast(luminance(colors)[:, None], lights[None, :])
    else:
        seen = alpha * colors[:, None, :] + (1 - alpha) * ground[None, :, :]
        ratios = contrast(luminance(seen), lights[None, :])
    held = np.quantile(ratios, 1.0 - SHARE - _SHARE_MARGIN, axis=1, method="lower")
    return held >= needed * _RATIO_MARGIN


def _fill_of(element: Element) -> str:
    fill = element.paint.fill
    if fill is None:
        return DEFAULT_INK
    return fill if isinstance(fill, str) else fill.stops[0][1]


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


def nearest_ink(seen: Inspection, names: Iterable[str], *, opaque: bool = False) -> Shade | None:
    """The nearest colour that is legible for all of the texts, or None."""
    texts = [seen.sight.texts[name] for name in names]
    fill = _fill_of(texts[0].element)
    choices = shades(fill)
    colors = np.array([shade.srgb for shade in choices])
    ok = np.ones(len(choices), bool)
    for text in texts:
        alpha = 1.0 if opaque else srgb_from_hex(fill)[3] * text.element.opacity
        ok &= legible(colors, alpha, samples(text), needed_contrast(seen.document, text))
    return next((shade for shade, fine in zip(choices, ok, strict=True) if fine), None)


def plate_under(seen: Inspection, text: TextSight) -> Element | None:
    """The shape of one colour that alone lies under a text, if its colour may change."""
    area = seen.document.canvas.width * seen.document.canvas.height
    plate = None
    for element in seen.document.elements:
        if element.id == text.element.id:
            break
        box = hull(element.box, element.rotation)
        if element.kind != "text" and common_share(text.setting.hull, box) > 0.02:
            plate = element
    if plate is None or plate.kind != "shape" or not isinstance(plate.paint.fill, str):
        return None
    whole = common_share(text.setting.hull, hull(plate.box, plate.rotation)) >= _ON_PLATE
    solid = len(plate.paint.fill) == 7 and plate.opacity > 0.99
    small = plate.box[2] * plate.box[3] <= _MAX_PLATE_AREA * area
    return plate if whole and solid and small and not is_locked(plate, "color") else None


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
        rgba = np.array(srgb_from_hex(_fill_of(text.element)))
        alpha = rgba[3] * text.element.opacity
        seen_as = alpha * rgba[:3] + (1 - alpha) * colors
        ratios = contrast(luminance(seen_as), luminance(colors))
        ok &= ratios >= needed_contrast(seen.document, text) * _RATIO_MARGIN
    shade = next((shade for shade, fine in zip(choices, ok, strict=True) if fine), None)
    return None if shade is None else (shade, plates)


def _painted(document: Document, colors: dict[str, str], *, opaque: frozenset[str] = frozenset()) -> Document:
    """The document with new fills by id; alphas stay except for those in ``opaque``."""
    elements = []
    for element in document.elements:
        if element.id in colors:
            old = element.paint.fill
            alpha = old[7:] if isinstance(old, str) and element.id not in opaque else ""
            paint = element.paint.model_copy(update={"fill": colors[element.id] + alpha})
            update: dict[str, object] = {"paint": paint}
            if element.id in opaque and not is_locked(element, "opacity"):
                update["opacity"] = 1.0
            element = element.model_copy(update=update)
        elements.append(element)
    return document.model_copy(update={"elements": tuple(elements)})


def legible_colors(seen: Inspection) -> Document:
    """The document with every illegible, unlocked text recoloured, or its plate; others stay exactly.

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
            document = _painted(document, dict.fromkeys(plates, shade.color))
            done |= {other for other, sight in seen.sight.texts.items() if _stands_on(seen, sight, plates)}
            continue
        if ink is not None:
            document = _painted(document, dict.fromkeys(together, ink.color))
        elif free and not is_locked(text.element, "opacity"):
            ink = nearest_ink(seen, [name], opaque=True)
            if ink is not None:
                document = _painted(document, {name: ink.color}, opaque=frozenset({name}))
        done |= set(together)
    return document


def _stands_on(seen: Inspection, text: TextSight, plates: list[str]) -> bool:
    under = plate_under(seen, text)
    return under is not None and under.id in plates
