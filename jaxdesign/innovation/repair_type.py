"""Repair of type: sizes on a scale, lines broken with real metrics, boxes around what is set.

Boxes are exactly as large as what is set in them, or, where texts are to stay as drawn, as wide as they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jaxdesign.design.document import Document, Element, Text
from jaxdesign.design.locks import is_locked
from jaxdesign.innovation.edges import CLEAR, clear_span
from jaxdesign.innovation.extents import anchored
from jaxdesign.innovation.type_rules import minimum_size
from jaxdesign.render.setting import WIDTH_SLACK, SetText, break_text, set_text

SAME_SIZE_RATIO = 1.08
"""Sizes no further apart than this become one."""
_MAX_SETTINGS = 24
_SHORT_WORDS = 3
"""A text of so few words stays on its line unless its box clearly says otherwise."""
_RUNNING = ("body", "caption")
_COLUMN_LINES = 3
_MEASURES = (0.98, 1.0, 1.02, 1.05)
"""Widths, as shares of the box's, in which a column is tried: the font at hand may be a little wider."""
_GIVEN_LINES = 0.4
"""Factor on the distance of the lines that a text already has."""
_WORD_ROOM = 0.92
"""Share of the canvas's width that a word which is too wide for it gets."""
_LEAST_SHARE = 0.5
_FULLER = 1e-3
"""Factor on the squared distance from the box's width of lines that may stand in it."""


def with_text(element: Element, **update: object) -> Element:
    """The element with attributes of its text changed."""
    assert element.text is not None
    return element.model_copy(update={"text": element.text.model_copy(update=update)})


def on_a_scale(document: Document) -> Document:
    """Type sizes within 8% of each other set equal, to the one that sets the most characters.

    A locked size is never changed and draws the others to it; a size that has no near neighbour stays.
    """
    weight: dict[float, float] = {}
    locked: set[float] = set()
    for element in document.elements:
        if element.text is not None:
            size = element.text.size
            weight[size] = weight.get(size, 0.0) + len(element.text.string)
            if is_locked(element, "size"):
                locked.add(size)
    target: dict[float, float] = {}
    for lead in sorted(weight, key=lambda size: (size not in locked, -weight[size], size)):
        if lead in target:
            continue
        near = [size for size in weight if size not in target and size not in locked - {lead}]
        members = [size for size in near if max(size, lead) / min(size, lead) <= SAME_SIZE_RATIO]
        value = lead if lead in locked or len(members) == 1 else _round_size(lead)
        target.update(dict.fromkeys(members, value))
    elements = tuple(
        with_text(e, size=target[e.text.size])
        if e.text is not None and not is_locked(e, "size") and target[e.text.size] != e.text.size
        else e
        for e in document.elements
    )
    return document.model_copy(update={"elements": elements})


def _round_size(size: float) -> float:
    """To half a pixel, and to a whole one from 24 px; tiny sizes stay."""
    if size < 4:
        return size
    return float(round(size)) if size >= 24 else round(size * 2) / 2


def raised_to_minimum(document: Document) -> Document:
    """Type below the format's minimum raised to it where it is not locked."""
    least = minimum_size(document.canvas)
    elements = tuple(
        with_text(e, size=least)
        if e.text is not None and e.text.size < least and not is_locked(e, "size")
        else e
        for e in document.elements
    )
    return document.model_copy(update={"elements": elements})


def whole_words(document: Document) -> Document:
    """Type with a word wider than the canvas set as much smaller as the word asks for, down to half its size.

    All texts of that size follow. Where that is not enough, or a text or its size is locked, the word is
    broken when the text is dressed.
    """
    least, wanted = minimum_size(document.canvas), {}
    for element in document.elements:
        text = element.text
        if text is None or not text.string.strip() or not _may_shrink(element):
            continue
        word = _longest_word(text)
        if word > document.canvas.width:
            fitting = math.floor(text.size * _WORD_ROOM * document.canvas.width / word * 2) / 2
            if fitting >= max(least, _LEAST_SHARE * text.size):
                wanted[text.size] = min(fitting, wanted.get(text.size, fitting))
    elements = tuple(
        with_text(e, size=wanted[e.text.size], lines=None)
        if e.text is not None and e.text.size in wanted and _may_shrink(e)
        else e
        for e in document.elements
    )
    return document.model_copy(update={"elements": elements})


def _may_shrink(element: Element) -> bool:
    return not (element.rotation % 180 or is_locked(element, "size") or is_locked(element, "text"))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One way to break a text."""

    lines: tuple[str, ...]
    set: SetText

    @property
    def width(self) -> float:
        return self.set.width

    @property
    def height(self) -> float:
        return self.set.height


def choice_of(text: Text, lines: tuple[str, ...]) -> Choice:
    """The text set in these lines."""
    lines = tuple(line.strip() for line in lines)
    return Choice(lines=lines, set=set_text(text.model_copy(update={"lines": lines}), None))


def _longest_word(text: Text) -> float:
    """Width of its widest word, in pixels."""
    return choice_of(text, break_text(text.model_copy(update={"lines": None}), 0.0)).width


def line_choices(text: Text, around_px: float) -> list[Choice]:
    """The ways to break a text between words, from the widest; a long one's near ``around_px``."""
    free = text.model_copy(update={"lines": None})
    choice = choice_of(text, break_text(free, None))
    if choice.width > 3 * around_px > 0:
        choice = choice_of(text, break_text(free, max(2 * around_px, 2 * text.size)))
    choices = [choice]
    while len(choices) < _MAX_SETTINGS:
        narrower = choice_of(
            text, break_text(free, choices[-1].width * (1 - 2 * WIDTH_SLACK) - 0.02 * text.size)
        )
        if len(narrower.lines) <= len(choices[-1].lines):
            break
        choices.append(narrower)
    return choices


