"""A prompt cut into its parts, and the format that it asks for."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Sequence

import numpy as np

from jaxdesign.brief.amounts import amount_and_name
from jaxdesign.brief.cards import card_of
from jaxdesign.brief.lexicon import formats_by_word, is_general, is_kind, is_look, is_mood
from jaxdesign.brief.phrases import (
    BREAK,
    CALL,
    COUNTED,
    DATE,
    LEAD,
    OPENING,
    ORDER,
    OURS,
    PHASE,
    PRICED,
    ROW,
    WEEKDAY,
    is_dated,
    is_fact,
)
from jaxdesign.brief.prices import name_and_price
from jaxdesign.design.formats import ALIASES, FORMATS, canvas_for
from jaxdesign.errors import InputError

FORMAT = "\x00"
"""Stands in a prompt where it named a format."""
TITLED = "\x01"
"""Stands in a prompt where a quoted text ends a part."""
_UNITS = r"px|pixels|mm|cm|centimet(?:er|re)s?|inch(?:es)?|in(?=\s*(?:[,.;:)]|$))"
_BY = r"\d+(?:\.\d+)?\s?[xX×]\s?\d+(?:\.\d+)?"
_PIXELS = r"(?:\d{3,5}\s?[xX×]\s?\d{2,5}|\d{2,5}\s?[xX×]\s?\d{3,5})(?:\s?px)?"
_LENGTHS = rf"(?:{_BY}\s?(?:{_UNITS})|{_PIXELS})(?!\w)"
_SIZED = re.compile(
    rf"(?i:{FORMAT}\s*,?\s*(?:of\s|in\s)?\(?(?P<after>{_LENGTHS})\)?\.?(?!\w)"
    rf"|(?<!\S)(?P<before>{_LENGTHS})\s*{FORMAT})"
)
"""A size beside the format that it is of."""
_SIZE = re.compile(
    rf"(?i:(?:^|(?<=[,;.]))\s*(?:(?:poster|flyer|banner|card|format|size|plakat|affiche|cartel)\s)?"
    rf"\(?(?P<after>{_LENGTHS})\)?\s*(?=[,;.:]|$)(?P<before>))"
)
"""One that is a part of its own, where no format is named."""
_WRITTEN_OUT = re.compile(r"pixels|centimet(?:er|re)s?|inch(?:es)?")
_SHORT = {"p": "px", "c": "cm", "i": "in"}
_PAPER = re.compile(
    r"(?i)\b(?P<size>A[0-6])\s(?P<between>(?:[^\W\d_]+\s){1,3})(?P<kind>poster|flyer|document)\b"
)
"""A paper size, what the design is for, and the format."""
_UPRIGHT = frozenset({"portrait", "hochformat", "vertical"})
_WAY = (
    r"landscape|horizontal|querformat|quer|paysage|apaisado|orizzontale|liggend|portrait|hochformat|vertical"
)
_TURNED = re.compile(
    rf"(?i:(?:^|(?<=[\s,.;(]))(?P<before>{_WAY})[\s,]+{FORMAT}"
    rf"|{FORMAT}[\s,(]+(?:in )?(?P<after>{_WAY})"
    r"(?: (?:format|orientation|mode|plakat|poster|flyer|affiche))?\)?"
    r"(?=\s*(?:$|[,.:;])|\s(?:for|of|with|für|pour|para|per|voor)\s))"
)
"""How a format is turned, beside it."""
_TURNED_ALONE = re.compile(
    rf"(?i:(?:^|(?<=[,.;]))\s*(?:in )?(?P<after>{_WAY})(?: (?:format|orientation|mode))?(?P<before>)"
    r"\s*(?=$|[,.;]))"
)
"""The same where no format is named."""
_FOR = re.compile(r"(?:for|für|pour|para|per|voor)\s", re.IGNORECASE)
_CARRIERS = frozenset({"banner", "slide"})
"""Names of formats that nothing else is called by where they end what a design is for."""
OFFERS = re.compile(r"(?:up to|bis zu|jusqu['’]à|hasta|fino al?|tot)\s\d|[-–]?\d{1,2}\s?%", re.IGNORECASE)
"""How an offer begins."""
_COMMON = frozenset(
    {"story", "square", "letter", "pin", "card", "document", "slide", "banner", "cover", "email", "sign"}
    | {"thumbnail", "cover art", "album cover art", "blog header", "logo slide", "deck cover"}
    | {"book cover", "album cover", "podcast cover", "recipe card", "social card"}
)
"""Names of formats that are words of every day: those alone in their part, or before what they are for."""
_TITLED_SO = re.compile(r"\S\s+(?:The|Die|Das|Der|La|Le|Il|El|De|Het)\s$|\bhow to\s\w+\s(?:an?|the|your)\s$")
"""Articles of a title, and what is to be learned, before what is no format there."""
_SAYS = re.compile(r"(?:(?:that|which) (?:says|reads)|saying|reading)\s", re.IGNORECASE)
_STORY_OF = re.compile(
    r"\b(?:festival|sale|event|party|opening|concert|offer|launch|menu|announcement|promo|workshop|class|"
    r"conference|exhibition|show|night|week|fair|market|meetup|webinar)$"
)
"""What the story before which it stands is no tale of."""
HIRING = re.compile(
    r"^(?P<what>(?:we(?:['’]re| are) )?(?:now )?hiring|vacancy|job offer|stellenangebot|wir suchen"
    r"|wir stellen ein|(?:on|nous) recrut(?:e|ons)|se busca|buscamos|cercasi|cerchiamo|vacature|gezocht"
    r"|vi söker)\s?[:!]\s*(?P<who>[^\W\d]\S*(?:\s\S+){0,4})$",
    re.IGNORECASE,
)
"""Words of those who look for somebody, and whom they look for."""
_NAMES_OF = re.compile(
    r"(?i)^(?:(?:with\s)?(?:(?:two|three|four|five|six|\d)\s)?(?:line-?up|djs?|speakers?|acts?|guests?|bands?|artists?|"
    r"cast):|(?:featuring|feat\.?|ft\.?|starring):?)"
    r"\s+(?-i:(?=[A-ZÀ-Ž]))"
)
"""Words after which names stand."""
VENUE = re.compile(
    r"(?i)\d|\b(?:club|hotel|hall|theat(?:er|re)|park|library|institute?|salle|saal|haus|house|museum|studio|bar|cafe|café|"
    r"church|kirche|square|platz|arena|stadi\w+|cent(?:er|re)|zentrum|school|university|garden|\w*halle|tickets?|eintritt|"
    r"entr\w+|free)\b|^(?:berlin|hamburg|münchen|munich|köln|wien|vienna|zürich|basel|london|paris|lyon|madrid|barcelona|"
    r"rome|roma|milano?|lisbon|lisboa|amsterdam|copenhagen|stockholm|oslo|new york|los angeles|chicago)$"
)
"""What stands after names and is none: places, numbers, tickets."""
_NAME_WORDS = 4
SOUGHT = re.compile(
    r"\b(?:lost|missing|found|stolen|vermisst|entlaufen|gesucht|gefunden|perdue?|trouvée?|perdid[oa]|smarrit[oa]|"
    r"vermist|gevonden|saknas|bortsprungen)e?r?s?\s"
    r"(?:cats?|dogs?|pets?|birds?|parrots?|rabbits?|kitten|puppy|tortoise|keys?|wallet|phone|bags?|bikes?|bicycle|"
    r"katze|kater|hund|vogel|chat|chien|gat[oa]|perr[oa]|gatt[oa]|cane|hond|kat|katt)\b",
    re.IGNORECASE,
)
"""Words whose own are the headline, before the name of who is looked for."""
TOPIC = re.compile(r"^(?P<what>[^:]{3,40}):\s+(?P<who>\S.*)$")
_COUNTS_THINGS = COUNTED.pattern.removeprefix("^").removesuffix("$")
_LISTED = re.compile(
    rf"^(?P<topic>[^:]{{3,40}}:\s+)?(?P<counted>(?:[^:,]{{0,30}}{FORMAT}\s)?{_COUNTS_THINGS}"
    r"(?:\s(?:to|for|of|why|about|um|für|gegen|pour|para|per|voor)\s[^,:]{3,50})?):\s+(?P<first>\S.*)$",
    re.IGNORECASE,
)
"""What a list is about, how many things it has, and the first of them."""
_EXCLAIMED = re.compile(r"(?P<said>[^!?]*[^\W\d_]{2}\s?[!?]+)\s+(?P<rest>\w.*)", re.DOTALL)
_SENTENCE = 2
"""Least words of an exclamation that stands alone."""
_ITEM_WORDS, LIST, _PHRASE = 3, 3, 2.0
"""Words of one thing of a list, how many make a list, and words from which on average they are phrases."""


def format_of(words: str) -> tuple[str | None, str]:
    """The format that the words name, or the size that they give, and the words with a mark in its place."""
    name, rest = _named_format(words)
    sized = (None if name is None else _SIZED.search(rest)) or _SIZE.search(rest)
    if sized is not None:
        written = "".join((sized["after"] or sized["before"]).split()).lower()
        size = _WRITTEN_OUT.sub(lambda unit: _SHORT[unit[0][0]], written)
        with contextlib.suppress(InputError):  # what is no size of a canvas may be words
            sides = _sides(size)
            is_named = name is not None and np.allclose(_sides(name), sides, atol=1.0)
            name = name if is_named else size
            rest = f"{rest[: sized.start()]}{FORMAT}{rest[sized.end() :]}"
    turned = _TURNED.search(rest) if name is not None else _TURNED_ALONE.search(rest)
    if turned is not None:
        said = (turned["before"] or turned["after"]).lower()
        way = "portrait" if said in _UPRIGHT else "landscape"
        rest = f"{rest[: turned.start()]}{FORMAT}{rest[turned.end() :]}"
        with contextlib.suppress(InputError):  # squares, and free sizes, which say it themselves
            name = canvas_for(f"{name or 'poster'}-{way}").format
    return name, rest


def _sides(name: str) -> tuple[float, float]:
    """Width and height of a format. Raises ``InputError``."""
    canvas = canvas_for(name)
    return canvas.width, canvas.height


def _named_format(words: str) -> tuple[str | None, str]:
    """The first format that the words name, and the words with a mark in its place."""
    names = {name.replace("-", " "): name for name in (*FORMATS, *ALIASES)}
    turned = {" ".join(reversed(name.split("-"))): name for name in FORMATS if name.count("-") == 1}
    names = turned | formats_by_word() | names
    sized = _PAPER.search(words)
    if sized is not None and (name := f"{sized['kind']}-{sized['size']}".lower()) in FORMATS:
        return name, f"{words[: sized.start()]}{sized['between']}{FORMAT}{words[sized.end() :]}"
    card = card_of(words, FORMAT, beside_quotes=TITLED in words)
    if card is not None:
        return "flyer-a6", card
    formats: list[tuple[int, re.Match[str], str]] = []
    for spoken in sorted(names, key=len, reverse=True):
        pattern = r"[\s-]".join(map(re.escape, spoken.split()))
        found = re.search(rf"(?<!\w){pattern}s?(?!\w)", words, re.IGNORECASE)
        if found and _TITLED_SO.search(words[: found.start()]):
            continue
        if found and (spoken not in _COMMON or _is_format(words, found)):
            formats.append((found.start(), found, names[spoken]))
    if not formats:
        return None, words
    _, found, name = min(formats, key=lambda one: one[0])  # of those at one place the longest came first
    return name, f"{words[: found.start()]}{FORMAT}{words[found.end() :]}"


def _is_format(words: str, found: re.Match[str]) -> bool:
    """Whether a word of every day stands where a format is named."""
    before = BREAK.split(words[: found.start()])[-1].strip()
    after = BREAK.split(words[found.end() :])[0].strip(" ." + TITLED)
    rest = LEAD.sub("", ORDER.sub("", before.lower() + " ")).split()
    is_carrier = found[0] in _CARRIERS or (found[0] == "story" and _STORY_OF.search(before) is not None)
    if (
        is_carrier
        and rest
        and (not after or after.startswith(":") or _FOR.match(after) or OFFERS.match(after))
    ):
        return not OURS.search(before)
    is_asked = all(is_mood(word) for word in rest) and not OURS.search(before)
    return is_asked and (not after or bool(LEAD.match(after + " ") or _SAYS.match(after)))


def parts_of(prompt: str, *, beside_quotes: bool) -> list[str]:
    """The parts of a prompt without quotes, those of a list of things as one; motifs alone are left out.

    A list is three short parts or more, in small letters, none of them a look or a fact. What stands before a
    colon and a list, or prices, is a part of its own.
    """
    bare = [_stripped(part) for piece in BREAK.split(prompt) for part in _sentences(piece)]
    if bare[1:] and bare[1] == TITLED:  # a comma stands between what a quote is the name of and the quote
        bare[:2] = [f"{bare[0]} {TITLED}"]
    look, marked, said = bare[0].partition(f"{FORMAT}:") if bare else ("", "", "")
    if marked and all(map(is_general, look.split())):  # of what the format is
        bare[0] = f"{look}{FORMAT} {said.strip()}"
    bare = [one for part in bare for one in _without_look(part)]
    kind = TOPIC.match(bare[0]) if bare else None
    if kind is not None and all(map(_is_plain_kind, kind["what"].split())):
        bare[0] = kind["who"]
    bare = _with_names(_dated([part for part in bare if part.strip(TITLED + " ")]))
    listed = 0
    for number, part in enumerate(bare[:2]):
        counted = _LISTED.match(part)
        if counted is not None and len(bare) > number + 1:
            bare[number : number + 1] = [one.strip() for one in counted.groups() if one]
            break
        further = bare[number + 1 :]
        seeks_several = len(further) >= LIST - 1 and all(map(_is_item, further))
        topic = None if HIRING.match(part) and not seeks_several else TOPIC.match(part)
        first, following = ("", []) if topic is None else (topic["who"], further[:1])
        if topic is not None and (
            SOUGHT.search(topic["what"])
            or ROW.match(first)
            or OPENING.match(first)
            or PRICED.search(first)
            or (following and amount_and_name(first) and amount_and_name(following[0]))
            or (following and PHASE.match(first) and PHASE.match(following[0]))
            or (following and is_dated(first) and is_dated(following[0]))
            or (following and ": " in first and ": " in following[0])
            or _COUNTS.match(topic["what"].split(FORMAT)[-1].strip())
            or (following and _are_listed(first, following[0]))
            or _are_named(topic["what"], [first, *further])
        ):
            what = topic["what"].strip()
            is_told = not what.endswith(FORMAT) or not all(map(is_general, what[: -len(FORMAT)].split()))
            bare[number : number + 1] = [what, first] if is_told else [f"{FORMAT} {first}"]
            listed = number + 1 if is_told else 0  # where the first of the list stands
            break
    runs: list[list[str]] = []
    leading = max(0 if beside_quotes else 1, listed)
    for number, part in enumerate(bare):
        if number > leading and _is_item(part) and _is_item(runs[-1][-1]):
            runs[-1].append(part)
        else:
            runs.append([part])
    told = [run for number, run in enumerate(runs) if number < leading or not _is_motif(run)]
    return [part for run in told for part in ([", ".join(run)] if _is_one(run) else run)]


def _without_look(part: str) -> list[str]:
    """A part, and the looks after a number and a point that it ends in: ``London N7. Minimal``."""
    ends = _LOOK_AT_END.match(part)
    return [part] if ends is None or not is_look(ends["look"].split()) else [ends["said"], ends["look"]]


def _is_plain_kind(word: str) -> bool:
    """Whether a word only says what sort of design follows; that it invites is worth telling."""
    return is_kind(word, "design", "whose") and not is_kind(word, "invites")


def _stripped(part: str) -> str:
    """A part without what stands around it; a day of the month keeps its point, as in ``31.12.``."""
    bare = part.strip(' ."“”„«»')
    return f"{bare}." if re.search(r"(?<![\d.])\d{1,2}\.\d{1,2}$", bare) and f"{bare}." in part else bare


def _sentences(piece: str) -> list[str]:
    """A piece cut after its exclamations and questions; names such as ``Oh! Calcutta`` stay whole."""
    found = []
    while not HIRING.match(piece.strip()):
        ends = _EXCLAIMED.match(piece)
        is_name = ends is None or (
            len(ends["said"].split(":")[-1].split()) < _SENTENCE and not CALL.match(ends["rest"])
        )
        if ends is None or is_name:
            break
        found.append(ends["said"])
        piece = ends["rest"]
    return [*found, piece]


def _is_one(run: Sequence[str]) -> bool:
    """Whether the things of a list are set as one text, as words are; phrases stand for themselves."""
    words = [len(part.split()) for part in run]
    return len(run) >= LIST and sum(words) < _PHRASE * len(words)


def _dated(bare: Sequence[str]) -> list[str]:
    """Parts, a day of the week and the date after it as one."""
    out: list[str] = []
    for part in bare:
        if out and WEEKDAY.fullmatch(out[-1]) and DATE.match(part):
            out[-1] = f"{out[-1]}, {part}"
        else:
            out.append(part)
    return out


_OF_PEOPLE = re.compile(r"(?:\S+\s)?(?:speakers?|guests?|panell?ists|hosts)\b", re.IGNORECASE)
_OF_SOMETHING = re.compile(r"\s(?:of|for|and|the|der|des|für|et|und|y)\s")
"""What names of works and bands may have, and those of people do not."""


def _with_names(bare: Sequence[str]) -> list[str]:
    """Parts, the names after a word such as ``line-up`` or ``featuring`` with it as one."""
    out: list[str] = []
    naming = False
    for part in bare:
        naming = naming and _is_name(part) and not (_OF_PEOPLE.match(out[-1]) and _OF_SOMETHING.search(part))
        if naming:
            out[-1] = f"{out[-1]}, {part}"
        else:
            out.append(part)
            naming = bool(_NAMES_OF.match(part)) and not is_fact(part)
    return out


def _is_name(part: str) -> bool:
    words = part.split()
    told = is_fact(part) or FORMAT in part or TITLED in part or ":" in part or VENUE.search(part)
    return not told and len(words) <= _NAME_WORDS and part[:1].isupper()


def _are_listed(first: str, second: str) -> bool:
    """Whether two parts are things of one list, or rows of a price list."""
    return all(map(_is_item, (first, second))) or all(map(name_and_price, (first, second)))


_LOOK_AT_END = re.compile(r"(?P<said>.*\d)\.\s+(?P<look>\S.*)$", re.DOTALL)
_COUNTS = re.compile(COUNTED.pattern.removesuffix("$") + r"\b", re.IGNORECASE)
"""How a topic begins that counts what follows."""
_SEVERAL = re.compile(
    r"\b(?:what|where|our|my|unsere?|nos|nuestr[oa]s|onze)\s|(?<!word)(?<![\Ws])s$|(?:kurse|themen|sorten|fächer)$",
    re.IGNORECASE,
)
"""A topic that is of several things."""


def _are_named(topic: str, parts: Sequence[str]) -> bool:
    """Whether single words written large are a list of what a topic has: four, or three of several things."""
    single = list(itertools.takewhile(lambda part: part.isalpha() and part[0].isupper(), parts))
    return len(single) > LIST or (len(single) == LIST and _SEVERAL.search(topic) is not None)


def _is_motif(run: Sequence[str]) -> bool:
    return all(_is_item(part) and all(is_kind(word, "motif") for word in part.split()) for part in run)


def _is_item(part: str) -> bool:
    words = part.split()
    is_short = len(words) <= _ITEM_WORDS and part.islower() and not any(map(str.isdecimal, part))
    told = is_mood(words[-1]) or is_kind(words[-1], "color", "describes")
    told = told or COUNTED.match(part) is not None
    return is_short and not told and not (is_fact(part) or FORMAT in part or TITLED in part)
