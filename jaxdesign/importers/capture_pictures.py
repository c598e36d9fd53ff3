"""Pictures of a capture's elements, cut from its screenshot and cleared of what is painted over them."""

from __future__ import annotations

import numpy as np

from jaxdesign.importers import css_values
from jaxdesign.importers.boxes import area, share_inside, shared
from jaxdesign.importers.capture_file import Box, Item
from jaxdesign.importers.clean import is_drawing, is_opaque
from jaxdesign.importers.inpaint import fill_holes
from jaxdesign.importers.pixels import Screenshot, data_address, grown, ink_mask, keyed

_BAKED_SHARE = 0.95
_MAX_UNBLENDED_ALPHA = 0.75
_LOSSLESS_PIXELS = 160 * 160


def baked_overlays(items: list[Item]) -> set[int]:
    """Indices of translucent boxes that lie on one picture and tint it: they stay in its pixels."""
    baked = set()
    for i, item in enumerate(items):
        if item.kind != "box" or is_opaque(item) or (item.border_px > 0 and item.border is not None):
            continue
        gradient = css_values.gradient(item.gradient) is not None
        if not gradient and (item.fill is None or item.fill[3] > 0.9):
            continue
        for under in items[:i]:
            if under.kind != "img" or is_drawing(under) or share_inside(item.box, under.box) < _BAKED_SHARE:
                continue
            if gradient or area(item.box) > 0.6 * area(under.box):
                baked.add(item.index)
    return baked


class _Cut:
    """A part of the screenshot with the pixels that must be filled in."""

    def __init__(self, screenshot: Screenshot, box: Box):
        self.screenshot = screenshot
        self.rows, self.columns = screenshot.slices(box)
        self.pixels = screenshot.crop(box)
        self.hole = np.zeros(self.pixels.shape[:2], bool)

    def part(self, box: Box, margin_px: int = 0) -> tuple[slice, slice] | None:
        """Rows and columns of this cut that a box covers."""
        rows, columns = self.screenshot.slices(box, margin_px)
        top, bottom = max(rows.start, self.rows.start), min(rows.stop, self.rows.stop)
        left, right = max(columns.start, self.columns.start), min(columns.stop, self.columns.stop)
        if bottom <= top or right <= left:
            return None
        return (
            slice(top - self.rows.start, bottom - self.rows.start),
            slice(left - self.columns.start, right - self.columns.start),
        )

    def clear(self, item: Item) -> None:
        """Take one later item off: text by its ink, a tint by its alpha, all else by its whole box."""
        if item.kind == "text" and item.color is not None:
            part = self.part(item.box, 3)
            if part is not None:
                ink = grown(ink_mask(self.pixels[part], item.color), 2)
                self.hole[part] |= ink if ink.mean() < 0.75 else True
            return
        part = self.part(item.box, 1)
        if part is None:
            return
        alpha = item.fill[3] * item.opacity if item.kind == "box" and item.fill else 0.0
        if item.kind == "box" and not item.gradient and item.border_px <= 0 and alpha <= _MAX_UNBLENDED_ALPHA:
            color = np.asarray(item.fill[:3] if item.fill else (0, 0, 0), np.float32)
            inner = self.part(item.box)
            if inner is not None:
                self.pixels[inner] = np.clip((self.pixels[inner] - alpha * color) / (1 - alpha), 0, 255)
            return
        if alpha <= 0 and item.kind == "box" and not item.gradient:
            rim = np.ones(self.hole[part].shape, bool)
            inset = 3 + round(item.border_px * self.screenshot.pixels.shape[1] / self.screenshot.width)
            rim[inset:-inset, inset:-inset] = False
            self.hole[part] |= rim
            return
        self.hole[part] = True


def cut_out(screenshot: Screenshot, item: Item, above: list[Item]) -> np.ndarray:
    """``[h, w, 3 or 4]`` pixels 0..255 of a picture, without the items painted over it."""
    cut = _Cut(screenshot, item.box)
    for other in above:
        if shared(other.box, item.box) > 0:
            cut.clear(other)
    pixels = cut.pixels if cut.hole.mean() > 0.97 else fill_holes(cut.pixels, cut.hole)
    if is_drawing(item):
        clear = keyed(pixels, screenshot.around(item.box))
        return pixels if clear is None else clear
    return pixels


def picture_address(pixels: np.ndarray, *, drawing: bool) -> str:
    """Address of a picture: lossless for small drawings."""
    return data_address(pixels, lossless=drawing and pixels.shape[0] * pixels.shape[1] <= _LOSSLESS_PIXELS)
