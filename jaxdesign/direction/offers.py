"""Which short texts of a brief are an offer, and which are rows of a price list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jaxdesign.brief.phrases import WHEN

_MOST_LETTERS = 18
"""Letters up to which an amount is an offer, and not a sentence that names one."""
_SIGNS = "[€$£¥₹₺₽₩฿₱¢円]"
"""Signs of currencies, before or after the amount."""
_CODES = r"CHF|USD|EUR|GBP|DKK|SEK|NOK|PLN|CZK|HUF|RON|[Kk]r\.?|KR|Rs\.?"
"""Their codes, the same."""
_AFTER = r"zł|Kč|Ft|lei|TL|Fr\.|[Ee]uros?"
"""Names that stand after it alone."""
_PRICE = re.compile(
    rf"{_SIGNS}\s*\d|(?<!\w)(?:{_CODES})\s*\d"
    rf"|\d(?:[.,][-–]+)?\s*(?:{_SIGNS}|(?:{_CODES}|{_AFTER})(?![\w-]))"
    r"|\d[.,:][-–](?!\d)"
)
_PERCENT = r"(?:\d+\s*(?:%|percent)|%\s*\d+)"
_LESS = (
    r"\b(?:off|up to|bis|jusqu|hasta|at[ée]|fino|do|až|upp till|tot|op til|până)\b"
    r"|rabat|remise|réduc|reduc|descuento|desconto|sconto|slev|zniżk|indirim|kedvezm|alennu|korting|giảm"
)
"""Words and beginnings of words that tell a discount, in several languages."""
_LOWERED = re.compile(rf"(?i)[-−–]\s*{_PERCENT}|{_PERCENT}.*(?:{_LESS})|(?:{_LESS}).*{_PERCENT}")
_ONLY_PERCENT = re.compile(rf"(?!100\D){_PERCENT}")
_NO_OFFER = re.compile(
    r"(?i)\b(?:vat|mwst|tva|iva|moms|shipping|delivery|versand|livraison|over|über|deposit|pfand"
    r"|was|statt|instead|uvp|rrp)\b"
)
"""Words of amounts that are paid on top, or no more."""


def is_offer(string: str, *, in_sale: bool) -> bool:
    """Whether a text is little more than a price or a discount.

    A percentage tells a discount by its sign or by words beside it; alone it may as well be a share of cocoa,
    but not ``in_sale``.
    """
    said = string.strip()
    if len(said) > _MOST_LETTERS or _NO_OFFER.search(said):
        return False
    alone = in_sale and _ONLY_PERCENT.fullmatch(said)
    return bool(_PRICE.search(said) or _LOWERED.search(said) or alone)


_AMOUNT = (
    rf"(?:{_SIGNS}\s?|(?:{_CODES})\s?)?\d{{1,5}}(?:[.,]\d{{2}})?(?:\s?(?:{_SIGNS}|(?:{_CODES}|{_AFTER})))?"
)
_ROW = re.compile(rf"(?P<name>\S.*?[^\W\d_][^\s\d]*?)(?:\s*[:–—]|\s-)?\s+(?P<price>{_AMOUNT})")
_MARKED = re.compile(rf"{_SIGNS}|[A-Za-z]|[.,]\d{{2}}")
"""What tells that an amount is money."""
_LIST = 3
"""Rows that make a list."""


def name_and_price(string: str) -> tuple[str, str] | None:
    """What a row of a price list names, and what it costs; None for other texts."""
    said = " ".join(string.split())
    found = _ROW.fullmatch(said)
    if found is None or (WHEN.search(said) and not _MARKED.search(found["price"])):
        return None
    return found["name"], found["price"]


def price_rows(strings: Sequence[str]) -> tuple[str, ...]:
    """Those of some texts that are rows of a price list: three or more, each a name and an amount.

    None where a third or more are something else, or where plain numbers only number the rows.
    """
    rows = {string: row[1] for string in strings if (row := name_and_price(string)) is not None}
    prices = list(rows.values())
    if len(rows) < _LIST or 3 * len(rows) <= 2 * len(strings):
        return ()
    numbered = [str(int(prices[0]) + i) for i in range(len(prices))] if prices[0].isdecimal() else []
    return () if prices == numbered else tuple(rows)
