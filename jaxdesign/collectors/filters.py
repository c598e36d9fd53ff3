"""Which captures are worth keeping at all: size, proportions, content. Each rule has a name."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from jaxdesign.collectors.capture import Capture


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of what is kept; sides in CSS pixels."""

    min_side_px: int = 200
    max_aspect: float = 4.0
    """Longer side by shorter side."""
    min_elements: int = 3
    max_elements: int = 400
    min_shade: float = 6.0
    """Least standard deviation of the picture's levels, 0 to 255; a flat picture shows nothing."""


def _shade(picture: Image.Image) -> float:
    small = np.asarray(picture.convert("L").resize((64, 64), Image.Resampling.BOX), dtype=np.float32)
    return float(small.std())


def shows(picture: Image.Image, *, min_side_px: int, max_aspect: float) -> str | None:
    """Why a picture is not kept; None where it is."""
    if min(picture.size) < min_side_px:
        return "too small"
    if max(picture.size) > max_aspect * min(picture.size):
        return "too narrow"
    return None


def reason_to_drop(capture: Capture, limits: Limits) -> str | None:
    """Name of the rule that drops a capture; None where it is kept."""
    if capture.flaw:
        return capture.flaw
    width, height = capture.crop[2:]
    if min(width, height) < limits.min_side_px:
        return "too small"
    if max(width, height) > limits.max_aspect * min(width, height):
        return "too narrow"
    if _shade(capture.picture) < limits.min_shade:
        return "flat picture"
    if capture.cut == "picture":
        return None
    inside = [element for element in capture.elements if _within(element["b"], width, height)]
    if len(inside) < limits.min_elements:
        return "too few elements"
    if len(inside) > limits.max_elements:
        return "too many elements"
    if not any(element["t"] != "box" for element in inside):
        return "boxes only"
    return None


def _within(box: list[float], width: int, height: int) -> bool:
    """True for an element that is in the crop and does not cover it all."""
    w = min(box[0] + box[2], width) - max(box[0], 0)
    h = min(box[1] + box[3], height) - max(box[1], 0)
    return w > 0 and h > 0 and w * h < 0.97 * width * height and math.isfinite(w * h)
