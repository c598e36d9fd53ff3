"""Real designs laid out for three other formats: texts whole, uncrossed and on the canvas.

python scripts/recompose_check.py CAPTURES_DIR [--limit 50] [--sheet OUT.png]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Canvas, Document
from jaxdesign.importers.capture import read_capture
from jaxdesign.layout.recompose import recompose
from jaxdesign.render.png import render_array
from jaxdesign.render.setting import fits

FORMATS = ((1080, 1080), (1080, 1920), (1600, 900))
_TOUCH = 0.02
_SLACK_PX = 1.0


def faults(document: Document) -> Counter[str]:
    """How many texts are cut, crossed by another text or off the canvas."""
    found: Counter[str] = Counter()
    texts = [element for element in document.elements if element.text is not None]
    for i, one in enumerate(texts):
        assert one.text is not None
        x, y, w, h = one.box
        if not fits(one.text, w + _SLACK_PX, h + _SLACK_PX):
            found["cut"] += 1
        if (
            x < -_SLACK_PX
            or y < -_SLACK_PX
            or x + w > document.canvas.width + _SLACK_PX
            or y + h > document.canvas.height + _SLACK_PX
        ):
            found["off canvas"] += 1
        for other in texts[i + 1 :]:
            across = min(x + w, other.box[0] + other.box[2]) - max(x, other.box[0])
            down = min(y + h, other.box[1] + other.box[3]) - max(y, other.box[1])
            if across > 0 and down > 0 and across * down > _TOUCH * min(w * h, other.box[2] * other.box[3]):
                found["crossed"] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--sheet", type=Path, help="also draw the first twelve designs")
    arguments = parser.parse_args()
    paths = [p for p in sorted(arguments.captures.glob("*/*.json.gz")) if is_held_out(p.parent.name)]
    random.Random(0).shuffle(paths)
    total: Counter[str] = Counter()
    rows: list[list[np.ndarray]] = []
    for path in paths[: arguments.limit]:
        document = read_capture(path)
        found = [recompose(document, Canvas(width=w, height=h)) for w, h in FORMATS]
        for one in found:
            each = faults(one)
            total.update(each)
            total["designs with a fault"] += bool(each)
            total["designs"] += 1
            if each:
                print(path.name, f"{one.canvas.width:.0f}x{one.canvas.height:.0f}", dict(each))
        if arguments.sheet and len(rows) < 12:
            rows.append([render_array(one, longest_px=300) for one in (document, *found)])
    print(dict(total))
    if arguments.sheet:
        sheet = PillowImage.new("RGB", (4 * 310, len(rows) * 310), "#888888")
        for i, row in enumerate(rows):
            for j, picture in enumerate(row):
                pixels = (np.clip(picture, 0, 1) * 255).astype(np.uint8)
                sheet.paste(PillowImage.fromarray(pixels), (j * 310, i * 310))
        sheet.save(arguments.sheet)


if __name__ == "__main__":
    main()
