"""How far labels and quality agree with what was labelled by eye.

    python scripts/measure_labels.py CAPTURES [--sheets FOLDER]

CAPTURES is the folder of ``<source>/<id>.json.gz``. The designs in ``tests/data/hand_labels.jsonl`` were
labelled by looking at them, before the rules were run on them: every second one was used to tune, the others
are held back. Keep and drop were tuned on those and on ``hand_quality.jsonl``; ``hand_quality_held.jsonl``
was sorted by eye too, and no threshold was tuned on it.
With ``--sheets`` all captures are judged, and sheets of 48 kept and 48 dropped ones are drawn.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from PIL import Image

from jaxdesign.data.labels import Labels, label_measured
from jaxdesign.data.measures import measure
from jaxdesign.data.quality import Quality, assess_measured
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.data.styles import STYLES
from jaxdesign.importers import open_design
from jaxdesign.importers.capture_file import load_capture

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"


class Judged(NamedTuple):
    """A capture with what the rules say, and the seconds they took beside reading."""

    labels: Labels
    quality: Quality
    picture: Image.Image
    seconds: float


def judged(path: Path) -> Judged:
    """Labels and quality of a capture, as ``prepare`` computes them."""
    document, capture = open_design(path), load_capture(path)
    picture = Image.fromarray(capture.screenshot)
    began = time.perf_counter()
    measures = measure(document, picture)
    quality = assess_measured(document, measures, picture)
    labels = label_measured(document, measures, title=capture.title, group=capture.group)
    return Judged(labels, quality, picture, time.perf_counter() - began)


def by_hand(name: str) -> list[dict[str, Any]]:
    """The rows of a file of ``tests/data``."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def agreement(rows: Sequence[tuple[dict[str, Any], Judged]]) -> str:
    """Agreement on goal, tone, styles and language, as one line."""
    count = len(rows)
    goal = sum(found.labels.goal == row["goal"] for row, found in rows)
    language = sum(found.labels.language == row["language"] for row, found in rows)
    off = [abs(found.labels.tone - row["tone"]) for row, found in rows]
    hits: Counter[str] = Counter()
    for row, found in rows:
        said, seen = set(found.labels.styles), set(row["styles"])
        hits.update(both=len(said & seen), said=len(said), seen=len(seen))
    micro = 2 * hits["both"] / max(hits["said"] + hits["seen"], 1)
    return (
        f"goal {goal / count:.2f}  tone off {sum(off) / count:.3f}, within .25 "
        f"{sum(value <= 0.25 for value in off) / count:.2f}  styles F1 {micro:.2f}  "
        f"language {language / count:.2f}  ({count} designs)"
    )


def keeping(rows: Sequence[tuple[dict[str, Any], Judged]]) -> str:
    """Agreement on keep and drop, as one line."""
    table = Counter((bool(row["keep"]), found.quality.kept) for row, found in rows)
    kept = table[True, True] + table[False, True]
    return (
        f"same {(table[True, True] + table[False, False]) / len(rows):.2f}  "
        f"of the kept good {table[True, True] / max(kept, 1):.2f}  "
        f"of the good kept {table[True, True] / max(table[True, True] + table[True, False], 1):.2f}  "
        f"({len(rows)} designs)"
    )


def style_lines(rows: Sequence[tuple[dict[str, Any], Judged]]) -> str:
    """For each style how often it was both said and seen, said alone and seen alone."""
    lines = []
    for style in STYLES:
        said = {i for i, (_, found) in enumerate(rows) if style in found.labels.styles}
        seen = {i for i, (row, _) in enumerate(rows) if style in row["styles"]}
        lines.append(f"  {style:13} {len(said & seen):3} {len(said - seen):3} {len(seen - said):3}")
    return "\n".join(lines)


def draw_sheets(captures: Path, folder: Path, seed: int) -> None:
    """Judge all captures; sheets of 48 kept and 48 dropped, and how many there are of each."""
    kept, dropped, reasons = [], [], Counter()
    for path in sorted(captures.glob("*/*.json.gz")):
        found = judged(path)
        note = ", ".join(found.quality.reasons)
        thumbnail = found.picture.copy()
        thumbnail.thumbnail((300, 420))
        title = f"{path.parent.name} {found.quality.score:.2f}"
        (kept if found.quality.kept else dropped).append(Entry(thumbnail, title, note))
        if not found.quality.kept:
            reasons[found.quality.reasons[0]] += 1
    print(f"kept {len(kept)}, dropped {len(dropped)}: {dict(reasons.most_common())}")
    folder.mkdir(parents=True, exist_ok=True)
    for name, entries in (("kept", kept), ("dropped", dropped)):
        chosen = random.Random(seed).sample(entries, min(48, len(entries)))
        contact_sheet(chosen, columns=8, cell_px=300).save(folder / f"{name}.png")


def main(
    captures: Annotated[Path, typer.Argument(help="Folder of <source>/<id>.json.gz.")],
    sheets: Annotated[
        Path | None, typer.Option(help="Judge all; folder for kept.png and dropped.png.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which designs the sheets show.")] = 0,
) -> None:
    labelled = by_hand("hand_labels.jsonl")
    tuned, held = by_hand("hand_quality.jsonl"), by_hand("hand_quality_held.jsonl")
    rows = [*labelled, *tuned, *held]
    found = {row["id"]: judged(captures / row["source"] / f"{row['id']}.json.gz") for row in rows}

    def with_found(rows: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], Judged]]:
        return [(row, found[row["id"]]) for row in rows]

    print(f"tuned on:  {agreement(with_found(labelled[0::2]))}")
    print(f"held back: {agreement(with_found(labelled[1::2]))}")
    print(f"tuned on:  {keeping(with_found([*labelled, *tuned]))}")
    print(f"held back: {keeping(with_found(held))}")
    print("held back: styles said and seen, said alone, seen alone")
    print(style_lines(with_found(labelled[1::2])))
    seconds = sorted(result.seconds for result in found.values())
    median = 1000 * seconds[len(seconds) // 2]
    print(f"time beside reading: median {median:.0f} ms, most {1000 * seconds[-1]:.0f} ms")
    if sheets is not None:
        draw_sheets(captures, sheets, seed)


if __name__ == "__main__":
    typer.run(main)
