"""A page to set words and pictures on: one margin, few sizes, exact edges."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from jaxdesign.brief.amounts import amount_and_name, told_amounts
from jaxdesign.brief.prices import name_and_price, price_rows
from jaxdesign.design.color import mixed
from jaxdesign.design.document import Align, Canvas, Element, Fill, Gradient, Image, Paint, Text
from jaxdesign.design.formats import minimum_type_px
from jaxdesign.direction.looks import FREE, Look
from jaxdesign.direction.motifs import Motif
from jaxdesign.direction.palettes import Palette, contrast
from jaxdesign.direction.typefaces import Typefaces
from jaxdesign.direction.wording import Words
from jaxdesign.render.fonts import FontRegistry
from jaxdesign.render.setting import WIDTH_SLACK, break_text, largest_size, set_text

MARGIN = 0.068
"""Of the square root of the canvas area."""
_SMALL = 0.0185
_ON_SCREENS = 1.15
"""How much larger small type is on pages as wide as screens, whose columns are short."""
_STEPS = ((26, 2.0), (60, 1.6), (1000, 1.35))
"""From small type to lead type, by the letters of the longest lead."""
_LEAST_STEP = 1.2
LEAD_SCALES = (1.0, 0.82, 0.68)
"""Of lead type, tried one after the other; from the last, headlines need not stand out."""
_STANDS_OUT = 2.1
"""Headlines are at least so many times as large as lead type."""
_MEASURE_EM = 30.0
"""Widest column of running text, about 60 letters."""
_ROW_EM = 36.0
"""Widest row of a price list: further apart, name and price are not read together."""
AMOUNT = "amount"
"""Names of the groups of an amount and what it is of begin with it."""
_AMOUNT_ABOVE, _LEAST_AMOUNT, _AMOUNT_BESIDE, _NAME_BESIDE = 3.0, 1.6, 2.4, 1.3
"""Size of an amount over what it is of and its least, of one beside that, and of that, in small type."""
_FAINT = 0.28
"""Share of the words' colour in thin lines between rows."""
_LEADING = 1.42
_SHARES: dict[Align, float] = {"start": 0.0, "center": 0.5, "end": 1.0}
_MARK_CONTRAST = 1.8
_BUTTON_CONTRAST = 1.6
"""Of a call's ground and the page's; its words have that of words."""
_FLOOR = 1.06
"""Small type is never below the format's least size times this."""


_ENLARGED, _ENLARGED_WIDE = ((8, 5.5), (16, 4.4), (28, 3.5), (1000, 3.0)), 2.3
"""Headlines are at least so many times as large as small type that is larger than usual, by their letters;
the same for pages more than twice as wide as high."""
_OFFERED = 0.62
"""Size of what is offered, over that of the headline."""
_LARGE = 2.2
"""From so many times the format's least size on, type is large for its contrast."""


class DoesNotFitError(Exception):
    """The content has no room in a structure."""


class Rect(NamedTuple):
    """A part of the canvas, in pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def inside(self, by: float) -> Rect:
        """What is left when every edge moves in."""
        return Rect(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A brand's logo."""

    image: Image
    aspect: float
    """Width over height."""
    clear_space: float
    """What stays free on each side, as a part of its shorter side."""
    width: float | None = None
    """As a part of the canvas's."""
    color: str = "#808080"
    """What is seen of it, on average."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A text, with a button under it or not, or a logo in a stack."""

    text: Text | None
    """None for a logo."""
    color: str
    gap: float
    """Above it, in pixels; not for the first of a stack."""
    width: float
    """Widest it may be set."""
    button: str | None = None
    """Colour of the button under it."""
    mark: Mark | None = None
    price: Text | None = None
    """Set at the right end of the line's width, on the first line's height."""
    rule: str | None = None
    """Colour of a thin line above it."""
    amount: Text | None = None
    """Set before the words, on the baseline of their first line."""
    amount_color: str = ""
    indent: float = 0.0
    """Room for amounts at the line's start."""
    group: str | None = None


_ROW_GAP, _HEADING_GAP = 0.9, 1.5
"""Between rows of a price list, and before a heading of some, in sizes of their type."""


