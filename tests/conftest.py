"""What all tests share: one quiet CPU device and the captures, when they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("JAX_PLATFORMS", "cpu")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def captures_dir() -> Path:
    """Folder of ``<source>/<id>.json.gz``: ``JAXDESIGN_CAPTURES``, else beside the repository.

    Skips the test where neither is there.
    """
    named = os.environ.get("JAXDESIGN_CAPTURES")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data" / "captures"
    if not folder.is_dir():
        pytest.skip(f"no captures at {folder}; set JAXDESIGN_CAPTURES to their folder")
    return folder
