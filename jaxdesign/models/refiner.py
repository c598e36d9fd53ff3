"""The encoder's second looks: a latent corrected by what its decoding misses of the design.

Iterative amortised inference (Marino et al. 2018), fed with the differences themselves in place of gradients:
every round decodes the latent, compares it with the design node by node, and moves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from jaxdesign.layout.tree import TreeParams
from jaxdesign.models.autoencoder import (
    MOST_RANKS,
    NUM_VALUES,
    OTHER,
    OWN,
    OWN_BIAS,
    AutoencoderConfig,
    Decoded,
    Decoder,
    by_rank,
    design_of,
    node_values,
    tree_params,
)
from jaxdesign.models.layers import Block, CrossBlock, Key, float32, linear, split_key
from jaxdesign.models.likeness import Best, kept, unlikeness
from jaxdesign.models.skeleton import (
    NUM_FEATURES,
    RELATIONS,
    Skeleton,
    node_features,
    places,
    rank_in_place,
    relations,
)
from jaxdesign.types import AnyArray, Design

ROUNDS = 3
"""Second looks where nothing else is said."""
LINE_SOFTNESS = 0.02
"""Of line counts (see ``layout.solve``) in what looks compare."""
_MOST_MISSED = 3.0
"""Differences are cut off there: a wrong sign or a wrong kind says no more."""
_ENLARGED = 4.0
"""What small differences are multiplied by, so that networks see them."""
_NUM_GROUND = 12
"""Numbers of a backdrop: both its colours, and what is missed of them."""


@dataclass(frozen=True, kw_only=True)
class RefinerConfig:
    """Sizes of the network; those of the latent are its autoencoder's."""

    width: int = 128
    num_heads: int = 4
    layers: int = 3
    num_styles: int = 6
    num_places: int = 24
    latent_dim: int = 16
    dropout: float = 0.05

    def fitted(self, model: AutoencoderConfig) -> RefinerConfig:
        """The same sizes for an autoencoder's latent."""
        return replace(
            self, num_styles=model.num_styles, num_places=model.num_places, latent_dim=model.latent_dim
        )


class Drawn(NamedTuple):
    """A design as the networks see it."""

    given: Skeleton
    params: TreeParams
    """Of its tree."""
    design: Design
    """With the boxes that the tree gives."""
    ground: Float[AnyArray, "n 3"]
    """OKLab of what lies under each text."""


class Missed(NamedTuple):
    """A design, and what a decoding misses of it."""

    values: Float[Array, "m v"]
    """As the encoder sees its nodes (see ``node_values``)."""
    less: Float[Array, "m v"]
    """The same less the decoding's."""
    backdrop: Float[Array, "b"]


