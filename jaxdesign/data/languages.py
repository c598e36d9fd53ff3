"""The language of a design's words, offline."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from py3langid import langid

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "ca", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro", "hr",
    "tr", "id", "vi", "ru", "uk", "el", "ja", "zh", "ko", "ar", "he", "hi",
)  # fmt: skip
"""What is told apart, as ISO 639-1. Few and common ones: short texts need a strong prior."""

_FILLER = "la"
"""Latin is what placeholder text ("lorem ipsum") is written in."""
_FILLER_CERTAINTY = 0.9
_FILLER_WORDS = frozenset(
    {
        "lorem", "ipsum", "dolor", "amet", "consectetur", "adipiscing", "magna", "aliquam", "veroeros",
        "feugiat", "tempus", "consequat", "nisl", "aenean", "etiam", "pellentesque", "vestibulum", "nullam",
        "phasellus", "morbi", "curabitur", "vivamus", "mauris", "interdum", "bibendum", "maecenas", "rhoncus",
        "euismod", "accumsan", "tortor", "ultrices", "dapibus", "praesent", "sapien",
    }
)  # fmt: skip
_CERTAIN = 0.75
_FEW_LETTERS = 60
_MAX_LETTERS = 2_000


@cache
def _identifier() -> Any:
    """The n-gram model that py3langid ships, with probabilities."""
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, _FILLER])
    return identifier


def is_filler(string: str) -> bool:
    """True for placeholder Latin of at least four words, or two of its usual ones."""
    words = string.lower().split()
    if len(words) < 4:
        return len(words) >= 2 and sum(word.strip(".,;:") in _FILLER_WORDS for word in words) >= 1
    language, certainty = _identifier().classify(" ".join(words))
    return language == _FILLER and certainty > _FILLER_CERTAINTY


def language_of(strings: Iterable[str]) -> str:
    """ISO 639-1 code of the words, ``""`` where there are none.

    Placeholder Latin counts, as ``la``, only where there is nothing else.
    Letters are lowered: the model was taught on running text, where capitals are names. A short text
    that the model is not sure of counts as English, the language of most designs with few words.
    """
    identifier = _identifier()
    kept: list[str] = []
    lettered: list[str] = []
    for string in strings:
        lowered = string.lower()
        if sum(letter.isalpha() for letter in lowered) < 2:
            continue
        lettered.append(lowered)
        if not is_filler(lowered):
            kept.append(lowered)
    if not kept:
        return _FILLER if lettered else ""
    joined = "\n".join(kept)[:_MAX_LETTERS]
    language, certainty = identifier.classify(joined)
    if language == _FILLER or (certainty < _CERTAIN and len(joined) < _FEW_LETTERS):
        return "en"
    return language
