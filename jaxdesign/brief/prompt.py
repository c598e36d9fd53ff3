"""A prompt read as a brief, offline: what is to be set, and what is mood.

Quoted strings are texts. Dates, times, prices, places and calls to action are recognised; words for looks,
moods, colours and formats are taken out; the first of what remains is the headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from jaxdesign.brief.lexicon import (
    colors_of,
    formats_by_word,
    is_color,
    is_kind,
    is_mood,
    plain,
    style_of,
    without_shades,
)
from jaxdesign.brief.schema import MAX_TEXTS, Brief, BriefText, Role
from jaxdesign.data.goals import goal_scores
from jaxdesign.design.formats import ALIASES, FORMATS
from jaxdesign.errors import InputError

_MAX_COLORS = 4
_QUOTED = re.compile(
    r"[\"“„«](?P<text>[^\"“”„«»]{1,400})[\"”“»]|(?<!\w)['‘](?P<single>[^'‘’\"]{3,200})['’](?!\w)"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|"
    "septembre|octobre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    "noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
)
_DATE = re.compile(
    r"\b(\d{1,2}(st|nd|rd|th|\.)?\s+(de\s+)?(" + _MONTHS + r")\b(\s+\d{4})?"
    r"|(" + _MONTHS + r")\s+\d{1,2}(st|nd|rd|th)?(,?\s+\d{4})?\b"
    r"|\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<!\d)(\d{1,2}([:.]\d{2})?\s?(am|pm|uhr|h)(?!\w)|\d{1,2}:\d{2}(?!\d))", re.IGNORECASE)
_PRICE = re.compile(
    r"[$€£]\s?\d+([.,]\d{2})?|\d+([.,]\d{2})?\s?(€|(euro|dollars?|pounds?)\b)|\d+\s?% off|\bfree entry\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(buy|get|book|register|sign up|join|shop|order|learn|reserve|subscribe|apply|call|visit|download|rsvp|"
    r"jetzt|anmelden|réserver|acheter|comprar|reserva|iscriviti|acquista)\b.{0,30}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(https?://|www\.)\S+$|^[\w.-]+\.(com|org|net|io|de|fr|es|it|eu)(/\S*)?$|^\S+@\S+\.\w+$"
)
_ARTICLES = (
    "a|an|the|den|die|das|einen|eine|ein|le|la|les|un|une|el|los|las|una|il|lo|gli|het|een|my|our|some"
)
_JOINERS = re.compile(
    rf"^((please|make|create|design|need|want|i|we|for|about|of|with|in|and|für|von|über|mit|pour|de|du|para|per"
    rf"|voor|för|till|{_ARTICLES})\s+)+"
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    "sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|"
    "sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
)
_DAY = rf"(?:(?:every|each|jeden|jeder|tous les|chaque|cada|ogni)\s+)?(?:{_DAYS})s?\b"
_HOURS = r"\d{1,2}([:.]\d{2})?\s?[-–]\s?\d{1,2}([:.]\d{2})?\s?(?:am\b|pm\b|uhr\b|h\b)"
_MOMENT = rf"(?:{_DAY}|{_HOURS}|{_DATE.pattern}|{_TIME.pattern})"
_WHEN = re.compile(
    rf"(?:^|[\s,]+)(?:(?:on|at|from|am|ab|um|vom|le|dès|à|el|il|op|om|den|dia)\s+)?"
    rf"(?P<when>{_MOMENT}"
    rf"(?:(?:\s*[,–-]\s*|\s+(?:at|from|to|until|um|ab|bis|à|a las|alle|om|och|and|und|et|y|e)\s+|\s+)"
    rf"{_MOMENT})*)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\s+(?:(?:at|in|im|bei|beim|au|aux|à|en|chez|nel|nella|na|no)\s+(?:(?:the|der|dem|la|le|el|il)\s+)?)(?P<where>[A-ZÀ-Ž0-9][^,]*)$"
)
_WITH = re.compile(
    r"^(with|using|showing|without|no|mit|ohne|avec|sans|con|sin|senza|com|sem|met|zonder|med|utan)\s",
    re.IGNORECASE,
)


def _format_of(words: str) -> tuple[str | None, str]:
    """The first format that the words name, and the words without it."""
    names = {name.replace("-", " "): name for name in (*FORMATS, *ALIASES)}
    turned = {" ".join(reversed(name.split("-"))): name for name in FORMATS if name.count("-") == 1}
    names = turned | formats_by_word() | names
    for spoken in sorted(names, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(spoken)}s?(?!\w)", words, re.IGNORECASE)
        if found:
            return names[spoken], (words[: found.start()] + " " + words[found.end() :]).strip()
    return None, words


class _Said(NamedTuple):
    """What a part of a prompt holds."""

    texts: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()


def _read_part(part: str, *, opens: bool, leads: bool) -> _Said:
    """A part without quotes; if it ``opens`` the prompt, its first word has a capital anyway.

    What ``leads`` is the headline, and loses the words of mood before it.
    """
    words = part.split()
    small = opens and len(words) > 1 and words[1].islower()
    if all(is_mood(word) or is_color(word) or is_kind(word, "filler") for word in words):
        return _Said(mood=tuple(without_shades(words)), colors=tuple(colors_of(words)))
    if not _has_capitals(words[1:]) and (_WITH.match(part) or any(is_kind(w, "describes") for w in words)):
        return _Said(mood=tuple(without_shades(words)), colors=tuple(colors_of(words)))
    kept, mood = list(words), []
    while kept and (kept[0].islower() or (small and len(kept) == len(words))):
        if not ((leads and is_mood(kept[0])) or _JOINERS.match(kept[0].lower() + " ")):
            break
        first = kept.pop(0)
        mood += [first] if is_mood(first) else []
    text = " ".join(kept).strip(" .:-")
    text, colors = _without_colors(text)
    return _Said(tuple(_split_facts(text)), tuple(mood), tuple(colors))


def _has_capitals(words: Sequence[str]) -> bool:
    return any(word[:1].isupper() for word in words)


def _without_colors(text: str) -> tuple[str, list[str]]:
    """A text without what it says of its colours at its end, as in ``in red and black``."""
    found = re.search(r"\s+(?:in|en|em|i)\s+(?P<colors>[^,]+)$", text)
    if found is not None:
        words = found["colors"].split()
        colors = colors_of(words)
        if colors and all(is_color(word) or is_kind(word, "filler") for word in words):
            return text[: found.start()], colors
    return text, []


def _is_name(when: re.Match[str]) -> bool:
    """Whether a day is part of a name, as in Black Friday: nothing stands before it, and no number."""
    return when[0].strip() == when["when"] and " " not in when["when"] and when["when"].isalpha()


def _stands_alone(head: str) -> bool:
    """Whether what comes before a date says something without it, as ``ends`` does not."""
    words = head.split()
    return len(words) > 1 or (len(words) == 1 and not words[0].islower())


def _split_facts(text: str) -> list[str]:
    """A text, and the date and place that it ends in: each stands on its own.

    Names are left whole: a place is split off where a word before it is written small.
    """
    when = _WHEN.search(text)
    if when is None or not _stands_alone(text[: when.start()]) or _CALL.match(text) or _is_name(when):
        head, facts = text, []
    else:
        head, facts = text[: when.start()], [when["when"].strip()]
        rest = text[when.end() :].strip(" ,")
        if rest:
            place = _WHERE.match(" " + rest)
            facts.append(place["where"] if place else rest)
    where = _WHERE.search(head)
    if where is not None and any(word.islower() and len(word) > 2 for word in head[: where.start()].split()):
        head, facts = head[: where.start()], [*facts, where["where"]]
    return [part.strip(" .:-") for part in (head, *facts) if part.strip(" .:-")]


def _role_of(part: str, *, first: bool) -> Role:
    if _CALL.match(part):
        return "button"
    if _ADDRESS.match(part):
        return "caption"
    if first:
        return "headline"
    if _DATE.search(part) or _TIME.search(part) or _PRICE.search(part):
        return "subheading"
    return "body" if len(part) > 60 else "label"


def _split_quoted(prompt: str) -> tuple[list[str], str]:
    """The quoted strings of a prompt, and what stands outside them."""
    quoted = [(match["text"] or match["single"]).strip() for match in _QUOTED.finditer(prompt)]
    return quoted, _QUOTED.sub(" , ", prompt)


def certain(prompt: str) -> list[str]:
    """What of a prompt must be set as it stands: quoted strings, and dates, times and prices outside them."""
    quoted, rest = _split_quoted(prompt)
    return quoted + [match[0].strip() for kind in (_DATE, _TIME, _PRICE) for match in kind.finditer(rest)]


def read_prompt(prompt: str) -> Brief:
    """The brief that a prompt means.

    Raises ``InputError`` if it holds no words to set.
    """
    found = understood(prompt)
    if not found["texts"]:
        raise InputError(
            f"the prompt '{prompt.strip()[:60]}' names no words to set; quote some, as in \"Jazz Night\"."
        )
    return Brief.model_validate(found)


def understood(prompt: str) -> dict[str, Any]:
    """The fields of the brief that a prompt means; ``texts`` may be empty. Raises ``InputError``."""
    if not prompt.strip():
        raise InputError("the prompt is empty; say what the design is for and what stands on it.")
    quoted, rest = _split_quoted(prompt)
    format_, rest = _format_of(rest)
    parts: list[str] = []
    mood: list[str] = []
    colors: list[str] = []
    for part in re.split(r"[,;\n]+|(?<!\d)\.\s", rest):
        bare = part.strip(' ."“”„«»')
        if bare:
            said = _read_part(
                bare, leads=not parts, opens=prompt.strip().startswith(bare[:1]) and not (parts or mood)
            )
            parts += said.texts
            mood += said.mood
            colors += said.colors
    texts = [BriefText(role=_role_of(text, first=i == 0), text=text) for i, text in enumerate(quoted)]
    for part in parts:
        role = _role_of(part, first=not texts)
        if quoted and role == "label" and not part[:1].isupper():
            mood.append(part)
            continue
        texts.append(BriefText(role=role, text=part[:1].upper() + part[1:] if role != "caption" else part))
    named = [*(style_of(word) for word in mood), _only_shade(colors)]
    styles = tuple(dict.fromkeys(style for style in named if style is not None))
    calm = len({plain(word) for word in mood if is_kind(word, "calm")})
    lively = len({plain(word) for word in mood if is_kind(word, "lively")})
    tone = 0.5 + 0.3 * (lively - calm) / (lively + calm) if lively + calm else None
    scores = goal_scores([(prompt, 1.5)])
    goal = max(scores, key=lambda name: scores[name]) if scores and max(scores.values()) > 0 else None
    return {
        "goal": goal,
        "formats": (format_ or "poster",),
        "tone": tone,
        "styles": styles,
        "theme": " ".join(prompt.split())[:400],
        "texts": [text.model_dump() for text in texts[:MAX_TEXTS]],
        "brand": {"palette": () if _only_shade(colors) else tuple(dict.fromkeys(colors))[:_MAX_COLORS]},
    }


def _only_shade(colors: Sequence[str]) -> str | None:
    """The style that black or white alone means."""
    return {("#141414",): "dark", ("#ffffff",): "light"}.get(tuple(colors))
