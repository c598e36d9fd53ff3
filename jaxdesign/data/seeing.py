"""Labels of the kept designs from a vision model, each asked for once and kept in the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from jaxdesign.data.code_version import code_version
from jaxdesign.data.deciding import Decision
from jaxdesign.data.item_cache import ItemCache, write_whole
from jaxdesign.data.item_reading import kept_record
from jaxdesign.data.labels import Labels
from jaxdesign.data.vision import VisionLabeller
from jaxdesign.progress import Progress, ProgressCallback, silent


def _answer_path(cache: Path, labeller: VisionLabeller, decision: Decision) -> Path:
    asked = [labeller.model.name, code_version("jaxdesign.data.vision"), decision.summary.labels]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return cache / "vision" / digest[:2] / f"{decision.summary.key}-{digest[:16]}"


def _seen(decision: Decision, cache: Path, labeller: VisionLabeller) -> Decision:
    path = _answer_path(cache, labeller, decision)
    summary = decision.summary
    if path.is_file():
        return replace(decision, summary=replace(summary, labels=json.loads(path.read_bytes())))
    picture = kept_record(ItemCache(cache), summary).read_picture()
    seen = labeller.see(picture, Labels.from_json(summary.labels))
    if seen.problem:
        reasons = [reason for reason in (decision.reason, seen.problem) if reason]
        return replace(decision, reason="; ".join(reasons))
    labels = seen.labels.to_json()
    write_whole(path, json.dumps(labels, ensure_ascii=False).encode())
    return replace(decision, summary=replace(summary, labels=labels))


def see_kept(
    decisions: Sequence[Decision],
    cache: Path,
    labeller: VisionLabeller,
    progress: ProgressCallback = silent,
) -> list[Decision]:
    """The decisions, those to keep a design with the model's labels.

    Where the model gives none that can be used the offline labels stay, the reason says why, and the next
    run asks again.
    """
    kept = sum(decision.state == "kept" for decision in decisions)
    found: list[Decision] = []
    done = 0
    for decision in decisions:
        if decision.state == "kept":
            decision = _seen(decision, cache, labeller)
            done += 1
            progress(Progress("asking the vision model", done, kept))
        found.append(decision)
    return found
