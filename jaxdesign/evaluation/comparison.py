"""Sets of designs beside held-out real ones: one table of figures."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from flax import nnx

from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.evaluation.distances import Features, frechet, nearest, precision_recall, two_sample_auc
from jaxdesign.evaluation.feature_net import FeatureNet
from jaxdesign.grammar.published import layoutgan_alignment, layoutgan_overlap
from jaxdesign.models.documents import few_colors
from jaxdesign.types import Design, Kind

NUM_SLOTS = 64
_TOGETHER = 64


class Plain(NamedTuple):
    """What a person can check, means over a set."""

    alignment: float
    """LayoutGAN++, times 100."""
    overlap: float
    """LayoutGAN++, texts and pictures alone."""
    density: float
    """Share of the canvas under texts and pictures, doubly covered counted twice."""
    type_ratio: float
    """Largest type size over the median one."""
    num_colors: float
    """Colours of inks and fills that are more than 0.06 apart in OKLab."""


class Figures(NamedTuple):
    """How one set compares with the real ones."""

    count: int
    frechet: float
    precision: float
    recall: float
    auc: float
    """Two-sample test; 0.5 is indistinguishable."""
    copies: float
    """Share nearer to a training design than 99% of training designs are to one of another source."""
    plain: Plain


@functools.cache
def _program(graph: Any) -> Any:
    @jax.jit
    def run(state: Any, designs: Design) -> Any:
        return jax.vmap(nnx.merge(graph, state))(designs)

    return run


def arrays_of(documents: Sequence[Document]) -> list[Design]:
    """Documents as arrays of ``NUM_SLOTS``; those with more elements lose the last."""
    kept = [document.model_copy(update={"elements": document.elements[:NUM_SLOTS]}) for document in documents]
    return [to_arrays(document, num_slots=NUM_SLOTS)[0] for document in kept]


def features_of(net: FeatureNet, documents: Sequence[Document]) -> Features:
    """``[n, f]`` features of documents."""
    graph, state = nnx.split(net)
    designs = arrays_of(documents)
    out = []
    for first in range(0, len(designs), _TOGETHER):
        some = designs[first : first + _TOGETHER]
        padded = some + [some[0]] * (_TOGETHER - len(some))
        batch = jax.tree.map(lambda *leaves: np.stack(leaves), *padded)
        out.append(np.asarray(_program(graph)(state, batch))[: len(some)])
    return np.concatenate(out).astype(float)


def plain_figures(documents: Sequence[Document]) -> Plain:
    """Means over the documents that have what is measured."""
    rows = []
    for design in arrays_of(documents):
        box, mask = np.asarray(design.box), np.asarray(design.mask)
        kind, sizes = np.asarray(design.kind), np.asarray(design.font_size)
        solid = mask & ((kind == Kind.TEXT) | (kind == Kind.IMAGE))
        own = box[solid]
        every = np.ones(len(own), bool)
        fonts = sizes[mask & (sizes > 0)]
        colors = np.asarray(design.fill)[mask & (np.asarray(design.fill)[:, 0, 3] > 0.02), 0, :3]
        rows.append(
            (
                100 * float(layoutgan_alignment(own, every)) if len(own) > 1 else np.nan,
                float(layoutgan_overlap(own, every)) if len(own) else np.nan,
                float(np.prod(np.clip(own[:, 2:], 0, 1), axis=1).sum()),
                float(fonts.max() / np.median(fonts)) if len(fonts) else np.nan,
                len(few_colors(colors)),
            )
        )
    return Plain(*map(float, np.nanmean(np.array(rows), axis=0)))


class Reference(NamedTuple):
    """The real designs that sets are compared with."""

    real: Features
    """Held out, of other sources than the content is from."""
    paired: Features
    """Held out: the real designs whose content the sets show."""
    training: Features
    copy_distance: float
    """Below it a design is as near to one of training as only 1% of training designs are across sources."""


def reference(
    net: FeatureNet,
    real: Sequence[Document],
    paired: Sequence[Document],
    training: Sequence[Document],
    sources: Sequence[str],
) -> Reference:
    """The reference of real and training designs; ``sources`` are those of ``training``."""
    features = features_of(net, training)
    names = np.array(sources)
    if len(set(sources)) < 2:
        raise InputError("the evaluation needs training designs of at least two sources.")
    closest = np.array(
        [
            np.linalg.norm(features[names != name] - row, axis=1).min()
            for name, row in zip(names, features, strict=True)
        ]
    )
    return Reference(
        features_of(net, real), features_of(net, paired), features, float(np.quantile(closest, 0.01))
    )


def compared(net: FeatureNet, documents: Sequence[Document], to: Reference) -> Figures:
    """The figures of a set."""
    features = features_of(net, documents)
    precision, recall = precision_recall(features, to.real)
    return Figures(
        count=len(documents),
        frechet=frechet(features, to.real),
        precision=precision,
        recall=recall,
        auc=two_sample_auc(features, to.paired),
        copies=float((nearest(features, to.training) < to.copy_distance).mean()),
        plain=plain_figures(documents),
    )


def table(rows: dict[str, Figures]) -> str:
    """The figures as a table in Markdown, one row a set."""
    heads = ("set", "n", "Frechet", "precision", "recall", "AUC", "copies", *Plain._fields)
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for name, figures in rows.items():
        values = [
            figures.frechet,
            figures.precision,
            figures.recall,
            figures.auc,
            figures.copies,
            *figures.plain,
        ]
        lines.append(f"| {name} | {figures.count} | " + " | ".join(f"{value:.3g}" for value in values) + " |")
    return "\n".join(lines)
