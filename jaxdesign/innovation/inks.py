"""Colours of one hue from black to white, which of them are legible on a ground, and elements in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from jaxdesign.design.color import (
    hex_from_srgb,
    oklab_from_hex,
    oklab_from_srgb,
    srgb_from_hex,
    srgb_from_oklab,
)
from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.sight import DEFAULT_INK, TextSight
from jaxdesign.innovation.wcag import SHARE, contrast, luminance

_STEPS = 128
_MAX_SAMPLES = 1500
RATIO_MARGIN = 1.01
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


def shades(color: str) -> list[Shade]:
    """The colours of one hue from black to white, nearest to ``color`` first; the colour itself leads."""
    start = oklab_from_hex(color)
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
    return held >= needed * RATIO_MARGIN


def contrasts_on(element: Element, grounds: Float[ndarray, "k 3"]) -> Float[ndarray, "k"]:
    """The contrast of a text's colour on each of some plain grounds."""
    rgba = np.array(srgb_from_hex(fill_of(element)))
    alpha = rgba[3] * element.opacity
    return contrast(luminance(alpha * rgba[:3] + (1 - alpha) * grounds), luminance(grounds))


def fill_of(element: Element) -> str:
    fill = element.paint.fill
    if fill is None:
        return DEFAULT_INK
    return fill if isinstance(fill, str) else fill.stops[0][1]


def painted(document: Document, colors: dict[str, str], *, opaque: frozenset[str] = frozenset()) -> Document:
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
