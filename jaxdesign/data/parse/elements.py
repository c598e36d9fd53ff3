"""Regions of a picture as elements of a design."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, UInt8

from jaxdesign.data.parse.regions import PixelBox, Region
from jaxdesign.data.parse.rims import Rim
from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Backdrop, Element, Image, Paint
from jaxdesign.importers.capture_pictures import picture_address
from jaxdesign.importers.inpaint import fill_holes
from jaxdesign.importers.pixels import Screenshot, keyed


def _hex(levels: Float[np.ndarray, "3"]) -> str:
    return hex_from_srgb(np.clip(np.asarray(levels) / 255, 0, 1))


def _scaled(box: PixelBox, scale: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (value * scale for value in box)
    return round(x0, 2), round(y0, 2), round(x1 - x0, 2), round(y1 - y0, 2)


def shape_element(region: Region, element_id: str, scale: float) -> Element:
    """A flat region or rule as a shape. ``scale`` is canvas pixels for one of the picture."""
    rim = region.rim or Rim.plain(np.zeros(3))
    fill = None if rim.ground is None else rim.ground.fill(*region.box)
    if region.kind == "rule":
        thick = min(region.box[2] - region.box[0], region.box[3] - region.box[1]) * scale
        color = fill if isinstance(fill, str) else "#000000"
        paint = Paint(stroke=color, stroke_width=round(thick, 2))
        return Element(id=element_id, kind="shape", shape="line", box=_scaled(region.box, scale), paint=paint)
    paint = Paint(
        fill=fill,
        stroke=None if rim.border is None else _hex(rim.border),
        stroke_width=round(rim.border_px * scale, 2) if rim.border is not None else 0.0,
        radius=round(rim.radius_px * scale, 2),
    )
    return Element(
        id=element_id,
        kind="shape",
        shape="ellipse" if rim.is_ellipse else "rectangle",
        box=_scaled(region.box, scale),
        paint=paint,
    )


def _covered(box: PixelBox, above: list[PixelBox]) -> Bool[np.ndarray, "h w"]:
    """The part of a box that later regions cover, with a little around them."""
    hole = np.zeros((box[3] - box[1], box[2] - box[0]), bool)
    for other in above:
        top, left = max(other[1] - 2 - box[1], 0), max(other[0] - 2 - box[0], 0)
        hole[top : max(other[3] + 2 - box[1], 0), left : max(other[2] + 2 - box[0], 0)] = True
    return hole


def _cut_out(pixels: UInt8[np.ndarray, "h w 3"], box: PixelBox, above: list[PixelBox]) -> np.ndarray:
    """``[h, w, 3]`` levels of a box, what lies over it filled from around."""
    part = pixels[box[1] : box[3], box[0] : box[2]].astype(np.float64)
    hole = _covered(box, above)
    return part if hole.mean() > 0.9 else fill_holes(part, hole)


def picture_element(
    pixels: UInt8[np.ndarray, "h w 3"],
    region: Region,
    above: list[PixelBox],
    element_id: str,
    scale: float,
) -> Element:
    """A picture region as an element; a drawing stands clear of the ground around it."""
    part = _cut_out(pixels, region.box, above)
    if region.is_drawing:
        x0, y0, x1, y1 = region.box
        screenshot = Screenshot(pixels, pixels.shape[1], pixels.shape[0])
        clear = keyed(part.astype(np.float32), screenshot.around((x0, y0, x1 - x0, y1 - y0)))
        part = part if clear is None else clear
    return Element(
        id=element_id,
        kind="image",
        box=_scaled(region.box, scale),
        image=Image(href=picture_address(part, drawing=region.is_drawing), fit="fill"),
    )


def picture_backdrop(pixels: UInt8[np.ndarray, "h w 3"], above: list[PixelBox]) -> Backdrop:
    """The whole picture as the backdrop."""
    box = (0, 0, pixels.shape[1], pixels.shape[0])
    part = _cut_out(pixels, box, above)
    return Backdrop(
        fill=_hex(np.median(part.reshape(-1, 3), axis=0)),
        image=Image(href=picture_address(part, drawing=False), fit="fill"),
    )
