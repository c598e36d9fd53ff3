"""Encoder and decoder of designs: design -> latent -> design, over content and tree that are given.

All modules work on one design; ``jax.vmap`` makes batches. Randomness comes in as keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from jaxdesign.layout.solve import solve
from jaxdesign.layout.tree import TreeParams
from jaxdesign.models.field import Field, FieldParams
from jaxdesign.models.layers import Block, CrossBlock, FeedForward, Key, float32, linear, split_key
from jaxdesign.models.skeleton import (
    NUM_FEATURES,
    RELATIONS,
    Skeleton,
    node_features,
    places,
    rank_in_place,
    relations,
)
from jaxdesign.models.values import ALIGNMENTS, NodeValues, flags_of, params_of, values_of
from jaxdesign.types import AnyArray, Design

OTHER, OWN = 1, 2
"""What a token is to a latent of a place; 0 is what all are to a latent of style."""
OWN_BIAS = 3.0
_BIASES = tuple(OWN_BIAS if name == "own latent" else 1.0 if name == "self" else 0.0 for name in RELATIONS)
"""Nodes look at the latent of their own place from the start."""
PATCH_PX = 16
"""Side of the patches that a thumbnail is cut into."""
NUM_VALUES = 41
"""Numbers that the encoder sees of a node besides its features."""
_NUM_LENGTHS = 11 + 6
"""Numbers that the decoder says of a node's place and size: lengths, then logits of alignments."""


@dataclass(frozen=True, kw_only=True)
class AutoencoderConfig:
    """Sizes of the networks."""

    width: int = 144
    num_heads: int = 6
    encoder_layers: int = 4
    decoder_layers: int = 6
    num_styles: int = 6
    """Tokens of the latent that are about the whole design; they alone say its palette and backdrop."""
    num_places: int = 24
    """Tokens of the latent that are about a part of the tree each: a node, in most designs."""
    latent_dim: int = 16
    picture_px: int = 64
    num_colors: int = 10
    """Colours of a design's palette."""
    dropout: float = 0.05

    @property
    def num_latents(self) -> int:
        """Tokens of the latent: those of style first, then those of places."""
        return self.num_styles + self.num_places


class Posterior(NamedTuple):
    """What an encoder says of a latent."""

    mean: Float[AnyArray, "k z"]
    log_variance: Float[AnyArray, "k z"]

    def sample(self, key: Key) -> Float[Array, "k z"]:
        """A draw; the mean without a key."""
        if key is None:
            return jnp.asarray(self.mean)
        return self.sample(None) + jnp.exp(0.5 * self.log_variance) * jax.random.normal(key, self.mean.shape)


class Paint(NamedTuple):
    """Colours of ``n`` elements as mixtures of the palette, and the rest of their look."""

    fill: Float[Array, "n 2 p"]
    """Logits over the palette for both ends."""
    fill_alpha: Float[Array, "n"]
    """Logit of there being a fill."""
    stroke: Float[Array, "n p"]
    stroke_alpha: Float[Array, "n"]
    stroke_width: Float[Array, "n"]
    """``asinh`` of hundreds of canvas heights; so is the radius."""
    radius: Float[Array, "n"]
    opacity: Float[Array, "n"]
    weight: Float[Array, "n"]
    """In hundreds, from 400."""
    align: Float[Array, "n 3"]
    """Logits of start, centre, end."""
    fill_angle: Float[Array, "n 2"]


class Decoded(NamedTuple):
    """What a latent means for a skeleton."""

    values: NodeValues
    align: Float[Array, "m 2 3"]
    """Logits of each node's place across its parent's axis."""
    paint: Paint
    palette: Float[Array, "p 3"]
    """OKLab."""
    backdrop: Float[Array, "2 3"]
    backdrop_angle: Float[Array, "2"]
    """Direction of the backdrop's gradient as a vector."""
    field: FieldParams


def place_of(logits: Float[Array, "... 3"], *, hard: bool = False) -> Float[Array, "..."]:
    """Start (0) to end (1) by logits: the likeliest, with the gradient of the mean."""
    mean = jax.nn.softmax(logits, axis=-1) @ jnp.array(ALIGNMENTS)
    likeliest = jnp.array(ALIGNMENTS)[jnp.argmax(logits, axis=-1)]
    return likeliest if hard else mean + jax.lax.stop_gradient(likeliest - mean)


