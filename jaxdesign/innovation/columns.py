"""Columns of texts on one line, as names and prices of a list: the loop moves each by its own gap."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.design.document import Align, Document, Element
from jaxdesign.design.locks import is_locked

_SAME_PX = 0.75
"""Distance up to which edges are one."""
_MOST = 0.12
"""Part of the canvas' width by which a text is brought back; what went further went on purpose."""
_EDGES: tuple[tuple[Align, float], ...] = (("start", 0.0), ("end", 1.0))


def columns_in_line(document: Document, goal: Float[np.ndarray, "n 4"]) -> Document:
    """The document with texts that stood on one line in ``goal`` on it again.

    Brought back are texts that are aligned by their ends, and those in groups that are aligned by their
    starts. The line is in the middle of all that stood on it: shapes and pictures tell, but stay.

    Args:
        goal: boxes in canvas fractions.
    """
    width, elements = document.canvas.width, list(document.elements)
    upright = np.array([element.rotation == 0 for element in elements], dtype=bool)
    held = np.array([is_locked(element, "x") for element in elements], dtype=bool)
    for align, share in _EDGES:
        meant = width * (goal[:, 0] + share * goal[:, 2])
        now = np.array([element.box[0] + share * element.box[2] for element in elements])
        for i, element in enumerate(elements):
            if held[i] or not upright[i] or not _is_in_column(element, align):
                continue
            alike = upright & (np.abs(meant - meant[i]) <= _SAME_PX)
            telling = alike & held if (alike & held).any() else alike
            line = float(np.quantile(now[telling], 0.5, method="nearest"))
            if 0 < abs(line - now[i]) <= _MOST * width:
                box = (line - share * element.box[2], *element.box[1:])
                elements[i] = element.model_copy(update={"box": box})
    return document.model_copy(update={"elements": tuple(elements)})


def _is_in_column(element: Element, align: Align) -> bool:
    text = element.text
    return text is not None and text.align == align and (align == "end" or element.group is not None)
