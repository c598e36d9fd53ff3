"""A small learned network that moves the boxes of a rough design to where they were meant to be.

It sees for every pair of elements how far their edges, centres and sizes are apart, in units of the
design's own roughness, and moves each element by a learned weighting of these differences; a few rounds
of it. All it moves is proportional to the roughness, so what is not rough stays where it is. Trained by
``scripts/train_denoiser.py`` on real designs of the sources that are not held out.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from jaxdesign.design.document import Align, Document
from jaxdesign.layout.evidence import Drawn, Noise

HEADS = 8
NUM_FEATURES = 33
NUM_PAIR_FEATURES = 39
_MOST_APART = 8.0

Weights = dict[str, Any]


_MIRRORED: dict[Align, Align] = {"start": "end", "center": "center", "end": "start"}


class Tokens(NamedTuple):
    """One design, the canvas as the first token; ``n`` includes it."""

    box: np.ndarray
    """``[n, 4]`` x, y, w, h in canvas fractions, texts and pictures at their measured sizes."""
    unit: np.ndarray
    """``[n, 4]`` how far each value is expected to be off; 0 for what is known."""
    feature: np.ndarray
    """``[n, f]``"""
    pair: np.ndarray
    """``[n, n, 6]`` what does not change with the boxes."""
    mask: np.ndarray
    """``[n]``"""


def tokens(document: Document, drawn: Drawn, box: np.ndarray, noise: Noise) -> Tokens:
    """What the network sees of a design with ``[n, 4]`` boxes of measured sizes."""
    elements, texts = document.elements, drawn.texts
    width, height = drawn.canvas_px
    n = len(elements)
    sigma = np.maximum(np.array(noise), 1e-6)
    unit = np.concatenate([np.zeros((1, 4)), np.tile(sigma, (n, 1))])
    is_text, known = texts.lines > 0, drawn.aspect > 0
    unit[1:][is_text, 3] *= 0.25
    unit[1:][texts.lines == 1, 2] *= 0.3
    unit[1:][known, 2:] *= 0.8
    shift = np.concatenate([np.zeros((1, 4)), np.clip((drawn.box - box) / sigma, -4, 4)])
    boxes = np.concatenate([[[0.0, 0.0, 1.0, 1.0]], box])
    one = np.zeros((n + 1, 17))
    one[0, 0] = 1
    sizes = np.array([0.0] + [e.text.size if e.text else 0.0 for e in elements])
    order = np.arange(n + 1) / max(n, 1)
    groups = [None] + [e.group for e in elements]
    for i, element in enumerate(elements, start=1):
        text = element.text
        kinds = {"text": 1, "image": 2, "shape": 3}
        one[i, kinds[element.kind]] = 1
        if text is not None:
            one[i, {"start": 4, "center": 5, "end": 6}[text.align]] = 1
            one[i, 7] = text.role == "button"
            one[i, 8] = min(texts.lines[i - 1], 6) / 3
            one[i, 9] = texts.lines[i - 1] > 1
            one[i, 10] = text.weight / 400 - 1
        elif element.kind == "shape":
            one[i, 11] = element.paint.fill is not None
            one[i, 12] = element.paint.stroke is not None
        aspect = drawn.aspect[i - 1]
        one[i, 13] = np.log(aspect) if aspect > 0 else 0.0
    one[:, 14], one[:, 15], one[:, 16] = np.log(width / height), order, np.log(n + 1) / 3
    rest = np.stack(
        [
            *(boxes.T),
            boxes[:, 0] + boxes[:, 2] / 2,
            boxes[:, 1] + boxes[:, 3] / 2,
            *(np.tanh(boxes[:, 2:] / (4 * sigma[None, 2:])).T),
            10 * sizes / height,
            10 * sizes / width,
            *(shift.T),
            np.full(n + 1, np.log(sigma[0] * width + 1) / 3),
            np.full(n + 1, np.log(sigma[1] * height + 1) / 3),
        ],
        axis=1,
    )
    index = np.arange(n + 1)
    ahead = index[None, :] - index[:, None]
    alike = (one[:, None, :8] * one[None, :, :8]).sum(-1)
    size_same = (np.abs(sizes[:, None] - sizes[None, :]) < 0.02 * np.maximum(sizes[:, None], 1e-9)) & (
        sizes > 0
    )
    together = np.array([[a is not None and a == b for b in groups] for a in groups])
    near = np.sign(ahead) * np.exp(-np.abs(ahead) / 2)
    pair = np.stack([near, ahead == 1, ahead == -1, alike / 2, size_same, together], axis=-1)
    feature = np.concatenate([one, rest], axis=1)
    return Tokens(boxes, unit, feature.astype(np.float32), pair.astype(np.float32), np.ones(n + 1, bool))


def flipped(box: np.ndarray) -> np.ndarray:
    """``[n, 4]`` boxes in canvas fractions with left and right exchanged."""
    return np.concatenate([1 - box[:, :1] - box[:, 2:3], box[:, 1:]], axis=1)


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


def _pair_features(box: Any, scale: Any, xp: Any) -> tuple[Any, Any]:
    """``[..., n, n, 10]`` signed differences in units, and ``[..., n, n, 33]`` features from them."""
    start, size = box[..., :2], box[..., 2:]
    edges = xp.concatenate([start, start + size / 2, start + size, size], axis=-1)
    ends = start + size
    apart = (edges[..., None, :, :] - edges[..., :, None, :]) / xp.concatenate([scale] * 4, axis=-1)
    gaps = (start[..., None, :, :] - ends[..., :, None, :]) / scale
    after = (ends[..., None, :, :] - start[..., :, None, :]) / scale
    near = xp.exp(-0.25 * xp.clip(apart, -_MOST_APART, _MOST_APART) ** 2)
    signed = xp.clip(apart, -_MOST_APART, _MOST_APART)
    soft = xp.concatenate(
        [xp.tanh(apart / 3), near, near**0.25, xp.tanh(gaps / 3), xp.tanh(after / 3)], axis=-1
    )
    wide = xp.tanh(apart[..., :5] / 12)
    return signed, xp.concatenate([soft, wide], axis=-1)


def _normed(values: Any, xp: Any) -> Any:
    center = values - values.mean(-1, keepdims=True)
    return center / xp.sqrt((center**2).mean(-1, keepdims=True) + 1e-5)


def _heads(values: Any) -> Any:
    return values.reshape(*values.shape[:-1], HEADS, values.shape[-1] // HEADS)


def moved(weights: Weights, seen: Tokens, xp: Any = np) -> list[Any]:
    """Boxes ``[..., n, 4]`` after each round; ``xp`` is numpy or ``jax.numpy``."""
    box, unit = seen.box, seen.unit
    scale = xp.max(unit, axis=-2)[..., None, None, :2]
    hidden = seen.feature @ weights["embed"] + weights["embed_bias"]
    blocked = xp.where(seen.mask, 0.0, -1e9)[..., None, None, :]
    out = []
    for round_ in range(sum(name.startswith("gate_bias") for name in weights)):
        w = {name: weights[f"{name}{round_}"] for name in _NAMES}
        signed, soft = _pair_features(box, scale, xp)
        pair = xp.concatenate([soft, seen.pair], axis=-1) @ w["pair"] + w["pair_bias"]
        pair = xp.maximum(pair, 0.1 * pair)
        normal = _normed(hidden, xp)
        query, key = _heads(normal @ w["query"]), _heads(normal @ w["key"])
        logits = xp.einsum("...ihd,...jhd->...hij", query, key) / query.shape[-1] ** 0.5
        logits = logits + xp.moveaxis(pair @ w["bias"], -1, -3) + blocked
        share = xp.exp(logits - logits.max(-1, keepdims=True))
        share = share / share.sum(-1, keepdims=True)
        told = xp.einsum("...hij,...jhd->...ihd", share, _heads(normal @ w["value"]))
        distances = xp.einsum("...hij,...ijk->...ihk", share, signed)
        relations = xp.einsum("...hij,...ijk->...ihk", share, pair)
        flat = [v.reshape(*v.shape[:-2], -1) for v in (told, distances, relations)]
        hidden = hidden + xp.concatenate(flat, axis=-1) @ w["join"]
        inner = _normed(hidden, xp) @ w["up"] + w["up_bias"]
        hidden = hidden + xp.maximum(inner, 0.1 * inner) @ w["down"]
        gate = _normed(hidden, xp) @ w["gate"] + w["gate_bias"]
        gate = gate.reshape(*gate.shape[:-1], 4, HEADS)
        along = xp.moveaxis(distances, -1, -2)
        step = (gate[..., :2, :] * along[..., :2, :] + gate[..., 2:, :] * along[..., 2:4, :]).sum(-1)
        direct = _normed(hidden, xp) @ w["out"] + w["out_bias"]
        change = direct + xp.concatenate([step, xp.zeros_like(step)], axis=-1)
        box = box + unit * change
        out.append(box)
    return out


_PAIR = 24


def _round_shapes(width: int) -> dict[str, tuple[int, ...]]:
    """Shape of every weight of one round."""
    return {
        "pair": (NUM_PAIR_FEATURES, _PAIR),
        "pair_bias": (_PAIR,),
        "query": (width, width),
        "key": (width, width),
        "value": (width, width),
        "bias": (_PAIR, HEADS),
        "join": (width + HEADS * (8 + _PAIR), width),
        "up": (width, 2 * width),
        "up_bias": (2 * width,),
        "down": (2 * width, width),
        "gate": (width, 4 * HEADS),
        "gate_bias": (4 * HEADS,),
        "out": (width, 4),
        "out_bias": (4,),
    }


_NAMES = tuple(_round_shapes(1))
"""Weights of one round."""


def shapes(*, width: int, rounds: int) -> dict[str, tuple[int, ...]]:
    """Shape of every weight of a network of that width."""
    every = {"embed": (NUM_FEATURES, width), "embed_bias": (width,)}
    return every | {
        f"{name}{i}": shape for i in range(rounds) for name, shape in _round_shapes(width).items()
    }


@functools.cache
def shipped() -> tuple[Weights, ...]:
    """The weights that come with the program, of each network; together they are surer than each alone."""
    with resources.files("jaxdesign.layout").joinpath("denoiser.npz").open("rb") as file:
        stored = np.load(file)
        networks: dict[str, Weights] = {}
        for name in stored.files:
            network, _, weight = name.rpartition("/")
            networks.setdefault(network, {})[weight] = stored[name].astype(np.float32)
        return tuple(networks.values())


def denoised(document: Document, drawn: Drawn, box: np.ndarray, noise: Noise) -> np.ndarray:
    """``[n, 4]`` boxes in canvas fractions as the networks move them and their mirror image: the mean."""
    turned = drawn._replace(box=flipped(drawn.box))
    seen = tokens(document, drawn, box, noise)
    mirror = tokens(mirrored(document), turned, flipped(box), noise)
    found = []
    for weights in shipped():
        one, other = (np.asarray(moved(weights, view)[-1], float)[1:] for view in (seen, mirror))
        found.append((one + flipped(other)) / 2)
    return np.mean(found, axis=0)
