"""A prompt read as a brief, offline: what is to be set, and what is mood.

Quoted strings are texts. Dates, times, prices and calls to action are recognised; style words and formats are
taken out; the first of what remains is the headline.
"""

from __future__ import annotations

import re
from typing import Any

from jaxdesign.brief.schema import MAX_TEXTS, Brief, BriefText, Role
from jaxdesign.data.goals import goal_scores
from jaxdesign.design.formats import ALIASES, FORMATS
from jaxdesign.errors import InputError

_QUOTED = re.compile(r"[\"“„«](?P<text>[^\"“”„«»]{1,400})[\"”“»]")
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|"
    "septembre|octobre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    "noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
)
_DATE = re.compile(
    r"\b(\d{1,2}(st|nd|rd|th|\.)?\s+(de\s+)?(" + _MONTHS + r")\b(\s+\d{4})?"
    r"|(" + _MONTHS + r")\s+\d{1,2}(st|nd|rd|th)?(,?\s+\d{4})?\b"
    r"|\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<!\d)(\d{1,2}([:.]\d{2})?\s?(am|pm|uhr|h)(?!\w)|\d{1,2}:\d{2}(?!\d))", re.IGNORECASE)
_PRICE = re.compile(
    r"[$€£]\s?\d+([.,]\d{2})?|\d+([.,]\d{2})?\s?(€|(euro|dollars?|pounds?)\b)|\d+\s?% off|\bfree entry\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(buy|get|book|register|sign up|join|shop|order|learn|reserve|subscribe|apply|call|visit|download|rsvp|"
    r"jetzt|anmelden|réserver|acheter|comprar|reserva|iscriviti|acquista)\b.{0,30}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(https?://|www\.)\S+$|^[\w.-]+\.(com|org|net|io|de|fr|es|it|eu)(/\S*)?$|^\S+@\S+\.\w+$"
)
_STYLES = {
    "minimal": "minimal", "minimalist": "minimal", "clean": "minimal", "bold": "bold", "loud": "bold",
    "vintage": "vintage", "retro": "vintage", "corporate": "corporate", "professional": "corporate",
    "playful": "playful", "fun": "playful", "elegant": "elegant", "luxury": "elegant", "refined": "elegant",
    "dark": "dark", "moody": "dark", "light": "light", "bright": "light", "colourful": "colourful",
    "colorful": "colourful", "editorial": "editorial", "photographic": "photographic",
    "geometric": "geometric", "handmade": "handmade", "handdrawn": "handmade",
}  # fmt: skip
_CALM = {"calm", "quiet", "soft", "warm", "gentle", "peaceful", "serene", "minimal", "minimalist", "elegant"}
_LIVELY = {"energetic", "loud", "bold", "vivid", "wild", "exciting", "playful", "fun", "bright", "party"}
_FILLERS = {
    "a", "an", "the", "for", "with", "of", "in", "and", "my", "our", "design", "make", "create", "please",
    "some", "style", "look", "mood", "tones", "colours", "colors", "warm", "cold", "cool", "very",
}  # fmt: skip
_JOINERS = re.compile(r"^((for|about|of|with|in|and|a|an|the)\s+)+", re.IGNORECASE)


def _format_of(words: str) -> tuple[str | None, str]:
    """The first format that the words name, and the words without it."""
    names = {name.replace("-", " "): name for name in (*FORMATS, *ALIASES)}
    turned = {" ".join(reversed(name.split("-"))): name for name in FORMATS if name.count("-") == 1}
    names = turned | names
    for spoken in sorted(names, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(spoken)}s?(?!\w)", words, re.IGNORECASE)
        if found:
            return names[spoken], (words[: found.start()] + " " + words[found.end() :]).strip()
    return None, words


def _without_mood(part: str) -> tuple[str, list[str]]:
    """What of a part is to be set, and its words of mood."""
    kept, mood = [], []
    for word in part.split():
        plain = word.strip(".,;:!").lower()
        (mood if plain in _STYLES or plain in _CALM | _LIVELY else kept).append(word)
    if all(word.strip(".,;:!").lower() in _FILLERS for word in kept):
        return "", [*mood, *kept]
    return " ".join(kept), mood


def _role_of(part: str, *, first: bool) -> Role:
    if _CALL.match(part):
        return "button"
    if _ADDRESS.match(part):
        return "caption"
    if first:
        return "headline"
    if _DATE.search(part) or _TIME.search(part) or _PRICE.search(part):
        return "subheading"
    return "body" if len(part) > 60 else "label"


def _split_quoted(prompt: str) -> tuple[list[str], str]:
    """The quoted strings of a prompt, and what stands outside them."""
    quoted = [match["text"].strip() for match in _QUOTED.finditer(prompt)]
    return quoted, _QUOTED.sub(" , ", prompt)


def certain(prompt: str) -> list[str]:
    """What of a prompt must be set as it stands: quoted strings, and dates, times and prices outside them."""
    quoted, rest = _split_quoted(prompt)
    return quoted + [match[0].strip() for kind in (_DATE, _TIME, _PRICE) for match in kind.finditer(rest)]


def read_prompt(prompt: str) -> Brief:
    """The brief that a prompt means.

    Raises ``InputError`` if it holds no words to set.
    """
    found = understood(prompt)
    if not found["texts"]:
        raise InputError(
            f"the prompt '{prompt.strip()[:60]}' names no words to set; quote some, as in \"Jazz Night\"."
        )
    return Brief.model_validate(found)


def understood(prompt: str) -> dict[str, Any]:
    """The fields of the brief that a prompt means; ``texts`` may be empty. Raises ``InputError``."""
    if not prompt.strip():
        raise InputError("the prompt is empty; say what the design is for and what stands on it.")
    quoted, rest = _split_quoted(prompt)
    format_, rest = _format_of(rest)
    parts, mood = [], []
    for part in re.split(r"[,;\n]+|(?<!\d)\.\s", rest):
        plain, words = _without_mood(part.strip(' ."“”„«»'))
        mood += words
        plain = _JOINERS.sub("", plain).strip(" .:-")
        if plain:
            parts.append(plain)
    texts = [BriefText(role=_role_of(text, first=i == 0), text=text) for i, text in enumerate(quoted)]
    for part in parts:
        role = _role_of(part, first=not texts)
        if quoted and role == "label" and not part[:1].isupper():
            mood.append(part)
            continue
        texts.append(BriefText(role=role, text=part[:1].upper() + part[1:] if role != "caption" else part))
    styles = tuple(dict.fromkeys(_STYLES[word.lower()] for word in mood if word.lower() in _STYLES))
    lowered = {word.lower() for word in mood}
    tone = None
    if lowered & (_CALM | _LIVELY):
        tone = 0.5 + 0.3 * (len(lowered & _LIVELY) - len(lowered & _CALM)) / len(lowered & (_CALM | _LIVELY))
    scores = goal_scores([(prompt, 1.5)])
    goal = max(scores, key=lambda name: scores[name]) if scores and max(scores.values()) > 0 else None
    return {
        "goal": goal,
        "formats": (format_ or "poster",),
        "tone": tone,
        "styles": styles,
        "theme": " ".join(prompt.split())[:400],
        "texts": [text.model_dump() for text in texts[:MAX_TEXTS]],
    }
