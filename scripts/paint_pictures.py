"""Pictures that look much like photographs, painted by a program: light, depth, soft edges and grain.

    python scripts/paint_pictures.py mountains-3x2 fruit-4x5 -o pictures

A name is a scene and its proportions; the same name gives the same picture, byte for byte. They stand in
for users' photographs where none may be shipped.
"""

from __future__ import annotations

import argparse
import re
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageFilter

LONGEST_PX = 1200
LANDSCAPES = {
    "mountains": ("#6f93bd", "#f3e3cf", "#33475c"),
    "forest": ("#b9cbbd", "#eef0dc", "#1f3a2a"),
    "lake": ("#86a9c9", "#f5ddc4", "#2c4253"),
    "sea": ("#5f9ac4", "#f7e6cd", "#1d5673"),
    "city": ("#8ba3bd", "#f2d3b4", "#39404d"),
    "night": ("#0b1026", "#3a2f59", "#07080f"),
}
"""Colours of the sky above, the sky at the horizon and what is nearest."""
STILL_LIFES = {
    "fruit": ("#d98a2b", "#b5322b", "#e5c34a", "#6e8f3c"),
    "bread": ("#b9793a", "#8c5325", "#d9ae74"),
    "bottle": ("#2f5d49", "#6b3f24", "#c9b48a"),
    "shoes": ("#c8452f", "#e9e4da", "#2b3553"),
    "flowers": ("#d65c86", "#efb7c6", "#7d4fa0", "#f0d15a"),
    "books": ("#7a2f2a", "#2f4a63", "#b08b4f"),
    "carpet": ("#8f2f33", "#c79a5b", "#27405c"),
    "portrait": ("#c99273", "#3b2a24", "#8c6f62"),
    "dog": ("#a9794d", "#5a3d28", "#e6d9c6"),
    "bike": ("#23262b", "#c9402e", "#9aa2a8"),
    "interior": ("#b99f84", "#6f7f78", "#e2d8c8"),
    "crowd": ("#d8973c", "#b23a63", "#3d5fa3", "#efe2c5"),
    "lantern": ("#e2542b", "#f0a93b", "#8c1f28"),
    "market": ("#cf7a2b", "#7f8f3a", "#b9402f", "#e3c878"),
}
"""Colours of the things."""
_NAME = re.compile(r"([a-z]+)-(\d{1,2})x(\d{1,2})")

Pixels = Float[np.ndarray, "h w 3"]


