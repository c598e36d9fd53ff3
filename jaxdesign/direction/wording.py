"""A brief's words by what they do on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jaxdesign.brief.prices import headings
from jaxdesign.brief.schema import BriefText, Goal
from jaxdesign.direction.offers import is_offer

Role = Literal["headline", "subheading", "body", "caption", "label", "button"]

_SHORT = 34
"""Letters up to which a text can stand alone on a line."""

_LIST = 3
"""Facts that make a list."""
_OFFERING: frozenset[Goal] = frozenset({"sale", "product"})
"""Goals whose designs shout what is offered."""


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
    offer: Words | None = None
    """A discount or a price that is shown large."""
    lead: tuple[Words, ...] = ()
    body: tuple[Words, ...] = ()
    facts: tuple[Words, ...] = ()
    """Short texts that are looked up: when, where, how much, who."""
    actions: tuple[Words, ...] = ()

    @property
    def num_letters(self) -> int:
        """Of all but the headline and what is shown large."""
        return sum(len(words.string) for words in (*self.lead, *self.body, *self.facts, *self.actions))

    @property
    def num_parts(self) -> int:
        """Texts beside the headline."""
        single = sum(one is not None for one in (self.kicker, self.offer))
        return single + len((*self.lead, *self.body, *self.facts, *self.actions))

    @property
    def is_list(self) -> bool:
        """Whether the facts are what it is all about, as in a menu."""
        is_all = not (self.lead or self.body or self.offer)
        return is_all and len(self.facts) >= _LIST and all(fact.role == "label" for fact in self.facts)

    @property
    def lead_letters(self) -> int:
        """Of the longest text in lead type."""
        return max((len(words.string) for words in (self.facts if self.is_list else self.lead)), default=0)

    def without_offer(self) -> Wording:
        """The same words, what is offered among the facts."""
        return self if self.offer is None else replace(self, offer=None, facts=(self.offer, *self.facts))

    def all(self) -> str:
        """Every letter that is to be set."""
        large = [words for words in (self.kicker, self.headline, self.offer) if words is not None]
        every = (*large, *self.lead, *self.body, *self.facts, *self.actions)
        return " ".join(words.string for words in every)


def wording_of(texts: Sequence[BriefText], goal: Goal | None = None) -> Wording:
    """The texts of a brief, each in its part; the first headline leads, or the first text without one.

    A short label right before the headline stands above it; so does the first of several facts that is
    neither date nor price, and no heading of prices, where a third of the others are. Where something is
    offered, the one discount or price is shown large.
    """
    words = [Words(text.text, text.role) for text in texts]
    first = next((i for i, one in enumerate(words) if one.role == "headline"), 0)
    headline = words.pop(first)
    offers = [one for one in words if _is_offer(one, goal)]
    offer = offers[0] if len(offers) == 1 else None
    kicker = None
    if first and _is_kicker(words[first - 1]) and words[first - 1] is not offer:
        kicker = words.pop(first - 1)
    lead, body, facts, actions = [], [], [], []
    for one in words:
        if one is offer:
            continue
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
    looked_up = sum(map(_looked_up, facts))
    told = len(facts) >= 3 and 3 * looked_up >= len(facts) - 1 and not _looked_up(facts[0])
    heads = headings([one.string for one in facts])
    if kicker is None and told and _is_kicker(facts[0]) and facts[0].string not in heads:
        kicker = facts.pop(0)
    if len(facts) == 1 and not (lead or body or offer) and facts[0].role == "label":
        lead, facts = facts, []
    return Wording(
        kicker=kicker,
        headline=headline,
        offer=offer,
        lead=tuple(lead),
        body=tuple(body),
        facts=tuple(facts),
        actions=tuple(actions),
    )


def _is_kicker(words: Words) -> bool:
    """Whether words can stand above the headline."""
    return len(words.string) <= _SHORT and words.role in ("label", "caption")


def _is_offer(words: Words, goal: Goal | None) -> bool:
    """Whether words are shown large for what they offer."""
    return goal in _OFFERING and words.role != "button" and is_offer(words.string, in_sale=goal == "sale")


def _looked_up(words: Words) -> bool:
    """Whether words say when, how much or which of several: those stay with their like."""
    return any(letter.isdecimal() for letter in words.string)
