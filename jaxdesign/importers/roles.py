"""What each text of a design is for, and which elements belong together."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from jaxdesign.design.document import Element
from jaxdesign.importers.boxes import area, center, share_inside

Role = Literal["headline", "subheading", "body", "caption", "label", "button"]


def _is_button(text: Element, holders: list[Element]) -> bool:
    """True for one short line in the middle of a small filled or bordered box."""
    assert text.text is not None
    size = text.text.size
    if text.box[3] > 1.9 * size or len(text.text.string) > 40:
        return False
    for holder in holders:
        w, h = holder.box[2:]
        if not (text.box[3] < h < 5 * size and text.box[2] < w < text.box[2] + 12 * size):
            continue
        if share_inside(text.box, holder.box) < 0.98:
            continue
        (tx, ty), (hx, hy) = center(text.box), center(holder.box)
        if abs(tx - hx) < 0.6 * size and abs(ty - hy) < 0.4 * size:
            return True
    return False


def body_size(texts: list[Element]) -> float:
    """The type size that most characters are set in."""
    weight: Counter[float] = Counter()
    for element in texts:
        assert element.text is not None
        weight[round(element.text.size, 1)] += min(len(element.text.string), 200)
    return weight.most_common(1)[0][0] if weight else 16.0


def with_roles(elements: list[Element]) -> list[Element]:
    """The elements with every text's role set from its size, weight, length and what holds it."""
    texts = [element for element in elements if element.text is not None]
    if not texts:
        return elements
    holders = [element for element in elements if element.kind == "shape" and element.shape == "rectangle"]
    body = body_size(texts)
    largest = max(element.text.size for element in texts if element.text)
    return [
        element.model_copy(
            update={"text": element.text.model_copy(update={"role": _role(element, holders, body, largest)})}
        )
        if element.text
        else element
        for element in elements
    ]


def _role(element: Element, holders: list[Element], body: float, largest: float) -> Role:
    text = element.text
    assert text is not None
    words, lines = len(text.string.split()), round(element.box[3] / (text.line_height * text.size))
    if _is_button(element, holders):
        return "button"
    if text.size >= 0.8 * largest and text.size >= 1.15 * body:
        return "headline"
    if text.size >= 1.2 * body or (text.weight >= 600 and text.size >= body and words <= 12 and lines <= 2):
        return "headline" if text.size == largest == body and text.weight >= 600 else "subheading"
    if words <= 3 and lines <= 1:
        return "label"
    return "caption" if text.size <= 0.88 * body else "body"


def with_groups(elements: list[Element], canvas_area: float) -> list[Element]:
    """The elements with those that lie in one card, and the card itself, in one group."""
    cards = [
        (i, element)
        for i, element in enumerate(elements)
        if element.kind == "shape" and element.shape == "rectangle" and area(element.box) < 0.6 * canvas_area
    ]
    members: dict[str, list[int]] = {}
    for i, element in enumerate(elements):
        around = [card for j, card in cards if j < i and share_inside(element.box, card.box) > 0.97]
        if around:
            card = min(around, key=lambda holder: area(holder.box))
            members.setdefault(card.id, []).append(i)
    grouped = list(elements)
    for i, card in cards:
        for j in [*members.get(card.id, ()), i] if card.id in members else ():
            if j == i or grouped[j].group is None:
                grouped[j] = grouped[j].model_copy(update={"group": f"group-{card.id}"})
    return grouped
