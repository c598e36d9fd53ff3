"""What a design is for, told from its words: lists by goal in seven languages, weighed by place and size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from jaxdesign.data.goal_words import WORDS
from jaxdesign.data.measures import Measures
from jaxdesign.design.document import Document

GOALS = (
    "event", "sale", "announcement", "product", "portfolio",
    "information", "quote", "invitation", "recruitment", "other",
)  # fmt: skip


LEAST_EVIDENCE = 1.0


def folded(text: str) -> str:
    """Lower case without accents, so that ``Über`` and ``uber`` are one word."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _patterns() -> dict[str, tuple[tuple[float, re.Pattern[str]], ...]]:
    """For each goal its weights and what earns them. A word ending in ``*`` stands for its stem."""
    patterns = {}
    for goal, groups in WORDS.items():
        compiled = []
        for weight, words in groups.items():
            parts = (re.escape(folded(word)).replace(r"\*", r"\w*") for word in words)
            compiled.append((weight, re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")))
        patterns[goal] = tuple(compiled)
    return patterns


def goal_scores(strings: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Evidence for each goal in texts, each with its weight (1 for body text, more for a headline)."""
    scores = dict.fromkeys(GOALS, 0.0)
    for string, emphasis in strings:
        text = folded(string)
        for goal, groups in _patterns().items():
            for weight, pattern in groups:
                hits = {match.group() for match in pattern.finditer(text)}
                scores[goal] += emphasis * weight * min(len(hits), 3)
    return scores


def goal_of(document: Document, m: Measures, *, title: str = "", group: str = "") -> str:
    """One of ``GOALS``: the one with most evidence; ``other`` where there is next to none.

    Texts count by their size against most of the design's text; the title of the page counts half.
    """
    shown = [element.text for element in document.elements if element.text is not None]
    largest = max((text.size for text in shown), default=1.0)
    strings = [(text.string, 0.5 + 2.0 * text.size / largest) for text in shown]
    scores = goal_scores([*strings, (title, 0.5)])
    best = max(GOALS, key=lambda goal: scores[goal])
    if scores[best] >= LEAST_EVIDENCE:
        return best
    return "information" if group in ("document", "slide") or m.num_words > 60 else "other"
