"""Notes that a command tells beside its result."""

from __future__ import annotations

import sys


def say(note: str) -> None:
    """Tell a note on stderr."""
    print(f"jaxdesign: {note}", file=sys.stderr)
