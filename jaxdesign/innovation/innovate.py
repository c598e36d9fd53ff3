"""``innovate_documents``: rough designs in, finished and certified designs out."""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import jax
import numpy as np
from jax.sharding import Mesh
from jaxtyping import Float

from jaxdesign import __version__, grammar
from jaxdesign.config import BOLDNESS, InnovateConfig
from jaxdesign.design.arrays import Content, bucket, from_arrays, to_arrays
from jaxdesign.design.document import Document
from jaxdesign.design.formats import canvas_for
from jaxdesign.design.locks import apply_locks
from jaxdesign.errors import NotCertifiedError
from jaxdesign.grammar.scoring import prepare_scoring, score_documents
from jaxdesign.innovation import changes
from jaxdesign.innovation.columns import calls_in_line, columns_in_line
from jaxdesign.innovation.edges import inside_canvas, reaching
from jaxdesign.innovation.loop import (
    Trace,
    advance,
    candidate_mesh,
    initial_carry,
    load_ahead,
    prepare,
    replicate,
    shard_candidates,
)
from jaxdesign.innovation.objective import RasterSettings
from jaxdesign.innovation.problem import make_problem
from jaxdesign.innovation.result import Certificate, InnovationResult
from jaxdesign.innovation.style_match import StyleTarget
from jaxdesign.layout.lines import MAX_SLIP
from jaxdesign.layout.recompose import recompose
from jaxdesign.progress import Progress, ProgressCallback, silent
from jaxdesign.types import Design

CHUNK = 9
"""Steps between two looks at the scores."""

NUM_FRAMES = 24
"""Designs kept of the way from start to end."""

Outcome = InnovationResult | NotCertifiedError


