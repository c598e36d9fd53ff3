"""Sheets of what a latent means: walks between designs, one style on other content, neighbours.

As in samples, words that could hardly be read on what a style puts under them are made lighter or darker.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.evaluation.reconstruction import picture_of
from jaxdesign.models.generate import decode, encode, structured
from jaxdesign.models.readable import readable
from jaxdesign.models.shipped import Models

_MOST_ELEMENTS = 40


def _chosen(data: RealDesignDataset, count: int, seed: int) -> list[int]:
    """Places of designs of a readable size, of different sources."""
    rng = np.random.default_rng(seed)
    found: list[int] = []
    sources: set[str] = set()
    for place in rng.permutation(len(data)):
        record = data.record(int(place))
        elements = len(record.read_document().elements)
        if record.source not in sources and 4 <= elements <= _MOST_ELEMENTS:
            found.append(int(place))
            sources.add(record.source)
        if len(found) == count:
            break
    return found


def walk_sheet(
    models: Models, data: RealDesignDataset, *, rows: int = 6, steps: int = 6, seed: int = 0
) -> PillowImage.Image:
    """Each row keeps one design's words and tree and walks from its own style to another design's."""
    places = _chosen(data, 2 * rows, seed)
    rows = len(places) // 2
    trees = [structured(data.record(place).read_document()) for place in places]
    z = encode(models.autoencoder, trees, refiner=models.refiner)
    num = models.prior.config.num_latents
    entries = []
    for row in range(rows):
        first, second = 2 * row, 2 * row + 1
        walked = np.repeat(z[first : first + 1], steps, axis=0)
        for step in range(steps):
            walked[step, :num] += step / (steps - 1) * (z[second, :num] - z[first, :num])
        documents = readable(decode(models.autoencoder, walked, [trees[first]] * steps))
        entries += [
            Entry(picture_of(document), f"{step / (steps - 1):.1f}")
            for step, document in enumerate(documents)
        ]
        entries.append(Entry(data.record(places[second]).read_picture(), "towards"))
    return contact_sheet(entries, columns=steps + 1, heading="From one design's style to another's")


def transfer_sheet(
    models: Models, data: RealDesignDataset, *, styles: int = 6, contents: int = 5, seed: int = 1
) -> PillowImage.Image:
    """Each row is one design's style, worn by the words and trees of others."""
    places = _chosen(data, styles + contents, seed)
    trees = [structured(data.record(place).read_document()) for place in places]
    z = encode(models.autoencoder, trees, refiner=models.refiner)
    num = models.prior.config.num_latents
    styles = min(styles, len(places) // 2)
    others = range(styles, len(places))
    entries = [Entry(PillowImage.new("RGB", (240, 135), (243, 242, 238)), "content:")]
    entries += [Entry(data.record(places[i]).read_picture(), "") for i in others]
    for row in range(styles):
        worn = z[styles:].copy()
        worn[:, :num] = z[row, :num]
        documents = readable(decode(models.autoencoder, worn, [trees[i] for i in others]))
        entries.append(Entry(data.record(places[row]).read_picture(), "style"))
        entries += [Entry(picture_of(document)) for document in documents]
    return contact_sheet(entries, columns=len(others) + 1, heading="One style on other content")


def neighbour_sheet(
    models: Models, data: RealDesignDataset, *, rows: int = 6, neighbours: int = 5, seed: int = 2
) -> PillowImage.Image:
    """Each row is a design and those of other sources whose styles are nearest to it."""
    places = list(range(len(data)))
    records = [data.record(place) for place in places]
    trees = [structured(record.read_document()) for record in records]
    num = models.prior.config.num_latents
    z = encode(models.autoencoder, trees)[:, :num].reshape(len(places), -1)
    sources = np.array([record.source for record in records])
    entries = []
    for place in _chosen(data, rows, seed):
        distance = np.linalg.norm(z - z[place], axis=1)
        distance[sources == sources[place]] = np.inf
        entries.append(Entry(records[place].read_picture(), records[place].source))
        entries += [
            Entry(records[i].read_picture(), f"{distance[i]:.1f}")
            for i in _apart(distance, sources, neighbours)
        ]
    return contact_sheet(entries, columns=neighbours + 1, heading="Nearest in style, of other sources")


def _apart(distance: np.ndarray, sources: np.ndarray, count: int) -> Sequence[int]:
    """The nearest, one of each source."""
    found: list[int] = []
    for i in np.argsort(distance, kind="stable"):
        if np.isfinite(distance[i]) and sources[i] not in {sources[j] for j in found}:
            found.append(int(i))
        if len(found) == count:
            break
    return found
