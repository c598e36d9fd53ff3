"""What is recognised in a prompt: quotes, dates, times, places, prices, calls and addresses."""

from __future__ import annotations

import re

QUOTED = re.compile(
    r"(?<!\w)[\"“„](?P<double>[^\"“”„]{1,400})[\"”“]|«(?P<guillemets>[^«»]{1,400})»|»(?P<turned>[^«»]{1,400})«"
    r"|‚(?P<low>[^‚‘]{1,200})‘"
    r"|(?<!\w)['‘](?!(?:til|round|n|em|twas|cause)\b)(?P<single>(?:[^'‘’\"]|(?<=\w)['’](?=\w)){3,200})['’](?!\w)"
)
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|"
    "septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    "noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|"
    "augustus|augusti|maj|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|"
    "listopada|grudnia|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_TO = r"(?:\s?[-–&+]\s?|\s(?:and|to|und|bis|et|au|y|al|e|en|tot|i|och)\s)"
DATE = re.compile(
    rf"\b(?:{_NUMBER}(?:{_TO}{_NUMBER})?\s+(?:de\s+|of\s+)?(?:{MONTHS})\b\.?(?:\s+(?:de\s+)?\d{{4}})?"
    rf"|(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?(?!\d)|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_CLOCK = r"(?:am\b|pm\b|a\.m\.|p\.m\.|uhr\b|uur\b)"
_UNTIL_HOUR = r"(?:\s?[-–]\s?|\s(?:to|till|bis|tot)\s)"
TIME = re.compile(
    rf"(?<![\d.,])(?:\d{{1,2}}(?:[:.]\d{{2}})?(?:{_UNTIL_HOUR}\d{{1,2}}(?:[:.]\d{{2}})?)?\s?{_CLOCK}"
    rf"(?:{_UNTIL_HOUR}(?:noon|midnight|late|open end|mitternacht)\b)?"
    r"|(?:a las?|às|alle|ore|kl\.?)\s\d{1,2}(?:[:.h]\d{2})?"
    r"(?:\s?[-–]\s?\d{1,2}(?:[:.h]\d{2})?)?(?!\w)"
    r"|(?:[01]?\d|2[0-3])\s?h(?:\d{2})?(?!\w)|\d{1,2}:\d{2}(?:\s?[-–]\s?\d{1,2}:\d{2})?(?!\d))",
    re.IGNORECASE,
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    "sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|"
    "sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda-feira|terça-feira|"
    "quarta-feira|quinta-feira|sexta-feira|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|måndag|"
    "tisdag|onsdag|torsdag|fredag|lördag|söndag|(?:mon|tue|wed|thu|fri|sat|sun)(?=\\.?\\s\\d)"
)
_RELATIVE = (
    r"(?:this weekend|today|tonight|this week|dieses wochenende|nur heute|heute abend|ce week-end|ce soir|"
    r"este fin de semana|esta noche|questo weekend|questa sera|dit weekend|vanavond)(?: only)?"
)
_HOURS = rf"\d{{1,2}}{_UNTIL_HOUR}\d{{1,2}}(?![\d.,:%€$£]|\s?(?:{MONTHS})\b)"
_DAY = rf"(?:(?:every|each|this|next|jeden|jeder|tous les|chaque|cada|ogni)\s+)?(?:{_DAYS})s?\b\.?"
_OPEN = rf"(?:(?:from|von|de|van)\s)?{_HOURS}(?!\s?{_CLOCK})"
_MOMENT = rf"(?:{_DAY}(?:,?\s{_OPEN})?|{_RELATIVE}\b|{DATE.pattern}|{TIME.pattern})"
WHEN = re.compile(
    rf"(?:^|(?<![\s,])[\s,]+)"
    rf"(?:(?:on|at|am|um|le|à|el|los|il|op|om|den|no|kl)\s+)?"
    rf"(?P<when>(?:(?:from|ab|vom|dès|desde|dal|van|vanaf|från|od|(?:du|de|del|von|do)(?=\s\d))\s+)?{_MOMENT}"
    rf"(?:(?:,? |\s?[–-]\s?"
    rf"| (?:at|from|to|until|um|ab|von|bis|de|à|au|al|ao|a las|hasta(?: el)?|dalle|alle|das|om|van|tot|och"
    rf"|and|und|et|y|e|às) )"
    rf"{_MOMENT})*(?: only(?=$|,))?)",
    re.IGNORECASE,
)
WEEKDAY = re.compile(rf"(?:{_DAYS})", re.IGNORECASE)
OPENING = re.compile(
    r"(?:mon?|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|ma|wo|vr|za|zo|lun?|mar|mié|jue|vie|sáb|dom|mer|jeu|ven|"
    r"sam|dim|gio|sab)\.?(?:\s?[-–]\s?[^\W\d_]{2,3}\.?)?\s\d",
    re.IGNORECASE,
)
"""When a place is open, by days cut short."""
ROW = re.compile(
    rf"^(?:{_DAYS}|(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So|Lun|Mar|Mer|Jeu|Ven|Sam|Dim))s?\b\.?,?"
    r"\s(?!(?:at|from|um|ab|à|a las|alle|om)\b)[^\d,]{2,24}\s\d{1,2}[:.]\d{2}$",
    re.IGNORECASE,
)
"""A row of a timetable: a day, what is then, and its hour."""
UNTIL = re.compile(
    r"\b(until|till|by|bis|zum|tot|hasta|fino|até|(?:start|begin)s?|(?:open|close|end)s|beginnt|endet|commence|comienza|inizia|since|seit|depuis|desde"
    r"|seen|gesehen|vu|in|del|al|dal|what['’]s(?: on)?)$",
    re.IGNORECASE,
)
_PLACE = r"(?:at|in|im|bei|beim|au|aux|à|en|chez|nel|nella|em|op|auf)\s+"
_THE = r"(?:(?:the|der|dem|la|le|el|il)\s+)?"
WHERE = re.compile(rf"\s{_PLACE}{_THE}(?P<where>[A-ZÀ-Ž0-9][^,]*)$")
THERE = re.compile(rf"^(?i:{_PLACE}|a\s+|na\s+){_THE}(?P<where>\S.*)$")
PRICE = re.compile(
    r"[$€£]\s?\d+([.,]\d{2})?|\d+([.,]\d{2})?\s?(€|(euro|dollars?|pounds?)\b)|\d+\s?% off|\bfree entry\b",
    re.IGNORECASE,
)
DISCOUNT = re.compile(
    r"\d{1,2}\s?%\s?(?:off|rabatt|korting|di sconto|de (?:descuento|réduction|remise|desconto))\b"
    r"|(?<!\d)(?<!\d\s)-\s?\d+\s?%",
    re.IGNORECASE,
)
_UP_TO = r"(?:(?:with |mit )?(?:up to|bis zu|jusqu'à|hasta|fino al?|tot) )"
OFFERED = re.compile(
    rf"^(?!{_UP_TO})(?P<head>\S+(?=\s{_UP_TO})|\S+\s.*?\S)\s+"
    rf"(?P<offer>{_UP_TO}-?\d+\s?%.*|(?={DISCOUNT.pattern})-?\s?\d+\s?%.*)$",
    re.IGNORECASE,
)
"""What is on sale, and the discount that follows."""
TAKES = re.compile(
    r"\b(?:gets?|receives?|saves?|enjoys?|takes?|with|and|or|erhalten|bekommen|sparen?|mit|met|de|con|avec)$",
    re.IGNORECASE,
)
"""How words end that a discount belongs to."""
CALL = re.compile(
    r"^(buy|get(?! (?:fit|ready|inspired|moving|active|creative|co[sz]y)\b)|"
    r"book(?=\s+(now|your|a|an|the|here|today|online|tickets?|tables?)\b|$)|register|sign up|join|"
    r"(?:(?:start|try|donate|contact|claim|schedule|find out|vote|learn)"
    r"(?= (?:now|today|more|free|it|us|here|your|online)\b)"
    r"|book at \S+\.\w{2,}$|(?:discover|explore|see|watch|read)(?= (?:now|more|online|today)\b))|"
    r"(?:text|whatsapp)(?= \+?[\d(])|send(?= (?:your|us|an?|cvs?)\b)|"
    r"shop|order|reserve|subscribe|apply|call|e-?mail|visit|download|rsvp|"
    r"jetzt|anmelden|réserver|acheter|comprar|reserva|iscriviti|acquista)\b.{0,30}$",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"^(https?://|www\.)\S+$|^[\w.-]+\.("
    r"com|org|net|io|de|fr|es|it|eu|at|ch|uk|nl|be|dk|se|no|fi|pl|cz|hu|pt|ro|hr|tr|ie|ca|au|us|co|me|tv|"
    r"info|app|dev|shop|studio|art|design|cafe|berlin|london)(/\S*)?$|^\S+@\S+\.\w+$"
)
_SHORT = (
    *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Okt", "Nov", "Dec", "Dez"),
    *("Mon", "Tue", "Tues", "Wed", "Thu", "Thurs", "Fri", "Sat", "Sun"),
    *("Sgt", "Capt", "Gen", "Rev", "Tel", "Str", "str", "Vol", "min", "max"),
)
"""Words that are cut short, after whose point a number is not a sentence of its own."""
_UNCUT = "".join(rf"(?<!{name})" for name in _SHORT)
BREAK = re.compile(
    r"[;\n]+|(?<!\d),|,(?!\d)|(?<=[^\W\d_]{3})(?<!Mrs)(?<!Prof)(?<!Sgt)(?<!Capt)(?<!Gen)(?<!Rev)(?<!Tel)(?<!Str)\.\s+(?=[A-ZÀ-Ž\x00])"
    rf"|(?<=[^\W\d_]{{3}}){_UNCUT}\.\s+(?=\d)"
    r"|\s[|•·]\s"
    r"|(?:(?<=[€$£]\d)|(?<=[€$£]\d\d)|(?<=\d[€$£])|(?<=\d\s[€$£])|(?<=[.,]\d\d)|(?<=[A-Z]\d))\.\s+(?=[A-ZÀ-Ž\x00])"
    r"|(?<=[^\W\d_]{2})\.\s+(?=[$€£])|(?<=\d{4})\.\s+(?=[A-ZÀ-Ž\x00])|(?<=\x00)\.\s+"
)
TURNS = re.compile(
    r"^(?-i:[^\W\d_a-zß-ÿ])\S*\s(?:(?:is|will be)\s)?"
    r"(?:turn(?:s|ing)|wird|cumple|fête|compie|wordt|fyller)\s",
    re.IGNORECASE,
)
"""Whose birthday it is."""
NAMED = re.compile(r"(?:djs?|speakers?|acts?|guests?|bands?|artists?|panell?ists|hosts)$", re.IGNORECASE)
"""Of whom names are told."""
COUNTED = re.compile(
    r"^(?:the |die |les |las |los )?(?:two|three|four|five|six|seven|zwei|drei|vier|fünf|deux|trois|quatre|"
    r"cinq|dos|tres|cuatro|cinco|due|tre|quattro|cinque|twee|drie|vijf|[2-9])\s"
    r"(?:good |simple |gute |common )?(?:reasons|tips|steps|ways|rules|facts|ideas|benefits|lessons|"
    r"principles|goals|myths|mistakes|habits|truths|"
    r"signs|questions|trends|tools|gründe|tipps|schritte|regeln|fakten|vorteile|ziele|mythen|fehler|fragen|"
    r"raisons|conseils|étapes|règles|avantages|mythes|erreurs|razones|consejos|pasos|reglas|ventajas|mitos|errores|"
    r"motivi|consigli|passi|regole|errori|redenen|stappen|regels|fouten)$",
    re.IGNORECASE,
)
"""What announces the things of a list."""
PHASE = re.compile(
    r"(?:[QH][1-4]|(?:step|phase|week|day|year|month|part|stage|schritt|woche|tag|étape|jour|semaine|paso|día|semana|"
    r"fase|passo|stap)\s\d{1,2}|[1-9](?:st|nd|rd|th)|(?:19|20)\d\d)\b:?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
"""How what is done one after the other begins: ``Q1 beta launch``."""
_ARTICLES = "a|an|the|den|die|das|einen|eine|ein|le|la|les|un|une|el|los|las|una|il|lo|gli|het|een"
_OURS = "my|our|me|us|unser(?:e[nrm]?)?|mein(?:e[nrm]?)?|notre|mon|ma|mes|nuestr[oa]s?|mi|onze"
ORDER = re.compile(
    rf"^(?:please\s+|can you\s+|could you\s+)*"
    rf"(?:(?:make|create|design)\s+(?=(?:{_ARTICLES}|{_OURS}|it|some)\b)"
    r"|(?:i|we)\s+(?:need|want|would like)\s+|(?:wir|ich)\s+(?:brauchen?|möchten?|hätten?\s+gern)\s+"
    r"|(?:je veux|nous voulons|quiero|necesito|vorrei)\s+|please\s+)",
    re.IGNORECASE,
)
LEAD = re.compile(
    rf"^(?:(?-i:For|FOR|Für|FÜR|Pour|Para|Per|Voor)\s+(?:{_ARTICLES})\s+"
    rf"|(?:for|about|of|with|in|and|für|von|über|mit|pour|de|du|para|per|voor|för|till?)\s+(?:(?-i:{_OURS})\s+)?"
    rf"|(?-i:{_ARTICLES}|me|us)\s+|[:–-]\s*)+",
    re.IGNORECASE,
)
OURS = re.compile(r"\b(my|our|your|unsere?|notre|nuestra?)\b", re.IGNORECASE)
DRESS = re.compile(
    r"\b(?:black|white)[ -]tie\b|\bdress code\b|\bsmart casual\b|\babendgarderobe\b", re.IGNORECASE
)
_ON_DAY_WORDS = 2
"""Most words of what is on a day."""
PRICED = re.compile(r"\d[.,]\d{2}\b|\d\s?[€$£]|[€$£]\s?\d")


def is_fact(part: str) -> bool:
    """Whether a part says when, how much, where to look, what to wear or what to do."""
    return any(kind.search(part) for kind in (DATE, TIME, PRICE, CALL, ADDRESS, WHEN, DRESS))


def is_dated(part: str) -> bool:
    """Whether a part begins with a moment, and says what is then."""
    when = WHEN.match(part)
    return when is not None and bool(part[when.end() :].strip(" :,-–"))


def is_on_day(text: str) -> bool:
    """Whether a text is a word or two in small letters, and when that is: ``open house Sunday 2-4 pm``."""
    when = WHEN.search(text)
    head = text[: when.start()] if when is not None and when.end() == len(text) else ""
    words = head.split()
    return 0 < len(words) <= _ON_DAY_WORDS and head.islower() and head.replace(" ", "").isalpha()
