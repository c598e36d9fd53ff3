"""The readable account: what was done to each element, and what that alone did for each term."""

from __future__ import annotations

import math

import numpy as np

from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document, Element, Gradient
from jaxdesign.innovation.result import Change, Scores

_MOVED_PX = 0.75
_SCALED = 0.01
_RECOLORED = 0.01
_TURNED_DEG = 0.1
_SHOWN_EFFECTS = 3
_LEAST_EFFECT = 0.005


def describe_move(before: Element, after: Element) -> list[str]:
    """Where the element went, in canvas pixels."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = before.box, after.box
    parts = []
    for delta, forwards, backwards in ((x1 - x0, "right", "left"), (y1 - y0, "down", "up")):
        if abs(delta) >= _MOVED_PX:
            parts.append(f"{abs(delta):.0f} px {forwards if delta > 0 else backwards}")
    if before.text is None:
        for old, new, more, less in ((w0, w1, "wider", "narrower"), (h0, h1, "taller", "lower")):
            if abs(new - old) >= max(_MOVED_PX, _SCALED * old):
                parts.append(f"{abs(new - old):.0f} px {more if new > old else less}")
    if abs(after.rotation - before.rotation) >= _TURNED_DEG:
        parts.append(f"turned from {before.rotation:.1f} to {after.rotation:.1f} degrees")
    return parts


def _color(element: Element) -> str | None:
    fill = element.paint.fill
    return fill.stops[0][1] if isinstance(fill, Gradient) else fill


def describe_look(before: Element, after: Element) -> list[str]:
    """What changed of type and colour."""
    parts = []
    if before.text is not None and after.text is not None:
        if abs(math.log(after.text.size / before.text.size)) >= _SCALED:
            parts.append(f"type {before.text.size:.4g} to {after.text.size:.4g} px")
        if after.text.weight != before.text.weight:
            parts.append(f"weight {before.text.weight} to {after.text.weight}")
        if after.text.align != before.text.align:
            parts.append(f"set {after.text.align} instead of {before.text.align}")
    old, new = _color(before), _color(after)
    if old and new and old != new:
        first, second = (oklab_from_srgb(np.array(srgb_from_hex(c)[:3], np.float32)) for c in (old, new))
        if np.abs(np.asarray(first - second)).max() >= _RECOLORED:
            parts.append(f"colour {old} to {new}")
    return parts


def changed_elements(before: Document, after: Document) -> list[tuple[Element, Element, str]]:
    """Elements of both documents that changed visibly, each with what was done to it."""
    old = {element.id: element for element in before.elements}
    found = []
    for element in after.elements:
        if element.id not in old:
            found.append((element, element, "added, so that the text over it can be read"))
            continue
        parts = describe_move(old[element.id], element) + describe_look(old[element.id], element)
        if parts:
            found.append((old[element.id], element, ", ".join(parts)))
    return found


def without_change(after: Document, before_element: Element) -> Document:
    """``after`` with one element as it was, or without it if it was added."""
    added = before_element in after.elements
    kept = (
        before_element if element.id == before_element.id else element
        for element in after.elements
        if not (added and element.id == before_element.id)
    )
    return after.model_copy(update={"elements": tuple(kept)})


def effects(after: Scores, without: Scores) -> dict[str, float]:
    """What the change did for the terms' percentiles, as fractions of 1, the greatest first."""
    gains = {
        name: (term.percentile - without.terms[name].percentile) / 100 for name, term in after.terms.items()
    }
    ordered = sorted(gains.items(), key=lambda item: (-abs(item[1]), item[0]))
    return {name: gain for name, gain in ordered[:_SHOWN_EFFECTS] if abs(gain) >= _LEAST_EFFECT}


def account(
    changed: list[tuple[Element, Element, str]], after: Scores, without: list[Scores]
) -> tuple[Change, ...]:
    """The changes with their effects, the greatest effect first; ``without`` in the order of ``changed``."""
    changes = [
        Change(element=new.id, description=description, effects=effects(after, scores))
        for (_, new, description), scores in zip(changed, without, strict=True)
    ]
    return tuple(sorted(changes, key=lambda change: -sum(abs(gain) for gain in change.effects.values())))
