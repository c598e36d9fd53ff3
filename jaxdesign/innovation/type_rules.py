"""What a format asks of type: its least size, and how large its type is in CSS pixels."""

from __future__ import annotations

from jaxdesign.design.document import Canvas


def minimum_size(canvas: Canvas) -> float:
    """The least type size of the canvas's format, in canvas pixels."""
    return 10.0 / css_scale(canvas)


def css_scale(canvas: Canvas) -> float:
    """CSS pixels for one canvas pixel at the format's usual viewing size."""
    return 1.0
