"""What a screenshot tells of an element: whether its ink is seen, what it looks like, what is under it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, UInt8
from PIL import Image as PillowImage

from jaxdesign.importers.capture_file import Box, Levels

_INK_SHARE = 0.45
"""How far from the ground towards the ink's colour a pixel must be to count as ink."""
_MIN_CONTRAST = 18.0
_KEY_RANGE = 48.0
"""Colour distance from the ground at which a keyed drawing is wholly opaque."""


@dataclass(frozen=True)
class Screenshot:
    """A screenshot with the size of the canvas it shows."""

    pixels: UInt8[np.ndarray, "h w 3"]
    width: float
    height: float

    def slices(self, box: Box, margin_px: int = 0) -> tuple[slice, slice]:
        """Rows and columns of a box in canvas pixels, at least one pixel, inside the picture."""
        rows, columns = self.pixels.shape[:2]
        sx, sy = columns / self.width, rows / self.height
        left = min(max(round(box[0] * sx) - margin_px, 0), columns - 1)
        top = min(max(round(box[1] * sy) - margin_px, 0), rows - 1)
        right = min(max(round((box[0] + box[2]) * sx) + margin_px, left + 1), columns)
        bottom = min(max(round((box[1] + box[3]) * sy) + margin_px, top + 1), rows)
        return slice(top, bottom), slice(left, right)

    def crop(self, box: Box, margin_px: int = 0) -> np.ndarray:
        """``[h, w, 3]`` float pixels under a box."""
        return self.pixels[self.slices(box, margin_px)].astype(np.float32)

    def around(self, box: Box) -> np.ndarray:
        """``[k, 3]`` pixels of the ring two pixels wide around a box, as far as it is in the picture."""
        inner, outer = self.slices(box), self.slices(box, 2)
        ring = np.ones((outer[0].stop - outer[0].start, outer[1].stop - outer[1].start), bool)
        top, left = inner[0].start - outer[0].start, inner[1].start - outer[1].start
        ring[top : top + inner[0].stop - inner[0].start, left : left + inner[1].stop - inner[1].start] = False
        return self.pixels[outer][ring].astype(np.float32)


def ground(pixels: np.ndarray) -> np.ndarray:
    """``[3]`` the commonest colour of ``[h, w, 3]`` pixels, which under a text is what lies under it."""
    flat = pixels.reshape(-1, 3)
    coarse = (flat // 16).astype(np.int32) @ np.array([256, 16, 1])
    values, counts = np.unique(coarse, return_counts=True)
    return np.median(flat[coarse == values[np.argmax(counts)]], axis=0)


def ink_mask(pixels: np.ndarray, color: Levels | np.ndarray) -> Bool[np.ndarray, "h w"]:
    """Pixels nearer to the ink's colour than to the ground; none where the two cannot be told apart."""
    under = ground(pixels)
    ink = np.asarray(color[:3], np.float32)
    step = ink - under
    length = float(np.linalg.norm(step))
    if length < _MIN_CONTRAST:
        return np.zeros(pixels.shape[:2], bool)
    offset = pixels - under
    along = offset @ step / length**2
    across = np.linalg.norm(offset - along[..., None] * step, axis=-1)
    return (along > _INK_SHARE) & (along < 1.6) & (across < 0.5 * length)


def shows_ink(screenshot: Screenshot, box: Box, color: Levels) -> bool:
    """True where ink of that colour is seen in the box or just beside it."""
    near = max(4, round(0.02 * max(screenshot.pixels.shape[:2])))
    mask = ink_mask(screenshot.crop(box, near), color)
    return bool(mask.sum() >= 3 and mask.mean() > 0.002)


def seen_ink(screenshot: Screenshot, box: Box) -> Levels | None:
    """The colour of what stands out from the ground in the box; None if nothing does."""
    pixels = screenshot.crop(box)
    distance = np.linalg.norm(pixels - ground(pixels), axis=-1)
    if np.percentile(distance, 97) < 40:
        return None
    red, green, blue = np.median(pixels[distance >= np.percentile(distance, 95)], axis=0)
    return float(red), float(green), float(blue), 1.0


def grown(mask: Bool[np.ndarray, "h w"], by: int) -> Bool[np.ndarray, "h w"]:
    """The mask with every true pixel widened by ``by`` pixels on all sides."""
    padded = np.pad(mask, by)
    result = np.zeros_like(mask)
    height, width = mask.shape
    for dy in range(2 * by + 1):
        for dx in range(2 * by + 1):
            result |= padded[dy : dy + height, dx : dx + width]
    return result


def keyed(pixels: np.ndarray, around: np.ndarray) -> np.ndarray | None:
    """``[h, w, 4]`` with a uniform ground made clear.

    ``around`` are the ``[k, 3]`` pixels next to the picture. None where its edges show no uniform
    ground, or where another colour lies around it: then the ground is a part of the picture.
    """
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    under = ground(edges[None])
    if (np.linalg.norm(edges - under, axis=-1) < 12).mean() < 0.85:
        return None
    if not around.size or (np.linalg.norm(around - under, axis=-1) < 16).mean() < 0.6:
        return None
    distance = np.linalg.norm(pixels - under, axis=-1)
    alpha = np.clip((distance - 4.0) / _KEY_RANGE, 0.0, 1.0)
    safe = np.maximum(alpha, 0.05)[..., None]
    color = np.clip((pixels - (1 - safe) * under) / safe, 0, 255)
    return np.concatenate([np.where(alpha[..., None] > 0, color, under), 255 * alpha[..., None]], axis=-1)


def data_address(pixels: np.ndarray, *, lossless: bool = False) -> str:
    """A ``data:`` address of ``[h, w, 3 or 4]`` pixels 0..255: PNG where lossless or clear, else JPEG."""
    levels = np.clip(np.round(pixels), 0, 255).astype(np.uint8)
    picture, buffer = PillowImage.fromarray(levels), io.BytesIO()
    if lossless or levels.shape[2] == 4:
        picture.save(buffer, "PNG", optimize=True)
        kind = "png"
    else:
        picture.save(buffer, "JPEG", quality=88)
        kind = "jpeg"
    return f"data:image/{kind};base64," + base64.b64encode(buffer.getvalue()).decode()
