"""Does the grammar know good from spoilt? Held-out captures against the same designs spoilt.

    python scripts/spoil.py CAPTURES [--limit 250] [--seed 1] [--sheet wrong.png]

Prints, for each damage of ``jaxdesign.grammar.spoiling``, the share of pairs in which the total prefers the
real design and the share in which the terms named for the damage see it. ``--sheet`` draws pairs that are got
wrong: left the real design, right the spoilt one. About five minutes for 250 designs on two cores.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import jax
import numpy as np
from PIL import Image, ImageDraw

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.grammar.calibration import load_calibration, percentiles, total
from jaxdesign.grammar.scoring import document_values
from jaxdesign.grammar.spoiling import DAMAGES
from jaxdesign.grammar.terms import TERMS
from jaxdesign.importers import open_design
from jaxdesign.render.png import render_array

TARGETS = {
    "jitter 5%": 98,
    "jitter 2%": 96,
    "jitter 0.5%": 90,
    "sizes": 90,
    "colours": 90,
    "dropped text": 95,
    "contrast": 95,
}
SEEN = 1e-3
"""Points of a percentile, and of the total, that count as a difference."""
_CELL_PX = 260


def held_out(folder: Path, limit: int, rng: np.random.Generator) -> list[tuple[str, Document]]:
    """At most ``limit`` held-out captures, drawn evenly, with at least one element."""
    paths = sorted(path for path in folder.glob("*/*.json.gz") if is_held_out(path.parent.name))
    found = []
    for i in sorted(rng.permutation(len(paths))[:limit]):
        try:
            document = open_design(paths[i])
        except InputError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        if document.elements:
            found.append((f"{paths[i].parent.name}/{paths[i].name.split('.')[0]}", document))
    return found


def judged(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles ``[d, t]`` and totals ``[d]`` of term values."""
    calibration = load_calibration()
    shares = np.asarray(jax.vmap(lambda row: percentiles(row, calibration))(values))
    return shares, np.array([float(total(row, calibration)) for row in shares])


def _cell(document: Document) -> Image.Image:
    pixels = render_array(document, longest_px=_CELL_PX)
    cell = Image.new("RGB", (_CELL_PX, _CELL_PX), "#888888")
    cell.paste(Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8)))
    return cell


def write_sheet(wrong: list[tuple[str, Document, Document]], path: Path) -> None:
    """Pairs side by side, four pairs a row, each under its name."""
    rows = -(-len(wrong) // 3)
    sheet = Image.new("RGB", (3 * (2 * _CELL_PX + 24), max(rows, 1) * (_CELL_PX + 34)), "white")
    draw = ImageDraw.Draw(sheet)
    for i, (name, real, spoilt) in enumerate(wrong):
        x, y = i % 3 * (2 * _CELL_PX + 24), i // 3 * (_CELL_PX + 34)
        draw.text((x + 4, y + 2), name[:84], "black")
        sheet.paste(_cell(real), (x, y + 30))
        sheet.paste(_cell(spoilt), (x + _CELL_PX + 4, y + 30))
    sheet.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("captures", type=Path)
    parser.add_argument("--limit", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--few", type=int, default=6, help="elements up to which a design counts as small")
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    designs = held_out(arguments.captures, arguments.limit, rng)
    real_shares, real_totals = judged(document_values([document for _, document in designs]))
    names = list(TERMS)
    small = np.array([len(document.elements) <= arguments.few for _, document in designs])
    print(f"{len(designs)} held-out designs, {small.sum()} of them with at most {arguments.few} elements")
    print(f"{'damage':<14}{'pairs':>6}{'total':>8}{'target':>8}{'small':>8}  named terms: each, any")
    wrong = []
    for damage, (spoil, named) in DAMAGES.items():
        tried = [spoil(document, rng) for _, document in designs]
        spoilt = {i: document for i, document in enumerate(tried) if document is not None}
        kept = list(spoilt)
        shares, totals = judged(document_values(list(spoilt.values())))
        prefers = real_totals[kept] - totals > SEEN
        sees = real_shares[kept] - shares > SEEN
        columns = [names.index(name) for name in named]
        each = ", ".join(
            f"{name} {sees[:, column].mean():.1%}" for name, column in zip(named, columns, strict=True)
        )
        few = f"{prefers[small[kept]].mean():.1%}" if small[kept].any() else "-"
        print(
            f"{damage:<14}{len(kept):>6}{prefers.mean():>8.1%}{TARGETS[damage]:>7}%{few:>8}  "
            f"{each}, any {sees[:, columns].any(axis=1).mean():.1%}",
            flush=True,
        )
        for place in np.flatnonzero(~(prefers & sees[:, columns].any(axis=1)))[:6]:
            change = real_shares[kept[place]] - shares[place]
            most = " ".join(f"{names[t]} {-change[t]:+.0f}" for t in np.argsort(-np.abs(change))[:3])
            mark = "" if prefers[place] else "total wrong, "
            wrong.append(
                (
                    f"{damage}: {mark}{most} | {designs[kept[place]][0]}",
                    designs[kept[place]][1],
                    spoilt[kept[place]],
                )
            )
    if arguments.sheet:
        write_sheet(wrong, arguments.sheet)


if __name__ == "__main__":
    main()
