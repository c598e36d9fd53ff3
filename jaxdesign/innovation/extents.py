"""Where elements and the lines of texts lie on the canvas, rotation included; canvas pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jaxdesign.design.document import Document, Element
from jaxdesign.render.setting import SetText, set_text

TOLERANCE_SHARE = 1.0 / 1000.0
"""A pixel where the longest side has 1000."""

Box = tuple[float, float, float, float]


def pixel(document: Document) -> float:
    """The length that counts as nothing, in canvas pixels: a thousandth of the longest side."""
    return max(document.canvas.width, document.canvas.height) * TOLERANCE_SHARE


def hull(box: Box, rotation: float) -> Box:
    """The upright box around a box rotated by ``rotation`` degrees about its centre."""
    x, y, w, h = box
    if not rotation % 180:
        return box
    cos, sin = abs(math.cos(math.radians(rotation))), abs(math.sin(math.radians(rotation)))
    width, height = w * cos + h * sin, w * sin + h * cos
    return (x + (w - width) / 2, y + (h - height) / 2, width, height)


def grown(box: Box, by: float) -> Box:
    """The box with ``by`` added on every side."""
    x, y, w, h = box
    return (x - by, y - by, w + 2 * by, h + 2 * by)


def overlap(first: Box, second: Box) -> tuple[float, float]:
    """Lengths of the common part along x and y; negative is the distance between."""
    return (
        min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0]),
        min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1]),
    )


def push(first: Box, second: Box) -> tuple[float, float]:
    """The least moves of one box along x and along y after which two lie apart; negative if they do.

    More than what they have in common where one spans the other.
    """
    return (
        min(first[0] + first[2] - second[0], second[0] + second[2] - first[0]),
        min(first[1] + first[3] - second[1], second[1] + second[3] - first[1]),
    )


def meets(first: Box, second: Box) -> bool:
    """True if two boxes have an area in common."""
    return min(overlap(first, second)) > 0


def beside_ellipse(box: Box, around: Box) -> bool:
    """True if a box has nothing in common with the ellipse that fills the box ``around``."""
    off = 0.0
    for axis in (0, 1):
        radius = around[axis + 2] / 2
        center = around[axis] + radius
        nearest = min(max(center, box[axis]), box[axis] + box[axis + 2])
        if radius <= 0:
            return True
        off += ((nearest - center) / radius) ** 2
    return off >= 1


def common_share(part: Box, whole: Box) -> float:
    """Part of the area of ``part`` that lies in ``whole``, 0 to 1; 0 for an empty ``part``."""
    across, along = overlap(part, whole)
    area = part[2] * part[3]
    return 0.0 if area <= 0 or across <= 0 or along <= 0 else across * along / area


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A text as it is set in its box."""

    element: Element
    set: SetText
    area: Box
    """Union of its line boxes as they stand on the canvas, before rotation."""

    @property
    def hull(self) -> Box:
        """The upright box around its lines as they stand on the canvas."""
        box, area = self.element.box, self.area
        if not self.element.rotation % 180:
            return area
        angle = math.radians(self.element.rotation)
        from_center = (
            area[0] + area[2] / 2 - box[0] - box[2] / 2,
            area[1] + area[3] / 2 - box[1] - box[3] / 2,
        )
        x = box[0] + box[2] / 2 + from_center[0] * math.cos(angle) - from_center[1] * math.sin(angle)
        y = box[1] + box[3] / 2 + from_center[0] * math.sin(angle) + from_center[1] * math.cos(angle)
        return hull((x - area[2] / 2, y - area[3] / 2, area[2], area[3]), self.element.rotation)


def anchored(box: Box, width: float, height: float, align: str) -> Box:
    """A box of another size at the place where ``align`` holds the old one; its top stays."""
    shift = {"start": 0.0, "center": 0.5, "end": 1.0}[align] * (box[2] - width)
    return (box[0] + shift, box[1], width, height)


def setting(element: Element) -> Setting:
    """How a text is set in its box: by its own lines, or broken to the width of the box."""
    assert element.text is not None
    set_ = set_text(element.text, element.box[2])
    area = anchored(element.box, set_.width, set_.height, element.text.align)
    return Setting(element=element, set=set_, area=area)


def settings(document: Document) -> dict[str, Setting]:
    """The setting of every text that has something to show, by id."""
    return {
        element.id: setting(element)
        for element in document.elements
        if element.text is not None and element.text.string.strip()
    }
