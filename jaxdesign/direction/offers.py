"""Which short texts of a brief are an offer: a price, or by how much one is lowered."""

from __future__ import annotations

import re

from jaxdesign.brief.prices import AFTER, CODES, SIGNS

_MOST_LETTERS = 18
"""Letters up to which an amount is an offer, and not a sentence that names one."""
_PRICE = re.compile(
    rf"{SIGNS}\s*\d|(?<!\w)(?:{CODES})\s*\d"
    rf"|\d(?:[.,][-–]+)?\s*(?:{SIGNS}|(?:{CODES}|{AFTER})(?![\w-]))"
    r"|\d[.,:][-–](?!\d)"
)
_PERCENT = r"(?:\d+\s*(?:%|percent)|%\s*\d+)"
_LESS = (
    r"\b(?:off|up to|bis|jusqu|hasta|at[ée]|fino|do|až|upp till|tot|op til|până)\b"
    r"|rabat|remise|réduc|reduc|descuento|desconto|sconto|slev|zniżk|indirim|kedvezm|alennu|korting|giảm"
)
"""Words and beginnings of words that tell a discount, in several languages."""
_LOWERED = re.compile(rf"(?i)[-−–]\s*{_PERCENT}|{_PERCENT}.*(?:{_LESS})|(?:{_LESS}).*{_PERCENT}")
_MORE_FOR_LESS = re.compile(
    r"(?i)(?P<more>[2-9])(?: \w{1,10})? (?:for|für|pour|por|voor) (?:the price of )?(?P<less>[1-8])"
    r"|buy (?:\d|one|two)\W+get (?:\d|one|two)(?: \w+)?|(?P<times>[2-5])\s?[x×]\s?(?P<paid>[1-4])"
)
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
    if in_sale and _gives_more(said):
        return True
    if len(said) > _MOST_LETTERS or _NO_OFFER.search(said):
        return False
    alone = in_sale and _ONLY_PERCENT.fullmatch(said)
    return bool(_PRICE.search(said) or _LOWERED.search(said) or alone)


def _gives_more(said: str) -> bool:
    """Whether a text offers more of something for the price of less."""
    found = _MORE_FOR_LESS.fullmatch(said)
    if found is None:
        return False
    pairs = ((found["more"], found["less"]), (found["times"], found["paid"]))
    return all(more is None or int(more) > int(less) for more, less in pairs)
