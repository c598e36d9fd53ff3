"""The briefs that the designer is tried on, the pictures painted for them, and what is counted."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import numpy as np
import pytest

from jaxdesign.brief.schema import Brief, Goal, brief_from_dict
from scripts.paint_pictures import LANDSCAPES, STILL_LIFES, painted

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
LINES: list[dict[str, Any]] = [
    json.loads(line) for line in (SCRIPTS / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
]
BRIEFS = [brief_from_dict(line["brief"], name=line["name"]) for line in LINES]


def test_the_briefs_are_many_and_of_many_kinds() -> None:
    assert len({line["name"] for line in LINES}) == 100
    assert Counter(brief.goal for brief in BRIEFS) == dict.fromkeys(get_args(Goal), 10)
    assert len({name for brief in BRIEFS for name in brief.formats}) == 8
    assert len({line["language"] for line in LINES}) == 17
    assert {len(brief.pictures) for brief in BRIEFS} == {0, 1, 2, 3, 4}
    lengths = [sum(len(text.text) for text in brief.texts) for brief in BRIEFS]
    assert (min(lengths) < 50, max(lengths) > 350) == (True, True)


def test_every_picture_can_be_painted() -> None:
    scenes = {Path(name).stem.partition("-")[0] for brief in BRIEFS for name in brief.pictures}
    assert scenes <= LANDSCAPES.keys() | STILL_LIFES.keys()


@pytest.mark.parametrize("name", ["lake-1x2", "fruit-2x1", "night-1x1"])
def test_a_name_is_always_the_same_picture(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.paint_pictures.LONGEST_PX", 120)
    first, second = painted(name), painted(name)
    assert first.tobytes() == second.tobytes()
    across, down = (int(part) for part in name.partition("-")[2].split("x"))
    assert first.width / first.height == across / down
    assert max(first.size) == 120
    assert np.asarray(first).std() > 10


@pytest.mark.parametrize("name", ["moon-1x1", "lake", "../lake-1x1"])
def test_a_name_that_is_no_picture(name: str) -> None:
    with pytest.raises(ValueError, match="is no scene with proportions"):
        painted(name)


@pytest.fixture
def check_briefs(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("check_briefs")


class _Line:
    def __init__(self, string: str) -> None:
        self.string = string


def test_words_are_found_as_a_reader_of_few_accents_reads_them(
    check_briefs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ["LODZ ZYJE", "Le hoi Trungthu", "at 8pm"]
    monkeypatch.setattr(check_briefs, "read_lines", lambda pixels: [_Line(string) for string in read])
    brief = brief_from_dict(
        {"texts": [{"text": "Łódź żyje"}, {"text": "Lễ hội Trung thu, 8 pm, free entry"}]}
    )
    num_words, missed = check_briefs.words_found(brief, np.zeros((8, 8, 3), np.uint8))
    assert (num_words, missed) == (10, ["8", "pm", "free", "entry"])


def test_a_record_that_was_cut_off_is_read_as_far_as_it_goes(
    check_briefs: ModuleType, tmp_path: Path
) -> None:
    record = tmp_path / "results.jsonl"
    assert check_briefs.results_of(record) == []
    record.write_text('{"name": "a"}\n{"name": "b"}\n{"na')
    assert [row["name"] for row in check_briefs.results_of(record)] == ["a", "b"]


def test_alike_pictures_are_counted(check_briefs: ModuleType) -> None:
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(2, 12, 12, 3))
    assert check_briefs.num_alike([one, other, one + 0.1, other, rng.normal(size=(12, 12, 3))]) == 2


def test_pictures_that_are_not_there_are_painted(
    check_briefs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_briefs.painted.__module__ + ".LONGEST_PX", 60)
    (tmp_path / "mine.png").write_bytes(b"mine")
    data = {"texts": [{"text": "a"}], "pictures": ["mine.png", "sea-2x1.png"]}
    found: Brief = check_briefs.with_pictures({"name": "a", "brief": data}, tmp_path, tmp_path / "painted")
    assert found.pictures == (str(tmp_path / "mine.png"), str(tmp_path / "painted" / "sea-2x1.png"))
    assert [path.name for path in (tmp_path / "painted").iterdir()] == ["sea-2x1.png"]
