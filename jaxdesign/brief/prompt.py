"""A prompt read as a brief, offline: what is to be set, and what is mood.

Quoted strings are texts. Dates, times, prices, places and calls to action are recognised; words for looks,
moods, motifs, colours and formats are taken out; the first of what remains is the headline. What a quote is
the name of (``jazz concert "Blue Hour"``) and what an occasion is for (``birthday party invitation for Leo``)
stand above it.
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
from jaxdesign.brief.phrases import (
    ADDRESS,
    BREAK,
    CALL,
    DATE,
    DISCOUNT,
    OFFERED,
    PRICE,
    QUOTED,
    TAKES,
    THERE,
    TIME,
    UNTIL,
    WHEN,
    WHERE,
)
from jaxdesign.brief.schema import MAX_TEXT_LENGTH, MAX_TEXTS, Brief, BriefText, Role
from jaxdesign.data.goals import goal_scores
from jaxdesign.design.formats import ALIASES, FORMATS
from jaxdesign.errors import InputError

_MAX_COLORS = 4
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
_FOR_A = re.compile(
    r"^(?:for|für|pour|para|per|voor)\s+(?:an?|eine?n?|une?|una|een|our|my|unser\w*|notre)\s", re.IGNORECASE
)
_FOR_NAME = re.compile(
    r"^(?P<what>[^,:]{3,30}?)\s+(?:invitation|invite|announcement|einladung)\s+(?:for|to|für)\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_HERALD = re.compile(
    r"^(?P<what>save the date(?=:?\s)|(?:coming soon|now open|grand opening|introducing|workshop|seminar|"
    r"lecture|talk|exhibition|concert|konzert|vortrag|ausstellung|atelier|exposition|taller|exposición|concierto)(?=:)):?"
    r"\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
"""Words that announce the name after them."""
_TOPIC = re.compile(r"^(?P<what>[^:]{3,30}):\s+(?P<who>\S.*)$")
_TOPIC_WORDS, _KICKER = 4, 40
"""Most words of a topic, and most letters of what stands above a name."""
_SAYING = re.compile(
    r"(?:^|\s+)(?:(?:it|this|which|that) (?:is )?)?(?:says|reads|saying|reading|titled|entitled|called|named|"
    r"namens|"
    r"with the (?:title|headline|words?|text|slogan)|(?:the )?(?:title|subtitle|headline|text|words?|slogan)|"
    r"mit dem (?:titel|text|slogan)|intitulée?|avec le (?:titre|texte)|titulad[oa]|llamad[oa]|"
    r"con el (?:título|texto)|intitolat[oa]|met de (?:titel|tekst))$",
    re.IGNORECASE,
)
"""How a part ends that only says that a text follows."""
_PRICED = re.compile(r"\d[.,]\d{2}\b|\d\s?[€$£]|[€$£]\s?\d")
_ITEM_WORDS, _LIST = 3, 3
"""Words of one thing of a list, and how many make a list."""
_TOLD = 2.0
"""Evidence for a sale that a discount is, and for a quotation that the word is."""
_QUOTATION = re.compile(
    r"^\s*quot(?:e|ation)\b|\bquot(?:e|ation) (?:card|post|graphic|poster|of the day)\b"
    r"|\b(?:zitat|citation|citaat|citazione)\b",
    re.IGNORECASE,
)
_AT = re.compile(r"^(?:at|bei|beim|chez|im)\s(?:(?:the|der|dem|la|le)\s)?(?P<where>[A-ZÀ-Ž].*)$")
_COLORED = re.compile(r"\s(?:in|en|em)\s(?P<colors>[^,]+)$")
_FORMAT = "\x00"
"""Stands in a prompt where it named a format."""
_TITLED = "\x01"
"""Stands in a prompt where a quoted text ends a part."""
_CARRIERS = frozenset({"banner", "slide"})
"""Names of formats that nothing else is called by where they end what a design is for."""
_COMMON = frozenset(
    {"story", "square", "letter", "pin", "card", "document", "slide", "banner", "cover", "email"}
)
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
        BREAK.split(words[: found.start()])[-1].strip(),
        BREAK.split(words[found.end() :])[0].strip(" ." + _TITLED),
    )
    rest = _LEAD.sub("", _ORDER.sub("", before + " ")).split()
    if found[0] in _CARRIERS and not after and rest:
        return not _OURS.search(before)
    is_asked = all(is_mood(word) for word in rest) and not _OURS.search(before)
    return is_asked and (not after or bool(_LEAD.match(after + " ")))


class _Said(NamedTuple):
    """What a part of a prompt holds."""

    texts: tuple[str, ...] = ()
    kicker: str | None = None
    """What stands above the headline."""
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
    titles, part = part.endswith(_TITLED), part.rstrip(" " + _TITLED)
    is_ordered = _FORMAT in part or bool(_ORDER.match(part))
    part, mood = _without_format(part)
    part = _LABELLED.sub("", _ORDER.sub("", part))
    words = part.split()
    colors = colors_of(words)
    is_named = sum(word[:1].isupper() for word in words) > 1 and not part.isupper()
    if _is_look(words) and not is_named:
        return _Said(mood=(*mood, *without_shades(words)), colors=tuple(colors))
    is_plain = any(is_mood(word) or is_kind(word, "color", "describes") for word in words)
    if _WITH.match(part) and is_plain and not is_named:
        return _Said(mood=(*mood, *without_shades(words)), colors=tuple(colors))
    titling = _titling(part, mood) if titles and not is_named and not _is_fact(part) else None
    if titling is not None:
        return titling
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
    text, kicker = " ".join(kept), None
    if leads:
        text, kicker = _occasion(text, is_ordered=is_ordered)
    place = None if leads else _AT.match(text)
    if place is not None:
        text = place["where"]
    return _Said(tuple(_split_facts(text)), kicker, tuple(mood), tuple(worn))


def _without_format(part: str) -> tuple[str, list[str]]:
    """A part without the format that it names, and the words of mood that stood before that."""
    if _FORMAT not in part:
        return part, []
    before, _, after = part.partition(_FORMAT)
    before = _ORDER.sub("", before.strip() + " ").strip()
    if not after.strip(" :.-–"):
        return before, []
    mood = [word for word in before.split() if is_mood(word)]
    words = after.split()
    while len(words) > 1 and is_mood(words[0]) and (_LEAD.match(words[1] + " ") or is_mood(words[1])):
        mood.append(words.pop(0))
    return " ".join(words), mood


def _titling(part: str, mood: Sequence[str]) -> _Said | None:
    """What the quote right after a part is the name of: the part without words of mood and for designs.

    Nothing where only whom it is for, or one word, is left of a longer part; None for too much.
    """
    is_thing = _FOR_A.match(part) or not _THEME.match(part)
    said = _SAYING.sub("", part.rstrip(" :"))
    words = _LEAD.sub("", said + " ").split()
    num, moods = len(words), [*mood]
    while words and (is_mood(words[0]) or is_kind(words[0], "design", "filler")):
        moods.append(words.pop(0))
    while words and is_kind(words[-1], "design", "filler"):
        words.pop()
    told = any(is_mood(word) or is_kind(word, "color", "describes") for word in words)
    if not words or told or not is_thing:
        return _Said(mood=(*moods, *words))
    if len(words) == 1 and num > 1 and said == part and not _FOR_A.match(part):
        return _Said(mood=(*moods, *words))
    kicker = " ".join(words)
    return _Said(kicker=kicker, mood=tuple(moods)) if len(kicker) <= _KICKER else None


def _occasion(text: str, *, is_ordered: bool) -> tuple[str, str | None]:
    """The headline that a text holds, and what stands above it.

    ``birthday party invitation for Leo`` is Leo's, ``story for a yoga studio: new classes`` tells of classes.
    """
    found = _FOR_NAME.match(text) or _HERALD.match(text)
    if found is not None and not found["who"][0].islower() and not WHEN.match(found["who"]):
        return found["who"], found["what"]
    found = _TOPIC.match(text) if is_ordered else None
    if found is not None and len(found["what"].split()) <= _TOPIC_WORDS and found["what"][1:].islower():
        return found["who"], found["what"].strip()
    return text, None


_EDGES = re.compile(r"^[\s,:]+|^[\s,:]*[-–]\s+|[\s,:–-]+$")


def _is_fact(part: str) -> bool:
    return any(kind.search(part) for kind in (DATE, TIME, PRICE, CALL, ADDRESS, WHEN))


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
    return not UNTIL.search(head) and (len(words) > 1 or not words or not words[0].islower())


def _split_facts(text: str) -> list[str]:
    """A text, and the date and place that it ends in: each stands on its own.

    Names are left whole: a place is split off where a word before it is written small.
    """
    offered = OFFERED.match(text)
    if offered is not None and not (CALL.match(text) or TAKES.search(offered["head"])):
        return [*_split_facts(offered["head"]), *_split_facts(offered["offer"])]
    head, facts = text, []
    when = WHEN.search(text)
    if when is not None and not CALL.match(text):
        before, rest = text[: when.start()], text[when.end() :].strip(" ,")
        place = THERE.match(rest)
        if (before and _stands_alone(before) and not _is_name(when)) or (not before and place):
            head, facts = before, [when["when"].strip()]
            facts += [place["where"] if place else rest] if rest else []
    where = WHERE.search(head)
    if where is not None and any(word.islower() and len(word) > 2 for word in head[: where.start()].split()):
        head, facts = head[: where.start()], [*facts, where["where"]]
    return [part for part in (_EDGES.sub("", part) for part in (head, *facts)) if part]


def _role_of(part: str, *, first: bool) -> Role:
    if first:
        return "headline"
    if CALL.match(part):
        return "button"
    if ADDRESS.match(part):
        return "caption"
    if DATE.search(part) or TIME.search(part) or PRICE.search(part) or WHEN.fullmatch(part):
        return "subheading"
    return "body" if len(part) > 60 else "label"


def _split_quoted(prompt: str) -> tuple[list[str], str]:
    """The quoted strings of a prompt, and what stands outside them."""
    quoted = [next(text for text in match.groups() if text) for match in QUOTED.finditer(prompt)]
    return [text.strip() for text in quoted if text.strip()], QUOTED.sub(f" {_TITLED} , ", prompt)


def certain(prompt: str) -> list[str]:
    """What of a prompt must be set as it stands: quoted strings, and dates, times and prices outside them."""
    quoted, rest = _split_quoted(prompt)
    rest = rest.replace(_TITLED, "")
    return quoted + [match[0].strip() for kind in (DATE, TIME, PRICE) for match in kind.finditer(rest)]


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
    quoted, outside = _split_quoted(prompt)
    format_, rest = _format_of(outside)
    parts: list[str] = []
    mood: list[str] = []
    colors: list[str] = []
    passed: list[str] = []
    kicker: str | None = None
    for number, bare in enumerate(_parts(rest, beside_quotes=bool(quoted))):
        leads = not (parts or quoted)
        said = _read_part(bare, opens=number == 0, leads=leads, beside_quotes=bool(quoted))
        if number == 0 and not said.texts and _FORMAT not in bare and not quoted:
            passed = [bare] if not any(is_kind(word, "filler") for word in bare.split()) else []
        kicker = kicker or said.kicker
        parts += said.texts
        mood += said.mood
        colors += said.colors
    if passed and (not parts or _is_fact(parts[0])):
        parts = [*passed, *parts]
    texts = [
        BriefText(role=_role_of(_fitting(text), first=not i), text=text) for i, text in enumerate(quoted)
    ]
    is_list = sum(bool(_PRICED.search(part)) for part in parts) >= _LIST
    for part in parts:
        role = _role_of(_fitting(part), first=not texts)
        if is_list and role == "subheading" and _PRICED.search(part):
            role = "label"
        texts.append(
            BriefText(role=role, text=part if role == "caption" or ADDRESS.match(part) else _capital(part))
        )
    if kicker is not None and texts and not texts[0].text.lower().startswith(kicker.lower()):
        texts.insert(0, BriefText(role="label", text=_capital(kicker)))
    named = [*(style_of(word) for word in mood), _only_shade(colors)]
    styles = tuple(dict.fromkeys(style for style in named if style is not None))
    calm = len({plain(word) for word in mood if is_kind(word, "calm")})
    lively = len({plain(word) for word in mood if is_kind(word, "lively")})
    tone = 0.5 + 0.3 * (lively - calm) / (lively + calm) if lively + calm else None
    scores = goal_scores([(prompt, 1.5)])
    scores["sale"] += _TOLD if DISCOUNT.search(prompt) else 0.0
    scores["quote"] += _TOLD if _QUOTATION.search(outside) else 0.0
    goal = max(scores, key=lambda name: scores[name]) if max(scores.values()) > 0 else None
    if goal is None and any(WHEN.fullmatch(text.text) for text in texts):
        goal = "event"
    return {
        "goal": goal,
        "formats": (format_ or "poster",),
        "tone": tone,
        "styles": styles,
        "theme": " ".join(prompt.split())[:400],
        "texts": [text.model_dump() for text in texts[:MAX_TEXTS]],
        "brand": {"palette": () if _only_shade(colors) else tuple(dict.fromkeys(colors))[:_MAX_COLORS]},
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _parts(prompt: str, *, beside_quotes: bool) -> list[str]:
    """The parts of a prompt without quotes, those of a list of things as one; motifs alone are left out.

    A list is three short parts or more, in small letters, none of them a look or a fact. What stands before a
    colon and a list, or prices, is a part of its own.
    """
    bare = [part.strip(' ."“”„«»') for part in BREAK.split(prompt)]
    bare = [part for part in bare if part.strip(_TITLED + " ")]
    topic = _TOPIC.match(bare[0]) if bare else None
    if topic is not None:
        first, following = topic["who"], bare[1:2]
        if _PRICED.search(first) or (_is_item(first) and following and _is_item(following[0])):
            bare[:1] = [topic["what"], first]
    runs: list[list[str]] = []
    leading = 0 if beside_quotes else 1
    for number, part in enumerate(bare):
        if number > leading and _is_item(part) and _is_item(runs[-1][-1]):
            runs[-1].append(part)
        else:
            runs.append([part])
    told = [run for number, run in enumerate(runs) if number < leading or not _is_motif(run)]
    return [part for run in told for part in ([", ".join(run)] if len(run) >= _LIST else run)]


def _is_motif(run: Sequence[str]) -> bool:
    return all(_is_item(part) and all(is_kind(word, "motif") for word in part.split()) for part in run)


def _is_item(part: str) -> bool:
    words = part.split()
    is_short = len(words) <= _ITEM_WORDS and part.islower() and not any(map(str.isdecimal, part))
    told = is_mood(words[-1]) or is_kind(words[-1], "color", "describes")
    return is_short and not told and not (_is_fact(part) or _FORMAT in part or _TITLED in part)


def _only_shade(colors: Sequence[str]) -> str | None:
    """The style that black or white alone means."""
    return {("#141414",): "dark", ("#ffffff",): "light"}.get(tuple(colors))
