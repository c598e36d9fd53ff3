"""Labels and quality of a record that was read."""

from __future__ import annotations

import json

from jaxdesign.data.labels import Labels, label_measured
from jaxdesign.data.measures import measure
from jaxdesign.data.quality import Quality, assess_measured
from jaxdesign.data.records import Record


def judge(record: Record) -> tuple[Quality, Labels]:
    """How good the design is and what it is, from its document and picture. Raises ``InputError``."""
    document, picture = record.read_document(), record.read_picture()
    measures = measure(document, picture)
    quality = assess_measured(document, measures, picture)
    return quality, label_measured(document, measures, title=record.title, group=record.group)


def labels_of(record: Record) -> Labels:
    """The labels that a judged record holds."""
    return Labels.from_json(json.loads(record.labels))


def quality_of(record: Record) -> Quality:
    """The quality that a judged record holds."""
    data = json.loads(record.quality)
    return Quality(data["score"], tuple(data["reasons"]))