def node_values(given: Skeleton, params: TreeParams, design: Design, ground: Float[AnyArray, "n 3"]) -> Array:
    """``[m, NUM_VALUES]`` what the encoder sees of a design's nodes."""
    tree = given.tree
    values, align = values_of(given, params)
    flags = flags_of(given)
    shown = jnp.concatenate(
        [
            jnp.where(flag, value, 0.0).reshape(len(tree.kind), -1)
            for value, flag in zip((*values, align), flags, strict=True)
        ],
        axis=1,
    )
    element = jnp.maximum(tree.element, 0)
    look = jnp.concatenate(
        [
            design.box,
            jnp.log(jnp.maximum(design.box[:, 2:], 1e-3)),
            design.box[:, :2] + design.box[:, 2:] / 2,
            design.fill.reshape(-1, 8),
            design.stroke,
            jnp.arcsinh(100 * design.stroke_width)[:, None],
            jnp.arcsinh(100 * design.radius)[:, None],
            design.opacity[:, None],
            ((design.weight - 400) / 200)[:, None],
            design.align[:, None],
            ground,
        ],
        axis=1,
    )
    held = (tree.element >= 0)[:, None]
    return jnp.concatenate([shown, jnp.where(held, look[element], 0.0)], axis=1)


class Encoder(nnx.Module):
    """A design, its tree and its thumbnail to a latent."""

    def __init__(self, config: AutoencoderConfig, rngs: nnx.Rngs):
        width = config.width
        self.config = config
        self.feature = linear(NUM_FEATURES, width, rngs)
        self.value = linear(NUM_VALUES, width, rngs)
        side = config.picture_px // PATCH_PX
        self.patch = linear(3 * PATCH_PX**2, width, rngs)
        self.patch_place = nnx.Param(0.02 * jax.random.normal(rngs.params(), (side * side, width)))
        self.ground = linear(9, width, rngs)
        self.blocks = nnx.List(
            [Block(width, config.num_heads, rngs, biases=_BIASES) for _ in range(config.encoder_layers)]
        )
        self.query = nnx.Param(0.5 * jax.random.normal(rngs.params(), (config.num_latents, width)))
        self.gather = linear(width, width, rngs)
        self.rank = nnx.Param(_ranks(width, rngs))
        self.pool = nnx.List(
            [CrossBlock(width, config.num_heads, rngs, biases=(0.0, 0.0, OWN_BIAS)) for _ in range(2)]
        )
        self.norm = nnx.RMSNorm(width, rngs=rngs)
        self.out = linear(width, 2 * config.latent_dim, rngs)
        self.direct = nnx.Param(_direct(NUM_VALUES, config.latent_dim, rngs))

    def __call__(
        self,
        given: Skeleton,
        params: TreeParams,
        design: Design,
        ground: Float[AnyArray, "n 3"],
        picture: Float[AnyArray, "px px 3"],
        seen: Float[AnyArray, ""],
        key: Key = None,
    ) -> Posterior:
        """The latent's distribution.

        Args:
            picture: encoded sRGB, 0 to 1.
            seen: 1, or 0 to leave the picture out.
        """
        used = given.tree.kind >= 0
        rank = rank_in_place(given.tree, self.config.num_places)
        values = node_values(given, params, design, ground)
        nodes = self.feature(node_features(given)) + self.value(values)
        nodes = by_rank(self.rank[...], rank, nodes)
        angle = jnp.stack([jnp.cos(design.backdrop_angle), jnp.sin(design.backdrop_angle)])
        back = jnp.concatenate([design.backdrop.reshape(-1), angle, jnp.ones(1)])
        nodes = nodes.at[0].add(self.ground(back))
        side = self.config.picture_px // PATCH_PX
        patches = picture.reshape(side, PATCH_PX, side, PATCH_PX, 3).swapaxes(1, 2).reshape(side * side, -1)
        patches = self.patch(jnp.asarray(2 * patches - 1)) + self.patch_place[...]
        tokens = jnp.concatenate([nodes, patches])
        mask = jnp.concatenate([used, jnp.broadcast_to(seen > 0, side * side)])
        relation = relations(given.tree, side * side)
        at_place = places(given.tree, self.config.num_places).T
        own = jnp.pad(at_place, ((0, 0), (0, side * side)))
        of_style = jnp.zeros((self.config.num_styles, len(mask)), int)
        reads = jnp.concatenate([of_style, jnp.where(own, OWN, OTHER)])
        for block, k in zip(self.blocks, split_key(key, len(self.blocks)), strict=True):
            tokens = block(tokens, mask, relation, rate=self.config.dropout, key=k)
        share = at_place / jnp.maximum(jnp.sum(at_place, axis=1, keepdims=True), 1)
        mean = share.astype(tokens.dtype) @ tokens[: len(used)]
        everywhere = jnp.sum(jnp.where(used[:, None], tokens[: len(used)], 0.0), axis=0) / jnp.sum(used)
        of_all = jnp.broadcast_to(everywhere, (self.config.num_styles, len(everywhere)))
        latents = self.query[...] + self.gather(jnp.concatenate([of_all, mean]))
        for block in self.pool:
            latents = block(latents, tokens, mask, reads)
        mean, log_variance = jnp.split(float32(self.out(self.norm(latents))), 2, axis=-1)
        told = at_place.astype(jnp.float32) @ by_rank(self.direct[...], rank, values)
        mean = mean.at[self.config.num_styles :].add(told)
        return Posterior(mean, jnp.clip(log_variance - 3.0, -10.0, 2.0))


