"""The certificate: what a finished design promises, checked on its crisp render and real font metrics."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from xml.etree import ElementTree

import numpy as np

from jaxdesign.design.document import Backdrop, Document, Element
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.extents import Box, hull, pixel
from jaxdesign.innovation.locks import broken_locks
from jaxdesign.innovation.result import Certificate, Check
from jaxdesign.innovation.sight import Sight, TextSight, common_ink, observe
from jaxdesign.innovation.type_rules import css_scale, minimum_size
from jaxdesign.innovation.wcag import contrast, held_ratio, luminance, needed_ratio
from jaxdesign.render.shaping import cased
from jaxdesign.render.svg import to_svg

MAX_COMMON_INK = 0.01
"""Part of the smaller text's ink that may coincide with another's: anti-aliased edges that touch."""
MIN_SEEN = 0.98
"""Part of a text's ink that must not be covered."""
_BEHIND_SIZE_RATIO = 2.0
"""A text behind another on purpose has type this many times as large."""
_BEHIND_SEEN = 0.6
"""Part of a text on purpose behind another that must stay seen."""
_SHOWN_IDS = 4


def _named(ids: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{name}`" for name in ids[:_SHOWN_IDS])
    more = len(ids) - _SHOWN_IDS
    return shown + (f" and {more} more" if more > 0 else "")


def _check(name: str, faults: list[tuple[tuple[str, ...], str]]) -> Check:
    """A check from its faults: the first one's sentence, and who else has one."""
    if not faults:
        return Check(name=name, holds=True)
    ids = tuple(dict.fromkeys(name for who, _ in faults for name in who))
    others = tuple(name for name in ids if name not in faults[0][0])
    reason = faults[0][1] + (f"; likewise {_named(others)}" if others else "") + "."
    return Check(name=name, holds=False, reason=reason, elements=ids)


class Inspection:
    """A document under inspection: its sight, and what the original had, looked at only when needed."""

    def __init__(
        self, document: Document, original: Document | None, *, like: Inspection | None = None
    ) -> None:
        """``like``: an earlier inspection of it; what has not changed since is not rendered again."""
        self.document = document
        self.original = original
        self.sight = observe(document, like=like.sight if like is not None else None)
        if like is not None and "original_sight" in like.__dict__:
            self.__dict__["original_sight"] = like.original_sight

    @cached_property
    def original_sight(self) -> Sight | None:
        return None if self.original is None else observe(self.original)

    def original_element(self, name: str) -> Element | None:
        return None if self.original is None else _element(self.original, name)

    def certificate(self) -> Certificate:
        checks: tuple[Callable[[Inspection], Check], ...] = (
            text_fits, text_overlap, on_canvas, contrast_holds, sizes_hold, strings_hold, locks_hold,
        )  # fmt: skip
        return Certificate(checks=tuple(check(self) for check in checks))


def _element(document: Document, name: str) -> Element | None:
    return next((element for element in document.elements if element.id == name), None)


def text_fits(seen: Inspection) -> Check:
    """Every text, set with real metrics, is whole and inside its box to within a pixel."""
    slack = max(pixel(seen.document), 0.5)
    faults = []
    for name, text in seen.sight.texts.items():
        box, set_ = text.element.box, text.setting.set
        assert text.element.text is not None
        shown = _letters("".join(line.string for line in set_.lines))
        given = _letters(cased(text.element.text.string, text.element.text.case))
        wide, high = set_.width - box[2], set_.height - box[3]
        held = _holding_locks(text.element, ("w", "h", "size", "text"))
        if shown != given:
            faults.append(((name,), f"`{name}` is not shown whole{held}"))
        elif not text.ink.any():
            faults.append(((name,), f"`{name}` leaves no ink{held}"))
        elif wide > slack or high > slack:
            side, by = ("wider", wide) if wide > high else ("higher", high)
            faults.append(((name,), f"`{name}` is {by:.1f} px {side} than its box{held}"))
    return _check("text_fits", faults)


def _holding_locks(element: Element, names: tuple[str, ...]) -> str:
    held = [name for name in names if is_locked(element, name)]
    return f" (its {' and '.join(held)} locked)" if held else ""


def on_purpose(seen: Inspection, back: TextSight, front: TextSight) -> bool:
    """True for a big text behind another that the original had there, both still as legible."""
    if seen.original is None or not common_ink(back, front) or seen.original_sight is None:
        return False
    before = [seen.original_sight.texts.get(text.element.id) for text in (back, front)]
    if before[0] is None or before[1] is None or not common_ink(before[0], before[1]):
        return False
    assert back.element.text is not None
    assert front.element.text is not None
    if back.element.text.size < _BEHIND_SIZE_RATIO * front.element.text.size:
        return False
    hidden = common_ink(front, back) / max(float(back.ink.sum()), 1e-9)
    return hidden <= 1 - _BEHIND_SEEN and contrast_of(front) >= min(
        contrast_of(before[1]), needed_contrast(seen.document, front)
    )


def meeting_pairs(seen: Inspection) -> list[tuple[TextSight, TextSight]]:
    """Pairs of texts whose ink coincides, the one behind first."""
    texts = list(seen.sight.texts.values())
    if len(texts) < 2:
        return []
    windows = np.array([(r.start, c.start, r.stop, c.stop) for r, c in (text.window for text in texts)])
    low = np.maximum(windows[:, None, :2], windows[None, :, :2])
    high = np.minimum(windows[:, None, 2:], windows[None, :, 2:])
    near = np.argwhere(np.triu((high > low).all(axis=-1), 1))
    return [(texts[i], texts[j]) for i, j in near if common_ink(texts[i], texts[j])]


def colliding_pairs(seen: Inspection) -> list[tuple[str, str, float]]:
    """Pairs of texts whose ink coincides without purpose, and the part of the smaller one's ink that does."""
    pairs = []
    for back, front in meeting_pairs(seen):
        share = common_ink(back, front) / max(min(float(back.ink.sum()), float(front.ink.sum())), 1e-9)
        if share > MAX_COMMON_INK and not on_purpose(seen, back, front):
            pairs.append((back.element.id, front.element.id, share))
    return pairs


def covered_texts(seen: Inspection) -> list[tuple[str, float]]:
    """Texts that something other than a text is painted over, and the part of their ink that is hidden."""
    hidden = [(name, 1 - text.seen_share) for name, text in seen.sight.texts.items()]
    return [(name, share) for name, share in hidden if share > 1 - MIN_SEEN]


def text_overlap(seen: Inspection) -> Check:
    """No text's ink falls on another's without purpose, and nothing is painted over a text."""
    faults: list[tuple[tuple[str, ...], str]] = []
    for back, front, share in colliding_pairs(seen):
        faults.append(
            ((back, front), f"`{back}` and `{front}` collide in {share:.0%} of the smaller one's ink")
        )
    for name, share in covered_texts(seen):
        faults.append(((name,), f"`{name}` is covered in {share:.0%} of its ink"))
    return _check("text_overlap", faults)


def beyond(box: Box, document: Document) -> tuple[float, float, float, float]:
    """How far a box reaches beyond the left, top, right and bottom of the canvas; negative inside."""
    x, y, w, h = box
    return (-x, -y, x + w - document.canvas.width, y + h - document.canvas.height)


def _extent(element: Element, seen: Sight | None) -> Box:
    if seen is not None and element.id in seen.texts:
        return seen.texts[element.id].setting.hull
    return hull(element.box, element.rotation)


def on_canvas(seen: Inspection) -> Check:
    """Nothing reaches beyond the canvas, or further beyond it than in the original."""
    slack = max(pixel(seen.document), 0.5)
    faults = []
    for element in seen.document.elements:
        before = seen.original_element(element.id)
        allowed = (0.0,) * 4 if before is None else beyond(_extent(before, None), seen.document)
        if before is not None and _other_canvas(seen):
            allowed = (0.0,) * 4
        outside = beyond(_extent(element, seen.sight), seen.document)
        excess = [now - max(then, 0.0) for now, then in zip(outside, allowed, strict=True)]
        worst = max(range(4), key=lambda side: excess[side])
        if excess[worst] > slack:
            side = ("left", "top", "right", "bottom")[worst]
            held = _holding_locks(element, ("box", "size"))
            faults.append(
                ((element.id,), f"`{element.id}` reaches {outside[worst]:.1f} px beyond the {side}{held}")
            )
    return _check("on_canvas", faults)


def _other_canvas(seen: Inspection) -> bool:
    if seen.original is None:
        return False
    before, now = seen.original.canvas, seen.document.canvas
    return (before.width, before.height) != (now.width, now.height)


def needed_contrast(document: Document, text: TextSight) -> float:
    """The ratio that WCAG 2.2 AA asks of a text, its size read in CSS pixels of the format."""
    assert text.element.text is not None
    return needed_ratio(text.element.text.size * css_scale(document.canvas), text.element.text.weight)


def contrast_of(text: TextSight) -> float:
    """The contrast that holds on 95% of the pixels under a text."""
    return held_ratio(contrast(luminance(text.colors()), luminance(text.ground[text.region])))


def illegible_texts(seen: Inspection) -> list[tuple[str, float, float]]:
    """Texts without enough contrast: id, the ratio that holds and the ratio needed."""
    found = []
    for name, text in seen.sight.texts.items():
        needed, ratio = needed_contrast(seen.document, text), contrast_of(text)
        if ratio < needed:
            found.append((name, ratio, needed))
    return found


def contrast_holds(seen: Inspection) -> Check:
    """WCAG 2.2 AA on at least 95% of the pixels of each text's ink and a narrow halo around it.

    The ground is the render without that text's ink. Large text, which needs 3:1 instead of 4.5:1, is
    at least 24 px, or 18.66 px and bold, in CSS pixels of the format (``type_rules.css_scale``).
    """
    faults: list[tuple[tuple[str, ...], str]] = [
        (
            (name,),
            f"`{name}` has a contrast of {ratio:.2f}:1 where {needed:g}:1 is needed"
            + _holding_locks(seen.sight.texts[name].element, ("color",)),
        )
        for name, ratio, needed in illegible_texts(seen)
    ]
    return _check("contrast", faults)


def sizes_hold(seen: Inspection) -> Check:
    """No type is smaller than the format's minimum."""
    faults = []
    for element in seen.document.elements:
        if element.text is None or not element.text.string.strip():
            continue
        least = minimum_size(seen.document.canvas)
        if element.text.size < least - 0.01:
            is_ = "is locked at" if is_locked(element, "size") else "is"
            sizes = f"{element.text.size:.4g} px, the format's minimum is {least:.4g} px"
            faults.append(((element.id,), f"`{element.id}` {is_} {sizes}"))
    return _check("minimum_size", faults)


def svg_strings(document: Document) -> dict[str, str]:
    """What every text element of the document's SVG reads, by id."""
    texts = tuple(element for element in document.elements if element.kind == "text")
    plain = document.model_copy(update={"elements": texts, "backdrop": Backdrop()})
    root = ElementTree.fromstring(to_svg(plain))
    return {
        element.get("id", ""): "".join(element.itertext())
        for element in root.iter("{http://www.w3.org/2000/svg}text")
    }


def strings_hold(seen: Inspection) -> Check:
    """Every string of the original is present exactly as given, in the document and in its SVG."""
    source = seen.original or seen.document
    shown = svg_strings(seen.document)
    faults = []
    for before in source.elements:
        if before.text is None:
            continue
        now = _element(seen.document, before.id)
        if now is None or now.text is None:
            faults.append(((before.id,), f"`{before.id}` is missing"))
        elif now.text.string != before.text.string:
            faults.append(((before.id,), f"`{before.id}` no longer reads as given"))
        elif _letters(shown.get(before.id, "")) != _letters(cased(now.text.string, now.text.case)):
            faults.append(((before.id,), f"`{before.id}` reads otherwise in the SVG"))
    return _check("strings", faults)


def _letters(string: str) -> str:
    return "".join(string.split()).casefold()


def locks_hold(seen: Inspection) -> Check:
    """Every locked attribute is exactly what it was."""
    faults = []
    for before in seen.original.elements if seen.original else ():
        now = _element(seen.document, before.id)
        broken = broken_locks(now, before) if now is not None else before.lock
        if broken:
            faults.append(((before.id,), f"`{before.id}` has its locked {' and '.join(broken)} changed"))
    return _check("locks", faults)


def verify(document: Document, *, original: Document | None = None) -> Certificate:
    """The certificate of a document; with ``original``, also that its words and locks were kept.

    Each check that does not hold says why in one sentence with ids and figures.
    """
    return Inspection(document, original).certificate()
