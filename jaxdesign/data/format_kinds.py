"""Which kind of format a design has, from its canvas and the kind of source it comes from."""

from __future__ import annotations

from jaxdesign.design.document import Canvas
from jaxdesign.design.formats import ALIASES, FORMATS

FORMAT_KINDS = (
    "poster", "flyer", "card", "postcard", "document", "slide", "square-post", "portrait-post", "story",
    "link-post", "banner", "skyscraper", "web-hero", "web-section", "mobile-screen", "email",
)  # fmt: skip

_PHONE_PX = 480
_HERO_ASPECT = (1.2, 2.2)

_NAMED = {
    "poster": "poster",
    "flyer-a5": "flyer",
    "flyer-a6": "flyer",
    "flyer-dl": "flyer",
    "business-card": "card",
    "postcard": "postcard",
    "instagram-post": "square-post",
    "instagram-portrait": "portrait-post",
    "pinterest-pin": "portrait-post",
    "instagram-story": "story",
    "facebook-post": "link-post",
    "og-card": "link-post",
    "x-post": "link-post",
    "linkedin-post": "link-post",
    "youtube-thumbnail": "link-post",
    "facebook-cover": "banner",
    "linkedin-cover": "banner",
    "x-header": "banner",
    "banner": "banner",
    "web-banner": "banner",
    "leaderboard": "banner",
    "medium-rectangle": "banner",
    "skyscraper": "skyscraper",
    "email": "email",
}


def _named_kind(name: str) -> str | None:
    """The kind of a format that has a name in ``jaxdesign.design.formats``."""
    key = name.removesuffix("-portrait") if name.removesuffix("-portrait") in FORMATS else name
    key = ALIASES.get(key.removesuffix("-landscape"), key.removesuffix("-landscape"))
    if key in _NAMED:
        return _NAMED[key]
    prefix = key.split("-")[0]
    return prefix if key in FORMATS and prefix in FORMAT_KINDS else None


def format_of(canvas: Canvas, group: str = "") -> str:
    """One of ``FORMAT_KINDS``. The canvas's own name decides, then the group, then the proportions."""
    named = _named_kind(canvas.format)
    if named is not None:
        return named
    aspect = canvas.width / canvas.height
    if group == "email":
        return "email"
    if group == "web":
        if aspect >= 2.8:
            return "banner"
        if canvas.width <= _PHONE_PX:
            return "mobile-screen"
        return "web-hero" if _HERO_ASPECT[0] <= aspect <= _HERO_ASPECT[1] else "web-section"
    if group == "slide" or (group == "document" and 1.3 <= aspect <= 1.8):
        return "slide"
    if group in ("poster", "document"):
        return group
    return _by_proportion(aspect)


def _by_proportion(aspect: float) -> str:
    """The kind that designs of these proportions mostly are."""
    for least, kind in (
        (2.4, "banner"),
        (1.85, "link-post"),
        (1.25, "slide"),
        (0.92, "square-post"),
        (0.76, "portrait-post"),
        (0.62, "poster"),
        (0.4, "story"),
    ):
        if aspect >= least:
            return kind
    return "skyscraper"