class Decoder(nnx.Module):
    """A latent and a skeleton to a design."""

    def __init__(self, config: AutoencoderConfig, rngs: nnx.Rngs):
        width, colors = config.width, config.num_colors
        self.config = config
        self.feature = linear(NUM_FEATURES, width, rngs)
        self.latent = linear(config.latent_dim, width, rngs)
        self.spread = linear(width, width, rngs)
        self.rank = nnx.Param(_ranks(width, rngs))
        self.untold = nnx.Param(jnp.zeros(width))
        self.latent_place = nnx.Param(0.5 * jax.random.normal(rngs.params(), (config.num_latents, width)))
        self.blocks = nnx.List(
            [Block(width, config.num_heads, rngs, biases=_BIASES) for _ in range(config.decoder_layers)]
        )
        self.norm = nnx.RMSNorm(width, rngs=rngs)
        self.layout = linear(width, _NUM_LENGTHS, rngs, scale=0.1)
        self.paint = linear(width, 3 * colors + 11, rngs, scale=0.1)
        self.direct = nnx.Param(0.1 * _direct(config.latent_dim, _NUM_LENGTHS + 3 * colors + 11, rngs))
        self.color = nnx.Param(0.3 * jax.random.normal(rngs.params(), (colors, width)))
        self.palette = nnx.List([CrossBlock(width, config.num_heads, rngs) for _ in range(2)])
        self.palette_norm = nnx.RMSNorm(width, rngs=rngs)
        self.palette_out = linear(width, 3, rngs)
        self.style = linear(config.num_styles * width, width, rngs)
        self.style_feed = FeedForward(width, rngs)
        self.style_norm = nnx.RMSNorm(width, rngs=rngs)
        self.backdrop = linear(width, 8, rngs, scale=0.1)
        self.field = Field(width, rngs)

    def __call__(
        self,
        z: Float[AnyArray, "k z"],
        given: Skeleton,
        key: Key = None,
        *,
        placed: Float[Array, ""] | float = 1.0,
    ) -> Decoded:
        """The design that ``z`` means for a skeleton.

        ``placed`` 0 leaves out the latents of places, which say most about the tree they come from; what
        remains is style.
        """
        config = self.config
        m, num = len(given.tree.kind), config.num_latents
        told = jnp.where(jnp.arange(num) < config.num_styles, 1.0, placed)[:, None]
        latents = told * self.latent(jnp.asarray(z)) + (1 - told) * self.untold[...] + self.latent_place[...]
        own = places(given.tree, config.num_places).astype(latents.dtype)
        styles, of_places = jnp.split(latents, [config.num_styles])
        rank = rank_in_place(given.tree, config.num_places)
        told_here = by_rank(self.rank[...], rank, own @ of_places)
        at_place = placed * (float32(own) @ jnp.asarray(z)[config.num_styles :])
        direct_layout, direct_paint = jnp.split(
            by_rank(self.direct[...], rank, at_place), [_NUM_LENGTHS], axis=-1
        )
        nodes = self.feature(node_features(given)) + self.spread(told_here + jnp.mean(styles, axis=0))
        tokens = jnp.concatenate([nodes, latents])
        mask = jnp.concatenate([given.tree.kind >= 0, jnp.ones(num, bool)])
        relation = relations(given.tree, config.num_styles, config.num_places)
        for block, k in zip(self.blocks, split_key(key, len(self.blocks)), strict=True):
            tokens = block(tokens, mask, relation, rate=config.dropout, key=k)
        palette, backdrop, summary = self._of_style(styles)
        nodes = self.norm(tokens[:m])
        element = jnp.maximum(given.tree.node_of, 0)
        values, align = _layout(float32(self.layout(nodes)) + direct_layout)
        paint = float32(self.paint(nodes[element])) + direct_paint[element]
        return Decoded(
            values=values,
            align=align,
            paint=_paint(paint, config.num_colors),
            palette=palette,
            backdrop=_oklab(backdrop[:6].reshape(2, 3)),
            backdrop_angle=backdrop[6:],
            field=self.field.params(summary),
        )

    def _of_style(self, styles: Float[Array, "s d"]) -> tuple[Array, Array, Array]:
        """Palette, numbers of the backdrop, and the summary that these and the field come from."""
        colors = self.color[...]
        for block in self.palette:
            colors = block(colors, styles, jnp.ones(len(styles), bool))
        palette = _oklab(float32(self.palette_out(self.palette_norm(colors))))
        summary = self.style(styles.reshape(-1))
        summary = self.style_norm(summary + self.style_feed(summary))
        return palette, float32(self.backdrop(summary)), summary


