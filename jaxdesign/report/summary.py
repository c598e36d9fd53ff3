"""A result in a few lines for the terminal."""

from __future__ import annotations

from pathlib import Path

from jaxdesign.innovation.result import InnovationResult

SHOWN_CHANGES = 5


def summary(result: InnovationResult, *, path: Path, folder: Path) -> str:
    """Totals, certificate, the changes with the greatest effect and where the files are."""
    before, after = result.scores_before.total, result.scores_after.total
    checks = result.certificate.checks
    lines = [f"{path}: {before:.1f} -> {after:.1f} of 100, {len(checks)} of {len(checks)} checks hold"]
    if not result.certificate.holds:
        held = sum(check.holds for check in checks)
        lines[0] = f"{path}: {before:.1f} -> {after:.1f} of 100, {held} of {len(checks)} checks hold"
    ranked = sorted(
        result.changes, key=lambda change: max(change.effects.values(), default=0.0), reverse=True
    )
    for change in ranked[:SHOWN_CHANGES]:
        name, effect = max(change.effects.items(), key=lambda item: item[1], default=("", 0.0))
        told = f": {name} {effect:+.0f}" if name and effect >= 0.5 else ""
        lines.append(f"  {change.element} {change.description}{told}")
    if len(ranked) > SHOWN_CHANGES:
        lines.append(f"  and {len(ranked) - SHOWN_CHANGES} more changes in {folder / 'report.html'}")
    phases = ", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in result.seconds.items())
    lines.append(f"  {phases}" if phases else f"  written to {folder}")
    return "\n".join(lines)
