"""What the content itself says about sizes: set texts have the size they measure, pictures their aspect."""

from __future__ import annotations

import base64
import binascii
import io
import math
from typing import NamedTuple

import numpy as np
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from jaxdesign.design.document import Document, Text
from jaxdesign.types import TextMetrics

WIDTH_SPREAD = 0.03
"""Expected relative error of a measured width: the font at hand may not be the one that was drawn with."""
_HEAD_BYTES = 65_536


class TextSizes(NamedTuple):
    """Sizes that texts have when set, in pixels; 0 for what is no text."""

    lines: np.ndarray
    """``[n]`` the likeliest number of lines, 0 for what is no text."""
    low: np.ndarray
    """``[n]`` least width that sets the text in that many lines."""
    high: np.ndarray
    """``[n]`` least width that would save a line; the same as ``low`` for one line."""
    height: np.ndarray
    """``[n]``"""


def normal_share(low: np.ndarray, high: np.ndarray, at: float, spread: np.ndarray) -> np.ndarray:
    """Density at ``at`` of a uniform value in [low, high] plus normal noise of that spread."""
    width = np.maximum(high - low, 1e-6)
    error = np.vectorize(math.erf, otypes=[float])
    upper = error((at - low) / (spread * math.sqrt(2)))
    lower = error((at - high) / (spread * math.sqrt(2)))
    return np.maximum(0.5 * (upper - lower) / width, 1e-300)


class Broken(NamedTuple):
    """A text in each number of lines that it can be broken into, in pixels."""

    lines: np.ndarray
    least: np.ndarray
    """Least width that sets it in that many lines."""
    more: np.ndarray
    """Least width that would save a line; the same as ``least`` for one line."""
    height: np.ndarray


def ways_to_break(text: Text, break_width: np.ndarray, ends: float) -> Broken:
    """The ways to break a text.

    Args:
        text: of any size.
        break_width: ``[k]`` least widths for 1 .. k lines, in em.
        ends: ascent and descent together, in em.
    """
    lines = np.arange(1, len(break_width) + 1)
    least = break_width * text.size
    more = np.concatenate([least[:1], least[:-1]])
    height = ((lines - 1) * text.line_height + ends) * text.size
    can = np.concatenate([[True], least[1:] < least[:-1] - 1e-3 * text.size])
    return Broken(lines[can], least[can], more[can], height[can])


def text_sizes(document: Document, metrics: TextMetrics, spread_px: tuple[float, float]) -> TextSizes:
    """The sizes of all texts at the number of lines that their drawn boxes speak for.

    Args:
        document: ``n`` elements.
        metrics: of at least ``n`` slots.
        spread_px: how far drawn widths and heights are expected to be off.
    """
    n = len(document.elements)
    lines, low, high, height = (np.zeros(n) for _ in range(4))
    widths, ends = np.asarray(metrics.break_width, float), np.asarray(metrics.ascent + metrics.descent, float)
    for i, element in enumerate(document.elements):
        text = element.text
        if text is None:
            continue
        ways = ways_to_break(text, widths[i], ends[i])
        wide = np.hypot(spread_px[0], WIDTH_SPREAD * ways.least + 0.5)
        off = np.hypot(spread_px[1], 0.04 * ways.height + 0.5)
        log = -0.5 * ((element.box[3] - ways.height) / off) ** 2 - np.log(off)
        log = log + np.log(normal_share(ways.least - 0.5, ways.more + 0.5, element.box[2], wide))
        k = int(np.argmax(log))
        lines[i], low[i], high[i], height[i] = ways.lines[k], ways.least[k], ways.more[k], ways.height[k]
    return TextSizes(lines=lines, low=low, high=high, height=height)


def picture_aspect(document: Document) -> np.ndarray:
    """``[n]`` width over height of pictures that must not be stretched; 0 where that is not known.

    A picture that covers its box may be cropped to any shape, so it says nothing.
    """
    aspects = np.zeros(len(document.elements))
    for i, element in enumerate(document.elements):
        image = element.image
        if image is None or image.fit == "cover" or ";base64," not in image.href:
            continue
        encoded = image.href.partition(";base64,")[2]
        try:
            head = base64.b64decode(encoded[: _HEAD_BYTES * 4 // 3 // 4 * 4])
            width, height = PillowImage.open(io.BytesIO(head)).size
        except (UnidentifiedImageError, binascii.Error, OSError):
            continue
        left, top, right, bottom = image.crop
        width, height = width * (right - left), height * (bottom - top)
        if width >= 1 and height >= 1:
            aspects[i] = width / height
    return aspects
