"""Cleaning of a capture: from what a page holds to what its picture shows, in paint order.

Texts are dropped only for what the element tree itself says (own opacity and colour, a later opaque
element over them), never for a mismatch with the pixels alone, so that boxes that do not match their
screenshot lose nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from jaxdesign.importers import css_values
from jaxdesign.importers.boxes import area, clipped, close, iou, share_inside
from jaxdesign.importers.capture_file import Item, RawCapture
from jaxdesign.importers.pixels import Screenshot, shows_ink
from jaxdesign.importers.runs import merge_inline
from jaxdesign.importers.stacking import paint_order
from jaxdesign.importers.text_ink import drop_text_gradients, page_levels, with_seen_ink

MIN_SIZE_PX = 2.0
MIN_TEXT_PX = 4.0
_COVERS = 0.97
_DRAWING_TAGS = ("svg", "path", "g", "use", "rect", "polygon", "circle", "canvas", "i", "symbol-text")
_ICON_FAMILY = re.compile(r"icon|symbol|awesome|glyph|dashicons|feather|themify|linea", re.IGNORECASE)
_SPACED = re.compile(r"^\S(?: \S)+(?:\s{2,}\S(?: \S)+)*$")


@dataclass
class Cleaned:
    """Items in paint order, what the backdrop is, and how often each rule of the cleaning applied."""

    items: list[Item] = field(default_factory=list)
    backdrop: Item | None = None
    """Picture that covers the canvas."""
    fills: list[Item] = field(default_factory=list)
    """Boxes that cover the canvas, first at the bottom."""
    counts: Counter[str] = field(default_factory=Counter)


def is_drawing(item: Item) -> bool:
    """True for a picture that is a drawing or an icon, not a photograph."""
    return item.kind == "img" and item.tag in _DRAWING_TAGS


def is_opaque(item: Item) -> bool:
    """True where nothing under the item can be seen."""
    if item.opacity < 0.98:
        return False
    if item.kind == "img":
        return not is_drawing(item)
    return item.kind == "box" and item.fill is not None and item.fill[3] >= 0.98


def is_painted(item: Item) -> bool:
    """True where a box paints anything by itself."""
    filled = item.fill is not None and item.fill[3] > 0.01
    bordered = item.border_px > 0 and item.border is not None and item.border[3] > 0.01
    return filled or bordered or css_values.gradient(item.gradient) is not None


def _is_symbolic(item: Item) -> bool:
    """True for a text of symbols only, of private-use glyphs, or the name of an icon."""
    letters = [c for c in item.string if not c.isspace()]
    if any(unicodedata.category(c) == "Co" for c in letters):
        return True
    if not any(unicodedata.category(c)[0] in "LN" for c in letters):
        return True
    name = re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", item.string.strip())
    return bool(name and len(item.string) > 3 and item.box[2] < 0.24 * len(item.string) * item.size) or bool(
        name and _ICON_FAMILY.search(item.family[0]) and item.box[2] < 2.2 * item.size
    )


def joined(string: str) -> str:
    """``k a r l s r u h e`` as ``karlsruhe``; two or more spaces part words. Others unchanged."""
    if len(string) < 5 or not _SPACED.match(string):
        return string
    return " ".join(word.replace(" ", "") for word in re.split(r"\s{2,}", string))


def _drop_doubled(items: list[Item], counts: Counter[str]) -> list[Item]:
    """Of equal neighbours in place keep the upper one."""
    kept: list[Item] = []
    for item in items:
        twin = next((i for i, other in enumerate(kept) if _doubles(item, other)), None)
        if twin is not None:
            counts["doubled"] += 1
            below = kept.pop(twin)
            if item.kind == "text":
                item = replace(item, opacity=1 - (1 - item.opacity) * (1 - below.opacity))
        kept.append(item)
    return kept


def _doubles(item: Item, other: Item) -> bool:
    if item.kind != other.kind:
        return False
    if item.kind == "text":
        return item.string == other.string and iou(item.box, other.box) > 0.6
    if item.kind == "img":
        return iou(item.box, other.box) > 0.95
    same_paint = (item.fill, item.gradient, item.border) == (other.fill, other.gradient, other.border)
    return same_paint and close(item.box, other.box, 1.0) and (item.fill is None or item.fill[3] > 0.98)


def _merge_nested(items: list[Item], counts: Counter[str]) -> list[Item]:
    """Join two boxes of one geometry, one after the other, into one."""
    kept: list[Item] = []
    for item in items:
        below = kept[-1] if kept else None
        if (
            below
            and item.kind == below.kind == "box"
            and close(item.box, below.box, 1.5)
            and not item.gradient
        ):
            merged = _merged(below, item)
            if merged is not None:
                kept[-1] = merged
                counts["merged boxes"] += 1
                continue
        kept.append(item)
    return kept


def _merged(below: Item, above: Item) -> Item | None:
    """Both as one box; None where the paints cannot be told as one."""
    if min(below.opacity, above.opacity) < 0.98:
        return None
    base, cover = below.fill, above.fill
    if cover is None or cover[3] <= 0:
        fill, gradient = base, below.gradient
    elif cover[3] >= 0.98 or base is None or base[3] <= 0:
        if below.gradient and cover[3] < 0.98:
            return None
        fill, gradient = cover, ""
    elif base[3] >= 0.98 and not below.gradient:
        mixed = [c * cover[3] + b * (1 - cover[3]) for b, c in zip(base[:3], cover[:3], strict=True)]
        fill, gradient = (mixed[0], mixed[1], mixed[2], 1.0), ""
    else:
        return None
    bordered = above if above.border_px > 0 else below
    return replace(
        above,
        fill=fill,
        gradient=gradient,
        border_px=bordered.border_px,
        border=bordered.border,
        radius=max(below.radius, above.radius),
        shadow=above.shadow or below.shadow,
    )


def _place_on_canvas(capture: RawCapture, counts: Counter[str]) -> list[Item]:
    """Items that are on the canvas and large enough to be seen; boxes and pictures cut to it."""
    placed = []
    for item in capture.items:
        box = clipped(item.box, capture.width, capture.height)
        if area(box) <= 0:
            counts["outside"] += 1
        elif min(box[2:]) < MIN_SIZE_PX and (item.kind != "box" or min(box[2:]) < 0.4 or max(box[2:]) < 8):
            counts["tiny"] += 1
        elif item.opacity < 0.02:
            counts["transparent"] += 1
        elif item.kind == "text" and (not item.string.strip() or item.size < MIN_TEXT_PX):
            counts["tiny"] += 1
        elif item.kind == "box" and not is_painted(item):
            counts["unpainted"] += 1
        elif item.kind == "text":
            placed.append(item)
        else:
            counts["clipped"] += box != item.box
            placed.append(replace(item, box=box))
    return placed


def _whole_lines(items: list[Item], capture: RawCapture, counts: Counter[str]) -> list[Item]:
    """Texts cut by the canvas's edge: whole lines stay text, a cut line becomes a picture or goes."""
    result = []
    for item in items:
        box = clipped(item.box, capture.width, capture.height)
        if item.kind != "text" or close(box, item.box, 0.12 * item.size):
            result.append(item)
            continue
        leading = item.line_height_px or 1.2 * item.size
        first_line = item.box[3] - (item.num_lines - 1) * leading
        from_top = item.box[1] >= -0.12 * item.size
        shown = int((box[3] - first_line + 0.1 * item.size) // leading) + 1
        sideways = box[2] < item.box[2] - 0.12 * item.size
        if from_top and not sideways and item.num_lines > 1 and shown >= 1 and first_line > 0:
            counts["text cut to whole lines"] += 1
            height = first_line + (shown - 1) * leading
            result.append(
                replace(item, box=(*item.box[:3], height), string=_first_lines(item, shown), num_lines=shown)
            )
        elif share_inside(item.box, box) >= 0.4 and item.num_lines == 1:
            counts["cut text kept as picture"] += 1
            result.append(as_picture(replace(item, box=box)))
        else:
            counts["cut text dropped"] += 1
    return result


def _first_lines(item: Item, shown: int) -> str:
    """About the words of the first ``shown`` of the item's lines."""
    words = item.string.split()
    budget = len(item.string) * shown / item.num_lines
    taken, length = [], 0
    for word in words:
        if taken and length + len(word) > budget:
            break
        taken.append(word)
        length += len(word) + 1
    return " ".join(taken)


def as_picture(item: Item) -> Item:
    """The text as a drawing cut from the screenshot."""
    return replace(item, kind="img", tag="symbol-text", alt=item.string, radius=0.0, fill=None, gradient="")


def _drop_hidden(items: list[Item], screenshot: Screenshot, counts: Counter[str]) -> list[Item]:
    """Drop what a later opaque element covers; a covered text whose ink is seen is put on top instead."""
    result: list[Item] = []
    on_top: list[Item] = []
    for i, item in enumerate(items):
        cover = _cover(item, items[i + 1 :])
        if cover is None:
            result.append(item)
        elif item.kind == "text" and item.color is not None and _shows_through(item, cover, screenshot):
            counts["raised"] += 1
            on_top.append(item)
        else:
            counts[f"hidden {item.kind}"] += 1
    return result + on_top


def _cover(item: Item, later: list[Item]) -> Item | None:
    """The first later item that hides this one wholly."""
    for other in later:
        if not is_opaque(other) or share_inside(item.box, other.box) <= _COVERS:
            continue
        rounded = other.radius > 2 and area(other.box) < 1.15 * area(item.box)
        if item.kind == "box" or not rounded:
            return other
    return None


def _shows_through(item: Item, cover: Item, screenshot: Screenshot) -> bool:
    """True where a covered text is seen all the same, so that the tree's order must be wrong."""
    assert item.color is not None
    return cover.kind == "box" and shows_ink(screenshot, item.box, item.color)


def _split_backdrop(items: list[Item], capture: RawCapture, cleaned: Cleaned) -> list[Item]:
    """Take what covers the canvas from the bottom: boxes are its fill, a picture its backdrop."""
    canvas = (0.0, 0.0, capture.width, capture.height)
    rest: list[Item] = []
    for item in items:
        covers = share_inside(canvas, item.box) > _COVERS and not rest
        if covers and item.kind == "box":
            cleaned.fills.append(item)
        elif covers and item.kind == "img" and not is_drawing(item):
            cleaned.backdrop = item
        else:
            rest.append(item)
    return rest


def clean(capture: RawCapture, screenshot: Screenshot) -> Cleaned:
    """What the capture's picture shows, in paint order."""
    cleaned = Cleaned()
    counts = cleaned.counts
    items = paint_order(_place_on_canvas(capture, counts))
    items = _whole_lines(items, capture, counts)
    items = _drop_doubled(items, counts)
    items = merge_inline(items, counts)
    items = _drop_hidden(items, screenshot, counts)
    items = drop_text_gradients(items, counts)
    items = with_seen_ink(items, page_levels(capture), screenshot, counts)
    symbolic = []
    for item in items:
        if item.kind == "text" and _is_symbolic(item):
            counts["symbols as picture"] += 1
            item = as_picture(item)
        elif item.kind == "text" and joined(item.string) != item.string:
            counts["letter-spaced joined"] += 1
            item = replace(item, string=joined(item.string), tracking_px=float("nan"))
        symbolic.append(item)
    items = _split_backdrop(symbolic, capture, cleaned)
    cleaned.items = _merge_nested(items, counts)
    return cleaned
