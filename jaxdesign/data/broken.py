"""Signs in the finished picture that a page was not rendered as meant: pictures that did not load, text
boxes with seams around them, filled boxes that do not show their fill."""

from __future__ import annotations

from functools import cache

import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image, ImageDraw

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Document, Element

Pixels = Float[np.ndarray, "h w 3"]
Box = tuple[float, float, float, float]
"""Left, top, width, height in canvas pixels."""

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

_ICON_PX = 16
"""Side of the mark that Chromium draws for a picture that did not load, in CSS pixels."""
_ICON_ALIKE = 0.66
"""Least correlation with that mark."""
_ICON_REACH_PX = (30.0, 32.0)
"""Width and height, in CSS pixels, of the corner of a picture in which the mark is looked for."""

_SEAM = 0.035
"""Step in encoded luma, across the edge of a text's box, that the eye takes for a seam."""
_SMALL = (0.0008, 0.025)
"""Least and largest share of the canvas of a small picture."""
_HALO, _HALO_PX = 0.06, 22
"""Change of the ground, in encoded sRGB, within that many pixels from a text that makes a halo."""
_PLAIN = 0.012
"""Largest deviation, in encoded sRGB, within a plain area."""
_INK = 0.2
"""Distance in luma from the text's colour within which a pixel is taken for a letter."""
_FADED = 0.12
"""Mean difference from its fill, in encoded sRGB, from which a box does not show it."""


def pixels_of(picture: Image.Image) -> Pixels:
    """The picture as encoded sRGB in [0, 1]."""
    return np.asarray(picture.convert("RGB"), np.float32) / 255


def luma_of(pixels: Pixels) -> Float[np.ndarray, "h w"]:
    """Encoded luma in [0, 1] (ITU-R BT.601)."""
    return pixels @ _LUMA


def is_plain(part: Pixels) -> bool:
    """True for pixels of one colour."""
    return float(part.std(axis=(0, 1)).max()) < _PLAIN


def part_of(pixels: Pixels, box: Box, scale: float, inset: int) -> Pixels:
    """The pixels of a box, without ``inset`` pixels at each side; with more where that is negative."""
    x, y, w, h = box
    left, top = max(0, round(x * scale) + inset), max(0, round(y * scale) + inset)
    right, bottom = round((x + w) * scale) - inset, round((y + h) * scale) - inset
    return pixels[top : max(top, bottom), left : max(left, right)]


@cache
def _icon(side: int) -> tuple[Pixels, Float[np.ndarray, "side side"]]:
    """A drawing of the mark, ``side`` pixels wide, and which of its pixels are its own."""
    scale = 8
    icon = Image.new("RGB", (_ICON_PX * scale, _ICON_PX * scale), "white")
    own = Image.new("L", icon.size, 0)

    def polygon(points: list[tuple[float, float]], fill: str) -> None:
        scaled = [(x * scale, y * scale) for x, y in points]
        ImageDraw.Draw(icon).polygon(scaled, fill=fill)
        ImageDraw.Draw(own).polygon(scaled, fill=255)

    polygon([(0, 0), (11, 0), (16, 5), (16, 16), (0, 16)], "#9a9a9a")
    polygon([(1, 1), (10.5, 1), (15, 5.5), (15, 15), (1, 15)], "#c9d7f3")
    polygon([(2, 3.6), (8, 3.6), (8, 5.6), (2, 5.6)], "#f6f9ff")
    polygon([(1, 15), (3, 11.5), (5.5, 10), (9, 10), (11, 11), (9.5, 15)], "#55aa3c")
    drawing = ImageDraw.Draw(own)
    drawing.polygon([(v * scale, w * scale) for v, w in [(16, 8), (16, 11), (11, 16), (8, 16)]], fill=0)
    size = (side, side)
    mask = np.asarray(own.resize(size, Image.Resampling.BOX), np.float32) / 255
    return pixels_of(icon.resize(size, Image.Resampling.BOX)), mask


