"""What can be measured of a design: type, pictures, colour, density. Labels and quality read these."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.data.palettes import Palette, palette_of, sampled
from jaxdesign.design.document import Document, Element
from jaxdesign.render.fonts import default_registry
from jaxdesign.render.shaping import cased

GRID = 48
"""Cells along the longer side of the canvas, for shares of area."""
_DRAWING_PX = 0.012
"""Share of the canvas below which a picture counts as an icon."""
_PLAIN = 0.06
"""OKLab distance to the largest colour, where that has most of the canvas, of what counts as plain."""
_FLAT_STEP = 0.012
"""Mean OKLab step between neighbouring pixels below which a cell of the picture is empty."""


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Figures of one design; shares are of the canvas or of the characters, 0 to 1."""

    aspect: float
    """Width by height."""
    num_texts: int
    num_words: int
    num_pictures: int
    num_buttons: int
    num_icons: int
    text_share: float
    """Canvas under texts."""
    photo_share: float
    """Canvas under pictures that are no icons, the backdrop's included."""
    empty_share: float
    """Canvas without any detail."""
    longest_words: int
    """Words of the longest text."""
    largest: float
    """Largest type size by the canvas's shorter side."""
    scale: float
    """Largest type size by the size of most characters."""
    display_weight: float
    """Weight (100 to 900) of the largest text."""
    uppercase: float
    """Share of the letters of the larger texts that are capitals."""
    serif: float
    mono: float
    hand: float
    display_class: str
    """Class of the largest text's face: sans, serif, slab, mono, display, condensed, hand."""
    centered: float
    """Share of the texts set centred."""
    radius: float
    """Mean corner radius of boxes and pictures, by half their shorter side."""
    round_share: float
    """Canvas under circles, filled or cut from a picture."""
    lightness: float
    """OKLab L of the largest colour."""
    chroma: float
    """Mean OKLab chroma of the picture."""
    vivid: float
    """Share of the picture with chroma of at least 0.1."""
    hues: int
    """Distinct hues among vivid colours of at least 1.5% of the picture."""
    palette: Palette


def _mask(boxes: list[tuple[float, float, float, float]], document: Document) -> Float[np.ndarray, "h w"]:
    """Which cells of a grid over the canvas lie under any of the boxes."""
    width, height = document.canvas.width, document.canvas.height
    cell = max(width, height) / GRID
    mask = np.zeros((max(1, round(height / cell)), max(1, round(width / cell))))
    for x, y, w, h in boxes:
        left, right = (int(np.clip(round(v / width * mask.shape[1]), 0, mask.shape[1])) for v in (x, x + w))
        top, bottom = (int(np.clip(round(v / height * mask.shape[0]), 0, mask.shape[0])) for v in (y, y + h))
        mask[top:bottom, left:right] = 1.0
    return mask


def _shown_photos(
    boxes: list[tuple[float, float, float, float]],
    texts: list[tuple[float, float, float, float]],
    document: Document,
    oklab: Float[np.ndarray, "h w 3"],
    palette: Palette,
) -> float:
    """Share of the canvas under pictures, not under texts, and not plain: of the design's largest colour.

    A page's paper texture or a white photograph behind everything is no picture to the eye.
    """
    mask = _mask(boxes, document)
    if not mask.any():
        return 0.0
    rows, columns = (
        np.minimum(((np.arange(n) + 0.5) * side / n).astype(int), side - 1)
        for n, side in zip(mask.shape, oklab.shape[:2], strict=True)
    )
    mask *= 1 - _mask(texts, document)
    off = np.linalg.norm(oklab[np.ix_(rows, columns)] - palette.oklab[0], axis=-1)
    largest = float(palette.shares[0])
    plain = (off < _PLAIN) & (largest > 0.5)
    return float((mask * ~plain).mean())


