"""A style as users name it: a profile, or references of which one is measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from jaxdesign.models.autoencoder import Autoencoder
from jaxdesign.progress import ProgressCallback, silent
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.profile import StyleProfile, read_profile
from jaxdesign.style.references import read_references


def style_of(
    places: Sequence[str],
    model: Autoencoder | None = None,
    *,
    progress: ProgressCallback = silent,
    on_unread: Callable[[str], None] | None = None,
) -> StyleProfile:
    """The profile in a file, if that is all that is named; else the profile of the references that are.

    ``on_unread`` is as ``read_references`` has it. Raises ``InputError`` for what cannot be read.
    """
    if len(places) == 1 and is_profile(Path(places[0])):
        return read_profile(Path(places[0]))
    return StyleAnalyzer(model=model).analyze(read_references(places, on_unread=on_unread), progress=progress)


def is_profile(path: Path) -> bool:
    """Whether a file looks like a style profile rather than like a design."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "traits" in data
