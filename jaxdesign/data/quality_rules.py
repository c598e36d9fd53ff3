"""What speaks against a design: one small function a rule, each 0 (nothing) to 1 (certain)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.data.broken import (
    blank_share,
    faded_share,
    faint_share,
    halo_share,
    luma_of,
    num_blurred,
    num_unloaded,
    pixels_of,
    seam_share,
)
from jaxdesign.data.goals import folded
from jaxdesign.data.measures import Measures
from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Document, Element, Text

Box = tuple[float, float, float, float]

_CELL_PX = 8

_SIGNS = re.compile(r"[{}();=<>\[\]_/\\$#|&*+]")
_COOKIES = ("cookie", "cookies", "galletas", "gdpr", "dsgvo", "rgpd")
_CONSENT = (
    "accept", "agree", "consent", "got it", "allow", "decline", "akzeptier", "zustimm", "ablehn", "accepter",
    "refuser", "aceptar", "rechazar", "accetta", "rifiuta", "aceitar", "recusar", "accepteren", "weigeren",
)  # fmt: skip
_FIELDS = re.compile(
    r"^(your )?(first |last |full |e-?mail |phone |user|company )?(name|e-?mail|email address|phone|"
    r"phone number|message|subject|password|address|vorname|nachname|nachricht|betreff|telefon|nom|prenom|"
    r"sujet|nombre|"
    r"apellido|mensaje|asunto|telefono|nome|cognome|messaggio|mensagem|assunto)( here)?\s*\W*$"
)


@dataclass(frozen=True)
class Evidence:
    """A design, its figures and its finished picture: all that a rule may look at."""

    document: Document
    m: Measures
    picture: Image.Image

    @property
    def width(self) -> float:
        return self.document.canvas.width

    @property
    def height(self) -> float:
        return self.document.canvas.height

    @cached_property
    def pixels(self) -> Float[np.ndarray, "h w 3"]:
        """Encoded sRGB in [0, 1]."""
        return pixels_of(self.picture)

    @cached_property
    def texts(self) -> list[tuple[Element, Text]]:
        return [(element, element.text) for element in self.document.elements if element.text is not None]

    @cached_property
    def busy(self) -> Float[np.ndarray, "h w"]:
        """Cells of 8 pixels: 1 where anything changes or a picture lies, 0 where the design is plain."""
        luma = luma_of(self.pixels)
        steps = np.zeros_like(luma)
        steps[:, 1:] += np.abs(np.diff(luma, axis=1))
        steps[1:] += np.abs(np.diff(luma, axis=0))
        rows, columns = (max(1, side // _CELL_PX) for side in luma.shape)
        steps = np.pad(steps, ((0, max(0, _CELL_PX - luma.shape[0])), (0, max(0, _CELL_PX - luma.shape[1]))))
        cells = steps[: rows * _CELL_PX, : columns * _CELL_PX].reshape(rows, _CELL_PX, columns, _CELL_PX)
        busy = (cells.max(axis=(1, 3)) > 0.06).astype(float)
        for element in self.document.elements:
            x, y, w, h = element.box
            if element.image is not None and w * h > 0.005 * self.width * self.height:
                left, right = (int(np.clip(v / self.width * columns, 0, columns)) for v in (x, x + w))
                top, bottom = (int(np.clip(v / self.height * rows, 0, rows)) for v in (y, y + h))
                busy[top:bottom, left:right] = 1.0
        return busy


def _ramp(value: float, start: float, full: float) -> float:
    """0 up to ``start``, 1 from ``full`` on, straight between them."""
    return float(np.clip((value - start) / (full - start), 0.0, 1.0))


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


def text_heavy(e: Evidence) -> float:
    """Running text: many words, or most of the canvas under them, and few pictures among it."""
    per_area = e.m.num_words / max(e.width * e.height / 1e4, 1.0)
    words = _ramp(e.m.num_words, 140, 320) * _ramp(e.m.text_share, 0.2, 0.4)
    words = max(words, 0.8 * _ramp(e.m.num_words, 60, 110) * _ramp(per_area, 2.0, 3.0))
    cover = _ramp(e.m.text_share, 0.5, 0.7) * _ramp(e.m.num_words, 50, 110)
    relieved = max(_ramp(e.m.photo_share, 0.3, 0.7), 0.7 * _ramp(e.m.vivid, 0.1, 0.3))
    return max(words, cover) * (1 - relieved)


def plain_text(e: Evidence) -> float:
    """A fragment of words alone: no picture, icon, filled box, strong colour or display type."""
    shapes = sum(element.shape is not None for element in e.document.elements)
    if e.m.num_pictures or e.m.num_icons > 1 or e.m.photo_share > 0.1:
        return 0.0
    pale = (1 - _ramp(float(e.m.palette.chroma[0]), 0.02, 0.06)) * _ramp(e.m.lightness, 0.5, 0.85)
    bare = (1 - _ramp(shapes, 1, 4)) * (1 - _ramp(e.m.vivid, 0.05, 0.3)) * pale
    display = max(
        _ramp(e.m.largest, 0.12, 0.2), _ramp(e.m.scale, 2.2, 3.2) * (1 - _ramp(e.m.num_words, 30, 50))
    )
    return bare * (1 - display) * _ramp(e.m.num_words, 6, 22) * (0.45 if e.m.num_buttons else 1.0)


def unloaded_pictures(e: Evidence) -> float:
    """Pictures of which only the browser's mark of a failed one is there."""
    count = num_unloaded(e.document, e.pixels)
    alone = e.m.photo_share < 0.03 and e.m.num_icons <= 6
    return min(1.0, count * (0.8 if alone else 0.3))


