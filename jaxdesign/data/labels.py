"""Labels of a design: format, goal, tone, styles, palette, language and a caption, all computed offline."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from PIL import Image

from jaxdesign.data.captions import caption_of
from jaxdesign.data.format_kinds import FORMAT_KINDS, format_of
from jaxdesign.data.goals import GOALS, goal_of
from jaxdesign.data.languages import language_of
from jaxdesign.data.measures import Measures, measure
from jaxdesign.data.palettes import MAX_COLORS, hex_palette
from jaxdesign.data.styles import STYLES, styles_of, tone_of
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError

_COLOR = re.compile(r"#[0-9a-f]{6}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
MAX_CAPTION = 400


@dataclass(frozen=True)
class Labels:
    """What a design is, in words. Raises ``InputError`` for a value that is none of the known ones."""

    format: str
    """One of ``FORMAT_KINDS``."""
    goal: str
    """One of ``GOALS``."""
    tone: float
    """0 calm to 1 energetic."""
    styles: tuple[str, ...]
    """Some of ``STYLES``."""
    palette: tuple[str, ...]
    """Up to six ``#rrggbb``: background, text, accents."""
    language: str
    """ISO 639-1; empty where the design has no words."""
    caption: str
    """One sentence, as trainers of text-to-image models use."""

    def __post_init__(self) -> None:
        for name, value, known in (("format", self.format, FORMAT_KINDS), ("goal", self.goal, GOALS)):
            if value not in known:
                raise InputError(f"labels: {name}: '{value}' is none of {', '.join(known)}.")
        if isinstance(self.tone, bool) or not isinstance(self.tone, int | float) or not 0 <= self.tone <= 1:
            raise InputError(f"labels: tone: expected a number from 0 to 1, found {self.tone!r}.")
        for style in self.styles:
            if style not in STYLES:
                raise InputError(f"labels: styles: '{style}' is none of {', '.join(STYLES)}.")
        if len(self.palette) > MAX_COLORS or not all(_COLOR.fullmatch(color) for color in self.palette):
            raise InputError(f"labels: palette: expected at most {MAX_COLORS} colours written #rrggbb.")
        if not _LANGUAGE.fullmatch(self.language):
            raise InputError(f"labels: language: expected two letters (ISO 639-1), found '{self.language}'.")
        if not self.caption.strip() or len(self.caption) > MAX_CAPTION:
            raise InputError(f"labels: caption: expected one sentence of at most {MAX_CAPTION} characters.")

    def to_json(self) -> dict[str, Any]:
        """The labels as JSON values."""
        return {**asdict(self), "styles": list(self.styles), "palette": list(self.palette)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Labels:
        """The labels of ``to_json``. Raises ``InputError`` that names the field."""
        expected = set(cls.__dataclass_fields__)
        if not isinstance(data, dict) or set(data) != expected:
            raise InputError(f"labels: expected a JSON object with {', '.join(sorted(expected))}.")
        for name in ("format", "goal", "language", "caption"):
            if not isinstance(data[name], str):
                raise InputError(f"labels: {name}: expected a string, found {repr(data[name])[:60]}.")
        for name in ("styles", "palette"):
            value = data[name]
            if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
                raise InputError(f"labels: {name}: expected a list of strings, found {repr(value)[:60]}.")
        return cls(
            format=data["format"],
            goal=data["goal"],
            tone=data["tone"],
            styles=tuple(data["styles"]),
            palette=tuple(data["palette"]),
            language=data["language"],
            caption=data["caption"],
        )


def label(document: Document, picture: Image.Image, *, title: str = "", group: str = "") -> Labels:
    """The labels of a design and its finished picture.

    ``title`` is that of the page it comes from; ``group`` what kind of source that is (web, email,
    slide, poster, document), or empty.
    """
    return label_measured(document, measure(document, picture), title=title, group=group)


def label_measured(document: Document, measures: Measures, *, title: str = "", group: str = "") -> Labels:
    """The same for a design that is measured already."""
    format_ = format_of(document.canvas, group)
    goal = goal_of(document, measures, title=title, group=group)
    styles, tone = styles_of(measures), tone_of(measures)
    palette = hex_palette(measures.palette, document)
    strings = [element.text.string for element in document.elements if element.text is not None]
    return Labels(
        format=format_,
        goal=goal,
        tone=tone,
        styles=styles,
        palette=palette,
        language=language_of(strings),
        caption=caption_of(document, measures, format_=format_, goal=goal, styles=styles, palette=palette),
    )
