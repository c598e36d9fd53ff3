"""Topics of designs, and the words that name them."""

from __future__ import annotations

from functools import cache

from jaxdesign.design.tables import table


@cache
def topic_words() -> dict[str, frozenset[str]]:
    """Words by which topics of palettes, type and pictures are named, in several languages."""
    rows = table("jaxdesign.direction", "topics.csv")
    return {row["topic"]: frozenset(row["words"].split()) for row in rows}
