"""Whether a design is worth learning from: the named rules of ``quality_rules``, put together."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from jaxdesign.data.measures import Measures, measure
from jaxdesign.data.quality_rules import RULES, Evidence
from jaxdesign.design.document import Document

KEPT_FROM = 0.5
"""Least score of a design that is kept."""

_NAMED_FROM = 0.1
"""Least strength of a rule that is given as a reason."""


@dataclass(frozen=True)
class Quality:
    """How far a design is worth showing, and which rules spoke against it."""

    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """Names of the rules that took something off, the worst first."""

    @property
    def kept(self) -> bool:
        return self.score >= KEPT_FROM


def assess(document: Document, picture: Image.Image) -> Quality:
    """The quality of a design and its finished picture."""
    return assess_measured(document, measure(document, picture), picture)


def assess_measured(document: Document, m: Measures, picture: Image.Image) -> Quality:
    """The same for a design that is measured already: 1 less what each rule takes of what is left."""
    against = strengths(document, m, picture)
    score = 1.0
    for strength in against.values():
        score *= 1.0 - strength
    named = [name for name, strength in against.items() if strength >= _NAMED_FROM]
    return Quality(round(score, 3), tuple(sorted(named, key=lambda name: -against[name])))


def strengths(document: Document, m: Measures, picture: Image.Image) -> dict[str, float]:
    """How strongly each rule speaks against a design, 0 to 1."""
    evidence = Evidence(document, m, picture)
    return {name: min(max(float(rule(evidence)), 0.0), 1.0) for name, rule in RULES.items()}
