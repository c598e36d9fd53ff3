"""What a prepared dataset says of itself: ``card.md`` for people, ``report.jsonl`` for each item."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jaxdesign import __version__
from jaxdesign.data.deciding import Decision
from jaxdesign.data.judging import labels_of
from jaxdesign.data.records import Record
from jaxdesign.data.splits import SPLITS

CARD, REPORT = "card.md", "report.jsonl"
_MOST_NAMED = 40


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows]
    return [*lines, ""]


class Counts:
    """Counts of a dataset's records by split and by label."""

    def __init__(self) -> None:
        self.by: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.sources: dict[str, tuple[str, str, str]] = {}
        self.splits: Counter[str] = Counter()
        self.with_arrays = 0
        self.elements = 0

    def add(self, split: str, record: Record) -> None:
        """Count one record."""
        labels = labels_of(record)
        origin = record.read_provenance()
        address = str(origin.get("origin") or origin.get("address") or "")
        self.splits[split] += 1
        self.sources.setdefault(record.source, (record.license, split, address))
        self.with_arrays += bool(record.features)
        for name, values in (
            ("source", (record.source,)),
            ("licence", (record.license,)),
            ("kind", (record.group,)),
            ("format", (labels.format,)),
            ("goal", (labels.goal,)),
            ("style", labels.styles or ("none",)),
            ("language", (labels.language or "none",)),
        ):
            for value in values:
                self.by[name][value][split] += 1

    @property
    def total(self) -> int:
        return sum(self.splits.values())

    def tables(self) -> list[str]:
        """Markdown: designs by split, kind, format, goal, style, language and licence."""
        splits = [name for name in SPLITS if self.splits[name]]
        lines = _table(["split", "designs"], [(name, self.splits[name]) for name in splits])
        for name in ("kind", "format", "goal", "style", "language", "licence"):
            found = sorted(self.by[name].items(), key=lambda pair: (-pair[1].total(), pair[0]))
            rows = [(value, count.total(), *[count[s] for s in splits]) for value, count in found]
            lines += _table([name, "designs", *splits], rows)
        return lines

    def source_table(self) -> list[str]:
        """Markdown: every source with its licence, split, number of designs and origin."""
        rows = [
            (name, license_, split, self.by["source"][name].total(), address)
            for name, (license_, split, address) in sorted(self.sources.items())
        ]
        return _table(["source", "licence", "split", "designs", "origin"], rows)


def losses(decisions: Sequence[Decision]) -> Counter[str]:
    """How many items were dropped for which reason, details left out."""
    found: Counter[str] = Counter()
    for decision in decisions:
        if decision.state == "dropped":
            head = decision.reason.partition(":")[0]
            if head.startswith("quality"):
                worst = decision.summary.reasons
                head = f"quality: {worst[0]}" if worst else "quality"
            found["near-copy" if head.startswith("near-copy") else head.partition(" as ")[0]] += 1
        elif decision.state != "kept":
            found[decision.state] += 1
    return found


def card(
    counts: Counts, decisions: Sequence[Decision], problems: Sequence[tuple[str, str]], version: str
) -> str:
    """The card as Markdown."""
    lines = [
        "# Real designs",
        "",
        f"Version {version}, made by jaxdesign {__version__}: {counts.total} designs of "
        f"{len(counts.sources)} sources, split by source. {counts.with_arrays} have training arrays.",
        "",
        "Words and pictures belong to their makers, under the licences below. Photographs inside some "
        "templates are not covered by the template's licence: for training and tests, not for passing on.",
        "",
        *counts.tables(),
        "## Not kept",
        "",
        *_table(["reason", "items"], sorted(losses(decisions).items(), key=lambda p: (-p[1], p[0]))),
    ]
    bad = [(d.summary.place, d.reason) for d in decisions if d.state in ("refused", "fault")] + list(problems)
    if bad:
        lines += _table(["could not be used", "why"], bad[:_MOST_NAMED])
    if len(bad) > _MOST_NAMED:
        lines += [f"and {len(bad) - _MOST_NAMED} more; all stand in `{REPORT}`.", ""]
    return "\n".join([*lines, "## Sources", "", *counts.source_table()])


def write_report(folder: Path, decisions: Sequence[Decision], problems: Sequence[tuple[str, str]]) -> None:
    """``report.jsonl``: a line for every item and for what was passed over, with the reason."""
    lines = [decision.to_json() for decision in decisions]
    lines += [{"place": place, "state": "passed over", "reason": reason} for place, reason in problems]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / REPORT).write_text(text, encoding="utf-8")


def write_card(
    folder: Path,
    records: Iterable[tuple[str, Record]],
    decisions: Sequence[Decision],
    problems: Sequence[tuple[str, str]],
    version: str,
) -> None:
    """``card.md`` of the split names and records of a dataset."""
    counts = Counts()
    for split, record in records:
        counts.add(split, record)
    (folder / CARD).write_text(card(counts, decisions, problems, version), encoding="utf-8")
