"""Scrims: where no colour is legible on a busy ground, a veil between it and the text.

A picture that carries much of the text is veiled as a whole, like a photograph dimmed for its headline;
a single small text gets a soft plate of its own. The veil has the ground's own hue, and as little alpha
as the contrast needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from jaxdesign.design.color import hex_from_srgb, oklab_from_hex, srgb_from_hex
from jaxdesign.design.document import Document, Element, Paint
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import Box, common_share, hull, meets
from jaxdesign.innovation.inks import legible, samples, to_oklab, to_srgb
from jaxdesign.innovation.sight import DEFAULT_INK, TextSight
from jaxdesign.innovation.verify import Inspection, colliding_pairs, illegible_texts, needed_contrast

_ALPHAS = np.arange(0.1, 1.0, 0.05)
_LIGHT, _DARK = 0.97, 0.16
_CHROMA_KEPT = 0.5
_PADDING_EM = (0.6, 0.35)
_RADIUS_EM = 0.35
_VEIL_SHARE = 0.08
"""Part of a picture that failing text covers above which the whole picture is veiled."""
_MAX_VEIL = 0.7
"""Alpha above which a veil would hide the picture, and plates serve instead."""
_RECOLOR_GAIN = 0.2
"""Alpha that another ink must save to be taken instead of the text's own."""
_WHITE, _BLACK = "#ffffff", "#111111"


@dataclass(frozen=True, kw_only=True)
class Veil:
    """A colour with alpha to lay under texts, and the ink of each text upon it."""

    color: str
    alpha: float
    inks: dict[str, str]

    @property
    def fill(self) -> str:
        return hex_from_srgb((*srgb_from_hex(self.color)[:3], self.alpha))


def _tinted(ground: Float[ndarray, "p 3"], lightness: float) -> str:
    """The mean colour of a ground at another lightness, half as colourful."""
    mean = ground.mean(axis=0) if len(ground) else np.full(3, 0.5)
    lab = to_oklab(mean[None])
    lab[0, 0], lab[0, 1:] = lightness, lab[0, 1:] * _CHROMA_KEPT
    return hex_from_srgb(to_srgb(lab)[0])


def _ink_of(text: TextSight) -> str:
    fill = text.element.paint.fill or DEFAULT_INK
    return (fill if isinstance(fill, str) else fill.stops[0][1])[:7]


def _least_alpha(text: TextSight, ink: str, veil: str, needed: float) -> float | None:
    ground, over = samples(text), np.array(srgb_from_hex(veil)[:3])
    color = np.array([srgb_from_hex(ink)[:3]])
    opacity = text.element.opacity if is_locked(text.element, "opacity") else 1.0
    for alpha in _ALPHAS:
        if legible(color, opacity, ground + alpha * (over - ground), needed)[0]:
            return float(alpha)
    return None


def least_veil(seen: Inspection, names: list[str]) -> Veil | None:
    """The veil of least alpha under all of the texts; their own inks unless others save much."""
    texts = [seen.sight.texts[name] for name in names]
    ground = np.concatenate([samples(text) for text in texts])
    found: list[tuple[float, Veil]] = []
    for lightness, other in ((_DARK, _WHITE), (_LIGHT, _BLACK)):
        veil = _tinted(ground, lightness)
        inks: dict[str, str] = {}
        alpha = cost = 0.0
        for text in texts:
            needed = needed_contrast(seen.document, text)
            choices = [(0.0, _ink_of(text))]
            if not is_locked(text.element, "color"):
                choices.append((_RECOLOR_GAIN * _change(_ink_of(text), other), other))
            options = [
                (least + price, least, ink)
                for price, ink in choices
                if (least := _least_alpha(text, ink, veil, needed)) is not None
            ]
            if not options:
                break
            total, least, ink = min(options)
            alpha, cost = max(alpha, least), max(cost, total)
            inks[text.element.id] = ink
        else:
            found.append((cost, Veil(color=veil, alpha=alpha, inks=inks)))
    return min(found, key=lambda item: item[0])[1] if found else None


def _change(first: str, second: str) -> float:
    return float(np.linalg.norm(oklab_from_hex(first) - oklab_from_hex(second)))


def _picture_under(document: Document, box: Box, before: str) -> Element | None:
    """The topmost picture below an element that holds nearly all of the box."""
    found = None
    for element in document.elements:
        if element.id == before:
            break
        if element.kind == "image" and common_share(box, hull(element.box, element.rotation)) >= 0.98:
            found = element
    return found


def _scrim(
    name: str, document: Document, veil: Veil, box: Box, radius: float, like: Element | None
) -> Element:
    taken = {element.id for element in document.elements}
    id_, count = f"{name}-scrim"[:128], 1
    while id_ in taken:
        count += 1
        id_ = f"{name}-scrim-{count}"[-128:]
    return Element(
        id=id_,
        kind="shape",
        shape="rectangle",
        box=box,
        rotation=like.rotation if like else 0.0,
        layer=like.layer if like else 0,
        group=like.group if like else None,
        paint=Paint(fill=veil.fill, radius=radius),
    )


