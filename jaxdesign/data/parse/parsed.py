"""What parsing a picture gives."""

from __future__ import annotations

from typing import NamedTuple

from jaxdesign.design.document import Document


class Parsed(NamedTuple):
    """A design read from a picture, and how sure each of its elements is."""

    document: Document
    confidence: dict[str, float]
    """Id of each element, and ``backdrop``, to a value from 0 (a guess) to 1 (certain)."""
