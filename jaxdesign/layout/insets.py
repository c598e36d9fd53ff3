"""What was drawn inside of the canvas on all sides is not pushed against one of them.

Captured sections of pages often begin where a card does, so what is learnt from them would set a card that
has margins left and right against the upper edge.
"""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.design.locks import is_held_along

_WIDE, _HIGH = 0.6, 0.1
"""Shares of the canvas's width and height that such a panel takes at the least."""
_UNLIKE = 0.5
"""Margins left and right that differ by more than this share of their mean are no frame."""
_PUSHED = 0.5
"""Share of the margins at the sides below which the one above or below has been lost."""


def kept_inside(document: Document, box: np.ndarray) -> np.ndarray:
    """The boxes with panels that were pushed to the upper or lower edge as far from it as from the sides.

    A panel is a wide shape or picture, not turned or locked, with like margins left and right. It comes back
    to the margin that it was drawn with, or that at the sides, whichever is less. Near the lower edge it
    moves up as far as the upper one allows; a shape gives up the rest of its height.

    Args:
        document: ``n`` elements, as drawn.
        box: ``[n, 4]`` in canvas fractions, moved.
    """
    box = box.copy()
    width, height = document.canvas.width, document.canvas.height
    for i, element in enumerate(document.elements):
        if element.text is not None or element.rotation or is_held_along(element, 1):
            continue
        if box[i, 2] < _WIDE or box[i, 3] < _HIGH:
            continue
        left, right = box[i, 0] * width, (1 - box[i, 0] - box[i, 2]) * width
        side = (left + right) / 2
        if min(left, right) <= 0 or abs(left - right) > _UNLIKE * side:
            continue
        top, bottom = box[i, 1] * height, (1 - box[i, 1] - box[i, 3]) * height
        margins = min(side, element.box[1]), min(side, height - element.box[1] - element.box[3])
        if top < _PUSHED * side <= margins[0]:
            box[i, 1] += (margins[0] - top) / height
            bottom -= margins[0] - top
            top = margins[0]
        if bottom < _PUSHED * side <= margins[1]:
            up = min(margins[1] - bottom, max(top - side, 0.0))
            box[i, 1] -= up / height
            if element.kind == "shape":
                box[i, 3] -= (margins[1] - bottom - up) / height
    return box