def _inserted(document: Document, scrim: Element, at: int, inks: dict[str, str]) -> Document:
    elements = []
    for element in document.elements:
        ink = inks.get(element.id)
        if ink is not None and not is_locked(element, "color") and isinstance(element.paint.fill, str | None):
            update: dict[str, object] = {"paint": element.paint.model_copy(update={"fill": ink})}
            if not is_locked(element, "opacity"):
                update["opacity"] = 1.0
            element = element.model_copy(update=update)
        elements.append(element)
    elements.insert(at, scrim)
    return document.model_copy(update={"elements": tuple(elements)})


def _index(document: Document, name: str) -> int:
    return next(i for i, element in enumerate(document.elements) if element.id == name)


def _cut(box: Box, document: Document) -> Box:
    """The part of a box that lies on the canvas."""
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    right, bottom = min(box[0] + box[2], document.canvas.width), min(box[1] + box[3], document.canvas.height)
    return (left, top, right - left, bottom - top)


def _corners_are_off(whole: Box, cut: Box) -> bool:
    """Whether no corner of a box is left where it was cut along both axes."""
    return all(cut[axis] > whole[axis] and sum(cut[axis::2]) < sum(whole[axis::2]) for axis in (0, 1))


def _plate_box(text: TextSight, document: Document) -> tuple[Box, float]:
    """Box and radius of a plate around a text, cut at the canvas."""
    assert text.element.text is not None
    x, y, w, h = text.setting.area
    size = text.element.text.size
    across, along = (em * size for em in _PADDING_EM)
    left, top, width, height = _cut((x - across, y - along, w + 2 * across, h + 2 * along), document)
    box = (round(left, 2), round(top, 2), round(width, 2), round(height, 2))
    return box, round(_RADIUS_EM * size, 2)


def scrims(seen: Inspection) -> Document:
    """The document with a scrim under every text that is still illegible."""
    document = seen.document
    collided = {name for first, second, _ in colliding_pairs(seen) for name in (first, second)}
    failing = [name for name, _, _ in illegible_texts(seen) if name not in collided]
    failing = [name for name in failing if seen.sight.texts[name].region.any()]
    for picture, names in _by_picture(seen, failing).items():
        veil = least_veil(seen, names + _others_on(seen, picture, names))
        if veil is None or veil.alpha > _MAX_VEIL:
            continue
        if picture is None:
            box: Box = (0.0, 0.0, document.canvas.width, document.canvas.height)
            scrim, at = _scrim(names[0], document, veil, box, 0.0, None), 0
        else:
            image = document.element(picture)
            box = image.box if image.rotation % 180 else _cut(image.box, document)
            radius = 0.0 if _corners_are_off(image.box, box) else image.paint.radius
            scrim = _scrim(names[0], document, veil, box, radius, image)
            at = _index(document, picture) + 1
        document = _inserted(document, scrim, at, veil.inks)
        failing = [name for name in failing if name not in names]
    for name in failing:
        text = seen.sight.texts[name]
        veil = least_veil(seen, [name])
        if veil is None:
            continue
        box, radius = _plate_box(text, document)
        scrim = _scrim(name, document, veil, box, radius, text.element)
        document = _inserted(document, scrim, _below(document, name, box), veil.inks)
    return document


def _below(document: Document, name: str, box: Box) -> int:
    """Where to insert a plate: under its text and under every other text it would cover, over the ground."""
    at = _index(document, name)
    lowest = at
    for i in range(at - 1, -1, -1):
        element = document.elements[i]
        if not meets(hull(element.box, element.rotation), box):
            continue
        if element.kind != "text":
            break
        lowest = i
    return lowest


def _by_picture(seen: Inspection, failing: list[str]) -> dict[str | None, list[str]]:
    """Pictures (None: the backdrop's) worth veiling whole, and the failing texts that lie on each."""
    document = seen.document
    lying: dict[str | None, list[str]] = {}
    for name in failing:
        picture = _picture_under(document, seen.sight.texts[name].setting.hull, name)
        if picture is not None:
            lying.setdefault(picture.id, []).append(name)
        elif document.backdrop.image is not None and _on_backdrop(seen, name):
            lying.setdefault(None, []).append(name)
    worth: dict[str | None, list[str]] = {}
    for picture_id, names in lying.items():
        whole = document.canvas.width * document.canvas.height
        if picture_id is not None:
            whole = document.element(picture_id).box[2] * document.element(picture_id).box[3]
        hulls = [seen.sight.texts[name].setting.hull for name in names]
        share = sum(box[2] * box[3] for box in hulls) / max(whole, 1e-9)
        if len(names) > 1 or share >= _VEIL_SHARE:
            worth[picture_id] = names
    return worth


def _others_on(seen: Inspection, picture: str | None, names: list[str]) -> list[str]:
    """Legible texts that a veil over a whole picture would also lie under."""
    others = [name for name, text in seen.sight.texts.items() if name not in names and text.region.any()]
    if picture is None:
        return [name for name in others if _on_backdrop(seen, name)]
    under = {
        name: _picture_under(seen.document, seen.sight.texts[name].setting.hull, name) for name in others
    }
    return [name for name, image in under.items() if image is not None and image.id == picture]


def _on_backdrop(seen: Inspection, name: str) -> bool:
    box = seen.sight.texts[name].setting.hull
    for element in seen.document.elements:
        if element.id == name:
            return True
        if element.kind != "text" and common_share(box, hull(element.box, element.rotation)) > 0.02:
            return False
    return True
