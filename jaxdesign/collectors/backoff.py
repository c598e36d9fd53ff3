"""How long to wait before asking again: what the server says, else exponential with full jitter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


def retry_after_s(value: str | None, *, now: datetime | None = None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, as a number or a date; None if it says nothing."""
    text = (value or "").strip()
    if not text:
        return None
    try:
        return max(float(text), 0.0)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)


@dataclass(kw_only=True)
class Backoff:
    """Waits between tries.

    ``tries`` in all, ``base_s`` before the second, doubled each time up to ``most_s``. A server that asks
    for more than ``patience_s`` is not waited for: the work is put off to a later run.
    Source of the jitter: M. Brooker, "Exponential Backoff And Jitter", AWS, 2015 (full jitter).
    """

    tries: int = 5
    base_s: float = 1.0
    most_s: float = 60.0
    patience_s: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)

    def delay_s(self, failures: int, asked_s: float | None) -> float | None:
        """Seconds to wait after so many failures; None where there is to be no other try."""
        if failures >= self.tries or (asked_s or 0.0) > self.patience_s:
            return None
        jittered = self.rng.uniform(0.0, min(self.base_s * 2 ** (failures - 1), self.most_s))
        return jittered if asked_s is None else asked_s + min(jittered, 0.1 * asked_s + self.base_s)

    def wait(self, failures: int, asked_s: float | None) -> bool:
        """Wait for the next try; False where there is to be none."""
        delay = self.delay_s(failures, asked_s)
        if delay is None:
            return False
        self.sleep(delay)
        return True
