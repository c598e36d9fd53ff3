"""Whether the letters of a design can be told from what they stand on, in its finished picture."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.data.broken import Pixels, is_within, luma_of, part_of, picture_boxes
from jaxdesign.design.color import contrast_ratio, srgb_from_hex
from jaxdesign.design.document import Document

_FAINT, _FAINT_STEP = 1.6, 0.2
"""Contrast (WCAG 2.2) and step in luma of the pixels below both of which text is hard to see at all."""
_LOST = 2.0
"""Contrast below which letters are lost on a part of a picture."""
_LOST_SHARE = (0.3, 0.6)
"""Share of the rim of such a contrast from which a text begins to be lost, and is."""
_RIM_PX = 5
"""Width of the rim around a text that is looked at."""
_MIXED = 0.1
"""Least deviation of the rim's luma where a picture shows in it."""
_OWN, _OWN_SHARE = 0.12, 0.02
"""Distance from a text's fill, in encoded sRGB, of its letters' pixels, and their least share of its box."""


def _lost_in(part: Pixels, ink: Float[np.ndarray, "3"]) -> float:
    """How far letters of this ink are lost, 0 to 1, in the pixels of their box and of its rim."""
    rim = np.ones(part.shape[:2], bool)
    rim[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX] = False
    own = float((np.abs(part[~rim] - ink).max(-1) < _OWN).mean())
    if own < _OWN_SHARE or float(luma_of(part[rim]).std()) < _MIXED:
        return 0.0
    low = float((contrast_ratio(ink, part[rim]) < _LOST).mean())
    return float(np.clip((low - _LOST_SHARE[0]) / (_LOST_SHARE[1] - _LOST_SHARE[0]), 0.0, 1.0))


def lost_share(document: Document, pixels: Pixels) -> float:
    """Share of the letters that stand on a picture of which a half around them has hardly any contrast."""
    scale = pixels.shape[1] / document.canvas.width
    lost = total = 0.0
    pictures = picture_boxes(document, 0.03)
    for element in document.elements:
        if element.text is None:
            continue
        count = min(len(element.text.string), 80)
        total += count
        x, y, w, h = element.box
        fill = element.paint.fill
        if element.rotation or not isinstance(fill, str) or not is_within(x + w / 2, y + h / 2, pictures):
            continue
        part = part_of(pixels, element.box, scale, -_RIM_PX)
        if min(part.shape[:2]) >= 2 * _RIM_PX + 2:
            lost += count * _lost_in(part, np.array(srgb_from_hex(fill)[:3], np.float32))
    return lost / total if total else 0.0


def faint_share(document: Document, pixels: Pixels) -> float:
    """Share of the letters that hardly stand off from what lies around them."""
    scale = pixels.shape[1] / document.canvas.width
    faint = total = 0.0
    for element in document.elements:
        fill = element.paint.fill
        if element.text is None or not isinstance(fill, str):
            continue
        part = part_of(pixels, element.box, scale, -2)
        if not part.size:
            continue
        count = min(len(element.text.string), 80)
        total += count
        ground = np.median(part, (0, 1)).astype(np.float32)
        ink = np.array(srgb_from_hex(fill)[:3], np.float32)
        shown = np.quantile(luma_of(part), (0.01, 0.99)) - float(luma_of(ground))
        contrast = float(contrast_ratio(ink, ground))
        faint += count * (contrast < _FAINT and float(np.abs(shown).max()) < _FAINT_STEP)
    return faint / total if total else 0.0
