#!/usr/bin/env python3
"""How far our text setting is from the browser's: width, height and lines of the texts of captures.

For each text whose family is shipped, the captured box against the box that ``set_text`` gives. Prints
medians and 90th percentiles of the relative errors, all together and by family.
Run: ``python scripts/measure_text.py ../shared/data/captures [--every 3]``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from jaxdesign.design.document import Text
from jaxdesign.render.fonts import default_registry
from jaxdesign.render.setting import break_text, set_text

CASES = {"uppercase": "upper", "lowercase": "lower", "capitalize": "title"}
CUT_AT = 300
"""Longer strings were cut short by the capture."""


class Error(NamedTuple):
    """Of one text: relative errors of width and height, and whether the lines are as many."""

    family: str
    width: float
    height: float
    same_lines: bool
    one_line: bool


def _text(item: dict[str, Any]) -> Text:
    size, weight = float(item["fs"]), str(item["fw"])
    return Text(
        string=item["s"],
        size=size,
        family=tuple(name.strip().strip("\"'") for name in item["ff"].split(",")),
        weight=int(weight) if weight.isdigit() else 700,
        italic=item["it"] != "normal",
        line_height=float(item["lh"] or 0) / size or 1.2,
        tracking=float(item["ls"] or 0) / size,
        case=CASES.get(item["tt"], "none"),  # ty: ignore[invalid-argument-type]
    )


def errors(path: Path) -> Iterator[Error]:
    """The errors of one capture's texts in shipped families."""
    registry = default_registry()
    for item in json.loads(gzip.decompress(path.read_bytes()))["elements"]:
        if item["t"] != "text" or len(item["s"]) >= CUT_AT or min(item["b"][2:]) <= 0:
            continue
        text = _text(item)
        if not registry.knows(text.family[0]):
            continue
        width, height = item["b"][2:]
        lines = break_text(text, width, balance=False)
        set_ = set_text(text.model_copy(update={"lines": lines}), None)
        captured = item["n"] or 1
        own = set_.height + (captured - len(lines)) * text.line_height * text.size
        yield Error(
            set_.face.family, set_.width / width - 1, own / height - 1, len(lines) == captured, captured == 1
        )


def summary(name: str, found: list[Error]) -> str:
    """One line of the table."""
    width, height = (np.abs([getattr(e, key) for e in found]) * 100 for key in ("width", "height"))
    lines = np.mean([e.same_lines for e in found]) * 100
    return (
        f"{name:24}{len(found):6}{np.median(width):9.2f}{np.percentile(width, 90):9.2f}"
        f"{np.median(height):9.2f}{np.percentile(height, 90):9.2f}{lines:9.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captures", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th capture")
    arguments = parser.parse_args()
    found = [
        e for path in sorted(arguments.captures.glob("*/*.json.gz"))[:: arguments.every] for e in errors(path)
    ]
    by_family: dict[str, list[Error]] = defaultdict(list)
    for error in found:
        by_family[error.family].append(error)
    print(f"{'':24}{'texts':>6}{'w med %':>9}{'w p90 %':>9}{'h med %':>9}{'h p90 %':>9}{'lines %':>9}")
    print(summary("all", found))
    print(summary("one line", [e for e in found if e.one_line]))
    print(summary("more lines", [e for e in found if not e.one_line]))
    for name, group in sorted(by_family.items(), key=lambda pair: -len(pair[1])):
        print(summary(name, group))


if __name__ == "__main__":
    main()