def _empty_share(oklab: Float[np.ndarray, "h w 3"]) -> float:
    """Share of the picture, in cells of 4 x 4 pixels, in which nothing changes."""
    steps = np.zeros(oklab.shape[:2])
    steps[:, 1:] += np.abs(np.diff(oklab, axis=1)).sum(-1)
    steps[1:] += np.abs(np.diff(oklab, axis=0)).sum(-1)
    height, width = (max(4, side // 4 * 4) for side in steps.shape)
    cells = np.resize(steps[:height, :width], (height, width)).reshape(height // 4, 4, width // 4, 4)
    return float((cells.mean(axis=(1, 3)) < _FLAT_STEP).mean())


def _circles(document: Document) -> list[tuple[float, float, float, float]]:
    """Boxes of ellipses, and of boxes and pictures whose corners make them circles."""
    return [
        element.box
        for element in document.elements
        if element.shape == "ellipse"
        or (
            element.text is None
            and min(element.box[2:]) > 0.85 * max(element.box[2:])
            and element.paint.radius >= 0.45 * min(element.box[2:])
        )
    ]


def _class_of(element: Element) -> str:
    text = element.text
    assert text is not None
    return default_registry().resolve(text.family, text.weight, text.italic).style_class


def _hues(palette: Palette) -> int:
    """Distinct hues, 40 degrees apart, of the vivid colours."""
    angles: list[float] = []
    for color, share, chroma in zip(palette.oklab, palette.shares, palette.chroma, strict=True):
        angle = float(np.degrees(np.arctan2(color[2], color[1])))
        apart = all(abs((angle - other + 180) % 360 - 180) > 40 for other in angles)
        if share >= 0.015 and chroma >= 0.08 and apart:
            angles.append(angle)
    return len(angles)


def measure(document: Document, picture: Image.Image) -> Measures:
    """The figures of a design and its finished picture (any size)."""
    canvas = document.canvas
    area = canvas.width * canvas.height
    texts = [element for element in document.elements if element.text is not None]
    shown = [(element, element.text) for element in texts if element.text is not None]
    pictures = [element for element in document.elements if element.image is not None]
    photos = [element for element in pictures if element.box[2] * element.box[3] >= _DRAWING_PX * area]
    boxes = [element.box for element in photos]
    if document.backdrop.image is not None:
        boxes.append((0.0, 0.0, canvas.width, canvas.height))
    letters = np.array([max(len(text.string), 1) for _, text in shown], float)
    sizes = np.array([text.size for _, text in shown], float)
    body = float(sizes[np.argsort(sizes)][_weighted_middle(sizes, letters)]) if shown else 0.0
    largest = max(shown, key=lambda pair: (pair[1].size, len(pair[1].string)), default=None)
    classes = [_class_of(element) for element, _ in shown]
    total = max(letters.sum(), 1.0)
    large = "".join(cased(text.string, text.case) for _, text in shown if text.size >= 1.3 * body)
    alphabetic = [letter for letter in large if letter.isalpha()]
    rounded = [
        min(1.0, 2 * element.paint.radius / max(min(element.box[2:]), 1e-6))
        for element in document.elements
        if element.text is None and element.box[2] * element.box[3] < 0.8 * area
    ]
    oklab = sampled(picture)
    palette = palette_of(oklab)
    chroma = np.hypot(oklab[..., 1], oklab[..., 2])

    def share_of(*names: str) -> float:
        return float(sum(n for n, c in zip(letters, classes, strict=True) if c in names) / total)

    return Measures(
        aspect=canvas.width / canvas.height,
        num_texts=len(texts),
        num_words=sum(len(text.string.split()) for _, text in shown),
        num_pictures=len(photos),
        num_buttons=sum(text.role == "button" for _, text in shown),
        num_icons=len(pictures) - len(photos),
        text_share=float(_mask([element.box for element in texts], document).mean()),
        photo_share=_shown_photos(boxes, [element.box for element in texts], document, oklab, palette),
        empty_share=_empty_share(oklab),
        longest_words=max((len(text.string.split()) for _, text in shown), default=0),
        largest=float(sizes.max()) / min(canvas.width, canvas.height) if shown else 0.0,
        scale=float(sizes.max()) / max(body, 1e-6) if shown else 1.0,
        display_weight=float(largest[1].weight) if largest else 400.0,
        uppercase=sum(letter.isupper() for letter in alphabetic) / max(len(alphabetic), 1),
        serif=share_of("serif", "slab"),
        mono=share_of("mono"),
        hand=share_of("hand"),
        display_class=_class_of(largest[0]) if largest else "sans",
        centered=sum(text.align == "center" for _, text in shown) / max(len(shown), 1),
        radius=float(np.mean(rounded)) if rounded else 0.0,
        round_share=float(_mask(_circles(document), document).mean()),
        lightness=float(palette.oklab[0, 0]),
        chroma=float(chroma.mean()),
        vivid=float((chroma >= 0.1).mean()),
        hues=_hues(palette),
        palette=palette,
    )


def _weighted_middle(sizes: Float[np.ndarray, " n"], letters: Float[np.ndarray, " n"]) -> int:
    """Place, in the order of size, of the size that the middle letter is set in."""
    order = np.argsort(sizes)
    return int(np.searchsorted(np.cumsum(letters[order]), letters.sum() / 2))
