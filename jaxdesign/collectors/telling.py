"""What a run says while it works and at its end."""

from __future__ import annotations

from pathlib import Path

from jaxdesign.collectors.collecting import Report, Step
from jaxdesign.progress import TerminalLine

_WIDTH = 100
_SHOWN = 12


class Telling(TerminalLine):
    """Progress on a stream, as a callback: with the reasons where it is no terminal."""

    def __call__(self, step: Step) -> None:
        text = f"{step.total} kept, {step.waiting} waiting  {step.state}: {step.unit}"
        self.show(text[:_WIDTH] if self.live else f"{text}{'  ' + step.reason if step.reason else ''}")


def told(report: Report, folder: Path) -> str:
    """The end of a run in a few lines: what was kept, what was dropped and why, what failed."""
    pages = report.states.get("done", 0)
    lines = [f"{folder}: {report.kept} designs kept in this run, {report.total} in all; {pages} units done."]
    if report.drops:
        lines.append("dropped: " + ", ".join(f"{count} {reason}" for reason, count in report.drops.items()))
    failed = [reason for _, state, reason in report.reasons if state in ("refused", "unavailable")]
    lines += failed[:_SHOWN]
    if len(failed) > _SHOWN:
        lines.append(
            f"and {len(failed) - _SHOWN} more that could not be collected; see archive.sqlite, table work."
        )
    waiting = report.states.get("waiting", 0) + report.states.get("unavailable", 0)
    if waiting:
        lines.append(f"{waiting} units are left for the next run.")
    return "\n".join(lines)
