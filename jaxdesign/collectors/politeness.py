"""What a site allows: robots.txt, marks against use by machines, and how often it is asked."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from protego import Protego

from jaxdesign.collectors.refusals import RefusedError

USER_AGENT = "jaxdesign-collector/1.0"
"""How requests that are not the browser's name themselves; robots.txt is read for this name."""

_FORBIDDEN = frozenset({"noai", "noimageai", "none"})


def host_of(address: str) -> str:
    """``scheme://host:port`` of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def forbids_machines(directives: str) -> str | None:
    """The directive of ``X-Robots-Tag`` or ``<meta name=robots>`` that forbids collecting; None if none does.

    Directives may be addressed to one robot (``otherbot: noai``); those for others do not count.
    """
    for part in directives.lower().split(","):
        name, _, value = part.strip().rpartition(":")
        if name.strip() and name.strip() not in ("*", "jaxdesign", "jaxdesign-collector"):
            continue
        word = value.strip()
        if word in _FORBIDDEN:
            return word
    return None


def check_marks(
    address: str, headers: Mapping[str, str], *, robots_meta: str = "", tdm_meta: str = ""
) -> None:
    """Raise ``RefusedError`` where a page's headers or marks reserve it from machines.

    Read are ``X-Robots-Tag``, the robots mark and the TDM reservation protocol (W3C community group, 2024).
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    found = forbids_machines(lowered.get("x-robots-tag", "")) or forbids_machines(robots_meta)
    if found:
        raise RefusedError(f"{address}: the site forbids it ({found}).")
    if "1" in (lowered.get("tdm-reservation", "").strip(), tdm_meta.strip()):
        raise RefusedError(f"{address}: the site reserves it from text and data mining.")


def robots_mark(html: str) -> tuple[str, str]:
    """The contents of the robots and the tdm-reservation marks in the first part of a page."""
    found = {"robots": "", "tdm-reservation": ""}
    for tag in re.findall(r"<meta\b[^>]*>", html[:200_000], re.IGNORECASE):
        name = re.search(r"""name\s*=\s*["']?([\w-]+)""", tag, re.IGNORECASE)
        content = re.search(r"""content\s*=\s*["']([^"']*)""", tag, re.IGNORECASE)
        if name and content and name.group(1).lower() in found:
            found[name.group(1).lower()] = content.group(1)
    return found["robots"], found["tdm-reservation"]


class Robots:
    """robots.txt of every host, fetched once (RFC 9309). ``fetch(address)`` gives status and text."""

    def __init__(self, fetch: Callable[[str], tuple[int, str]]):
        self._fetch = fetch
        self._rules: dict[str, Protego] = {}
        self._lock = threading.Lock()

    def _of(self, address: str) -> Protego:
        host = host_of(address)
        with self._lock:
            if host not in self._rules:
                status, text = self._fetch(f"{host}/robots.txt")
                # RFC 9309, 2.3.1: no file means no rule; a server error means everything is forbidden.
                rules = text if status == 200 else ("User-agent: *\nDisallow: /" if status >= 500 else "")
                self._rules[host] = Protego.parse(rules)
            return self._rules[host]

    def check(self, address: str) -> None:
        """Raise ``RefusedError`` where robots.txt forbids the address."""
        if not self._of(address).can_fetch(address, USER_AGENT):
            raise RefusedError(f"{address}: forbidden by robots.txt.")

    def delay_s(self, address: str) -> float:
        """The site's crawl delay in seconds, 0 where it names none."""
        return float(self._of(address).crawl_delay(USER_AGENT) or 0.0)


class HostClock:
    """At most one request to a host in so many seconds, over all threads."""

    def __init__(
        self,
        seconds: float,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self._seconds, self._now, self._sleep = seconds, now, sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, address: str, *, least_s: float = 0.0) -> None:
        """Wait for this host's turn and take it."""
        host, step = host_of(address), max(self._seconds, least_s)
        with self._lock:
            now = self._now()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + step
        if turn > now:
            self._sleep(turn - now)
