"""Subsets, statistics and sheets of a small dataset, and the command line over them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from jaxdesign.cli.main import app
from jaxdesign.data.dataset import ALL, RealDesignDataset
from jaxdesign.data.judging import labels_of
from jaxdesign.data.matching import color_words, words_of
from jaxdesign.data.stored import StoredDataset
from jaxdesign.data.subset import choose, subset
from jaxdesign.errors import InputError


def test_words_are_singular_and_say_something() -> None:
    assert words_of("The vintage flyers, and Bold stories") == ("vintage", "flyer", "bold", "story")


@pytest.mark.parametrize(
    ("color", "names"),
    [
        ("#ff0000", {"red"}),
        ("#0000ff", {"blue"}),
        ("#ffffff", {"white", "neutral"}),
        ("#000000", {"black", "neutral"}),
        ("#808080", {"grey", "neutral"}),
        ("#008000", {"green"}),
        ("#ffb6c1", {"pink", "pastel"}),
        ("#ffff00", {"yellow"}),
        ("#5a3416", {"orange", "brown"}),
        ("#000060", {"blue", "navy"}),
    ],
)
def test_colours_have_their_names(color: str, names: set[str]) -> None:
    assert color_words(color) == names


def test_a_design_must_fit_every_word(prepared: Path) -> None:
    stored = StoredDataset(prepared)
    formats = {labels_of(record).format for _, record in stored}
    assert formats == {"mobile-screen"}  # they are 480 px wide
    assert len(choose(stored, "websites")) == 6
    assert len(choose(stored, "")) == 6
    with pytest.raises(InputError, match=r"'website' 6, 'poster' 0"):
        choose(stored, "website posters")


def test_a_subset_is_a_dataset_and_a_folder_of_captions(prepared: Path, tmp_path: Path) -> None:
    counts = subset(prepared, tmp_path / "one", style="website", limit=4)
    assert sum(counts.values()) == 4
    assert len(RealDesignDataset(tmp_path / "one", split=ALL)) == 4
    known = {record.id: record for _, record in StoredDataset(prepared)}
    lines = []
    for path in (tmp_path / "one" / "pictures").glob("*/metadata.jsonl"):
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            record = known[line["id"]]
            picture = path.parent / line["file_name"]
            assert (
                line["text"] == labels_of(record).caption == picture.with_suffix(".txt").read_text().strip()
            )
            with Image.open(picture) as image:
                np.testing.assert_array_equal(np.asarray(image), np.asarray(record.read_picture()))
            lines.append(line)
    assert len(lines) == 4
    with pytest.raises(InputError, match="is there already"):
        subset(prepared, tmp_path / "one")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_the_command_line(corpus: Path, prepared: Path, tmp_path: Path) -> None:
    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["data", *words])
        assert result.exit_code == code, result.output
        return result.output

    out = run("prepare", str(corpus), "-o", str(tmp_path / "d"), "--min-quality", "0", "--workers", "1")
    assert "6 designs kept (2 train, 2 validation, 2 test), 0 dropped, 0 could not be used" in out
    assert "6 designs of 3 sources" in run("stats", str(prepared))
    figures = json.loads(run("stats", str(prepared), "--json"))
    assert figures["splits"] == {"train": 2, "validation": 2, "test": 2}
    run("sheet", str(prepared), "-o", str(tmp_path / "kept.png"))
    with Image.open(tmp_path / "kept.png") as sheet:
        assert sheet.width > 1000
    assert "nothing was dropped" in run(
        "sheet", str(prepared), "--dropped", "-o", str(tmp_path / "x.png"), code=3
    )
    assert "no such file" in run("prepare", str(tmp_path / "no"), "-o", str(tmp_path / "e"), code=3)
