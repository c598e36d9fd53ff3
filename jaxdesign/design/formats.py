"""Formats by name, and free sizes, to canvases; the least type size of each.

Print formats are at 150 pixels an inch; screen formats at the size their places ask for.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace

from jaxdesign.design.document import MAX_CANVAS_PX, Canvas
from jaxdesign.errors import InputError

PRINT_DPI = 150.0
SCREEN_DPI = 96.0
"""CSS pixels an inch."""
MAX_RATIO = 20
"""Of the sides of a free size."""
CUSTOM_MIN_TYPE_PX = 9.0
"""Least type size of a canvas without a named format: CSS pixels at their own size."""
CUSTOM_PRINT = "custom-print"
"""Format of a canvas whose size was given in mm, cm or in."""
_PRINT_MIN_PT = 6.0
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(px|mm|cm|in)?")
_PX_PER_UNIT = {"px": 1.0, "mm": PRINT_DPI / 25.4, "cm": PRINT_DPI / 2.54, "in": PRINT_DPI}
_TURNS = ("portrait", "landscape")


@dataclass(frozen=True, kw_only=True)
class Format:
    """A named size in canvas pixels and the least type size that can be read at its usual distance."""

    name: str
    width: int
    height: int
    min_type_px: float
    dpi: float = SCREEN_DPI
    """Pixels an inch."""

    @property
    def turned(self) -> Format:
        """The same with width and height exchanged."""
        return replace(self, width=self.height, height=self.width)

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height


def _print(name: str, width_mm: float, height_mm: float, min_pt: float) -> Format:
    per_mm = PRINT_DPI / 25.4
    return Format(
        name=name,
        width=round(width_mm * per_mm),
        height=round(height_mm * per_mm),
        min_type_px=round(min_pt * PRINT_DPI / 72, 1),
        dpi=PRINT_DPI,
    )


def _screen(name: str, width: int, height: int, min_type_px: float) -> Format:
    return Format(name=name, width=width, height=height, min_type_px=min_type_px)


_ALL = (
    _screen("poster", 1500, 2000, 24),
    _print("poster-a0", 841, 1189, 24),
    _print("poster-a1", 594, 841, 18),
    _print("poster-a2", 420, 594, 14),
    _print("poster-a3", 297, 420, 10),
    _print("poster-a4", 210, 297, 8),
    _print("poster-a5", 148, 210, 7),
    _print("poster-a6", 105, 148, 6),
    _print("flyer-a5", 148, 210, 7),
    _print("flyer-a6", 105, 148, 6),
    _print("flyer-dl", 99, 210, 7),
    _print("document-a4", 210, 297, 7),
    _print("document-letter", 215.9, 279.4, 7),
    _print("business-card", 85, 55, 6),
    _print("postcard", 148, 105, 7),
    _screen("instagram-post", 1080, 1080, 26),
    _screen("instagram-portrait", 1080, 1350, 26),
    _screen("instagram-story", 1080, 1920, 28),
    _screen("facebook-post", 1200, 630, 22),
    _screen("og-card", 1200, 630, 22),
    _screen("x-post", 1600, 900, 26),
    _screen("linkedin-post", 1200, 627, 22),
    _screen("pinterest-pin", 1000, 1500, 24),
    _screen("youtube-thumbnail", 1280, 720, 32),
    _screen("facebook-cover", 1640, 624, 22),
    _screen("linkedin-cover", 1584, 396, 18),
    _screen("x-header", 1500, 500, 18),
    _screen("banner", 1600, 600, 18),
    _screen("web-banner", 970, 250, 11),
    _screen("leaderboard", 728, 90, 10),
    _screen("medium-rectangle", 300, 250, 10),
    _screen("skyscraper", 160, 600, 10),
    _screen("slide", 1920, 1080, 20),
    _screen("slide-16-9", 1920, 1080, 20),
    _screen("slide-4-3", 1440, 1080, 20),
    _screen("email", 600, 1200, 11),
)

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in _ALL}
"""Every format by its name."""

ALIASES = {
    "a0": "poster-a0",
    "a1": "poster-a1",
    "a2": "poster-a2",
    "a3": "poster-a3",
    "a4": "document-a4",
    "a5": "flyer-a5",
    "a6": "flyer-a6",
    "dl": "flyer-dl",
    "letter": "document-letter",
    "flyer": "flyer-a5",
    "document": "document-a4",
    "poster-3-4": "poster",
    "instagram": "instagram-post",
    "story": "instagram-story",
    "square": "instagram-post",
    "card": "business-card",
    "facebook": "facebook-post",
    "facebook-banner": "facebook-cover",
    "facebook-card": "og-card",
    "linkedin-banner": "linkedin-cover",
    "twitter-header": "x-header",
    "twitter-banner": "x-header",
    "og": "og-card",
    "twitter-post": "x-post",
    "pin": "pinterest-pin",
    "slide-169": "slide",
    "slide-43": "slide-4-3",
}
"""Other names of the same formats."""


def _key(name: str) -> str:
    return re.sub(r"[\s_:/]+", "-", name.strip().lower())


def _named(key: str) -> Format | None:
    turn = next((turn for turn in _TURNS if key.endswith(f"-{turn}")), None)
    found = FORMATS.get(ALIASES.get(key, key))
    if found is None and turn is not None:
        found = _named(key.removesuffix(f"-{turn}"))
        if found is not None and found.width != found.height:
            return found.turned if found.is_landscape != (turn == "landscape") else found
        return None
    return found


def _free(name: str) -> Canvas | None:
    match = _SIZE.fullmatch(name.strip().lower())
    if match is None:
        return None
    factor = _PX_PER_UNIT[match.group(3) or "px"]
    width, height = (round(float(value) * factor, 2) for value in match.groups()[:2])
    for value in (width, height):
        if not 1 <= value <= MAX_CANVAS_PX:
            raise InputError(
                f"format '{name}': {value:g} px is out of range; 1 to {MAX_CANVAS_PX} px are possible."
            )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise InputError(f"format '{name}': one side is over {MAX_RATIO} times the other; make it shorter.")
    label = "custom" if factor == 1.0 else CUSTOM_PRINT
    return Canvas(width=width, height=height, format=label)


def canvas_for(name: str) -> Canvas:
    """The canvas of a format: a name, a name with ``-portrait`` or ``-landscape``, or ``WxH[px|mm|cm|in]``.

    Raises ``InputError`` that names the nearest known format.
    """
    free = _free(name)
    if free is not None:
        return free
    key = _key(name)
    found = _named(key)
    if found is None:
        nearest = difflib.get_close_matches(key, [*FORMATS, *ALIASES], n=1, cutoff=0.0)
        raise InputError(
            f"format '{name}' is not known; the nearest is '{nearest[0]}'. "
            "A free size is written WxH with px, mm, cm or in, such as 210x297mm."
        )
    return Canvas(width=float(found.width), height=float(found.height), format=key)


def minimum_type_px(canvas: Canvas) -> float:
    """The least type size, in canvas pixels, that can be read on this canvas."""
    found = _named(_key(canvas.format))
    if found is not None:
        return found.min_type_px * _enlargement(canvas, found)
    if canvas.format == CUSTOM_PRINT:
        return _PRINT_MIN_PT * PRINT_DPI / 72
    return CUSTOM_MIN_TYPE_PX


def pixels_per_inch(canvas: Canvas) -> float:
    """Canvas pixels an inch of paper: print formats have their real size, screen formats 96 an inch."""
    found = _named(_key(canvas.format))
    if found is not None:
        return found.dpi * _enlargement(canvas, found)
    return PRINT_DPI if canvas.format == CUSTOM_PRINT else SCREEN_DPI


def _enlargement(canvas: Canvas, format_: Format) -> float:
    """How large a canvas is beside its format."""
    return min(canvas.width, canvas.height) / min(format_.width, format_.height)
