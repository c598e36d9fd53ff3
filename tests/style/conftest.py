"""References of the shipped examples and their profile."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import Reference, read_references

EXAMPLES = Path(str(files("jaxdesign") / "examples"))


@pytest.fixture(scope="session")
def references() -> list[Reference]:
    """The shipped examples: business card, poster, social post."""
    return read_references([EXAMPLES])


@pytest.fixture(scope="session")
def profile(references: list[Reference]) -> StyleProfile:
    """Of the examples, without latents."""
    return StyleAnalyzer().analyze(references, name="examples")


@pytest.fixture(scope="session")
def singles(references: list[Reference]) -> list[StyleProfile]:
    """Of each example alone."""
    return [StyleAnalyzer().analyze([reference], name=reference.name) for reference in references]
