"""Apache Beam makes the very bytes that the cores of this machine make."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from jaxdesign.data.beam_engine import BeamEngine
from jaxdesign.data.prepare import prepare
from jaxdesign.data.stored import StoredDataset


@pytest.mark.filterwarnings("default")  # those of Beam are not ours
def test_the_same_dataset_on_the_direct_runner(corpus: Path, prepared: Path, tmp_path: Path) -> None:
    pytest.importorskip("apache_beam", reason="Apache Beam is not installed: pip install 'jaxdesign[beam]'")
    engine = BeamEngine(arguments=("--runner=DirectRunner", "--direct_num_workers=1"))
    report = prepare([corpus], tmp_path, min_quality=0.0, engine=engine)
    expected = StoredDataset(prepared).folder

    def hashes(folder: Path) -> dict[str, str]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert hashes(report.folder) == hashes(expected)
