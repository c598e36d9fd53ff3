"""Train the network that moves rough boxes to where they belong: ``jaxdesign/layout/denoiser.npz``.

    python scripts/train_denoiser.py CAPTURES_DIR ... --network 0 --steps 24000
    python scripts/train_denoiser.py CAPTURES_DIR ... --network 1 --seed 2 --steps 16000 --decay 0.05

Several networks are surer together than each alone: the file holds all, and their mean counts.

Real designs of the sources that are not held out, thinned, cut to one panel, with shorter texts, mirrored,
recut and jittered anew each time. Mean distance in units of the jitter is printed, of what was learned from
and of the validation sources jittered at 3%; without the network it is 1.8.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from jaxdesign.data.splits import split_of
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture
from jaxdesign.layout import denoise
from jaxdesign.layout.denoise import Tokens, Weights
from jaxdesign.layout.evidence import Noise
from jaxdesign.layout.measure import picture_aspect
from jaxdesign.layout.parse import fractions
from jaxdesign.layout.sizes import sized
from jaxdesign.layout.snap import drawn_of, with_boxes
from jaxdesign.render.setting import text_metrics
from jaxdesign.types import TextMetrics

MOST_ELEMENTS = 64
BATCH = {8: 48, 16: 32, 32: 16, 64: 6}
"""Designs in a batch, by padded number of elements."""
_KNOWN_SIZE = 1e-4
_LEAST = 0.004
_CROSSED = 0.15
"""Weight of edges that are crossed against the distance."""

Sample = tuple[Tokens, np.ndarray]


def _noise(rng: np.random.Generator) -> tuple[str, float]:
    """A kind of noise and its width; mostly normal at 3%."""
    kind = str(rng.choice(["normal", "uniform", "position"], p=[0.75, 0.125, 0.125]))
    sigma = 0.03 if rng.random() < 0.6 else float(np.exp(rng.uniform(np.log(0.005), np.log(0.055))))
    return kind, sigma * (3**0.5 if kind == "uniform" else 1.0)


class Source(NamedTuple):
    """A real design and what is measured of it once."""

    document: Document
    metrics: TextMetrics
    """Of ``n`` slots."""
    aspect: np.ndarray
    """``[n]``"""


def read_source(path: Path) -> Source | None:
    """A capture that is neither too small nor too large to learn from."""
    document = read_capture(path)
    count = len(document.elements)
    if not 2 <= count < MOST_ELEMENTS:
        return None
    return Source(document, text_metrics(document, count), picture_aspect(document))


def _of(source: Source, kept: np.ndarray) -> Source:
    """The design with these elements alone."""
    elements = tuple(source.document.elements[i] for i in kept)
    metrics = jax.tree.map(lambda leaf: np.asarray(leaf)[kept], source.metrics)
    return Source(source.document.model_copy(update={"elements": elements}), metrics, source.aspect[kept])


def thinned(source: Source, rng: np.random.Generator) -> Source:
    """The design without up to two fifths of its elements."""
    count = len(source.document.elements)
    kept = np.flatnonzero(rng.random(count) >= rng.uniform(0, 0.4))
    return _of(source, kept) if len(kept) >= 2 else source


def _lies_in(box: np.ndarray) -> np.ndarray:
    """``[n, n]`` whether each of ``[n, 4]`` boxes lies in each other one."""
    start, end = box[:, :2], box[:, :2] + box[:, 2:]
    after = np.all(start[:, None] >= start[None] - 1e-3, axis=-1)
    before = np.all(end[:, None] <= end[None] + 1e-3, axis=-1)
    return np.asarray(after & before & ~np.eye(len(box), dtype=bool))


def reworded(source: Source, rng: np.random.Generator) -> Source:
    """Some texts of one line with fewer words: those that have nothing beside them.

    A line starts, ends or stays in the middle where it did, as it is set.
    """
    box = fractions(source.document)
    within, low, high = _lies_in(box), box[:, 1], box[:, 1] + box[:, 3]
    beside = np.minimum(high[:, None], high) > np.maximum(low[:, None], low)
    np.fill_diagonal(beside, val=False)
    alone = ~(beside & ~within & ~within.T).any(1)
    share = np.where(alone & (rng.random(len(box)) < 0.5), rng.uniform(0.4, 1.0, len(box)), 1.0)
    elements, widths = [], np.array(source.metrics.break_width)
    for i, element in enumerate(source.document.elements):
        text = element.text
        one_line = text is not None and element.box[3] < 1.5 * text.line_height * text.size
        if text is None or not one_line or element.rotation:
            elements.append(element)
            continue
        x, y, w, h = element.box
        spare = {"start": 0.0, "center": 0.5, "end": 1.0}[text.align] * w * (1 - share[i])
        widths[i] *= share[i]
        elements.append(element.model_copy(update={"box": (x + spare, y, w * share[i], h)}))
    document = source.document.model_copy(update={"elements": tuple(elements)})
    metrics = source.metrics._replace(break_width=jnp.asarray(widths))
    return source._replace(document=document, metrics=metrics)


def section(source: Source, rng: np.random.Generator) -> Source:
    """One panel of the design as a design of its own, if there is one with something on it."""
    box = fractions(source.document)
    within = _lies_in(box)
    kinds = np.array([element.kind for element in source.document.elements])
    large = (box[:, 2:] > 0.2).all(1) & (box[:, 2:].prod(1) < 0.8) & (kinds != "text")
    panels = np.flatnonzero(large & (within.sum(0) >= 2))
    if not len(panels):
        return source
    panel = int(rng.choice(panels))
    x, y, w, h = source.document.elements[panel].box
    cut = _of(source, np.flatnonzero(within[:, panel] & ~within[panel]))
    document = cut.document
    elements = tuple(
        e.model_copy(update={"box": (e.box[0] - x, e.box[1] - y, *e.box[2:])}) for e in document.elements
    )
    canvas = document.canvas.model_copy(update={"width": w, "height": h})
    return cut._replace(document=document.model_copy(update={"elements": elements, "canvas": canvas}))


def recut(document: Document, rng: np.random.Generator) -> Document:
    """Other margins around the same design: at the sides alike, above and below each by itself.

    A side that something touches stays where it is.
    """
    canvas, box = document.canvas, np.array([element.box for element in document.elements])
    size = np.array([canvas.width, canvas.height])
    low, high = box[:, :2].min(0), size - (box[:, :2] + box[:, 2:]).max(0)
    more = np.zeros((2, 2))
    for axis in (0, 1):
        for side, margin in enumerate((low[axis], high[axis])):
            if margin > 0.01 * size[axis]:
                more[side, axis] = rng.uniform(-0.8 * margin, 0.25 * size[axis])
    free = (low[0] > 0.01 * size[0]) and (high[0] > 0.01 * size[0])
    more[:, 0] = max(more[0, 0], -0.8 * min(low[0], high[0])) if free else 0.0
    width, height = (size + more.sum(0)).tolist()
    box[:, :2] += more[0]
    elements = tuple(
        element.model_copy(update={"box": tuple(map(float, new))})
        for element, new in zip(document.elements, box, strict=True)
    )
    resized = canvas.model_copy(update={"width": width, "height": height})
    return document.model_copy(update={"canvas": resized, "elements": elements})


def sample(source: Source, rng: np.random.Generator) -> Sample:
    """A varied and jittered copy of a design with the boxes it should go back to."""
    if rng.random() < 0.15:
        source = section(source, rng)
    if rng.random() < 0.5:
        source = thinned(source, rng)
    if rng.random() < 0.4:
        source = reworded(source, rng)
    document = source.document
    if rng.random() < 0.5:
        document = denoise.mirrored(document)
    if rng.random() < 0.4:
        document = recut(document, rng)
    return jittered(source._replace(document=document), rng, *_noise(rng))


def jittered(source: Source, rng: np.random.Generator, kind: str, width: float) -> Sample:
    """A jittered copy of a design with the boxes it should go back to."""
    document, metrics, aspect = source
    truth = fractions(document)
    off = rng.uniform(-width, width, truth.shape) if kind == "uniform" else rng.normal(0, width, truth.shape)
    sigma = width / 3**0.5 if kind == "uniform" else width
    if kind == "position":
        off[:, 2:] = 0
    box = truth + off
    box[:, 2:] = np.maximum(box[:, 2:], _LEAST)
    rough = with_boxes(document, box)
    size = _KNOWN_SIZE if kind == "position" else sigma
    noise = Noise(sigma, sigma, size, size)
    drawn = drawn_of(rough, metrics, noise, aspect)
    target = np.concatenate([[[0, 0, 1, 1]], truth]).astype(np.float32)
    return denoise.tokens(rough, drawn, sized(drawn, noise), noise), target


def batch_of(samples: list[Sample], slots: int) -> tuple[Tokens, np.ndarray]:
    """Samples, padded to ``slots`` tokens."""
    size = len(samples)
    pair = np.zeros((size, slots, slots, 6), np.float32)
    box, unit, target = (np.zeros((size, slots, 4), np.float32) for _ in range(3))
    feature, mask = np.zeros((size, slots, denoise.NUM_FEATURES), np.float32), np.zeros((size, slots), bool)
    for i, (seen, truth) in enumerate(samples):
        n = len(truth)
        box[i, :n], unit[i, :n], feature[i, :n] = seen.box, seen.unit, seen.feature
        pair[i, :n, :n], mask[i, :n], target[i, :n] = seen.pair, True, truth
    return Tokens(box, unit, feature, pair, mask), target


def fresh_weights(rng: np.random.Generator, *, width: int, rounds: int) -> Weights:
    """Random weights with which the network hardly moves anything."""
    weights: Weights = {}
    for name, shape in denoise.shapes(width=width, rounds=rounds).items():
        scale = shape[0] ** -0.5 * (0.02 if name.startswith(("out", "gate")) else 1.0)
        random = (rng.normal(size=shape) * scale).astype(np.float32)
        weights[name] = random if len(shape) > 1 else np.zeros(shape, np.float32)
    return weights


def loss(weights: Weights, seen: Tokens, target: Any) -> tuple[jax.Array, jax.Array]:
    """Distance of the boxes after every round in units of noise, and that of the last round alone."""
    scale = jnp.max(seen.unit, axis=(-2, -1))[:, None, None]
    counted = seen.mask & (jnp.max(seen.unit, axis=-1) > 0)
    share = counted / jnp.maximum(counted.sum(-1, keepdims=True), 1)
    total, distance = jnp.zeros(()), jnp.zeros(())
    rounds = denoise.moved(weights, seen, jnp)
    for i, box in enumerate(rounds):
        off = (box - target) / scale
        center = off[..., :2] + off[..., 2:] / 2
        each = jnp.sqrt((off**2).sum(-1) + 0.02) + 0.15 * jnp.sqrt(center**2 + 0.02).sum(-1)
        each += _CROSSED * crossed(box, target, scale, seen.mask)
        total += (1.0 if i == len(rounds) - 1 else 0.25) * (each * share).sum(-1).mean()
        distance = (jnp.sqrt((off**2).sum(-1) + 1e-9) * share).sum(-1).mean()
    return total, distance


def crossed(box: jax.Array, target: Any, scale: jax.Array, mask: Any) -> jax.Array:
    """``[b, n]`` how far each box crosses edges that it does not cross in the original, in units of noise.

    What stood apart lies on each other, along the axis where it does so less; what lay on a panel sticks out.
    """
    inner, outer = _beyond(target)
    apart, within = (inner <= 1e-4).any(-1), (outer <= 1e-4).all(-1)
    both = mask[:, :, None] & mask[:, None, :] & ~jnp.eye(mask.shape[1], dtype=bool)
    inner, outer = (value / scale[..., None] for value in _beyond(box))
    on_other = jnp.where(both & apart, jax.nn.relu(inner.min(-1)), 0.0)
    sticks_out = jnp.where(both & within, jax.nn.relu(outer).sum(-1), 0.0)
    return jnp.sqrt((on_other + sticks_out).sum(-1) ** 2 + 0.02)


def _beyond(box: jax.Array) -> tuple[jax.Array, jax.Array]:
    """``[b, n, n, 2]`` what every two have in common along each axis; how far the first leaves the second."""
    start, end = box[..., :2], box[..., :2] + box[..., 2:]
    low, high = start[:, :, None], end[:, :, None]
    other_low, other_high = start[:, None], end[:, None]
    common = jnp.minimum(high, other_high) - jnp.maximum(low, other_low)
    leaves = jnp.maximum(other_low - low, high - other_high)
    return common, leaves


def make_step(tx: optax.GradientTransformation) -> Callable[..., tuple[Any, ...]]:
    """The jitted training step; the last result but one is a running mean of the weights."""

    @jax.jit
    def step(weights: Weights, state: Any, mean: Weights, seen: Tokens, target: Any) -> tuple[Any, ...]:
        (_, distance), grads = jax.value_and_grad(loss, has_aux=True)(weights, seen, target)
        updates, state = tx.update(grads, state, weights)
        stepped = optax.apply_updates(weights, updates)
        return stepped, state, jax.tree.map(lambda a, b: 0.998 * a + 0.002 * b, mean, stepped), distance

    return step


def read_sources(paths: list[Path]) -> list[Source]:
    """The captures that can be learned from; prints those that cannot be read."""
    sources = []
    for path in paths:
        try:
            source = read_source(path)
        except InputError as error:
            print(error)
            continue
        if source is not None:
            sources.append(source)
    return sources


def by_size(sources: list[Source]) -> dict[int, np.ndarray]:
    """Indices of the designs that fit each padded number of elements, not empty."""
    sizes = np.array([len(source.document.elements) + 1 for source in sources])
    lows = (0, *list(BATCH)[:-1])
    pools = {s: np.flatnonzero((sizes <= s) & (sizes > low)) for s, low in zip(BATCH, lows, strict=True)}
    return {slots: pool for slots, pool in pools.items() if len(pool)}


def batches(sources: list[Source], rng: np.random.Generator) -> Iterator[tuple[Tokens, np.ndarray]]:
    """Batches without end, of designs varied anew each time."""
    pools = by_size(sources)
    chances = np.array([len(pool) for pool in pools.values()]) ** 0.8
    while True:
        slots = int(rng.choice(list(pools), p=chances / chances.sum()))
        chosen = rng.choice(pools[slots], BATCH[slots])
        yield batch_of([sample(sources[k], rng) for k in chosen], slots)


def held_out_batches(sources: list[Source]) -> list[tuple[Tokens, np.ndarray]]:
    """Designs jittered at 3% and not varied, each once, as many as fill whole batches."""
    rng, out = np.random.default_rng(1), []
    for slots, pool in by_size(sources).items():
        for first in range(0, len(pool) - BATCH[slots] + 1, BATCH[slots]):
            samples = [jittered(sources[k], rng, "normal", 0.03) for k in pool[first : first + BATCH[slots]]]
            out.append(batch_of(samples, slots))
    return out


def save(weights: Weights, own: str, path: Path) -> None:
    """Write the weights of the network whose names begin with ``own``; the file's other networks stay."""
    stored = dict(np.load(path)) if path.exists() else {}
    kept = {name: value for name, value in stored.items() if not name.startswith(own)}
    halves = {f"{own}{name}": np.asarray(value, np.float16) for name, value in weights.items()}
    networks: Weights = dict(sorted({**kept, **halves}.items()))
    written = path.with_suffix(".new.npz")
    np.savez(written, **networks)
    written.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path, nargs="+")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="highest learning rate")
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--network", type=int, default=0, help="which of the file's networks it is")
    parser.add_argument("--resume", action="store_true", help="begin with that network's weights")
    parser.add_argument("--out", type=Path, default=Path(denoise.__file__).with_name("denoiser.npz"))
    parser.add_argument("--every", type=int, default=500, help="steps between reports and saves")
    parser.add_argument("--limit", type=int, help="captures to read, for a trial")
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    paths = [path for root in arguments.captures for path in sorted(root.glob("*/*.json.gz"))]
    shown = read_sources([p for p in paths if split_of(p.parent.name) == "validation"][: arguments.limit])
    sources = read_sources([p for p in paths if split_of(p.parent.name) == "train"][: arguments.limit])
    print(f"{len(sources)} designs to learn from, {len(shown)} held out", flush=True)
    held_out, drawn = held_out_batches(shown), batches(sources, rng)
    weights = fresh_weights(rng, width=arguments.width, rounds=arguments.rounds)
    own = f"{arguments.network}/"
    if arguments.resume:
        stored = np.load(arguments.out).items()
        weights = {name[len(own) :]: v.astype(np.float32) for name, v in stored if name.startswith(own)}
        if not weights:
            raise SystemExit(f"{arguments.out} holds no network {arguments.network} to go on from.")
    rate = optax.warmup_cosine_decay_schedule(
        0.0, arguments.rate, min(200, arguments.steps // 10), arguments.steps, 1e-5
    )
    tx = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=arguments.decay))
    state, mean, step = tx.init(weights), weights, make_step(tx)
    check = jax.jit(loss)
    distances, began = [], time.perf_counter()
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(drawn.__next__)
        for i in range(1, arguments.steps + 1):
            seen, target = ahead.result()
            ahead = pool.submit(drawn.__next__)
            weights, state, mean, distance = step(weights, state, mean, seen, target)
            distances.append(float(distance))
            if i % arguments.every == 0 or i == arguments.steps:
                learned, seconds = np.mean(distances[-arguments.every :]), time.perf_counter() - began
                held = sum(float(check(mean, *batch)[1]) for batch in held_out) / max(len(held_out), 1)
                print(f"{i} steps, {seconds:.0f} s, distance {learned:.4f}, held out {held:.4f}", flush=True)
                save(mean, own, arguments.out)


if __name__ == "__main__":
    main()
