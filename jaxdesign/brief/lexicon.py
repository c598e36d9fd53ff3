"""What single words of a prompt mean: looks, moods, colours, kinds of thing, in several languages."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from jaxdesign.design.color import mixed
from jaxdesign.design.tables import table

JOINED = "\x02"
"""Stands in a prompt for the space in a look of two words."""
_BROAD = frozenset({"green", "blue", "red", "brown", "pink", "yellow", "grey", "gray", "purple"})
"""Colours that only say more of the one before them."""
_DARKER, _LIGHTER = 0.5, 0.55
"""How far towards black and white the words for it move a colour, in OKLab."""


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    """What each word means, by kind."""
    found: dict[str, dict[str, str]] = {}
    for row in table("jaxdesign.brief", "lexicon.csv"):
        found.setdefault(row["kind"], {}).update(dict.fromkeys(row["words"].split(), row["means"]))
    return found


def plain(word: str) -> str:
    """A word as it stands in the lexicon."""
    return word.strip(".,;:!?()'’‘").lower().replace(JOINED, "-")


def style_of(word: str) -> str | None:
    """The style tag that a word names."""
    return _table()["style"].get(plain(word))


def is_kind(word: str, *kinds: str) -> bool:
    """Whether a word is of one of the kinds ``calm``, ``lively``, ``mood``, ``filler``, ``style`` ..."""
    return any(plain(word) in _table()[kind] for kind in kinds)


def is_mood(word: str) -> bool:
    """Whether a word says how something is to look."""
    return is_kind(word, "style", "calm", "lively", "mood")


def is_look(words: Sequence[str]) -> bool:
    """Whether words say only how something is to look."""
    says = any(is_mood(word) or is_color(word) for word in words)
    return all(
        is_mood(word)
        or is_color(word)
        or is_kind(word, "filler")
        or word == "on"
        or (says and is_kind(word, "describes"))
        for word in words
    )


def is_general(word: str) -> bool:
    """Whether a word before a format tells nothing of what the design is about."""
    return is_mood(word) or is_color(word) or is_kind(word, "filler", "design", "shape", "whose")


def formats_by_word() -> dict[str, str]:
    """Formats by words for them that are no names of formats."""
    return {words.replace("_", " "): name for words, name in _table()["format"].items()}


def colors_of(words: list[str]) -> list[str]:
    """The colours that words name, shades applied, in their order; ``sage green`` is one colour."""
    found: list[str] = []
    for i, word in enumerate(words):
        color = _table()["color"].get(plain(word))
        if color is None or (i and plain(word) in _BROAD and is_kind(words[i - 1], "color")):
            continue
        shades = [words[j] for j in (i - 1, i + 1) if 0 <= j < len(words)]
        if any(is_kind(shade, "darker") for shade in shades):
            color = mixed(color, "#000000", _DARKER)
        elif any(is_kind(shade, "lighter") for shade in shades):
            color = mixed(color, "#ffffff", _LIGHTER)
        if color not in found:
            found.append(color)
    return found


def without_shades(words: list[str]) -> list[str]:
    """The words without those that make the colour beside them darker or lighter."""
    is_named = [is_kind(word, "color") for word in words]
    return [
        word
        for i, word in enumerate(words)
        if not (is_kind(word, "darker", "lighter") and any(is_named[max(i - 1, 0) : i + 2]))
    ]


def is_color(word: str) -> bool:
    """Whether a word names a colour, or what is done to one."""
    return is_kind(word, "color", "darker", "lighter")
