"""Innovation in latent, tree and element space from the same starts: scores, certificates, two-sample test.

    python scripts/compare_spaces.py CAPTURES_DIR [--limit 24] [--steps 40] [--boldness 0.4]

The starts are held-out real designs of at most 16 elements with every box off by 3% of the canvas; the test
asks how well the outcomes are told from as many other real designs (0.5: not at all).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from restore import jittered

from jaxdesign.config import SPACES, InnovateConfig
from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.evaluation.comparison import features_of
from jaxdesign.evaluation.distances import two_sample_auc
from jaxdesign.evaluation.shipped_features import shipped_features
from jaxdesign.grammar.scoring import score_documents
from jaxdesign.importers.capture import read_capture
from jaxdesign.innovation.innovate import innovate_documents
from jaxdesign.runtime import use_compilation_cache

_SIGMA, _MOST, _LEAST, _OF_A_SOURCE = 0.03, 16, 4, 4


def originals(folder: Path, limit: int) -> list[Document]:
    """Held-out designs of few elements, spread over the sources."""
    found: list[Document] = []
    sources = sorted(path for path in folder.iterdir() if path.is_dir() and is_held_out(path.name))
    for source in sources:
        taken = 0
        for path in sorted(source.glob("*.json.gz")):
            try:
                document = read_capture(path)
            except InputError:
                continue
            if _LEAST <= len(document.elements) <= _MOST:
                found.append(document)
                taken += 1
            if taken == _OF_A_SOURCE:
                break
    places = np.linspace(0, len(found) - 1, min(limit, len(found))).astype(int)
    return [found[place] for place in places]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("captures", type=Path)
    parser.add_argument("--limit", type=int, default=24)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--boldness", type=float, default=0.4)
    options = parser.parse_args()
    use_compilation_cache()
    every = originals(options.captures, 2 * options.limit)
    real, others = every[::2], every[1::2]
    rng = np.random.default_rng(0)
    rough = [jittered(document, rng, _SIGMA, "normal") for document in real]
    net = shipped_features()
    features = features_of(net, others)

    def told(name: str, documents: list[Document], note: str = "") -> None:
        total = np.mean([scores.total for scores in score_documents(documents)])
        auc = two_sample_auc(features_of(net, documents), features)
        print(f"{name}: total {total:.1f}, AUC {auc:.2f}{note}", flush=True)

    told("real", real)
    told("start", rough)
    for space in SPACES:
        config = InnovateConfig(boldness=options.boldness, steps=options.steps, candidates=1, space=space)
        outcomes = innovate_documents(rough, config)
        held = [not isinstance(outcome, NotCertifiedError) for outcome in outcomes]
        documents = [
            before if isinstance(outcome, NotCertifiedError) else outcome.after
            for before, outcome in zip(rough, outcomes, strict=True)
        ]
        told(space, documents, f", {sum(held)} of {len(held)} certified")


if __name__ == "__main__":
    main()
