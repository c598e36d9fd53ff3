"""Comparing a capture's element tree with its screenshot, where the two agree at all.

Only a capture whose texts stand where the screenshot shows them is compared: boxes that the picture
refutes are dropped, texts take the colour seen, and what is seen but not listed becomes a picture.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from scipy import ndimage

from jaxdesign.design.color import srgb_from_hex
from jaxdesign.importers import css_values
from jaxdesign.importers.boxes import area
from jaxdesign.importers.capture_file import Box, Item, Levels
from jaxdesign.importers.pixels import Screenshot, ground, grown, ink_mask, seen_ink

_TOLERANCE = 36.0
_LEAST_AGREEMENT = 0.8
BACKDROP_INDEX = 1_000_000
"""Index of the item that stands for what is painted into the backdrop."""
_MAX_FOUND = 40
_LEAST_DENSITY = 0.1
"""Less of its box than this is the rim of something, no picture."""
_BACKDROP_SHARE = 0.3
_FORM_TAGS = ("path", "polygon", "g", "use")
_TEXT, _UNSURE, _PAGE = -2, -3, -1


def agreement(items: list[Item], screenshot: Screenshot) -> float:
    """Share of texts, 0 to 1, whose ink begins at their box's left edge; 0 where no text can tell."""
    hits = total = 0
    scale = screenshot.pixels.shape[1] / screenshot.width
    for item in items:
        if item.kind != "text" or item.color is None or item.align == "justify":
            continue
        margin = max(6, round(0.5 * item.size * scale))
        rows, columns = screenshot.slices(item.box, margin)
        mask = ink_mask(screenshot.pixels[rows, columns].astype(np.float32), item.color)
        inner = screenshot.slices(item.box)
        band = mask[inner[0].start - rows.start : inner[0].stop - rows.start]
        inked = np.flatnonzero(band.any(axis=0))
        if inked.size < 3 or inked[0] == 0:
            continue
        total += 1
        offset = inked[0] - (inner[1].start - columns.start)
        hits += -1.5 <= offset <= max(2.0, 0.14 * item.size * scale)
    return hits / total if total else 0.0


@dataclass(frozen=True)
class _Model:
    """What the items say the screenshot shows."""

    expected: Float[np.ndarray, "h w 3"]
    owner: Int[np.ndarray, "h w"]
    """Index of the topmost item; below 0 the page, texts and what cannot be foretold."""


def _rounded(height: int, width: int, radius: float) -> np.ndarray:
    """``[h, w]`` mask of a rounded rectangle, pixels."""
    radius = min(radius, height / 2, width / 2)
    y = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    x = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    return np.hypot(np.maximum(y, 0)[:, None], np.maximum(x, 0)[None]) <= radius + 0.5


def _paint(item: Item, height: int, width: int) -> np.ndarray | None:
    """``[h, w, 4]`` levels and alpha of a box's fill; None where it has none or it is not foretold."""
    gradient = css_values.gradient(item.gradient)
    if gradient is None:
        if item.fill is None or item.fill[3] <= 0:
            return None
        return np.broadcast_to(np.asarray(item.fill, np.float32), (height, width, 4))
    if gradient.kind != "linear":
        return None
    angle = np.radians(gradient.angle)
    x = np.arange(width)[None] + 0.5 - width / 2
    y = np.arange(height)[:, None] + 0.5 - height / 2
    length = abs(width * np.cos(angle)) + abs(height * np.sin(angle))
    along = (x * np.cos(angle) + y * np.sin(angle)) / max(length, 1e-6) + 0.5
    places = [place for place, _ in gradient.stops]
    levels = np.array([srgb_from_hex(color) for _, color in gradient.stops]) * [255, 255, 255, 1]
    paint = np.stack([np.interp(along, places, levels[:, channel]) for channel in range(4)], axis=-1)
    if item.fill is None or item.fill[3] < 0.98:
        return paint
    over = paint[..., 3:]
    solid = np.asarray(item.fill[:3]) * (1 - over) + paint[..., :3] * over
    return np.concatenate([solid, np.ones_like(over)], axis=-1)


def _model(items: list[Item], page: Levels, screenshot: Screenshot) -> _Model:
    shape = screenshot.pixels.shape
    expected = np.broadcast_to(np.asarray(page[:3], np.float32), shape).copy()
    owner = np.full(shape[:2], _PAGE)
    scale = shape[1] / screenshot.width
    pictures = [item.index for item in items if item.kind == "img"]
    for item in items:
        at = screenshot.slices(item.box, 3 if item.kind == "text" else 0)
        if item.kind == "text":
            owner[at] = _TEXT
            continue
        if item.kind == "img":
            expected[at], owner[at] = screenshot.pixels[at], item.index
            continue
        inside = _rounded(at[0].stop - at[0].start, at[1].stop - at[1].start, item.radius * scale)
        if item.border_px > 0 or item.shadow:
            rim = screenshot.slices(item.box, 2 + round(item.border_px * scale))
            edge = np.ones(owner[rim].shape, bool)
            inset = 2 + round(item.border_px * scale)
            edge[inset:-inset, inset:-inset] = False
            owner[rim][edge] = _UNSURE
        paint = _paint(item, *inside.shape)
        if paint is None:
            owner[at][inside] = _UNSURE if css_values.gradient(item.gradient) else owner[at][inside]
            continue
        alpha = paint[..., 3:] * item.opacity
        unknown = (alpha[..., 0] < 0.98) & np.isin(owner[at], (*pictures, _UNSURE))
        owner[at][inside & unknown] = _UNSURE
        known = inside & ~unknown
        expected[at][known] = (expected[at] * (1 - alpha) + paint[..., :3] * alpha)[known]
        owner[at][known & (owner[at] != _UNSURE)] = item.index
    return _Model(expected, owner)


