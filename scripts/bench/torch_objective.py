"""The benchmark's objective written plainly in PyTorch, batched over candidates ``b``; unrotated elements."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

LMS_FROM_OKLAB = [
    [1.0, 0.3963377774, 0.2158037573],
    [1.0, -0.1055613458, -0.0638541728],
    [1.0, -0.0894841775, -1.2914855480],
]
LINEAR_FROM_LMS = [
    [4.0767416621, -3.3077115913, 0.2309699292],
    [-1.2684380046, 2.6097574011, -0.3413193965],
    [-0.0041960863, -0.7034186147, 1.7076147010],
]
GAUSS = 0.5 / 3**0.5


def srgb_from_oklab(lab: Tensor) -> Tensor:
    linear = (lab @ torch.tensor(LMS_FROM_OKLAB).T) ** 3 @ torch.tensor(LINEAR_FROM_LMS).T
    linear = linear.clamp(0, 1)
    return torch.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * linear.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    )


def linear_from_srgb(srgb: Tensor) -> Tensor:
    return torch.where(srgb <= 0.04045, srgb / 12.92, ((srgb.clamp(min=0.04045) + 0.055) / 1.055) ** 2.4)


def coverage(center: Tensor, half: Tensor, radius: Tensor, edges_x: Tensor, edges_y: Tensor) -> Tensor:
    """Coverage [b, k, h, w] of boxes with elliptic corners; lengths in canvas pixels."""
    reach, corner_x, corner_y = (
        half[..., 1:],
        radius[..., :1].clamp(min=1e-3),
        radius[..., 1:].clamp(min=1e-3),
    )
    top, bottom = edges_y[:-1], edges_y[1:]
    first = torch.minimum(torch.maximum(top - center[..., 1:], -reach), reach)
    last = torch.minimum(torch.maximum(bottom - center[..., 1:], -reach), reach)
    middle, height = (first + last) / 2, last - first
    ends = []
    for y in (middle - GAUSS * height, middle + GAUSS * height):
        rise = (y.abs() - (reach - corner_y)).clamp(min=0) / corner_y
        ends.append((half[..., :1] - corner_x * (1 - (1 - rise**2).clamp(min=1e-6).sqrt())).clamp(min=0))
    pitch = edges_x[1] - edges_x[0]
    mean = (ends[0] + ends[1]) / 2
    slant = torch.maximum((ends[1] - ends[0]).abs() / (4 * GAUSS), 1e-3 * pitch)

    def beyond(end: Tensor) -> Tensor:
        low = ((end - slant + center[..., :1]) / pitch)[..., None]
        high = ((end + slant + center[..., :1]) / pitch)[..., None]
        columns = edges_x / pitch
        passed = ((columns - low) / (high - low)).clamp(0, 1)
        return passed**2 * ((high - low) / 2) + (columns - high).clamp(min=0)

    inside = (beyond(-mean) - beyond(mean)).diff(dim=-1)
    return inside * (height / (bottom - top))[..., None]


def weights(begin: Tensor, end: Tensor, texels: int, *, averages: bool) -> Tensor:
    """Weights [b, k, p, t] of texels in footprints."""
    low = begin.clamp(0, 1 - 1e-6)
    high = torch.maximum(end.clamp(0, 1), low + 1e-6)
    texel = torch.arange(texels)
    rises, falls = 0.5 * (texel > 0), 0.5 * (texel < texels - 1)

    def integral(position: Tensor) -> Tensor:
        s = (position[..., None] * texels - (texel + 0.5)).clamp(-1, 1)
        return s - torch.where(s > 0, falls, -rises) * s**2

    scale = 1 / ((high - low) if averages else (end - begin))
    return (integral(high) - integral(low)) * (scale / texels)[..., None]


class TorchObjective:
    """Made of the same arrays as the other; called with the variables, gives the loss of each candidate."""

    def __init__(self, design: dict[str, Any], textures: dict[str, Any], side: int, reach: float) -> None:
        self.constants = {name: torch.tensor(np.asarray(value)) for name, value in design.items()}
        self.ink = torch.tensor(np.asarray(textures["ink"]))
        picture = torch.tensor(np.asarray(textures["picture"])).permute(0, 3, 1, 2)
        self.picture = torch.cat([picture[:, :3] * picture[:, 3:], picture[:, 3:]], 1)
        self.side, self.reach = side, reach
        self.least = [1e-2 / float(pixels) for pixels in np.asarray(design["canvas_px"])]
        kinds = np.where(np.asarray(design["mask"]), np.asarray(design["kind"]), -1)
        self.texts, self.pictures = np.flatnonzero(kinds == 0).tolist(), np.flatnonzero(kinds == 1).tolist()
        self.shapes = np.flatnonzero(kinds >= 2).tolist()
        self.order = np.flatnonzero(kinds >= 0).tolist()

    def __call__(self, variables: dict[str, Tensor]) -> Tensor:
        box = self.constants["box"] + self.reach * torch.tanh(variables["box"])
        fill = torch.cat(
            [self.constants["fill"][..., :3] + self.reach * torch.tanh(variables["fill"]),
             self.constants["fill"][..., 3:].expand(*variables["fill"].shape[:-1], 1)], -1,
        )  # fmt: skip
        picture, under = self.rasterize(box, fill)
        away = ((box - self.constants["box"]) ** 2).sum((1, 2))
        return (
            self.alignment(box)
            + self.overlap(box)
            + self.busyness(picture)
            + self.contrast(under, box, fill)
            + away
        )

    def footprints(self, box: Tensor, axis: int, texels: int, *, averages: bool) -> Tensor:
        edges = torch.arange(self.side + 1) / self.side
        size = box[..., 2 + axis, None].clamp(min=self.least[axis])
        place = (edges - box[..., axis, None]) / size
        return weights(place[..., :-1], place[..., 1:], texels, averages=averages)

    def rasterize(self, box: Tensor, fill: Tensor) -> tuple[Tensor, Tensor]:
        c, side = self.constants, self.side
        canvas = c["canvas_px"]
        pixels = box * canvas.repeat(2)
        half, center = pixels[..., 2:].clamp(min=0) / 2, pixels[..., :2] + pixels[..., 2:] / 2
        srgb = torch.cat([srgb_from_oklab(fill[..., :3]), fill[..., 3:]], -1)
        stroke = torch.cat([srgb_from_oklab(c["stroke"][..., :3]), c["stroke"][..., 3:]], -1)
        radius = torch.minimum((c["radius"] * canvas[1])[:, None], half.amin(-1, keepdim=True))
        radius = torch.where((c["kind"] == 3)[:, None], half, radius.expand_as(half))
        edges_x, edges_y = (torch.arange(side + 1) / side * canvas[axis] for axis in (0, 1))

        def covered(slots: list[int], inset: Tensor) -> Tensor:
            inner_half = (half[:, slots] - inset[:, None]).clamp(min=0)
            inner_radius = (radius[:, slots] - inset[:, None]).clamp(min=0)
            return coverage(center[:, slots], inner_half, inner_radius, edges_x, edges_y)

        border_px = (c["stroke_width"] * canvas[1] * (c["stroke"][:, 3] > 0))[self.shapes]
        outer, inner = covered(self.shapes, 0 * border_px), covered(self.shapes, border_px)
        frames = covered(self.pictures, torch.zeros(len(self.pictures)))
        down, across = (
            self.footprints(box[:, self.texts], axis, self.ink.shape[2 - axis], averages=False)
            for axis in (1, 0)
        )
        inks = down @ self.ink[self.texts] @ across.transpose(-1, -2)
        down, across = (
            self.footprints(box[:, self.pictures], axis, self.picture.shape[3 - axis], averages=True)
            for axis in (1, 0)
        )
        pictures = down[:, :, None] @ self.picture[self.pictures] @ across[:, :, None].transpose(-1, -2)
        line = torch.stack([c["fill_angle"].cos(), c["fill_angle"].sin()], -1)
        line = line / (line.abs() * 2 * half).sum(-1, keepdim=True).clamp(min=1e-2)
        x, y = (edges_x[1:] + edges_x[:-1]) / 2, (edges_y[1:] + edges_y[:-1]) / 2
        views = [self.backdrop(x, y).expand(len(box), 3, side, side)] * 2
        for i in self.order:
            if i in self.pictures:
                k = self.pictures.index(i)
                layer = pictures[:, k] * (frames[:, k] * c["opacity"][i])[:, None]
            else:
                along = line[:, i, :, None, None]
                place = (
                    (x - center[:, i, 0, None, None]) * along[:, 0]
                    + (y[:, None] - center[:, i, 1, None, None]) * along[:, 1]
                    + 0.5
                )
                rgba = srgb[:, i, 0, :, None, None] + (srgb[:, i, 1] - srgb[:, i, 0])[
                    ..., None, None
                ] * place.clamp(0, 1).unsqueeze(1)
                color, alpha = rgba[:, :3], rgba[:, 3:]
                if i in self.texts:
                    alpha = alpha * inks[:, self.texts.index(i), None]
                    layer = torch.cat([color * alpha, alpha], 1)
                else:
                    k = self.shapes.index(i)
                    border = (outer[:, k] - inner[:, k])[:, None]
                    alpha = alpha * (outer[:, k, None] - stroke[i, 3] * border)
                    edge = stroke[i, 3] * border
                    layer = torch.cat([color * alpha + stroke[i, :3, None, None] * edge, alpha + edge], 1)
                layer = layer * c["opacity"][i]
            views[0] = views[0] * (1 - layer[:, 3:]) + layer[:, :3]
            if i not in self.texts:
                views[1] = views[1] * (1 - layer[:, 3:]) + layer[:, :3]
        return views[0], views[1]

    def backdrop(self, x: Tensor, y: Tensor) -> Tensor:
        c = self.constants
        first, last = srgb_from_oklab(c["backdrop"])[:, :, None, None]
        angle, canvas = c["backdrop_angle"], c["canvas_px"]
        length = angle.cos().abs() * canvas[0] + angle.sin().abs() * canvas[1]
        place = (
            (x - canvas[0] / 2) * angle.cos() + (y[:, None] - canvas[1] / 2) * angle.sin()
        ) / length + 0.5
        return first + (last - first) * place.clamp(0, 1)

    def alignment(self, box: Tensor) -> Tensor:
        live = self.constants["mask"]
        low, size = box[..., :2], box[..., 2:]
        lines = torch.cat([low, low + size / 2, low + size], -1)
        pairs = live[:, None] & live[None] & ~torch.eye(len(live), dtype=torch.bool)
        distance = ((lines[:, :, None] - lines[:, None]) ** 2 + 1e-10).sqrt()
        kernel = ((1 + distance / 8e-4).log() - (1 + distance / 0.05).log()) / np.log(0.05 / 8e-4)
        spread = torch.where(pairs[..., None], kernel, torch.tensor(1e3)).flatten(2)
        spread = spread.view(*kernel.shape[:2], -1)
        share = torch.softmax(-spread / 0.03, -1)
        return ((share * spread).sum(-1) * live).sum(-1) / live.sum()

    def overlap(self, box: Tensor) -> Tensor:
        text = self.constants["mask"] & (self.constants["kind"] == 0)
        pairs = text[:, None] & text[None] & ~torch.eye(len(text), dtype=torch.bool)
        low, high = box[..., :2], box[..., :2] + box[..., 2:]
        sides = torch.minimum(high[:, :, None], high[:, None]) - torch.maximum(low[:, :, None], low[:, None])
        shared = sides.clamp(min=0).prod(-1)
        area = box[..., 2:].prod(-1).clamp(min=1e-6)
        return torch.where(pairs, shared / area[..., None], torch.tensor(0.0)).sum((1, 2)) / text.sum()

    def busyness(self, picture: Tensor) -> Tensor:
        return (picture.diff(dim=-1) ** 2).mean((1, 2, 3)) + (picture.diff(dim=-2) ** 2).mean((1, 2, 3))

    def contrast(self, under: Tensor, box: Tensor, fill: Tensor) -> Tensor:
        boxes = box[:, self.texts]
        edges = torch.arange(self.side + 1) / self.side
        across, down = (
            (torch.minimum(edges[1:], boxes[..., axis, None] + boxes[..., 2 + axis, None])
             - torch.maximum(edges[:-1], boxes[..., axis, None])).clamp(min=0) for axis in (0, 1)
        )  # fmt: skip
        linear = linear_from_srgb(under.clamp(0, 1))
        luminance = torch.einsum("bchw,c->bhw", linear, torch.tensor([0.2126, 0.7152, 0.0722]))
        area = (across.sum(-1) * down.sum(-1)).clamp(min=1e-6)
        behind = torch.einsum("bhw,bth,btw->bt", luminance, down, across) / area
        ink = linear_from_srgb(srgb_from_oklab(fill[:, self.texts, 0, :3])) @ torch.tensor(
            [0.2126, 0.7152, 0.0722]
        )
        ratio = (torch.maximum(ink, behind) + 0.05) / (torch.minimum(ink, behind) + 0.05)
        return (1 / ratio).mean(-1)
