"""Which of the designs that were read are kept: each id once, good ones only, of near-copies the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jaxdesign.data.features import NUM_SLOTS
from jaxdesign.data.item_cache import Summary
from jaxdesign.data.near_duplicates import SeenPictures
from jaxdesign.data.quality import KEPT_FROM
from jaxdesign.data.splits import split_of


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of an item, and why."""

    summary: Summary
    state: str
    """``kept``, ``dropped``, ``refused`` (it cannot be used) or ``fault`` (the reader failed)."""
    split: str = ""
    """Of what is kept."""
    reason: str = ""
    """Why it is not kept; of what is kept, why it has no training arrays, where it has none."""

    def to_json(self) -> dict[str, Any]:
        """The line of the report."""
        known = self.summary
        line: dict[str, Any] = {"place": known.place, "state": self.state, "key": known.key}
        if self.split:
            line["split"] = self.split
        if self.reason:
            line["reason"] = self.reason
        if known.id:
            line |= {"id": known.id, "quality": known.score, "against": list(known.reasons)}
        return line


def _too_many(summary: Summary) -> str:
    if summary.num_elements <= NUM_SLOTS:
        return ""
    return f"{summary.num_elements} elements, more than {NUM_SLOTS}: not in the training arrays"


def corrected(summary: Summary, scores: Mapping[str, float]) -> Summary:
    """The summary with the quality that was set by hand, where it was."""
    score = scores.get(summary.id)
    if summary.state != "read" or score is None:
        return summary
    return replace(summary, score=score, reasons=("by hand",))


def decide(
    summaries: Iterable[Summary], *, min_quality: float = KEPT_FROM, scores: Mapping[str, float] | None = None
) -> list[Decision]:
    """What becomes of each item, in their order: where two are alike, the first is kept.

    Args:
        min_quality: least score of what is kept, 0 to 1.
        scores: quality by id that was set by hand and wins.
    """
    places: dict[str, str] = {}
    pictures = SeenPictures()
    decisions = []
    for summary in summaries:
        summary = corrected(summary, scores or {})
        if summary.state != "read":
            decisions.append(Decision(summary=summary, state=summary.state, reason=summary.reason))
            continue
        copied = pictures.find(summary.phash, summary.aspect)
        if summary.id in places:
            reason = f"the same id as {places[summary.id]}"
        elif summary.score < min_quality:
            reason = f"quality {summary.score:g}: {', '.join(summary.reasons) or 'below the least'}"
        elif copied is not None:
            reason = f"near-copy of {copied}"
        else:
            places[summary.id] = summary.place
            pictures.add(summary.id, summary.phash, summary.aspect)
            split = split_of(summary.source)
            reason = _too_many(summary)
            decisions.append(Decision(summary=summary, state="kept", split=split, reason=reason))
            continue
        places.setdefault(summary.id, summary.place)
        decisions.append(Decision(summary=summary, state="dropped", reason=reason))
    return decisions
