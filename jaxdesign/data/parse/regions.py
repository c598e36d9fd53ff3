"""Flat regions, rules and pictures of a picture without texts, found from the outside in.

On the ground of a region stands what differs from it. A connected part with an even rim is a shape, and is
a region itself; one that falls apart along straight edges is cut; what is left is a picture.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, UInt8
from scipy import ndimage

from jaxdesign.data.parse.cuts import best_cut, outline_cut, plain_cut
from jaxdesign.data.parse.grounds import Ground, fitted_ground
from jaxdesign.data.parse.rims import Rim, rim_of

PixelBox = tuple[int, int, int, int]
"""Left, top, right and bottom, the last two exclusive."""

_DIFFERS = 5.0
_STRONG = 0.3
_STRONGEST_FLOOR = 24.0
_LEAST_PIXELS = 10
_LEAST_CONTRAST = 13.0
_FAINT_PIXELS = 500
_RECT_FILL = 0.86
_FAINT_FILL = 0.9
_RULE_PX = 4
_RULE_RATIO = 5
_MAX_DEPTH = 12
_MAX_PARTS = 300
_LEAST_SPLIT_PX = 20
_GROUND_SHARE = 0.97
_BARE_INSIDE = 0.03
_DRAWING_GAP_PX = 4
_BARS = 3
_BAR_GAP = 3.0
"""Widest gap between the bars of an icon, by their thickness."""
_NEIGHBOURS = np.ones((3, 3), bool)


class Region(NamedTuple):
    """One thing found, in pixels of the picture."""

    kind: str
    """``shape``, ``rule`` or ``picture``."""
    box: PixelBox
    rim: Rim | None
    """How a shape is filled and bordered; None for a picture."""
    is_drawing: bool = False
    """True for a picture that is no rectangle: it stands on the ground around it."""
    confidence: float = 0.5


def area(box: PixelBox) -> int:
    return max(box[2] - box[0], 0) * max(box[3] - box[1], 0)


def _near(one: PixelBox, other: PixelBox, gap: int) -> bool:
    return (
        one[0] - gap <= other[2]
        and other[0] - gap <= one[2]
        and one[1] - gap <= other[3]
        and other[1] - gap <= one[3]
    )


def _holds(region: Region, box: PixelBox) -> bool:
    """True where a box lies within a region whose inside has been looked at."""
    outer = region.box
    inside = outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]
    return inside and not region.is_drawing and region.kind != "rule"


def joined_drawings(regions: list[Region]) -> list[Region]:
    """The regions with drawings that almost touch made one: the parts of an icon or a logo."""
    result: list[Region] = []
    for region in regions:
        if not region.is_drawing:
            result.append(region)
            continue
        merged = region
        while True:
            other = next(
                (r for r in result if r.is_drawing and _near(r.box, merged.box, _DRAWING_GAP_PX)), None
            )
            if other is None:
                break
            result.remove(other)
            a, b = other.box, merged.box
            box = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
            merged = merged._replace(box=box, confidence=max(other.confidence, merged.confidence))
        result.append(merged)
    return result


def joined_bars(regions: list[Region]) -> list[Region]:
    """The regions with short bars of one length under each other made one drawing: the icon of a menu."""
    bars = sorted((r for r in regions if r.kind == "rule"), key=lambda r: (r.box[0], r.box[1]))
    stacks: list[list[Region]] = []
    for bar in bars:
        stack = next((stack for stack in stacks if _goes_on(stack[-1].box, bar.box)), None)
        if stack is None:
            stacks.append([bar])
        else:
            stack.append(bar)
    result = list(regions)
    for stack in stacks:
        if len(stack) < _BARS:
            continue
        first, last = stack[0].box, stack[-1].box
        box = first[0], first[1], max(bar.box[2] for bar in stack), last[3]
        sureness = min(bar.confidence for bar in stack)
        result[result.index(stack[0])] = Region("picture", box, None, is_drawing=True, confidence=sureness)
        for bar in stack[1:]:
            result.remove(bar)
    return result


def _goes_on(one: PixelBox, other: PixelBox) -> bool:
    """True where a bar lies just under another, as long and as thick to a pixel."""
    thick = one[3] - one[1]
    return (
        abs(one[0] - other[0]) <= 1
        and abs(one[2] - other[2]) <= 1
        and abs(thick - (other[3] - other[1])) <= 1
        and 0 < other[1] - one[3] <= _BAR_GAP * thick + 1
        and one[2] - one[0] < _RULE_RATIO * _BARS * 2 * thick
    )


class RegionFinder:
    """Finds the regions of one picture; ``found`` is in paint order."""

    def __init__(self, pixels: UInt8[np.ndarray, "h w 3"]):
        self.pixels = pixels.astype(np.float32)
        self.found: list[Region] = []

    def cut(self, box: PixelBox) -> np.ndarray:
        return self.pixels[box[1] : box[3], box[0] : box[2]]

    def inside(self, box: PixelBox, ground: Ground) -> list[Region]:
        """What stands on the ground within a box, found for itself."""
        finder = RegionFinder.__new__(RegionFinder)
        finder.pixels, finder.found = self.pixels, []
        finder.explore(box, ground)
        return finder.found

    def explore(self, box: PixelBox, ground: Ground, depth: int = 0) -> None:
        """Find what stands on the ground within a box."""
        if depth > _MAX_DEPTH or min(box[2] - box[0], box[3] - box[1]) < 3:
            return
        contrast = np.abs(self.cut(box) - ground.levels(*box)).max(axis=-1)
        labels, count = ndimage.label(contrast > _DIFFERS, _NEIGHBOURS)
        slices = ndimage.find_objects(labels)
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        first = len(self.found)
        order = [k for k in np.argsort(-sizes[1:], kind="stable") + 1 if sizes[k] >= _LEAST_PIXELS]
        for k in order[:_MAX_PARTS]:
            rows, columns = slices[k - 1]
            part = np.where(labels[rows, columns] == k, contrast[rows, columns], 0.0)
            corner = box[0] + columns.start, box[1] + rows.start
            whole = (*corner, box[0] + columns.stop, box[1] + rows.stop)
            if any(_holds(region, whole) for region in self.found[first:]):
                continue
            self._examine(part, corner, ground, depth)
        self.found[first:] = joined_drawings(joined_bars(self.found[first:]))

    def _examine(
        self, contrast: Float[np.ndarray, "h w"], corner: tuple[int, int], ground: Ground, depth: int
    ) -> None:
        """One connected part, by its contrast to the ground; 0 where it is not."""
        strength = float(np.percentile(contrast[contrast > 0], 90))
        mask = contrast > min(max(_STRONG * strength, _DIFFERS), _STRONGEST_FLOOR)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if rows.size == 0:
            return
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        mask = mask[top:bottom, left:right]
        box = (int(corner[0] + left), int(corner[1] + top), int(corner[0] + right), int(corner[1] + bottom))
        closed = ndimage.binary_closing(np.pad(mask, 2), _NEIGHBOURS)[2:-2, 2:-2]
        filled = ndimage.binary_fill_holes(closed)
        share = float(filled.mean())
        if strength < _LEAST_CONTRAST and (filled.sum() < _FAINT_PIXELS or share < _FAINT_FILL):
            return
        thin, long = sorted((box[2] - box[0], box[3] - box[1]))
        if thin <= _RULE_PX:
            if long >= _RULE_RATIO * thin and share > 0.8:
                self._rule(box, mask, ground)
            return
        self._classify(box, filled, ground, depth)

    def _rule(self, box: PixelBox, mask: Bool[np.ndarray, "h w"], ground: Ground) -> None:
        pixels = self.cut(box)
        contrast = np.abs(pixels - ground.levels(*box)).max(axis=-1)
        core = mask & (contrast >= 0.8 * np.percentile(contrast[mask], 90))
        fill = fitted_ground(pixels, np.ones_like(mask), box[0], box[1]) if core.sum() < 1 else None
        color = np.median(pixels[core], axis=0) if fill is None else fill.base
        share = float((np.abs(pixels[core] - color).max(axis=-1) < 16).mean())
        self.found.append(Region("rule", box, Rim.plain(color), confidence=share))

    def _classify(self, box: PixelBox, filled: Bool[np.ndarray, "h w"], ground: Ground, depth: int) -> None:
        share = float(filled.mean())
        rim = rim_of(self.cut(box), filled, ground, box[0], box[1]) if share >= 0.7 else None
        if rim is not None and (share >= _RECT_FILL or rim.is_ellipse or rim.is_rounded):
            self.found.append(
                Region("shape", box, rim, confidence=min(rim.evenness * min(share + 0.1, 1.0), 1.0))
            )
            inset = int(np.ceil(rim.border_px)) + 2 + int(0.29 * rim.radius_px)
            inner = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
            self.explore(inner, rim.ground or ground, depth + 1)
            return
        if depth < _MAX_DEPTH and min(box[2] - box[0], box[3] - box[1]) >= _LEAST_SPLIT_PX:
            cut = outline_cut(filled) if share < _RECT_FILL else None
            cut = cut or best_cut(self.cut(box)) or plain_cut(self.cut(box))
            if cut is not None:
                for part in cut.parts(box):
                    self._piece(part, ground, depth + 1)
                return
        rectangular = share >= _RECT_FILL
        self.found.append(
            Region("picture", box, None, is_drawing=not rectangular, confidence=share if rectangular else 0.6)
        )

    def _piece(self, box: PixelBox, ground: Ground, depth: int) -> None:
        """A part of what was cut: ground, a thing of its own, or more things on the ground."""
        contrast = np.abs(self.cut(box) - ground.levels(*box)).max(axis=-1)
        bare = float((contrast <= _DIFFERS).mean())
        if bare >= _GROUND_SHARE or min(contrast.shape) < 3:
            return
        edges = np.concatenate([contrast[0], contrast[-1], contrast[:, 0], contrast[:, -1]])
        if bare > _BARE_INSIDE and (edges <= _DIFFERS).mean() > _BARE_INSIDE:
            self.explore(box, ground, depth)
            return
        if min(contrast.shape) <= _RULE_PX:
            self._rule(box, np.ones(contrast.shape, bool), ground)
            return
        self._classify(box, np.ones(contrast.shape, bool), ground, depth)
