"""What speaks against a design: one small function a rule, each 0 (nothing) to 1 (certain)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.data.broken import faded_share, num_unloaded, pixels_of, seam_share
from jaxdesign.data.goals import folded
from jaxdesign.data.measures import Measures
from jaxdesign.design.document import Document, Element, Text

Box = tuple[float, float, float, float]

_SIGNS = re.compile(r"[{}();=<>\[\]_/\\$#|&*+]")
_COOKIES = ("cookie", "cookies", "galletas", "gdpr", "dsgvo", "rgpd")
_CONSENT = (
    "accept", "agree", "consent", "got it", "allow", "decline", "akzeptier", "zustimm", "ablehn", "accepter",
    "refuser", "aceptar", "rechazar", "accetta", "rifiuta", "aceitar", "recusar", "accepteren", "weigeren",
)  # fmt: skip
_FIELDS = re.compile(
    r"^(your )?(first |last |full |e-?mail |phone |user|company )?(name|e-?mail|email address|phone|phone number|"
    r"message|subject|password|address|vorname|nachname|nachricht|betreff|telefon|nom|prenom|sujet|nombre|"
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
        """Cells of about 8 pixels: 1 where anything changes, 0 where the picture is plain."""
        luma = self.pixels.mean(-1)
        steps = np.zeros_like(luma)
        steps[:, 1:] += np.abs(np.diff(luma, axis=1))
        steps[1:] += np.abs(np.diff(luma, axis=0))
        rows, columns = (max(1, side // 8) for side in luma.shape)
        cut = steps[: rows * 8, : columns * 8] if min(luma.shape) >= 8 else np.resize(steps, (8, 8))
        cells = cut.reshape(cut.shape[0] // 8, 8, -1, 8)
        return (cells.max(axis=(1, 3)) > 0.06).astype(float)


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


def text_heavy(e: Evidence) -> float:
    """Running text: many words, or most of the canvas under them, and few pictures among it."""
    words = _ramp(e.m.num_words, 140, 320) * _ramp(e.m.text_share, 0.2, 0.4)
    cover = _ramp(e.m.text_share, 0.5, 0.7) * _ramp(e.m.num_words, 50, 110)
    return max(words, cover) * (1 - _ramp(e.m.photo_share, 0.3, 0.7))


def plain_text(e: Evidence) -> float:
    """A fragment of words alone: no picture, icon, filled box, strong colour or display type."""
    shapes = sum(element.shape is not None for element in e.document.elements)
    if e.m.num_pictures or e.m.num_icons or e.document.backdrop.image is not None:
        return 0.0
    bare = (1 - _ramp(shapes, 1, 4)) * (1 - _ramp(e.m.vivid, 0.05, 0.3)) * _ramp(e.m.lightness, 0.5, 0.85)
    modest = 1 - _ramp(e.m.largest, 0.12, 0.2)
    return bare * modest * _ramp(e.m.num_words, 6, 22) * (0.6 if e.m.num_buttons else 1.0)


def unloaded_pictures(e: Evidence) -> float:
    """Pictures of which only the browser's mark of a failed one is there."""
    return _ramp(num_unloaded(e.document, e.pixels), 0, 1)


def smeared(e: Evidence) -> float:
    """Texts or boxes pasted over a blurred picture: their own boxes can be seen, or no longer."""
    on_picture = e.m.photo_share > 0.15
    seams = _ramp(seam_share(e.document, e.pixels), 0.4, 0.65) if on_picture else 0.0
    return max(seams, _ramp(faded_share(e.document, e.pixels), 0.4, 0.7) if on_picture else 0.0)


def mostly_empty(e: Evidence) -> float:
    """Next to nothing on the canvas, or all of it in one corner or at one edge."""
    rows, columns = (np.flatnonzero(e.busy.any(axis=axis)) for axis in (1, 0))
    if not len(rows) or e.m.num_texts + e.m.num_pictures == 0:
        return 1.0
    above, below = rows[0] / e.busy.shape[0], 1 - (rows[-1] + 1) / e.busy.shape[0]
    left, right = columns[0] / e.busy.shape[1], 1 - (columns[-1] + 1) / e.busy.shape[1]
    lopsided = max(_ramp(abs(above - below), 0.35, 0.6), _ramp(abs(left - right), 0.45, 0.7))
    inner = np.diff(np.concatenate([[rows[0]], rows]))
    gap = _ramp(float(inner.max()) / e.busy.shape[0], 0.4, 0.6)
    return max(lopsided, gap, _ramp(1 - float(e.busy.mean()), 0.97, 0.995))


def tiny(e: Evidence) -> float:
    """Too small to hold a design, or a strip."""
    small = 1 - _ramp(min(e.width, e.height), 150, 220)
    aspect = max(e.m.aspect, 1 / e.m.aspect)
    return max(small, _ramp(aspect, 3.6, 5.5) * 0.8)


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
    """Texts that lie on each other, or are doubled."""
    boxes = [element.box for element, _ in e.texts if not element.rotation and element.opacity > 0.3]
    worst = total = 0.0
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            lower, upper = sorted((a, b), key=lambda box: box[1])
            deep = min(lower[1] + lower[3], upper[1] + upper[3]) - upper[1]
            if deep > 0.28 * min(a[3], b[3]):
                shared = _overlap(a, b)
                worst, total = max(worst, shared), total + shared
    return _ramp(worst, 0.15, 0.45) * _ramp(total, 0.15, 0.4)


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


def no_margin(e: Evidence) -> float:
    """Text that touches the edge of the canvas: a part cut from a page without the space around it."""
    short = min(e.width, e.height)
    tight = 0.0
    for element, text in e.texts:
        x, y, w, h = element.box
        if element.rotation or len(text.string) < 3:
            continue
        sides = sum(gap < max(0.008 * e.width, 2.0) for gap in (x, e.width - x - w))
        top = y < 0.012 * short
        foot = e.height - y - h < 0.012 * short
        tight = max(tight, 1.0 if sides == 2 or (sides and (top or foot)) else 0.8 * (sides or top) or 0.4 * foot)
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
    return _ramp(len(columns), 2, 4) * _ramp(regular, 0.45, 0.75) * (1 - _ramp(e.m.photo_share, 0.1, 0.3))


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
    "mostly empty": mostly_empty,
    "tiny": tiny,
    "link list": link_list,
    "form": form,
    "code listing": code_listing,
    "overlapping text": overlapping_text,
    "cut off": cut_off,
    "no margin": no_margin,
    "table": table,
    "cookie banner": cookie_banner,
    "unstyled": unstyled,
}
"""Every rule by its name."""
