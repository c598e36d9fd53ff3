"""Between the document and its arrays: ``Document`` -> (``Design``, ``Content``) -> ``Document``."""

from __future__ import annotations

import math
from dataclasses import dataclass

import jax
import numpy as np

from jaxdesign.design.color import hex_from_srgb, oklab_from_srgb, srgb_from_hex, srgb_from_oklab
from jaxdesign.design.document import Document, Element, Fill, Gradient
from jaxdesign.types import Design, Kind, Role

BUCKETS = (8, 16, 32, 64, 128, 256, 512, 1024)
"""Padded sizes; few, so that few programs are compiled."""

_ALIGN = {"start": 0.0, "center": 0.5, "end": 1.0}
_UNCHANGED = 1e-5
_SCALARS = (
    "rotation",
    "opacity",
    "fill_angle",
    "stroke_width",
    "radius",
    "font_size",
    "line_height",
    "weight",
    "align",
)


@dataclass(frozen=True, kw_only=True)
class Content:
    """The static side of a design: the document that the arrays were made from, in slot order."""

    document: Document

    @property
    def num_elements(self) -> int:
        return len(self.document.elements)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(element.id for element in self.document.elements)


def bucket(num_elements: int) -> int:
    """The least padded size that holds ``num_elements``."""
    return next(size for size in BUCKETS if size >= num_elements)


def _kind(element: Element) -> Kind:
    if element.kind == "text":
        return Kind.TEXT
    if element.kind == "image":
        return Kind.IMAGE
    return {"rectangle": Kind.RECTANGLE, "ellipse": Kind.ELLIPSE, "line": Kind.LINE}[element.shape or ""]


def _ends(fill: Fill | None) -> tuple[list[tuple[float, float, float, float]], float]:
    """Encoded sRGB and alpha of both ends of a fill, and its angle in radians."""
    if fill is None:
        return [(0.0, 0.0, 0.0, 0.0)] * 2, 0.0
    if isinstance(fill, Gradient):
        stops = sorted(fill.stops, key=lambda stop: stop[0])
        return [srgb_from_hex(stops[0][1]), srgb_from_hex(stops[-1][1])], math.radians(fill.angle)
    return [srgb_from_hex(fill)] * 2, 0.0


def _oklab(rgba: np.ndarray) -> np.ndarray:
    return np.concatenate([oklab_from_srgb(rgba[..., :3]), rgba[..., 3:]], axis=-1)


def to_arrays(document: Document, *, num_slots: int | None = None) -> tuple[Design, Content]:
    """The arrays of a document, padded to ``num_slots`` (by default the least bucket that fits)."""
    n = num_slots or bucket(len(document.elements))
    width, height = document.canvas.width, document.canvas.height
    floats = {name: np.zeros(n, np.float32) for name in _SCALARS}
    box = np.zeros((n, 4), np.float32)
    fill, stroke = np.zeros((n, 2, 4), np.float32), np.zeros((n, 4), np.float32)
    kind = np.full(n, Kind.RECTANGLE, np.int32)
    role, group = np.full(n, Role.NONE, np.int32), np.full(n, -1, np.int32)
    groups = {name: i for i, name in enumerate(dict.fromkeys(e.group for e in document.elements if e.group))}
    for i, element in enumerate(document.elements):
        x, y, w, h = element.box
        box[i] = x / width, y / height, w / width, h / height
        fill[i], floats["fill_angle"][i] = _ends(element.paint.fill)
        stroke[i] = srgb_from_hex(element.paint.stroke) if element.paint.stroke else 0.0
        floats["rotation"][i] = math.radians(element.rotation)
        floats["opacity"][i] = element.opacity
        floats["stroke_width"][i] = element.paint.stroke_width / height
        floats["radius"][i] = element.paint.radius / height
        kind[i] = _kind(element)
        group[i] = groups.get(element.group or "", -1)
        if element.text is not None:
            role[i] = Role[element.text.role.upper()]
            floats["font_size"][i] = element.text.size / height
            floats["line_height"][i] = element.text.line_height
            floats["weight"][i] = element.text.weight
            floats["align"][i] = _ALIGN[element.text.align]
    ends, angle = _ends(document.backdrop.fill)
    arrays = {
        "canvas_px": np.array([width, height], np.float32),
        "backdrop": _oklab(np.array(ends, np.float32))[:, :3],
        "backdrop_angle": np.float32(angle),
        "box": box,
        "fill": _oklab(fill),
        "stroke": _oklab(stroke),
        "kind": kind,
        "role": role,
        "group": group,
        "mask": np.arange(n) < len(document.elements),
        **floats,
    }
    return Design(**jax.device_put(arrays)), Content(document=document)


