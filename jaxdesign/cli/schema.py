"""``jaxdesign schema``: the JSON Schema of a design document."""

from __future__ import annotations

import sys


def schema() -> None:
    """Print the JSON Schema of a design."""
    from jaxdesign.design.schema import schema_text

    sys.stdout.write(schema_text())
