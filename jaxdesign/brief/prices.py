"""Rows of a price list: a name and what it costs."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise

from jaxdesign.brief.phrases import WHEN

SIGNS = "[€$£¥₹₺₽₩฿₱¢円]"
"""Signs of currencies, before or after the amount."""
CODES = r"CHF|USD|EUR|GBP|DKK|SEK|NOK|PLN|CZK|HUF|RON|[Kk]r\.?|KR|Rs\.?"
"""Their codes, the same."""
AFTER = r"zł|Kč|Ft|lei|TL|Fr\.|[Ee]uros?"
"""Names that stand after it alone."""
_NUMBER = r"(?:\d{1,3}(?:[ .,'’]\d{3})+|\d{1,5})(?:[.,](?:\d{1,2}(?!\d)|[-–]+))?"
_AMOUNT = rf"\+?(?:{SIGNS}\s?|(?:{CODES})\s?)?{_NUMBER}(?:\s?(?:{SIGNS}|(?:{CODES}|{AFTER})))?"
_ROW = re.compile(rf"(?P<name>\S.*?[^\W\d_][^\s\d]*?)(?:\s*[:–—]|\s-)?\s+(?P<price>{_AMOUNT})")
_HEADING = re.compile(r"[^\W\d_][^\d:€$£]{1,30}")
_HEADED = re.compile(rf"(?P<heading>{_HEADING.pattern}):\s+(?P<row>\S.*)")
_MOST_LETTERS = 120
_MONEY = re.compile(rf"{SIGNS}|[A-Za-z]")
_CENTS = re.compile(r"[.,](?:\d{1,2}|[-–]+)$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HOURS = re.compile(r"(?i)(?:doors?|show|start|begin|end|curfew|einlass|beginn|ende|portes|puertas)")
"""Names whose numbers are hours."""
LEAST_ROWS = 3
"""Rows that make a list."""


@functools.lru_cache(maxsize=1024)
def name_and_price(string: str) -> tuple[str, str] | None:
    """What a row of a price list names, and what it costs; None for other texts.

    Without any sign of money, years, hours and days of a month are no prices.
    """
    said = " ".join(string.split())
    found = _ROW.fullmatch(said) if len(said) <= _MOST_LETTERS else None
    if found is None:
        return None
    name, price = found["name"], found["price"]
    is_other = WHEN.search(name) or (WHEN.search(said) and not _CENTS.search(price))
    if not _MONEY.search(price) and (is_other or _YEAR.fullmatch(price) or _HOURS.fullmatch(name)):
        return None
    return name, price


def parted(string: str) -> tuple[str, str] | None:
    """The heading and the row of a text such as ``Starters: Soup 5 €``; None for other texts."""
    found = _HEADED.fullmatch(string)
    return None if found is None or name_and_price(found["row"]) is None else (found["heading"], found["row"])


def headings(strings: Sequence[str]) -> list[str]:
    """Texts that head rows of a price list after them, as ``Starters`` does: two or more, or none."""
    found = [
        one
        for one, following in pairwise(strings)
        if _HEADING.fullmatch(one) and name_and_price(one) is None and name_and_price(following) is not None
    ]
    return found if len(found) > 1 else []


def price_rows(strings: Sequence[str]) -> tuple[str, ...]:
    """Those of some texts that are rows of a price list, each a name and an amount, and their headings.

    None where there are less than three rows, where a third or more are something else, where one of these
    has a price too, or where plain numbers only number the rows.
    """
    heads = headings(strings)
    rows = [(string, row[1]) for string in strings if (row := name_and_price(string)) is not None]
    others = [string for string in strings if name_and_price(string) is None and string not in heads]
    if len(rows) < LEAST_ROWS or len(rows) <= 2 * len(others) or any(re.search(SIGNS, one) for one in others):
        return ()
    prices = [price for _, price in rows]
    numbered = [str(int(prices[0]) + i) for i in range(len(prices))] if prices[0].isdecimal() else []
    told = {string for string, _ in rows} | set(heads)
    return () if prices == numbered else tuple(string for string in strings if string in told)
