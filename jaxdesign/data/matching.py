"""Designs that free words ask for, such as "vintage flyers" or "dark blue event posters"."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from jaxdesign.data.judging import labels_of
from jaxdesign.data.labels import Labels
from jaxdesign.data.records import Record
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex

_WORD = re.compile(r"[^\W_]+")
_IGNORED = frozenset(
    ("a", "an", "and", "the", "of", "for", "in", "on", "with", "design", "designs", "style", "styles")
)

_MEANS = {
    "retro": ("vintage",),
    "classic": ("vintage", "elegant"),
    "clean": ("minimal",),
    "simple": ("minimal",),
    "minimalist": ("minimal",),
    "fun": ("playful",),
    "friendly": ("playful",),
    "business": ("corporate",),
    "professional": ("corporate",),
    "luxury": ("elegant",),
    "colorful": ("colourful",),
    "vivid": ("colourful",),
    "vibrant": ("colourful",),
    "photo": ("photographic",),
    "bright": ("light",),
    "handwritten": ("handmade",),
    "magazine": ("editorial",),
    "flyer": ("flyer", "poster"),
    "leaflet": ("flyer",),
    "post": ("square-post", "portrait-post", "link-post", "story"),
    "social": ("square-post", "portrait-post", "link-post", "story"),
    "website": ("web-hero", "web-section", "mobile-screen"),
    "webpage": ("web-hero", "web-section", "mobile-screen"),
    "newsletter": ("email",),
    "presentation": ("slide",),
    "deck": ("slide",),
    "mobile": ("mobile-screen",),
    "job": ("recruitment",),
    "hiring": ("recruitment",),
    "discount": ("sale",),
    "shop": ("sale", "product"),
    "concert": ("event",),
    "party": ("event",),
    "resume": ("portfolio",),
}
"""Words that stand for tags."""

_HUES = (
    ("red", 29.0), ("orange", 60.0), ("yellow", 105.0), ("green", 142.0), ("teal", 190.0),
    ("cyan", 205.0), ("blue", 260.0), ("purple", 305.0), ("pink", 355.0),
)  # fmt: skip
"""Angles of hues in OKLab, degrees."""
_GREY_CHROMA = 0.03
_PASTEL = (0.8, 0.12)
"""Least lightness and greatest chroma of a pastel colour."""


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text that say something, lower case and singular, each once."""
    found = (_singular(word) for word in _WORD.findall(text.lower()) if word not in _IGNORED)
    return tuple(dict.fromkeys(found))


@cache
def color_words(color: str) -> frozenset[str]:
    """What a colour, ``#rrggbb``, is called."""
    lightness, a, b = oklab_from_srgb(np.array(srgb_from_hex(color)[:3], np.float32)).tolist()
    chroma = float(np.hypot(a, b))
    if chroma < _GREY_CHROMA:
        return frozenset({"black" if lightness < 0.3 else "white" if lightness > 0.93 else "grey", "neutral"})
    angle = float(np.degrees(np.arctan2(b, a))) % 360
    hue = min(_HUES, key=lambda pair: abs((angle - pair[1] + 180) % 360 - 180))[0]
    names = {hue}
    if lightness > _PASTEL[0] and chroma < _PASTEL[1]:
        names.add("pastel")
    if hue in ("orange", "yellow", "red") and lightness < 0.55:
        names.add("brown")
    if hue in ("cyan", "blue") and lightness < 0.4:
        names.add("navy")
    return frozenset(names)


def _tags(labels: Labels, group: str) -> frozenset[str]:
    """Everything that a word can name exactly."""
    tags = {*labels.styles, labels.format, labels.goal, group, *labels.format.split("-")}
    for color in labels.palette:
        tags |= color_words(color)
    tags.add("energetic" if labels.tone > 0.6 else "calm" if labels.tone < 0.4 else "balanced")
    return frozenset(tags)


def match(record: Record, word: str) -> float:
    """How well a word fits a design: 1 for a tag or colour of it, 0.5 for a word of its caption, else 0."""
    labels = labels_of(record)
    tags = _tags(labels, record.group)
    if any(tag in tags for tag in (word, *_MEANS.get(word, ()))):
        return 1.0
    return 0.5 if word in words_of(labels.caption) else 0.0
