"""Results told in numbers: how much of what, as in ``98% retention``."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from jaxdesign.brief.phrases import DATE, TIME, WHEN
from jaxdesign.brief.prices import CODES, SIGNS, name_and_price

_NUMBER = r"(?:\d{1,3}(?:[ .,'’]\d{3})+|\d{1,6})(?:[.,]\d{1,2})?"
_MANY = (
    r"(?:\s?(?:[kK]|[mM](?:illion)?|[Bb]n|[Mm]n)\b"
    r"|\s(?:thousand|millions?|billion|tausend|Mio\.?|Mrd\.?|millones|milioni|miljoen))?"
)
_SIGNED = r"(?:\s?[%‰+×x](?!\w))"
_MEASURED = rf"[+−-]?(?:{SIGNS}\s?)?{_NUMBER}{_MANY}(?:\s?{SIGNS}|\s(?:{CODES})(?!\w)|{_SIGNED})?"
_AMOUNT = rf"(?P<amount>{_MEASURED})"
_NAME = r"(?P<name>[^\W\d]\S*(?:\s+[^\W\d]\S*)*?)"
_FIRST = re.compile(rf"{_AMOUNT}\s+{_NAME}")
_LAST = re.compile(rf"{_NAME}(?:\s*[:–—]|\s-)?\s+{_AMOUNT}")
_TELLING = re.compile(r"[%‰+×]|\d\s?[kKmMBx]|[A-Za-z]{4}|[.,'’ ]\d{3}")
"""What amounts have that are more than a plain number."""
_MOST_LETTERS, _NAME_WORDS = 40, 5
LEAST_AMOUNTS, _MOST = 2, 4
"""Amounts that are shown as such beside each other."""
_TAKES = re.compile(r"(?i)\b(?:save|from|ab|bis|until|to|for|by|at|on|in|with|nur|only|de|des)$")
_OTHER = re.compile(
    r"(?i)^(?:k?m|cm|mm|k?g|ml|l|min|h|hours?|stunden|years?|jahre|ages?|alter|rue|via|calle|street|road|lane|rooms?|raum|"
    r"hall|saal|page|seite|bus|line|linie|tel\.?|phone|fax|post\w*|size|floor|edition|ausgabe)\b"
    r"|\b(?:off|sale|discount|rabatt|nachlass|günstiger|korting|remise|réduction|sconto|descuento|desconto)\b"
)
"""What numbers are of that are no results: lengths, ages, places, editions, discounts."""
_NO_NUMBER = re.compile(r"0\d.*|(?:19|20)\d\d|[^€$£¥]*\d\s?[mM]")
"""Numbers that are none, years, and metres."""


@functools.lru_cache(maxsize=1024)
def amount_and_name(string: str) -> tuple[str, str] | None:
    """How much a short text tells of what, whichever it names first; None for other texts.

    Days, hours, years, lengths, addresses and discounts are no such amounts; plain numbers stand before what
    they are of, which is written small.
    """
    said = " ".join(string.split())
    if len(said) > _MOST_LETTERS or any(kind.search(said) for kind in (DATE, TIME, WHEN)):
        return None
    found = _FIRST.fullmatch(said) or _LAST.fullmatch(said)
    if found is None:
        return None
    amount, name = found["amount"], found["name"]
    is_plain = not _TELLING.search(amount)
    is_small = said.startswith(amount) and name[0].islower()
    is_other = _NO_NUMBER.fullmatch(amount) or _OTHER.search(name) or _TAKES.search(name)
    if is_other or (is_plain and not is_small) or len(name.split()) > _NAME_WORDS:
        return None
    return amount, found["name"].rstrip(" :–—")


def pairs_of(string: str) -> tuple[tuple[str, str], ...]:
    """The pairs of texts as which a text may be set: name and price, or an amount and what it is of."""
    return tuple(pair for pair in (name_and_price(string), amount_and_name(string)) if pair is not None)


def told_amounts(strings: Sequence[str]) -> tuple[str, ...]:
    """Those of some texts that tell results: two to four amounts, at least half more than plain numbers.

    None where more than one of the texts is something else.
    """
    told = [(string, pair[0]) for string in strings if (pair := amount_and_name(string)) is not None]
    telling = sum(bool(_TELLING.search(amount)) for _, amount in told)
    if not LEAST_AMOUNTS <= len(told) <= _MOST or len(strings) - len(told) > 1 or 2 * telling < len(told):
        return ()
    return tuple(string for string, _ in told)
