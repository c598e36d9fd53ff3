"""Prompts as they are spoken: what only asks for a design is taken out, and clauses become parts."""

from __future__ import annotations

import re

from jaxdesign.brief.amounts import amount_and_name
from jaxdesign.brief.lexicon import JOINED, is_kind
from jaxdesign.brief.parts import TITLED, format_of
from jaxdesign.brief.phrases import NAMED, PRICED, WHEN
from jaxdesign.brief.prices import LEAST_ROWS

_A = (
    r"(?=(?:an?|the|my|our|one|some|eine?n?|unser\w*|mein\w*|une?|una|uno|een|en|ett|notre|mon|mi|nuestr[oa])"
    r"\s)"
)
_REQUEST = re.compile(
    r"^\s*(?:(?:hi|hello|hey)\b[,!]?\s+)?(?:please\s+)?(?:"
    r"(?:(?:can|could|would|will) (?:you|u) (?:please )?"
    r"|i(?:['’]d| would) (?:like|love) (?:you )?(?:to )?(?:please )?)?"
    r"(?:make|create|design|draw|build|generate|give|do|get)\s+(?:(?:me|us)\s+)?"
    r"|(?:i|we)(?:['’]d| would) (?:like|love) (?:to have )?"
    r"|(?:kannst du|könntest du|können sie|könnten sie)\s+(?:mir\s+|uns\s+)?(?:bitte\s+)?"
    r"|bitte\s+(?:(?:erstell|mach|gestalt)e?\s+)?(?:mir\s+|uns\s+)?"
    r"|(?:erstell|mach|gestalt)e?\s+(?:mir\s+|uns\s+)?(?:bitte\s+)?"
    r"|(?:(?:fais|faites|crée|créez|dessine)(?:-moi|-nous)?|hazme|haz|crea|créame|diseña|fammi|creami|disegna"
    rf"|maak(?: me)?|gör)\s+){_A}",
    re.IGNORECASE,
)
"""How an order begins that is spoken to somebody."""
_ASKS = re.compile(
    r"^\s*(?:(?:hi|hello|hey)\b[,!]?\s+)?(?:please\s+)?(?:can|could|would|will) (?:you|u)\b"
    r"|^\s*(?:kannst|könntest|können|könnten) (?:du|sie)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"(?:\s+(?:machen|erstellen|gestalten|entwerfen))?\?(?=\s+[^\W_a-zß-ÿ]|\s*$)")
"""Where such a question is over; words in small letters go on with it."""
_TELL = re.compile(
    r"^\s*(?:announce|say"
    r"|(?:tell|inform|remind|let) (?:people|everyone|everybody|customers|guests|them|us)(?: know)?)"
    r"\s+that\s+",
    re.IGNORECASE,
)
"""How a message begins that is to be told."""
_CARRIER = r"(?:post|poster|flyer|leaflet|story|banner|slide|card|sign|ad|invitation|thumbnail|newsletter)"
_SPOKEN = (
    (re.compile(rf"^\s*(?:i )?need\s+(?=[^,.:?]*\b{_CARRIER}\b)", re.IGNORECASE), ""),
    (re.compile(rf"(?P<made>\b{_CARRIER}\s)4 (?=(?:my|our|the|an?)\s)", re.IGNORECASE), r"\g<made>for "),
    (
        re.compile(rf"(?P<asked>\b{_CARRIER}\b[^,.:?!]*?),?\s+please(?=\s*(?:[.!?]|$))", re.IGNORECASE),
        r"\g<asked>",
    ),
    (re.compile(r"\s+with the (?:slogan|text|headline|title|words|message|tagline)\s+(?=[A-ZÀ-Ž])"), ": "),
    (re.compile(rf"\s+with the (?:slogan|text|headline|title|words|message|tagline)(?=\s*{TITLED})"), ""),
    (re.compile(rf"(?<={TITLED} ,)\s+(?:is|are)\s+"), " "),
)
"""Ways to say things, and what they come to."""
_SLASH = re.compile(r"\s+/\s+")
_SOME = re.compile(
    r"^\s*(?P<made>(?:please\s+)?(?:make|create|design|generate)\s+(?:(?:me|us)\s+)?)"
    r"(?:\d{1,2}|two|three|four|five|some)\s"
    rf"(?=[^,.:;!?]*\b{_CARRIER}s\b)",
    re.IGNORECASE,
)
"""An order of several designs, which are made with ``--count``."""
_CLAUSE = re.compile(rf"[,.;:!?{TITLED}]")
_STYLE = re.compile(
    r"\b(?:art (?:nouveau|deco)|pop art|swiss style|(?:forest|racing|pine) green"
    r"|(?:sky|baby|powder|royal|midnight) blue|(?:blush|dusty|pastel|hot|neon) pink|dusty rose"
    r"|burnt orange)\b"
)
"""Styles and colours of two words."""
_ITS = re.compile(
    r"(?<=[.!?,;]\s)(?:it|this|that|they)(?:['’](?:s|re)| is| are| will be)\s+(?:held\s+)?(?:on\s+)*",
    re.IGNORECASE,
)
"""What stands before when and where, in a sentence of its own."""
_THERE = re.compile(
    r"(?:at|in)\s+(?:(?:the|our)\s+)?(?-i:[\dA-ZÀ-Ž])"
    r"|(?:at|in)\s+(?:the|our)\s+(?:\w+\s)?"
    r"(?:hall|room|park|school|church|library|garden|square|club|cent(?:er|re)|cafe|café"
    r"|bar|studio|theat(?:er|re)|museum|house|office|barn|gym|yard|street|market)\b",
    re.IGNORECASE,
)
"""How a place begins that follows."""
_PURPOSE = re.compile(
    rf"^(?P<made>(?:(?!\b(?:the|this|that|is an?)\s+{_CARRIER}\b)[^:.!?])*?\b{_CARRIER}\s)"
    r"(?:(?:announcing|promoting|advertising|celebrating|introducing|presenting)(?P<that>\s+that)?"
    r"|that\s+(?:announces|promotes|advertises|celebrates|is about)"
    r"|to\s+(?:recruit|find|attract|promote|advertise|announce|celebrate|sell"
    r"|raise awareness (?:of|for|about)|tell (?:people|everyone) about"
    r"|invite (?:people|everyone|neighbou?rs|friends) to))\s+(?=\S)",
    re.IGNORECASE,
)
"""What a design is for, after its format."""
_OWNER = re.compile(
    rf"(?P<made>\b{_CARRIER}\s+(?:for|about))\s+(?P<whose>my|our)\s+(?P<owner>[a-z]+(?P<of>['’]s))\s+"
    r"(?=(?P<new>new|first|latest|annual|own|big|next)?)",
    re.IGNORECASE,
)
"""Whose something is that the design is for."""
_HOUSES = frozenset(
    {"school", "club", "church", "company", "town", "city", "village", "office", "university"}
)
"""Owners that are no persons."""
_FOR_DEED = re.compile(
    r"(?P<given>\b(?:awarded|presented|given|granted)\sto\s[^\W\d_a-zß-ÿ][^\s,;]*(?:\s[^\W\d_a-zß-ÿ][^\s,;]*){1,3})"
    r"\s(?=(?:for|in recognition of)\s)"
)
"""Who is awarded something, before what for."""
_DASH = re.compile(r"\s+[-–—]\s+")
_NUMBERED = re.compile(r"(?:^|(?<=\s))(?P<number>\d)[.)]\s+(?=[^\W\d_])")
_LEAST_NUMBERED = 3
_HAVING = re.compile(
    r"^(?P<what>[^:,]{3,60}?)\s+(?:with|mit|avec|con|met)\s+(?P<counted>(?:two|three|four|five|six|\d)\s"
    r"(?:[^\W\d_]+\s){0,2}(?!words|lines)[^\W\d_]+):\s+(?=\S)",
    re.IGNORECASE,
)
"""What has so many of something that follow."""
_JOINS = re.compile(r"(?:\d|[ap]m|uhr|h)$", re.IGNORECASE)


def plainly(words: str) -> str:
    """A prompt without quotes as parts between commas, without what only asks for it."""
    words = _SOME.sub(r"\g<made>a ", words, count=1)
    request = _REQUEST.match(words)
    if request is not None and _names_design(words[request.end() :]):
        asks = _ASKS.match(words) is not None
        words = words[request.end() :]
        if asks:  # the question is over where what is wanted has been said
            words = _ASKED.sub(";", words, count=1)
    words = _TELL.sub("", words, count=1)
    for spoken, written in _SPOKEN:
        words = spoken.sub(written, words)
    rows = _SLASH.split(words)
    if len(rows) >= LEAST_ROWS and all(map(PRICED.search, rows)):
        words = ", ".join(rows)
    words = _STYLE.sub(lambda found: found[0].replace(" ", JOINED), words)
    words = _ITS.sub(_apart, words)
    words = _PURPOSE.sub(lambda found: found["made"] + (": " if found["that"] else "for "), words, count=1)
    words = _FOR_DEED.sub(r"\g<given>, ", words, count=1)
    words = _OWNER.sub(_owned, words)
    words = _HAVING.sub(_counted, words, count=1)
    return _numbered(_undashed(words))


def _names_design(words: str) -> bool:
    """Whether the clause that words begin with names a format or another kind of design."""
    clause = _CLAUSE.split(words, maxsplit=1)[0]
    return format_of(clause)[0] is not None or any(is_kind(word, "design") for word in clause.lower().split())


def _apart(found: re.Match[str]) -> str:
    """A break before when and where; other words stay."""
    rest = found.string[found.end() :]
    return "; " if WHEN.match(rest) or _THERE.match(rest) else found[0]


def _owned(found: re.Match[str]) -> str:
    owner = found["owner"].removesuffix(found["of"])
    if is_kind(owner, "kin"):
        return f"{found['made']} {found['whose']} "
    named = owner if owner in _HOUSES else found["owner"]  # "school bake sale", but "children's choir"
    return f"{found['made']} {'our' if found['new'] else named} "


def _counted(found: re.Match[str]) -> str:
    if NAMED.search(found["counted"]):
        return f"{found['what']}, {found['counted']}: "
    return f"{found['what']}, {found['counted'].capitalize()}, "  # no thing of the list


def _undashed(words: str) -> str:
    """Dashes between parts as commas; those of ranges, of rows of a list, and between names stay."""
    clauses = re.split(r"([;,\n]+)", words)
    cut = {i: _DASH.split(clauses[i]) for i in range(0, len(clauses), 2)}
    dashed = {i: pieces for i, pieces in cut.items() if len(pieces) > 1 and all(map(str.strip, pieces))}
    is_pairs = len(dashed) > 1 and all(len(pieces) == 2 for pieces in dashed.values())
    if is_pairs and not any(WHEN.match(piece) for pieces in dashed.values() for piece in pieces):
        return words  # pairs of a list
    for i, pieces in dashed.items():
        if _part_ways(clauses[i], pieces):
            is_kind = i == 0 and pieces[0].strip().islower() and pieces[1][:1].isupper()
            clauses[i] = f"{pieces[0]}{': ' if is_kind else ', '}{', '.join(pieces[1:])}"
    return "".join(clauses)


def _part_ways(clause: str, pieces: list[str]) -> bool:
    said = clause.split(":")[-1].strip()
    if WHEN.fullmatch(said) or amount_and_name(said):
        return False
    if len(pieces) > 2:
        return not all(map(_NAME.fullmatch, _DASH.split(said)))
    one, other = _DASH.split(said)[0], pieces[1]
    if PRICED.search(other):
        return False
    joins = _JOINS.search(one) is not None and other[:1].isdigit()
    return not (joins or (_NAME_AT_END.search(one) is not None and _NAME.fullmatch(other) is not None))


_NAME = re.compile(r"[^\W\d_a-zß-ÿ]\S*")
_NAME_AT_END = re.compile(r"(?:^|\b[^\W\d_A-ZÀ-Ž]\S*\s)[^\W\d_a-zß-ÿ]\S*$")
"""One word with a capital, at the end or alone: of two such a dash tells a way, as from town to town."""


def _numbered(words: str) -> str:
    """Things that are numbered in their order as parts."""
    found = list(_NUMBERED.finditer(words))
    numbers = [int(one["number"]) for one in found]
    if len(found) < _LEAST_NUMBERED or numbers != list(range(1, len(found) + 1)):
        return words
    pieces = [words[: found[0].start()].rstrip(" ,;")]
    ends = [*(one.start() for one in found[1:]), len(words)]
    pieces += [words[one.start() : end].strip(" ,;.") for one, end in zip(found, ends, strict=True)]
    return "\n".join(piece for piece in pieces if piece)
