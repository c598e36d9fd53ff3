"""What an importer says about parts of a file that it could not take over as they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ImportNotice:
    """One sentence about one part of the file."""

    element: str
    """Id of the element in the document, or the part's id in the file; empty for the whole file."""
    message: str

    def __str__(self) -> str:
        return f"{self.element}: {self.message}" if self.element else self.message
