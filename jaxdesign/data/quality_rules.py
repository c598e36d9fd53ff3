"""What speaks against a design: one small function a rule, each 0 (nothing) to 1 (certain)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jaxdesign.data.broken import (
    blank_share,
    faded_share,
    halo_share,
    num_blurred,
    num_unloaded,
    seam_share,
)
from jaxdesign.data.evidence import Box, Evidence, ramp
from jaxdesign.data.legibility import faint_share, lost_share
from jaxdesign.data.plain_areas import detail_share, empty_box_share, largest_void
from jaxdesign.data.word_rules import (
    code_listing,
    component_samples,
    cookie_banner,
    dashboard,
    form,
    link_list,
    plain_text,
    running_text,
    table,
    text_heavy,
    unstyled,
)
from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Element, Text


def _overlap(a: Box, b: Box) -> float:
    """Area that two boxes share, by that of the smaller one."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / max(min(a[2] * a[3], b[2] * b[3]), 1e-6)


def _ink(element: Element, text: Text) -> Box:
    """Where the letters of a text are: its box less the room of its first ascent and last descent."""
    x, y, w, h = element.box
    return x, y + 0.18 * text.size, w, max(h - 0.38 * text.size, 0.3 * text.size)


def _alpha(element: Element) -> float:
    """Opacity of what an element is filled with, 0 to 1."""
    fill = element.paint.fill
    return element.opacity * (srgb_from_hex(fill)[3] if isinstance(fill, str) else 1.0)


def _fills(element: Element, text: Text) -> bool:
    """True where the letters can fill most of the box: else it runs around other things."""
    lines = max(1.0, element.box[3] / (text.line_height * text.size))
    return 0.5 * text.size * len(text.string) > 0.4 * lines * element.box[2]


def unloaded_pictures(e: Evidence) -> float:
    """Pictures of which only the browser's mark of a failed one is there."""
    count = num_unloaded(e.document, e.pixels)
    alone = e.m.photo_share < 0.03 and e.m.num_icons <= 6
    return min(1.0, count * (0.8 if alone else 0.3))


def smeared(e: Evidence) -> float:
    """Texts or boxes pasted over a blurred picture: their own boxes can be seen, or no longer."""
    if e.document.backdrop.image is None and not e.m.num_pictures:
        return 0.0
    seams = ramp(seam_share(e.document, e.pixels), 0.3, 0.55)
    halos = ramp(halo_share(e.document, e.pixels), 0.12, 0.3)
    signs = max(seams, halos, ramp(faded_share(e.document, e.pixels), 0.4, 0.6))
    return signs * (1 - ramp(detail_share(e.document, e.pixels), 0.012, 0.018)) if signs else 0.0


def blurred_marks(e: Evidence) -> float:
    """Logos or portraits that were made unrecognisable, as is done with what may not be shared."""
    return min(0.9, 0.55 * num_blurred(e.document, e.pixels))


def blank_pictures(e: Evidence) -> float:
    """Places of pictures in which nothing is shown."""
    return ramp(blank_share(e.document, e.pixels), 0.03, 0.12)


def empty_boxes(e: Evidence) -> float:
    """Frames with nothing in them: what belongs there did not load, or is put in by the reader."""
    return ramp(empty_box_share(e.document, e.pixels), 0.03, 0.06)


def half_empty(e: Evidence) -> float:
    """Nothing happens in one rectangle as large as the rest of the canvas; a title may stand alone."""
    busy = e.busy.copy()
    for element, _ in e.texts:
        e.cells(busy, element.box)[:] = 1.0
    title = ramp(e.m.largest, 0.057, 0.065) * (e.m.num_texts <= 4)
    smooth = e.document.backdrop.image is not None or not isinstance(e.document.backdrop.fill, str)
    return ramp(largest_void(busy > 0), 0.42, 0.52) * (1 - title) * (0.4 if smooth else 1.0)


def faint_text(e: Evidence) -> float:
    """Letters that cannot be told from their ground."""
    return ramp(faint_share(e.document, e.pixels), 0.25, 0.6)


def lost_on_picture(e: Evidence) -> float:
    """Letters set on a picture of which large parts are as light, or as dark, as they are."""
    return ramp(lost_share(e.document, e.pixels), 0.3, 0.55)


def nothing_read(e: Evidence) -> float:
    """No text and no picture among the elements: all that is to be seen is in the backdrop."""
    return 1.0 if e.m.num_texts + e.m.num_pictures == 0 else 0.0


