"""Repair of colour on a large ground: it gives way a little where its words would have to change sides.

White words on a colour that is a little too light for them would turn dark grey, and the design would look
another. Its colour set a little deeper keeps both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jaxdesign.design.color import oklab_from_hex, srgb_from_hex
from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import common_share, hull
from jaxdesign.innovation.inks import (
    RATIO_MARGIN,
    Shade,
    contrasts_on,
    fill_of,
    painted,
    samples,
    shades,
    to_oklab,
)
from jaxdesign.innovation.sight import TextSight
from jaxdesign.innovation.verify import Inspection, needed_contrast
from jaxdesign.innovation.wcag import luminance
from jaxdesign.render.pictures import picture_pixels

_MOST = 0.2
"""Distance in OKLab that a ground moves at the most."""
WHOLE, _ANY = 0.98, 0.02
"""Parts of a text on something from which on it stands on it wholly, or at all."""
_SAME = 0.04
"""Distance in OKLab up to which a pixel at the edge of a picture is the ground's."""
_BAKED = 0.15
"""Part of a picture's edge in the ground's colour from which on the ground is part of the picture."""
_SOLID = 0.99
_EDGE_PX = 48


@dataclass(frozen=True, kw_only=True)
class Way:
    """The colour to which a ground gives way."""

    old: str
    new: str
    standing: frozenset[str]
    """Ids of the texts on it."""

    def painted(self, document: Document) -> Document:
        """The document with the ground in its new colour, wherever it has the old one."""
        plates = [plate.id for plate in _same_ground(document, self.old)]
        done = painted(document, dict.fromkeys(plates, self.new))
        if document.backdrop.fill != self.old:
            return done
        return done.model_copy(update={"backdrop": done.backdrop.model_copy(update={"fill": self.new})})


@dataclass(frozen=True, kw_only=True)
class _Under:
    """What a text stands on: the colour of the ground, None where that is not one opaque colour."""

    color: str | None
    is_whole: bool


def topmost_under(document: Document, text: TextSight, *, filled: bool) -> tuple[Element | None, float]:
    """The topmost shape or picture under a text, shapes without fill aside if it is to be ``filled``, and the
    part of the text on it; None where that is the backdrop alone."""
    found: tuple[Element | None, float] = (None, 1.0)
    for element in document.elements:
        if element.id == text.element.id:
            break
        if element.kind == "text" or (filled and element.kind == "shape" and element.paint.fill is None):
            continue
        share = common_share(text.setting.hull, hull(element.box, element.rotation))
        if share > _ANY:
            found = (element, share)
    return found


def _under(document: Document, text: TextSight) -> _Under:
    element, share = topmost_under(document, text, filled=True)
    if element is None:
        backdrop = document.backdrop
        return _Under(color=_opaque(backdrop.fill) if backdrop.image is None else None, is_whole=True)
    plain = element.kind == "shape" and element.opacity > _SOLID
    return _Under(color=_opaque(element.paint.fill) if plain else None, is_whole=share >= WHOLE)


def _opaque(fill: object) -> str | None:
    return fill if isinstance(fill, str) and len(fill) == 7 else None


def _same_ground(document: Document, color: str) -> list[Element]:
    """The shapes of a ground's colour that nothing shows through."""
    shapes = [element for element in document.elements if element.kind == "shape"]
    return [shape for shape in shapes if shape.paint.fill == color and shape.opacity > _SOLID]


def _is_baked_in(document: Document, color: str) -> bool:
    """Whether a picture has the ground's colour along its edge and would show as a patch on another."""
    ground = oklab_from_hex(color)
    for element in document.elements:
        if element.image is None or min(element.box[2:]) <= 0:
            continue
        pixels = picture_pixels(element.image, element.box, (_EDGE_PX, _EDGE_PX))
        edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        near = np.linalg.norm(to_oklab(edge[:, :3]) - ground, axis=-1) < _SAME
        if (near & (edge[:, 3] > 0.9)).mean() >= _BAKED:
            return True
    return False


def _is_lighter(element: Element, lights: float) -> bool:
    """Whether a text's colour is lighter than a luminance."""
    return bool(luminance(np.array(srgb_from_hex(fill_of(element))[:3])) > lights)


def changes_sides(text: TextSight, ink: Shade | None) -> bool:
    """Whether a text that is lighter than its ground would become darker, or the other way about; also where
    there is no ink for it."""
    ground = samples(text)
    if ink is None or not len(ground):
        return True
    lights = float(np.median(luminance(ground)))
    return _is_lighter(text.element, lights) != bool(luminance(ink.srgb) > lights)


def given_way(seen: Inspection, text: TextSight) -> Way | None:
    """The nearest colour of a text's ground on which all the texts on it are legible.

    None where the ground is no opaque colour, is locked, would have to go far or nowhere, or shows at the
    edges of a picture, where most letters on it are on the other side of it than the text's, which have been
    meant for another ground, and where any text of the design lies half on something.
    """
    document, under = seen.document, _under(seen.document, text)
    if under.color is None or not under.is_whole:
        return None
    plates = _same_ground(document, under.color)
    if any(is_locked(plate, "color") for plate in plates) or _is_baked_in(document, under.color):
        return None
    choices = [shade for shade in shades(under.color) if shade.distance <= _MOST]
    colors = np.array([shade.srgb for shade in choices])
    ok, standing = np.ones(len(choices), bool), set()
    lights = float(luminance(colors[0]))
    side, balance = _is_lighter(text.element, lights), 0
    for name, other in seen.sight.texts.items():
        ground = _under(document, other)
        if ground.color != under.color and ground.is_whole:
            continue
        if not ground.is_whole:
            return None
        ok &= contrasts_on(other.element, colors) >= needed_contrast(document, other) * RATIO_MARGIN
        standing.add(name)
        letters = len(other.element.text.string) if other.element.text is not None else 0
        balance += letters if _is_lighter(other.element, lights) == side else -letters
    if balance < 0:
        return None
    shade = next((shade for shade, fine in zip(choices, ok, strict=True) if fine), None)
    if shade is None or shade.color == under.color:
        return None
    return Way(old=under.color, new=shade.color, standing=frozenset(standing))
