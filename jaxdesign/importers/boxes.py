"""Plane geometry of boxes ``(x, y, w, h)``."""

from __future__ import annotations

from jaxdesign.importers.capture_file import Box


def area(box: Box) -> float:
    return max(box[2], 0.0) * max(box[3], 0.0)


def shared(first: Box, second: Box) -> float:
    """Area of the part that two boxes share."""
    width = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    height = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    return max(width, 0.0) * max(height, 0.0)


def share_inside(inner: Box, outer: Box) -> float:
    """The share of ``inner`` that lies in ``outer``, 0 to 1."""
    return shared(inner, outer) / area(inner) if area(inner) > 0 else 0.0


def iou(first: Box, second: Box) -> float:
    """Intersection over union, 0 to 1."""
    both = shared(first, second)
    union = area(first) + area(second) - both
    return both / union if union > 0 else 0.0


def close(first: Box, second: Box, within: float) -> bool:
    """True where all four edges lie within that distance."""
    return (
        abs(first[0] - second[0]) <= within
        and abs(first[1] - second[1]) <= within
        and abs(first[0] + first[2] - second[0] - second[2]) <= within
        and abs(first[1] + first[3] - second[1] - second[3]) <= within
    )


def clipped(box: Box, width: float, height: float) -> Box:
    """The part of the box on a canvas; its width or height is 0 where there is none."""
    left, top = min(max(box[0], 0.0), width), min(max(box[1], 0.0), height)
    right, bottom = min(max(box[0] + box[2], 0.0), width), min(max(box[1] + box[3], 0.0), height)
    return left, top, max(right - left, 0.0), max(bottom - top, 0.0)


def center(box: Box) -> tuple[float, float]:
    return box[0] + box[2] / 2, box[1] + box[3] / 2
