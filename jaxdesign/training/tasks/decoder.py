"""The autoencoder of designs as a training task: real designs in, the same designs back out of a latent."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, PRNGKeyArray

from jaxdesign.evaluation.examples import Example, Target, prepared
from jaxdesign.layout.boxes import iou
from jaxdesign.models.autoencoder import Autoencoder, AutoencoderConfig, Decoded, design_of
from jaxdesign.models.layers import computing_in
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.training.tasks import decoder_loss as losses
from jaxdesign.training.tasks.varied import VariedDesignsTask
from jaxdesign.types import Design, Kind


class LossWeights(NamedTuple):
    """What each part of the loss counts."""

    gap: float = 1.0
    size: float = 1.0
    pad: float = 1.0
    offset: float = 0.5
    font_size: float = 2.0
    line_height: float = 0.25
    align: float = 0.5
    giou: float = 1.5
    edges: float = 6.0
    text_color: float = 4.0
    fill: float = 2.0
    picked: float = 1.0
    cover: float = 4.0
    fill_alpha: float = 0.3
    stroke: float = 0.5
    stroke_alpha: float = 0.3
    stroke_width: float = 0.1
    radius: float = 0.3
    opacity: float = 0.5
    weight: float = 0.3
    text_align: float = 0.3
    backdrop: float = 4.0
    backdrop_angle: float = 0.3
    field: float = 2.0
    pixels: float = 3.0
    kl: float = 4e-4


WEIGHTS = LossWeights()
FREE_NATS = 120.0
"""What a latent may tell of a design at no cost (free bits, Kingma et al. 2016)."""

STYLE_COST = 0.25
"""What a nat in the latents of style costs: they are few and say the colours of everything."""


@dataclass(frozen=True, kw_only=True)
class DecoderTask(VariedDesignsTask):
    """Trains ``Autoencoder`` on a prepared dataset."""

    model: AutoencoderConfig
    pixel_share: int = 4
    """Pixels are compared for one in so many designs of a micro-batch."""
    places_left_out: float = 0.2
    """Share of the designs that are decoded from the latents of style alone."""
    name: str = "decoder"

    def make(self, rngs: nnx.Rngs) -> Autoencoder:
        """Fresh networks."""
        networks = Autoencoder(self.model, rngs)
        computing_in(networks, self.dtype)
        return networks

    def loss(
        self, params: Any, batch: Example, key: PRNGKeyArray
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """Mean over the designs; the parts of the loss by name, unweighted."""
        model = self.merged(params)
        keys = jax.vmap(functools.partial(jax.random.fold_in, key))(batch.index)
        parts, designs, targets = jax.vmap(functools.partial(self._one, model))(batch, keys)
        few = max(len(batch.index) // self.pixel_share, 1)
        some = jax.tree.map(lambda leaf: leaf[:: self.pixel_share][:few], (designs, targets))
        pixels = jax.lax.map(lambda pair: losses.pixel_loss(*pair), some)
        parts = {name: jnp.mean(value) for name, value in parts.items()} | {"pixels": jnp.mean(pixels)}
        return weighed(parts), parts

    def _one(
        self, model: Autoencoder, example: Example, key: Array
    ) -> tuple[dict[str, Array], Design, Target]:
        given, target = example.given, prepared(example)
        for_encoder, for_z, for_seen, for_decoder, for_placed, for_field = jax.random.split(key, 6)
        seen = target.shown * (jax.random.uniform(for_seen) >= self.picture_left_out)
        posterior = model.encoder(
            given, target.params, target.design, example.ground, target.picture, seen, for_encoder
        )
        placed = jnp.where(jax.random.uniform(for_placed) < self.places_left_out, 0.0, 1.0)
        decoded = model.decoder(posterior.sample(for_z), given, for_decoder, placed=placed)
        design = design_of(decoded, given, softness=0.05)
        nats = posterior.mean**2 + jnp.exp(posterior.log_variance) - 1 - posterior.log_variance
        cost = jnp.where(jnp.arange(len(nats)) < self.model.num_styles, STYLE_COST, 1.0)
        kl = jnp.maximum(0.5 * jnp.sum(cost[:, None] * nats), FREE_NATS)
        parts = compared(decoded, design, given, target) | {
            "field": losses.field_loss(model.decoder.field, decoded, target, for_field),
            "kl": kl,
        }
        return parts, design, target

    def evaluate(self, params: Any) -> dict[str, float]:
        """Reconstruction of the held-out designs from the mean of their latents."""
        from jaxdesign.evaluation.reconstruction import reconstruction

        return reconstruction(self.merged(params), self.held_out).summary()

    def sheets(self, params: Any) -> dict[str, np.ndarray]:
        """Held-out designs beside what comes back of them."""
        from jaxdesign.evaluation.reconstruction import reconstruction_sheet

        return {"reconstruction": reconstruction_sheet(self.merged(params), self.held_out)}


def weighed(parts: Mapping[str, Float[Array, ""]]) -> Float[Array, ""]:
    """The loss: those of its parts that have a weight."""
    return jnp.asarray(
        sum(getattr(WEIGHTS, name) * value for name, value in parts.items() if name in WEIGHTS._fields)
    )


def compared(decoded: Decoded, design: Design, given: Skeleton, target: Target) -> dict[str, Array]:
    """Parts of the loss that compare a decoded design with the real one, and figures that have no weight."""
    text = target.design.mask & (target.design.kind == Kind.TEXT)
    overlap, _ = iou(design.box, target.design.box)
    ratio = jnp.log(jnp.maximum(design.font_size, 1e-5) / jnp.maximum(target.design.font_size, 1e-5))
    return (
        losses.layout_losses(decoded, given, target.params)
        | losses.box_losses(design.box, target.design.box, target.design.mask)
        | losses.paint_losses(design, decoded, target.design)
        | {
            "iou": losses.mean_over(overlap, target.design.mask),
            "type_size": losses.mean_over(jnp.abs(jnp.expm1(ratio)), text),
        }
    )
