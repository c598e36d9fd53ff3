"""What was drawn inside of the canvas on all sides is not pushed against one of them.

Captured sections of pages often begin where a card does, so what is learnt from them would set a card that
has margins left and right against the upper edge.
"""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document

_WIDE = 0.6
"""Share of the canvas's width that such a panel takes."""
_UNLIKE = 0.5
"""Margins left and right that differ by more than this share of their mean are no frame."""
_PUSHED = 0.5
"""Share of the margins at the sides below which the one above or below has been lost."""


def kept_inside(document: Document, box: np.ndarray) -> np.ndarray:
    """The boxes with wide shapes and pictures as far from the upper and lower edge as from the sides.

    Only those that were drawn so far inside, and whose margins left and right are alike. They keep their
    heights where both edges allow.

    Args:
        document: ``n`` elements, as drawn.
        box: ``[n, 4]`` in canvas fractions, moved.
    """
    box = box.copy()
    width, height = document.canvas.width, document.canvas.height
    for i, element in enumerate(document.elements):
        if element.text is not None or element.rotation or box[i, 2] < _WIDE:
            continue
        left, right = box[i, 0] * width, (1 - box[i, 0] - box[i, 2]) * width
        side = (left + right) / 2
        if min(left, right) <= 0 or abs(left - right) > _UNLIKE * side:
            continue
        top, bottom = box[i, 1] * height, (1 - box[i, 1] - box[i, 3]) * height
        drawn_bottom = height - element.box[1] - element.box[3]
        if top < _PUSHED * side <= element.box[1]:
            box[i, 1] += (side - top) / height
            bottom -= side - top
        if bottom < _PUSHED * side <= drawn_bottom:
            box[i, 3] -= (side - bottom) / height
    return box
