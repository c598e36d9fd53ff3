"""What a long run over a dataset says while it works and at its end."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from jaxdesign.progress import Progress

if TYPE_CHECKING:
    from jaxdesign.data.prepare import PrepareReport

_SHOWN = 12
_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_BETWEEN_DRAWS = 0.2


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes}:{rest:02d} min"


class Telling:
    """Progress with the time left: one line drawn anew on a terminal, a line now and then elsewhere."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._live = stream.isatty()
        self._phase, self._began, self._told = "", 0.0, 0.0

    def __enter__(self) -> Telling:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.phase != self._phase:
            self._phase, self._began, self._told = progress.phase, now, 0.0
        pause = _SECONDS_BETWEEN_DRAWS if self._live else _SECONDS_BETWEEN_LINES
        if now - self._told < pause and progress.done < progress.total:
            return
        self._told = now
        text = f"{progress.phase}: {progress.done} of {progress.total}"
        if 0 < progress.done < progress.total:
            left = (now - self._began) / progress.done * (progress.total - progress.done)
            text += f", {_duration(left)} left"
        self._stream.write("\r\x1b[K" + text if self._live else text + "\n")
        self._stream.flush()


def told(report: PrepareReport) -> str:
    """The end of a run in a few lines: what was kept, what was dropped and why, what failed."""
    from jaxdesign.data.card import losses

    states = report.states
    splits = ", ".join(f"{count} {name}" for name, count in report.splits.items())
    state = "" if report.is_new else " (nothing new)"
    lines = [
        f"{report.folder}{state}: {states['kept']} designs kept ({splits}), {states['dropped']} dropped, "
        f"{len(report.bad)} could not be used; {_duration(report.seconds)}."
    ]
    dropped = [decision for decision in report.decisions if decision.state == "dropped"]
    if dropped:
        counts = (f"{count} {reason}" for reason, count in losses(dropped).most_common())
        lines.append(f"dropped: {', '.join(counts)}.")
    lines += [f"{place}: {reason}" for place, reason in report.bad[:_SHOWN]]
    if len(report.bad) > _SHOWN:
        lines.append(f"and {len(report.bad) - _SHOWN} more; see report.jsonl.")
    return "\n".join(lines)
