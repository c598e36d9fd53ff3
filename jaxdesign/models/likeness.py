"""How like a design another of the same content is."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.layout.boxes import iou
from jaxdesign.types import AnyArray, Design, Kind


class Best(NamedTuple):
    """The latent that came nearest so far."""

    loss: Float[Array, ""]
    z: Float[Array, "k z"]


def kept(best: Best, loss: Float[Array, ""], z: Float[Array, "k z"]) -> Best:
    """The better of the best so far and another."""
    is_better = loss < best.loss
    return Best(jnp.where(is_better, loss, best.loss), jnp.where(is_better, z, best.z))


def _mean(values: Float[Array, "n"], mask: Array) -> Float[Array, ""]:
    return jnp.sum(values * mask) / jnp.maximum(jnp.sum(mask), 1)


def unlikeness(made: Design, target: Design) -> Float[Array, ""]:
    """How far a design is from its target in boxes, inks, type sizes and backdrop; 0 if equal."""
    mask = jnp.asarray(target.mask)
    text = mask & (target.kind == Kind.TEXT)
    overlap, _ = iou(made.box, target.box)
    off = jnp.abs(made.box - target.box).sum(-1)
    ink = _distance(made.fill[:, 0, :3], target.fill[:, 0, :3])
    sized = text & (target.font_size > 0)
    ratio = jnp.where(sized, made.font_size, 1.0) / jnp.where(sized, target.font_size, 1.0)
    return (
        _mean(1 - overlap, mask)
        + _mean(off, mask)
        + _mean(ink, mask)
        + _mean(jnp.abs(ratio - 1), sized)
        + _distance(made.backdrop, target.backdrop).mean()
    )


def _distance(first: Float[Array, "... 3"], second: Float[AnyArray, "... 3"]) -> Float[Array, "..."]:
    """OKLab distance whose gradient is finite where it is 0."""
    return jnp.sqrt(jnp.sum((first - second) ** 2, axis=-1) + 1e-8)