def _is_mark(windows: Float[np.ndarray, "n s s 3"], icon: Pixels, mask: Float[np.ndarray, "s s"]) -> bool:
    """True where any window correlates with the mark over its own pixels, with its green hill in place."""
    num, side = windows.shape[:2]
    weight = mask.reshape(-1, 1) / mask.sum()
    wanted = icon.reshape(-1, 3) - (icon.reshape(-1, 3) * weight).sum(0)
    found = windows.reshape(num, -1, 3)
    found = found - (found * weight).sum(1, keepdims=True)
    product = (found * wanted * weight).sum((1, 2))
    energy = (found**2 * weight).sum((1, 2)) * (wanted**2 * weight).sum()
    alike = product / np.sqrt(np.maximum(energy, 1e-6)) >= _ICON_ALIKE
    if not alike.any():
        return False
    red, green, blue = np.moveaxis(windows[alike], -1, 0)
    hill = (green > red + 0.08) & (green > blue + 0.2)
    foot = hill[:, round(0.65 * side) : round(0.95 * side), round(0.15 * side) : round(0.6 * side)]
    low = foot.mean((1, 2))
    high = hill[:, : round(0.45 * side)].mean((1, 2))
    sky = windows[alike][:, round(0.3 * side) : round(0.5 * side), round(0.15 * side) : round(0.55 * side)]
    pale, bluish = sky.mean((1, 2, 3)) > 0.75, (sky[..., 2] - sky[..., 0]).mean((1, 2)) > 0.025
    return bool(((low > 0.35) & (high < 0.05) & pale & bluish).any())


def num_unloaded(document: Document, pixels: Pixels) -> int:
    """How many pictures show the mark of a picture that did not load, in their upper left corner."""
    scale = pixels.shape[1] / document.canvas.width
    side = max(6, round(_ICON_PX * scale))
    icon, mask = _icon(side)
    count = 0
    for element in document.elements:
        if element.image is None or element.box[3] > 400:
            continue
        x, y, w, h = (value * scale for value in element.box)
        left, top = max(0, round(x) - 4), max(0, round(y) - 4)
        right = round(x + min(w, _ICON_REACH_PX[0] * scale)) + 4
        bottom = round(y + min(h, _ICON_REACH_PX[1] * scale)) + 4
        part = pixels[top : max(bottom, top + side), left : max(right, left + side)]
        if part.shape[0] < side or part.shape[1] < side:
            continue
        windows = sliding_window_view(part, (side, side), axis=(0, 1))
        windows = windows.transpose(0, 1, 3, 4, 2).reshape(-1, side, side, 3)
        count += _is_mark(windows, icon, mask)
    return count


def _seam(luma: Float[np.ndarray, "n k"], inside: int, ink: float) -> float:
    """How much the edge at column ``inside`` stands out, in lines that cross it at right angles.

    The step between the pixels on both sides of the edge, less the usual step outside it. Lines on which
    a letter of luma ``ink`` reaches the edge do not count, and the rest by its median.
    """
    luma = luma[np.abs(luma[:, inside - 1 : inside + 2] - ink).min(axis=1) > _INK]
    if len(luma) < 4:
        return 0.0
    steps = np.median(np.abs(luma[:, 2:] - luma[:, :-2]), axis=0)
    at = steps[max(inside - 3, 0) : inside + 1]
    return float(at.max() - steps[: max(inside - 3, 1)].max())


def _seams_of(box: Box, luma: Float[np.ndarray, "h w"], scale: float, ink: float) -> int:
    """How many of the four edges of a box are seams."""
    reach, depth = 9, 3
    x0, y0, x1, y1 = (round(value * scale) for value in (box[0], box[1], box[0] + box[2], box[1] + box[3]))
    height, width = luma.shape
    if x1 - x0 < 8 or y1 - y0 < 6:
        return 0
    rows, columns = luma[max(y0, 0) : y1], luma[:, max(x0, 0) : x1].T
    count = 0
    for lines, low, high, limit in ((rows, x0, x1, width), (columns, y0, y1, height)):
        if lines.shape[0] < 4:
            continue
        if low - reach >= 0:
            count += _seam(lines[:, low - reach : low + depth], reach, ink) > _SEAM
        if high + reach <= limit:
            count += _seam(lines[:, high - depth : high + reach][:, ::-1], reach, ink) > _SEAM
    return count


