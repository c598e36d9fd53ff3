"""Type by mood: which families, weights and cases go together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jaxdesign.design.document import Case
from jaxdesign.design.tables import table
from jaxdesign.render.fonts import FontRegistry
from jaxdesign.render.shaping import advance, cased

_ALPHABET = "aaabcdeeeefghiiijklmnnooopqrrsssttuuvwxyz"
_USUAL_WIDTH = 0.5
"""Of a letter, in em."""
_MOST_LARGER = 1.18


@dataclass(frozen=True, kw_only=True)
class Typefaces:
    """A family for what is read first and one for all else."""

    display: str
    display_weight: int
    text: str
    strong: int = 700
    """Weight of what stands out in the text family."""
    case: Case = "none"
    """Of headlines."""
    tracking: float = 0.0
    """Of headlines, in em."""
    leading: float = 1.05
    """Line height of headlines as a multiple of their size."""
    words: frozenset[str] = frozenset()

    def missing(self, string: str, registry: FontRegistry) -> int:
        """How many letters of a string the two families do not have, counted for each."""
        return sum(
            not (letter.isspace() or registry.resolve((family,), weight).has(letter))
            for family, weight in ((self.display, self.display_weight), (self.text, 400))
            for letter in set(string)
        )

    def widest_word(self, headline: str, registry: FontRegistry) -> float:
        """Width in em of the widest word of a headline."""
        face = registry.resolve((self.display,), self.display_weight)
        words = cased(headline, self.case).split()
        return max((advance(word, face, registry, self.tracking) for word in words), default=0.0)

    def mean_width(self, headline: str, registry: FontRegistry) -> float:
        """Width in em of a headline's letters on average, spaces among them."""
        face = registry.resolve((self.display,), self.display_weight)
        return advance(cased(headline, self.case), face, registry, self.tracking) / max(len(headline), 1)

    def text_factor(self, registry: FontRegistry) -> float:
        """How much larger the text family is set than others: narrow letters look smaller than they are."""
        face = registry.resolve((self.text,), 400)
        width = advance(_ALPHABET, face, registry) / len(_ALPHABET)
        return min(max(_USUAL_WIDTH / width, 1.0), _MOST_LARGER)

    def with_families(self, families: tuple[str, ...]) -> Typefaces:
        """The same in a brand's families."""
        if not families:
            return self
        return replace(self, display=families[0], text=families[-1])


def _read() -> tuple[Typefaces, ...]:
    return tuple(
        Typefaces(
            display=row["display"],
            display_weight=int(row["display_weight"]),
            text=row["text"],
            strong=int(row["strong"]),
            case="upper" if row["case"] == "upper" else "none",
            tracking=float(row["tracking"]),
            leading=float(row["leading"]),
            words=frozenset(row["words"].split()),
        )
        for row in table("jaxdesign.direction", "typefaces.csv")
    )


TYPEFACES: tuple[Typefaces, ...] = _read()
"""Pairs of shipped families."""
