"""What a long run over a dataset says at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaxdesign.progress import duration

if TYPE_CHECKING:
    from jaxdesign.data.prepare import PrepareReport

_SHOWN = 12


def told(report: PrepareReport) -> str:
    """The end of a run in a few lines: what was kept, what was dropped and why, what failed."""
    from jaxdesign.data.card import losses

    states = report.states
    splits = ", ".join(f"{count} {name}" for name, count in report.splits.items())
    state = "" if report.is_new else " (nothing new)"
    lines = [
        f"{report.folder}{state}: {states['kept']} designs kept ({splits}), {states['dropped']} dropped, "
        f"{len(report.bad)} could not be used; {duration(report.seconds)}."
    ]
    dropped = [decision for decision in report.decisions if decision.state == "dropped"]
    if dropped:
        counts = (f"{count} {reason}" for reason, count in losses(dropped).most_common())
        lines.append(f"dropped: {', '.join(counts)}.")
    lines += [f"{place}: {reason}" for place, reason in report.bad[:_SHOWN]]
    if len(report.bad) > _SHOWN:
        lines.append(f"and {len(report.bad) - _SHOWN} more; see report.jsonl.")
    return "\n".join(lines)
