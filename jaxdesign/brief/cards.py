"""Cards of which a prompt names the occasion alone: what stands on them, and whom they are for."""

from __future__ import annotations

import functools
import re

from jaxdesign.brief.lexicon import is_general
from jaxdesign.brief.phrases import ORDER
from jaxdesign.design.tables import table

_WITH = re.compile(
    r"^(?P<before>(?:[^,.;:!?]|(?<=\b(?:Dr|Mr|Ms|St))\.|(?<=\bMrs)\.|(?<=\bProf)\.)*?)"
    r"\s(?:with|mit|avec|con|met)\s.*?(?=\s(?:for|to|from|für|pour|para|per|voor|von|de)\s|[,.;:!?]|$)",
    re.IGNORECASE,
)
"""What is to be seen on it."""
_WHOM = re.compile(
    r"\s(?:for|to|für|an|pour|à|para|per|voor|till)\s"
    r"(?:(?-i:my|our|the|your|an?|dear|meine?n?|unsere?n?|die|den|der|das|mon|ma|mes|notre|la|le|les|mi|mis|tu|el|los|"
    r"las|mia|mio|mijn|onze|de|het|min)\s)?(?P<who>(?:(?:Dr|Prof|Mrs?|Ms|St)\.\s)?[^,.;:!?\n\"“”„«»]+)",
    re.IGNORECASE,
)
_OURS = re.compile(r"\s(?:for|to)\s(?P<who>our\s(?-i:[a-z]).*)", re.IGNORECASE)
"""Those for whom a card of a house is: their kind alone is no name."""
_FURTHER = re.compile(
    r"\s(?P<what>(?:on|in|from|saying|that says|which says|zum|zur|von|dans|con|en)\s.*)$", re.IGNORECASE
)
"""What follows the one whom a card is for."""
_SAYS = re.compile(r"(?:saying|that says|which says|says)\s*:?\s*(?P<copy>\S.*)$", re.IGNORECASE)
_AFTER_COLON = re.compile(r":\s*(?P<copy>\S.*)$")
_FOLLOWS = re.compile(r"\s*(?:$|[,.;:!?]|(?:from|saying|that says|which says|in|on|von|de)\s)", re.IGNORECASE)
"""What may come after a card's name and the one it is for."""
_MOST_WORDS = 4


@functools.cache
def _asked() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for all names of cards, and what stands on each."""
    says = {
        name: row["says"] for row in table("jaxdesign.brief", "cards.csv") for name in row["asked"].split("|")
    }
    names = "|".join(map(re.escape, sorted(says, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?P<name>{names})(?:s|en|n)?(?!\w)", re.IGNORECASE), says


def card_of(words: str, mark: str, *, beside_quotes: bool) -> str | None:
    """The words with ``mark``, what stands on the card and whom it is for in place of the card's name.

    Args:
        beside_quotes: whether the prompt has quoted texts: these are what stands on the card then.

    Returns:
        None for words that do not begin with such a card, but for an order and looks. Who takes more than
        a few words to name is left out; what the words themselves say stands in place of the usual.
    """
    pattern, says = _asked()
    found = pattern.search(words)
    if found is None or not all(map(is_general, ORDER.sub("", words[: found.start()]).split())):
        return None
    before, rest = words[: found.start()], _WITH.sub(r"\g<before>", words[found.end() :])
    copy = says[found["name"].lower()]
    if beside_quotes:  # they are what stands on it; of the card's name only what says the same
        is_said = found["name"].lower().startswith(copy.lower())
        return f"{before}{copy if is_said else ''} {mark}{words[found.end() :]}"
    whom = _WHOM.match(rest)
    who = whom["who"].strip() if whom is not None else ""
    if whom is not None and _OURS.match(whom[0]):
        who = f"To our {who}"
    rest = rest[whom.end() :] if whom is not None else rest
    further = _FURTHER.search(who)
    if further is not None:
        who, rest = who[: further.start()], f", {further['what']}{rest}"
    if not _FOLLOWS.match(rest):
        return None
    rest = rest.lstrip(" ,")
    said = _SAYS.match(rest) or _AFTER_COLON.match(rest)
    if said is not None:
        copy, rest = said["copy"], ""
    parts = (copy, who if len(who.split()) <= _MOST_WORDS else "", rest)
    return f"{before}{mark} " + ", ".join(part for part in parts if part)
