"""Low-rank adapters as a training task: another task's loss, of its model with the adapter merged in."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import grain
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.evaluation.examples import Example, example_of, padded_parts
from jaxdesign.evaluation.reconstruction import picture_of
from jaxdesign.evaluation.samples import Real
from jaxdesign.models.generate import latents
from jaxdesign.models.lora import Factors, added, dropped, init_factors
from jaxdesign.models.network import Network
from jaxdesign.models.prior import Prior
from jaxdesign.models.sampling import make
from jaxdesign.models.shipped import Models
from jaxdesign.training.task import Params, Task
from jaxdesign.training.tasks.decoder import DecoderTask
from jaxdesign.training.tasks.prior import PriorTask

_PART = 16
_DRAWN = 64
"""Samples by which a prior is judged."""


@dataclass(frozen=True, kw_only=True)
class LoraTask:
    """Trains the factors of an adapter; the parameters of ``inner`` stay as they are."""

    inner: Task
    """Whose loss, data and figures these are."""
    base: Params
    """Parameters of ``inner``."""
    name: str
    targets: tuple[str, ...]
    rank: int
    alpha: float
    dropout: float = 0.0
    """Share of the inputs that the adapter does not see of a micro-batch."""
    under: str = ""
    """Prefix of the names of the parameters (see ``models.lora``)."""

    def init(self, key: PRNGKeyArray) -> Factors:
        """Factors that change nothing yet."""
        return init_factors(self.base, key, targets=self.targets, rank=self.rank, under=self.under)

    def merged(self, factors: Factors) -> Params:
        """Parameters of ``inner`` with the adapter's change."""
        return added(self.base, factors, self.alpha / self.rank, under=self.under)

    @property
    def num_examples(self) -> int:
        return self.inner.num_examples

    def loss(
        self, params: Factors, batch: Any, key: PRNGKeyArray
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """The loss of the merged model."""
        for_inputs, for_inner = jax.random.split(key)
        return self.inner.loss(self.merged(dropped(params, for_inputs, self.dropout)), batch, for_inner)

    def micro_batches(self, batch: Any, size: int) -> Sequence[Any]:
        """The same as of ``inner``; so are the batches."""
        return self.inner.micro_batches(batch, size)

    def batches(
        self, *, batch_size: int, seed: int, epochs: int | None, process_index: int, process_count: int
    ) -> grain.IterDataset[Any]:
        """Batches of this host."""
        return self.inner.batches(
            batch_size=batch_size,
            seed=seed,
            epochs=epochs,
            process_index=process_index,
            process_count=process_count,
        )

    def evaluate(self, params: Factors) -> dict[str, float]:
        """Figures of the merged model, without dropout."""
        return self.inner.evaluate(self.merged(params))

    def sheets(self, params: Factors) -> dict[str, np.ndarray]:
        """Sheets of the merged model."""
        return self.inner.sheets(self.merged(params))


@dataclass(frozen=True)
class SubsetDecoder(DecoderTask):
    """The decoder's task with the loss of the held-out designs among its figures."""

    def evaluate(self, params: Params) -> dict[str, float]:
        """``loss``, without dropout and with draws that do not change, and figures of reconstruction."""
        example = example_of(self.held_out.take(np.arange(len(self.held_out))))
        losses, counts = [], []
        for rows, part in padded_parts(example, _PART):
            losses.append(float(self._still_loss(params, part)))
            counts.append(len(rows))
        return {"loss": float(np.average(losses, weights=counts)), **super().evaluate(params)}

    @functools.cached_property
    def _still_loss(self) -> Any:
        still = replace(self, model=replace(self.model, dropout=0.0))

        @jax.jit
        def run(params: Params, example: Example) -> Float[Array, ""]:
            return still.loss(params, example, jax.random.key(0))[0]

        return run


def energy_distance(first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "m d"]) -> float:
    """Of two samples of at least two (Székely and Rizzo, 2013), without bias: about 0 for alike ones."""
    within = sum(_away(one, one).sum() / (len(one) * (len(one) - 1)) for one in (first, second))
    return float(2 * _away(first, second).mean() - within)


def _away(first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "m d"]) -> Float[np.ndarray, "n m"]:
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * first @ second.T
    return np.sqrt(np.maximum(squares, 0.0))


def _nearest(
    first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "m d"], *, own: bool = False
) -> Float[np.ndarray, "n"]:
    away = _away(first, second)
    if own:
        np.fill_diagonal(away, np.inf)
    return away.min(axis=1)


@dataclass(frozen=True, kw_only=True)
class SubsetPrior(PriorTask):
    """The prior's task, judged by how its samples lie among the subset; made designs are its sheet."""

    models: Models
    """What else makes the designs."""
    wanted: tuple[Real, ...]
    """Held-out designs; theirs is the content."""

    def evaluate(self, params: Params) -> dict[str, float]:
        """``velocity`` on held-out designs, and of samples for their labels:

        ``style``, the energy distance of the samples to all designs of the subset, those that were learned
        from among them (about 0 for samples that cannot be told from them), and ``apart``, how far a sample
        is from the nearest design that was learned from, as a part of what those are from each other (near 0
        for copies).
        """
        prior = self.merged(jax.tree.map(jnp.asarray, params))
        rows = np.linspace(0, len(self.held_out.mean) - 1, _DRAWN).astype(int)
        wanted = jax.tree.map(lambda leaf: np.asarray(leaf)[rows], self.held_out.condition)
        drawn = self._flat(prior, latents(prior, wanted, jax.random.key(0)))
        learned, unseen = (self._flat(prior, one.mean) for one in (self.encoded, self.held_out))
        return {
            **super().evaluate(params),
            "style": energy_distance(drawn, np.concatenate([learned, unseen])),
            "apart": float(_nearest(drawn, learned).mean() / _nearest(learned, learned, own=True).mean()),
        }

    @staticmethod
    def _flat(prior: Prior, z: Any) -> Float[np.ndarray, "n d"]:
        return np.asarray(prior.units(jnp.asarray(z)), np.float64).reshape(len(z), -1)

    def sheets(self, params: Params) -> dict[str, np.ndarray]:
        """Samples, always of the same noise; none where no design of the bank has places for the content."""
        prior = self.merged(jax.tree.map(jnp.asarray, params))
        models = replace(self.models, prior_network=Network.of(prior))
        made = make(models, [one.request for one in self.wanted], jax.random.key(0)) if self.wanted else []
        entries = [
            Entry(picture_of(sample.document), real.source)
            for real, sample in zip(self.wanted, made, strict=True)
            if sample is not None
        ]
        return {"samples": np.asarray(contact_sheet(entries, columns=6))} if entries else {}
