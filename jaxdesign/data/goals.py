"""What a design is for, told from its words: lists by goal in seven languages, weighed by place and size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from jaxdesign.data.goal_words import NAVIGATION, TRADES, WORDS
from jaxdesign.data.languages import is_filler
from jaxdesign.data.measures import Measures
from jaxdesign.design.document import Document, Text

GOALS = (
    "event", "sale", "announcement", "product", "portfolio",
    "information", "quote", "invitation", "recruitment", "other",
)  # fmt: skip

LEAST_EVIDENCE = 1.2
"""Evidence below which words do not decide."""

_STRONG, _WEAK = 2.0, 0.7
_EMPHASIS = {"headline": 1.5, "subheading": 1.0, "button": 0.8, "body": 0.6, "caption": 0.5, "label": 0.5}
_TITLE = 0.35
_NAVIGATION_FROM = 3
_QUOTED = re.compile(r"^\s*[\"“„«‘❝].{24,}", re.DOTALL)
_NAME = re.compile(r"^(?:[^\W\d_][\w'.-]*\s+){1,2}[^\W\d_][\w'.-]*$")
_TIME = re.compile(r"(?<!\d)\d{1,2}([:.]\d{2})?\s?(am|pm|uhr|h)(?!\w)|(?<!\d)\d{1,2}:\d{2}(?!\d)")
_DAY = re.compile(
    r"(?<!\w)\d{1,2}(st|nd|rd|th|\.)?\s?(-\s?\d{1,2}\s?)?(of )?"
    r"(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|fevr|avr|juin|juil|aout|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|out)"
)
_OPENING = re.compile(r"(?<!\w)(monday|sunday|montag|lundi|lunes|lunedi|closed|opening)")


def folded(text: str) -> str:
    """Lower case without accents, so that ``Über`` and ``uber`` are one word."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("’", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """What matches any of the words as a whole; one that ends in ``*`` stands for its stem."""
    parts = (re.escape(folded(word)).replace(r"\*", r"\w*") for word in words)
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


@cache
def _patterns() -> dict[str, tuple[tuple[float, re.Pattern[str]], ...]]:
    """For each goal its weights and what earns them."""
    return {
        goal: ((_STRONG, _pattern(words.strong)), (_WEAK, _pattern(words.weak)))
        for goal, words in WORDS.items()
    }


@cache
def _trades() -> re.Pattern[str]:
    return _pattern(TRADES)


def goal_scores(strings: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Evidence for each goal in texts, each given with its weight. A text tells at most twice of a kind."""
    scores = dict.fromkeys(GOALS, 0.0)
    for string, emphasis in strings:
        text = folded(string)
        for goal, groups in _patterns().items():
            for weight, pattern in groups:
                hits = {match.group() for match in pattern.finditer(text)}
                scores[goal] += emphasis * weight * min(len(hits), 2)
    return scores


def _content(texts: list[Text]) -> list[Text]:
    """The texts without placeholder Latin and without the entries of menus and footers."""
    navigation = [text for text in texts if folded(text.string).strip(" ›»→") in NAVIGATION]
    largest = max((text.size for text in texts), default=0.0)
    skipped = navigation if len(navigation) >= _NAVIGATION_FROM else []
    return [
        text
        for text in texts
        if not is_filler(text.string) and not (text in skipped and text.size < 0.8 * largest)
    ]


def _signs(texts: list[Text], group: str) -> dict[str, float]:
    """Evidence that is in the form of the words: quotation marks, a name with a trade, a date and a time."""
    signs = dict.fromkeys(GOALS, 0.0)
    if not texts:
        return signs
    words = sum(len(text.string.split()) for text in texts)
    quoted = sum(len(text.string.split()) for text in texts if _QUOTED.match(text.string))
    signs["quote"] = 5.0 * min(1.0, 1.5 * quoted / max(words, 1))
    headline = max(texts, key=lambda text: text.size)
    others = " ".join(folded(text.string) for text in texts if text is not headline)
    if _NAME.match(headline.string.strip()) and _trades().search(others) and words < 80:
        signs["portfolio"] = 2.0
    everything = folded(" ".join(text.string for text in texts))
    timed, dated = bool(_TIME.search(everything)), bool(_DAY.search(everything))
    if _OPENING.search(everything) and timed:
        signs["product"] = 2.0
    elif dated and (timed or group == "poster"):
        signs["event"] = 2.5
    return signs


def goal_of(document: Document, m: Measures, *, title: str = "", group: str = "") -> str:
    """One of ``GOALS``: the one with most evidence, else what such designs of the group mostly are."""
    texts = [element.text for element in document.elements if element.text is not None]
    content = _content(texts)
    strings = [(text.string, _EMPHASIS[text.role]) for text in content]
    scores = goal_scores([*strings, (title, _TITLE)])
    for goal, sign in _signs(content, group).items():
        scores[goal] += sign
    best = max(GOALS, key=lambda goal: scores[goal])
    if scores[best] >= LEAST_EVIDENCE:
        return best
    if group in ("document", "slide", "poster"):
        return "information"
    words = sum(len(text.string.split()) for text in content)
    headed = any(text.role == "headline" and len(text.string.split()) >= 3 for text in content)
    if words > 80:
        return "information"
    if m.num_buttons and headed and words >= 6:
        return "product"
    return best if scores[best] >= LEAST_EVIDENCE / 2 and words >= 6 else "other"
