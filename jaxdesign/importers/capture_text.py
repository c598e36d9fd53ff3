"""Texts of a capture as the document's texts, with boxes as tight as the document wants them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np

from jaxdesign.design.document import Align, Case, Element, Paint, Text
from jaxdesign.importers import css_values
from jaxdesign.importers.capture_file import Item
from jaxdesign.importers.pixels import Screenshot, ink_mask
from jaxdesign.render.setting import set_text

_ALIGN: dict[str, Align] = {
    "center": "center",
    "-webkit-center": "center",
    "right": "end",
    "end": "end",
    "-webkit-right": "end",
}
_CASE: dict[str, Case] = {"uppercase": "upper", "lowercase": "lower", "capitalize": "title"}
_SQUEEZES = (
    *((-0.01 * step, 1.0) for step in range(1, 5)),
    *((-0.04, 1.0 - 0.03 * step) for step in range(1, 10)),
)
"""Tracking in em and size factor, one after the other, that a text too wide for its box is tried with."""
TRUNCATED_AT = 299
"""From this length a capture's string may be cut short."""


def _line_height(item: Item) -> float:
    """Distance of baselines in em: the CSS value where the box agrees with it, else from the box."""
    if item.line_height_px > 0:
        content = (item.box[3] - (item.num_lines - 1) * item.line_height_px) / item.size
        if item.num_lines == 1 or 0.8 <= content <= 1.9:
            return min(max(item.line_height_px / item.size, 0.5), 10.0)
    if item.num_lines == 1:
        return 1.2
    return min(max((item.box[3] / item.size - 1.2) / (item.num_lines - 1), 0.7), 4.0)


def _text(item: Item) -> Text:
    spaced = not math.isfinite(item.tracking_px)
    text = Text(
        string=" ".join(item.string.split()),
        size=item.size,
        family=item.family,
        weight=item.weight,
        italic=item.italic,
        line_height=_line_height(item),
        tracking=0.0 if spaced else item.tracking_px / item.size,
        align=_ALIGN.get(item.align, "start"),
        case=_CASE.get(item.transform, "none"),
    )
    if not spaced:
        return text
    natural = set_text(text, None).width
    tracking = (item.box[2] / max(item.num_lines, 1) - natural) / item.size / max(len(text.string), 1)
    return text.model_copy(update={"tracking": round(min(max(tracking, 0.0), 1.0), 3)})


def _fitted(text: Text, item: Item) -> Text:
    """The text drawn in as far as needed to take no more lines in its box than the capture says.

    Another face than the design's own may be wider: first the tracking gives way, then the size.
    """
    if len(set_text(text, item.box[2]).lines) <= item.num_lines:
        return text
    for tracking, scale in _SQUEEZES:
        tried = text.model_copy(update={"tracking": text.tracking + tracking, "size": text.size * scale})
        if len(set_text(tried, item.box[2]).lines) <= item.num_lines:
            return tried.model_copy(update={"line_height": text.line_height / scale})
    return text


def _tight(item: Item, screenshot: Screenshot) -> Item:
    """A form field's text, whose box is the field, with the box of its words."""
    if item.num_lines > 1 or item.box[3] < 2.0 * item.size:
        return item
    words = set_text(_text(item), None)
    mask = ink_mask(screenshot.crop(item.box), item.color or (0.0, 0.0, 0.0, 1.0))
    inked = np.flatnonzero(mask.sum(axis=0) >= 2)
    scale = screenshot.width / screenshot.pixels.shape[1]
    inset = inked[0] * scale if inked.size else 0.75 * item.size
    width = min(words.width, item.box[2])
    inset = min(inset, item.box[2] - width)
    if _ALIGN.get(item.align) == "center":
        inset = (item.box[2] - width) / 2
    top = item.box[1] + (item.box[3] - words.height) / 2
    return replace(item, box=(item.box[0] + inset, top, width, words.height))


def _as_long_as_given(item: Item) -> Item:
    """A text whose string the capture cut short, with the box of the lines that it still has."""
    if len(item.string) < TRUNCATED_AT or item.num_lines < 2:
        return item
    text = _text(item)
    lines = len(set_text(text, item.box[2]).lines)
    if lines >= item.num_lines:
        return item
    height = item.box[3] - (item.num_lines - lines) * text.line_height * text.size
    return replace(item, num_lines=lines, box=(*item.box[:3], max(height, item.size)))


def text_element(item: Item, screenshot: Screenshot, counts: Counter[str]) -> Element:
    """The element of a text."""
    assert item.color is not None
    settled = _as_long_as_given(_tight(item, screenshot))
    if settled.box != item.box:
        counts["text box tightened"] += 1
    text = _text(settled)
    fitted = _fitted(text, settled) if len(text.string) < TRUNCATED_AT else text
    counts["text drawn in"] += fitted is not text
    counts["text smaller"] += fitted.size < text.size
    counts["fewer lines than captured"] += len(set_text(fitted, settled.box[2]).lines) < settled.num_lines
    counts["more lines than captured"] += len(set_text(fitted, settled.box[2]).lines) > settled.num_lines
    return Element(
        id=f"text-{item.index}",
        kind="text",
        box=settled.box,
        rotation=item.rotation,
        opacity=item.opacity,
        paint=Paint(fill=css_values.hex_from_levels(item.color)),
        text=fitted,
    )
