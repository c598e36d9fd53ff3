"""What a brief demands of the finished design besides its looks, and what a design breaks of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from jaxdesign.brief.amounts import pairs_of
from jaxdesign.brief.schema import Brief, MustNot, says
from jaxdesign.design.color import oklab_from_hex
from jaxdesign.design.document import Document, Element, Fill, Gradient, Text
from jaxdesign.render.fonts import default_registry
from jaxdesign.render.pictures import place
from jaxdesign.render.shaping import cased

SAME_COLOR = 0.04
"""Distance in OKLab up to which two colours count as the same; twice what is just seen side by side."""
_WHOLE = 0.995
"""Part of a picture that must be seen of it to count as uncropped."""


def broken_promises(brief: Brief, document: Document) -> tuple[str, ...]:
    """One sentence for each demand of the brief that the design does not meet; none where it meets all.

    Looked at are the texts, ``must_keep`` and ``must_not`` but for its styles, which cannot be told of one
    design for certain.
    """
    return (*_texts(brief, document), *_must_not(brief.must_not, document))


def obeying(brief: Brief, document: Document) -> Document:
    """The document with what can be mended by itself: case, turns, shadows, gradients and families.

    A gradient becomes its first colour. Positions, colours and pictures stay as they are.
    """
    effects, elements = set(brief.must_not.effects), []
    for element in document.elements:
        changes: dict[str, object] = {}
        if element.text is not None:
            changes["text"] = _mended_text(element.text, brief)
        if "rotation" in effects:
            changes["rotation"] = 0.0
        paint = element.paint
        if "shadows" in effects:
            paint = paint.model_copy(update={"shadow": None})
        if "gradients" in effects:
            paint = paint.model_copy(update={"fill": _flat(paint.fill)})
        elements.append(element.model_copy(update={**changes, "paint": paint}))
    backdrop = document.backdrop
    if "gradients" in effects:
        backdrop = backdrop.model_copy(update={"fill": _flat(backdrop.fill)})
    return document.model_copy(update={"elements": tuple(elements), "backdrop": backdrop})


def _mended_text(text: Text, brief: Brief) -> Text:
    kept = any(phrase in text.string for phrase in brief.must_keep)
    if kept or ("capitals" in brief.must_not.effects and text.case == "upper"):
        text = text.model_copy(update={"case": "none"})
    unwanted = {name.casefold() for name in brief.must_not.fonts}
    families = tuple(name for name in text.family if name.casefold() not in unwanted)
    return text.model_copy(update={"family": families or ("sans-serif",)})


def _flat(fill: Fill | None) -> Fill | None:
    return fill.stops[0][1] if isinstance(fill, Gradient) else fill


def _texts(brief: Brief, document: Document) -> Iterator[str]:
    texts = [element for element in document.elements if element.text is not None]
    given, shown = (_said(texts, as_shown=as_shown) for as_shown in (False, True))
    for wanted, times in Counter(" ".join(text.text.split()) for text in brief.texts).items():
        said = {wanted, *(" ".join(pair) for pair in pairs_of(wanted))}
        found = sum(given.count(words) for words in said)
        if found < times:
            often = "" if times == 1 else f" {times} times"
            yield f"The text '{_short(wanted)}' is not in the design{often}."
    for phrase in brief.must_keep:
        if not any(" ".join(phrase.split()) in string for string in shown):
            yield f"'{_short(phrase)}' is not set exactly as written."


def _said(texts: Sequence[Element], *, as_shown: bool) -> list[str]:
    """What each text says, and what neighbours in a group say together.

    A row of a price list has two, and so have an amount and what it is of.
    """
    found: list[str] = []
    before: dict[str, str] = {}
    for element in texts:
        text = element.text
        assert text is not None
        words = " ".join((cased(text.string, text.case) if as_shown else text.string).split())
        found.append(words)
        if element.group is not None:
            found += [f"{before[element.group]} {words}"] if element.group in before else []
            before[element.group] = words
    return found


def _must_not(must_not: MustNot, document: Document) -> Iterator[str]:
    said = _said([element for element in document.elements if element.text is not None], as_shown=False)
    alone = [element.text.string for element in document.elements if element.text is not None]
    for word in must_not.words:
        if any(says(one, word) for one in said) and not any(says(one, word) for one in alone):
            yield f"Two texts of a group have the word '{word}' together."
    for element in document.elements:
        if element.text is None:
            continue
        for word in must_not.words:
            if says(element.text.string, word):
                yield f"'{element.id}' has the word '{word}'."
        family = _family(element.text)
        if family.casefold() in {name.casefold() for name in must_not.fonts}:
            yield f"'{element.id}' is set in {family}."
    for name, color in _colors(document):
        for unwanted in must_not.colors:
            if looks_like(color, unwanted):
                yield f"{name} has the colour {color}, which looks like {unwanted}."
    for effect in must_not.effects:
        for name in _with_effect(effect, document):
            yield f"{name} has {effect.replace('-', ' ')}."


def _family(text: Text) -> str:
    """The family that the text is really set in."""
    return default_registry().resolve(text.family, text.weight, text.italic).family


def _colors(document: Document) -> Iterator[tuple[str, str]]:
    """Every colour of the paints, with the name of what has it."""
    named: list[tuple[str, Fill | None]] = [("The backdrop", document.backdrop.fill)]
    for element in document.elements:
        named += [(f"'{element.id}'", fill) for fill in (element.paint.fill, element.paint.stroke)]
    for name, fill in named:
        colors = [color for _, color in fill.stops] if isinstance(fill, Gradient) else [fill]
        yield from ((name, color) for color in colors if color is not None)


def looks_like(color: str, other: str) -> bool:
    """Whether two colours count as the same."""
    return float(np.linalg.norm(oklab_from_hex(color) - oklab_from_hex(other))) <= SAME_COLOR


def _with_effect(effect: str, document: Document) -> Iterator[str]:
    """Names of what has an effect of ``MustNot.effects``."""
    backdrop = document.backdrop
    if effect == "gradients" and isinstance(backdrop.fill, Gradient):
        yield "The backdrop"
    if effect == "picture-backdrop" and backdrop.image is not None:
        yield "The backdrop"
    for i, element in enumerate(document.elements):
        if _has_effect(effect, element, document.elements[:i], on_picture=backdrop.image is not None):
            yield f"'{element.id}'"


def _has_effect(effect: str, element: Element, under: tuple[Element, ...], *, on_picture: bool) -> bool:
    text, paint = element.text, element.paint
    match effect:
        case "capitals":
            return text is not None and text.case == "upper" and cased(text.string, "upper") != text.string
        case "gradients":
            return isinstance(paint.fill, Gradient)
        case "shadows":
            return paint.shadow is not None
        case "rotation":
            return element.rotation % 360 != 0
        case "cropped-pictures":
            return element.image is not None and _is_cropped(element)
        case "text-over-pictures":
            pictures = [one for one in under if one.image is not None]
            return text is not None and (on_picture or any(_overlap(element, one) for one in pictures))
    return False


def _is_cropped(element: Element) -> bool:
    assert element.image is not None
    placement = place(element.image, element.box)
    return placement.shown[2] * placement.shown[3] < _WHOLE * placement.whole[2] * placement.whole[3]


def _overlap(one: Element, other: Element) -> bool:
    """Whether the boxes share more than an edge; turns are left out of account."""
    return all(
        min(one.box[axis] + one.box[axis + 2], other.box[axis] + other.box[axis + 2])
        - max(one.box[axis], other.box[axis])
        > 0.5
        for axis in (0, 1)
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39].rstrip() + "…"
