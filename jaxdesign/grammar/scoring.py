"""Scores of many documents at once, in few compiled programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from jaxdesign.compiled import Program
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document
from jaxdesign.grammar.calibration import load_calibration, percentiles, total
from jaxdesign.grammar.scores import Scores, TermScore
from jaxdesign.grammar.terms import TERMS, values
from jaxdesign.raster import rasterize
from jaxdesign.render.setting import text_metrics
from jaxdesign.render.textures import make_textures
from jaxdesign.types import Design, Scene, TextMetrics, Textures

WORKING_PX = 96
"""Side of the grid that every design is rasterized on, whatever its proportions."""

INK_SHAPE = (24, 96)
"""Texels of a text's ink; enough for the working grid."""

_BATCH = {32: 16, 128: 4, 1024: 1}
"""Designs in one call of the compiled program, by padded size."""


def scene(design: Design, textures: Textures, metrics: TextMetrics, *, rotated: bool | None = None) -> Scene:
    """The design with its working picture; ``rotated`` as in ``rasterize``."""
    layers = rasterize(design, textures, height=WORKING_PX, width=WORKING_PX, rotated=rotated)
    return Scene(design=design, metrics=metrics, picture=layers.picture, under=layers.under)


def _batched_values(
    stacked: tuple[Design, Textures, TextMetrics], num: Int[Array, ""], *, rotated: bool
) -> Float[Array, "d t"]:
    def score(i: Int[Array, ""], rows: Float[Array, "d t"]) -> Float[Array, "d t"]:
        arrays = jax.tree.map(lambda leaf: leaf[i], stacked)
        return rows.at[i].set(values(scene(*arrays, rotated=rotated)))

    rows = jnp.zeros((stacked[0].box.shape[0], len(TERMS)))
    return jax.lax.fori_loop(0, num, score, rows)


_VALUES = Program(_batched_values, name="values", static_argnames=("rotated",))
_FEW_VALUES = Program(_batched_values, name="few values", static_argnames=("rotated",), runs_seldom=True)


def _slots(document: Document) -> int:
    return next(size for size in _BATCH if size >= len(document.elements))


def scene_arrays(document: Document) -> tuple[Design, Textures, TextMetrics]:
    """What the scene of a document is made from, padded to one of few sizes."""
    num_slots = _slots(document)
    design, _ = to_arrays(document, num_slots=num_slots)
    textures = make_textures(document, num_slots, ink_shape=INK_SHAPE)
    return design, textures, text_metrics(document, num_slots)


def _stacked(documents: Sequence[Document], num_slots: int) -> Any:
    """The scenes of at most a batch of documents, padded to a whole batch."""
    scenes = [scene_arrays(document) for document in documents]
    scenes += [scenes[0]] * (_BATCH[num_slots] - len(scenes))
    return jax.tree.map(lambda *leaves: np.stack([np.asarray(leaf) for leaf in leaves]), *scenes)


def _is_rotated(documents: Sequence[Document]) -> bool:
    return any(element.rotation for document in documents for element in document.elements)


def prepare_scoring(documents: Sequence[Document]) -> None:
    """Begin to load or compile what ``score_documents`` runs for a few documents like these."""
    for num_slots in _BATCH:
        chosen = [document for document in documents if _slots(document) == num_slots]
        if chosen:
            _FEW_VALUES.prepare(
                _stacked(chosen[:1], num_slots), np.int32(1), rotated=_is_rotated(chosen[: _BATCH[num_slots]])
            )


def document_values(documents: Sequence[Document], *, are_few: bool = False) -> np.ndarray:
    """``[d, t]``: every term's value of every document, in the order of ``TERMS``.

    ``are_few`` chooses a program that is compiled sooner and runs slower.
    """
    program = _FEW_VALUES if are_few else _VALUES
    result = np.zeros((len(documents), len(TERMS)), np.float32)
    for num_slots, size in _BATCH.items():
        chosen = [i for i, document in enumerate(documents) if _slots(document) == num_slots]
        for first in range(0, len(chosen), size):
            part = chosen[first : first + size]
            batch = [documents[i] for i in part]
            found = program(_stacked(batch, num_slots), np.int32(len(part)), rotated=_is_rotated(batch))
            result[part] = np.asarray(found)[: len(part)]
    return result


def scores_of(term_values: np.ndarray) -> list[Scores]:
    """Scores of rows of term values ``[d, t]``."""
    calibration = load_calibration()
    shares = [percentiles(row, calibration) for row in np.asarray(term_values, np.float32)]
    totals = [total(row, calibration) for row in shares]
    return [
        Scores(
            total=float(whole),
            terms={
                name: TermScore(value=float(value), percentile=float(share))
                for name, value, share in zip(TERMS, row, row_shares, strict=True)
            },
        )
        for row, row_shares, whole in zip(term_values, shares, totals, strict=True)
    ]


def score_documents(documents: Sequence[Document], *, are_few: bool = False) -> list[Scores]:
    """Every term's value and percentile and the total of each document; ``are_few`` as above."""
    return scores_of(document_values(documents, are_few=are_few))