def _tagged(element: Element, document: Document) -> bool:
    """True where a filled or bordered box is drawn close around a text: its edges are meant."""
    x, y, w, h = element.box
    for other in document.elements:
        if other.text is not None:
            continue
        ox, oy, ow, oh = other.box
        gaps = (x - ox, y - oy, ox + ow - x - w, oy + oh - y - h)
        if sum(-3 <= gap <= 5 for gap in gaps) >= 2 and ow * oh < 4 * w * h:
            return True
    return False


def picture_boxes(document: Document, least: float = 0.0) -> list[Box]:
    """Boxes of the pictures of at least that share of the canvas, the backdrop's included."""
    width, height = document.canvas.width, document.canvas.height
    boxes = [element.box for element in document.elements if element.image is not None]
    boxes = [box for box in boxes if box[2] * box[3] >= least * width * height]
    return [*boxes, (0.0, 0.0, width, height)] if document.backdrop.image is not None else boxes


def is_within(x: float, y: float, boxes: list[Box]) -> bool:
    """True where a point lies in any of the boxes."""
    return any(left <= x <= left + w and top <= y <= top + h for left, top, w, h in boxes)


def seam_share(document: Document, pixels: Pixels) -> float:
    """Share of the texts, by area, whose own box can be seen in the picture: it was pasted or blurred."""
    luma, scale = luma_of(pixels), pixels.shape[1] / document.canvas.width
    total = seen = 0.0
    pictures = picture_boxes(document)
    for element in document.elements:
        if element.text is None or element.rotation:
            continue
        x, y, w, h = element.box
        area = w * h
        total += area
        on_picture = is_within(x + w / 2, y + h / 2, pictures)
        fill = element.paint.fill
        ink = float(np.dot(srgb_from_hex(fill)[:3], _LUMA)) if isinstance(fill, str) else -1.0
        if on_picture and _seams_of(element.box, luma, scale, ink) >= 2 and not _tagged(element, document):
            seen += area
    return seen / total if total else 0.0


def _has_halo(box: Box, pixels: Pixels, scale: float) -> bool:
    """True where, on two sides of a box or more, one ground fades alike into others, without an edge."""
    x0, y0, x1, y1 = (round(v * scale) for v in (box[0], box[1], box[0] + box[2], box[1] + box[3]))
    height, width = pixels.shape[:2]
    if x1 - x0 < 8 or y1 - y0 < 5 or x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return False
    sides = (
        pixels[y0:y1, max(0, x0 - _HALO_PX) : x0][:, ::-1],
        pixels[y0:y1, x1 : x1 + _HALO_PX],
        pixels[max(0, y0 - _HALO_PX) : y0, x0:x1].transpose(1, 0, 2)[:, ::-1],
        pixels[y1 : y1 + _HALO_PX, x0:x1].transpose(1, 0, 2),
    )
    near, change = [], []
    for lines in sides:
        if lines.shape[1] < _HALO_PX:
            continue
        ground = np.median(lines[:, 4:], axis=0)
        total = ground[-1] - ground[0]
        size = float(np.abs(total).max())
        if size > _HALO and float(np.abs(ground[2:] - ground[:-2]).max()) < 0.35 * size:
            near.append(ground[0])
            change.append(total / np.linalg.norm(total))
    pairs = [(i, j) for i in range(len(near)) for j in range(i)]
    return any(np.abs(near[i] - near[j]).max() < _HALO and change[i] @ change[j] > 0.7 for i, j in pairs)


