"""A brief's words by what they do on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jaxdesign.brief.schema import BriefText

Role = Literal["headline", "subheading", "body", "caption", "label", "button"]

_SHORT = 34
"""Letters up to which a text can stand alone on a line."""


@dataclass(frozen=True)
class Words:
    """One text and its role."""

    string: str
    role: Role


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Words in the order in which they are read."""

    kicker: Words | None = None
    """A short text above the headline."""
    headline: Words
    lead: tuple[Words, ...] = ()
    body: tuple[Words, ...] = ()
    facts: tuple[Words, ...] = ()
    """Short texts that are looked up: when, where, how much, who."""
    actions: tuple[Words, ...] = ()

    @property
    def num_letters(self) -> int:
        """Of all but the headline."""
        return sum(len(words.string) for words in (*self.lead, *self.body, *self.facts, *self.actions))

    def all(self) -> str:
        """Every letter that is to be set."""
        kicker = (self.kicker,) if self.kicker else ()
        every = (*kicker, self.headline, *self.lead, *self.body, *self.facts, *self.actions)
        return " ".join(words.string for words in every)


def wording_of(texts: Sequence[BriefText]) -> Wording:
    """The texts of a brief, each in its part; the first headline leads, or the first text without one.

    A short label right before the headline stands above it; so does the first of several facts that is
    neither date nor price.
    """
    words = [Words(text.text, text.role) for text in texts]
    first = next((i for i, one in enumerate(words) if one.role == "headline"), 0)
    headline = words.pop(first)
    kicker = None
    if first and _is_kicker(words[first - 1]):
        kicker = words.pop(first - 1)
    lead, body, facts, actions = [], [], [], []
    for one in words:
        short = len(one.string) <= _SHORT
        if one.role == "button":
            actions.append(one)
        elif one.role in ("caption", "label"):
            (facts if len(one.string) <= 3 * _SHORT else body).append(one)
        elif one.role == "body":
            (facts if short and len(words) > 1 else body).append(one)
        elif len(lead) < 2:
            lead.append(one)
        else:
            (facts if short else body).append(one)
    if kicker is None and len(facts) >= 3 and _is_kicker(facts[0]) and not _looked_up(facts[0]):
        kicker = facts.pop(0)
    return Wording(
        kicker=kicker,
        headline=headline,
        lead=tuple(lead),
        body=tuple(body),
        facts=tuple(facts),
        actions=tuple(actions),
    )


def _is_kicker(words: Words) -> bool:
    """Whether words can stand above the headline."""
    return len(words.string) <= _SHORT and words.role in ("label", "caption")


def _looked_up(words: Words) -> bool:
    """Whether words say when, how much or which of several: those stay with their like."""
    return any(letter.isdecimal() for letter in words.string)
