"""Finalising: a design made exact and legible, and certified on its crisp render.

Type is set with real metrics, edges and gaps snap, texts that collide are parted by the least moves,
illegible colours take the nearest legible ones; this is repeated until the certificate holds. Locked
attributes never change. The best round is kept, and if none holds, the reasons say why.
"""

from __future__ import annotations

from typing import Any

from jaxdesign.design.document import Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.edges import clear_of_edges
from jaxdesign.innovation.extents import setting
from jaxdesign.innovation.place_rules import Demands
from jaxdesign.innovation.repair_colors import legible_colors
from jaxdesign.innovation.repair_places import settle
from jaxdesign.innovation.repair_relations import demanded
from jaxdesign.innovation.repair_scrims import scrims
from jaxdesign.innovation.repair_type import (
    choice_of,
    dress,
    dressed,
    line_choices,
    on_a_scale,
    raised_to_minimum,
    whole_words,
    with_text,
)
from jaxdesign.innovation.result import Certificate
from jaxdesign.innovation.type_rules import minimum_size
from jaxdesign.innovation.verify import Inspection, illegible_texts

MAX_ROUNDS = 7
_MAX_SHRINKS = 14
_SHRINK = 0.93
_MAX_WIDENING = 1.4
"""How much wider a text may be broken to save a line."""


def certificate_dict(certificate: Certificate) -> dict[str, Any]:
    """The certificate as it stands in a document's JSON."""
    checks = {
        check.name: {"holds": check.holds}
        | ({} if check.holds else {"reason": check.reason, "elements": list(check.elements)})
        for check in certificate.checks
    }
    return {"holds": certificate.holds, "checks": checks}


def _replaced(document: Document, changed: dict[str, Element]) -> Document:
    elements = tuple(changed.get(element.id, element) for element in document.elements)
    return document.model_copy(update={"elements": elements})


def _tighter(document: Document, element: Element, axis: int, most_width: float) -> Element | None:
    """The text made smaller along one axis: broken otherwise, else set smaller; None if it cannot be.

    Along x it takes one line more, along y one line less where ``most_width`` allows.
    """
    text = element.text
    assert text is not None
    if not (is_locked(element, "w") or is_locked(element, "text")):
        choices = line_choices(text, element.box[2])
        now = choice_of(text, text.lines) if text.lines else choices[0]
        wanted = len(now.lines) + (1 if axis == 0 else -1)
        other = next((choice for choice in choices if len(choice.lines) == wanted), None)
        if other is not None and other.width <= max(most_width, now.width):
            return dressed(element, other)
    least = minimum_size(document.canvas)
    if is_locked(element, "size") or text.size <= least + 1e-9:
        return None
    smaller = with_text(element, size=max(round(text.size * _SHRINK, 2), least))
    assert smaller.text is not None
    lines = text.lines or (text.string,)
    return dressed(smaller, choice_of(smaller.text, lines))


def placed(document: Document, demands: Demands) -> Document:
    """The document settled; texts for which there is no room are broken otherwise or set smaller."""
    settled = best = settle(document, demands)
    room = 0.94 * document.canvas.width
    widest = {e.id: min(_MAX_WIDENING * e.box[2], room) for e in document.elements}
    for _ in range(_MAX_SHRINKS):
        if not any(settled.crowded):
            return settled.document
        changed: dict[str, Element] = {}
        for axis in (0, 1):
            for name in sorted(settled.crowded[axis]):
                tighter = _tighter(document, document.element(name), axis, widest[name])
                if tighter is not None:
                    changed[name] = tighter
        if not changed:
            break
        document = _replaced(document, changed)
        settled = settle(document, demands)
        if sum(map(len, settled.crowded)) <= sum(map(len, best.crowded)):
            best = settled
    return best.document


def squeezed(document: Document) -> Document:
    """Texts larger than a box whose size is locked set smaller, down to the format's minimum."""
    changed = {}
    for element in document.elements:
        if element.text is None or is_locked(element, "size") or not element.text.string.strip():
            continue
        if not (is_locked(element, "w") or is_locked(element, "h")):
            continue
        least = min(minimum_size(document.canvas), element.text.size)
        while _sticks_out(element) and element.text is not None and element.text.size > least:
            smaller = with_text(element, size=max(round(element.text.size * _SHRINK, 2), least))
            element = dressed(smaller) if not is_locked(element, "text") else smaller
        changed[element.id] = element
    return _replaced(document, changed)


def _sticks_out(element: Element) -> bool:
    set_ = setting(element).set
    wide = is_locked(element, "w") and set_.width > element.box[2] + 0.5
    return wide or (is_locked(element, "h") and set_.height > element.box[3] + 0.5)


def _badness(certificate: Certificate) -> tuple[int, int]:
    failing = [check for check in certificate.checks if not check.holds]
    return sum(max(len(check.elements), 1) for check in failing), len(failing)


def finalise(
    document: Document, *, original: Document, as_drawn: bool = False
) -> tuple[Document, Certificate]:
    """The finished design and its certificate; ``original`` is what the user gave (words and locks).

    ``as_drawn``: texts keep the lines and the widths that their boxes speak for (see ``dressed``).

    Deterministic. The returned document carries the certificate. A certificate that does not hold names
    what could not be repaired.
    """
    document = raised_to_minimum(on_a_scale(clear_of_edges(document, original)))
    document = squeezed(dress(whole_words(document), original=original, as_drawn=as_drawn))
    document = clear_of_edges(document, original)
    demands = Demands()
    best: tuple[tuple[int, int], Document, Certificate] | None = None
    seen: Inspection | None = None
    for _ in range(MAX_ROUNDS):
        document = placed(document, demands)
        seen = Inspection(document, original, like=seen)
        best = _better(best, seen)
        if best[0] == (0, 0):
            break
        wanted = demanded(seen, demands)
        if wanted is not None:
            document, demands = wanted
            continue
        recolored = legible_colors(seen)
        if recolored != document:
            document = recolored
            seen = Inspection(document, original, like=seen)
            best = _better(best, seen)
        if illegible_texts(seen):
            document = scrims(seen)
            seen = Inspection(document, original, like=seen)
            best = _better(best, seen)
        if best[0] == (0, 0):
            break
    assert best is not None
    _, document, certificate = best
    return document.model_copy(update={"certificate": certificate_dict(certificate)}), certificate


def _better(
    best: tuple[tuple[int, int], Document, Certificate] | None, seen: Inspection
) -> tuple[tuple[int, int], Document, Certificate]:
    certificate = seen.certificate()
    badness = _badness(certificate)
    return (badness, seen.document, certificate) if best is None or badness < best[0] else best
