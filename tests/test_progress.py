"""What is shown of a long computation."""

from __future__ import annotations

import io

import pytest

from jaxdesign import progress as module
from jaxdesign.progress import Progress, ProgressLine, TerminalLine, duration


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_durations() -> None:
    assert [duration(s) for s in (0.4, 65, 3599.6, 12_000)] == [
        "0:00 min",
        "1:05 min",
        "1 h 0 min",
        "3 h 20 min",
    ]


def test_a_terminal_has_one_line_that_goes_away(clock: _Clock) -> None:
    stream = _Terminal()
    with TerminalLine(stream, between_draws=0.5) as line:
        for text in ("one", "two", "three"):
            line.show(text)
            clock.now += 0.3
        line.show("four", news=True)
    assert stream.getvalue() == "\r\x1b[Kone\r\x1b[Kthree\r\x1b[Kfour\r\x1b[K"


def test_elsewhere_a_line_follows_a_line(clock: _Clock) -> None:
    stream = io.StringIO()
    with TerminalLine(stream, between_lines=10) as line:
        for text in ("one", "two", "three"):
            line.show(text)
            clock.now += 6
    assert stream.getvalue() == "one\nthree\n"


def test_elsewhere_nothing_is_said_where_none_is_wanted() -> None:
    stream = io.StringIO()
    with TerminalLine(stream, between_lines=None) as line:
        line.show("one", news=True)
    assert stream.getvalue() == ""


def test_the_time_left_comes_from_the_pace_of_this_run(clock: _Clock) -> None:
    stream = io.StringIO()
    with ProgressLine(stream) as line:
        line(Progress("training", 500, 1000))
        clock.now += 60
        line(Progress("training", 600, 1000))
        clock.now += 1
        line(Progress("training", 601, 1000))
        line(Progress("training", 1000, 1000))
        line(Progress("drawing", 0, 3))
    assert stream.getvalue().splitlines() == [
        "training: 500 of 1000",
        "training: 600 of 1000, 4:00 min left",
        "training: 1000 of 1000",
        "drawing: 0 of 3",
    ]
