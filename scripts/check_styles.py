"""How well designs wear a style that they were made in: nearest profile and palette, over held-out sources.

    python scripts/check_styles.py CAPTURES_DIR -o OUT [--sets 20] [--finished]

A set is five designs of one held-out source. For each a brief that is the same for all is designed in the
style of the set and without one; the design's own profile then looks for the nearest of all sets. Told
beside it is how near the palettes of the set's own designs are, which it was made of, and of other designs of
its source. Drafts are compared, or with ``--finished`` designs that were innovated and certified. Writes a
sheet.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from jaxdesign.brief.schema import brief_from_dict
from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.design.formats import canvas_for
from jaxdesign.designer import UniversalDesigner
from jaxdesign.models.shipped import shipped
from jaxdesign.render.png import render_array
from jaxdesign.runtime import use_compilation_cache
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.distances import nearest, palette_distance
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import Reference, read_references

BRIEF = {
    "texts": [
        {"role": "headline", "text": "Open studio day"},
        {"role": "subheading", "text": "Saturday, 14 March"},
        {
            "role": "body",
            "text": "See how things are made, meet the people who make them, and try it yourself.",
        },
        {"role": "label", "text": "12 Mill Lane, Bristol"},
        {"role": "button", "text": "Book a place"},
    ],
    "formats": ["instagram-portrait"],
}
SIZE, SHOWN_PX = 5, 300


class ReferenceSet(NamedTuple):
    """References of one source."""

    members: list[Reference]
    others: list[Reference]
    """A few further designs of the source; none where it has no more."""


def sets_of(folder: Path, count: int) -> dict[str, ReferenceSet]:
    """Sets of held-out sources that have enough designs, by name."""
    found: dict[str, ReferenceSet] = {}
    for source in sorted(path for path in folder.iterdir() if path.is_dir() and is_held_out(path.name)):
        captures = sorted(source.glob("*.json.gz"))
        if len(captures) >= SIZE and len(found) < count:
            chosen = captures[:: max(len(captures) // SIZE, 1)][:SIZE]
            left = [path for path in captures if path not in chosen]
            others = left[:: max(len(left) // SIZE, 1)][:SIZE]
            found[source.name] = ReferenceSet(
                read_references(chosen), read_references(others) if others else []
            )
    return found


def picture_of(document: Document, longest: int) -> Image.Image:
    """The finished picture."""
    scale = longest / max(document.canvas.width, document.canvas.height)
    pixels = render_array(document, scale=scale)
    levels = 255 * np.clip(np.asarray(pixels, np.float64), 0, 1) + 0.5
    return Image.fromarray(levels.astype(np.uint8))


def profile_of(document: Document, analyzer: StyleAnalyzer) -> StyleProfile:
    reference = Reference(name="made", document=document, picture=picture_of(document, 1000))
    return analyzer.analyze([reference])


def made(designer: UniversalDesigner, *, finished: bool) -> Document:
    """The best design of the brief, or its first draft."""
    brief = brief_from_dict(BRIEF)
    if finished:
        return designer.design(brief)[0].result.after
    return designer.drafts(brief, canvas_for(brief.formats[0]), [], count=1, seed=0)[0].document


def sheet(rows: list[tuple[list[Image.Image], Image.Image]], path: Path) -> None:
    """Each set's references beside the design in their style."""
    width = (SIZE + 1) * (SHOWN_PX + 10)
    picture = Image.new("RGB", (width, len(rows) * (SHOWN_PX + 10)), "#f3f2ee")
    draw = ImageDraw.Draw(picture)
    for i, (references, design) in enumerate(rows):
        for j, one in enumerate([*references, design]):
            shown = one.copy()
            shown.thumbnail((SHOWN_PX, SHOWN_PX))
            picture.paste(shown, (j * (SHOWN_PX + 10) + 5, i * (SHOWN_PX + 10) + 5))
        draw.line([(5 * (SHOWN_PX + 10), 0), (5 * (SHOWN_PX + 10), picture.height)], fill="#222222", width=2)
    picture.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("captures", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--finished", action="store_true")
    options = parser.parse_args()
    use_compilation_cache()
    models = shipped()
    analyzer = StyleAnalyzer(model=models.autoencoder)
    sets = sets_of(options.captures, options.sets)
    profiles = {name: analyzer.analyze(one.members, name=name) for name, one in sets.items()}
    free = profile_of(made(UniversalDesigner(models), finished=options.finished), analyzer)
    rows, hits, ratios = [], [], []
    real: dict[str, list[float]] = {"the set's own designs": [], "other designs of the source": []}
    for i, (name, profile) in enumerate(profiles.items()):
        document = made(UniversalDesigner(models, style=profile), finished=options.finished)
        own = profile_of(document, analyzer)
        found = nearest(own, list(profiles.values()))
        without = max(palette_distance(free.palette, profile.palette), 1e-9)
        ratio = palette_distance(own.palette, profile.palette) / without
        for told, references in zip(real, sets[name], strict=True):
            palettes = [analyzer.analyze([reference]).palette for reference in references]
            real[told] += [palette_distance(palette, profile.palette) / without for palette in palettes]
        hits.append(found == i)
        ratios.append(ratio)
        print(f"{name}: nearest {list(profiles)[found]}, palette {ratio:.2f} of the one without style")
        rows.append(([one.picture for one in sets[name].members], picture_of(document, 2 * SHOWN_PX)))
    options.out.mkdir(parents=True, exist_ok=True)
    sheet(rows, options.out / "styles.png")
    print(
        f"nearest profile is its own: {np.mean(hits):.0%} of {len(hits)} sets; "
        f"palette distance {np.mean(ratios):.2f} of that without a style"
        + "".join(f", {np.mean(values):.2f} of {told}" for told, values in real.items() if values)
        + "."
    )


if __name__ == "__main__":
    main()
