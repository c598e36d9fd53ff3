"""Which of the designs that were read are kept: each id once, good ones only, of near-copies the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jaxdesign.data.corrections import BY_HAND, Correction
from jaxdesign.data.features import NUM_SLOTS
from jaxdesign.data.item_cache import Summary
from jaxdesign.data.labels import Labels
from jaxdesign.data.near_duplicates import SeenPictures
from jaxdesign.data.quality import KEPT_FROM, Quality
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


def correction_of(summary: Summary, corrections: Mapping[str, Correction]) -> Correction | None:
    """What is set by hand for an item, under its id or the part of it after the source."""
    return corrections.get(summary.id) or corrections.get(summary.id.rpartition("/")[2])


def corrected(summary: Summary, corrections: Mapping[str, Correction]) -> Summary:
    """The summary with the labels and the quality that were set by hand, where they were."""
    correction = correction_of(summary, corrections)
    if summary.state != "read" or correction is None:
        return summary
    labels = correction.apply(Labels.from_json(summary.labels))
    quality = correction.judge(Quality(summary.score, summary.reasons))
    return replace(summary, labels=labels.to_json(), score=quality.score, reasons=quality.reasons)


def names_of(summaries: Iterable[Summary]) -> set[str]:
    """The names under which corrections may stand."""
    ids = [summary.id for summary in summaries if summary.id]
    return {*ids, *(id_.rpartition("/")[2] for id_ in ids)}


def decide(summaries: Iterable[Summary], *, min_quality: float = KEPT_FROM) -> list[Decision]:
    """What becomes of each item, in their order: where two are alike, the first is kept.

    Args:
        min_quality: least score of what is kept, 0 to 1.
    """
    places: dict[str, str] = {}
    pictures = SeenPictures()
    decisions = []
    for summary in summaries:
        if summary.state != "read":
            decisions.append(Decision(summary=summary, state=summary.state, reason=summary.reason))
            continue
        copied = pictures.find(summary.phash, summary.aspect)
        if summary.id in places:
            reason = f"the same id as {places[summary.id]}"
        elif summary.score < min_quality:
            reason = f"quality {summary.score:g}: {', '.join(summary.reasons) or 'below the least'}"
        elif copied is not None and BY_HAND not in summary.reasons:
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
