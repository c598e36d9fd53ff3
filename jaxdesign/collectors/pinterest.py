"""Boards, searches and pins of Pinterest, through the browser with the user's own cookies.

A unit is one screen of a grid, at a scroll position that is the cursor: what a screen shows becomes units
of their own (the pins), and the next screen is a unit too, all in one transaction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

from jaxdesign.collectors import scripts
from jaxdesign.collectors.archive import Work
from jaxdesign.collectors.browser import Browser, BrowserOptions
from jaxdesign.collectors.browser_pool import BrowserPool
from jaxdesign.collectors.capture import Provenance
from jaxdesign.collectors.collecting import Found, now
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.refusals import RefusedError, UnavailableError
from jaxdesign.collectors.store import source_name
from jaxdesign.collectors.urls import fetch_picture, picture_capture
from jaxdesign.errors import InputError

BASE = "https://www.pinterest.com"
VIEWPORT = (1280, 1000)
SCREEN_PX = 800
MAX_SCREENS = 400
_LOAD_MS = 8_000
_SIZED = re.compile(r"/(?:\d+x\d*(?:_RS)?|\d+x)/")


def place_of(text: str, base: str) -> str:
    """Address of a board, pin or search. A text that is neither address nor path is searched for."""
    if re.match(r"https?://", text):
        return text
    if re.fullmatch(r"/?[\w.-]+/[\w.-]+(/[\w.-]+)?/?", text):
        return f"{base}/{text.strip('/')}/"
    if not text.strip():
        raise InputError("an empty search: name a board, a pin or words to search for.")
    return f"{base}/search/pins/?q={quote(text)}"


def larger_pictures(address: str) -> list[str]:
    """The same picture at the sizes Pinterest keeps, the largest first, then as it was shown."""
    if not _SIZED.search(urlsplit(address).path):
        return [address]
    sizes = [_SIZED.sub(f"/{size}/", address, count=1) for size in ("originals", "736x")]
    return list(dict.fromkeys([*sizes, address]))


class PinterestCollector:
    """Collects the pins of boards and searches; a context manager."""

    most_per_site: int | None = None

    def __init__(
        self,
        places: list[str],
        browsers: BrowserOptions,
        fetcher: Fetcher,
        *,
        base: str = BASE,
        max_screens: int = MAX_SCREENS,
    ):
        self._base = base.rstrip("/")
        self._places = [place_of(place, self._base) for place in places]
        self._fetcher, self._max_screens = fetcher, max_screens
        self._pool = BrowserPool(browsers)
        digest = hashlib.sha256("\n".join(sorted(self._places)).encode()).hexdigest()[:12]
        self.job = f"pinterest:{digest}"

    def __enter__(self) -> PinterestCollector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.__exit__(kind, error, trace)

    def starts(self) -> Iterable[Work]:
        """The first screen of every place; a single pin's page is a screen too."""
        return [self._screen(place, 0, 0) for place in self._places]

    def _screen(self, place: str, number: int, y: int) -> Work:
        return Work(key=f"{place} screen {number}", data={"place": place, "screen": number, "y": y})

    def collect(self, unit: Work) -> Found:
        """A screen's pins as new units, or a pin's picture."""
        if "pin" in unit.data:
            return self._pin(unit.data["pin"])
        place, number = unit.data["place"], unit.data["screen"]
        self._fetcher.check_allowed(place)
        seen = self._pool.use(lambda browser: self._look(browser, place, unit.data["y"]))
        if not seen["pins"] and number == 0:
            raise RefusedError(
                f"{place}: no pins there" + (", a log-in is asked for." if seen["wall"] else ".")
            )
        pins = [Work(key=f"pin {pin['id']}", data={"pin": pin}) for pin in seen["pins"]]
        onward = []
        if not seen["end"] and number + 1 < self._max_screens:
            onward.append(self._screen(place, number + 1, seen["y"] + SCREEN_PX))
        cursor = {"screen": number, "y": seen["y"], "end": seen["end"]}
        return Found(work=pins + onward, cursors={f"{self.job} {place}": cursor})

    def _look(self, browser: Browser, place: str, y: int) -> dict[str, Any]:
        """The grid at a scroll position; a grid already open is scrolled on, not loaded anew."""
        if browser.place != place or y == 0:
            browser.set_viewport(*VIEWPORT)
            browser.open(place)
            browser.evaluate(scripts.consent())
            browser.evaluate(scripts.call("settle.js", "loaded", _LOAD_MS))
            browser.place = place
        browser.evaluate(f"{scripts.source('pinterest_scroll.js')}({y}, {_LOAD_MS})")
        return browser.evaluate(f"{scripts.source('pinterest_grid.js')}()")

    def _pin(self, pin: dict[str, Any]) -> Found:
        last: RefusedError | None = None
        for address in larger_pictures(pin["picture"]):
            try:
                picture = fetch_picture(self._fetcher, address)
            except RefusedError as error:
                last = error
                continue
            break
        else:
            raise last or UnavailableError(f"{pin['address']}: its picture did not come.")
        more = {key: pin[key] for key in ("board", "link") if pin[key]}
        origin = Provenance(
            address=pin["address"],
            final_address=address,
            retrieved_at=now(),
            collector="pinterest",
            author=pin["author"][:200],
            more={**more, "pin": pin["id"], "origin": urlsplit(self._base).netloc},
        )
        capture = picture_capture(
            picture,
            source=source_name(f"pinterest-{pin['board']}" if pin["board"] else "pinterest"),
            page=f"pin/{pin['id']}",
            group="poster",
            title=pin["title"] or pin["alt"],
            desc=pin["alt"],
            provenance=origin,
        )
        return Found(captures=[capture])
