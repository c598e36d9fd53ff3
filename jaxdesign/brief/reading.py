"""One part of a prompt read: its texts, what stands above the headline, mood and colours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from jaxdesign.brief.lexicon import (
    colors_of,
    is_color,
    is_general,
    is_kind,
    is_look,
    is_mood,
    plain,
    style_of,
    without_shades,
)
from jaxdesign.brief.parts import FORMAT, HIRING, OFFERS, TITLED, TOPIC
from jaxdesign.brief.phrases import (
    CALL,
    DATE,
    LEAD,
    MONTHS,
    OFFERED,
    ORDER,
    TAKES,
    THERE,
    TIME,
    TURNS,
    UNTIL,
    WHEN,
    WHERE,
    is_fact,
    is_on_day,
)

_SAYS = re.compile(
    r"^(?:that says|which says|saying|says|titled|called|named|with the (?:title|headline|words))\b:?\s*",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?:(?:one |a |the )?(?:title|headline|subtitle|date|time|place|text|quote|slogan|theme|topic)"
    r"|(?:with\s)?(?:the|these|two|three|four|five|\d)\s(?:words|lines))\s*:\s*",
    re.IGNORECASE,
)
_ANNOUNCES = (":", "– ", "- ")
"""What stands between a quoted text and what it announces."""
_NOTICE = re.compile(
    r"^(?:job (?:ad|advert|advertisement|post|posting|offer|description)|stellenanzeige|offre d['’]emploi|"
    r"oferta de (?:empleo|trabajo)|annuncio di lavoro|notice|announcement|"
    r"aushang|hinweis|bekanntmachung|avis|aviso|avviso)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
"""Names of kinds of design before their first words."""
_WITH = re.compile(r"^(with|using|mit|avec|con|com|met|med)\s", re.IGNORECASE)
_THEME = re.compile(r"^(for|about|für|über|pour|para|per|voor)\s")
_FOR_A = re.compile(
    r"^(?:for|für|pour|para|per|voor)\s+(?:an?|the|eine?n?|der|die|das|une?|la|le|una|el|il|een|het|our|my|unser\w*|notre)\s",
    re.IGNORECASE,
)
_FOR_WHAT_KIND = re.compile(r"^(?:for|für|pour|para|per|voor)\s+(?P<who>(?-i:[a-zà-ž]).*)$", re.IGNORECASE)
_FOR_SHOWN = re.compile(
    r"^(?:for|für|pour|para|per|voor)\s(?:\S+\s){0,3}(?:exhibition|show|concert|festival|workshop|lecture|talk|film|play|"
    r"album|book|novel|reading|conference|party|fair|market|sale|course|class|tour|podcast|ausstellung|konzert|lesung|"
    r"vortrag|fest|exposition|spectacle|exposición|concierto|mostra|concerto|tentoonstelling)$",
    re.IGNORECASE,
)
"""Whom a thing is for, where that is something with a name."""
_FOR_NAME = re.compile(
    r"^(?P<what>[^,:]{3,30}?)\s+(?:invitation|invite|announcement|einladung|badge|name tag)\s+"
    r"(?:for|to|für)\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_TURNING = re.compile(
    rf"^(?P<what>[^,:]{{3,30}}?)\s+(?:invitation|invite|einladung|invitación)\s+(?P<who>{TURNS.pattern[1:]}.*)$",
    re.IGNORECASE,
)
_WEDDING_OF = re.compile(
    r"^(?:(?:invitación|invitation|einladung|invito|convite|uitnodiging|zaproszenie)\s"
    r"(?:para|pour|per|voor|a|à|al|alla|zur|zum|au|to)\s)?(?:(?:la|el|il|le|the|de|het)\s)?"
    r"(?P<what>(?:\d{1,3}(?:\.|st|nd|rd|th|º)\s)?(?:wedding|hochzeit|boda|mariage|matrimonio|bruiloft|bröllop|casamento|baptism|taufe|bautizo|baptême|"
    r"birthday|cumpleaños|compleanno|anniversaire|geburtstag|verjaardag))\s(?:of|von|de|di|van|av)\s"
    r"(?P<who>(?-i:[A-ZÀ-Ž])\S*(?:\s(?:(?:and|und|y|et|e|en|och|&)\s)?(?-i:[A-ZÀ-Ž])\S*){0,4}"
    r"(?:\s(?:on|am|le|el|il|op)\s\d.*)?)$",
    re.IGNORECASE,
)
"""A feast, and whose it is."""
AWARDED = re.compile(
    r"^(?P<what>(?:certificate|diploma|award|urkunde|zertifikat|certificat|diplôme|certificado|attestato|diplom)"
    r"(?:\s(?:of|in|de|du|di|della|der|über|van)\s[^,:]{3,40}?)?)\s+(?:(?:is\s)?(?:awarded|presented|given|granted)\s)?(?:for|to|für|pour|para|per|voor)\s+"
    r"(?P<who>(?-i:[A-ZÀ-Ž])\S*(?:\s(?-i:[A-ZÀ-Ž])\S*){1,3})$",
    re.IGNORECASE,
)
"""What somebody is given, and who that is."""
_LIST_OF = re.compile(
    r"^(?P<what>menu(?: board| card)?|(?:drinks|food|lunch|dinner|brunch) menu|"
    r"price list|speisekarte|men[üu]karte|getränkekarte|preisliste|carte|menú|carta|prijslijst|menukaart)\s"
    r"(?:for|of|für|pour|para|per|voor)\s(?:an?|the|our|my|eine?n?|die|das|den|une?|la|le|un|una|el|il|een|het)\s"
    r"(?P<who>[^,:]{3,30})$",
    re.IGNORECASE,
)
"""A list of prices, and whose it is."""
_FOR_WHOM = re.compile(r"^(?:for|für|pour|para|per|voor)\s+(?P<who>[A-ZÀ-Ž]\S*.*)$")
_CALLED = re.compile(
    r"^(?!(?:A|The)\s)(?P<what>[^,:]{3,40}?)(?<!\bso)\s+(?:called|named|namens|genannt|appelée?|nommée?|llamad[oa]|chiamat[oa]|"
    r"genaamd)\s+(?P<who>[A-ZÀ-Ž0-9][^\s:]*(?:\s(?:&|and|of|the|und|et|y|e|de|[A-ZÀ-Ž0-9][^\s:]*)){0,4})$"
)
"""What something is, and its name."""
_NAMED_KIND = re.compile(
    r"^(?:the\s)?(?P<what>play|musical|film|movie|opera|ballet|novel|podcast|band|theaterstück|musicalfilm|pièce|obra)\s"
    r"(?P<who>(?-i:[A-ZÀ-Ž])\S*(?:\s+\S+){0,20})$",
    re.IGNORECASE,
)
"""What kind of work or group something is, and its name."""
_NEVER_SAID = frozenset({"bold", "minimal", "elegant"})
"""Styles whose words before one word are none of its name."""
_BY_NAME = re.compile(
    r"^(?P<what>[a-zà-ž]+(?:\s[a-zà-ž]+){0,3}\s(?:by|with|von|mit|de|di)(?:\s[^\W\d_a-zß-ÿ]\S*){2,3}):\s+(?P<who>\S.*)$"
)
"""What somebody gives, and its name."""
_FOR_THE = re.compile(
    r"^(?P<what>[^,:]{3,30}?)\s+(?:invitation|invite)\s+(?P<who>(?:for|in aid of)\s+(?:the|our|all)\s\S.*)$",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"\s+in\s+(?:(?:very|really)\s)?(?:big|large|huge|giant|bold|white|black|capital|block|neon|gold)\s"
    r"(?:[a-z]+\s)?(?:letters|type|font|text|lettering|capitals)$",
    re.IGNORECASE,
)
"""How words are to be set."""
_WITH_COUNT = re.compile(r"\s+(?:with|mit|avec|con|met)\s+(?=\d)", re.IGNORECASE)
_LONG = 5
_BY_WHOM = re.compile(
    r"^(?:(?:(?:an?|the)\s)?(?:quote|saying|words)\s)?(?:by|from|of|von|de|di|van)\s"
    r"(?P<who>[^\W\d_a-zß-ÿ]\S*(?:\s[^\W\d_a-zß-ÿ]\S*){0,3}):\s+(?P<copy>\S.*)$"
)
"""Whose words they are, and the words."""
_PLAIN_KINDS = frozenset({"band", "podcast"})
"""Those that need not stand above the name."""
_PEOPLE = re.compile(
    r"\s+(?:playing|performing|appearing)\s+(?:live\s+)?(?=at\b)"
    r"|\s+(?=with\s(?:Dr\.|Prof\.|(?-i:[A-ZÀ-Ž])\S*\s(?-i:[A-ZÀ-Ž])\S*$))"
    r"|\s+(?=(?:directed|written|hosted|presented|curated|organi[sz]ed|performed|led|read) by\s"
    r"(?-i:[A-ZÀ-Ž]))",
    re.IGNORECASE,
)
"""Where words of who made a thing begin."""
_TITLE_BY = re.compile(
    r"^(?P<title>(?:The|A|An)\s\S.*?)\s+(?P<author>by(?:\s[^\W\d_a-zß-ÿ]\S*){2,3})$",
)
"""A title and whose work it is."""
_THEMED = re.compile(r"^(?:\d0s|[a-zà-ž-]+)(?:\s[a-zà-ž-]+)?\s(?:theme|themed|aesthetic)$|^in\s.*\sstyle$")
"""What a thing is to look like, in small letters."""
_CLOCKED = re.compile(
    rf"^(?-i:[a-zà-ž])[^\d,]{{3,24}}\s(?:at|um|à|a las|alle|om)\s(?:{TIME.pattern})$",
    re.IGNORECASE,
)
"""What is at what hour, in a few words."""
_HOUR = re.compile(r"(?:[01]?\d|2[0-4])(?:[:.]\d\d)?")
_LASTS = re.compile(
    r"(?:19|20)\d\d$|\d+\s?(?:[°%]|km\b|kg\b|mph\b)"
    r"|\d+\s(?:seconds?|min(?:ute)?s?|hours?|days?|weeks?|months?|years?|steps?|Sekunden|Minuten?|Stunden?|Tagen?"
    r"|Wochen|Monaten?|Jahren?|Schritten|minutos?|horas?|días|heures?|jours|semaines|mois|ans|minuti|ore|giorni)\b",
    re.IGNORECASE,
)
"""Years, and how long something takes: no places."""
_SIGN = re.compile(r"(?<=\bsale)\s+sign(?=\s*:)", re.IGNORECASE)
_HERALD = re.compile(
    r"^(?P<what>save the date(?=:?\s)|grand opening(?=\s(?-i:[A-ZÀ-Ž]))|"
    r"(?:coming soon|now open|grand opening|introducing|workshop|seminar|"
    r"lecture|talk|exhibition|concert|konzert|vortrag|ausstellung|atelier|exposition|taller|exposición|concierto)(?=:)):?"
    r"\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
"""Words that announce the name after them."""
_OCCASION = re.compile(
    r"^(?P<what>[^,:]{0,40}\b(?:invitation|invite|announcement|(?-i:party)|shower|einladung|invitación|invito|uitnodiging))"
    r"\s*:\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"^(?:an?\s|the\s)?(?:quote|quotation|saying|words|zitat|citation|citaat|citazione|cita)\s"
    r"(?:by|from|of|von|de|di|van)\s(?P<who>(?-i:[A-ZÀ-Ž])\S*(?:\s\S+){0,4})$",
    re.IGNORECASE,
)
"""Whose words the quoted ones are."""
_TOPIC_WORDS, _KICKER = 4, 40
"""Most words of a topic, and most letters of what stands above a name."""
_SAYING = re.compile(
    r"(?:^|\s+)(?:(?:it|this|which|that) (?:is )?)?(?:says|reads|saying|reading|titled|entitled|called|named|"
    r"namens|"
    r"with the (?:title|headline|words?|text|slogan|message|line|caption)|"
    r"(?:the )?(?:title|subtitle|headline|text|words?|slogan)|"
    r"mit dem (?:titel|text|slogan)|intitulée?|avec le (?:titre|texte)|titulad[oa]|llamad[oa]|"
    r"con el (?:título|texto)|intitolat[oa]|met de (?:titel|tekst))$",
    re.IGNORECASE,
)
"""How a part ends that only says that a text follows."""
_AT = re.compile(r"^(?:at|bei|beim|chez|im)\s(?:(?:the|der|dem|la|le)\s)?(?P<where>[A-ZÀ-Ž].*)$")
_COLORED = re.compile(r"\s(?:in|en|em)\s(?P<colors>[^,]+?)(?=$|\s(?:for|für|pour|para|per|voor)\s)")
_IN_COLORS = re.compile(
    r"^(?:in|en|em)\s(?P<colors>[^,:]{3,40}?)\s(?:for|für|pour|para|per|voor)\s(?P<rest>\S.*)$"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?[\d ()/.-]{6,}")
_REACHED_BY = re.compile(
    r"\b(?:at|to|via|e-?mail|mail|contact|write|from|for|an|auf|unter|per|bei|über|für|à|a|de|en|por|para|su|per|"
    r"auprès de|naar|op|voor|till|på)\s*:?\s*[(<]?$|:\s*$",
    re.IGNORECASE,
)
"""How words end that belong to the address after them."""
_OR = re.compile(r"\s(?:or|oder|ou|o|of|and|und|et|e|y|en|og|och)\s")
_AROUND = " ,|·•–-()<>"
_FOR_WHAT = re.compile(
    r"\s(?:for|für|pour|para|per|voor|on|in)\s*:?\s*$|\s\(?for (?:instagram|linkedin)\b.*$", re.IGNORECASE
)
_EDGES = re.compile(r"^[\s,:]+|^[\s,:]*[-–]\s+|[\s,:–-]+$")


class Said(NamedTuple):
    """What a part of a prompt holds."""

    texts: tuple[str, ...] = ()
    kicker: str | None = None
    """What stands above the headline."""
    mood: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    is_copy: bool = False
    """Whether the text is what is said, after words for how it is to look."""


def _tells(words: Sequence[str]) -> bool:
    """Whether words tell more than looks."""
    looks = ("describes", "design", "filler", "shape")
    return sum(not (is_mood(word) or is_color(word) or is_kind(word, *looks)) for word in words) > 1


_ALIVE = frozenset({"animals", "cats", "dogs", "birds", "bears", "foxes", "bees", "butterflies"})
"""Motifs that may be there themselves."""


def _shows(words: Sequence[str]) -> bool:
    """Whether words name what is to be seen and nothing else, as ``with balloons and a cat``."""
    shown = [any(one not in _ALIVE and is_kind(one, "motif") for one in (word, f"{word}s")) for word in words]
    others = [word for word, is_shown in zip(words, shown, strict=True) if not is_shown]
    return any(shown) and all(is_look([word]) or is_kind(word, "shape", "filler") for word in others)


def _says_itself(words: Sequence[str]) -> bool:
    """Whether words are a text though one is of a mood, as ``fresh bread daily``."""
    looks = [word for word in words if is_mood(word) or is_kind(word, "color", "describes", "design")]
    return len(words) > 2 and len(looks) == 1 and is_kind(looks[0], "copy")


def read_part(part: str, *, opens: bool, leads: bool, beside_quotes: bool, is_row: bool = False) -> Said:
    """A part without quotes. What ``leads`` is the headline, and loses the words of mood before it.

    If it ``opens`` the prompt, its first word has a capital anyway. What may be a text is one.
    """
    titles, part = part.endswith(TITLED), part.rstrip(" " + TITLED)
    is_ordered = FORMAT in part or bool(ORDER.match(part))
    part, mood, before = _without_format(part)
    part, asked = _after_colors(part) if is_ordered else (part, [])
    part = _LABELLED.sub("", ORDER.sub("", part))
    part = _NOTICE.sub("", part) if opens else part
    said = _said(
        part, mood,
        titles=titles, is_ordered=is_ordered, opens=opens, leads=leads, beside_quotes=beside_quotes,
        is_row=is_row,
    )  # fmt: skip
    return said._replace(colors=(*before, *asked, *said.colors))


def _said(
    part: str,
    mood: list[str],
    *,
    titles: bool,
    is_ordered: bool,
    opens: bool,
    leads: bool,
    beside_quotes: bool,
    is_row: bool,
) -> Said:
    """What a part holds besides the format that it names, and the ``mood`` and colours before that."""
    whose = _ATTRIBUTED.match(part) if beside_quotes else None
    if whose is not None:
        who, worn = _without_colors(whose["who"], at_once=True)
        return Said(texts=(_FOR_WHAT.sub("", who).rstrip(" :"),), mood=tuple(mood), colors=tuple(worn))
    look, _, copy = part.partition(": ")
    looks = look.split()
    is_asked = look.islower() and (is_ordered or not opens)
    if copy and not beside_quotes and is_asked and is_look(looks):
        asked = (*mood, *without_shades(looks))
        return Said(texts=(copy.strip(),), mood=asked, colors=tuple(colors_of(looks)), is_copy=True)
    whose = _BY_WHOM.match(part) if is_ordered and leads else None
    if whose is not None:
        return Said(texts=(whose["copy"], whose["who"].strip()), mood=tuple(mood))
    if _THEMED.match(part):
        return Said(mood=(*mood, *part.split()[:-1]))
    words = part.split()
    colors = colors_of(words)
    is_named = sum(word[:1].isupper() for word in words) > 1 and not part.isupper()
    if is_look(words) and not is_named:
        return Said(mood=(*mood, *without_shades(words)), colors=tuple(colors))
    is_plain = any(is_mood(word) or is_kind(word, "color", "describes") for word in words)
    if _WITH.match(part) and is_plain and not is_named:
        return Said(mood=(*mood, *without_shades(words)), colors=tuple(colors))
    if _WITH.match(part) and part.islower() and _shows(words):
        return Said(mood=(*mood, *words))
    titling = _titling(part, mood) if titles and not is_named and not is_fact(part) else None
    if titling is not None:
        return titling
    is_said = (part.startswith(_ANNOUNCES) and _tells(words)) or _says_itself(words)
    if (
        beside_quotes
        and part.islower()
        and not (is_fact(part) or is_said)
        and (is_plain or _THEME.match(part))
    ):
        return Said(mood=(*mood, *words))
    if is_ordered or _WITH.match(part):
        part = _SAYS.sub("", LEAD.sub("", part))
    text, worn = _without_colors(part, at_once=is_ordered)
    kept = text.split()
    small = opens and len(kept) > 1 and kept[1].islower() and kept[1][0].isalpha()
    while (
        leads
        and len(kept) > 2
        and is_mood(kept[0])
        and (kept[0].islower() or small)
        and not _is_wish(kept)
        and (is_ordered or not is_kind(kept[0], "genre"))
    ):
        mood.append(kept.pop(0))
    if leads and len(kept) == 2 and is_mood(kept[0]) and kept[0].islower():
        mood.append(kept.pop(0) if is_ordered and style_of(kept[0]) in _NEVER_SAID else kept[0])
    text, kicker = " ".join(kept), None
    if leads:
        text, kicker = _occasion(text, is_ordered=is_ordered)
    place = None if leads else _AT.match(text)
    if place is not None:
        text = place["where"]
    is_whole = is_row or not (leads or _CLOCKED.match(text) is None) or (not leads and is_on_day(text))
    if leads:
        text = _LETTERED.sub("", text)
        told = [one for piece in _with_count(text) for one in _with_people(piece)]
        text, *after = [*_topic_and_more(told[0]), *told[1:]]
        kind = _NAMED_KIND.match(text) if kicker is None else None
        if kind is not None:
            text = kind["who"]
            kicker = None if kind["what"].lower() in _PLAIN_KINDS else kind["what"].capitalize()
    else:
        after = []
    texts = [text] if is_whole else _split_facts(text, leads=leads)
    for one in after:
        there = _AT.match(one)
        texts += _split_facts(one if there is None else there["where"])
    return Said(tuple(texts), kicker, tuple(mood), tuple(worn))


def _without_format(part: str) -> tuple[str, list[str], list[str]]:
    """A part without the format that it names, and the words of mood and colours that stood before that."""
    if FORMAT not in part:
        return part, [], []
    before, _, after = part.partition(FORMAT)
    before = ORDER.sub("", before.strip() + " ").strip()
    if not after.strip(" :.-–"):
        words = before.split()
        is_kind_alone = bool(words) and all(is_kind(word, "design", "filler", "shape") for word in words)
        return "" if is_kind_alone else before, [], []
    topic = _told_of(before.split())
    others = [word for word in before.split() if word not in topic]
    mood, colors = [word for word in others if is_mood(word)], colors_of(others)
    if not all(map(is_general, topic)):
        if after.strip().startswith(":"):
            return f"{' '.join(topic)}{after.lstrip()}", mood, colors
        whose = _FOR_WHOM.match(after.strip())
        if whose is not None:
            return f"{' '.join(topic)}: {whose['who']}", mood, colors
        if _CALLED.match(LEAD.sub("", after.strip())):
            return after.strip(), mood, colors
        if _FOR_A.match(after.strip()):
            place, copy = WHERE.search(after), after.partition(": ")[2]
            if copy:
                return f"{' '.join(topic)}: {copy}", mood, colors
            return " ".join(topic) + ("" if place is None else place[0]), mood, colors
        shown = _FOR_WHAT_KIND.match(after.strip())
        if shown is not None and not is_kind(shown["who"].split()[0], "people"):
            return f"{' '.join(topic)}: {shown['who']}", mood, colors
        if shown is not None:
            return " ".join(topic), mood, colors
        if WHEN.match(after.strip()) or OFFERS.match(after.strip()):
            return f"{' '.join(topic)} {after.strip()}", mood, colors
        if after.strip()[:1].isupper() and len(topic) <= _TOPIC_WORDS and not WHEN.match(after.strip()):
            return f"{' '.join(topic)}: {after.strip()}", mood, colors
    words = after.split()
    while len(words) > 1 and is_mood(words[0]) and (LEAD.match(words[1] + " ") or is_mood(words[1])):
        mood.append(words.pop(0))
    return " ".join(words), mood, colors


def _is_wish(words: Sequence[str]) -> bool:
    """Whether words wish something, as ``happy birthday`` does."""
    return plain(words[0]) == "happy" and len(words) > 1


def _told_of(words: Sequence[str]) -> list[str]:
    """What words before a format tell of: without those at their ends for looks, sizes and kinds of paper.

    A name such as ``Black Friday`` is whole.
    """
    told = list(words)
    while (
        told
        and is_general(told[0])
        and not _is_wish(told)
        and not (told[0][:1].isupper() and told[1:2] and told[1][:1].isupper())
    ):
        told.pop(0)
    while told and is_kind(told[-1], "filler", "shape", "design"):
        told.pop()
    return told


def _topic_and_more(text: str) -> list[str]:
    """A name before a colon, and what is said of it in small letters; an occasion, and whom it is for."""
    invited = _FOR_THE.match(text)
    if invited is not None:
        return [invited["what"], invited["who"]]
    topic = TOPIC.match(text)
    is_name = topic is not None and topic["what"].istitle() and topic["who"][0].islower()
    return [topic["what"], topic["who"]] if topic is not None and is_name else [text]


def _with_count(text: str) -> list[str]:
    """A long headline, and how much of something there is, as in ``food festival with 40 trucks``."""
    pieces = _WITH_COUNT.split(text, maxsplit=1)
    return pieces if len(pieces[0].split()) > 1 and len(text.split()) > _LONG else [text]


def _with_people(text: str) -> list[str]:
    """A headline, and who made what it names, or where those play whom it names."""
    titled = _TITLE_BY.match(text)
    return [titled["title"], titled["author"]] if titled is not None else _PEOPLE.split(text, maxsplit=1)


def _after_colors(part: str) -> tuple[str, list[str]]:
    """What follows the colours of an order, as in ``in navy and gold for Jazz Night``, and the colours."""
    found = _IN_COLORS.match(part)
    words = found["colors"].split() if found is not None else []
    if found is None or not (colors_of(words) and is_look(words)):
        return part, []
    return found["rest"], colors_of(words)


def _titling(part: str, mood: Sequence[str]) -> Said | None:
    """What the quote right after a part is the name of: the part without words of mood and for designs.

    Nothing where only whom it is for, or one word, is left of a longer part; None for too much.
    """
    is_thing = _FOR_A.match(part) or _FOR_SHOWN.match(part) or not _THEME.match(part)
    said = _SAYING.sub("", part.rstrip(" :"))
    words = LEAD.sub("", said + " ").split()
    num, moods = len(words), [*mood]
    while words and (is_mood(words[0]) or is_kind(words[0], "design", "filler")):
        moods.append(words.pop(0))
    while words and is_kind(words[-1], "design", "filler"):
        words.pop()
    told = any(is_mood(word) or is_kind(word, "color", "describes") for word in words)
    if not words or told or not is_thing:
        return Said(mood=(*moods, *words))
    if len(words) == 1 and num > 1 and said == part and not _FOR_A.match(part):
        return Said(mood=(*moods, *words))
    kicker = " ".join(words)
    return Said(kicker=kicker, mood=tuple(moods)) if len(kicker) <= _KICKER else None


def _occasion(text: str, *, is_ordered: bool) -> tuple[str, str | None]:
    """The headline that a text holds, and what stands above it.

    ``birthday party invitation for Leo`` is Leo's, ``story for a yoga studio: new classes`` tells of classes.
    """
    found = HIRING.match(text)
    if found is not None:
        return found["who"][:1].upper() + found["who"][1:], found["what"]
    text = _SIGN.sub("", text)
    found = _CALLED.match(text)
    if found is not None and (is_ordered or found["what"][0].islower()):
        return found["who"], found["what"][:1].upper() + found["what"][1:]
    found = _LIST_OF.match(text)
    if found is not None:
        return found["who"], found["what"]
    named = (_WEDDING_OF, AWARDED, _FOR_NAME, _TURNING, _HERALD, _OCCASION)
    found = next((match for match in (kind.match(text) for kind in named) if match is not None), None)
    if found is not None and not found["who"][0].islower() and not WHEN.match(found["who"]):
        return found["who"], found["what"][:1].upper() + found["what"][1:]
    found = _BY_NAME.match(text) or TOPIC.match(text)
    if found is not None and found.re is _BY_NAME:
        return found["who"], found["what"]
    if found is not None and len(found["what"].split()) <= _TOPIC_WORDS and found["what"][1:].islower():
        if all(map(is_general, found["what"].split())):
            return (found["who"], None) if is_ordered else (text, None)
        is_small = found["what"].islower() or found["what"].startswith("New ")
        is_name = (
            is_small
            and (found["who"][0].isupper() or found["who"][0] == "#")
            and not WHEN.match(found["who"])
        )
        if is_ordered or is_name:
            return found["who"], found["what"].strip()
    return text, None


def _without_colors(text: str, *, at_once: bool) -> tuple[str, list[str]]:
    """A text without the colours that it is to have, as in ``summer sale in red and black``.

    One colour alone is taken out only of a part that names a format or an order: ``lady in red`` is a name.
    """
    found = _COLORED.search(text)
    if found is not None:
        words = found["colors"].split()
        colors = colors_of(words)
        says_colors = all(word.islower() and (is_color(word) or is_kind(word, "filler")) for word in words)
        if says_colors and len(colors) > (0 if at_once else 1):
            return text[: found.start()] + text[found.end() :], colors
    return text, []


def _is_name(when: re.Match[str]) -> bool:
    """Whether a day is part of a name, as in Black Friday: nothing stands before it, and no number."""
    return when[0].strip() == when["when"] and " " not in when["when"] and when["when"].isalpha()


def _stands_alone(head: str, *, leads: bool) -> bool:
    """Whether what comes before a date says something without it, as ``ends`` and ``sale until`` do not.

    One word in small letters does where it ``leads``, unless it is a verb.
    """
    words = head.split()
    if _DAYS_ALONE.fullmatch(head.strip()) or _SEEN.match(head.strip()):
        return False
    is_noun = leads and not _VERB.fullmatch("".join(words))
    return not UNTIL.search(head) and (len(words) > 1 or not words or not words[0].islower() or is_noun)


_VERB = re.compile(
    r"closed|launched|released|postponed|cancelled|(?:open|start|begin|end|close|run|last|return|launch)(?:e?s|n?ing)|closing|running|coming|open|only|"
    r"every|each|daily|free|now|new|next|live|geöffnet|geschlossen|zu|ab|nur|neu|ouvert|fermé|abierto|cerrado",
    re.IGNORECASE,
)
"""Single words that say nothing without the day after them: verbs, and words that belong to a day."""
_DAY = r"(?:Mon?|Tues?|Wed|Thu(?:rs)?|Fri?|Sat?|Sun|Di|Mi|Do|So|Lun?|Mar|Mer|Jeu|Ven|Sam|Dim)\.?"
_DAYS_ALONE = re.compile(rf"{_DAY}(?:\s?[-–+&/]\s?{_DAY})*")
"""Days that an hour belongs to."""
_SEEN = re.compile(r"(?:last )?seen\b|missing since\b|zuletzt\b|vu\b|visto\b", re.IGNORECASE)
"""Where somebody was, to which the day belongs."""
_IN_MONTH = re.compile(rf"(?:{MONTHS})\b\.?(?:\s\d{{4}})?$", re.IGNORECASE)
_TOLD_BY = re.compile(
    r"(?:(?i:how|why|what|when|my|this is|wie|warum|weshalb|comment|pourquoi|cómo|por qué|perché)"
    r"|I|Ich|J['’]ai|Je)\s"
)
"""How sentences begin that keep the place which they end in."""
_PLACE_WITH = re.compile(r"(?<=\w)\s+(?=(?:mit|with|avec|con|met|med)\s+[^\W\d])")


def _place_and_rest(where: str) -> list[str]:
    """A place, and what there is there."""
    return _PLACE_WITH.split(where, maxsplit=1)


def _whole_or_split(piece: str) -> list[str]:
    """A mail address or a number as it is; other words split once more."""
    return [piece] if _MAIL.fullmatch(piece) or _NUMBER.fullmatch(piece) else _split_facts(piece)


def _moment(text: str) -> re.Match[str] | None:
    """The first moment in a text that is not the end of a name, as in ``Taco Tuesday``, before another."""
    found = list(WHEN.finditer(text))
    while len(found) > 1 and found[0]["when"].isalpha() and text[: found[0].start()].istitle():
        found.pop(0)
    return found[0] if found else None


def _is_hour(day: str, hour: str) -> bool:
    """Whether the second of two moments is the hour of the first."""
    return TIME.search(day) is None and TIME.search(hour) is not None and DATE.search(hour) is None


def _split_facts(text: str, *, leads: bool = False) -> list[str]:
    """A text, and the date and place that it ends in: each stands on its own.

    Names are left whole: a place is split off where a word before it is written small.
    """
    offered = OFFERED.match(text)
    if offered is not None and not (CALL.match(text) or TAKES.search(offered["head"])):
        return [*_split_facts(offered["head"]), *_split_facts(offered["offer"])]
    mail = None if CALL.match(text) else _MAIL.search(text)
    if mail is not None and not (_REACHED_BY.search(text[: mail.start()]) or _OR.search(text)):
        words = [piece.strip(_AROUND) for piece in re.split(f"({_MAIL.pattern})", text)]
        return [one for piece in words if piece for one in _whole_or_split(piece)]
    head, facts = text, []
    when = _moment(text)
    if when is not None and not CALL.match(text):
        before, rest = text[: when.start()], text[when.end() :].strip(" ,")
        place = THERE.match(rest)
        if (before and _stands_alone(before, leads=leads) and not _is_name(when)) or (not before and place):
            hour = WHEN.search(rest)
            said = when["when"].strip()
            if hour is not None and hour.end() == len(rest) and hour.start() and _is_hour(said, hour["when"]):
                between = " " if hour["when"][:1].isalpha() else ", "
                said, rest = f"{said}{between}{hour['when'].strip()}", rest[: hour.start()].strip(" ,")
                place = THERE.match(rest)
            head, facts = before, [said]
            facts += _place_and_rest(place["where"] if place else rest) if rest else []
    where = WHERE.search(head)
    if where is not None and head == text and when is not None and where.start() < when.end():
        where = None  # an hour, as in 8 à 10h
    if where is not None and (
        _HOUR.fullmatch(where["where"]) or _NUMBER.fullmatch(where["where"]) or _LASTS.match(where["where"])
    ):
        where = None
    if where is not None and (_IN_MONTH.match(where["where"]) or (leads and _TOLD_BY.match(text))):
        where = None
    if where is not None and (
        facts or any(word.islower() and len(word) > 2 for word in head[: where.start()].split())
    ):
        head, facts = head[: where.start()], [*facts, *_place_and_rest(where["where"])]
    return [part for part in (_EDGES.sub("", part) for part in (head, *facts)) if part]
