"""Labels and quality of a record that was read."""

from __future__ import annotations

import json

from jaxdesign.data.labels import Labels, label
from jaxdesign.data.quality import Quality, assess
from jaxdesign.data.records import Record


def judge(record: Record) -> tuple[Quality, Labels]:
    """How good the design is and what it is, from its document and picture. Raises ``InputError``."""
    document, picture = record.read_document(), record.read_picture()
    quality = assess(document, picture)
    return quality, label(document, picture, title=record.title, group=record.group)


def labels_of(record: Record) -> Labels:
    """The labels that a judged record holds."""
    return Labels.from_json(json.loads(record.labels))


def quality_of(record: Record) -> Quality:
    """The quality that a judged record holds."""
    data = json.loads(record.quality)
    return Quality(data["score"], tuple(data["reasons"]))