def smeared(e: Evidence) -> float:
    """Texts or boxes pasted over a blurred picture: their own boxes can be seen, or no longer."""
    if e.document.backdrop.image is None and not e.m.num_pictures:
        return 0.0
    seams = _ramp(seam_share(e.document, e.pixels), 0.3, 0.55)
    halos = _ramp(halo_share(e.document, e.pixels), 0.12, 0.3)
    return max(seams, halos, _ramp(faded_share(e.document, e.pixels), 0.4, 0.6))


def blurred_marks(e: Evidence) -> float:
    """Logos or portraits that were made unrecognisable, as is done with what may not be shared."""
    return min(0.9, 0.55 * num_blurred(e.document, e.pixels))


def blank_pictures(e: Evidence) -> float:
    """Places of pictures in which nothing is shown."""
    return _ramp(blank_share(e.document, e.pixels), 0.03, 0.12)


def faint_text(e: Evidence) -> float:
    """Letters that cannot be told from their ground."""
    return _ramp(faint_share(e.document, e.pixels), 0.25, 0.6)


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
    lopsided = max(_ramp(abs(above - below), 0.35, 0.6), _ramp(abs(left - right), 0.45, 0.7))
    inner = np.diff(np.concatenate([[rows[0]], rows]))
    gap = _ramp(float(inner.max()) / e.busy.shape[0], 0.4, 0.6)
    ground = float(e.m.palette.shares[0])
    smooth = e.document.backdrop.image is not None or not isinstance(e.document.backdrop.fill, str)
    return max(lopsided, gap) * _ramp(ground, 0.4, 0.6) * (0.4 if smooth else 1.0)


def tiny(e: Evidence) -> float:
    """Too small to hold a design, or a strip."""
    small = 1 - _ramp(min(e.width, e.height), 90, 150)
    aspect = max(e.m.aspect, 1 / e.m.aspect)
    return max(small, _ramp(aspect, 3.4, 4.4) * 0.9)