@dataclass(kw_only=True)
class Page:
    """Collects elements, in paint order."""

    canvas: Canvas
    palette: Palette
    faces: Typefaces
    registry: FontRegistry
    scale: float = 1.0
    """Of small and lead type; the headline fits itself."""
    lead_scale: float = 1.0
    """Of lead type beside that: smaller where headlines would not stand out from it."""
    radius: float = 0.0
    """Of buttons, panels and pictures, as a fraction of the small size."""
    lead_letters: int = 0
    """Of the longest lead: short ones are set larger."""
    is_list: bool = False
    """Whether the facts are what the page is about: they are set in lead type."""
    mark: Mark | None = None
    """The logo, which stands above the first words."""
    art: int = 0
    """Seed of figures."""
    mood: frozenset[str] = frozenset()
    """Styles and words that they are to suit."""
    motifs: Sequence[Motif] = ()
    """Drawings of what the page is about."""
    uncropped: bool = False
    """Whether pictures are to be shown whole."""
    look: Look = FREE
    """Margins and sizes that a style asks for."""
    whole_amounts: bool = False
    """Whether amounts stay with what they are of, in one text."""
    unsplit: bool = False
    """Whether words across name and price of a price list are to be set as they are written."""
    elements: list[Element] = field(default_factory=list)

    @property
    def side(self) -> float:
        """Square root of the canvas area."""
        return (self.canvas.width * self.canvas.height) ** 0.5

    @property
    def is_screen(self) -> bool:
        """Whether the canvas is about as wide as screens and slides are."""
        return 1.25 < self.canvas.width / self.canvas.height < 2.1

    @property
    def margin(self) -> float:
        shorter = min(self.canvas.width, self.canvas.height)
        return round(min((self.look.margin or MARGIN) * self.side, 0.11 * shorter))

    @functools.cached_property
    def small(self) -> float:
        """Size of small type, at or above the format's least."""
        usual = float(np.clip(self.look.small or _SMALL, 0.7 * _SMALL, 1.7 * _SMALL))
        larger = self.faces.text_factor(self.registry) * (_ON_SCREENS if self.is_screen else 1.0)
        return max(usual * self.side * self.scale * larger, _FLOOR * minimum_type_px(self.canvas))

    @property
    def middle(self) -> float:
        """Size of lead type."""
        return max(self._full_middle * self.lead_scale, _LEAST_STEP * self.small)

    @property
    def _full_middle(self) -> float:
        """The same where it is not made smaller for the headline's sake."""
        return self.small * next((step for most, step in _STEPS if self.lead_letters <= most), 1.25)

    @property
    def gap(self) -> float:
        """Between things that do not belong together."""
        return 1.6 * self.small

    @property
    def whole(self) -> Rect:
        return Rect(0.0, 0.0, self.canvas.width, self.canvas.height)

    @property
    def inner(self) -> Rect:
        """The page within its margins."""
        return self.whole.inside(self.margin)

    # Texts

    def styled(self, words: Words, size: float, *, align: Align = "start", strong: bool = False) -> Text:
        """A text in the family of all but headlines."""
        return Text(
            string=words.string,
            role=words.role,
            size=size,
            family=(self.faces.text,),
            weight=self.faces.strong if strong else 400,
            line_height=_LEADING if len(words.string) > 40 else 1.25,
            align=align,
        )

    def headline(self, words: Words, size: float, *, align: Align = "start") -> Text:
        """A text in the family of headlines."""
        case = self.faces.case if len(words.string) <= 60 else "none"
        return Text(
            string=words.string,
            role=words.role,
            size=size,
            family=(self.faces.display, self.faces.text),
            weight=self.faces.display_weight,
            line_height=self.faces.leading,
            tracking=self.faces.tracking,
            align=align,
            case=case,
        )

    def headline_size(self, words: Words, width: float, height: float) -> float:
        """The largest size at which a headline fits, no word broken, if it stands out from other type.

        Raises ``DoesNotFitError``.
        """
        text = self.headline(words, 1.0)
        most = 0.3 * self.side
        if self.look.headline is not None:
            shorter = min(self.canvas.width, self.canvas.height)
            most = min(most, max(1.25 * self.look.headline * shorter, 2 * self.middle))
        size = min(largest_size(text, width, height, self.registry), most)
        wide = self.canvas.width > 2 * self.canvas.height
        enlarged = next(by for letters, by in _ENLARGED if len(words.string) <= letters)
        least = (_ENLARGED_WIDE if wide else enlarged) * self.small if self.scale > 1 else 0.0
        any_size = self.lead_letters == 0 or self.lead_scale == LEAD_SCALES[-1]
        apart = 1.15 * self._full_middle if any_size else _STANDS_OUT * self.middle
        if size < max(apart, least):
            raise DoesNotFitError
        return size

    # Elements

    def add(self, kind: str, name: str, box: Rect, **parts: object) -> None:
        """One more element, on top."""
        number = sum(1 for element in self.elements if element.kind == kind) + 1
        self.elements.append(
            Element.model_validate(
                {"id": f"{name}-{number}", "kind": kind, "box": tuple(map(float, box)), **parts}
            )
        )

    def panel(self, box: Rect, fill: Fill, *, rounded: bool = False) -> None:
        """A filled rectangle."""
        radius = self.radius * self.small if rounded else 0.0
        self.add("shape", "panel", box, shape="rectangle", paint=Paint(fill=fill, radius=radius))

    def scrim(self, box: Rect, color: str, *, angle: float, stops: Sequence[tuple[float, float]]) -> None:
        """A gradient of one colour from one opacity (0 to 1) to another."""
        ends = tuple((at, f"{color}{round(255 * alpha):02x}") for at, alpha in stops)
        self.panel(box, Gradient(angle=angle, stops=ends))

    def frame(self, box: Rect, color: str, width: float) -> None:
        """An outline."""
        paint = Paint(stroke=color, stroke_width=width)
        self.add("shape", "frame", box, shape="rectangle", paint=paint)

    def rule(self, x: float, y: float, width: float, color: str) -> None:
        """A thin horizontal line."""
        thick = max(round(0.0012 * self.side), 1)
        self.panel(Rect(x, y, width, thick), color)

    def picture(self, box: Rect, image: Image, *, rounded: bool = False) -> None:
        """A picture that fills a box."""
        radius = self.radius * self.small if rounded else 0.0
        self.add("image", "picture", box, image=image, paint=Paint(radius=radius))

    # Stacks

    def height(self, lines: Sequence[Line]) -> float:
        """Of a stack, in pixels."""
        return sum(self._height(line) + (line.gap if i else 0.0) for i, line in enumerate(lines))

    def _height(self, line: Line) -> float:
        if line.text is None:
            return self._mark_size(line)[1]
        tall = set_text(line.text, self._room(line, line.width), self.registry).height
        if line.amount is not None:
            return max(tall, set_text(line.amount, None, self.registry).height)
        return tall + 2 * self._padding(line)[1]

    def _room(self, line: Line, width: float) -> float:
        """What a line has of a width for its words."""
        if line.price is None:
            return width - 2 * self._padding(line)[0] - line.indent
        return width - set_text(line.price, None, self.registry).width - line.price.size

    def num_lines(self, line: Line) -> int:
        """How many lines the words of a line of a stack are broken into."""
        if line.text is None:
            return 1
        return len(set_text(line.text, self._room(line, line.width), self.registry).lines)

    def _padding(self, line: Line) -> tuple[float, float]:
        if line.button is None or line.text is None:
            return 0.0, 0.0
        return 1.25 * line.text.size, 0.55 * line.text.size

    def stack(
        self, lines: Sequence[Line], area: Rect, *, align: Align = "start", anchor: float = 0.0
    ) -> Rect:
        """Set lines one under the other; what they cover.

        ``anchor`` 0 is the area's top, 1 its bottom. Raises ``DoesNotFitError``.
        """
        tall = self.height(lines)
        if tall > area.h + 0.5:
            raise DoesNotFitError
        top = y = area.y + anchor * (area.h - tall)
        for i, line in enumerate(lines):
            y += line.gap if i else 0.0
            self._place_mark(line, area, y, align) if line.text is None else self._set(line, area, y, align)
            y += self._height(line)
        return Rect(area.x, top, area.w, tall)

    def _mark_size(self, line: Line) -> tuple[float, float]:
        mark = line.mark
        if mark is None:
            return 0.0, 0.0
        if mark.width is not None:
            return mark.width * self.canvas.width, mark.width * self.canvas.width / mark.aspect
        tall = min(2.6 * self.small, 0.35 * line.width / mark.aspect)
        return tall * mark.aspect, tall

    def _place_mark(self, line: Line, area: Rect, y: float, align: Align) -> None:
        mark = line.mark
        assert mark is not None
        wide, tall = self._mark_size(line)
        if wide > area.w + 1 or tall < 0.6 * self.small:
            raise DoesNotFitError
        x = area.x + _SHARES[align] * (area.w - wide)
        self.add("image", "logo", Rect(x, y, wide, tall), image=mark.image, lock=("color", "rotation"))

    def _set(self, line: Line, area: Rect, y: float, align: Align) -> None:
        text = line.text
        assert text is not None
        across, down = self._padding(line)
        most = min(line.width, area.w)
        text = text.model_copy(update={"lines": break_text(text, self._room(line, most), self.registry)})
        size = set_text(text, None, self.registry)
        if line.amount is not None:
            self._set_amount(line, text, Rect(area.x, y, most, self._height(line)))
            return
        if line.price is not None:
            self._set_row(line, text, Rect(area.x + _SHARES[align] * (area.w - most), y, most, size.height))
            return
        wide = size.width + 2 * across
        if wide > (1 + WIDTH_SLACK) * area.w:
            raise DoesNotFitError
        x = area.x + _SHARES[align] * (area.w - wide)
        if line.button is not None:
            self.panel(Rect(x, y, wide, size.height + 2 * down), line.button, rounded=True)
        aligned = "center" if line.button is not None else align
        self.add(
            "text",
            text.role,
            Rect(x + across, y + down, size.width, size.height),
            text=text.model_copy(update={"align": aligned}),
            paint=Paint(fill=line.color),
            group=line.group,
        )

    def _set_amount(self, line: Line, name: Text, area: Rect) -> None:
        """An amount at the left of an area and what it is of beside it, in one group."""
        assert line.amount is not None
        amount, named = (set_text(text, None, self.registry) for text in (line.amount, name))
        if named.width > (1 + WIDTH_SLACK) * self._room(line, area.w):
            raise DoesNotFitError
        low = amount.lines[0].baseline - named.lines[0].baseline
        self.add(
            "text", line.amount.role, Rect(area.x, area.y, amount.width, amount.height),
            text=line.amount, paint=Paint(fill=line.amount_color), group=line.group,
        )  # fmt: skip
        self.add(
            "text", name.role, Rect(area.x + line.indent, area.y + low, named.width, named.height),
            text=name, paint=Paint(fill=line.color), group=line.group,
        )  # fmt: skip

    def _set_row(self, line: Line, name: Text, area: Rect) -> None:
        """A name at the left of an area and its price at the right, in one group."""
        assert line.price is not None
        size = set_text(name, None, self.registry)
        if size.width > (1 + WIDTH_SLACK) * self._room(line, area.w):
            raise DoesNotFitError
        if line.rule is not None:
            self.rule(area.x, area.y - line.gap / 2, area.w, line.rule)
        group = f"row-{1 + len({element.group for element in self.elements if element.group})}"
        paint = Paint(fill=line.color)
        box = Rect(area.x, area.y, size.width, size.height)
        self.add(
            "text", name.role, box, text=name.model_copy(update={"align": "start"}), paint=paint, group=group
        )
        price = line.price.model_copy(update={"lines": (line.price.string,)})
        size = set_text(price, None, self.registry)
        box = Rect(area.right - size.width, area.y, size.width, size.height)
        self.add("text", price.role, box, text=price, paint=paint, group=group)

    # Lines

    def running(self, words: Sequence[Words], width: float, ground: str, *, align: Align) -> Iterator[Line]:
        """Lines of body text."""
        for i, one in enumerate(words):
            text = self.styled(one, self.small, align=align)
            width_here = min(width, _MEASURE_EM * text.size)
            yield Line(
                text=text,
                color=self.palette.quiet(ground),
                gap=(0.6 if i else 1.0) * self.small,
                width=width_here,
            )

    def facts(
        self, words: Sequence[Words], width: float, ground: str, *, align: Align, equal: bool = False
    ) -> Iterator[Line]:
        """Short lines that are looked up; the first stands out unless they are ``equal``."""
        for i, one in enumerate(words):
            strong = i == 0 and not (equal or self.is_list)
            is_plain = equal or self.is_list or strong
            size = self.middle if self.is_list else self.small
            yield Line(
                text=self.styled(one, size, align=align, strong=strong),
                color=self.palette.on(ground) if is_plain else self.palette.quiet(ground),
                gap=(0.35 if i else 1.2) * size,
                width=width,
            )

    def price_rows(self, words: Sequence[Words]) -> list[Words]:
        """Those of some facts that are rows of a price list; none where they are no list."""
        rows = () if self.unsplit else price_rows([one.string for one in words])
        return [one for one in words if one.string in rows]

    def prices(self, words: Sequence[Words], width: float, ground: str, *, align: Align) -> Iterator[Line]:
        """Rows of a price list (see ``price_rows``), thin lines between them, prices in line at the right.

        Headings stand in the accent above their rows.
        """
        size = self.middle if self.is_list else self.small
        faint = mixed(ground, self.palette.on(ground), _FAINT)
        width = min(width, _ROW_EM * size)
        gap = 1.2
        for one in words:
            row = name_and_price(one.string)
            if row is None:
                yield Line(
                    text=self.styled(one, size, strong=True),
                    color=self.palette.accent_on(ground, large=False),
                    gap=max(gap, _HEADING_GAP) * size,
                    width=width,
                )
                gap = 0.5
                continue
            name, price = row
            yield Line(
                text=self.styled(replace(one, string=name), size),
                price=self.styled(replace(one, string=price), size, align="end", strong=True),
                color=self.palette.on(ground),
                gap=gap * size,
                width=width,
                rule=faint if gap == _ROW_GAP else None,
            )
            gap = _ROW_GAP

    def told_amounts(self, words: Sequence[Words]) -> list[Words]:
        """Those of some facts that tell results in numbers; none where they do not."""
        told = () if self.unsplit or self.whole_amounts else told_amounts([one.string for one in words])
        return [one for one in words if one.string in told]

    def in_pairs(self, words: Sequence[Words]) -> list[Words]:
        """Those of some facts that are set as pairs: rows of a price list, or results told in numbers."""
        return self.price_rows(words) or self.told_amounts(words)

    def amounts(self, words: Sequence[Words], width: float, ground: str) -> Iterator[Line]:
        """Amounts under each other (see ``told_amounts``), what they are of beside them."""
        name_size = _NAME_BESIDE * self.small
        pairs = [self._amount_and_name(one, _AMOUNT_BESIDE * self.small, name_size) for one in words]
        indent = max(set_text(amount, None, self.registry).width for amount, _ in pairs) + self.small
        for i, (amount, name) in enumerate(pairs):
            yield Line(
                text=name,
                amount=amount,
                amount_color=self.palette.accent_on(ground, large=False),
                indent=indent,
                color=self.palette.on(ground),
                gap=(0.35 if i else 1.2) * self.small,
                width=width,
                group=f"{AMOUNT}-{i + 1}",
            )

    def amounts_in_columns(self, words: Sequence[Words], width: float, ground: str) -> list[list[Line]]:
        """Each amount large, what it is of under it, in as many columns as leave them large.

        None where amounts would be hardly larger than other type, or there is room for one column alone.
        """
        for count in dict.fromkeys((len(words), math.ceil(len(words) / 2))):
            column = (width - (count - 1) * self.gap) / count
            ones = [set_text(self._amount_and_name(one, 1.0)[0], None, self.registry).width for one in words]
            size = min(_AMOUNT_ABOVE * self.small, column / max(ones))
            if count == 1 or size < _LEAST_AMOUNT * self.small:
                continue
            pairs = [self._amount_and_name(one, size) for one in words]
            columns: list[list[Line]] = [[] for _ in range(count)]
            large = size >= _LARGE * minimum_type_px(self.canvas)
            for i, (amount, name) in enumerate(pairs):
                group = f"{AMOUNT}-{i + 1}"
                accent = self.palette.accent_on(ground, large=large)
                columns[i % count] += [
                    Line(text=amount, color=accent, gap=self.small, width=column, group=group),
                    Line(text=name, color=self.palette.on(ground), gap=0.0, width=column, group=group),
                ]
            return columns
        return []

    def _amount_and_name(
        self, words: Words, size: float, name_size: float | None = None
    ) -> tuple[Text, Text]:
        """An amount in the type of headlines, and what it is of, in small type if nothing else is said."""
        pair = amount_and_name(words.string)
        assert pair is not None
        amount = self.headline(replace(words, string=pair[0]), size)
        unbroken = {"case": "none", "lines": (pair[0],), "line_height": 1.0}
        name = self.styled(replace(words, string=pair[1]), name_size or self.small)
        return amount.model_copy(update=unbroken), name

    def leading(self, words: Sequence[Words], width: float, ground: str, *, align: Align) -> Iterator[Line]:
        """Lines of lead type."""
        for i, one in enumerate(words):
            text = self.styled(one, self.middle, align=align, strong=len(one.string) < 32 and i == 0)
            yield Line(
                text=text.model_copy(update={"line_height": 1.25}),
                color=self.palette.on(ground),
                gap=(0.35 if i else 0.8) * self.middle,
                width=min(width, _MEASURE_EM * text.size),
            )

    def head(self, words: Words | None, width: float, ground: str, *, align: Align) -> Iterator[Line]:
        """The logo, and the text above the headline in the accent.

        Raises ``DoesNotFitError`` where the logo could not be seen on the ground.
        """
        space = 0.0
        if self.mark is not None:
            if contrast(self.mark.color, ground) < _MARK_CONTRAST:
                raise DoesNotFitError
            logo = Line(text=None, color=ground, gap=0.0, width=width, mark=self.mark)
            space = self.mark.clear_space * min(self._mark_size(logo)) + 0.4 * self.small
            yield logo
        if words is not None:
            yield Line(
                text=self.styled(words, self.small, align=align, strong=True),
                color=self.palette.accent_on(ground, large=False),
                gap=self.small + space,
                width=width,
            )

    def buttons(self, words: Sequence[Words], width: float, ground: str, *, align: Align) -> Iterator[Line]:
        """Calls to action; on a ground of the accent's own colour they are of the words' colour."""
        for i, one in enumerate(words):
            stands_out = contrast(self.palette.accent, ground) >= _BUTTON_CONTRAST
            fill = self.palette.accent if i == 0 and stands_out else self.palette.on(ground)
            yield Line(
                text=self.styled(one, self.small, align="center", strong=True),
                color=self.palette.on(fill),
                gap=(0.7 if i else 1.5) * self.small,
                width=width,
                button=fill,
            )

    def title(self, words: Words, width: float, height: float, ground: str, *, align: Align) -> Line:
        """The headline, as large as the room allows."""
        size = self.headline_size(words, width, height)
        return Line(
            text=self.headline(words, size, align=align),
            color=self.palette.on(ground),
            gap=0.6 * self.small + 0.04 * size + self._below_mark(),
            width=width,
        )

    def offer(self, words: Words | None, headline: Line, ground: str) -> Iterator[Line]:
        """What is offered, under the headline, in its type and in the accent.

        Raises ``DoesNotFitError`` where it would be no larger than lead type.
        """
        if words is None or headline.text is None:
            return
        most = max(_OFFERED * headline.text.size, self.middle)
        text = self.headline(words, most, align=headline.text.align).model_copy(update={"case": "none"})
        size = min(largest_size(text, headline.width, 2.4 * most, self.registry), most)
        if size < self.middle:
            raise DoesNotFitError
        yield Line(
            text=text.model_copy(update={"size": size, "line_height": 1.1}),
            color=self.palette.accent_on(ground, large=size >= _LARGE * minimum_type_px(self.canvas)),
            gap=0.35 * size,
            width=headline.width,
        )

    def _below_mark(self) -> float:
        """Room that a logo needs before a headline."""
        return 0.0 if self.mark is None else (0.6 + 2.6 * self.mark.clear_space) * self.small