def halo_share(document: Document, pixels: Pixels) -> float:
    """Share of the texts, by number, that stand in a halo: what was a box around them has no edges left."""
    scale = pixels.shape[1] / document.canvas.width
    texts = [element for element in document.elements if element.text is not None and not element.rotation]
    halos = sum(_has_halo(element.box, pixels, scale) for element in texts)
    return halos / len(texts) if texts else 0.0


def _sample_points(box: Box) -> Float[np.ndarray, "n 2"]:
    """Points (x, y) near the upper and lower edges of a box, inside its corners."""
    x, y, w, h = box
    inset = min(w, h) * 0.22
    xs = np.linspace(x + inset, x + w - inset, 9)
    return np.array([(px, py) for py in (y + inset, y + h - inset) for px in xs])


def faded_share(document: Document, pixels: Pixels) -> float:
    """Share of the small boxes with one opaque fill, by area, that do not show it near their edges.

    Points under a later element do not count, nor boxes that are covered at most points.
    """
    scale = pixels.shape[1] / document.canvas.width
    canvas_area = document.canvas.width * document.canvas.height
    total = faded = 0.0
    for i, element in enumerate(document.elements):
        fill, (_, _, w, h) = element.paint.fill, element.box
        if element.shape != "rectangle" or not isinstance(fill, str) or len(fill) > 7 or element.opacity < 1:
            continue
        if w * h > 0.2 * canvas_area or min(w, h) * scale < 8 or element.rotation:
            continue
        points = _sample_points(element.box)
        clear = np.ones(len(points), bool)
        for other in document.elements[i + 1 :]:
            x, y, other_w, other_h = other.box
            inside = (points >= (x, y)) & (points <= (x + other_w, y + other_h))
            clear &= ~inside.all(1)
        at = np.floor(points[clear] * scale).astype(int)
        at = at[(at >= 0).all(1) & (at[:, 0] < pixels.shape[1]) & (at[:, 1] < pixels.shape[0])]
        if len(at) < len(points) / 3:
            continue
        off = np.abs(pixels[at[:, 1], at[:, 0]] - np.array(srgb_from_hex(fill)[:3], np.float32)).mean(-1)
        total += w * h
        faded += w * h * (float(np.median(off)) > _FADED)
    return faded / total if total else 0.0


def blank_share(document: Document, pixels: Pixels) -> float:
    """Share of the canvas under pictures that show one plain colour, that of what lies around them."""
    scale = pixels.shape[1] / document.canvas.width
    area = document.canvas.width * document.canvas.height
    blank = 0.0
    for element in document.elements:
        x, y, w, h = element.box
        if element.image is None or w * h < 0.03 * area or w * h > 0.9 * area:
            continue
        x0, y0, x1, y1 = (max(0, round(v * scale)) for v in (x, y, x + w, y + h))
        inside = pixels[y0 + 3 : y1 - 3, x0 + 3 : x1 - 3]
        around = pixels[max(0, y0 - 6) : y1 + 6, max(0, x0 - 6) : max(0, x0 - 3)]
        if not inside.size or not around.size or not is_plain(inside):
            continue
        if float(np.abs(np.median(inside, (0, 1)) - np.median(around, (0, 1))).max()) < 2 * _PLAIN:
            blank += w * h / area
    return blank


def num_blurred(document: Document, pixels: Pixels) -> int:
    """How many small pictures (logos, portraits, icons) are blurred beyond recognition."""
    scale = pixels.shape[1] / document.canvas.width
    area = document.canvas.width * document.canvas.height
    count = 0
    for element in document.elements:
        x, y, w, h = element.box
        if element.image is None or not _SMALL[0] * area < w * h < _SMALL[1] * area:
            continue
        x0, y0, x1, y1 = (max(0, round(v * scale)) for v in (x, y, x + w, y + h))
        part = pixels[y0:y1, x0:x1]
        if min(part.shape[:2]) < 7:
            continue
        step = max(float(np.abs(np.diff(part, axis=axis)).max()) for axis in (0, 1))
        span = float((part.max((0, 1)) - part.min((0, 1))).max())
        count += span > 0.04 and step < max(0.035, 0.12 * span)
    return count
