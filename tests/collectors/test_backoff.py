"""Waiting between tries: what the server asks for, jitter within its bounds, patience."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from jaxdesign.collectors.backoff import Backoff, retry_after_s


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), (" 1.5 ", 1.5), ("-4", 0.0), ("", None), (None, None), ("soon", None),
     ("Mon, 23 Nov 2026 10:01:00 GMT", 60.0), ("Mon, 23 Nov 2026 09:00:00 GMT", 0.0)],
)  # fmt: skip
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, now=datetime(2026, 11, 23, 10, 0, tzinfo=UTC)) == seconds


def test_jitter_stays_within_a_doubling_bound() -> None:
    backoff = Backoff(tries=9, base_s=1.0, most_s=20.0, rng=random.Random(1))
    for failures in range(1, 9):
        delays = [backoff.delay_s(failures, None) for _ in range(200)]
        bound = min(2.0 ** (failures - 1), 20.0)
        assert all(delay is not None and 0 <= delay <= bound for delay in delays)
        assert max(filter(None, delays)) > 0.9 * bound


def test_at_least_what_the_server_asks_for() -> None:
    backoff = Backoff(rng=random.Random(2))
    assert all(30 <= (backoff.delay_s(1, 30.0) or 0) <= 34 for _ in range(100))


def test_no_other_try_after_the_last_or_beyond_patience() -> None:
    waited: list[float] = []
    backoff = Backoff(tries=3, patience_s=100.0, sleep=waited.append)
    assert not backoff.wait(3, None)
    assert not backoff.wait(1, 101.0)
    assert not waited
