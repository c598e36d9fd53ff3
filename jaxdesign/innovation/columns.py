"""Columns of texts that end on one line, as prices do: the loop moves each by its own gap."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked

_SAME_PX = 0.75
"""Distance up to which right edges are one."""
_MOST = 0.12
"""Part of the canvas' width by which a text is brought back; what went further went on purpose."""


def ends_in_line(document: Document, goal: Float[np.ndarray, "n 4"]) -> Document:
    """The document with texts that are aligned by their ends, and ended on one line in ``goal``, on it again.

    The line is where most of what ended on it has come to lie: shapes and pictures tell, but stay.

    Args:
        goal: boxes in canvas fractions.
    """
    width, elements = document.canvas.width, list(document.elements)
    ends = width * (goal[:, 0] + goal[:, 2])
    upright = np.array([element.rotation == 0 for element in elements], dtype=bool)
    now = np.array([element.box[0] + element.box[2] for element in elements])
    for i, element in enumerate(elements):
        if not _ends(element):
            continue
        alike = upright & (np.abs(ends - ends[i]) <= _SAME_PX)
        held = alike & np.array([is_locked(one, "x") for one in elements], dtype=bool)
        line = float(np.quantile(now[held if held.any() else alike], 0.5, method="nearest"))
        if 0 < abs(line - now[i]) <= _MOST * width:
            box = (line - element.box[2], *element.box[1:])
            elements[i] = element.model_copy(update={"box": box})
    return document.model_copy(update={"elements": tuple(elements)})


def _ends(element: Element) -> bool:
    """Whether an element is a text that its right edge aligns, and may be moved."""
    text = element.text
    return text is not None and text.align == "end" and element.rotation == 0 and not is_locked(element, "x")
