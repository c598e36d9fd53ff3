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
        meant, now = _ends(elements, goal, width, share)
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


def _ends(
    elements: list[Element], goal: Float[np.ndarray, "n 4"], width: float, share: float
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """Where ends are meant to be, and where they are; a ``share`` of 0 is the left one."""
    now = np.array([element.box[0] + share * element.box[2] for element in elements])
    return width * (goal[:, 0] + share * goal[:, 2]), now


def _is_in_column(element: Element, align: Align) -> bool:
    text = element.text
    return text is not None and text.align == align and (align == "end" or element.group is not None)


_MOST_CALL = 0.03
"""Part of the canvas' width by which a call is brought back."""
_CALL = (3.0, 4.0)
"""Width and height of a call's ground, over those of its words, at most."""


def calls_in_line(document: Document, goal: Float[np.ndarray, "n 4"]) -> Document:
    """The document with calls, a panel and the centred words in it, on the line of an edge that they shared.

    Their left edges come first, then their right ones; panels, pictures and texts that are aligned there
    tell. ``goal`` is that of ``columns_in_line``.
    """
    width, elements = document.canvas.width, list(document.elements)
    moves = np.array([element.rotation == 0 and not is_locked(element, "x") for element in elements])
    for i in range(len(elements)):
        panel = _panel_of(i, elements, goal) if moves[i] else None
        if panel is None or not moves[panel]:
            continue
        for align, share in _EDGES:
            meant, now = _ends(elements, goal, width, share)
            alike = np.abs(meant - meant[panel]) <= _SAME_PX
            alike &= np.array([one.text is None or one.text.align == align for one in elements])
            alike[[i, panel]] = False
            if not alike.any():
                continue
            shift = float(np.quantile(now[alike], 0.5, method="nearest") - now[panel])
            if 0 < abs(shift) <= _MOST_CALL * width:
                for place in (panel, i):
                    x, *rest = elements[place].box
                    elements[place] = elements[place].model_copy(update={"box": (x + shift, *rest)})
            break
    return document.model_copy(update={"elements": tuple(elements)})


def _panel_of(place: int, elements: list[Element], goal: Float[np.ndarray, "n 4"]) -> int | None:
    """The panel right under centred words, little larger than these; None where there is none."""
    text = elements[place].text
    if text is None or text.align != "center":
        return None
    x, y, w, h = goal[place]
    for under in range(place - 1, -1, -1):
        left, top, wide, tall = goal[under]
        inside = left <= x and top <= y and x + w <= left + wide and y + h <= top + tall
        if elements[under].kind == "shape" and inside:
            return under if wide <= _CALL[0] * w and tall <= _CALL[1] * h else None
    return None