def painted(name: str) -> Image.Image:
    """The picture of a name such as ``mountains-3x2``. Raises ``ValueError`` for a name that is none."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in LANDSCAPES | STILL_LIFES:
        raise ValueError(f"'{name}' is no scene with proportions, such as mountains-3x2")
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    across, down = int(match[2]), int(match[3])
    scale = LONGEST_PX / max(across, down)
    shape = round(down * scale), round(across * scale)
    paint = _landscape if match[1] in LANDSCAPES else _still_life
    pixels = paint(rng, shape, match[1])
    pixels = pixels + rng.normal(0, 0.018, (*shape, 1))
    image = Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))
    return image.filter(ImageFilter.GaussianBlur(0.7))


def _color(code: str) -> Float[np.ndarray, "3"]:
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def _noise(rng: np.random.Generator, size: int, knots: int) -> Float[np.ndarray, "size"]:
    """A smooth line about 0 with four octaves of detail."""
    places, total = np.linspace(0, 1, size), np.zeros(size)
    for octave in range(4):
        count = knots * 2**octave + 1
        total += np.interp(places, np.linspace(0, 1, count), rng.normal(0, 0.5**octave, count))
    return total


def _landscape(rng: np.random.Generator, shape: tuple[int, int], scene: str) -> Pixels:
    height, width = shape
    above, horizon, near = (_color(code) for code in LANDSCAPES[scene])
    y, x = np.mgrid[0:height, 0:width] / np.array([height, width])[:, None, None]
    line = rng.uniform(0.45, 0.6)
    pixels = above + (horizon - above) * np.clip(y / line, 0, 1)[..., None] ** 1.4
    sun = np.hypot((x - rng.uniform(0.2, 0.8)) * width / height, y - line * rng.uniform(0.4, 0.8))
    pixels = pixels + (np.array([1.0, 0.9, 0.7]) - pixels) * np.exp(-((sun / 0.12) ** 2))[..., None] * 0.8
    for layer in range(5):
        depth = (layer + 1) / 5
        pixels = _layer(rng, pixels, y, horizon + (near - horizon) * depth, line, depth, scene)
    if scene in ("sea", "lake"):
        pixels = _water(rng, pixels, y, near, line)
    return pixels


def _layer(
    rng: np.random.Generator,
    pixels: Pixels,
    y: Float[np.ndarray, "h w"],
    color: Float[np.ndarray, "3"],
    line: float,
    depth: float,
    scene: str,
) -> Pixels:
    """The pixels with one more ridge, row of trees or row of houses before them."""
    height, width = y.shape
    if scene in ("city", "night"):
        houses = np.repeat(rng.uniform(0, 1, 40), -(-width // 40))[:width]
        ridge = line + 0.3 * depth - 0.28 * houses * (1.2 - depth)
    else:
        rough = {"mountains": 0.13, "forest": 0.03, "lake": 0.09, "sea": 0.01}[scene]
        ridge = line + 0.4 * (depth - 0.2) + rough * _noise(rng, width, 4) * (1.1 - depth)
        if scene == "forest":
            ridge -= 0.07 * np.abs(_noise(rng, width, 60)) * depth
    covered = np.clip((y - ridge) * height / 1.5, 0, 1)[..., None]
    shade = 1 - 0.25 * np.clip(y - ridge, 0, 0.5)[..., None] + 0.03 * rng.normal(size=(height, 1, 1))
    painted_over = color * shade
    if scene in ("city", "night"):
        lit = rng.uniform(size=(-(-height // 16), -(-width // 12))) > (0.75 if scene == "night" else 0.9)
        windows = np.kron(lit, np.pad(np.ones((8, 5)), ((4, 4), (4, 3))))[:height, :width, None]
        painted_over = painted_over + (np.array([1.0, 0.85, 0.5]) - painted_over) * windows * 0.7 * depth
    return pixels + (painted_over - pixels) * covered


def _water(
    rng: np.random.Generator,
    pixels: Pixels,
    y: Float[np.ndarray, "h w"],
    near: Float[np.ndarray, "3"],
    line: float,
) -> Pixels:
    """The pixels with the lower part turned into water that mirrors the upper one."""
    height, width = y.shape
    edge = min(round((line + 0.12) * height), height - 2)
    rows = np.clip(2 * edge - np.arange(edge, height), 0, height - 1)
    waves = rng.normal(0, 0.05, (height - edge, width))
    waves = 3 * np.stack([np.convolve(row, np.ones(41) / 41, "same") for row in waves])
    water = pixels.copy()
    water[edge:] = 0.6 * pixels[rows] + 0.4 * near + waves[..., None]
    return water


def _still_life(rng: np.random.Generator, shape: tuple[int, int], scene: str) -> Pixels:
    height, width = shape
    colors = [_color(code) for code in STILL_LIFES[scene]]
    y, x = np.mgrid[0:height, 0:width].astype(float)
    side, table = float(min(shape)), rng.uniform(0.5, 0.62) * height
    wall = 0.35 + 0.5 * colors[-1] + 0.15 * (1 - x / width)[..., None]
    wood = np.array([0.42, 0.31, 0.23]) * (1 + 0.08 * _noise(rng, height, 30)[:, None, None])
    pixels = wall + (wood - wall) * np.clip((y - table) / (0.02 * side), 0, 1)[..., None]
    for i in range(int(rng.integers(7, 12))):
        radius = side * rng.uniform(0.09, 0.2)
        center = rng.uniform(0.1, 0.9) * width, table + side * (0.02 * i + rng.uniform(-0.12, 0.05))
        color = colors[int(rng.integers(len(colors)))] * rng.uniform(0.8, 1.15)
        pixels = _thing(pixels, x, y, center, (radius, radius * rng.uniform(0.8, 1.3)), color)
    vignette = np.hypot(x / width - 0.5, y / height - 0.5)[..., None]
    return pixels * (1.05 - 0.6 * vignette**2)


def _thing(
    pixels: Pixels,
    x: Float[np.ndarray, "h w"],
    y: Float[np.ndarray, "h w"],
    center: tuple[float, float],
    radii: tuple[float, float],
    color: Float[np.ndarray, "3"],
) -> Pixels:
    """The pixels with a rounded, lit thing before them, and its soft shadow."""
    dx, dy = (x - center[0]) / radii[0], (y - center[1]) / radii[1]
    fallen = np.exp(-((dx - 0.35) ** 2) / 0.9 - ((dy - 0.85) ** 2) / 0.12)[..., None]
    pixels = pixels * (1 - 0.5 * fallen)
    distance = np.hypot(dx, dy)
    up = np.sqrt(np.clip(1 - distance**2, 0, 1))
    light = np.clip(-0.5 * dx - 0.6 * dy + 0.62 * up, 0, 1)
    lit = color * (0.3 + 0.85 * light)[..., None] + 0.5 * (light[..., None] ** 24)
    inside = np.clip((1 - distance) * min(radii) / 2, 0, 1)[..., None]
    return pixels + (lit - pixels) * inside


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="+")
    parser.add_argument("--out", "-o", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.names:
        painted(name).save(arguments.out / f"{name}.png")


if __name__ == "__main__":
    main()
