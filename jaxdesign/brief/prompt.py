"""A prompt read as a brief, offline: what is to be set, and what is mood.

Quoted strings are texts. Dates, times, prices, places and calls to action are recognised; words for looks,
moods, motifs, colours and formats are taken out; the first of what remains is the headline. What a quote is
the name of (``jazz concert "Blue Hour"``) and what an occasion is for (``birthday party invitation for Leo``)
stand above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jaxdesign.brief.amounts import LEAST_AMOUNTS, amount_and_name
from jaxdesign.brief.asking import plainly
from jaxdesign.brief.lexicon import JOINED, is_kind, plain, style_of
from jaxdesign.brief.parts import FORMAT, HIRING, LIST, SOUGHT, TITLED, VENUE, format_of, parts_of
from jaxdesign.brief.phrases import (
    ADDRESS,
    CALL,
    COUNTED,
    DATE,
    DISCOUNT,
    PRICE,
    PRICED,
    QUOTED,
    ROW,
    TIME,
    TURNS,
    WHEN,
    is_dated,
    is_fact,
    is_on_day,
)
from jaxdesign.brief.prices import parted
from jaxdesign.brief.reading import AWARDED, read_part
from jaxdesign.brief.schema import MAX_TEXT_LENGTH, MAX_TEXTS, Brief, BriefText, Role
from jaxdesign.data.goals import goal_scores
from jaxdesign.errors import InputError

_MAX_COLORS = 4
_TOLD = 2.0
"""Evidence for a sale that a discount is, and for a goal that its name is."""
_NAMED_GOALS = frozenset({"recruitment", "invitation", "announcement", "portfolio"})
_HOLDER = re.compile(
    r"^(?P<name>(?:[^\W\d_a-zß-ÿ][\w'’.-]*\s){1,2}(?:(?:de|da|di|del|van|von|der|la|le)\s)*[^\W\d_a-zß-ÿ][\w'’.-]*)"
    r"\s+(?P<work>(?!(?:de|da|di|van|von|der|la|le|and|und|et|y|by|am|an|in|of|on|from|for|the|at|&)\s)[^\W\d_A-ZÀ-Ž].*)$"
)
"""Whose card it is, and what they do."""
_AUTHOR = re.compile(r"^(?:[Bb]y|[Vv]on|[Pp]ar)(?:\s[^\W\d_a-zß-ÿ]\S*){2,4}$")
"""Whose work it is."""
_NAME = r"[^\W\d_a-zß-ÿ]\S*(?:\s[^\W\d_a-zß-ÿ]\S*)?"
_PAIR = re.compile(rf"^{_NAME}\s(?:&|and|und|et|y|e|en)\s{_NAME}$")
"""Two names."""
_INVITE = re.compile(r"^(?P<what>\S.{2,30}?)\s(?:invite|invitation|einladung|invitación)$", re.IGNORECASE)
_ONE_WORD = re.compile(r"[^\W\d_A-ZÀ-Ž][^\W\d_]*")
_TIMETABLE = 2
"""Rows that make a timetable."""
_AD = re.compile(
    r"(?<!\b(?:the|our))(?<!\ba)\s(?:ad|advert|advertisement|anzeige|werbung|promo)$", re.IGNORECASE
)
"""What the first words of a prompt end in that say what is to be made."""
_QUOTATION = re.compile(
    r"^\s*quot(?:e|ation)\b|\bquot(?:e|ation) (?:by|from|of) (?-i:[A-ZÀ-Ž])"
    r"|\bquot(?:e|ation) (?:card|post|graphic|poster|of the day)\b"
    r"|\b(?:zitat|citation|citaat|citazione)\b",
    re.IGNORECASE,
)


def _role_of(part: str, *, first: bool) -> Role:
    if first:
        return "headline"
    if CALL.match(part):
        return "button"
    if ADDRESS.match(part):
        return "caption"
    is_moment = (
        any(kind.search(part) for kind in (DATE, TIME, PRICE)) or WHEN.fullmatch(part) or is_on_day(part)
    )
    if is_moment or _AUTHOR.match(part):
        return "subheading"
    return "body" if len(part) > 60 else "label"


def _split_quoted(prompt: str) -> tuple[list[str], str]:
    """The quoted strings of a prompt, and what stands outside them."""
    quoted = [next(text for text in match.groups() if text) for match in QUOTED.finditer(prompt)]
    return [text.strip() for text in quoted if text.strip()], QUOTED.sub(f" {TITLED} , ", prompt)


def certain(prompt: str) -> list[str]:
    """What of a prompt must be set as it stands: quoted strings, and dates, times and prices outside them."""
    quoted, rest = _split_quoted(prompt)
    rest = rest.replace(TITLED, "")
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
    outside = plainly(outside)
    format_, rest = format_of(outside)
    parts: list[str] = []
    mood: list[str] = []
    colors: list[str] = []
    passed: list[str] = []
    kicker: str | None = None
    hires = is_kind_alone = False
    bares = parts_of(rest, beside_quotes=bool(quoted))
    is_sought = SOUGHT.search(outside) is not None  # colours are the animal's
    awarded = AWARDED.match(bares[0].rstrip(" " + TITLED)) if quoted and bares else None
    deeds = [bare for bare in bares[1:2] if awarded is not None and TITLED in bare]
    if awarded is not None:  # whose it is leads, and what a quote names is what for
        bares = bares[1 + len(deeds) :]
    timetable = [bare for bare in bares if ROW.match(bare)]
    for number, bare in enumerate(bares):
        leads = not (parts or quoted)
        hires = hires or HIRING.match(bare) is not None
        said = read_part(
            bare,
            opens=number == 0,
            leads=leads,
            beside_quotes=bool(quoted) and not (is_sought or awarded),
            is_row=len(timetable) >= _TIMETABLE and bare in timetable,
        )
        if number == 0 and not said.texts and FORMAT not in bare and not quoted:
            passed = [bare] if not any(is_kind(word, "filler") for word in bare.split()) else []
        if number == 0 and FORMAT in bare:
            is_kind_alone = len(said.texts) == 1 and _ONE_WORD.fullmatch(said.texts[0]) is not None
        kicker = kicker or said.kicker
        if said.is_copy and len(parts) == 1 and not quoted and not is_fact(parts[0]):
            kicker = kicker or _AD.sub("", parts.pop())
        parts += said.texts
        mood += said.mood
        colors += said.colors
    if passed and (not parts or is_fact(parts[0])):
        parts = [*passed, *parts]
    if parts and not quoted and WHEN.fullmatch(parts[0]):  # what it is stands above when it is
        is_day = not any(letter.isdecimal() for letter in parts[0])
        if kicker is not None:
            parts, kicker = [kicker, *parts], None
        elif not is_day:
            named = next((part for part in parts if not is_fact(part)), parts[0])
            parts.remove(named)
            parts.insert(0, named)
    if (
        len(parts) > 1
        and not quoted
        and parts[0].lower().rstrip(" !:") == "save the date"
        and _PAIR.match(parts[1])
    ):
        kicker = parts.pop(0)
    if kicker is not None and parts and not quoted and CALL.match(parts[0]):  # who it is, not what to do
        parts, kicker = [kicker, *parts], None
    if is_kind_alone and len(parts) > 1 and not quoted and kicker is None and _is_title(parts[1]):
        kicker = parts.pop(0)
    invite = _INVITE.match(parts[0]) if len(parts) > 1 and not quoted and kicker is None else None
    if invite is not None and TURNS.match(parts[1]):
        kicker, parts = invite["what"], parts[1:]
    elif invite is not None and _PAIR.match(parts[1]):
        kicker = parts.pop(0)
    elif invite is not None and " " in invite["what"]:
        parts[0] = invite["what"]
    if format_ is None and parts and not quoted:
        parts[0] = _AD.sub("", parts[0])
    holder = _HOLDER.match(parts[0]) if format_ == "business-card" and parts and not quoted else None
    if holder is not None:
        parts[:1] = [holder["name"], holder["work"]]
    if sum(parted(part) is not None for part in parts) > 1:  # parts of a menu
        parts = [one for part in parts for one in (parted(part) or (part,))]
    texts = [
        BriefText(role=_role_of(_fitting(text), first=not i), text=text) for i, text in enumerate(quoted)
    ]
    if awarded is not None:
        texts = _awarded_to(awarded, deeds, texts)
    is_list = sum(bool(PRICED.search(part)) for part in parts) >= LIST
    amounts = [part for part in parts if amount_and_name(part)]
    rows = [part for part in parts if _is_row(part)]
    for part in parts:
        role = _role_of(_fitting(part), first=not texts)
        if role == "subheading" and (
            (is_list and PRICED.search(part))
            or (part in amounts and len(amounts) >= LEAST_AMOUNTS)
            or (part in rows and len(rows) >= LIST)
        ):
            role = "label"
        elif role == "label" and kicker is None and COUNTED.match(part) and _has_things(part, parts):
            kicker = part
            continue
        texts.append(BriefText(role=role, text=part if ADDRESS.match(part) else _capital(part)))
    if kicker is not None and texts and not texts[0].text.lower().startswith(kicker.lower()):
        texts.insert(0, BriefText(role="label", text=_capital(kicker)))
    if len(texts) > MAX_TEXTS:
        raise InputError(
            f"the prompt has {len(texts)} texts; at most {MAX_TEXTS} fit a design: leave some out."
        )
    named = [*(style_of(word) for word in mood), _only_shade(colors)]
    named += ["elegant"] if any(is_kind(word, "formal") for word in outside.split()) and not mood else []
    styles = tuple(dict.fromkeys(style for style in named if style is not None))
    calm = len({plain(word) for word in mood if is_kind(word, "calm")})
    lively = len({plain(word) for word in mood if is_kind(word, "lively")})
    tone = 0.5 + 0.3 * (lively - calm) / (lively + calm) if lively + calm else None
    scores = goal_scores([(prompt, 1.5)])
    scores["sale"] += _TOLD if DISCOUNT.search(prompt) else 0.0
    scores["quote"] += _TOLD if _QUOTATION.search(outside) else 0.0
    scores["recruitment"] += _TOLD if hires else 0.0
    for name in _NAMED_GOALS & {plain(word) for word in outside.split()}:
        scores[name] += _TOLD
    goal = max(scores, key=lambda name: scores[name]) if max(scores.values()) > 0 else None
    if goal is None and any(WHEN.fullmatch(text.text) or is_on_day(_small(text.text)) for text in texts):
        goal = "event"
    return {
        "goal": goal,
        "formats": (format_ or "poster",),
        "tone": tone,
        "styles": styles,
        "theme": " ".join(prompt.split())[:400],
        "texts": [text.model_dump() | {"text": text.text.replace(JOINED, " ")} for text in texts],
        "brand": {"palette": () if _only_shade(colors) else tuple(dict.fromkeys(colors))[:_MAX_COLORS]},
    }


def _awarded_to(awarded: re.Match[str], deeds: Sequence[str], texts: Sequence[BriefText]) -> list[BriefText]:
    """The texts of a certificate: what it is, whose it is and what for, which the first text names."""
    return [
        BriefText(role="label", text=_capital(awarded["what"])),
        BriefText(role="headline", text=awarded["who"]),
        *(BriefText(role="subheading", text=_capital(deed.strip(TITLED + " "))) for deed in deeds),
        texts[0].model_copy(update={"role": "subheading"}),
        *texts[1:],
    ]


def _has_things(counted: str, parts: Sequence[str]) -> bool:
    """Whether as many things follow as are counted."""
    after = parts[parts.index(counted) + 1 :]
    number = counted.split()[0]
    return not number.isdecimal() or sum(len(part.split(", ")) for part in after) >= int(number)


def _is_title(part: str) -> bool:
    """Whether a part is a name of some words, of no place."""
    words = part.split()
    is_written = len(words) > 1 and words[0][:1].isupper() and words[1][:1].isupper()
    return is_written and not (is_fact(part) or VENUE.search(part))


def _is_row(part: str) -> bool:
    """Whether a part is of a timetable: a moment, and what is then."""
    return ROW.match(part) is not None or is_dated(part)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _only_shade(colors: Sequence[str]) -> str | None:
    """The style that black or white alone means."""
    return {("#141414",): "dark", ("#ffffff",): "light"}.get(tuple(colors))
