"""``jaxdesign schema``: the JSON Schema of a design document."""

from __future__ import annotations


def schema() -> None:
    """Print the JSON Schema of a design document."""
    import json

    from jaxdesign.design.schema import json_schema

    print(json.dumps(json_schema(), indent=2))
