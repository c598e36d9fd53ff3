"""Measure how often edges, gaps and sizes are exactly equal in real designs: ``layout/priors.json``.

    python scripts/measure_layout_priors.py CAPTURES_DIR

Reads the captures of all sources that are not held out. Takes about three minutes.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture
from jaxdesign.layout import parse, priors
from jaxdesign.layout.measure import picture_aspect, text_sizes
from jaxdesign.layout.relations import forms_of, variables_of
from jaxdesign.render.setting import text_metrics

DRAWN_SPREAD_PX = (0.5, 0.5)
EXACT_PX = 1.0
"""A relation counts as exact within this many pixels of a canvas rendered by a browser."""


def add_samples(document: Document, samples: dict[str, list[tuple[float, bool]]]) -> None:
    """Collect the relations' values of one design."""
    box = parse.fractions(document)
    root = parse.parse_node(box, parse.things(document))
    extents = (document.canvas.width, document.canvas.height)
    metrics = text_metrics(document, len(document.elements))
    lines = text_sizes(document, metrics, DRAWN_SPREAD_PX).lines
    for axis, forms in enumerate(forms_of(root, document, lines, picture_aspect(document))):
        values = forms.matrix() @ variables_of(root, forms, box, axis)
        for relation, value in zip(forms.relations, values, strict=True):
            if not relation.always:
                exact = abs(value) * extents[axis] <= EXACT_PX
                samples[relation.key].append((float(value / relation.unit), bool(exact)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--out", type=Path, default=Path(priors.__file__).with_name("priors.json"))
    arguments = parser.parse_args()
    samples: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    num_designs = 0
    for path in sorted(arguments.captures.glob("*/*.json.gz")):
        if is_held_out(path.parent.name):
            continue
        try:
            document = read_capture(path)
        except InputError as error:
            print(error)
            continue
        if document.elements:
            add_samples(document, samples)
            num_designs += 1
    table = priors.measured(samples)
    arguments.out.write_text(
        json.dumps(table, separators=(",", ":")).replace("},", "},\n") + "\n", encoding="utf-8"
    )
    print(f"{num_designs} designs, {sum(map(len, samples.values()))} values, {len(table)} kinds")


if __name__ == "__main__":
    main()
