"""Figma's REST API: every answer is kept, nothing is asked for twice, rate limits are remembered.

Limits and headers: developers.figma.com/docs/rest-api/rate-limits. A seat without edit rights has six
calls a month to the files and images endpoints; ``Retry-After`` may then ask for days.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.collecting import now
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.refusals import RefusedError, UnavailableError

BASE = "https://api.figma.com"
MAX_ANSWER_BYTES = 300_000_000
SECONDS_PER_CALL = 6.0
"""Ten calls a minute: the least that any paid seat is given for files and images."""

_NOT_BEFORE = "figma not before"


class FigmaApi:
    """GET with a token. ``UnavailableError`` where Figma asks for more than the fetcher's patience."""

    def __init__(
        self,
        token: str,
        archive: Archive,
        fetcher: Fetcher,
        *,
        base: str = BASE,
        clock: Callable[[], float] = time.time,
    ):
        self._token, self._archive, self._fetcher = token, archive, fetcher
        self._base, self._clock = base.rstrip("/"), clock

    def get(self, path: str, **parameters: str) -> Any:
        """The JSON at a path, from the archive where it was asked for before."""
        query = f"?{urlencode(sorted(parameters.items()))}" if parameters else ""
        key = f"figma {path}{query}"
        known = self._archive.answer(key)
        if known is None:
            known = self._ask(f"{self._base}{path}{query}")
            self._archive.store_answer(key, *known, now())
        try:
            return json.loads(known[2])
        except ValueError as error:
            raise RefusedError(f"figma {path}: the answer is no JSON.") from error

    def forget(self, path: str, **parameters: str) -> None:
        """Drop an answer whose content has expired, so that it is asked for once more."""
        query = f"?{urlencode(sorted(parameters.items()))}" if parameters else ""
        self._archive.drop_answer(f"figma {path}{query}")

    def _ask(self, address: str) -> tuple[int, dict[str, str], bytes]:
        wait = (self._archive.cursor(_NOT_BEFORE) or 0.0) - self._clock()
        if wait > 0:
            raise UnavailableError(f"{address}: Figma's limit is used up for another {_span(wait)}.")
        try:
            answer = self._fetcher.get(
                address,
                max_bytes=MAX_ANSWER_BYTES,
                headers={"X-Figma-Token": self._token, "Accept": "application/json"},
            )
        except UnavailableError as error:
            if error.retry_after_s:
                self._remember(error.retry_after_s)
                raise UnavailableError(
                    f"{address}: Figma's limit is used up; ask again in {_span(error.retry_after_s)}.",
                    retry_after_s=error.retry_after_s,
                ) from error
            raise
        except RefusedError as error:
            if " 403" in str(error) or " 401" in str(error):
                raise RefusedError(f"{error} Is the token valid, and may it read this file?") from error
            raise
        headers = {name: answer.headers[name] for name in ("content-type", "etag") if name in answer.headers}
        return answer.status, headers, answer.body

    def _remember(self, seconds: float) -> None:
        self._archive.set_cursor(_NOT_BEFORE, self._clock() + seconds)


def _span(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
