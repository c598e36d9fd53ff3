"""What is measured of one reference: its traits, its colours by role, its faces."""

from __future__ import annotations

import math
from collections import Counter
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.data.measures import Measures, measure
from jaxdesign.data.palettes import sampled
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document, Element, Gradient
from jaxdesign.innovation.style_match import measured_traits
from jaxdesign.render.fonts import default_registry
from jaxdesign.style.colors import RoleColor, role_colors
from jaxdesign.style.traits import ARRAY_TRAITS, TRAITS
from jaxdesign.types import Design

_TURNED_DEGREES = 1.0
_LARGER = 1.3
"""Largest by running size from which there are larger texts, whose case can be told."""


class UsedFace(NamedTuple):
    """A face and what it is used for."""

    role: str
    """``display``, the largest text, or ``body``, the most letters of all others."""
    family: str
    style_class: str
    """sans, serif, slab, mono, display, condensed or hand."""


class Measured(NamedTuple):
    """What is measured of one reference."""

    traits: Float[np.ndarray, "t"]
    """In the order of ``TRAITS``; NaN for what the design does not have."""
    colors: tuple[RoleColor, ...]
    faces: tuple[UsedFace, ...]


def measured(document: Document, picture: Image.Image) -> Measured:
    """The style of one design and its finished picture (any size)."""
    found = measure(document, picture)
    design = _arrays(document, found)
    values = dict(zip(ARRAY_TRAITS, measured_traits(design).tolist(), strict=True))
    values |= _of_measures(found, document) | _of_type(document) | _of_decoration(document)
    values["texture"] = _texture(document, sampled(picture))
    traits = np.array([values[name] for name in TRAITS], np.float64)
    return Measured(traits, role_colors(document, found.palette), _faces(document))


def _arrays(document: Document, found: Measures) -> Design:
    """The design's arrays; a picture behind everything stands as its largest colour."""
    design, _ = to_arrays(document)
    if document.backdrop.image is None:
        return design
    return design._replace(backdrop=jax.device_put(np.tile(found.palette.oklab[:1], (2, 1))))


def _of_measures(found: Measures, document: Document) -> dict[str, float]:
    has_text = found.num_texts > 0
    type_values = {
        "display_size": float(np.log(max(found.largest, 1e-4))),
        "display_weight": found.display_weight / 100,
        "uppercase": found.uppercase if found.scale >= _LARGER else np.nan,
        "serif": found.serif,
        "mono": found.mono,
        "hand": found.hand,
    }
    return {
        "key": found.lightness,
        "saturation": found.chroma,
        "vivid": found.vivid,
        "hues": float(found.hues),
        "photo": found.photo_share,
        "empty": found.empty_share,
        "round": found.round_share,
        **{name: value if has_text else np.nan for name, value in type_values.items()},
    }


def _of_type(document: Document) -> dict[str, float]:
    texts = [element.text for element in document.elements if element.text is not None]
    if not texts:
        return {"italic": np.nan, "tracking": np.nan}
    letters = [max(len(text.string), 1) for text in texts]
    return {
        "italic": float(np.average([text.italic for text in texts], weights=letters)),
        "tracking": float(np.average([text.tracking for text in texts], weights=letters)),
    }


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else np.nan


def _of_decoration(document: Document) -> dict[str, float]:
    elements = document.elements
    boxed = [element for element in elements if element.text is None]
    texts = [element for element in elements if element.text is not None]
    shapes = [element for element in elements if element.shape is not None]
    fills = [element.paint.fill for element in shapes if element.paint.fill] + [document.backdrop.fill]
    empty = [element for element in shapes if not any(_holds(element, text) for text in texts)]
    return {
        "ornament": len(empty) / len(elements) if elements else np.nan,
        "outlined": _share([element.paint.stroke_width > 0 for element in boxed]),
        "shadowed": _share([element.paint.shadow is not None for element in elements]),
        "gradients": _share([isinstance(fill, Gradient) for fill in fills]),
        "turned": _share([abs(element.rotation % 360) > _TURNED_DEGREES for element in elements]),
    }


def _holds(outer: Element, inner: Element) -> bool:
    """Whether the middle of a box lies in another."""
    x, y, w, h = outer.box
    middle = (inner.box[0] + inner.box[2] / 2, inner.box[1] + inner.box[3] / 2)
    return x <= middle[0] <= x + w and y <= middle[1] <= y + h


def _bounds(element: Element) -> tuple[float, float, float, float]:
    """x, y, w, h of the upright box around an element as it is turned."""
    x, y, w, h = element.box
    across, down = (
        abs(math.cos(math.radians(element.rotation))),
        abs(math.sin(math.radians(element.rotation))),
    )
    width, height = w * across + h * down, w * down + h * across
    return x + (w - width) / 2, y + (h - height) / 2, width, height


def _texture(document: Document, oklab: Float[np.ndarray, "h w 3"]) -> float:
    """Mean step of lightness between neighbouring pixels where no element lies; NaN if none is bare."""
    height, width = oklab.shape[:2]
    bare = np.ones((height, width), bool)
    area = document.canvas.width * document.canvas.height
    for element in document.elements:
        if element.text is None and element.box[2] * element.box[3] > 0.9 * area:
            continue
        x, y, w, h = _bounds(element)
        left, right = (int(np.clip(v / document.canvas.width * width, -1, width)) for v in (x, x + w))
        top, bottom = (int(np.clip(v / document.canvas.height * height, -1, height)) for v in (y, y + h))
        bare[max(top - 1, 0) : bottom + 2, max(left - 1, 0) : right + 2] = False
    both = bare[:, 1:] & bare[:, :-1]
    return float(np.abs(np.diff(oklab[..., 0], axis=1))[both].mean()) if both.sum() >= width else np.nan


def _faces(document: Document) -> tuple[UsedFace, ...]:
    texts = [element.text for element in document.elements if element.text is not None]
    if not texts:
        return ()
    largest = max(texts, key=lambda text: (text.size, len(text.string)))
    rest = [text for text in texts if text is not largest] or [largest]
    letters: Counter[int] = Counter()
    first: dict[tuple, int] = {}
    for i, text in enumerate(rest):
        letters[first.setdefault((text.family, text.weight, text.italic), i)] += len(text.string)
    most = rest[max(letters, key=lambda i: (letters[i], -i))]
    return tuple(
        UsedFace(
            role,
            text.family[0] if text.family else "sans-serif",
            default_registry().resolve(text.family, text.weight, text.italic).style_class,
        )
        for role, text in (("display", largest), ("body", most))
    )