def filled(text: Text, measure_px: float) -> list[Choice]:
    """The ways to fill about that measure as a column of running text does: at least three lines, each as
    full as can be, the last of more than one word."""
    if text.role not in _RUNNING:
        return []
    free, choices = text.model_copy(update={"lines": None}), []
    for stretch in _MEASURES:
        lines = list(break_text(free, measure_px * stretch, balance=False))
        if len(lines) < _COLUMN_LINES:
            continue
        above = lines[-2].split(" ")
        if len(lines[-1].split()) == 1 and len(above) > 2 and lines[-2].endswith(" "):
            kept = " ".join(above[:-2]) + " "
            lines[-2:] = [kept, lines[-2][len(kept) :] + lines[-1]]
        if len(lines[-1].split()) > 1:
            choices.append(choice_of(text, tuple(lines)))
    return choices


def _beyond_range(choice: Choice, choices: list[Choice], width: float) -> float:
    """Squared distance of a box's width from those that lines of this number may have.

    They go from the setting's own to the least that saves a line; within, the nearer is better by a little.
    """
    most = min((c.width for c in choices if len(c.lines) < len(choice.lines)), default=math.inf)
    outside = max(choice.width - width, width - most, 0.0)
    return outside**2 + _FULLER * (choice.width - width) ** 2


def fitted_lines(
    element: Element,
    *,
    most_width: float = math.inf,
    most_height: float = math.inf,
    as_drawn: bool = False,
) -> Choice:
    """The setting whose size is nearest to the element's box, within the given bounds where one is.

    The distance is that of width and height in pixels, so that a box a little too narrow does not break
    a line in two; lines the text already has are preferred. Short texts are balanced, running text may also
    fill its column. A word wider than ``most_width`` is broken. ``as_drawn``: see ``dressed``.
    """
    text = element.text
    assert text is not None
    width, height = element.box[2:]
    is_short = len(text.string.split()) <= _SHORT_WORDS
    penalty = (1.5 * text.size) ** 2 if is_short else 0.0
    choices = line_choices(text, width) + filled(text, width)
    given = choice_of(text, text.lines) if text.lines is not None else None
    if given is not None:
        choices.insert(0, given)

    ranges = as_drawn and not is_short

    def cost(choice: Choice) -> float:
        away = _beyond_range(choice, choices, width) if ranges else (choice.width - width) ** 2
        away += (choice.height - height) ** 2
        away += penalty * (len(choice.lines) - 1) ** 2
        return away * (_GIVEN_LINES if choice is given else 1.0)

    within = [c for c in choices if c.width <= most_width and c.height <= most_height]
    narrow = [c for c in choices if c.width <= most_width]
    if within or narrow:
        return min(within, key=cost) if within else min(narrow, key=lambda choice: choice.height)
    free = text.model_copy(update={"lines": None})
    return choice_of(text, break_text(free, most_width, break_words=True))


def dressed(
    element: Element,
    choice: Choice | None = None,
    *,
    most_width: float = math.inf,
    as_drawn: bool = False,
) -> Element:
    """The text with its lines fixed and its box exactly around them, held by its alignment.

    A locked position or size of the box stays; a text whose width is locked is broken to it. ``as_drawn``:
    the box of more than a few words speaks for a number of lines, not for their exact width, and every
    box keeps its width where that is more than the lines need: the face at hand may be narrower than the
    one that it was drawn for.
    """
    text = element.text
    if text is None or not text.string.strip():
        return element
    if is_locked(element, "text") and text.lines is not None:
        choice = choice_of(text, text.lines)
    elif is_locked(element, "w"):
        choice = choice_of(text, break_text(text.model_copy(update={"lines": None}), element.box[2]))
    choice = choice or fitted_lines(element, most_width=most_width, as_drawn=as_drawn)
    keeps_width = as_drawn and not element.rotation and choice.width < element.box[2] <= most_width
    width = element.box[2] if keeps_width else choice.width
    x, y, w, h = anchored(element.box, width, choice.height, text.align)
    if element.rotation % 180:
        x, y = element.box[0] + (element.box[2] - w) / 2, element.box[1] + (element.box[3] - h) / 2
    place = zip(("x", "y", "w", "h"), element.box, (x, y, w, h), strict=True)
    box = tuple(old if is_locked(element, name) else new for name, old, new in place)
    return with_text(element, lines=choice.lines).model_copy(update={"box": box})


def dress(document: Document, *, original: Document, as_drawn: bool = False) -> Document:
    """Every text of the document dressed, none wider than the canvas or, where its words allow, than the room
    between the margins that it had in ``original``."""
    before = {element.id: element for element in original.elements}
    elements = tuple(
        dressed(e, most_width=_room(e, before.get(e.id), document), as_drawn=as_drawn)
        for e in document.elements
    )
    return document.model_copy(update={"elements": elements})


def _room(element: Element, old: Element | None, document: Document) -> float:
    if element.rotation % 180:
        return math.inf
    width = document.canvas.width
    if element.text is None or not element.text.string.strip() or old is None:
        return width
    clear = CLEAR * min(width, document.canvas.height)
    low, high = clear_span(old.box[0], old.box[2], width, clear)
    inner = min(high, width) - max(low, 0.0)
    return inner if _longest_word(element.text) <= inner else width
