"""Finished designs beside the real ones whose words and pictures they set: are they told apart, do they vary.

    python scripts/check_finished.py DATASET -o OUT [--count 48]

The content of held-out designs (the test split, those with at most a dozen texts) is designed anew on their
own canvas, innovated and certified. Figures: how many are certified; AUC of a two-sample test with the real
designs (0.5: cannot be told apart); mean pairwise distance as a part of the real designs'. Writes a sheet of
pairs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from jaxtyping import Float

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.design.document import Document
from jaxdesign.designer import UniversalDesigner
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.evaluation.comparison import features_of
from jaxdesign.evaluation.distances import two_sample_auc
from jaxdesign.evaluation.reconstruction import picture_of
from jaxdesign.evaluation.shipped_features import shipped_features
from jaxdesign.models.shipped import shipped
from jaxdesign.runtime import use_compilation_cache

_MOST_TEXTS = 12


def is_suitable(document: Document) -> bool:
    """Whether a brief could hold the design's words."""
    texts = [element for element in document.elements if element.text is not None]
    return 2 <= len(texts) <= _MOST_TEXTS


def mean_apart(features: Float[np.ndarray, "n f"]) -> float:
    """Mean distance of two different rows."""
    squares = ((features[:, None] - features[None]) ** 2).sum(-1)
    return float(np.sqrt(squares).sum() / (len(features) * (len(features) - 1)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=48)
    options = parser.parse_args()
    use_compilation_cache()
    options.out.mkdir(parents=True, exist_ok=True)
    data = RealDesignDataset(options.dataset, split="test")
    documents = [data.record(place).read_document() for place in range(len(data))]
    suitable = [document for document in documents if is_suitable(document)]
    places = np.linspace(0, len(suitable) - 1, min(options.count, len(suitable))).astype(int)
    designer = UniversalDesigner(shipped())
    pairs: list[tuple[Document, Document]] = []
    reasons: list[str] = []
    for done, place in enumerate(places):
        real = suitable[place]
        try:
            pairs.append((real, designer.restyle(real)[0].result.after))
        except (InputError, NotCertifiedError) as error:
            reasons.append(str(error))
        print(f"\r{done + 1} of {len(places)}, {len(pairs)} certified", end="", flush=True)
    if not pairs:
        parser.error(f"none could be certified: {reasons[0]}")
    net = shipped_features()
    real, made = (features_of(net, documents) for documents in zip(*pairs, strict=True))
    entries = [
        Entry(picture_of(one), name)
        for pair in pairs
        for one, name in zip(pair, ("real", "made"), strict=True)
    ]
    contact_sheet(entries, columns=12, cell_px=200).save(options.out / "finished.png")
    print(
        f"\n{len(pairs)} of {len(places)} certified; AUC {two_sample_auc(made, real):.2f}; pairwise distance "
        f"{mean_apart(made) / mean_apart(real):.2f} of the real designs'."
    )
    for reason in sorted(set(reasons)):
        print(f"  {reasons.count(reason)}: {reason}")


if __name__ == "__main__":
    main()
