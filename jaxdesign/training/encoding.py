"""A dataset as latents: what a prior learns from and what a bank of structures is searched by."""

from __future__ import annotations

import functools
from typing import Any

import jax
import numpy as np
from flax import nnx

from jaxdesign.data.batches import DesignBatch
from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.judging import labels_of
from jaxdesign.evaluation.examples import Example, example_of, padded_parts, prepared
from jaxdesign.models.autoencoder import Autoencoder, Posterior
from jaxdesign.models.prior import TEXT_DIM, Condition
from jaxdesign.models.text import embedded
from jaxdesign.training.tasks.prior import Encoded

_PART = 16


@functools.cache
def _program(graph: Any) -> Any:
    def one(model: Autoencoder, example: Example) -> Posterior:
        target = prepared(example)
        return model.encoder(
            example.given, target.params, target.design, example.ground, target.picture, target.shown
        )

    @jax.jit
    def run(state: Any, example: Example) -> Posterior:
        return jax.vmap(functools.partial(one, nnx.merge(graph, state)))(example)

    return run


def posteriors(model: Autoencoder, batch: DesignBatch) -> Posterior:
    """Mean and log variance ``[b, k, z]`` of the latents of a batch, on the host."""
    graph, state = nnx.split(model)
    config = model.encoder.config
    example = example_of(batch)
    found = Posterior(
        *(np.zeros((len(example.index), config.num_latents, config.latent_dim), np.float32) for _ in range(2))
    )
    for rows, part in padded_parts(example, _PART):
        for table, values in zip(found, _program(graph)(state, part), strict=True):
            table[rows] = np.asarray(values)[: len(rows)]
    return found


def chunks(count: int) -> list[np.ndarray]:
    """The places of ``count`` designs in parts that memory holds easily."""
    return [np.arange(i, min(i + 256, count)) for i in range(0, count, 256)]


def captions(data: RealDesignDataset) -> np.ndarray:
    """``[n, e]`` embeddings of the captions of a dataset's designs, by their places."""
    return embedded([labels_of(data.record(place)).caption for place in range(len(data))])


def encode_dataset(model: Autoencoder, data: RealDesignDataset, *, passes: int, seed: int | None) -> Encoded:
    """The latents of style of all designs, with their labels.

    Args:
        passes: how often, each time recoloured and mirrored anew.
        seed: of these changes; None for none of them.
    """
    texts = captions(data)
    count = len(data)
    index = np.concatenate([data.take(chunk).index for chunk in chunks(count)])
    places = {int(row): place for place, row in enumerate(index)}
    batch_size = min(64, count)
    parts: list[Encoded] = []
    if seed is None:
        batches: Any = [data.take(chunk) for chunk in chunks(count)]
    else:
        batches = data.batches(batch_size, seed=seed, epochs=passes)
    for batch in batches:
        found = posteriors(model, batch)
        rows = np.array([places[int(index)] for index in batch.index])
        styles = model.encoder.config.num_styles
        condition = condition_of_batch(batch, texts[rows])
        parts.append(Encoded(found.mean[:, :styles], found.log_variance[:, :styles], condition))
    return jax.tree.map(lambda *leaves: np.concatenate(leaves), *parts)


def condition_of_batch(batch: DesignBatch, texts: np.ndarray) -> Condition:
    """What a prior is told of the designs of a batch."""
    assert texts.shape[1] == TEXT_DIM
    size = np.asarray(batch.design.canvas_px)
    return Condition(
        text=texts,
        goal=batch.labels.goal.astype(np.int32),
        format=batch.labels.format.astype(np.int32),
        styles=batch.labels.styles.astype(np.float32),
        tone=batch.labels.tone.astype(np.float32),
        log_ratio=np.log(size[:, 0] / size[:, 1]).astype(np.float32),
    )
