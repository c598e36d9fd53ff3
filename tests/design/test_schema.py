"""The published schema is the one the code makes."""

from __future__ import annotations

from jaxdesign.design.schema import SCHEMA_PATH, json_schema, schema_text


def test_the_published_schema_is_current() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), "run: python -m jaxdesign.design.schema"


def test_the_schema_names_what_tools_rely_on() -> None:
    schema = json_schema()
    assert {"version", "canvas", "backdrop", "elements", "certificate", "provenance"} <= set(
        schema["properties"]
    )
    assert {"id", "kind", "box", "rotation", "layer", "group", "lock", "paint", "text"} <= set(
        schema["$defs"]["Element"]["properties"]
    )
