"""What a long computation tells while it runs, and the line of a terminal that shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self, TextIO


class Progress(NamedTuple):
    """How far it has come."""

    phase: str
    """What is being done, such as ``reading`` or ``improving``."""
    done: int
    total: int
    """Steps of this phase."""
    scores: tuple[float, ...] = ()
    """Best total so far (0 to 100) of each design, where the phase has scores."""


ProgressCallback = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """A callback that tells nobody."""


def duration(seconds: float) -> str:
    """A time in words, as in ``2:05 min`` or ``3 h 20 min``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes}:{rest:02d} min"


class TerminalLine:
    """A line that is drawn anew on a terminal and taken away at the end; elsewhere, line after line.

    A context manager.
    """

    def __init__(self, stream: TextIO, *, between_draws: float = 0.0, between_lines: float | None = 0.0):
        """Least seconds between two drawings on a terminal, and two lines elsewhere (None for no lines)."""
        self.live = stream.isatty()
        """Whether ``stream`` is a terminal."""
        self._stream = stream
        self._pause = between_draws if self.live else between_lines
        self._shown_at: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, so that other output can follow."""
        if self.live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, text: str, *, news: bool = False) -> None:
        """Show ``text`` in place of the last one; nothing too soon after it, unless it is ``news``."""
        now = time.monotonic()
        early = self._shown_at is not None and self._pause is not None and now - self._shown_at < self._pause
        if self._pause is None or (early and not news):
            return
        self._shown_at = now
        self._stream.write("\r\x1b[K" + text if self.live else text + "\n")
        self._stream.flush()


class ProgressLine(TerminalLine):
    """Progress with the time left, as a callback: on a terminal, or as a line now and then elsewhere."""

    def __init__(self, stream: TextIO):
        super().__init__(stream, between_draws=0.2, between_lines=10.0)
        self._phase = ""
        self._began_at, self._began_with = 0.0, 0

    def __call__(self, progress: Progress) -> None:
        """Show it. Of what was done before the phase's first call nothing is known, so it sets no pace."""
        now, begins = time.monotonic(), progress.phase != self._phase
        if begins:
            self._phase, self._began_at, self._began_with = progress.phase, now, progress.done
        text = f"{progress.phase}: {progress.done} of {progress.total}"
        made = progress.done - self._began_with
        if made > 0 and progress.done < progress.total:
            left = (now - self._began_at) / made * (progress.total - progress.done)
            text += f", {duration(left)} left"
        self.show(text, news=begins or progress.done >= progress.total)
