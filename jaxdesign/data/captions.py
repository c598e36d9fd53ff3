"""One plain sentence that says what a design is and shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jaxdesign.data.measures import Measures
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document
from jaxdesign.render.shaping import cased

_SUBJECT = 60
"""Characters of the headline that are quoted."""

_GREYS = ((0.28, "black"), (0.5, "dark grey"), (0.78, "grey"), (0.93, "light grey"), (1.1, "white"))
"""Upper end of the OKLab lightness of each grey."""
_GREY_CHROMA = 0.022
"""OKLab chroma below which a colour is a grey; more of dark ones, less of pale ones."""

_COLOR_NAMES = {
    "navy": "#14213d", "blue": "#2563eb", "sky blue": "#7cc4f5", "teal": "#138086", "turquoise": "#40e0d0",
    "green": "#2e9e44", "dark green": "#14532d", "mint": "#b8ead0", "olive": "#7a7a29", "yellow": "#ffd93b",
    "gold": "#c9a227", "cream": "#f7efdd", "beige": "#dccfb4", "orange": "#f97316", "peach": "#ffcba4",
    "coral": "#ff6f61", "red": "#dc2626", "maroon": "#701c1c", "pink": "#f472b6", "pale pink": "#fbd9e3",
    "magenta": "#d6249f", "purple": "#7e22ce", "violet": "#8b5cf6", "lavender": "#d5ccf5",
    "indigo": "#3730a3", "brown": "#7b4a24", "dark brown": "#3b2314", "tan": "#c19a6b",
    "pale blue": "#dcebf7", "slate": "#55657a", "mauve": "#96717f", "dark slate": "#33394c",
    "grey blue": "#9fb3c8",
}  # fmt: skip

_NOUNS = {
    "web-hero": "first screen of a website",
    "web-section": "section of a website",
    "mobile-screen": "website on a phone",
    "square-post": "square social post",
    "portrait-post": "portrait social post",
    "link-post": "social post",
    "email": "e-mail",
    "card": "business card",
    "skyscraper": "tall banner",
}
_PURPOSES = {
    "event": "for an event",
    "sale": "making an offer",
    "announcement": "announcing news",
    "product": "presenting a product or service",
    "portfolio": "showing work",
    "information": "that informs",
    "quote": "showing a quote",
    "invitation": "that invites",
    "recruitment": "that recruits",
}
_FACES = {"sans": "sans-serif", "hand": "handwritten", "mono": "monospaced", "slab": "slab serif"}
_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_SIZES = ((0.11, "very large "), (0.065, "large "), (0.035, ""))


def color_name(color: str) -> str:
    """The plain name nearest to ``#rrggbb`` in OKLab; greys by their lightness."""
    here = oklab_from_srgb(np.array(srgb_from_hex(color)[:3], np.float32))
    lightness, chroma = float(here[0]), float(np.hypot(here[1], here[2]))
    if chroma < _GREY_CHROMA * (1.5 if lightness < 0.35 else 0.5 if lightness > 0.9 else 1.0):
        return next(name for end, name in _GREYS if lightness < end)
    names = list(_COLOR_NAMES)
    known = np.array([srgb_from_hex(_COLOR_NAMES[name])[:3] for name in names], np.float32)
    return names[int(np.linalg.norm(oklab_from_srgb(known) - here, axis=-1).argmin())]


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _headline(document: Document) -> str:
    """The words of the largest text, on one line and not too long."""
    texts = [element.text for element in document.elements if element.text is not None]
    lettered = [text for text in texts if any(letter.isalpha() for letter in text.string)]
    if not lettered:
        return ""
    text = max(lettered, key=lambda text: (text.size, len(text.string)))
    string = " ".join(cased(text.string, text.case).split()).replace('"', "'")
    return (
        string if len(string) <= _SUBJECT else string[: _SUBJECT - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
    )


def caption_of(
    document: Document, m: Measures, *, format_: str, goal: str, styles: Sequence[str], palette: Sequence[str]
) -> str:
    """The sentence: style, format, purpose, headline, type, pictures, colours."""
    noun = _NOUNS.get(format_, format_.replace("-", " "))
    words = [style for style in styles if style not in ("light", "photographic")][:3]
    opening = " ".join([*words, noun])
    sentence = ("An " if opening[0] in "aeiou" else "A ") + opening
    if goal in _PURPOSES:
        sentence += " " + _PURPOSES[goal]
    shown = [part for part in (_headline_part(document, m), _picture_part(m)) if part]
    if shown:
        sentence += ", with " + " and ".join(shown)
    names = list(dict.fromkeys(color_name(color) for color in palette[:5]))[:4]
    if names:
        sentence += ", in " + _listed(names)
    return sentence + "."


def _headline_part(document: Document, m: Measures) -> str:
    headline = _headline(document)
    if not headline:
        return ""
    size = next((word for least, word in _SIZES if m.largest >= least), "small ")
    face = _FACES.get(m.display_class, m.display_class)
    return f'a {size}{face} headline "{headline}"'


def _picture_part(m: Measures) -> str:
    if not m.num_pictures:
        return "a picture behind the text" if m.photo_share > 0.4 else ""
    if m.num_pictures == 1:
        return "a large picture" if m.photo_share > 0.35 else "a picture"
    return f"{_NUMBERS.get(m.num_pictures, 'many')} pictures"
