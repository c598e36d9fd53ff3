"""What to do about a poor term, naming the elements concerned."""

from __future__ import annotations

import numpy as np
from jaxtyping import Array, Float

from jaxdesign.compiled import Program
from jaxdesign.design.document import Document
from jaxdesign.grammar import (
    alignment,
    busyness,
    consistency,
    containment,
    contrast,
    crop,
    fit,
    hierarchy,
    legibility,
    margins,
    overlap,
    palette,
    rhythm,
)
from jaxdesign.grammar.scoring import scene, scene_arrays
from jaxdesign.grammar.terms import TERMS, values
from jaxdesign.types import Design, TextMetrics, Textures

NEAR = 0.03
"""Fraction of the canvas within which an element can be asked to move to a line or gap."""
_SEEN = 0.75
"""Pixels below which a difference is not spoken of."""


def _details(
    design: Design, textures: Textures, metrics: TextMetrics
) -> tuple[Float[Array, "t"], dict[str, Array]]:
    whole = scene(design, textures, metrics, rotated=True)
    size, there = rhythm.gaps(whole)
    wrong, weight = hierarchy.disorder(whole)
    return values(whole), {
        "alignment": alignment.per_element(whole),
        "overlap": overlap.per_element(whole),
        "containment": containment.per_element(whole),
        "contrast": contrast.per_element(whole),
        "consistency": consistency.per_element(whole),
        "fit": fit.per_element(whole),
        "legibility": legibility.per_element(whole),
        "busyness": busyness.per_element(whole),
        "crop": crop.per_element(whole),
        "margins": margins.closeness(whole),
        "gaps": size,
        "has_gap": there,
        "hierarchy": wrong * weight,
        "likeness": palette.likeness(whole),
    }


_DETAILS = Program(_details, name="details", runs_seldom=True)


def details_of(document: Document) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Every term's value ``[t]``, and per-element figures of the terms that have them, elements in order."""
    term_values, found = _DETAILS(*scene_arrays(document))
    return np.asarray(term_values), {name: np.asarray(value) for name, value in found.items()}


def _name(document: Document, i: int) -> str:
    element = document.elements[i]
    if element.text is None:
        return f"'{element.id}'"
    words = " ".join(element.text.string.split())
    return f"'{element.id}' ({words[:24] + '…' if len(words) > 24 else words})"


def _nearest_line(document: Document) -> str | None:
    """The least visible move that sets one element on the line of another."""
    boxes = np.array([element.box for element in document.elements], float).reshape(-1, 4)
    best: tuple[float, str] | None = None
    names = (("left edge", "centre", "right edge"), ("top", "middle", "bottom"))
    limits = (document.canvas.width * NEAR, document.canvas.height * NEAR)
    for axis, (back, on) in enumerate((("left", "right"), ("up", "down"))):
        lines = np.stack([boxes[:, axis] + part * boxes[:, axis + 2] for part in (0, 0.5, 1)], -1)
        delta = lines[None, :, :] - lines[:, None, :]
        delta[np.arange(len(boxes)), np.arange(len(boxes))] = np.inf
        distance = np.abs(delta)
        free = distance.min(axis=(1, 2)) > _SEEN
        for i in np.flatnonzero(free):
            j, line = np.unravel_index(distance[i].argmin(), distance[i].shape)
            step = delta[i, j, line]
            if abs(step) < limits[axis] and (best is None or abs(step) < best[0]):
                way = on if step > 0 else back
                where = f"{names[axis][line]} of {_name(document, int(j))}"
                best = abs(step), f"Move {_name(document, i)} {abs(step):.0f} px {way}, to the {where}."
    return best[1] if best else None


def _nearest_gap(document: Document, details: dict[str, np.ndarray]) -> str | None:
    """The two gaps along one axis that are nearest to equal and visibly are not."""
    best: tuple[float, str] | None = None
    for axis, (where, length) in enumerate(
        (("right of", document.canvas.width), ("under", document.canvas.height))
    ):
        places = np.flatnonzero(details["has_gap"][axis])
        size = details["gaps"][axis][places] * length
        for a, b in np.argwhere(np.triu(np.ones((len(places),) * 2), 1)):
            step = abs(size[a] - size[b])
            if _SEEN < step < NEAR * length and (best is None or step < best[0]):
                first, second = _name(document, places[a]), _name(document, places[b])
                best = (
                    step,
                    f"Make the gap {where} {first} ({size[a]:.0f} px) equal to the one {where} {second} "
                    f"({size[b]:.0f} px).",
                )
    return best[1] if best else None


def _worst(details: dict[str, np.ndarray], name: str, num: int, *, texts: np.ndarray | None = None) -> int:
    figures = details[name][:num].astype(float)
    return int(np.argmax(figures if texts is None else np.where(texts, figures, -np.inf)))


def _text_advice(document: Document, name: str, details: dict[str, np.ndarray]) -> str | None:
    """Advice for the terms that concern texts."""
    texts = np.array([element.text is not None for element in document.elements], bool)
    num = len(texts)
    if not texts.any():
        return None
    if name == "contrast":
        i = int(np.argmin(np.where(texts, details[name][:num], np.inf)))
        return f"Raise the contrast of {_name(document, i)}, now {details[name][i]:.1f}:1, to 4.5:1 or more."
    if name == "hierarchy":
        i, j = (int(k) for k in np.unravel_index(details[name][:num, :num].argmax(), (num, num)))
        return f"Make {_name(document, i)} smaller than {_name(document, j)}, shorter or of higher rank."
    i = _worst(details, name, num, texts=texts)
    if details[name][i] <= 0:
        return None
    return {
        "overlap": f"Move {_name(document, i)} clear of what lies over it.",
        "fit": f"Size the box of {_name(document, i)} to its words, or its type to the box.",
        "legibility": f"Enlarge {_name(document, i)} or bring its lines to 20 to 75 characters.",
        "busyness": f"Calm the picture under {_name(document, i)} or move the text off it.",
        "margins": f"Move {_name(document, i)} away from the edge of the canvas.",
    }.get(name)


def _consistency_advice(document: Document, figures: np.ndarray) -> str | None:
    """Of the element that is least like its kind in size; the largest text is meant to stand alone."""
    figures = figures[: len(document.elements)].astype(float)
    sizes = np.array([0.0 if element.text is None else element.text.size for element in document.elements])
    figures[sizes == max(sizes.max(), 1.0)] = 0.0
    i = int(figures.argmax())
    return f"Make {_name(document, i)} as large as another of its kind." if figures[i] > 0.05 else None


def _element_advice(document: Document, name: str, details: dict[str, np.ndarray]) -> str | None:
    if name == "consistency":
        return _consistency_advice(document, details[name])
    i = _worst(details, name, len(document.elements))
    if details[name][i] <= 0.05:
        return None
    return {
        "containment": f"Move {_name(document, i)} wholly into, or out of, what it lies across.",
        "crop": f"Move {_name(document, i)} onto the canvas.",
    }[name]


def advice(document: Document, name: str, details: dict[str, np.ndarray]) -> str:
    """What to do about the term of that name: a sentence that names elements where it can."""
    sentence = None
    if document.elements:
        if name == "alignment":
            sentence = _nearest_line(document)
        elif name == "rhythm":
            sentence = _nearest_gap(document, details)
        elif name in ("containment", "crop", "consistency"):
            sentence = _element_advice(document, name, details)
        elif name in details or name == "margins":
            sentence = _text_advice(document, name, details)
    return sentence or TERMS[name].advice
