"""A progress bar with live scores on stderr; says nothing where stderr is no terminal."""

from __future__ import annotations

import sys
from typing import TextIO

from jaxdesign.progress import Progress, TerminalLine

_WIDTH = 28
_SHOWN_SCORES = 4
_SECONDS_BETWEEN = 0.05


class ScoreProgress(TerminalLine):
    """Context manager and progress callback; leaves an empty line behind, so that output follows cleanly."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream or sys.stderr, between_draws=_SECONDS_BETWEEN, between_lines=None)
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        news = progress.phase != self._phase or progress.done >= progress.total
        self._phase = progress.phase
        self.show(line(progress), news=news)


def line(progress: Progress) -> str:
    """One line: phase, bar, steps and the totals of the first designs."""
    share = min(progress.done / progress.total, 1.0) if progress.total else 1.0
    filled = round(share * _WIDTH)
    bar = "━" * filled + "─" * (_WIDTH - filled)
    scores = "  ".join(f"{score:.1f}" for score in progress.scores[:_SHOWN_SCORES])
    more = len(progress.scores) - _SHOWN_SCORES
    tail = f"  total {scores}" + (f" and {more} more" if more > 0 else "") if scores else ""
    return f"{progress.phase:<10} {bar} {progress.done}/{progress.total}{tail}"
