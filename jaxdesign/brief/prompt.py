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
from jaxdesign.brief.schema import MAX_TEXT_LENGTH, MAX_TEXTS, Brief, BriefText, Role
from jaxdesign.data.goals import goal_scores
from jaxdesign.design.formats import ALIASES, FORMATS
from jaxdesign.errors import InputError

_MAX_COLORS = 4
_QUOTED = re.compile(
    r"(?<!\w)[\"“„](?P<double>[^\"“”„]{1,400})[\"”“]|«(?P<guillemets>[^«»]{1,400})»|»(?P<turned>[^«»]{1,400})«"
    r"|‚(?P<low>[^‚‘]{1,200})‘"
    r"|(?<!\w)['‘](?!(?:til|round|n|em|twas|cause)\b)(?P<single>(?:[^'‘’\"]|(?<=\w)['’](?=\w)){3,200})['’](?!\w)"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|"
    "septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    "noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|"
    "augustus|augusti|maj|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|"
    "listopada|grudnia|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_DATE = re.compile(
    rf"\b(?:{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?\s+(?:de\s+|of\s+)?(?:{_MONTHS})\b\.?(?:\s+(?:de\s+)?\d{{4}})?"
    rf"|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?(?!\d)|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_CLOCK = r"(?:am\b|pm\b|a\.m\.|p\.m\.|uhr\b)"
_TIME = re.compile(
    rf"(?<![\d.,])(?:\d{{1,2}}(?:[:.]\d{{2}})?(?:\s?[-–]\s?\d{{1,2}}(?:[:.]\d{{2}})?)?\s?{_CLOCK}"
    r"|\d{1,2}\s?h(?:\d{2})?(?!\w)|\d{1,2}:\d{2}(?:\s?[-–]\s?\d{1,2}:\d{2})?(?!\d))",
    re.IGNORECASE,
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    "sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|"
    "sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda-feira|terça-feira|"
    "quarta-feira|quinta-feira|sexta-feira|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|måndag|"
    "tisdag|onsdag|torsdag|fredag|lördag|söndag|(?:mon|tue|wed|thu|fri|sat|sun)(?=\\.?\\s\\d)"
)
_DAY = rf"(?:(?:every|each|this|next|jeden|jeder|tous les|chaque|cada|ogni)\s+)?(?:{_DAYS})s?\b\.?"
_MOMENT = rf"(?:{_DAY}|{_DATE.pattern}|{_TIME.pattern})"
_WHEN = re.compile(
    rf"(?:^|(?<![\s,])[\s,]+)"
    rf"(?:(?:on|at|from|am|ab|um|vom|le|dès|à|el|los|il|op|om|van|den|no|kl)\s+)?"
    rf"(?P<when>{_MOMENT}"
    rf"(?:(?:,? |\s?[–-]\s?"
    rf"| (?:at|from|to|until|um|ab|von|bis|à|a las|alle|om|van|tot|och|and|und|et|y|e|às) )"
    rf"{_MOMENT})*)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(until|till|by|bis|zum|tot|hasta|fino|até|ends|in|del|al|dal)$", re.IGNORECASE)
_PLACE = r"(?:at|in|im|bei|beim|au|aux|à|en|chez|nel|nella|em|op|auf)\s+"
_THE = r"(?:(?:the|der|dem|la|le|el|il)\s+)?"
_WHERE = re.compile(rf"\s{_PLACE}{_THE}(?P<where>[A-ZÀ-Ž0-9][^,]*)$")
_THERE = re.compile(rf"^(?i:{_PLACE}|a\s+|na\s+){_THE}(?P<where>\S.*)$")
_PRICE = re.compile(
    r"[$€£]\s?\d+([.,]\d{2})?|\d+([.,]\d{2})?\s?(€|(euro|dollars?|pounds?)\b)|\d+\s?% off|\bfree entry\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(buy|get|book(?=\s+(now|your|a|an|the|here|today|online|tickets?|tables?)\b|$)|register|sign up|join|"
    r"shop|order|learn|reserve|subscribe|apply|call|visit|download|rsvp|"
    r"jetzt|anmelden|réserver|acheter|comprar|reserva|iscriviti|acquista)\b.{0,30}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(https?://|www\.)\S+$|^[\w.-]+\.(com|org|net|io|de|fr|es|it|eu)(/\S*)?$|^\S+@\S+\.\w+$"
)
_BREAK = re.compile(
    r"[;\n]+|(?<!\d),|,(?!\d)|(?<=[^\W\d_]{3})(?<!Mrs)(?<!Prof)(?<!Tel)(?<!Str)\.\s+(?=[A-ZÀ-Ž])"
)
_ARTICLES = (
    "a|an|the|den|die|das|einen|eine|ein|le|la|les|un|une|el|los|las|una|il|lo|gli|het|een|my|our|me|us"
)
_ORDER = re.compile(
    rf"^(?:please\s+|can you\s+|could you\s+)*(?:(?:make|create|design)\s+(?=(?:{_ARTICLES}|it|some)\b)"
    r"|(?:i|we)\s+(?:need|want|would like)\s+|(?:wir|ich)\s+(?:brauchen?|möchten?|hätten?\s+gern)\s+"
    r"|(?:je veux|nous voulons|quiero|necesito|vorrei)\s+|please\s+)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"^(?:(?:for|about|of|with|in|and|für|von|über|mit|pour|de|du|para|per|voor|för|till|{_ARTICLES})\s+|[:–-]\s*)+",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^(?:that says|which says|saying|says|titled|called|named|with the (?:title|headline|words))\b:?\s*",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?:title|headline|subtitle|date|time|place|text)\s*:\s*", re.IGNORECASE)
_OURS = re.compile(r"\b(my|our|your|unsere?|notre|nuestra?)\b", re.IGNORECASE)
_WITH = re.compile(r"^(with|using|mit|avec|con|com|met|med)\s", re.IGNORECASE)
_THEME = re.compile(r"^(for|about|für|über|pour|para|per|voor)\s")
_COLORED = re.compile(r"\s(?:in|en|em)\s(?P<colors>[^,]+)$")
_FORMAT = "\x00"
"""Stands in a prompt where it named a format."""
_COMMON = frozenset({"story", "square", "letter", "pin", "card", "document", "slide", "banner", "cover"})
"""Names of formats that are words of every day: those alone in their part, or before what they are for."""


def _format_of(words: str) -> tuple[str | None, str]:
    """The first format that the words name, and the words with a mark in its place."""
    names = {name.replace("-", " "): name for name in (*FORMATS, *ALIASES)}
    turned = {" ".join(reversed(name.split("-"))): name for name in FORMATS if name.count("-") == 1}
    names = turned | formats_by_word() | names
    for spoken in sorted(names, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(spoken)}s?(?!\w)", words, re.IGNORECASE)
        if found and (spoken not in _COMMON or _is_format(words, found)):
            return names[spoken], f"{words[: found.start()]}{_FORMAT}{words[found.end() :]}"
    return None, words


def _is_format(words: str, found: re.Match[str]) -> bool:
    """Whether a word of every day stands where a format is named."""
    before, after = (
        _BREAK.split(words[: found.start()])[-1].strip(),
        _BREAK.split(words[found.end() :])[0].strip(),
    )
    rest = _LEAD.sub("", _ORDER.sub("", before + " ")).split()
    is_asked = all(is_mood(word) for word in rest) and not _OURS.search(before)
    return is_asked and (not after or bool(_LEAD.match(after + " ")))


class _Said(NamedTuple):
    """What a part of a prompt holds."""

    texts: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()


def _is_look(words: Sequence[str]) -> bool:
    """Whether words say only how something is to look."""
    says = any(is_mood(word) or is_color(word) for word in words)
    return all(
        is_mood(word) or is_color(word) or is_kind(word, "filler") or (says and is_kind(word, "describes"))
        for word in words
    )


def _read_part(part: str, *, opens: bool, leads: bool, beside_quotes: bool) -> _Said:
    """A part without quotes. What ``leads`` is the headline, and loses the words of mood before it.

    If it ``opens`` the prompt, its first word has a capital anyway. What may be a text is one.
    """
    mood: list[str] = []
    is_ordered = _FORMAT in part or bool(_ORDER.match(part))
    if _FORMAT in part:
        before, _, after = part.partition(_FORMAT)
        before = _ORDER.sub("", before.strip() + " ").strip()
        if after.strip(" :.-–"):
            mood += [word for word in before.split() if is_mood(word)]
            words = after.split()
            while len(words) > 1 and is_mood(words[0]) and (_LEAD.match(words[1] + " ") or is_mood(words[1])):
                mood.append(words.pop(0))
            part = " ".join(words)
        else:
            part = before
    part = _LABELLED.sub("", _ORDER.sub("", part))
    words = part.split()
    colors = colors_of(words)
    is_named = sum(word[:1].isupper() for word in words) > 1 and not part.isupper()
    if _is_look(words) and not is_named:
        return _Said(mood=(*mood, *without_shades(words)), colors=tuple(colors))
    is_plain = any(is_mood(word) or is_kind(word, "color", "describes") for word in words)
    if _WITH.match(part) and is_plain and not is_named:
        return _Said(mood=(*mood, *without_shades(words)), colors=tuple(colors))
    if beside_quotes and part.islower() and not _is_fact(part) and (is_plain or _THEME.match(part)):
        return _Said(mood=(*mood, *words))
    if is_ordered or _WITH.match(part):
        part = _SAYS.sub("", _LEAD.sub("", part))
    text, worn = _without_colors(part, at_once=is_ordered)
    kept = text.split()
    small = opens and len(kept) > 1 and kept[1].islower()
    while leads and len(kept) > 2 and is_mood(kept[0]) and (kept[0].islower() or small):
        mood.append(kept.pop(0))
    if leads and len(kept) == 2 and is_mood(kept[0]) and kept[0].islower():
        mood.append(kept[0])
    return _Said(tuple(_split_facts(" ".join(kept))), tuple(mood), tuple(worn))


def _is_fact(part: str) -> bool:
    return any(kind.search(part) for kind in (_DATE, _TIME, _PRICE, _CALL, _ADDRESS, _WHEN))


def _without_colors(text: str, *, at_once: bool) -> tuple[str, list[str]]:
    """A text without the colours that it is to have, as in ``summer sale in red and black``.

    One colour alone is taken out only of a part that names a format or an order: ``lady in red`` is a name.
    """
    found = _COLORED.search(text)
    if found is not None:
        words = found["colors"].split()
        colors = colors_of(words)
        is_look = all(word.islower() and (is_color(word) or is_kind(word, "filler")) for word in words)
        if is_look and len(colors) > (0 if at_once else 1):
            return text[: found.start()], colors
    return text, []


def _is_name(when: re.Match[str]) -> bool:
    """Whether a day is part of a name, as in Black Friday: nothing stands before it, and no number."""
    return when[0].strip() == when["when"] and " " not in when["when"] and when["when"].isalpha()


def _stands_alone(head: str) -> bool:
    """Whether what comes before a date says something without it, as ``ends`` and ``sale until`` do not."""
    words = head.split()
    return not _UNTIL.search(head) and (len(words) > 1 or not words or not words[0].islower())


def _split_facts(text: str) -> list[str]:
    """A text, and the date and place that it ends in: each stands on its own.

    Names are left whole: a place is split off where a word before it is written small.
    """
    head, facts = text, []
    when = _WHEN.search(text)
    if when is not None and not _CALL.match(text):
        before, rest = text[: when.start()], text[when.end() :].strip(" ,")
        place = _THERE.match(rest)
        if (before and _stands_alone(before) and not _is_name(when)) or (not before and place):
            head, facts = before, [when["when"].strip()]
            facts += [place["where"] if place else rest] if rest else []
    where = _WHERE.search(head)
    if where is not None and any(word.islower() and len(word) > 2 for word in head[: where.start()].split()):
        head, facts = head[: where.start()], [*facts, where["where"]]
    return [part for part in (part.strip(" ,:-–") for part in (head, *facts)) if part]


def _role_of(part: str, *, first: bool) -> Role:
    if first:
        return "headline"
    if _CALL.match(part):
        return "button"
    if _ADDRESS.match(part):
        return "caption"
    if _DATE.search(part) or _TIME.search(part) or _PRICE.search(part):
        return "subheading"
    return "body" if len(part) > 60 else "label"


def _split_quoted(prompt: str) -> tuple[list[str], str]:
    """The quoted strings of a prompt, and what stands outside them."""
    quoted = [next(text for text in match.groups() if text) for match in _QUOTED.finditer(prompt)]
    return [text.strip() for text in quoted if text.strip()], _QUOTED.sub(" , ", prompt)


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


def _fitting(text: str) -> str:
    """The text. Raises ``InputError`` if it is longer than a brief's texts may be."""
    if len(text) > MAX_TEXT_LENGTH:
        raise InputError(
            f"the prompt's text '{text[:40]}...' has {len(text)} characters; at most {MAX_TEXT_LENGTH} fit."
        )
    return text


def understood(prompt: str) -> dict[str, Any]:
    """The fields of the brief that a prompt means; ``texts`` may be empty. Raises ``InputError``."""
    if not prompt.strip():
        raise InputError("the prompt is empty; say what the design is for and what stands on it.")
    quoted, rest = _split_quoted(prompt)
    format_, rest = _format_of(rest)
    parts: list[str] = []
    mood: list[str] = []
    colors: list[str] = []
    passed: list[str] = []
    for number, part in enumerate(_BREAK.split(rest)):
        bare = part.strip(' ."“”„«»')
        if not bare:
            continue
        said = _read_part(bare, opens=number == 0, leads=not (parts or quoted), beside_quotes=bool(quoted))
        if number == 0 and not said.texts and _FORMAT not in bare and not quoted:
            passed = [bare] if not any(is_kind(word, "filler") for word in bare.split()) else []
        parts += said.texts
        mood += said.mood
        colors += said.colors
    if passed and (not parts or _is_fact(parts[0])):
        parts = [*passed, *parts]
    texts: list[BriefText] = []
    for text in quoted:
        texts.append(BriefText(role=_role_of(_fitting(text), first=not texts), text=text))
    for part in parts:
        role = _role_of(_fitting(part), first=not texts)
        shown = part if role == "caption" or _ADDRESS.match(part) else part[:1].upper() + part[1:]
        texts.append(BriefText(role=role, text=shown))
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
