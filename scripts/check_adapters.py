"""How far adapters bring designs towards the designs that they were trained on, without and with weights.

    python scripts/check_adapters.py DATASET -o OUT [--adapters bold,playful] [--count 24] [--finished 6]

Designs in the subset's styles are made for the content of held-out designs of all kinds, without an adapter
and with it at half and at full weight; told is the distance of their common profile to that of the held-out
designs of its subset, and how far the subset's own training designs are from these. With ``--finished`` as
many briefs are designed and certified, without and with it. Writes a sheet for each adapter: a row without,
one at half weight, one at full weight, one of the subset.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
from check_briefs import read_briefs, with_pictures

from jaxdesign.brief.schema import Brief
from jaxdesign.data.dataset import RealDesignDataset, open_stored
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.data.stored import StoredDataset
from jaxdesign.data.styles import STYLES
from jaxdesign.data.subset import choose
from jaxdesign.design.document import Document
from jaxdesign.designer import UniversalDesigner
from jaxdesign.errors import NotCertifiedError
from jaxdesign.evaluation.baselines import spread
from jaxdesign.evaluation.reconstruction import picture_of
from jaxdesign.evaluation.samples import real_requests
from jaxdesign.models.generate import Request
from jaxdesign.models.sampling import make
from jaxdesign.models.shipped import Models, find_adapter, shipped
from jaxdesign.runtime import use_compilation_cache
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.distances import profile_distance
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import Reference

ADAPTERS = ("bold", "colourful", "elegant", "playful")
WEIGHTS = (0.0, 0.5, 1.0)
BRIEFS = Path(__file__).with_name("briefs.jsonl")
_MOST = 30
"""References of a profile."""
_SHOWN = 12


def profile_of(documents: list[Document], analyzer: StyleAnalyzer) -> StyleProfile:
    """The common profile of designs."""
    references = [
        Reference(name=str(i), document=document, picture=picture_of(document))
        for i, document in enumerate(documents[:_MOST])
    ]
    return analyzer.analyze(references)


def with_styles(request: Request, words: frozenset[str]) -> Request:
    """The request in other styles."""
    styles = np.array([style in words for style in STYLES], np.float32)
    return replace(request, condition=request.condition._replace(styles=styles))


def members(stored: StoredDataset, split: str, words: frozenset[str]) -> list[Document]:
    """The designs of a split that fit all the words."""
    places = [one.place for one in choose(stored, " ".join(sorted(words))) if one.split == split]
    subset = RealDesignDataset(stored.folder, split=split, places=places)
    return [subset.record(i).read_document() for i in range(len(subset))]


def weighted(models: Models, name: str, weight: float) -> Models:
    return models.with_lora([(find_adapter(name), weight)]) if weight else models


def certified(models: Models, briefs: list[Brief]) -> list[Document]:
    """Finished designs of the briefs that could be certified."""
    designer, found = UniversalDesigner(models), []
    for brief in briefs:
        try:
            found.append(designer.design(brief)[0].result.after)
        except NotCertifiedError as error:
            print(f"  refused: {error}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--adapters", default=",".join(ADAPTERS))
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--finished", type=int, default=0)
    options = parser.parse_args()
    use_compilation_cache()
    options.out.mkdir(parents=True, exist_ok=True)
    models = shipped()
    analyzer = StyleAnalyzer(model=models.autoencoder)
    stored = open_stored(options.dataset)
    data = RealDesignDataset(stored.folder, split="test")
    places = np.linspace(0, len(data) - 1, options.count).astype(int).tolist()
    requests = [real.request for real in real_requests(data, places)]
    every = read_briefs(BRIEFS)
    rows = every[:: max(len(every) // max(options.finished, 1), 1)][: options.finished]
    briefs = [with_pictures(row, BRIEFS.parent, options.out / "pictures") for row in rows]
    plain = certified(models, briefs)
    for name in options.adapters.split(","):
        words = find_adapter(name).words
        label = "-".join(sorted(words))
        real, learned = (members(stored, split, words) for split in ("validation", "train"))
        wanted = profile_of(real, analyzer)
        floor = profile_distance(profile_of(spread(learned, _MOST), analyzer), wanted)
        asked = [with_styles(request, words) for request in requests]
        shown, figures = [], []
        for weight in WEIGHTS:
            made = make(weighted(models, name, weight), asked, jax.random.key(0))
            documents = [sample.document for sample in made if sample is not None]
            figures.append(profile_distance(profile_of(documents, analyzer), wanted))
            shown += [Entry(picture_of(one), f"{weight:g}") for one in documents[:_SHOWN]]
        shown += [Entry(picture_of(one), "real") for one in real[:_SHOWN]]
        contact_sheet(shown, columns=_SHOWN).save(options.out / f"{label}.png")
        told = ", ".join(f"{weight:g}: {figure:.3f}" for weight, figure in zip(WEIGHTS, figures, strict=True))
        print(
            f"{name}: distance to {len(real)} held-out designs at {told}; "
            f"{figures[-1] / figures[0] - 1:+.0%}; real ones of training: {floor:.3f}"
        )
        if briefs:
            finished = certified(weighted(models, name, 1.0), briefs)
            apart = [profile_distance(profile_of(group, analyzer), wanted) for group in (plain, finished)]
            print(
                f"  finished: {len(finished)} of {len(briefs)} certified ({len(plain)} without), distance "
                f"{apart[0]:.3f} -> {apart[1]:.3f}; {apart[1] / apart[0] - 1:+.0%}"
            )
            sheet = contact_sheet(
                [Entry(picture_of(one), told) for group, told in ((plain, "without"), (finished, name))
                 for one in group], columns=len(briefs),
            )  # fmt: skip
            sheet.save(options.out / f"{label}-finished.png")


if __name__ == "__main__":
    main()
