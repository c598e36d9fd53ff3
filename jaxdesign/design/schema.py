"""The published JSON Schema of the design document.

``python -m jaxdesign.design.schema`` writes it to ``document.schema.json`` beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jaxdesign.design.document import DOCUMENT_VERSION, Document

SCHEMA_PATH = Path(__file__).with_name("document.schema.json")


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a design document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jaxdesign:document:{DOCUMENT_VERSION}",
        **Document.model_json_schema(),
        "title": f"jaxdesign design document, version {DOCUMENT_VERSION}",
    }


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(json_schema(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
