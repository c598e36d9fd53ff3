"""How much of real held-out designs the layout tree can say, by group.

    python scripts/tree_coverage.py CAPTURES_DIR [--limit 300] [--all]

An element is placed if it is a leaf of a row or column or the ground of a container; what had to be laid
over its siblings because no cut fits is not. IoU is of the boxes that parse, fit and solve give back,
once with every size fitted and once with texts at their measured sizes.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from jaxdesign.data.splits import is_held_out
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture
from jaxdesign.layout.fit import children_of, fit
from jaxdesign.layout.parse import fractions, parse
from jaxdesign.layout.solve import solve
from jaxdesign.layout.ties import content_sized
from jaxdesign.layout.tree import NodeKind, Tree
from jaxdesign.render.setting import text_metrics


def num_unplaced(tree: Tree) -> int:
    """Elements in the children that layers nodes lay over their first child."""
    outside: set[int] = set()
    for node in np.flatnonzero(tree.kind == NodeKind.LAYERS):
        for child in children_of(tree, node)[1:]:
            below = [child]
            for inner in below:
                below.extend(children_of(tree, inner).tolist())
            outside.update(int(tree.element[i]) for i in below if tree.element[i] >= 0)
    return len(outside)


def iou(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """``[n]`` intersection over union of ``[n, 4]`` boxes x, y, w, h."""
    low, high = (
        np.maximum(one[:, :2], other[:, :2]),
        np.minimum(one[:, :2] + one[:, 2:], other[:, :2] + other[:, 2:]),
    )
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    return shared / np.maximum(one[:, 2:].prod(1) + other[:, 2:].prod(1) - shared, 1e-12)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--all", action="store_true", help="also the sources that are not held out")
    arguments = parser.parse_args()
    paths = [
        p
        for p in sorted(arguments.captures.glob("*/*.json.gz"))
        if arguments.all or is_held_out(p.parent.name)
    ]
    random.Random(0).shuffle(paths)
    solved = jax.jit(lambda *a: solve(*a, softness=0.0))
    rows: dict[str, list[tuple[int, int, float, float]]] = defaultdict(list)
    for path in paths[: arguments.limit]:
        try:
            document = read_capture(path)
        except InputError as error:
            print(error)
            continue
        n = len(document.elements)
        if n == 0:
            continue
        tree = parse(document)
        metrics = text_metrics(document, len(tree.node_of))
        canvas = jnp.array([document.canvas.width, document.canvas.height], jnp.float32)
        scores = []
        for variant in (tree, content_sized(tree, document, metrics)):
            arrays = Tree(*(jnp.asarray(field) for field in variant))
            box = solved(arrays, fit(document, variant, metrics), metrics, canvas)
            scores.append(float(iou(np.asarray(box)[:n], fractions(document)).mean()))
        rows[document.provenance["group"]].append((n, num_unplaced(tree), scores[0], scores[1]))
    for group, values in sorted(rows.items()):
        count, unplaced = sum(v[0] for v in values), sum(v[1] for v in values)
        whole = np.mean([v[1] == 0 for v in values])
        exact, measured = np.mean([v[2] for v in values]), np.mean([v[3] for v in values])
        print(
            f"{group:9s} {len(values):4d} designs {count:6d} elements: placed {1 - unplaced / count:.3f}, "
            f"whole designs {whole:.3f}, IoU fitted {exact:.4f}, texts measured {measured:.4f}"
        )


if __name__ == "__main__":
    main()
