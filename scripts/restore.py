"""How far snapping brings jittered real designs back: boxes against the untouched original.

    python scripts/restore.py CAPTURES_DIR [--limit 60] [--sigma 0.03] [--noise normal|position|uniform]
    python scripts/restore.py CAPTURES_DIR --innovate [--steps 60]     the whole of innovate, tidy

Distance is the mean over elements of the L2 norm over x, y, w, h in canvas fractions. Alignment and
overlap are those of LayoutGAN++ (Kikuchi et al., 2021), over all elements.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import numpy as np

from jaxdesign.config import BOLDNESS, InnovateConfig
from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.importers.capture import read_capture
from jaxdesign.innovation.innovate import innovate_documents
from jaxdesign.innovation.verify import verify
from jaxdesign.layout.parse import fractions
from jaxdesign.layout.snap import snap, with_boxes
from jaxdesign.render.setting import text_metrics

_LEAST = 0.004


def jittered(document: Document, rng: np.random.Generator, sigma: float, noise: str) -> Document:
    """The document with every box off by ``sigma`` of the canvas (uniform: within +-sigma)."""
    box = fractions(document)
    off = rng.uniform(-sigma, sigma, box.shape) if noise == "uniform" else rng.normal(0, sigma, box.shape)
    if noise == "position":
        off[:, 2:] = 0
    box = box + off
    box[:, 2:] = np.maximum(box[:, 2:], _LEAST)
    return with_boxes(document, box)


def alignment(box: np.ndarray) -> float:
    """LayoutGAN++ alignment: mean of -log(1 - least distance of left, centre, right, top, middle, bottom)."""
    if len(box) < 2:
        return 0.0
    start, size = box[:, :2], box[:, 2:]
    edges = np.concatenate([start, start + size / 2, start + size], axis=1)
    apart = np.abs(edges[:, None] - edges[None])
    apart[np.arange(len(box)), np.arange(len(box))] = 1.0
    least = np.minimum(apart.min(axis=(1, 2)), 1 - 1e-6)
    return float(-np.log(1 - least).mean())


def overlap(box: np.ndarray) -> float:
    """LayoutGAN++ overlap: mean over elements of what others cover of it, as a share of its area."""
    low = np.maximum(box[:, None, :2], box[None, :, :2])
    high = np.minimum((box[:, :2] + box[:, 2:])[:, None], (box[:, :2] + box[:, 2:])[None])
    shared = np.prod(np.maximum(high - low, 0), axis=-1)
    np.fill_diagonal(shared, 0)
    area = np.maximum(box[:, 2:].prod(1), 1e-9)
    return float((shared / area[:, None]).sum(1).mean())


def figures(box: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Distances of boxes to the original's, and their own alignment and overlap."""
    off = box - truth
    center = off[:, :2] + off[:, 2:] / 2
    return {
        "L2": float(np.linalg.norm(off, axis=1).mean()),
        "L1": float(np.abs(off).sum(1).mean()),
        "center": float(np.linalg.norm(center, axis=1).mean()),
        "alignment": alignment(box),
        "overlap": overlap(box),
    }


def innovated(pairs: list[tuple[Document, Document]], steps: int) -> list[dict[str, float]]:
    """Figures after a tidy innovation of each (original, rough); prints how many are certified."""
    config = InnovateConfig(boldness=BOLDNESS["tidy"], steps=steps, candidates=1)
    outcomes = innovate_documents([rough for _, rough in pairs], config)
    rows, certified, lost = [], 0, 0
    for (document, rough), outcome in zip(pairs, outcomes, strict=True):
        result = rough if isinstance(outcome, NotCertifiedError) else outcome.after
        certified += result is not rough
        lost += result is rough and verify(document).holds
        if isinstance(outcome, NotCertifiedError):
            print(outcome)
        kept = {element.id: element for element in result.elements}
        same = rough.model_copy(update={"elements": tuple(kept[e.id] for e in rough.elements)})
        rows.append(figures(fractions(same), fractions(document)))
    print(f"{certified} of {len(pairs)} certified; {lost} lost a certificate that the original had")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--sigma", type=float, default=0.03)
    parser.add_argument("--noise", choices=("normal", "position", "uniform"), default="normal")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--innovate", action="store_true", help="run the whole of innovate, not snap alone")
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    paths = [p for p in sorted(arguments.captures.glob("*/*.json.gz")) if is_held_out(p.parent.name)]
    random.Random(arguments.seed).shuffle(paths)
    rng = np.random.default_rng(arguments.seed)
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    pairs: list[tuple[Document, Document]] = []
    for path in paths[: arguments.limit]:
        try:
            document = read_capture(path)
        except InputError as error:
            print(error)
            continue
        if not document.elements:
            continue
        truth = fractions(document)
        metrics = text_metrics(document, len(truth))
        rough = jittered(document, rng, arguments.sigma, arguments.noise)
        rows["original"].append(figures(truth, truth))
        rows["jittered"].append(figures(fractions(rough), truth))
        if arguments.innovate:
            pairs.append((document, rough))
            continue
        rows["snapped"].append(figures(fractions(snap(rough, metrics)), truth))
        rows["original snapped"].append(figures(fractions(snap(document, metrics)), truth))
    if arguments.innovate:
        rows["snapped"] = innovated(pairs, arguments.steps)
    names = list(rows["original"][0])
    print(f"{len(rows['original'])} held-out designs, {arguments.noise} noise {arguments.sigma}")
    print(" " * 18 + "".join(f"{name:>11s}" for name in names))
    means = {
        name: {key: float(np.mean([r[key] for r in found])) for key in names} for name, found in rows.items()
    }
    for name, found in means.items():
        print(f"{name:18s}" + "".join(f"{found[key]:11.4f}" for key in names))
    for key in ("L2", "L1", "center"):
        print(f"{key} falls by {1 - means['snapped'][key] / means['jittered'][key]:.1%}")


if __name__ == "__main__":
    main()
