"""From captures to a dataset: exact, the same bytes however it is made, and gone on with after a stop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import jaxdesign.data.item_reading as item_reading
from jaxdesign.data.chat import ChatModel
from jaxdesign.data.judging import labels_of, quality_of
from jaxdesign.data.labels import Labels
from jaxdesign.data.prepare import LocalEngine, prepare
from jaxdesign.data.splits import split_of
from jaxdesign.data.stored import StoredDataset
from jaxdesign.data.vision import Seen, VisionLabeller
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture
from jaxdesign.progress import Progress

ONE = LocalEngine(workers=1)
MakeCapture = Callable[..., Path]


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _report(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "report.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_record_holds_the_document_exactly_and_the_picture(prepared: Path, corpus: Path) -> None:
    records = {record.id: record for _, record in StoredDataset(prepared)}
    assert len(records) == 6
    record = records["html5up-mill/c1"]
    assert record.read_document() == read_capture(corpus / "html5up-mill" / "c1.json.gz")
    assert record.picture == (corpus / "html5up-mill" / "c1.webp").read_bytes()
    assert (record.source, record.license, record.group, record.kind) == (
        "html5up-mill",
        "MIT",
        "web",
        "hero",
    )
    assert record.read_provenance()["place"] == "captures/html5up-mill/c1.json.gz"
    assert labels_of(record).language == "en"
    assert 0 <= quality_of(record).score <= 1


def test_every_source_is_on_its_side(prepared: Path) -> None:
    stored = StoredDataset(prepared)
    assert stored.splits == ("train", "validation", "test")
    for split, record in stored:
        assert split == split_of(record.source)


def test_the_card_counts_and_the_report_names_everything(prepared: Path) -> None:
    folder = StoredDataset(prepared).folder
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "6 designs of 3 sources" in card
    assert "| html5up-mill | MIT | train | 2 |" in card
    assert [line["state"] for line in _report(folder)] == ["kept"] * 6


def test_the_same_bytes_in_any_order_and_with_any_number_of_workers(
    prepared: Path, make_corpus: Callable[..., Path], tmp_path: Path
) -> None:
    corpus = make_corpus(tmp_path / "captures")
    report = prepare([corpus], tmp_path / "out", min_quality=0.0, engine=LocalEngine(workers=2))
    assert report.is_new
    assert _hashes(report.folder) == _hashes(StoredDataset(prepared).folder)


def test_a_run_that_was_stopped_goes_on(
    prepared: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, read = item_reading.read_record, []

    def until_stopped(item):
        if len(read) == 3:
            raise KeyboardInterrupt
        read.append(item.place)
        return real(item)

    monkeypatch.setattr(item_reading, "read_record", until_stopped)
    with pytest.raises(KeyboardInterrupt):
        prepare([corpus], tmp_path, min_quality=0.0, engine=ONE)
    assert not list(tmp_path.glob("real_designs/*"))
    again = []
    monkeypatch.setattr(item_reading, "read_record", lambda item: (again.append(item.place), real(item))[1])
    first = prepare([corpus], tmp_path, min_quality=0.0, engine=ONE)
    assert sorted(read + again) == sorted(line["place"] for line in _report(first.folder))
    assert _hashes(first.folder) == _hashes(StoredDataset(prepared).folder)
    again.clear()
    second = prepare([corpus], tmp_path, min_quality=0.0, engine=ONE)
    assert (again, second.is_new, second.folder) == ([], False, first.folder)


def test_a_run_stopped_while_it_writes_leaves_nothing_half(corpus: Path, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.phase == "packing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare([corpus], tmp_path, min_quality=0.0, engine=ONE, progress=stop)
    assert not list(tmp_path.glob("real_designs/*"))


def test_new_designs_make_the_next_version(
    make_corpus: Callable[..., Path], make_capture: MakeCapture, tmp_path: Path
) -> None:
    corpus = make_corpus(tmp_path / "captures", per_source=1)
    out = tmp_path / "out"
    assert prepare([corpus], out, min_quality=0.0, engine=ONE).version == "1.0.0"
    make_capture(corpus / "html5up-mill", "new", seed=77)
    report = prepare([corpus], out, min_quality=0.0, engine=ONE)
    assert (report.version, report.states["kept"]) == ("1.1.0", 4)
    assert len(StoredDataset(out)) == 4
    assert len(StoredDataset(out / "real_designs" / "1.0.0")) == 3


def test_of_copies_the_first_is_kept_and_each_id_once(make_capture: MakeCapture, tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "html5up-one", tmp_path / "b" / "themesberg+landwind"
    make_capture(first, "x", seed=1)
    make_capture(second, "y", seed=1)
    make_capture(second, "x", seed=2)
    make_capture(tmp_path / "c", "z", seed=3, id="x", source="html5up-one")
    sources = [tmp_path / "a", tmp_path / "b", tmp_path / "c"]
    report = prepare(sources, tmp_path / "out", min_quality=0.0, engine=ONE)
    found = {line["place"]: (line["state"], line.get("reason", "")) for line in _report(report.folder)}
    assert found == {
        "a/html5up-one/x.json.gz": ("kept", ""),
        "b/themesberg+landwind/x.json.gz": ("kept", ""),
        "b/themesberg+landwind/y.json.gz": ("dropped", "near-copy of html5up-one/x"),
        "c/z.json.gz": ("dropped", "the same id as a/html5up-one/x.json.gz"),
    }


def test_corrections_by_hand_win(corpus: Path, tmp_path: Path) -> None:
    table = tmp_path / "corrections.csv"
    table.write_text(
        "id,field,value\nhtml5up-mill/c0,goal,quote\nhtml5up-mill/c0,styles,vintage bold\nhtml5up-mill/c1,drop\n"
    )
    report = prepare([corpus], tmp_path / "out", corrections=table, min_quality=0.0, engine=ONE)
    records = {record.id: record for _, record in StoredDataset(report.folder)}
    labels = labels_of(records["html5up-mill/c0"])
    assert (labels.goal, labels.styles) == ("quote", ("vintage", "bold"))
    assert "html5up-mill/c1" in records  # 0 is the least quality here
    strict = prepare([corpus], tmp_path / "out", corrections=table, min_quality=0.01, engine=ONE)
    assert "html5up-mill/c1" not in {record.id for _, record in StoredDataset(strict.folder)}
    table.write_text("id,field,value\nnobody,drop\n")
    with pytest.raises(InputError, match=r"line 2.*nobody"):
        prepare([corpus], tmp_path / "out", corrections=table, engine=ONE)


def test_a_vision_model_labels_what_is_kept_and_is_asked_once(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def see(self: VisionLabeller, picture: Image.Image, labels: Labels) -> Seen:
        asked.append(picture.size)
        if len(asked) == 1:
            return Seen(labels, "vision model: no answer in time; offline labels kept")
        return Seen(replace(labels, goal="sale", caption="Seen."))

    monkeypatch.setattr(VisionLabeller, "see", see)
    model = VisionLabeller(ChatModel(address="http://127.0.0.1:9/v1", name="eye"))
    table = tmp_path / "corrections.csv"
    table.write_text("id,field,value\nhtml5up-mill/c1,goal,quote\n")

    def run() -> tuple[list[str], list[str]]:
        report = prepare(
            [corpus], tmp_path / "out", corrections=table, vision=model, min_quality=0.0, engine=ONE
        )
        goals = {record.id: labels_of(record).goal for _, record in StoredDataset(report.folder)}
        problems = [line["reason"] for line in _report(report.folder) if "reason" in line]
        return [goals[key] for key in sorted(goals)], problems

    goals, problems = run()
    assert (goals[0] == "sale", goals[1:]) == (False, ["quote", "sale", "sale", "sale", "sale"])
    assert problems == ["vision model: no answer in time; offline labels kept"]
    assert asked == [(480, 320)] * 6
    goals, problems = run()
    assert (goals, problems) == (["sale", "quote", "sale", "sale", "sale", "sale"], [])
    assert len(asked) == 7


def test_design_files_are_rendered(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "one.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#204060"/>'
        '<text x="60" y="200" font-size="64" fill="#ffffff">Open day</text></svg>'
    )
    report = prepare([folder], tmp_path / "out", min_quality=0.0, engine=ONE)
    ((_, record),) = list(StoredDataset(report.folder))
    assert (record.id, record.kind, record.license) == ("cards/one", "document", "unstated")
    picture = record.read_picture()
    assert picture.size == (768, 512)
    assert picture.getpixel((5, 5)) == (0x20, 0x40, 0x60)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        prepare([tmp_path / "nowhere"], tmp_path / "out", engine=ONE)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no captures"):
        prepare([tmp_path / "empty"], tmp_path / "out", engine=ONE)
    with pytest.raises(InputError, match="no dataset of designs"):
        StoredDataset(tmp_path)


def test_one_run_at_a_time(corpus: Path, tmp_path: Path) -> None:
    def another(progress: Progress) -> None:
        with pytest.raises(InputError, match="another run is at work"):
            prepare([corpus], tmp_path, engine=ONE)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare([corpus], tmp_path, engine=ONE, progress=another)


def test_real_captures_stay_exact(captures_dir: Path, tmp_path: Path) -> None:
    sources = [captures_dir / "html5up-lens", captures_dir / "sebilasse+indieweb-origami"]
    chosen = [path for source in sources for path in sorted(source.glob("*.json.gz"))[:2]]
    report = prepare(chosen, tmp_path, min_quality=0.0, engine=ONE)
    records = {record.id: record for _, record in StoredDataset(report.folder)}
    for path in chosen:
        record = records[f"{path.parent.name}/{path.name.split('.')[0]}"]
        assert record.read_document() == read_capture(path)
