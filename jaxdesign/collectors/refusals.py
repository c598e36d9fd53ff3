"""Why something was not collected: for good (refused) or for now (unavailable)."""

from __future__ import annotations

from jaxdesign.errors import InputError, JaxdesignError


class RefusedError(InputError):
    """Not to be collected: forbidden, of a wrong type, too large, broken. Trying again changes nothing."""


class UnavailableError(JaxdesignError):
    """Not to be had now: the server is busy, down or too slow. ``retry_after_s`` is what it asked for."""

    def __init__(self, message: str, *, retry_after_s: float | None = None):
        super().__init__(message)
        self.retry_after_s = retry_after_s
