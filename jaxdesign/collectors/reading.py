"""One page at one viewport: brought to rest, read and photographed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image

from jaxdesign.collectors import scripts
from jaxdesign.collectors.browser import Browser
from jaxdesign.collectors.refusals import RefusedError

TRIES = 3
"""How often a page that changes between reading and photographing is read."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long and how far a page is waited for."""

    max_page_px: int = 12_000
    scroll_ms: int = 8_000
    load_ms: int = 6_000


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A page as read."""

    data: dict[str, Any]
    """What ``walk.js`` returns."""
    picture: Image.Image
    final_address: str
    consent: list[str]


def _settle(browser: Browser, patience: Patience) -> tuple[dict[str, list[float]], list[str]]:
    done = browser.evaluate(scripts.consent()) or []
    browser.evaluate(scripts.call("settle.js", "scroll", patience.max_page_px, patience.scroll_ms))
    browser.evaluate(scripts.call("settle.js", "loaded", patience.load_ms))
    done += browser.evaluate(scripts.consent()) or []
    natural = browser.evaluate(scripts.call("settle.js", "backgrounds", patience.load_ms)) or {}
    browser.evaluate(scripts.call("settle.js", "freeze"))
    return natural, done


def read_page(
    browser: Browser,
    address: str,
    viewport: tuple[int, int],
    patience: Patience,
    *,
    prepare: str | None = None,
) -> Reading:
    """Read a page so that its elements and its picture show one state.

    ``prepare`` is an expression evaluated once the page is there.
    Raises ``RefusedError`` where it never holds still, ``UnavailableError`` where it does not come.
    """
    browser.open("about:blank")
    browser.set_viewport(*viewport)
    final = browser.open(address)
    if prepare:
        browser.evaluate(prepare)
    natural, consent = _settle(browser, patience)
    browser.evaluate(scripts.call("settle.js", "watch"))
    for _ in range(TRIES):
        before = browser.evaluate(scripts.call("settle.js", "changes"))
        data = browser.evaluate(scripts.walk(natural))
        height = max(min(int(data["height"]), patience.max_page_px), 1)
        picture = browser.screenshot(viewport[0], height)
        still = browser.evaluate(scripts.call("settle.js", "changes")) == before
        # What changes without showing, such as an attribute, is no matter.
        if still or browser.evaluate(scripts.walk(natural))["elements"] == data["elements"]:
            return Reading(data=data, picture=picture, final_address=final, consent=consent)
    raise RefusedError(f"{address}: the page keeps changing while it is read.")
