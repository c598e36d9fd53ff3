"""Whether a design is worth learning from: named rules, each a pure function, and their sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from jaxdesign.data.measures import Measures, measure
from jaxdesign.design.document import Document

KEPT_FROM = 0.5
"""Least score of a design that is kept."""


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


def text_heavy(document: Document, m: Measures) -> float:
    """Pages of running text: most of the canvas under words and hardly a picture."""
    return min(1.0, max(0.0, (m.num_words - 180) / 200) + max(0.0, (m.text_share - 0.5) / 0.3)) * (
        1 - min(m.photo_share, 1.0)
    )


def mostly_empty(document: Document, m: Measures) -> float:
    """Hardly anything on the canvas."""
    return 1.0 if m.num_texts + m.num_pictures < 2 or m.empty_share > 0.95 else 0.0


RULES: dict[str, Callable[[Document, Measures], float]] = {
    "text-heavy": text_heavy,
    "mostly empty": mostly_empty,
}
"""Each gives how strongly it speaks against a design, 0 to 1."""


def assess(document: Document, picture: Image.Image) -> Quality:
    """The quality of a design and its finished picture."""
    return assess_measured(document, measure(document, picture))


def assess_measured(document: Document, m: Measures) -> Quality:
    """The same for a design that is measured already."""
    against = {name: min(max(rule(document, m), 0.0), 1.0) for name, rule in RULES.items()}
    score = 1.0
    for value in against.values():
        score *= 1.0 - value
    reasons = sorted((name for name, value in against.items() if value >= 0.1), key=lambda n: -against[n])
    return Quality(round(score, 3), tuple(reasons))
