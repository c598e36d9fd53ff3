"""How many real designs are certified after finalising, and why the others are refused.

    python scripts/certify.py --captures ../shared/data/captures --count 100 --jitter 0.03 --seed 0

Takes held-out captures (``--taught`` for the others), moves every box by a normal deviate of ``jitter``
times the canvas in x, y, width and height, finalises, and prints the share certified, the refusals by
reason, how far elements were moved and how long it took. ``--sheet`` writes a picture of the first
designs: as given, finalised, and the untouched original.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.importers.capture import read_capture
from jaxdesign.innovation.finalise import finalise
from jaxdesign.innovation.verify import verify
from jaxdesign.render.png import render_array


def captures(folder: Path, *, held_out: bool, count: int, seed: int) -> list[Path]:
    """``count`` captures, drawn so that every source has an equal chance at each draw."""
    sources = [s for s in sorted(folder.iterdir()) if s.is_dir() and is_held_out(s.name) == held_out]
    rng = np.random.default_rng(seed)
    piles = [list(rng.permutation(sorted(source.glob("*.json.gz")))) for source in sources]
    drawn: list[Path] = []
    while len(drawn) < count and any(piles):
        for pile in piles:
            if pile and len(drawn) < count:
                drawn.append(Path(pile.pop()))
    return drawn


def jittered(document: Document, amount: float, rng: np.random.Generator) -> Document:
    """Every box moved and resized by a normal deviate, kept on the canvas and at least 4 px large."""
    if not amount:
        return document
    width, height = document.canvas.width, document.canvas.height
    scale = np.array([width, height, width, height])
    elements = []
    for element in document.elements:
        x, y, w, h = np.array(element.box) + rng.normal(0, amount, 4) * scale
        w, h = min(max(w, 4.0), width), min(max(h, 4.0), height)
        box = (float(np.clip(x, 0, width - w)), float(np.clip(y, 0, height - h)), float(w), float(h))
        elements.append(element.model_copy(update={"box": box}))
    return document.model_copy(update={"elements": tuple(elements)})


def moved(before: Document, after: Document) -> float:
    """Mean distance of the centres of the boxes, in parts of the longest side."""
    places = {element.id: np.array(element.box) for element in after.elements}
    longest = max(before.canvas.width, before.canvas.height)
    shifts = []
    for element in before.elements:
        now, then = places[element.id], np.array(element.box)
        align = {"start": 0.0, "center": 0.5, "end": 1.0}[element.text.align] if element.text else 0.5
        anchor = 0.0 if element.text else 0.5
        shifts.append(
            np.hypot(
                now[0] - then[0] + align * (now[2] - then[2]), now[1] - then[1] + anchor * (now[3] - then[3])
            )
        )
    return float(np.mean(shifts)) / longest if shifts else 0.0


def picture(document: Document, side: int = 420) -> Image.Image:
    """The document in a square tile."""
    longest = max(document.canvas.width, document.canvas.height)
    array = np.asarray(render_array(document, scale=min(side / longest, 2.0)))
    tile = Image.new("RGB", (side, side), "#808080")
    tile.paste(Image.fromarray((array * 255).round().astype(np.uint8)))
    return tile


def sheet(rows: list[tuple[Document, ...]], path: Path, *, columns: int = 2) -> None:
    """Rows of pictures, ``columns`` designs beside each other."""
    side, wide = 420, len(rows[0])
    out = Image.new("RGB", (columns * (wide * side + 20), -(-len(rows) // columns) * (side + 8)), "#303030")
    for k, documents in enumerate(rows):
        for i, document in enumerate(documents):
            out.paste(
                picture(document, side),
                ((k % columns) * (wide * side + 20) + i * side, k // columns * (side + 8)),
            )
    out.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--captures", type=Path, default=Path(os.environ.get("JAXDESIGN_CAPTURES", "../shared/data/captures"))
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jitter", type=float, default=0.03)
    parser.add_argument("--taught", action="store_true", help="Captures that are not held out.")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--sheet-count", type=int, default=24)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    reasons: Counter[str] = Counter()
    certified = before_certified = 0
    seconds, moves, rows = [], [], []
    paths = captures(
        arguments.captures, held_out=not arguments.taught, count=arguments.count, seed=arguments.seed
    )
    for path in paths:
        real = read_capture(path)
        rough = jittered(real, arguments.jitter, rng)
        before_certified += verify(rough, original=rough).holds
        start = time.perf_counter()
        done, certificate = finalise(rough, original=rough)
        seconds.append(time.perf_counter() - start)
        moves.append(moved(rough, done))
        certified += certificate.holds
        for check in certificate.checks:
            if not check.holds:
                reasons[check.name] += 1
                print(
                    f"{path.parent.name}/{path.name.removesuffix('.json.gz')}: {check.name}: {check.reason}",
                    flush=True,
                )
        if len(rows) < arguments.sheet_count:
            rows.append((rough, done, real))
    if arguments.sheet and rows:
        for k in range(0, len(rows), 8):
            sheet(rows[k : k + 8], arguments.sheet.with_stem(f"{arguments.sheet.stem}-{k // 8}"))
    figures = {
        "designs": len(paths),
        "jitter": arguments.jitter,
        "certified_before": before_certified,
        "certified": certified,
        "refusals": dict(reasons),
        "moved_mean": round(float(np.mean(moves)), 5),
        "moved_median": round(float(np.median(moves)), 5),
        "seconds_mean": round(float(np.mean(seconds)), 3),
        "seconds_max": round(float(np.max(seconds)), 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
