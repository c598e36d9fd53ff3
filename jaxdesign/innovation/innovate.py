"""``innovate_documents``: rough designs in, finished and certified designs out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from jaxdesign import __version__, grammar
from jaxdesign.config import InnovateConfig
from jaxdesign.design.arrays import bucket, from_arrays, to_arrays
from jaxdesign.design.document import Document
from jaxdesign.design.formats import canvas_for
from jaxdesign.design.locks import apply_locks
from jaxdesign.errors import NotCertifiedError
from jaxdesign.grammar.scoring import score_documents
from jaxdesign.innovation import changes
from jaxdesign.innovation.finalise import finalise
from jaxdesign.innovation.loop import Trace, advance, candidate_mesh, shard_candidates, start
from jaxdesign.innovation.problem import Problem, make_problem
from jaxdesign.innovation.result import Certificate, InnovationResult
from jaxdesign.layout.recompose import recompose
from jaxdesign.progress import Progress, ProgressCallback, silent

CHUNK = 10
"""Steps between two looks at the scores."""

NUM_FRAMES = 24
MAX_BATCH = 8
"""Designs in one call of the compiled loop."""

Outcome = InnovationResult | NotCertifiedError


class Found(NamedTuple):
    """What the loop found for one design."""

    document: Document
    """The kept candidate, not yet finalised."""
    frames: tuple[Document, ...]
    total_curve: np.ndarray
    term_curves: dict[str, np.ndarray]


class Clock:
    """Seconds spent by phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def innovate_documents(
    documents: Sequence[Document], config: InnovateConfig, *, progress: ProgressCallback = silent
) -> list[Outcome]:
    """Innovate each document; the outcomes are in the documents' order.

    A design that cannot be certified gives a ``NotCertifiedError`` that says why, in its place.
    Raises ``InputError`` for locks, weights or formats that do not exist.
    """
    clock = Clock()
    originals = [apply_locks(document, config.locks) for document in documents]
    starts = originals
    if config.format is not None:
        with clock.phase("re-compose"):
            starts = [recompose(document, canvas_for(config.format)) for document in originals]
    found: dict[int, Found] = {}
    for group in _batches(starts):
        found.update(zip(group, _search([starts[i] for i in group], config, clock, progress), strict=True))
    outcomes: list[Outcome] = []
    for i, original in enumerate(originals):
        progress(Progress("finishing", i, len(originals)))
        with clock.phase("finalise"):
            finished, certificate = finalise(found[i].document, original=starts[i])
        if not certificate.holds:
            outcomes.append(NotCertifiedError("not certified: " + " ".join(certificate.reasons)))
            continue
        outcomes.append(_result(original, finished, certificate, found[i], config, clock))
    progress(Progress("finishing", len(originals), len(originals)))
    return outcomes


def _batches(documents: Sequence[Document]) -> Iterator[list[int]]:
    """Indices of designs that share a padded size, at most ``MAX_BATCH`` at once."""
    by_slots: dict[int, list[int]] = {}
    for i, document in enumerate(documents):
        by_slots.setdefault(bucket(len(document.elements)), []).append(i)
    for group in by_slots.values():
        for first in range(0, len(group), MAX_BATCH):
            yield group[first : first + MAX_BATCH]


def _search(
    documents: Sequence[Document], config: InnovateConfig, clock: Clock, progress: ProgressCallback
) -> list[Found]:
    slots = bucket(len(documents[0].elements))
    problems = []
    for i, document in enumerate(documents):
        progress(Progress("reading", i, len(documents)))
        with clock.phase("parse and snap"):
            problems.append(make_problem(document, config, slots))
    batch: Problem = jax.tree.map(lambda *leaves: jnp.stack(leaves), *problems)
    mesh = candidate_mesh(config.candidates)
    with clock.phase("loop"):
        variables = shard_candidates(batch.variables, mesh)
        carry = start(batch.space, batch.objective, variables)
        traces: list[Trace] = []
        for first in range(0, config.steps, CHUNK):
            chunk = min(CHUNK, config.steps - first)
            carry, trace = advance(
                batch.space, batch.objective, carry, jnp.int32(first), jnp.int32(config.steps), chunk=chunk
            )
            traces.append(jax.device_get(trace))
            totals = traces[-1].judgement.total[:, :, -1].max(axis=1)
            progress(Progress("improving", first + chunk, config.steps, tuple(float(t) for t in totals)))
        trace = jax.tree.map(lambda *parts: np.concatenate(parts, axis=2), *traces)
        best, best_value = jax.device_get((carry.best, carry.best_value))
    return [
        _found(document, jax.tree.map(lambda leaf, d=d: leaf[d], (best, best_value, trace)), slots)
        for d, document in enumerate(documents)
    ]


def _found(document: Document, searched: tuple, slots: int) -> Found:
    best, best_value, trace = searched
    kept = int(np.argmax(best_value))
    _, content = to_arrays(document, num_slots=slots)
    trace = jax.tree.map(lambda leaf: leaf[kept], trace)
    num_steps = len(trace.judgement.total)
    steps = np.unique(np.linspace(0, num_steps - 1, NUM_FRAMES).round().astype(int))
    frames = [from_arrays(jax.tree.map(lambda leaf, s=s: leaf[s], trace.design), content) for s in steps]
    return Found(
        document=from_arrays(jax.tree.map(lambda leaf: leaf[kept], best), content),
        frames=(document, *frames),
        total_curve=trace.judgement.total,
        term_curves={name: trace.judgement.percentiles[:, t] for t, name in enumerate(grammar.TERMS)},
    )


def _result(
    original: Document,
    finished: Document,
    certificate: Certificate,
    found: Found,
    config: InnovateConfig,
    clock: Clock,
) -> InnovationResult:
    provenance = {
        **original.provenance,
        "version": __version__,
        "seed": config.seed,
        "steps": config.steps,
        "candidates": config.candidates,
        "boldness": config.boldness,
        "space": config.space,
    }
    after = finished.model_copy(update={"provenance": provenance})
    with clock.phase("account"):
        changed = changes.changed_elements(original, after) if config.format is None else []
        variants = [changes.without_change(after, old) for old, _, _ in changed]
        scores_before, scores_after, *without = score_documents([original, after, *variants])
    return InnovationResult(
        before=original,
        after=after,
        certificate=certificate,
        scores_before=scores_before,
        scores_after=scores_after,
        frames=(*found.frames, after),
        total_curve=found.total_curve,
        term_curves=found.term_curves,
        changes=changes.account(changed, scores_after, without),
        seconds=dict(clock.seconds),
    )