def _hex(oklab: np.ndarray, alpha: float) -> str:
    return hex_from_srgb((*srgb_from_oklab(np.asarray(oklab)), alpha))


def _new_fill(old: Fill | None, ends: np.ndarray, before: np.ndarray) -> Fill | None:
    """The fill with new end colours; middle stops of a gradient move by the mean change."""
    if old is None or np.allclose(ends, before, atol=_UNCHANGED):
        return old
    if not isinstance(old, Gradient):
        return _hex(ends[0, :3], ends[0, 3])
    stops = sorted(old.stops, key=lambda stop: stop[0])
    colors = []
    for position, color in stops:
        shift = (ends - before)[0] * (1 - position) + (ends - before)[1] * position
        moved = _oklab(np.array(srgb_from_hex(color), np.float32)) + shift
        colors.append((position, _hex(moved[:3], moved[3])))
    return old.model_copy(update={"stops": tuple(colors)})


def from_arrays(design: Design, content: Content) -> Document:
    """The content's document with what the arrays changed; what they did not change stays exact."""
    document = content.document
    before, _ = to_arrays(document, num_slots=design.box.shape[0])
    old = {name: np.asarray(value, np.float64) for name, value in before._asdict().items()}
    new = {name: np.asarray(value, np.float64) for name, value in design._asdict().items()}
    width, height = document.canvas.width, document.canvas.height
    scale = np.array([width, height, width, height])

    def moved(name: str, i: int) -> bool:
        return not np.allclose(new[name][i], old[name][i], atol=_UNCHANGED, rtol=0)

    elements = []
    for i, element in enumerate(document.elements):
        update: dict[str, object] = {}
        if moved("box", i):
            x, y, w, h = (float(v) for v in new["box"][i] * scale)
            update["box"] = (x, y, max(w, 0.0), max(h, 0.0))
        if moved("rotation", i):
            update["rotation"] = math.degrees(new["rotation"][i])
        if moved("opacity", i):
            update["opacity"] = float(np.clip(new["opacity"][i], 0, 1))
        paint: dict[str, object] = {}
        fill = _new_fill(element.paint.fill, new["fill"][i], old["fill"][i])
        if fill is not element.paint.fill:
            paint["fill"] = fill
        if element.paint.stroke and moved("stroke", i):
            paint["stroke"] = _hex(new["stroke"][i, :3], new["stroke"][i, 3])
        for name in ("stroke_width", "radius"):
            if moved(name, i):
                paint[name] = max(float(new[name][i] * height), 0.0)
        if paint:
            update["paint"] = element.paint.model_copy(update=paint)
        if element.text is not None:
            text: dict[str, object] = {}
            if moved("font_size", i):
                text["size"] = float(new["font_size"][i] * height)
            if moved("line_height", i):
                text["line_height"] = float(new["line_height"][i])
            if moved("weight", i):
                text["weight"] = round(float(new["weight"][i]))
            if moved("align", i):
                text["align"] = min(_ALIGN, key=lambda name: abs(_ALIGN[name] - new["align"][i]))
            if text:
                update["text"] = element.text.model_copy(update=text)
        elements.append(element.model_copy(update=update) if update else element)
    backdrop = document.backdrop
    pad = np.ones((2, 1))
    fill = _new_fill(backdrop.fill, np.hstack([new["backdrop"], pad]), np.hstack([old["backdrop"], pad]))
    if fill is not backdrop.fill and fill is not None:
        backdrop = backdrop.model_copy(update={"fill": fill})
    return document.model_copy(update={"elements": tuple(elements), "backdrop": backdrop})
