"""A progress bar with live scores on stderr; says nothing where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TextIO

from jaxdesign.progress import Progress

_WIDTH = 28
_SHOWN_SCORES = 4
_SECONDS_BETWEEN = 0.05


class ScoreProgress:
    """Context manager and progress callback; leaves an empty line behind, so that output follows cleanly."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._live = self._stream.isatty()
        self._drawn_at = 0.0
        self._phase = ""

    def __enter__(self) -> ScoreProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        news = progress.phase != self._phase or progress.done >= progress.total
        if not self._live or not (news or now - self._drawn_at >= _SECONDS_BETWEEN):
            return
        self._drawn_at, self._phase = now, progress.phase
        self._stream.write("\r\x1b[K" + line(progress))
        self._stream.flush()


def line(progress: Progress) -> str:
    """One line: phase, bar, steps and the totals of the first designs."""
    share = min(progress.done / progress.total, 1.0) if progress.total else 1.0
    filled = round(share * _WIDTH)
    bar = "━" * filled + "─" * (_WIDTH - filled)
    scores = "  ".join(f"{score:.1f}" for score in progress.scores[:_SHOWN_SCORES])
    more = len(progress.scores) - _SHOWN_SCORES
    tail = f"  total {scores}" + (f" and {more} more" if more > 0 else "") if scores else ""
    return f"{progress.phase:<10} {bar} {progress.done}/{progress.total}{tail}"
