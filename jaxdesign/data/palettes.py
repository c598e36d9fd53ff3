"""The palette of a finished picture: its colours by area in OKLab, and what each is for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.design.color import hex_from_srgb, oklab_from_srgb, srgb_from_hex, srgb_from_oklab
from jaxdesign.design.document import Document

MAX_COLORS = 6
SAMPLE_PX = 96
"""Side of the picture that is counted: areas below about a hundredth of a percent are not seen."""

_BIN = 0.03
_JOIN = 0.085
"""OKLab distance within which pixels count as one colour."""
_LEAST_SHARE = 0.01
_DISTINCT = 0.06
"""OKLab distance below which two entries of a palette would be the same colour to the eye."""


_BLEND = 0.03
"""OKLab distance from the line between two colours within which a third may be their soft edge."""
PLAIN_SHARE, _EDGE_SHARE = 0.08, 0.02
"""Share of the picture below which such a colour is an edge: of letters on their ground; of any two."""


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours of a picture, largest area first."""

    oklab: Float[np.ndarray, "k 3"]
    shares: Float[np.ndarray, " k"]
    """Share of the canvas of each colour; they sum to at most 1."""

    @property
    def chroma(self) -> Float[np.ndarray, " k"]:
        return np.hypot(self.oklab[:, 1], self.oklab[:, 2])


def sampled(picture: Image.Image, side_px: int = SAMPLE_PX) -> Float[np.ndarray, "h w 3"]:
    """The picture in OKLab, reduced by whole pixels picked from a box-filtered copy of ``side_px``."""
    scale = side_px / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return oklab_from_srgb(np.asarray(small, np.float32) / 255)


def palette_of(oklab: Float[np.ndarray, "h w 3"], limit: int = 12) -> Palette:
    """The colours of a picture by area: the fullest bin takes all within ``_JOIN`` of it, again and again."""
    pixels = oklab.reshape(-1, 3)
    bins, index, counts = np.unique(
        np.round(pixels / _BIN).astype(np.int32), axis=0, return_inverse=True, return_counts=True
    )
    sums = np.zeros((len(bins), 3))
    np.add.at(sums, index.reshape(-1), pixels)
    means, left = sums / counts[:, None], counts.astype(np.float64)
    colors, shares = [], []
    while len(colors) < limit and left.max() >= _LEAST_SHARE / 4 * len(pixels):
        seed = means[int(left.argmax())]
        near = (np.linalg.norm(means - seed, axis=1) < _JOIN) & (left > 0)
        weight = left[near]
        colors.append((means[near] * weight[:, None]).sum(0) / weight.sum())
        shares.append(weight.sum() / len(pixels))
        left[near] = 0
    order = np.argsort(-np.array(shares), kind="stable")
    return Palette(
        oklab=np.array(colors, np.float32).reshape(-1, 3)[order],
        shares=np.array(shares, np.float32)[order],
    )


def _text_color(document: Document) -> Float[np.ndarray, " 3"] | None:
    """The colour that most ink of the texts has, in OKLab."""
    ink: dict[str, float] = {}
    for element in document.elements:
        if element.text is not None and isinstance(element.paint.fill, str):
            color = element.paint.fill[:7]
            ink[color] = ink.get(color, 0.0) + element.box[2] * element.box[3] * element.opacity
    if not ink:
        return None
    chosen = max(ink, key=lambda color: (ink[color], color))
    return oklab_from_srgb(np.array(srgb_from_hex(chosen)[:3], np.float32))


def is_blend(
    color: Float[np.ndarray, " 3"], first: Float[np.ndarray, " 3"], second: Float[np.ndarray, " 3"]
) -> bool:
    """True for a colour between two others, such as the soft edges of letters have."""
    way = second - first
    length = float(way @ way)
    if length < 1e-6:
        return False
    place = float((color - first) @ way) / length
    return 0.0 < place < 1.0 and float(np.linalg.norm(color - first - place * way)) < _BLEND


def hex_palette(palette: Palette, document: Document) -> tuple[str, ...]:
    """Up to six ``#rrggbb``: background, text, then accents, each by area with vivid ones before greys.

    Without texts the background is followed by the accents.
    """
    chosen: list[np.ndarray] = [palette.oklab[0]]
    text = _text_color(document)
    if text is not None:
        chosen.append(text)
    weight = palette.shares * (0.25 + np.minimum(palette.chroma, 0.2) / 0.1)
    for i in np.argsort(-weight, kind="stable"):
        color = palette.oklab[int(i)]
        if len(chosen) >= MAX_COLORS or palette.shares[int(i)] < _LEAST_SHARE / 2:
            continue
        share = float(palette.shares[int(i)])
        if share < PLAIN_SHARE and text is not None and is_blend(color, chosen[0], chosen[1]):
            continue
        if share < _EDGE_SHARE and any(is_blend(color, a, b) for a, b in combinations(chosen, 2)):
            continue
        if all(np.linalg.norm(color - other) > _DISTINCT for other in chosen):
            chosen.append(color)
    return tuple(hex_from_srgb(srgb_from_oklab(color)) for color in chosen)
