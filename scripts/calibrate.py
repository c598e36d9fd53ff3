"""Makes jaxdesign/grammar/calibration.json from captures: quantiles of every term, and the terms' weights.

    python scripts/calibrate.py CAPTURES [--per-source 40] [--seed 0]

Only sources that are not held out are used, and at most ``--per-source`` captures of each, so that no one
designer rules. The weights are fitted on pairs of a design and its spoilt copy
(``jaxdesign.grammar.spoiling``): positive, none under a floor, summing to 1, so that the total prefers the
real one. About ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.grammar.calibration import NUM_QUANTILES, make, percentiles
from jaxdesign.grammar.scoring import document_values
from jaxdesign.grammar.spoiling import DAMAGES
from jaxdesign.grammar.terms import TERMS
from jaxdesign.importers.capture import read_capture

TARGET = Path(__file__).resolve().parent.parent / "jaxdesign" / "grammar" / "calibration.json"
FLOOR = 0.012
"""Least share of a term in the total: every term that designers check counts."""
SOFTNESS = 0.6
"""Points of the total within which a pair is not told apart for sure."""
STEPS = 2000


def chosen_captures(folder: Path, per_source: int, rng: np.random.Generator, *, held_out: bool) -> list[Path]:
    """At most ``per_source`` captures of each source, in a fixed order."""
    paths = []
    for source in sorted(p for p in folder.iterdir() if p.is_dir() and is_held_out(p.name) == held_out):
        found = sorted(source.glob("*.json.gz"))
        paths += [found[i] for i in sorted(rng.permutation(len(found))[:per_source])]
    return paths


def read_all(paths: list[Path]) -> list[Document]:
    """Documents of the captures that have elements; what cannot be read is named on stderr."""
    documents = []
    for path in paths:
        try:
            document = read_capture(path)
        except InputError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        if document.elements:
            documents.append(document)
    return documents


def pair_values(
    documents: list[Document], real: np.ndarray, rng: np.random.Generator
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each damage the term values of the real and of the spoilt designs, ``[pairs, t]`` each."""
    pairs = {}
    for name, (damage, _) in DAMAGES.items():
        tried = [damage(document, rng) for document in documents]
        spoilt = {i: document for i, document in enumerate(tried) if document is not None}
        kept = list(spoilt)
        pairs[name] = (real[kept], document_values(list(spoilt.values())))
        print(f"{name}: {len(kept)} pairs", file=sys.stderr)
    return pairs


def fit_weights(quantiles: np.ndarray, pairs: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights ``[t]`` that make the total prefer the real designs; every damage counts the same."""
    calibration = make(quantiles, np.ones(len(TERMS)))
    shares = jax.jit(jax.vmap(lambda row: percentiles(row, calibration)))
    differences = [jnp.asarray(shares(real) - shares(spoilt)) for real, spoilt in pairs.values()]

    def weights_of(logits: jax.Array) -> jax.Array:
        return FLOOR + (1 - FLOOR * len(TERMS)) * jax.nn.softmax(logits)

    def loss(logits: jax.Array) -> jax.Array:
        margins = [difference @ weights_of(logits) / SOFTNESS for difference in differences]
        return jnp.stack([jax.nn.softplus(-margin).mean() for margin in margins]).mean()

    tx = optax.adam(0.02)

    @jax.jit
    def run(logits: jax.Array) -> jax.Array:
        def step(carry: tuple, _: None) -> tuple[tuple, None]:
            logits, state = carry
            updates, state = tx.update(jax.grad(loss)(logits), state)
            return (optax.apply_updates(logits, updates), state), None

        return jax.lax.scan(step, (logits, tx.init(logits)), None, length=STEPS)[0][0]

    weights = np.asarray(weights_of(run(jnp.zeros(len(TERMS)))))
    for name, difference in zip(pairs, differences, strict=True):
        preferred = float((np.asarray(difference) @ weights > 0).mean())
        print(
            f"{name}: the real one preferred in {preferred:.1%} of the pairs it was fitted on",
            file=sys.stderr,
        )
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("captures", type=Path)
    parser.add_argument("--per-source", type=int, default=40)
    parser.add_argument("--pairs", type=int, default=400, help="designs that are spoilt to fit the weights")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    documents = read_all(chosen_captures(arguments.captures, arguments.per_source, rng, held_out=False))
    real = document_values(documents)
    quantiles = np.quantile(real, np.linspace(0, 1, NUM_QUANTILES), axis=0).T
    some = sorted(rng.permutation(len(documents))[: arguments.pairs])
    weights = fit_weights(quantiles, pair_values([documents[i] for i in some], real[some], rng))
    sources = {d.provenance["source"]: d.provenance["license"] for d in documents}
    data = {
        "made": {
            "command": f"python scripts/calibrate.py CAPTURES --per-source {arguments.per_source} "
            f"--pairs {arguments.pairs} --seed {arguments.seed}",
            "designs": len(documents),
            "weights": "logistic fit on pairs of a design and its spoilt copy, jaxdesign.grammar.spoiling",
        },
        "terms": {
            name: {
                "unit": term.unit,
                "better": term.better,
                "weight": round(float(weight), 4),
                "quantiles": [float(f"{value:.5g}") for value in row],
            }
            for (name, term), weight, row in zip(TERMS.items(), weights, quantiles, strict=True)
        },
        "sources": dict(sorted(sources.items())),
    }
    TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TARGET} from {len(documents)} designs of {len(sources)} sources", file=sys.stderr)


if __name__ == "__main__":
    main()
