"""What font names mean: stand-ins with the same metrics, generic families, styles inside PDF names."""

from __future__ import annotations

import re

SAME_METRICS = {
    "arial": "Arimo",
    "arialmt": "Arimo",
    "helvetica": "Arimo",
    "helveticaneue": "Arimo",
    "liberationsans": "Arimo",
    "nimbussans": "Arimo",
    "freesans": "Arimo",
    "interdisplay": "Inter",
    "intervariable": "Inter",
    "verdana": "DejaVu Sans",
    "bitstreamverasans": "DejaVu Sans",
    "muli": "Mulish",
    "sourcesans3": "Source Sans Pro",
    "sourcesans": "Source Sans Pro",
    "sourcesans3vf": "Source Sans Pro",
    "worksansvf": "Work Sans",
    "times": "Tinos",
    "timesnewroman": "Tinos",
    "timesnewromanps": "Tinos",
    "liberationserif": "Tinos",
    "nimbusroman": "Tinos",
    "georgia": "Gelasio",
    "courier": "Cousine",
    "couriernew": "Cousine",
    "liberationmono": "Cousine",
}
"""Key of a family (see ``name_key``) to a shipped family with the same widths, or an older name of it."""

ALIKE = {
    "sanfrancisco": "Inter",
    "sfpro": "Inter",
    "sfprodisplay": "Inter",
    "sfprotext": "Inter",
    "systemui": "Inter",
    "applesystem": "Inter",
    "blinkmacsystemfont": "Inter",
    "uisansserif": "Inter",
    "segoeui": "Open Sans",
    "tahoma": "DejaVu Sans",
    "gillsans": "Cabin",
    "gillsansmt": "Cabin",
    "calibri": "Asap",
    "myriadpro": "Source Sans Pro",
    "myriad": "Source Sans Pro",
    "museosans": "Montserrat",
    "futura": "Josefin Sans",
    "centurygothic": "Varela Round",
    "avenir": "Nunito Sans",
    "avenirnext": "Nunito Sans",
    "proximanova": "Montserrat",
    "gotham": "Montserrat",
    "circularstd": "DM Sans",
    "trebuchetms": "Cabin",
    "franklingothic": "Libre Franklin",
    "din": "Barlow Condensed",
    "impact": "Anton",
    "haettenschweiler": "Anton",
    "leaguegothic": "Bebas Neue",
    "arialnarrow": "Barlow Condensed",
    "arialblack": "Archivo Black",
    "cambria": "Gelasio",
    "garamond": "EB Garamond",
    "adobegaramond": "EB Garamond",
    "baskerville": "Libre Baskerville",
    "palatino": "Newsreader",
    "bookantiqua": "Newsreader",
    "recoleta": "Fraunces",
    "lmroman": "Libre Baskerville",
    "dejavuserif": "Libre Baskerville",
    "bodoni": "Bodoni Moda",
    "didot": "Bodoni Moda",
    "bodonimt": "Bodoni Moda",
    "rockwell": "Zilla Slab",
    "americantypewriter": "Roboto Slab",
    "uimonospace": "JetBrains Mono",
    "sfmonoregular": "JetBrains Mono",
    "sfmono": "JetBrains Mono",
    "menlo": "JetBrains Mono",
    "monaco": "JetBrains Mono",
    "consolas": "JetBrains Mono",
    "iosevka": "JetBrains Mono",
    "brushscript": "Pacifico",
    "brushscriptmt": "Pacifico",
    "comicsansms": "Caveat",
    "serif": "Tinos",
    "uiserif": "Tinos",
    "sansserif": "Arimo",
    "monospace": "JetBrains Mono",
    "cursive": "Caveat",
    "fantasy": "Abril Fatface",
}
"""Key of a family, or of a CSS generic, to a shipped family that looks like it."""

_KINDS = (
    (("mono", "code", "typewriter"), "JetBrains Mono"),
    (("script", "hand", "brush", "marker"), "Caveat"),
    (("slab",), "Zilla Slab"),
    (("condensed", "narrow", "compressed"), "Barlow Condensed"),
    (("sans", "grotesk", "gothic"), "Roboto"),
    (("serif", "roman", "antiqua", "garamond", "caslon"), "Tinos"),
)

GENERIC = {
    "sans": "sans-serif",
    "serif": "serif",
    "slab": "serif",
    "mono": "monospace",
    "display": "sans-serif",
    "condensed": "sans-serif",
    "hand": "cursive",
    "symbols": "sans-serif",
}
"""Class of a family to the CSS generic that stands last in a font list."""

DEFAULT_FAMILY = "Roboto"
"""What sets a text none of whose families is known."""

_WEIGHTS = {
    "thin": 100,
    "hairline": 100,
    "extralight": 200,
    "ultralight": 200,
    "light": 300,
    "lt": 300,
    "regular": 400,
    "roman": 400,
    "book": 400,
    "normal": 400,
    "medium": 500,
    "semibold": 600,
    "demibold": 600,
    "demi": 600,
    "sc700": 700,
    "bold": 700,
    "bd": 700,
    "extrabold": 800,
    "ultrabold": 800,
    "black": 900,
    "heavy": 900,
}
_ITALICS = ("italic", "oblique", "ital", "it")
_PLAIN = ("mt", "ps", "std", "ltstd", "psmt", "vf", "variable", "otf", "ttf", "pro")
_SUFFIX = re.compile("(" + "|".join(sorted([*_WEIGHTS, *_ITALICS, *_PLAIN], key=len, reverse=True)) + r")$")
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_OPTICAL_SIZE = re.compile(r"\d+$")


def name_key(name: str) -> str:
    """The name without case, spaces, marks and a PDF's subset tag: what families are looked up by."""
    return re.sub(r"[^a-z0-9]", "", _SUBSET_TAG.sub("", name.strip().strip("\"'")).lower())


def name_readings(name: str) -> list[tuple[str, int | None, bool]]:
    """The keys a name may stand for, the most literal first, each with the weight and slant it says.

    ``Asap-Bold`` may be a family ``asapbold`` or the bold of ``asap``.
    """
    key, weight, italic = name_key(name), None, False
    readings = [(key, weight, italic)]
    while match := _SUFFIX.search(key):
        token = match.group(1)
        key = key[: match.start()]
        if not key:
            break
        if token in _WEIGHTS:
            weight = _WEIGHTS[token] if weight is None else weight
        italic = italic or token in _ITALICS
        readings.append((key, weight, italic))
        readings.append((_OPTICAL_SIZE.sub("", key), weight, italic))
    return readings


def guessed_family(name: str) -> str | None:
    """A shipped family of the kind that an unknown name speaks of (``Foo Slab``); None if it says nothing."""
    key = name_key(name)
    return next((family for words, family in _KINDS if any(word in key for word in words)), None)