class Way(Sequence[Document]):
    """Designs between a start and an end, made of their arrays when one is asked for."""

    def __init__(self, start: Document, designs: Design, content: Content, end: Document) -> None:
        self._start, self._end = start, end
        self._designs, self._content = designs, content

    def __len__(self) -> int:
        return len(self._designs.box) + 2

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Document, ...]: ...
    def __getitem__(self, place: int | slice) -> Document | tuple[Document, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        i = range(len(self))[place]
        if i in (0, len(self) - 1):
            return self._end if i else self._start
        return from_arrays(jax.tree.map(lambda leaf: leaf[i - 1], self._designs), self._content)


class Found(NamedTuple):
    """What the loop found for one design."""

    document: Document
    """The kept candidate, not yet finalised."""
    designs: Design
    """``NUM_FRAMES`` of the way there."""
    content: Content
    total_curve: np.ndarray
    term_curves: dict[str, np.ndarray]

    def way(self, start: Document) -> Way:
        """From where the loop began to the best that it found."""
        return Way(start, self.designs, self.content, self.document)


class Clock:
    """Seconds spent by phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Generator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def innovate_documents(
    documents: Sequence[Document],
    config: InnovateConfig,
    *,
    style: StyleTarget | None = None,
    progress: ProgressCallback = silent,
    on_found: Callable[[Way], object] | None = None,
) -> list[Outcome]:
    """Innovate each document, towards a style if one is given; the outcomes are in the documents' order.

    ``on_found`` is given the loop's way for each document, in order, before the first one is finished.
    A design that cannot be certified gives a ``NotCertifiedError`` that says why, in its place.
    Raises ``InputError`` for locks, weights or formats that do not exist.
    """
    found = search_documents(documents, config, style=style, progress=progress)
    if on_found is not None:
        for start, one in zip(found.starts, found.found, strict=True):
            on_found(one.way(start))
    outcomes = []
    for i in range(len(documents)):
        progress(Progress("finishing", i, len(documents)))
        outcomes.append(found.finish(i))
    progress(Progress("finishing", len(documents), len(documents)))
    return outcomes


@dataclass(frozen=True)
class Searched:
    """What the loop found for documents; each is finished when asked for."""

    originals: Sequence[Document]
    starts: Sequence[Document]
    found: Sequence[Found]
    config: InnovateConfig
    clock: Clock

    @property
    def totals(self) -> list[float]:
        """The best total of each on its way: what its finished design's is near."""
        return [float(one.total_curve.max()) for one in self.found]

    def finish(self, place: int) -> Outcome:
        """One of the documents, finalised and certified."""
        from jaxdesign.innovation.finalise import finalise  # imported while programs are made ready

        original, start, found = self.originals[place], self.starts[place], self.found[place]
        with self.clock.phase("finalise"):
            finished, certificate = finalise(
                found.document, original=start, as_drawn=_keeps_boxes(self.config)
            )
        if not certificate.holds:
            return NotCertifiedError("not certified: " + " ".join(certificate.reasons))
        return _result(original, start, finished, certificate, found, self.config, self.clock)


def search_documents(
    documents: Sequence[Document],
    config: InnovateConfig,
    *,
    style: StyleTarget | None = None,
    progress: ProgressCallback = silent,
) -> Searched:
    """The loop alone, for each document. Raises ``InputError`` as ``innovate_documents``."""
    clock = Clock()
    load_ahead()
    originals = [apply_locks(document, config.locks) for document in documents]
    starts = originals
    if config.format is not None:
        with clock.phase("re-compose"):
            starts = [recompose(document, canvas_for(config.format)) for document in originals]
    runs = _runs(starts, config, clock, progress, style)
    with clock.phase("compile"):
        prepare_scoring(originals)
        finishing = _import_beside("jaxdesign.innovation.finalise")
        for run in runs:
            run.prepare().result()
    found = _search(runs, config, clock, progress)
    finishing.result()
    return Searched(originals, starts, found, config, clock)


def _keeps_boxes(config: InnovateConfig) -> bool:
    """Whether texts stay in boxes as wide as drawn: only where the user asks for no more than tidying."""
    return config.boldness <= BOLDNESS["tidy"] and config.straighten and config.format is None


def searched(documents: Sequence[Document], config: InnovateConfig) -> list[Document]:
    """What the loop alone makes of each document: the best candidate, neither finalised nor certified."""
    return [found.document for found in search_documents(documents, config).found]


def is_turned(document: Document) -> bool:
    """Whether the working picture needs rotation: a slip that will be set straight does not."""
    turns = [math.radians(element.rotation) / (math.pi / 2) for element in document.elements]
    return any(abs(turn - round(turn)) * math.pi / 2 >= MAX_SLIP or round(turn) % 2 for turn in turns)


class _Run:
    """The loop of one design in ``slots`` slots: its problem on the mesh, its carry and the traces so far."""

    def __init__(
        self, document: Document, config: InnovateConfig, slots: int, mesh: Mesh, style: StyleTarget | None
    ) -> None:
        self.document, self.slots, self._mesh = document, slots, mesh
        problem = make_problem(document, config, slots, style)
        self.settings = RasterSettings(rotated=is_turned(document))
        self._space, self._objective = replicate((problem.space, problem.objective), mesh)
        self.carry = shard_candidates(initial_carry(problem.variables, problem.objective.anchor), mesh)
        self.traces: list[Trace] = []

    def prepare(self) -> Future[Any]:
        """Begin to make the loop's program ready."""
        return prepare(
            self._space, self._objective, self.carry, chunk=CHUNK, settings=self.settings, mesh=self._mesh
        )

    def advance(self, first: int, num_steps: int) -> None:
        self.carry, trace = advance(
            self._space,
            self._objective,
            self.carry,
            first_step=first,
            num_steps=num_steps,
            chunk=CHUNK,
            settings=self.settings,
            mesh=self._mesh,
        )
        self.traces.append(trace)

    def snapped_boxes(self) -> Float[np.ndarray, "n 4"]:
        """Of the document's elements, in canvas fractions, as the loop began."""
        return np.asarray(self._objective.anchor.box)[: len(self.document.elements)]

    def best_total(self) -> float:
        """Of the candidates as they stand."""
        return float(np.asarray(self.traces[-1].judgement.total)[-1].max())


def _import_beside(module: str) -> Future[Any]:
    """Import a module that is not needed yet while the compiler and the loop run."""
    beside = ThreadPoolExecutor(1)
    future = beside.submit(importlib.import_module, module)
    beside.shutdown(wait=False)
    return future


def _runs(
    documents: Sequence[Document],
    config: InnovateConfig,
    clock: Clock,
    progress: ProgressCallback,
    style: StyleTarget | None,
) -> list[_Run]:
    """The loops of documents, all with as many slots as the largest needs: one program serves them."""
    mesh = candidate_mesh(config.candidates)
    slots = bucket(max((len(document.elements) for document in documents), default=0))
    runs = []
    for i, document in enumerate(documents):
        progress(Progress("reading", i, len(documents)))
        with clock.phase("parse and snap"):
            runs.append(_Run(document, config, slots, mesh, style))
        with clock.phase("compile"):
            runs[-1].prepare()
    return runs


def _search(
    runs: Sequence[_Run], config: InnovateConfig, clock: Clock, progress: ProgressCallback
) -> list[Found]:
    with clock.phase("loop"):
        for first in range(0, config.steps + 1, CHUNK):
            for run in runs:
                run.advance(first, config.steps)
            totals = tuple(run.best_total() for run in runs)
            progress(Progress("improving", min(first + CHUNK - 1, config.steps), config.steps, totals))
        return [_found(run, config.steps) for run in runs]


def _found(run: _Run, num_steps: int) -> Found:
    best, best_value, *traces = jax.device_get((run.carry.best, run.carry.best_value, *run.traces))
    kept = int(np.argmax(best_value))
    trace = jax.tree.map(
        lambda *parts: np.concatenate([part[:, kept] for part in parts])[: num_steps + 1], *traces
    )
    _, content = to_arrays(run.document, num_slots=run.slots)
    steps = np.unique(np.linspace(0, num_steps, NUM_FRAMES).round().astype(int))
    document, goal = from_arrays(jax.tree.map(lambda leaf: leaf[kept], best), content), run.snapped_boxes()
    document = calls_in_line(columns_in_line(reaching(document, goal), goal), goal)
    return Found(
        document=inside_canvas(document, run.document),
        designs=jax.tree.map(lambda leaf: leaf[steps], trace.design),
        content=content,
        total_curve=trace.judgement.total,
        term_curves={name: trace.judgement.percentiles[:, t] for t, name in enumerate(grammar.TERMS)},
    )


def _result(
    original: Document,
    start: Document,
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
        scores_before, scores_after, *without = score_documents([original, after, *variants], are_few=True)
    return InnovationResult(
        before=original,
        after=after,
        certificate=certificate,
        scores_before=scores_before,
        scores_after=scores_after,
        frames=found.way(start),
        total_curve=found.total_curve,
        term_curves=found.term_curves,
        changes=changes.account(changed, scores_after, without),
        seconds=dict(clock.seconds),
    )
