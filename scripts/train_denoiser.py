"""Train the network that moves rough boxes to where they belong: ``jaxdesign/layout/denoiser.npz``.

    python scripts/train_denoiser.py CAPTURES_DIR [--steps 4000] [--start denoiser.npz]

Real designs of the sources that are not held out, thinned, mirrored, recut and jittered anew each time;
mean distance in units of the jitter is printed. About 0.3 CPU seconds a step; jittered at 3% without the
network the distance is 1.8.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.document import Align, Document
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


def thinned(source: Source, rng: np.random.Generator) -> Source:
    """The design without up to two fifths of its elements."""
    count = len(source.document.elements)
    kept = np.flatnonzero(rng.random(count) >= rng.uniform(0, 0.4))
    if len(kept) < 2:
        return source
    elements = tuple(source.document.elements[i] for i in kept)
    metrics = jax.tree.map(lambda leaf: np.asarray(leaf)[kept], source.metrics)
    return Source(source.document.model_copy(update={"elements": elements}), metrics, source.aspect[kept])


_MIRRORED: dict[Align, Align] = {"start": "end", "center": "center", "end": "start"}


def mirrored(document: Document) -> Document:
    """Left and right exchanged; the words stay readable."""
    width, elements = document.canvas.width, []
    for element in document.elements:
        x, y, w, h = element.box
        text = element.text
        if text is not None:
            text = text.model_copy(update={"align": _MIRRORED[text.align]})
        elements.append(element.model_copy(update={"box": (width - x - w, y, w, h), "text": text}))
    return document.model_copy(update={"elements": tuple(elements)})


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
    if rng.random() < 0.5:
        source = thinned(source, rng)
    document, metrics, aspect = source
    if rng.random() < 0.25:
        document = mirrored(document)
    if rng.random() < 0.4:
        document = recut(document, rng)
    truth = fractions(document)
    kind, width = _noise(rng)
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


def fresh_weights(rng: np.random.Generator) -> Weights:
    """Random weights with which the network hardly moves anything."""
    weights: Weights = {}
    for name, shape in denoise.shapes().items():
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
        total += (1.0 if i == len(rounds) - 1 else 0.25) * (each * share).sum(-1).mean()
        distance = (jnp.sqrt((off**2).sum(-1) + 1e-9) * share).sum(-1).mean()
    return total, distance


def make_step(tx: optax.GradientTransformation) -> Callable[..., tuple[Any, ...]]:
    """The jitted training step; the last result but one is a running mean of the weights."""

    @jax.jit
    def step(weights: Weights, state: Any, mean: Weights, seen: Tokens, target: Any) -> tuple[Any, ...]:
        (_, distance), grads = jax.value_and_grad(loss, has_aux=True)(weights, seen, target)
        updates, state = tx.update(grads, state, weights)
        stepped = optax.apply_updates(weights, updates)
        return stepped, state, jax.tree.map(lambda a, b: 0.995 * a + 0.005 * b, mean, stepped), distance

    return step


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, default=Path(denoise.__file__).with_name("denoiser.npz"))
    parser.add_argument("--every", type=int, default=250, help="steps between reports and saves")
    parser.add_argument("--limit", type=int, help="captures to read, for a trial")
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    paths = [p for p in sorted(arguments.captures.glob("*/*.json.gz")) if not is_held_out(p.parent.name)]
    sources: list[Source] = []
    for path in paths[: arguments.limit]:
        try:
            source = read_source(path)
        except InputError as error:
            print(error)
            continue
        if source is not None:
            sources.append(source)
    sizes = np.array([len(source.document.elements) + 1 for source in sources])
    lows = (0, *list(BATCH)[:-1])
    pools = {s: np.flatnonzero((sizes <= s) & (sizes > low)) for s, low in zip(BATCH, lows, strict=True)}
    chances = np.array([len(pool) for pool in pools.values()]) ** 0.8
    weights = fresh_weights(rng)
    if arguments.start:
        weights = {name: value.astype(np.float32) for name, value in np.load(arguments.start).items()}
    rate = optax.warmup_cosine_decay_schedule(0.0, arguments.rate, 50, arguments.steps, 1e-5)
    tx = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=1e-3))
    state, mean, step = tx.init(weights), weights, make_step(tx)
    distances, began = [], time.perf_counter()
    for i in range(1, arguments.steps + 1):
        slots = int(rng.choice(list(pools), p=chances / chances.sum()))
        chosen = rng.choice(pools[slots], BATCH[slots])
        seen, target = batch_of([sample(sources[k], rng) for k in chosen], slots)
        weights, state, mean, distance = step(weights, state, mean, seen, target)
        distances.append(float(distance))
        if i % arguments.every == 0 or i == arguments.steps:
            seconds = time.perf_counter() - began
            print(
                f"{i} steps, {seconds:.0f} s, distance {np.mean(distances[-arguments.every :]):.4f}",
                flush=True,
            )
            halves: Weights = {name: np.asarray(value, np.float16) for name, value in mean.items()}
            np.savez(arguments.out, **halves)


if __name__ == "__main__":
    main()