MOST_RANKS = 3
"""Nodes of one place that are told apart; further ones count as the last of them."""


def _ranks(width: int, rngs: nnx.Rngs) -> Float[Array, "r d d"]:
    """Projections for nodes by their rank in their place: the identity first, others turned at random."""
    others = jax.random.orthogonal(rngs.params(), width, (MOST_RANKS - 1,))
    return jnp.concatenate([jnp.eye(width)[None], others])


def _direct(features_in: int, features_out: int, rngs: nnx.Rngs) -> Float[Array, "r i o"]:
    """Projections by rank past the networks: lengths go through the latent as they are, without norms."""
    return jax.random.normal(rngs.params(), (MOST_RANKS, features_in, features_out)) / features_in**0.5


def by_rank(
    projections: Float[Array, "r i o"], rank: Int[Array, "m"], tokens: Float[Array, "m i"]
) -> Float[Array, "m o"]:
    """Each token through the projection of its rank, so that nodes of one place can be told apart."""
    share = jax.nn.one_hot(jnp.minimum(rank, MOST_RANKS - 1), MOST_RANKS, dtype=tokens.dtype)
    return jnp.einsum("mr,rio,mi->mo", share, projections.astype(tokens.dtype), tokens)


def _oklab(raw: Float[Array, "... 3"]) -> Float[Array, "... 3"]:
    """Lightness 0 to 1 and a, b within the range of sRGB."""
    lightness = jax.nn.sigmoid(2 * raw[..., :1])
    return jnp.concatenate([lightness, 0.33 * jnp.tanh(raw[..., 1:] / 2)], axis=-1)


def _layout(raw: Float[Array, "m 17"]) -> tuple[NodeValues, Float[Array, "m 2 3"]]:
    values = NodeValues(
        gap=raw[:, 0],
        size=raw[:, 1:3],
        pad=raw[:, 3:7],
        offset=raw[:, 7:9],
        font_size=raw[:, 9],
        line_height=raw[:, 10],
    )
    return values, raw[:, 11:].reshape(-1, 2, 3)