class Refiner(nnx.Module):
    """What a latent has to be moved by."""

    def __init__(self, config: RefinerConfig, rngs: nnx.Rngs):
        width = config.width
        self.config = config
        self.feature = linear(NUM_FEATURES, width, rngs)
        self.value = linear(2 * NUM_VALUES, width, rngs)
        self.ground = linear(_NUM_GROUND, width, rngs)
        self.latent = linear(config.latent_dim, width, rngs)
        num = config.num_styles + config.num_places
        self.latent_place = nnx.Param(0.5 * jax.random.normal(rngs.params(), (num, width)))
        biases = tuple(1.0 if name == "self" else 0.0 for name in RELATIONS)
        self.blocks = nnx.List(
            [Block(width, config.num_heads, rngs, biases=biases) for _ in range(config.layers)]
        )
        self.rank = nnx.Param(jax.random.normal(rngs.params(), (MOST_RANKS, width, width)) / width**0.5)
        self.pool = nnx.List(
            [CrossBlock(width, config.num_heads, rngs, biases=(0.0, 0.0, OWN_BIAS)) for _ in range(2)]
        )
        self.norm = nnx.RMSNorm(width, rngs=rngs)
        self.out = linear(width, config.latent_dim, rngs, scale=0.01)
        self.direct = nnx.Param(jnp.zeros((MOST_RANKS, NUM_VALUES, config.latent_dim)))

    def __call__(
        self, z: Float[Array, "k z"], given: Skeleton, missed: Missed, key: Key = None
    ) -> Float[Array, "k z"]:
        """What to add to ``z``, whose decoding misses ``missed``."""
        config, tree = self.config, given.tree
        used = jnp.asarray(tree.kind >= 0)
        own = places(tree, config.num_places)
        rank = rank_in_place(tree, config.num_places)
        latents = self.latent(z) + self.latent_place[...]
        values = jnp.concatenate([missed.values, _ENLARGED * missed.less], axis=-1)
        nodes = self.feature(node_features(given)) + self.value(values)
        nodes += own.astype(latents.dtype) @ latents[config.num_styles :]
        nodes = nodes.at[0].add(self.ground(missed.backdrop))
        relation = relations(tree, 0)
        for block, k in zip(self.blocks, split_key(key, len(self.blocks)), strict=True):
            nodes = block(nodes, used, relation, rate=config.dropout, key=k)
        told = own.T.astype(nodes.dtype) @ by_rank(self.rank[...], rank, nodes)
        everywhere = jnp.sum(jnp.where(used[:, None], nodes, 0.0), axis=0) / jnp.sum(used)
        of_all = jnp.broadcast_to(everywhere, (config.num_styles, len(everywhere)))
        latents += jnp.concatenate([of_all, told])
        of_style = jnp.zeros((config.num_styles, len(used)), int)
        reads = jnp.concatenate([of_style, jnp.where(own.T, OWN, OTHER)])
        for block in self.pool:
            latents = block(latents, nodes, used, reads)
        moved = float32(self.out(self.norm(latents)))
        direct = float32(own.T) @ by_rank(self.direct[...], rank, missed.less)
        return moved.at[config.num_styles :].add(direct)


def missed_by(decoded: Decoded, drawn: Drawn) -> Missed:
    """What a decoding misses of a design."""
    given, backdrop = drawn.given, jnp.asarray(drawn.design.backdrop)
    made = design_of(decoded, given, softness=LINE_SOFTNESS)
    real = node_values(given, drawn.params, drawn.design, drawn.ground)
    less = real - node_values(given, tree_params(decoded, given), made, drawn.ground)
    back = jnp.concatenate([backdrop.reshape(-1), _ENLARGED * (backdrop - made.backdrop).reshape(-1)])
    return Missed(real, jnp.clip(less, -_MOST_MISSED, _MOST_MISSED), back)


def looked_again(
    refiner: Refiner, z: Float[Array, "k z"], decoded: Decoded, drawn: Drawn, key: Key = None
) -> Float[Array, "k z"]:
    """The latent of a design after one more look at it; ``decoded`` is its decoding."""
    return z + refiner(z, drawn.given, missed_by(decoded, drawn), key)


def refined(
    refiner: Refiner,
    decoder: Decoder,
    z: Float[AnyArray, "k z"],
    drawn: Drawn,
    *,
    rounds: int | Array = ROUNDS,
) -> Float[Array, "k z"]:
    """The latent of a design after so many more looks at it: of all, that whose decoding is most like it.

    A look may break a line that stood whole, of which boxes at exact line counts tell.
    """

    def better(best: Best, z: Float[Array, "k z"], decoded: Decoded) -> Best:
        made = design_of(decoded, drawn.given, softness=0.0)
        return kept(best, unlikeness(made, drawn.design), z)

    def again(_: int, carry: tuple[Array, Best]) -> tuple[Array, Best]:
        z, best = carry
        decoded = decoder(z, drawn.given)
        return looked_again(refiner, z, decoded, drawn), better(best, z, decoded)

    start = jnp.asarray(z)
    last, best = jax.lax.fori_loop(0, rounds, again, (start, Best(jnp.asarray(jnp.inf), start)))
    return better(best, last, decoder(last, drawn.given)).z
