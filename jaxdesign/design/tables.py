"""Tables that lie in a package: what is chosen by hand, one thing a row."""

from __future__ import annotations

import csv
from importlib.resources import files


def table(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in a package, each by the names of its columns."""
    text = (files(package) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