def _paint(raw: Float[Array, "n f"], colors: int) -> Paint:
    at = 3 * colors
    return Paint(
        fill=raw[:, : 2 * colors].reshape(-1, 2, colors),
        stroke=raw[:, 2 * colors : at],
        fill_alpha=raw[:, at],
        stroke_alpha=raw[:, at + 1],
        stroke_width=raw[:, at + 2],
        radius=raw[:, at + 3],
        opacity=raw[:, at + 4],
        weight=raw[:, at + 5],
        align=raw[:, at + 6 : at + 9],
        fill_angle=raw[:, at + 9 : at + 11],
    )


class Autoencoder(nnx.Module):
    """Encoder and decoder side by side."""

    def __init__(self, config: AutoencoderConfig, rngs: nnx.Rngs):
        self.config = config
        self.encoder = Encoder(config, rngs)
        self.decoder = Decoder(config, rngs)


def tree_params(decoded: Decoded, given: Skeleton) -> TreeParams:
    """The layout's parameters, alignments decided."""
    return params_of(given, decoded.values, place_of(decoded.align))


def mixed(logits: Float[Array, "... p"], palette: Float[Array, "p 3"]) -> Float[Array, "... 3"]:
    """The colours that logits over a palette mix."""
    return jax.nn.softmax(logits, axis=-1) @ palette


def picked(logits: Float[Array, "... p"], palette: Float[Array, "p 3"]) -> Float[Array, "... 3"]:
    """The likeliest colours of a palette; differentiable in the palette alone."""
    return palette[jnp.argmax(logits, axis=-1)]


def design_of(decoded: Decoded, given: Skeleton, *, softness: float | Array = 0.02) -> Design:
    """The design that is meant, its boxes solved; differentiable.

    ``softness`` is that of the line count (see ``layout.solve``).
    """
    params = tree_params(decoded, given)
    box = solve(given.tree, params, given.metrics, given.canvas_px, softness=softness)
    paint, palette = decoded.paint, decoded.palette
    n = len(given.kind)
    is_text = given.tree.font_group >= 0
    alpha = jax.nn.sigmoid(paint.fill_alpha)
    alpha = jnp.where(is_text, 1.0, alpha)[:, None, None]
    fill = jnp.concatenate([mixed(paint.fill, palette), jnp.broadcast_to(alpha, (n, 2, 1))], axis=-1)
    stroke_alpha = jax.nn.sigmoid(paint.stroke_alpha)[:, None]
    own = params.font_size[jnp.maximum(given.tree.font_group, 0)]
    return Design(
        canvas_px=jnp.asarray(given.canvas_px),
        backdrop=decoded.backdrop,
        backdrop_angle=_angle(decoded.backdrop_angle),
        box=box * given.mask[:, None],
        rotation=jnp.zeros(n),
        opacity=jax.nn.sigmoid(paint.opacity + 3.0),
        fill=fill,
        fill_angle=_angle(paint.fill_angle),
        stroke=jnp.concatenate([mixed(paint.stroke, palette), stroke_alpha], axis=-1),
        stroke_width=jnp.maximum(jnp.sinh(jnp.clip(paint.stroke_width, 0, 4)) / 100, 0.0),
        radius=jnp.maximum(jnp.sinh(jnp.clip(paint.radius, 0, 5)) / 100, 0.0),
        font_size=jnp.where(is_text, own, 0.0),
        line_height=jnp.where(is_text, params.line_height, 0.0),
        weight=jnp.where(is_text, 400 + 200 * paint.weight, 0.0),
        align=jnp.where(is_text, place_of(paint.align), 0.0),
        kind=jnp.asarray(given.kind),
        role=jnp.asarray(given.role),
        group=jnp.full(n, -1),
        mask=jnp.asarray(given.mask),
    )


def _angle(vector: Float[Array, "... 2"]) -> Float[Array, "..."]:
    """Radians of a vector; 0, with finite gradient, at the origin."""
    x = vector[..., 0] + 1.0
    return jnp.arctan2(vector[..., 1], jnp.where(jnp.abs(x) < 1e-3, 1e-3, x))