def mostly_empty(e: Evidence) -> float:
    """Next to nothing on the canvas, or all of it in one corner or at one edge."""
    rows, columns = (np.flatnonzero(e.busy.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 1.0
    above, below = rows[0] / e.busy.shape[0], 1 - (rows[-1] + 1) / e.busy.shape[0]
    left, right = columns[0] / e.busy.shape[1], 1 - (columns[-1] + 1) / e.busy.shape[1]
    lopsided = max(ramp(abs(above - below), 0.35, 0.6), ramp(abs(left - right), 0.45, 0.7))
    inner = np.diff(np.concatenate([[rows[0]], rows]))
    gap = ramp(float(inner.max()) / e.busy.shape[0], 0.4, 0.6)
    ground = float(e.m.palette.shares[0])
    smooth = e.document.backdrop.image is not None or not isinstance(e.document.backdrop.fill, str)
    return max(lopsided, gap) * ramp(ground, 0.4, 0.6) * (0.4 if smooth else 1.0)


def tiny(e: Evidence) -> float:
    """Too small to hold a design, or a strip."""
    small = 1 - ramp(min(e.width, e.height), 90, 150)
    aspect = max(e.m.aspect, 1 / e.m.aspect)
    return max(small, ramp(aspect, 3.4, 4.4) * 0.9)


def overlapping_text(e: Evidence) -> float:
    """Texts that lie on each other, or are doubled; lines set tight are meant."""
    shown = [
        (element, text)
        for element, text in e.texts
        if not element.rotation and _alpha(element) > 0.3 and _fills(element, text)
    ]
    worst = 0.0
    for i, (first, text) in enumerate(shown):
        for second, other in shown[:i]:
            size = min(text.size, other.size)
            stacked = abs(first.box[1] - second.box[1]) > 0.6 * size > 0.5 * max(text.size, other.size)
            if not stacked:
                worst = max(worst, _overlap(_ink(first, text), _ink(second, other)))
    return ramp(worst, 0.12, 0.4)


def cut_off(e: Evidence) -> float:
    """Texts that reach beyond the canvas, by their share of all; at the foot of a screen that is usual."""
    lost = 0.0
    for element, text in e.texts:
        x, y, w, h = element.box
        sides = max(-x, x + w - e.width) > 0.35 * text.size
        top = -y > 0.22 * text.size
        foot = y + h - e.height > 0.3 * text.size
        emphasis = 1.0 if text.role in ("headline", "subheading") else 0.5
        lost = max(lost, emphasis * (1.0 if sides or top else 0.25 if foot else 0.0))
    return lost


def cut_pictures(e: Evidence) -> float:
    """Pictures, icons or boxes that the upper edge cuts, though they keep their distance from the sides."""
    found = 0.0
    for element in e.document.elements:
        x, y, w, h = element.box
        if element.text is not None or w > 0.5 * e.width or w * h < 0.0005 * e.width * e.height:
            continue
        beside = x > 0.02 * e.width and x + w < 0.98 * e.width
        if beside and y < 1.0 and h < 0.5 * e.height:
            round_ = element.image is not None and element.paint.radius >= 0.45 * min(w, h)
            whole = round_ and max(w, h) < 1.4 * min(w, h)
            found = max(found, 0.2 if whole else 0.6 if round_ else 0.4)
        elif beside and y + h > e.height - 1.0 and h < 0.5 * e.height:
            found = max(found, 0.3)
    return found


def cut_boxes(e: Evidence) -> float:
    """Large boxes that the right edge cuts, though nothing but whole bands reaches the left one."""
    for element in e.document.elements:
        x, _, w, _ = element.box
        if x <= 1 and w < 0.95 * e.width:
            return 0.0
    for element in e.document.elements:
        x, y, w, h = element.box
        inside = x > 0.02 * e.width and y > 0.01 * e.height and y + h < e.height - 1
        large = w > 0.25 * e.width and h > 0.05 * e.height
        upright = element.shape == "rectangle" and not element.rotation
        if upright and inside and large and x + w >= e.width - 1:
            return 0.6
    return 0.0


def no_margin(e: Evidence) -> float:
    """Text that touches the edge of the canvas: a part cut from a page without the space around it."""
    tight, short = 0.0, min(e.width, e.height)
    total = sum(element.box[2] * element.box[3] for element, _ in e.texts)
    for element, text in e.texts:
        x, _, w, _ = element.box
        if element.rotation or len(text.string) < 3 or element.box[2] * element.box[3] < 0.03 * total:
            continue
        sides = sum(gap < max(0.006 * e.width, 2.0) for gap in (x, e.width - x - w))
        _, ink_y, _, ink_h = _ink(element, text)
        top = ink_y < max(2.0, 0.012 * short) or element.box[1] < 0.04 * text.size
        foot = e.height - ink_y - ink_h < max(2.0, 0.012 * short)
        both = sides == 2 or (sides == 1 and (top or foot))
        tight = max(tight, 1.0 if both else 0.8 if sides else 0.45 if top else 0.15 if foot else 0.0)
    return tight


RULES: dict[str, Callable[[Evidence], float]] = {
    "text-heavy": text_heavy,
    "running text": running_text,
    "plain text": plain_text,
    "unloaded pictures": unloaded_pictures,
    "smeared": smeared,
    "blurred marks": blurred_marks,
    "blank pictures": blank_pictures,
    "empty boxes": empty_boxes,
    "half empty": half_empty,
    "faint text": faint_text,
    "lost on picture": lost_on_picture,
    "nothing read": nothing_read,
    "mostly empty": mostly_empty,
    "tiny": tiny,
    "link list": link_list,
    "form": form,
    "code listing": code_listing,
    "dashboard": dashboard,
    "component samples": component_samples,
    "overlapping text": overlapping_text,
    "cut off": cut_off,
    "cut pictures": cut_pictures,
    "cut boxes": cut_boxes,
    "no margin": no_margin,
    "table": table,
    "cookie banner": cookie_banner,
    "unstyled": unstyled,
}
"""Every rule by its name."""
