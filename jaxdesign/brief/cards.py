"""Cards of which a prompt names the occasion alone: what stands on them, and whom they are for."""

from __future__ import annotations

import functools
import re

from jaxdesign.design.tables import table

_WHOM = re.compile(
    r"\s(?:for|to|für|an|pour|à|para|per|voor|till)\s"
    r"(?:(?-i:my|our|the|your|an?|dear|meine?n?|unsere?n?|die|den|der|das|mon|ma|mes|notre|la|le|les|mi|mis|tu|el|los|"
    r"las|mia|mio|mijn|onze|de|het|min)\s)?(?P<who>[^,.;:!?\n\"“”„«»]+)",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"\s(?:on|in|with|who|that|from|saying|says|and say|zum|zur|mit|in|von|avec|dans|con|en|met)\s.*$",
    re.IGNORECASE,
)
"""What follows the one whom a card is for."""
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
        None for words that name no such card. Who takes more than a few words to name is left out.
    """
    pattern, says = _asked()
    found = pattern.search(words)
    if found is None:
        return None
    rest = words[found.end() :]
    whom = _WHOM.match(rest)
    who = _FURTHER.sub("", whom["who"]).strip() if whom is not None else ""
    if whom is not None:
        rest = rest[whom.end() :]
    who = who if 0 < len(who.split()) <= _MOST_WORDS else ""
    copy = says[found["name"].lower()]
    if beside_quotes:  # they are what stands on it; of the card's name only what says the same
        is_said = found["name"].lower().startswith(copy.lower())
        return f"{words[: found.start()]}{copy if is_said else ''} {mark}{words[found.end() :]}"
    return f"{words[: found.start()]}{mark} {copy}{f', {who}' if who else ''}{rest}"
