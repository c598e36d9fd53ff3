"""Whether a capture's text has ink that can be seen, and in which colour."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.importers import css_values
from jaxdesign.importers.boxes import area, share_inside
from jaxdesign.importers.capture_file import Item, Levels, RawCapture
from jaxdesign.importers.pixels import Screenshot, ground, seen_ink


def drop_text_gradients(items: list[Item], counts: Counter[str]) -> list[Item]:
    """Without the gradient boxes that only colour a text (``background-clip: text``)."""
    clear = [
        item for item in items if item.kind == "text" and item.color is not None and item.color[3] < 0.05
    ]
    result = []
    for item in items:
        paints_text = item.kind == "box" and css_values.gradient(item.gradient) is not None
        if paints_text and any(
            text.index > item.index
            and share_inside(text.box, item.box) > 0.8
            and area(item.box) < 4 * area(text.box)
            for text in clear
        ):
            counts["text gradient"] += 1
            continue
        result.append(item)
    return result


def _tree_ground(item: Item, below: list[Item], page: Levels) -> Levels | None:
    """The colour that the tree says lies under a text; None where that is a picture or a gradient."""
    for other in reversed(below):
        if other.kind == "text" or share_inside(item.box, other.box) < 0.5:
            continue
        if other.kind == "img" or other.gradient:
            return None
        if other.fill is not None and other.fill[3] > 0.02:
            return other.fill if other.fill[3] >= 0.98 else None
    return page


def _is_invisible(item: Item, below: list[Item], page: Levels, screenshot: Screenshot) -> bool:
    """True where a text has the colour of what lies under it, in the tree and in the picture."""
    assert item.color is not None
    for under in (_tree_ground(item, below, page), ground(screenshot.crop(item.box))):
        if under is None or max(abs(a - b) for a, b in zip(item.color[:3], under, strict=False)) >= 6:
            return False
    return seen_ink(screenshot, item.box) is None


def with_seen_ink(
    items: list[Item], page: Levels, screenshot: Screenshot, counts: Counter[str]
) -> list[Item]:
    """Texts without ink of their own: those seen anyway take the colour seen, the others go."""
    result: list[Item] = []
    for item in items:
        if item.kind == "text" and (item.color is None or item.color[3] < 0.05):
            seen = seen_ink(screenshot, item.box)
            counts["ink from picture" if seen else "hidden text"] += 1
            if seen:
                result.append(replace(item, color=seen))
        elif item.kind == "text" and _is_invisible(item, result, page, screenshot):
            counts["text on its own colour"] += 1
        else:
            result.append(item)
    return result


def page_levels(capture: RawCapture) -> Levels:
    """The colour of the empty page."""
    hex_ = css_values.color(capture.backgrounds[0]) or css_values.color(capture.backgrounds[1]) or "#ffffff"
    red, green, blue, _ = srgb_from_hex(hex_)
    return 255 * red, 255 * green, 255 * blue, 1.0
