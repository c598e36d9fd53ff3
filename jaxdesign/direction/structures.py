"""Structures of a page: where a headline, running words, facts, a call and pictures go.

Each is a function of a ``Page`` and a ``Subject`` that sets everything or raises ``DoesNotFitError``. They
differ in their bones; type, colours and pictures come from elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from jaxdesign.brief.prices import name_and_price
from jaxdesign.design.color import mixed
from jaxdesign.design.document import Align, Backdrop, Image
from jaxdesign.direction.figures import figure, motif_in
from jaxdesign.direction.page import DoesNotFitError, Line, Page, Rect
from jaxdesign.direction.palettes import Palette, contrast, luminance
from jaxdesign.direction.wording import Wording, Words

_HEADLINE_SHARES = (0.95, 0.78, 0.62, 0.5, 0.4, 0.32, 0.25, 0.18, 0.12)
"""Parts of a block's height that are tried for the headline, the largest first."""
_MOST = 0.7
"""The largest of them where nothing else is said."""

_LEAST_BLOCK = 0.3
"""Part of the room under columns of facts that words at the foot must fill, or the page is left empty."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A picture to be placed."""

    shown: Callable[..., Image]
    """``shown(w, h, focus=None)`` is the picture cut to a box of such proportions (see ``cropped``)."""
    aspect: float
    """Width over height."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is to be set."""

    wording: Wording
    pictures: tuple[Placed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Structure:
    """A way to set a page."""

    name: str
    build: Callable[[Page, Subject], Backdrop]
    words: frozenset[str]
    """Styles and words that it suits."""
    pictures: tuple[int, int]
    """Least and greatest number of pictures."""
    aspects: tuple[float, float]
    """Least and greatest width over height of the canvas."""


_BANNERS_TOO = (0.0, 3.4)


# Blocks of words


def _lines(
    page: Page,
    wording: Wording,
    area: Rect,
    share: float,
    ground: str,
    align: Align,
    *,
    facts: bool = True,
    rest: bool = True,
) -> list[Line]:
    """A block's lines with its headline in at most ``share`` of its height."""

    def all_lines() -> Iterator[Line]:
        yield from page.head(wording.kicker, area.w, ground, align=align)
        title = page.title(wording.headline, area.w, share * area.h, ground, align=align)
        yield title
        yield from page.offer(wording.offer, title, ground)
        if rest:
            yield from page.leading(wording.lead, area.w, ground, align=align)
            yield from page.running(wording.body, area.w, ground, align=align)
        if facts:
            yield from _fact_lines(page, wording.facts, area.w, ground, align)
        if rest:
            yield from page.buttons(wording.actions, area.w, ground, align=align)

    return list(all_lines())


def _block(
    page: Page,
    wording: Wording,
    area: Rect,
    ground: str,
    *,
    align: Align = "start",
    anchor: float = 0.0,
    most: float = _MOST,
    **parts: bool,
) -> Rect:
    """A block of words with the largest headline that leaves room for the rest."""
    for share in _HEADLINE_SHARES:
        if share > most:
            continue
        lines = _lines(page, wording, area, share, ground, align, **parts)
        if page.height(lines) <= area.h:
            return page.stack(lines, area, align=align, anchor=anchor)
    raise DoesNotFitError


def _columns(page: Page, groups: Sequence[Sequence[Line]], area: Rect, *, anchor: float = 0.0) -> Rect:
    """Groups side by side in equal columns, their tops in one line."""
    groups = [group for group in groups if group]
    if not groups:
        return Rect(area.x, area.y + anchor * area.h, area.w, 0.0)
    width = _column_width(page, area.w, len(groups))
    tall = max(page.height(group) for group in groups)
    if tall > area.h + 0.5:
        raise DoesNotFitError
    top = area.y + anchor * (area.h - tall)
    for i, group in enumerate(groups):
        page.stack(group, Rect(area.x + i * (width + page.gap), top, width, tall))
    return Rect(area.x, top, area.w, tall)


def _column_width(page: Page, width: float, count: int) -> float:
    return (width - (count - 1) * page.gap) / count


def _facts_in_columns(page: Page, facts: Sequence[Words], width: float, ground: str) -> list[list[Line]]:
    """Facts dealt out to two or three columns.

    All under each other in narrow places, and where columns would break lines that stay whole so.
    """
    if not facts:
        return []
    if len(page.price_rows(facts)) == len(facts):
        return _prices_in_columns(page, facts, width, ground)
    if len(page.told_amounts(facts)) == len(facts):
        stacked = list(page.amounts(facts, width, ground))
        return page.amounts_in_columns(facts, width, ground) or [stacked]
    room = max(int(width // (9 * page.small)), 1)
    most = min(3 if len(facts) != 4 else 2, len(facts))
    if len(facts) == most and _are_whole(page, each := _dealt(page, facts, most, width, ground)):
        return each
    columns = _dealt(page, facts, min(room, most), width, ground)
    even = len({len(column) for column in columns}) == 1
    if even and _are_whole(page, columns):
        return columns
    stacked = list(page.facts(facts, width, ground, align="start", equal=_are_alike(facts)))
    is_whole = _are_whole(page, [stacked])
    _demand_whole(page, facts, is_whole=is_whole or _are_whole(page, columns))
    worth = _STACKED * max(map(page.height, columns))
    return [stacked] if is_whole and page.height(stacked) <= worth else columns


_UNBROKEN = 28
"""Letters up to which facts are smaller rather than broken, where type is larger than usual."""


def _demand_whole(page: Page, facts: Sequence[Words], *, is_whole: bool) -> None:
    """Raises ``DoesNotFitError`` where short facts are broken in type that is larger than usual."""
    if page.scale > 1 and not is_whole and all(len(one.string) <= _UNBROKEN for one in facts):
        raise DoesNotFitError


def _prices_in_columns(page: Page, rows: Sequence[Words], width: float, ground: str) -> list[list[Line]]:
    """A price list in one column, or a long one in two where there is room."""
    column = _column_width(page, width, 2)
    half = math.ceil(len(rows) / 2)
    heads = [i for i, row in enumerate(rows) if i and name_and_price(row.string) is None]
    half = min(heads, key=lambda i: abs(i - len(rows) / 2), default=half)
    parts = [rows[:half], rows[half:]]
    halves = [list(page.prices(part, column, ground, align="start")) for part in parts]
    if len(rows) >= _LONG_LIST and _are_whole(page, halves) and column >= _COLUMN_EM * page.small:
        return halves
    return [list(page.prices(rows, width, ground, align="start"))]


_LONG_LIST, _COLUMN_EM = 6, 13.0
"""Rows from which a price list may stand in two columns, and their least width."""


def _dealt(page: Page, facts: Sequence[Words], count: int, width: float, ground: str) -> list[list[Line]]:
    """Facts in so many columns, one after the other."""
    each = math.ceil(len(facts) / count)
    parts = [facts[first : first + each] for first in range(0, len(facts), each)]
    column = _column_width(page, width, len(parts))
    equal = each > 1 and _are_alike(facts)
    return [list(page.facts(part, column, ground, align="start", equal=equal)) for part in parts]


def _are_whole(page: Page, columns: Sequence[Sequence[Line]]) -> bool:
    """Whether no line of any column is broken."""
    return all(page.num_lines(line) == 1 for column in columns for line in column)


_STACKED = 2.0
"""Height of facts under each other, over that of their columns, up to which whole lines are worth it."""


def _are_alike(facts: Sequence[Words]) -> bool:
    """Whether facts are a list: rows of a timetable or of prices, none above another."""
    return len(facts) > 4 or (len(facts) > 2 and len({one.role for one in facts}) == 1)


def _rows_and_notes(page: Page, facts: Sequence[Words]) -> tuple[Sequence[Words], Sequence[Words]]:
    """The rows of a list, and the captions that stand under it; no notes where the facts are no list.

    Under a price list, and under amounts, stands all that is none of them.
    """
    paired = page.in_pairs(facts)
    if paired:
        return paired, [one for one in facts if one not in paired]
    rows = [one for one in facts if one.role != "caption"]
    return (rows, [one for one in facts if one.role == "caption"]) if _are_alike(rows) else (facts, ())


def _fact_lines(
    page: Page, facts: Sequence[Words], width: float, ground: str, align: Align
) -> Iterator[Line]:
    """Facts under each other, notes last."""
    rows, notes = _rows_and_notes(page, facts)
    if page.price_rows(rows):
        yield from page.prices(rows, width, ground, align=align)
    elif align == "start" and page.told_amounts(rows):
        yield from page.amounts(rows, width, ground)
    else:
        lines = list(page.facts(rows, width, ground, align=align, equal=_are_alike(rows)))
        _demand_whole(page, rows, is_whole=_are_whole(page, [lines]))
        yield from lines
    yield from page.running(notes, width, ground, align=align)


def _footer(page: Page, wording: Wording, area: Rect, ground: str, *, rule: bool) -> Rect:
    """Facts and calls along the area's bottom, under a rule; what is left above them.

    A call stands at the right of the facts where these need few columns, else under them.
    """
    buttons = list(page.buttons(wording.actions, area.w, ground, align="start"))
    if not wording.facts and not buttons:
        return area
    beside = area
    if buttons and wording.facts and area.w >= 22 * page.small:
        before = len(page.elements)
        page.stack(buttons, area, align="end", anchor=1.0)
        left = min(element.box[0] for element in page.elements[before:])
        beside = Rect(area.x, area.y, left - page.gap - area.x, area.h)
        if beside.w < 9 * page.small * min(len(wording.facts), 2):
            del page.elements[before:]
            beside = area
    top = area.bottom
    if buttons and beside is area:
        covered = page.stack(buttons, area, anchor=1.0)
        top = covered.y - (1.2 * page.small if wording.facts else 0.0)
    if wording.facts:
        rows, notes = _rows_and_notes(page, wording.facts)
        if notes:
            under = list(page.running(notes, beside.w, ground, align="start"))
            noted = page.stack(under, Rect(beside.x, beside.y, beside.w, top - beside.y), anchor=1.0)
            top = noted.y - (0.9 * page.middle if page.is_list else 0.8 * page.small)
        groups = _facts_in_columns(page, rows, beside.w, ground)
        covered = _columns(page, groups, Rect(beside.x, beside.y, beside.w, top - beside.y), anchor=1.0)
        top = covered.y
        if buttons and beside is not area:
            top = min(top, area.bottom - page.height(buttons))
        if rule:
            top -= 0.9 * page.small
            page.rule(area.x, top, area.w, page.palette.on(ground))
    top -= page.gap
    if top - area.y < 3 * page.middle:
        raise DoesNotFitError
    return Rect(area.x, area.y, area.w, top - area.y)


def _wordless(wording: Wording) -> Wording:
    """The wording without what a footer has set."""
    return replace(wording, facts=(), actions=())


# Pictures


def _tiles(page: Page, pictures: Sequence[Placed], area: Rect, *, rounded: bool = False) -> None:
    """Pictures that fill an area with equal gaps: one large, the others in a row or column beside it."""
    gap = 0.6 * page.small
    first, rest = pictures[0], pictures[1:]
    wide = area.w >= area.h
    if rest and len(rest) != 3:
        share = 0.5 if len(rest) == 1 else 0.64
        large = (
            Rect(area.x, area.y, share * area.w - gap / 2, area.h)
            if wide
            else Rect(area.x, area.y, area.w, share * area.h - gap / 2)
        )
    elif rest:
        _grid(page, pictures, area, gap, rounded=rounded)
        return
    else:
        large = area
    _show(page, first, large, rounded=rounded)
    for i, one in enumerate(rest):
        n = len(rest)
        if wide:
            side = (area.h - (n - 1) * gap) / n
            x = large.right + gap
            box = Rect(x, area.y + i * (side + gap), area.right - x, side)
        else:
            side = (area.w - (n - 1) * gap) / n
            y = large.bottom + gap
            box = Rect(area.x + i * (side + gap), y, side, area.bottom - y)
        _show(page, one, box, rounded=rounded)


def _grid(page: Page, pictures: Sequence[Placed], area: Rect, gap: float, *, rounded: bool) -> None:
    w, h = (area.w - gap) / 2, (area.h - gap) / 2
    for i, one in enumerate(pictures):
        column, row = i % 2, i // 2
        box = Rect(area.x + column * (w + gap), area.y + row * (h + gap), w, h)
        _show(page, one, box, rounded=rounded)


def _show(page: Page, placed: Placed, box: Rect, *, rounded: bool) -> None:
    if min(box.w, box.h) < 1.5 * page.small:
        raise DoesNotFitError
    if page.uncropped:
        wide, tall = min(box.w, box.h * placed.aspect), min(box.h, box.w / placed.aspect)
        box = Rect(box.x + (box.w - wide) / 2, box.y + (box.h - tall) / 2, wide, tall)
    page.picture(box, placed.shown(box.w, box.h), rounded=rounded)


# Structures


def _column(page: Page, subject: Subject, *, low: bool, figured: bool = False) -> Backdrop:
    paper = page.palette.paper
    area = _footer(page, subject.wording, page.inner, paper, rule=True)
    wide = page.inner.w > 1.25 * page.inner.h
    share = (0.56 if figured else 0.78) if wide else 1.0
    column = Rect(area.x, area.y, share * area.w, area.h)
    most = 0.45 if figured and not wide else _MOST
    covered = _block(page, _wordless(subject.wording), column, paper, anchor=1.0 if low else 0.0, most=most)
    if figured:
        _beside(page, area, covered, wide=wide, low=low)
    return Backdrop(fill=paper)


def _beside(page: Page, area: Rect, covered: Rect, *, wide: bool, low: bool) -> None:
    """A figure in what a column leaves free of its area, out to the edges of the page."""
    right = page.whole.right
    if wide:
        x = covered.right + page.gap
        free = Rect(x, 0.0, right - x, area.bottom)
    elif low:
        free = Rect(area.x, 0.0, right - area.x, covered.y - page.gap)
    else:
        y = covered.bottom + page.gap
        free = Rect(area.x, y, right - area.x, area.bottom - y)
    figure(page, free, page.palette.paper)


def column(page: Page, subject: Subject) -> Backdrop:
    """Everything from the left edge: the headline above, facts under a rule at the foot."""
    return _column(page, subject, low=False)


def low_column(page: Page, subject: Subject) -> Backdrop:
    """As ``column``, the headline standing on the facts, air above it."""
    return _column(page, subject, low=True)


def figured_column(page: Page, subject: Subject) -> Backdrop:
    """As ``column``, with a figure between headline and facts, or beside them."""
    return _column(page, subject, low=False, figured=True)


def figured_low_column(page: Page, subject: Subject) -> Backdrop:
    """As ``low_column``, with a figure over the headline, or beside it."""
    return _column(page, subject, low=True, figured=True)


def swiss(page: Page, subject: Subject) -> Backdrop:
    """Facts in columns at the head, the headline as large as it goes at the foot."""
    wording, paper, area = subject.wording, page.palette.paper, page.inner
    rows, notes = (
        _rows_and_notes(page, wording.facts) if page.in_pairs(wording.facts) else (wording.facts, ())
    )
    groups = _facts_in_columns(page, rows, area.w, paper)
    if not groups:
        raise DoesNotFitError
    wording = replace(wording, body=(*wording.body, *notes))
    page.rule(area.x, area.y, area.w, page.palette.on(paper))
    head = _columns(page, groups, Rect(area.x, area.y + 0.8 * page.small, area.w, area.h))
    top = head.bottom + 2 * page.gap
    below = Rect(area.x, top, area.w, area.bottom - top)
    if below.h < 5 * page.middle:
        raise DoesNotFitError
    covered = _block(page, wording, below, paper, anchor=1.0, facts=False)
    if covered.h < _LEAST_BLOCK * below.h:
        raise DoesNotFitError
    return Backdrop(fill=paper)


def _centred(page: Page, subject: Subject, area: Rect) -> None:
    wording, paper = subject.wording, page.palette.paper
    narrow = Rect(area.x + 0.06 * area.w, area.y, 0.88 * area.w, area.h)
    foot = [
        *_fact_lines(page, wording.facts, narrow.w, paper, "center"),
        *page.buttons(wording.actions, narrow.w, paper, align="center"),
    ]
    if foot:
        covered = page.stack(foot, narrow, align="center", anchor=1.0)
        narrow = Rect(narrow.x, narrow.y, narrow.w, covered.y - page.gap - narrow.y)
    if narrow.h < 4 * page.middle:
        raise DoesNotFitError
    _block(page, _wordless(wording), narrow, paper, align="center", anchor=0.5, most=0.5)


def centred(page: Page, subject: Subject) -> Backdrop:
    """All about the middle axis, facts at the foot."""
    _centred(page, subject, page.inner)
    return Backdrop(fill=page.palette.paper)


def framed(page: Page, subject: Subject) -> Backdrop:
    """As ``centred``, within a thin frame."""
    inset = round(0.55 * page.margin)
    line = page.palette.accent_on(page.palette.paper, large=True)
    page.frame(page.whole.inside(inset), line, max(round(0.0016 * page.side), 1))
    _centred(page, subject, page.inner.inside(0.35 * page.margin))
    return Backdrop(fill=page.palette.paper)


_SHOWN_HIGH = 0.74
"""Part of a high page that a picture under words covers: it fades out, and its subject stands above them."""

_COVER_WORDS = 0.44
"""Part of a high page above words on a picture."""
_COVER_FOCUS = 0.36
"""Where in it that subject stands, from its top."""


def over_pictures(palette: Palette) -> Palette:
    """The colours of words over a picture that fills the page: light on dark, whatever the palette's are."""
    dark, light = sorted((palette.paper, palette.ink), key=luminance)
    dark = dark if luminance(dark) < 0.03 else mixed(dark, "#000000", 0.6)
    light = light if contrast(light, dark) > 9 else "#ffffff"
    return Palette(paper=dark, ink=light, accent=palette.accent, tint=dark, others=palette.others)


def cover(page: Page, subject: Subject) -> Backdrop:
    """A picture over the whole page, darkened where the words stand."""
    page.palette = over_pictures(page.palette)
    dark = page.palette.paper
    wide = page.canvas.width > 1.25 * page.canvas.height
    shown = page.whole if wide else Rect(0.0, 0.0, page.whole.w, round(_SHOWN_HIGH * page.whole.h))
    focus = None if wide else _COVER_FOCUS
    page.picture(shown, subject.pictures[0].shown(shown.w, shown.h, focus=focus))
    if wide:
        page.scrim(page.whole, dark, angle=0.0, stops=((0.0, 0.94), (0.5, 0.72), (1.0, 0.0)))
    else:
        page.scrim(page.whole, dark, angle=90.0, stops=((0.0, 0.0), (0.3, 0.1), (0.53, 0.8), (0.73, 1.0)))
    inner = page.inner
    area = (
        Rect(inner.x, inner.y, 0.6 * inner.w, inner.h)
        if wide
        else Rect(inner.x, inner.y + _COVER_WORDS * inner.h, inner.w, (1 - _COVER_WORDS) * inner.h)
    )
    area = _footer(page, subject.wording, area, dark, rule=False)
    _block(page, _wordless(subject.wording), area, dark, anchor=1.0)
    return Backdrop(fill=dark)


_HALVES = ((120, 0.56), (420, 0.44), (1e9, 0.35))
"""Part of a high page that pictures fill, by the letters of its words."""
_LARGEST_HALF, _LEAST_GROWTH = 0.72, 0.04
"""Most of a high page that pictures fill where words leave room, and what is worth it."""
_GROWTHS = (1.0, 0.8, 0.6, 0.4)
"""Parts of that room by which pictures grow, the first that leaves the headline its size."""
_FEW_PARTS = 1
"""Texts beside the headline up to which it may fill most of a half."""
_LINE = 20
"""Letters that a text beside the headline counts as, beside its own."""


def _halves(page: Page, subject: Subject, *, turned: bool) -> Backdrop:
    paper, whole, m = page.palette.paper, page.whole, page.margin
    wording = subject.wording
    if whole.w > 1.15 * whole.h:
        half = Rect(0.0 if turned else 0.5 * whole.w, 0.0, 0.5 * whole.w, whole.h)
        words = Rect(half.right + m if turned else m, m, half.w - 2 * m, whole.h - 2 * m)
        _tiles(page, subject.pictures, half)
        most = 0.5 if wording.num_parts > _FEW_PARTS else 0.8
        _block(page, wording, words, paper, anchor=0.5, most=most)
        return Backdrop(fill=paper)
    letters = wording.num_letters + 2 * len(wording.headline.string) + _LINE * wording.num_parts
    share = next(share for most, share in _HALVES if letters <= most)
    before = len(page.elements)
    empty, size = _half_filled(page, subject, share, turned=turned)
    plain = page.elements[before:]
    for part in _GROWTHS:
        larger = min(share + part * empty / whole.h, _LARGEST_HALF)
        if larger < share + _LEAST_GROWTH:
            break
        del page.elements[before:]
        try:
            _, kept = _half_filled(page, subject, larger, turned=turned, most=_HEADLINE_SHARES[0])
        except DoesNotFitError:
            kept = 0.0
        if kept >= size:
            return Backdrop(fill=paper)
    page.elements[before:] = plain
    return Backdrop(fill=paper)


def _half_filled(
    page: Page, subject: Subject, share: float, *, turned: bool, most: float = _MOST
) -> tuple[float, float]:
    """Pictures over ``share`` of a high page's height, words in the rest.

    Returns the height that the words leave empty and the size of the largest of them, the headline.
    """
    whole, m, paper = page.whole, page.margin, page.palette.paper
    half = Rect(0.0, (1 - share) * whole.h if turned else 0.0, whole.w, share * whole.h)
    y = m if turned else half.bottom + 0.85 * m
    words = Rect(m, y, whole.w - 2 * m, (half.y - 0.85 * m if turned else whole.h - m) - y)
    _tiles(page, subject.pictures, half)
    words = _footer(page, subject.wording, words, paper, rule=False)
    covered = _block(page, _wordless(subject.wording), words, paper, anchor=0.0, most=most)
    texts = (element.text for element in page.elements if element.text is not None)
    return words.bottom - covered.bottom, max(text.size for text in texts)


def halves(page: Page, subject: Subject) -> Backdrop:
    """A picture to the edges above or at the right, words in the other half."""
    return _halves(page, subject, turned=False)


def turned_halves(page: Page, subject: Subject) -> Backdrop:
    """A picture to the edges below or at the left, words in the other half."""
    return _halves(page, subject, turned=True)


def inset(page: Page, subject: Subject) -> Backdrop:
    """A picture within the margins, headline over it, facts beneath."""
    paper, area = page.palette.paper, page.inner
    wording = subject.wording
    wide = area.w > 1.15 * area.h
    if wide:
        picture = Rect(area.x + 0.54 * area.w, area.y, 0.46 * area.w, area.h)
        _tiles(page, subject.pictures, picture, rounded=True)
        words = Rect(area.x, area.y, 0.54 * area.w - 1.2 * page.gap, area.h)
        words = _footer(page, wording, words, paper, rule=True)
        _block(page, _wordless(wording), words, paper, anchor=0.0)
        return Backdrop(fill=paper)
    rest = _footer(page, wording, area, paper, rule=False)
    share = 0.36 if wording.num_letters < 160 and wording.offer is None else 0.46
    words = Rect(rest.x, rest.y, rest.w, share * rest.h)
    covered = _block(page, _wordless(wording), words, paper, anchor=0.0)
    top = covered.bottom + page.gap
    _tiles(page, subject.pictures, Rect(rest.x, top, rest.w, rest.bottom - top), rounded=True)
    return Backdrop(fill=paper)


def band(page: Page, subject: Subject) -> Backdrop:
    """A panel holds the headline; all else stands on the paper."""
    palette = page.palette
    if contrast(palette.panel, palette.paper) < 1.25:
        raise DoesNotFitError
    wording = subject.wording
    wide = page.whole.w > 1.25 * page.whole.h
    if wording.offer is not None and wording.num_parts == 1 + (wording.kicker is not None):
        wording = wording.without_offer()
    if not (wording.facts or wording.actions or wording.body or wording.lead[0 if wide else 1 :]):
        raise DoesNotFitError
    if wide:
        return _band_beside(page, wording)
    return _first_fitting(page, [partial(_band_above, wording=wording, share=share) for share in _BANDS])


_BANNER = 2.2
"""Width over height from which words stand in the middle of a band, not at its foot."""
_BANDS = (0.72, 0.66, 0.6, 0.56)
"""Heights of the panel that are tried, the largest first."""


def _first_fitting(page: Page, builds: Sequence[Callable[[Page], Backdrop]]) -> Backdrop:
    """The first that has room. Raises ``DoesNotFitError`` if none has."""
    palette, before = page.palette, len(page.elements)
    for build in builds:
        try:
            return build(page)
        except DoesNotFitError:
            page.palette = palette
            del page.elements[before:]
    raise DoesNotFitError


def _panel_words(page: Page, head: Wording, panel: Rect, *, anchor: float = 1.0) -> None:
    """Words in a panel, at its foot unless anchored elsewhere."""
    palette = page.palette
    page.panel(panel, palette.panel)
    page.palette = palette.on_panel()
    _block(page, head, panel.inside(page.margin), palette.panel, anchor=anchor)
    page.palette = palette


_FEW_FACTS = 2
"""Facts beside a headline alone that are set in lead type."""


def _facts_beside(page: Page, wording: Wording, width: float, ground: str) -> list[Line]:
    """Facts beside a headline; one or two that nothing else stands with in lead type."""
    facts = wording.facts
    few = len(facts) <= _FEW_FACTS and not (wording.lead or wording.body or page.told_amounts(facts))
    return list((page.leading if few else partial(_fact_lines, page))(facts, width, ground, align="start"))


def _band_beside(page: Page, wording: Wording) -> Backdrop:
    whole, m = page.whole, page.margin
    panel = Rect(0, 0, 0.54 * whole.w, whole.h)
    anchor = 0.5 if whole.w > _BANNER * whole.h else 1.0
    _panel_words(page, replace(_wordless(wording), lead=(), body=()), panel, anchor=anchor)
    beside = Rect(panel.right + m, m, whole.w - panel.w - 2 * m, whole.h - 2 * m)
    told = (
        [partial(_band_words, wording=wording, area=beside, anchor=anchor, told=True)] if page.motifs else []
    )
    return _first_fitting(page, [*told, partial(_band_words, wording=wording, area=beside, anchor=anchor)])


_DRAWN, _FEW_LINES = 0.32, 2
"""Width of a drawing beside a band's words, of their room, and the most lines of one of those then."""


def _band_words(page: Page, *, wording: Wording, area: Rect, anchor: float, told: bool = False) -> Backdrop:
    """What stands beside a band's panel, with a drawing at its end where that is ``told``."""
    paper = page.palette.paper
    width = (1 - _DRAWN) * area.w - page.margin if told else area.w
    lines = [
        *page.leading(wording.lead, width, paper, align="start"),
        *page.running(wording.body, width, paper, align="start"),
        *_facts_beside(page, wording, width, paper),
        *page.buttons(wording.actions, width, paper, align="start"),
    ]
    if told and any(page.num_lines(line) > _FEW_LINES for line in lines):
        raise DoesNotFitError
    page.stack(lines, Rect(area.x, area.y, width, area.h), anchor=anchor)
    if told:
        room = _DRAWN * area.w
        motif_in(page, Rect(area.right - room, area.y, room, area.h), paper)
    return Backdrop(fill=paper)


def _band_above(page: Page, wording: Wording, share: float) -> Backdrop:
    whole, m, paper = page.whole, page.margin, page.palette.paper
    panel = Rect(0, 0, whole.w, round(share * whole.h))
    head = replace(_wordless(wording), lead=wording.lead[:1], body=())
    _panel_words(page, head, panel)
    below = Rect(m, panel.bottom + 0.8 * m, whole.w - 2 * m, whole.h - panel.bottom - 1.8 * m)
    lines = [
        *page.leading(wording.lead[1:], below.w, paper, align="start"),
        *page.running(wording.body, below.w, paper, align="start"),
    ]
    if lines:
        covered = page.stack(lines, below)
        top = covered.bottom + page.gap
        below = Rect(below.x, top, below.w, below.bottom - top)
        if below.h < 0:
            raise DoesNotFitError
    if wording.facts or wording.actions:
        foot = Wording(headline=wording.headline, facts=wording.facts, actions=wording.actions)
        room = Rect(below.x, below.y - 4 * page.middle, below.w, below.h + 4 * page.middle)
        _footer(page, foot, room, paper, rule=False)
    return Backdrop(fill=paper)


def poster(page: Page, subject: Subject) -> Backdrop:
    """The accent over the whole page, the headline as large as it goes."""
    page.palette = page.palette.reversed()
    return _column(page, subject, low=False)


def figured_poster(page: Page, subject: Subject) -> Backdrop:
    """As ``poster``, the headline lower, with a figure over it, or beside it."""
    page.palette = page.palette.reversed()
    return _column(page, subject, low=True, figured=True)


_FACTS_SHARE, _LIST_SHARE = 0.3, 0.42
"""Part of a row's width that facts have, and a list that it is all about."""


def strip(page: Page, subject: Subject) -> Backdrop:
    """One row for very wide pages: picture, headline and lead, facts, call."""
    paper, whole, m = page.palette.paper, page.whole, page.margin
    wording, left = subject.wording, float(page.margin)
    if subject.pictures:
        side = min(1.3 * whole.h, 0.3 * whole.w)
        _tiles(page, subject.pictures, Rect(0, 0, side, whole.h))
        left = side + m
    right = whole.w - m
    buttons = list(page.buttons(wording.actions, 0.3 * whole.w, paper, align="end"))
    if buttons:
        before = len(page.elements)
        page.stack(buttons, Rect(left, m, right - left, whole.h - 2 * m), align="end", anchor=0.5)
        right = min(element.box[0] for element in page.elements[before:]) - m
    words = Rect(left, 0.6 * m, right - left, whole.h - 1.2 * m)
    width = (_LIST_SHARE if page.is_list else _FACTS_SHARE) * words.w
    facts = _facts_beside(page, wording, width, paper)
    if facts:
        page.stack(facts, Rect(words.right - width, words.y, width, words.h), anchor=0.5)
        words = Rect(words.x, words.y, words.w - width - m, words.h)
    _block(page, _wordless(wording), words, paper, anchor=0.5)
    return Backdrop(fill=paper)


def _structure(
    name: str,
    build: Callable[[Page, Subject], Backdrop],
    words: str,
    pictures: tuple[int, int],
    aspects: tuple[float, float] = (0.0, 2.6),
) -> Structure:
    return Structure(
        name=name, build=build, words=frozenset(words.split()), pictures=pictures, aspects=aspects
    )


STRUCTURES: tuple[Structure, ...] = (
    _structure("column", column, "minimal corporate editorial light information recruitment", (0, 0)),
    _structure("low column", low_column, "minimal bold dark editorial event quote", (0, 0)),
    _structure(
        "figured column", figured_column, "geometric colourful playful event product corporate techno", (0, 0)
    ),
    _structure(
        "figured low column", figured_low_column, "geometric bold music event vintage announcement", (0, 0)
    ),
    _structure("swiss", swiss, "minimal bold geometric editorial event", (0, 0), (0.0, 1.3)),
    _structure("centred", centred, "elegant calm quote invitation minimal playful certificate", (0, 0)),
    _structure("framed", framed, "elegant invitation quote calm certificate", (0, 0)),
    _structure("band", band, "bold geometric corporate playful colourful sale event", (0, 0), _BANNERS_TOO),
    _structure("poster", poster, "bold colourful energetic sale playful announcement", (0, 0)),
    _structure(
        "figured poster", figured_poster, "geometric bold colourful playful energetic music sale", (0, 0)
    ),
    _structure("cover", cover, "photographic dark event bold elegant", (1, 1), _BANNERS_TOO),
    _structure(
        "halves", halves, "photographic minimal product editorial corporate light", (1, 4), _BANNERS_TOO
    ),
    _structure("turned halves", turned_halves, "photographic bold editorial vintage", (1, 4)),
    _structure("inset", inset, "minimal editorial elegant product portfolio light", (1, 4)),
    _structure("strip", strip, "", (0, 4), (2.2, 1e9)),
)
"""Every structure."""
TURNED = frozenset({"poster", "figured poster"})
"""Those whose page is the accent's colour, dark or light as that is."""
