"""The networks of ``jaxdesign.models.autoencoder`` written plainly in PyTorch, batched, with like heads.

Modules have the names of ours, so that ``take_parameters`` can copy them. What ours computes of a skeleton
(features of nodes, relations, places) is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

Given = dict[str, torch.Tensor]


class Attention(nn.Module):
    def __init__(self, width: int, num_heads: int, num_relations: int = 0):
        super().__init__()
        self.num_heads = num_heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.bias = nn.Parameter(torch.zeros(num_relations, num_heads)) if num_relations else None

    def forward(self, x: Any, over: Any, mask: Any, relation: Any = None) -> Any:
        def split(values: torch.Tensor) -> torch.Tensor:
            return values.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(over)), split(self.value(over))
        bias = torch.zeros((), dtype=x.dtype)
        if self.bias is not None and relation is not None:
            bias = self.bias[relation].permute(0, 3, 1, 2)
        bias = torch.where(mask[:, None, None, :], bias, torch.tensor(-1e9, dtype=x.dtype))
        bias = bias.expand(len(x), self.num_heads, x.shape[1], over.shape[1])
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.out(seen.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Any) -> Any:
        return self.down(F.gelu(self.up(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, width: int, num_heads: int, num_relations: int):
        super().__init__()
        self.norm_attention, self.norm_feed = (nn.RMSNorm(width, eps=1e-6) for _ in range(2))
        self.attention, self.feed = Attention(width, num_heads, num_relations), FeedForward(width)

    def forward(self, x: Any, mask: Any, relation: Any, rate: float) -> Any:
        normed = self.norm_attention(x)
        x = x + F.dropout(self.attention(normed, normed, mask, relation), rate, rate > 0)
        return x + F.dropout(self.feed(self.norm_feed(x)), rate, rate > 0)


class CrossBlock(nn.Module):
    def __init__(self, width: int, num_heads: int, num_relations: int = 0):
        super().__init__()
        self.norm_self, self.norm_over, self.norm_feed = (nn.RMSNorm(width, eps=1e-6) for _ in range(3))
        self.attention, self.feed = Attention(width, num_heads, num_relations), FeedForward(width)

    def forward(self, x: Any, over: Any, mask: Any, relation: Any = None) -> Any:
        x = x + self.attention(self.norm_self(x), self.norm_over(over), mask, relation)
        return x + self.feed(self.norm_feed(x))


def by_rank(projections: Any, rank: Any, tokens: Any) -> Any:
    """Each token through the projection of its rank; ``rank`` is ``[b, m, r]``, one of them 1."""
    return torch.einsum("bmr,rio,bmi->bmo", rank, projections, tokens)


class Encoder(nn.Module):
    def __init__(self, config: Any, sizes: Any):
        super().__init__()
        width, heads, side = config.width, config.num_heads, config.picture_px // sizes.patch_px
        self.config = config
        self.feature, self.value = nn.Linear(sizes.features, width), nn.Linear(sizes.values, width)
        self.patch = nn.Linear(3 * sizes.patch_px**2, width)
        self.patch_place = nn.Parameter(torch.zeros(side * side, width))
        self.ground = nn.Linear(9, width)
        self.blocks = nn.ModuleList(
            Block(width, heads, sizes.relations) for _ in range(config.encoder_layers)
        )
        self.query = nn.Parameter(torch.zeros(config.num_latents, width))
        self.rank = nn.Parameter(torch.zeros(sizes.ranks, width, width))
        self.direct = nn.Parameter(torch.zeros(sizes.ranks, sizes.values, config.latent_dim))
        self.gather = nn.Linear(width, width)
        self.pool = nn.ModuleList(CrossBlock(width, heads, 3) for _ in range(2))
        self.norm = nn.RMSNorm(width, eps=1e-6)
        self.out = nn.Linear(width, 2 * config.latent_dim)

    def forward(self, given: Given, rate: float) -> tuple[Any, Any]:
        nodes = self.feature(given["features"]) + self.value(given["values"])
        nodes = by_rank(self.rank, given["rank"], nodes)
        first = nodes[:, :1] + self.ground(given["back"])[:, None]
        nodes = torch.cat([first, nodes[:, 1:]], 1)
        tokens = torch.cat([nodes, self.patch(given["patches"]) + self.patch_place], 1)
        mask, used = given["mask_encoder"], given["used"]
        for block in self.blocks:
            tokens = block(tokens, mask, given["relation_encoder"], rate)
        at_place = given["places"].transpose(1, 2)
        share = at_place / at_place.sum(-1, keepdim=True).clamp(min=1)
        own = tokens[:, : used.shape[1]]
        mean = share @ own
        everywhere = (own * used[..., None]).sum(1) / used.sum(1, keepdim=True)
        of_all = everywhere[:, None].expand(-1, self.config.num_styles, -1)
        latents = self.query + self.gather(torch.cat([of_all, mean], 1))
        for block in self.pool:
            latents = block(latents, tokens, mask, given["reads"])
        mean, log_variance = self.out(self.norm(latents)).chunk(2, -1)
        told = at_place @ by_rank(self.direct, given["rank"], given["values"])
        mean = torch.cat([mean[:, : -told.shape[1]], mean[:, -told.shape[1] :] + told], 1)
        return mean, (log_variance - 3).clamp(-10, 2)


class Field(nn.Module):
    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.hidden = hidden
        self.direction = nn.Parameter(torch.zeros(2, hidden))
        self.inner, self.out = nn.Linear(hidden, hidden), nn.Linear(hidden, 3)
        self.film = nn.Linear(width, 4 * hidden + 1)

    def forward(self, summary: Any, xy: Any) -> Any:
        raw = self.film(summary)
        films = raw[:, : 4 * self.hidden].unflatten(-1, (2, 2, self.hidden))
        shift, scale = 3 * films[:, 0], 1 + films[:, 1]
        strength = torch.sigmoid(raw[:, -1] - 2)
        hidden = torch.sin(((xy - 0.5) @ self.direction) * scale[:, None, 0] + shift[:, None, 0])
        hidden = torch.sin(self.inner(hidden) * scale[:, None, 1] + shift[:, None, 1])
        return strength[:, None, None] * 0.5 * torch.tanh(self.out(hidden))


class Decoder(nn.Module):
    def __init__(self, config: Any, sizes: Any):
        super().__init__()
        width, heads, colors = config.width, config.num_heads, config.num_colors
        self.config = config
        self.feature, self.latent = nn.Linear(sizes.features, width), nn.Linear(config.latent_dim, width)
        self.spread = nn.Linear(width, width)
        self.rank = nn.Parameter(torch.zeros(sizes.ranks, width, width))
        self.direct = nn.Parameter(torch.zeros(sizes.ranks, config.latent_dim, 17 + 3 * colors + 11))
        self.untold = nn.Parameter(torch.zeros(width))
        self.latent_place = nn.Parameter(torch.zeros(config.num_latents, width))
        self.blocks = nn.ModuleList(
            Block(width, heads, sizes.relations) for _ in range(config.decoder_layers)
        )
        self.norm, self.palette_norm = (nn.RMSNorm(width, eps=1e-6) for _ in range(2))
        self.layout, self.paint = nn.Linear(width, 17), nn.Linear(width, 3 * colors + 11)
        self.color = nn.Parameter(torch.zeros(colors, width))
        self.palette = nn.ModuleList(CrossBlock(width, heads) for _ in range(2))
        self.style, self.style_feed = nn.Linear(config.num_styles * width, width), FeedForward(width)
        self.style_norm = nn.RMSNorm(width, eps=1e-6)
        self.palette_out, self.backdrop = nn.Linear(width, 3), nn.Linear(width, 8)
        self.field = Field(width, sizes.hidden)

    def forward(self, z: Any, given: Given, rate: float) -> Given:
        styles, m = self.config.num_styles, given["features"].shape[1]
        # Latents of places are always told here; the parameter of untold ones takes part in neither side.
        latents = self.latent(z) + 0 * self.untold + self.latent_place
        of_style = latents[:, :styles]
        told = by_rank(self.rank, given["rank"], given["places"] @ latents[:, styles:])
        nodes = self.feature(given["features"]) + self.spread(told + of_style.mean(1, keepdim=True))
        direct = by_rank(self.direct, given["rank"], given["places"] @ z[:, styles:])
        tokens = torch.cat([nodes, latents], 1)
        for block in self.blocks:
            tokens = block(tokens, given["mask_decoder"], given["relation_decoder"], rate)
        colors = self.color.expand(len(z), -1, -1)
        for block in self.palette:
            colors = block(colors, of_style, torch.ones_like(of_style[..., 0], dtype=torch.bool))
        palette = oklab(self.palette_out(self.palette_norm(colors)))
        summary = self.style(of_style.flatten(1))
        summary = self.style_norm(summary + self.style_feed(summary))
        nodes, node_of = self.norm(tokens[:, :m]), given["node_of"][..., None]

        def of_element(parts: Any) -> Any:
            return parts.gather(1, node_of.expand(-1, -1, parts.shape[-1]))

        back = self.backdrop(summary)
        return {
            "layout": self.layout(nodes) + direct[..., :17],
            "paint": self.paint(of_element(nodes)) + of_element(direct[..., 17:]),
            "palette": palette,
            "backdrop": oklab(back[:, :6].unflatten(-1, (2, 3))),
            "angle": back[:, 6:],
            "field": self.field(summary, given["xy"]),
        }


def oklab(raw: torch.Tensor) -> torch.Tensor:
    return torch.cat([torch.sigmoid(2 * raw[..., :1]), 0.33 * torch.tanh(raw[..., 1:] / 2)], -1)


class Autoencoder(nn.Module):
    """Encoder and decoder, and the loss that ``train_step.py`` has on both sides."""

    def __init__(self, config: Any, sizes: Any):
        super().__init__()
        self.encoder, self.decoder = Encoder(config, sizes), Decoder(config, sizes)
        self.rate = config.dropout

    def forward(self, given: Given, *, noisy: bool) -> torch.Tensor:
        rate = self.rate if noisy else 0.0
        mean, log_variance = self.encoder(given, rate)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean) if noisy else mean
        return loss(self.decoder(z, given, rate), mean, log_variance, given)


def mean_over(values: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
    return (values * counted).sum() / counted.sum().clamp(min=1)


def huber(distance: torch.Tensor, width: float) -> torch.Tensor:
    size = distance.abs()
    return torch.where(size < width, 0.5 * size**2 / width, size - width / 2)


def apart(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    return torch.sqrt(((first - second) ** 2).sum(-1) + 1e-6)


def loss(made: Given, mean: Any, log_variance: Any, given: Given) -> torch.Tensor:
    """Distances of layout, paint, backdrop and field, and the latent's divergence."""
    colors, mask = made["palette"].shape[1], given["mask"]
    layout, paint = made["layout"], made["paint"]
    total = mean_over(huber(layout[..., :11] - given["numbers"], 0.05), given["number_flags"])
    logits = layout[..., 11:].unflatten(-1, (2, 3)).log_softmax(-1)
    chosen = logits.gather(-1, given["place"][..., None])[..., 0]
    total = total - mean_over(chosen, given["place_flags"])
    mixtures = paint[..., : 3 * colors].unflatten(-1, (3, colors)).softmax(-1)
    mixed = torch.einsum("bnkp,bpc->bnkc", mixtures, made["palette"])
    total = total + mean_over(apart(mixed, given["colors"]).mean(-1), mask)
    rest = paint[..., 3 * colors :]
    sign = 1 - 2 * given["painted"]
    total = total + mean_over(F.softplus(sign * rest[..., :2]).mean(-1), mask)
    total = total + mean_over(huber(rest[..., 2:6] - given["looks"], 0.05).mean(-1), mask)
    lines = rest[..., 6:9].log_softmax(-1).gather(-1, given["lines"][..., None])[..., 0]
    total = total - mean_over(lines, mask) + mean_over(huber(rest[..., 9:11], 0.05).mean(-1), mask)
    total = total + apart(made["backdrop"], given["backdrop"]).mean() + huber(made["angle"], 0.05).mean()
    total = total + apart(made["field"], given["painted_at"]).mean()
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum((1, 2))
    return total + 1e-3 * kl.mean()


def take_parameters(model: nn.Module, params: dict[tuple[Any, ...], np.ndarray]) -> None:
    """Copy ours, by path; kernels are turned. Raises ``KeyError`` if one side has a parameter more."""
    own = dict(model.named_parameters())
    for path, value in params.items():
        *parents, name = map(str, path)
        matrix = name == "kernel"
        name = {"kernel": "weight", "scale": "weight"}.get(name, name)
        with torch.no_grad():
            own.pop(".".join([*parents, name])).copy_(torch.tensor(value.T if matrix else value))
    if own:
        raise KeyError(", ".join(own))