def _refuted(items: list[Item], model: _Model, screenshot: Screenshot) -> set[int]:
    """Indices of boxes whose visible part is mostly not of their colour."""
    wrong = np.abs(screenshot.pixels - model.expected).max(axis=-1) > _TOLERANCE
    found = set()
    for item in items:
        if item.kind != "box":
            continue
        seen = model.owner[screenshot.slices(item.box)] == item.index
        if seen.sum() < 24:
            continue
        share = wrong[screenshot.slices(item.box)][seen].mean()
        if share > (0.25 if item.tag in _FORM_TAGS else 0.6):
            found.add(item.index)
    return found


def _is_decoration(item: Item, canvas_area: float) -> bool:
    """True for a large drawn form, which the screenshot shows better than its box."""
    return item.kind == "box" and item.tag in _FORM_TAGS and area(item.box) > 0.04 * canvas_area


def _found(items: list[Item], model: _Model, screenshot: Screenshot, counts: Counter[str]) -> list[Item]:
    """The items with pictures of what is seen but not listed put in; a large one is the backdrop."""
    wrong = (np.abs(screenshot.pixels - model.expected).max(axis=-1) > _TOLERANCE) & (model.owner != _UNSURE)
    wrong &= model.owner != _TEXT
    if not wrong.any():
        return items
    labels, _ = ndimage.label(grown(wrong, 3))
    sy, sx = screenshot.height / wrong.shape[0], screenshot.width / wrong.shape[1]
    places: list[tuple[int, Box]] = []
    for label, at in enumerate(ndimage.find_objects(labels), start=1):
        inside = wrong[at] & (labels[at] == label)
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if inside.sum() < max(30, _LEAST_DENSITY * inside.size) or min(np.ptp(rows), np.ptp(columns)) < 6:
            continue
        top, left = at[0].start + rows[0] - 1, at[1].start + columns[0] - 1
        bottom, right = at[0].start + rows[-1] + 2, at[1].start + columns[-1] + 2
        top, left = max(top, 0), max(left, 0)
        bottom, right = min(bottom, wrong.shape[0]), min(right, wrong.shape[1])
        owners, votes = np.unique(model.owner[at][inside], return_counts=True)
        box = (left * sx, top * sy, (right - left) * sx, (bottom - top) * sy)
        places.append((int(owners[np.argmax(votes)]), box))
    canvas = (0.0, 0.0, screenshot.width, screenshot.height)
    large = any(area(box) > _BACKDROP_SHARE * area(canvas) for _, box in places)
    if large or len(places) > _MAX_FOUND:
        counts["painted into the backdrop"] += 1
        painted = Item(
            index=BACKDROP_INDEX,
            kind="img",
            tag="bg",
            box=canvas,
            opacity=1.0,
            depth=0,
            position="static",
            z=None,
        )
        return [painted, *(item for item in items if not _is_decoration(item, area(canvas)))]
    result = list(items)
    for k, (owner, box) in enumerate(places):
        counts["found in the picture"] += 1
        picture = Item(
            index=BACKDROP_INDEX + 1 + k,
            kind="img",
            tag="svg",
            box=box,
            opacity=1.0,
            depth=0,
            position="static",
            z=None,
        )
        below = next((i + 1 for i, item in enumerate(result) if item.index == owner), 0)
        result.insert(below, picture)
    return result


def _seen_colors(items: list[Item], screenshot: Screenshot, counts: Counter[str]) -> list[Item]:
    """Texts whose colour is not seen in their box, but another ink is, take that ink's colour."""
    result = []
    for item in items:
        if item.kind == "text" and item.color is not None and not item.rotation:
            pixels = screenshot.crop(item.box)
            seen = seen_ink(screenshot, item.box)
            if seen is not None and ink_mask(pixels, seen).mean() > 0.04:
                missing = ink_mask(pixels, item.color).mean() < 0.004
                flat = np.linalg.norm(pixels - ground(pixels), axis=-1) < 24
                if (
                    missing
                    and flat.mean() > 0.5
                    and np.linalg.norm(np.subtract(seen[:3], item.color[:3])) > 90
                ):
                    counts["colour from the picture"] += 1
                    item = replace(item, color=seen)
        result.append(item)
    return result


def reconcile(items: list[Item], page: Levels, screenshot: Screenshot, counts: Counter[str]) -> list[Item]:
    """The items as the screenshot bears them out; unchanged where tree and screenshot do not agree."""
    if agreement(items, screenshot) < _LEAST_AGREEMENT:
        counts["does not match its picture"] += 1
        return items
    model = _model(items, page, screenshot)
    refuted = _refuted(items, model, screenshot)
    if refuted:
        counts["refuted box"] += len(refuted)
        items = [item for item in items if item.index not in refuted]
        model = _model(items, page, screenshot)
    items = _found(items, model, screenshot, counts)
    return _seen_colors(items, screenshot, counts)
