"""Requests that are not the browser's: bounded, polite, retried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import MozillaCookieJar
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3

from jaxdesign.collectors.backoff import RETRIED_STATUSES, Backoff, retry_after_s
from jaxdesign.collectors.cookies import cookie_header
from jaxdesign.collectors.politeness import USER_AGENT, HostClock, Robots, check_marks
from jaxdesign.collectors.refusals import RefusedError, UnavailableError

MAX_REDIRECTS = 8
_CHUNK = 65_536


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response read to its end or to its bound."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    address: str
    """Where the redirects ended."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(kw_only=True)
class Fetcher:
    """Fetches addresses. Robots and marks are respected unless ``ignore_robots``."""

    seconds_per_host: float = 1.0
    proxy: str | None = None
    cookies: MozillaCookieJar | None = None
    ignore_robots: bool = False
    timeout_s: float = 30.0
    backoff: Backoff = field(default_factory=Backoff)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        timeout = urllib3.Timeout(connect=self.timeout_s, read=self.timeout_s)
        settings: dict[str, Any] = {"timeout": timeout, "retries": False, "maxsize": 8}
        if self.proxy:
            self._pool: urllib3.PoolManager = urllib3.ProxyManager(self.proxy, **settings)
        else:
            self._pool = urllib3.PoolManager(**settings)
        self.clock = HostClock(self.seconds_per_host, sleep=self.backoff.sleep)
        self.robots = Robots(self._robots_text)

    def _robots_text(self, address: str) -> tuple[int, str]:
        try:
            answer = self._follow(address, max_bytes=500_000, check=False)
        except RefusedError:
            return 404, ""
        except UnavailableError:
            # RFC 9309, 2.3.1.4: unreachable rules forbid everything.
            return 503, ""
        return answer.status, answer.body.decode("utf-8", "replace")

    def check_allowed(self, address: str) -> None:
        """Wait for this host's turn; raise ``RefusedError`` where robots.txt forbids the address."""
        delay = 0.0
        if not self.ignore_robots:
            self.robots.check(address)
            delay = min(self.robots.delay_s(address), 60.0)
        self.clock.wait(address, least_s=delay)

    def get(
        self, address: str, *, max_bytes: int, cut: bool = False, headers: dict[str, str] | None = None
    ) -> Answer:
        """The answer to GET, tried again as ``backoff`` says.

        At most ``max_bytes`` are read; where there is more the answer is cut (``cut``) or refused.
        Raises ``RefusedError`` for 4xx, forbidden and oversized answers and for redirects in a circle,
        ``UnavailableError`` where the server did not answer in the end.
        """
        if urlsplit(address).scheme not in ("http", "https"):
            raise RefusedError(f"{address}: not an http address.")
        failures = 0
        while True:
            try:
                answer = self._follow(address, max_bytes=max_bytes, check=True, cut=cut, headers=headers)
                asked = retry_after_s(answer.headers.get("retry-after"))
                if answer.status not in RETRIED_STATUSES:
                    break
                problem = UnavailableError(
                    f"{address}: the server answered {answer.status}.", retry_after_s=asked
                )
            except UnavailableError as error:
                problem, asked = error, None
            failures += 1
            if not self.backoff.wait(failures, asked):
                raise problem
        if answer.status >= 400:
            raise RefusedError(f"{address}: the server answered {answer.status}.")
        if not self.ignore_robots:
            check_marks(address, answer.headers)
        return answer

    def _follow(
        self,
        address: str,
        *,
        max_bytes: int,
        check: bool,
        cut: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        seen = [address]
        while True:
            here = seen[-1]
            if check:
                self.check_allowed(here)
            answer = self._once(here, max_bytes=max_bytes, cut=cut, headers=headers or {})
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            onward = urljoin(here, target)
            if onward in seen or len(seen) > MAX_REDIRECTS:
                raise RefusedError(f"{address}: redirects in a circle.")
            if urlsplit(onward).scheme not in ("http", "https"):
                raise RefusedError(f"{address}: redirects to {onward[:80]}.")
            seen.append(onward)

    def _once(self, address: str, *, max_bytes: int, cut: bool, headers: dict[str, str]) -> Answer:
        sent = {
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            **self.headers,
            **cookie_header(self.cookies, address),
        }
        try:
            response = self._pool.request(
                "GET", address, headers={**sent, **headers}, redirect=False, preload_content=False
            )
            try:
                body = bytearray()
                for chunk in response.stream(_CHUNK, decode_content=True):
                    body += chunk
                    if len(body) > max_bytes:
                        if not cut:
                            raise RefusedError(f"{address}: more than {max_bytes / 1e6:g} MB.")
                        break
                found = {name.lower(): value for name, value in response.headers.items()}
                return Answer(
                    status=response.status, headers=found, body=bytes(body[:max_bytes]), address=address
                )
            finally:
                response.close()
        except (urllib3.exceptions.LocationValueError, UnicodeError) as error:
            raise RefusedError(f"{address}: not an address that can be asked.") from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise UnavailableError(f"{address}: no answer ({type(error).__name__}).") from error
