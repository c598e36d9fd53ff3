"""What a format asks of type: its least size, and how large its type is in CSS pixels."""

from __future__ import annotations

from jaxdesign.design.document import Canvas
from jaxdesign.design.formats import CUSTOM_MIN_TYPE_PX, minimum_type_px


def minimum_size(canvas: Canvas) -> float:
    """The least type size of the canvas's format, in canvas pixels."""
    return minimum_type_px(canvas)


def css_scale(canvas: Canvas) -> float:
    """CSS pixels for one canvas pixel: on every format its least type counts as large as on a web page.

    So 24 CSS pixels are 69 px on an Instagram post, which a telephone shows at about a third of its size.
    """
    return CUSTOM_MIN_TYPE_PX / minimum_type_px(canvas)
