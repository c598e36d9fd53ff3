"""A band across the whole canvas that all but reaches its upper or lower edge reaches it."""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document

REACHES = 0.004
"""Distance from an edge of the canvas, as a share of it, within which something reaches it."""
_NEARLY = 0.03


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
            if across[1 - axis] and 0 < low[axis] <= _NEARLY:
                low[axis] = 0.0
            if across[1 - axis] and 0 < 1 - high[axis] <= _NEARLY:
                high[axis] = 1.0
        box[i] = np.concatenate([low, high - low])
    return box