def link_list(e: Evidence) -> float:
    """Navigation or a footer: many short texts of one small size and hardly a picture."""
    short = sum(len(text.string.split()) <= 4 and text.role != "button" for _, text in e.texts)
    share = short / max(e.m.num_texts, 1)
    modest = 1 - _ramp(e.m.scale, 1.4, 2.2)
    return _ramp(short, 6, 12) * _ramp(share, 0.6, 0.85) * modest * (1 - _ramp(e.m.photo_share, 0.1, 0.3))


def form(e: Evidence) -> float:
    """Fields to fill in: names of fields, or several empty boxes of one size over each other."""
    names = sum(bool(_FIELDS.match(folded(text.string).strip())) for _, text in e.texts)
    return _ramp(names, 1, 3) * (1 - _ramp(e.m.photo_share, 0.3, 0.6))


def code_listing(e: Evidence) -> float:
    """Source code: words in a fixed-width face with the signs that code has."""
    mono = e.m.mono
    string = " ".join(text.string for _, text in e.texts)
    signs = len(_SIGNS.findall(string)) / max(len(string), 1)
    return _ramp(mono, 0.3, 0.6) * _ramp(signs, 0.02, 0.06) * _ramp(len(string), 60, 160)


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
    return _ramp(worst, 0.12, 0.4)


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


def table(e: Evidence) -> float:
    """Rows and columns of short texts: at least four rows with three columns on the same edges."""
    cells = [element.box for element, text in e.texts if len(text.string.split()) <= 4]
    if len(cells) < 12:
        return 0.0
    tolerance = 0.012 * e.width
    lefts: list[list[Box]] = []
    for box in sorted(cells):
        if lefts and box[0] - lefts[-1][0][0] <= tolerance:
            lefts[-1].append(box)
        else:
            lefts.append([box])
    columns = [column for column in lefts if len(column) >= 4]
    in_columns = sum(len(column) for column in columns)
    regular = in_columns / max(e.m.num_texts, 1)
    plain = (1 - _ramp(e.m.photo_share, 0.1, 0.3)) * (1 - _ramp(e.m.num_buttons, 1, 3))
    return _ramp(len(columns), 2, 4) * _ramp(regular, 0.45, 0.75) * plain


def cookie_banner(e: Evidence) -> float:
    """Words that ask to accept cookies."""
    strings = [folded(text.string) for _, text in e.texts]
    asks = any(word in string for string in strings for word in _COOKIES)
    answers = any(word in string for string in strings for word in _CONSENT)
    return 0.8 if asks and answers and e.m.num_words < 400 else 0.0


def unstyled(e: Evidence) -> float:
    """A page without its style sheet: default serif, black on white, underlined blue, from the left edge."""
    default = sum(text.family[0].lower() in ("times new roman", "times", "serif") for _, text in e.texts)
    share = default / max(e.m.num_texts, 1)
    shapes = sum(element.shape is not None for element in e.document.elements)
    left = sum(element.box[0] < 0.03 * e.width for element, _ in e.texts) / max(e.m.num_texts, 1)
    return _ramp(share, 0.6, 0.9) * (1 - _ramp(shapes, 1, 4)) * _ramp(left, 0.3, 0.7) * (e.m.lightness > 0.95)


RULES: dict[str, Callable[[Evidence], float]] = {
    "text-heavy": text_heavy,
    "plain text": plain_text,
    "unloaded pictures": unloaded_pictures,
    "smeared": smeared,
    "blurred marks": blurred_marks,
    "blank pictures": blank_pictures,
    "faint text": faint_text,
    "nothing read": nothing_read,
    "mostly empty": mostly_empty,
    "tiny": tiny,
    "link list": link_list,
    "form": form,
    "code listing": code_listing,
    "overlapping text": overlapping_text,
    "cut off": cut_off,
    "cut pictures": cut_pictures,
    "no margin": no_margin,
    "table": table,
    "cookie banner": cookie_banner,
    "unstyled": unstyled,
}
"""Every rule by its name."""
