"""Designs of one brief and of each row of a table, as folders; designer and files are plain stand-ins."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from jaxdesign.brief.rows import table_of
from jaxdesign.brief.schema import Brief, brief_from_dict
from jaxdesign.cli.main import app
from jaxdesign.delivery import RECORD, Making, RowOutcome, check_folder, deliver, deliver_rows
from jaxdesign.designer import Finished
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.report.destination import FILES

PLAIN = Making()


class Copyist:
    """A designer whose designs are the brief's words; some words it cannot set, or fails over."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def design(self, brief: Brief, *, count: int, seed: int, **_: object) -> list[Finished]:
        words = brief.texts[0].text
        if words == "uncertified":
            raise NotCertifiedError("poster: no draft could be certified: it is too full.")
        if words == "crash":
            raise ZeroDivisionError("a fault")
        self.made.append(words)
        result = SimpleNamespace(words=f"{words} {seed}", scores_after=SimpleNamespace(total=80.0))
        return [
            Finished(result=cast(Any, result), format=name, structure="column")
            for name in brief.formats
            for _ in range(count)
        ]


def _write(result: Any, folder: Path, *, name: str, scale: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        (folder / file).write_text(result.words, encoding="utf-8")


@pytest.fixture
def copyist(monkeypatch: pytest.MonkeyPatch) -> Copyist:
    monkeypatch.setattr("jaxdesign.delivery.write_outputs", _write)
    return Copyist()


def _brief(**changes: Any) -> Brief:
    return brief_from_dict({"texts": [{"text": "Fair"}], **changes})


def _rows(
    text: str, designer: Copyist, out: Path, making: Making = PLAIN, **options: Any
) -> list[RowOutcome]:
    return list(
        deliver_rows(table_of(text, name="rows.csv", folder=out.parent), designer, out, making, **options)
    )


def _kinds(outcomes: list[RowOutcome]) -> list[str]:
    return [
        f"{one.folder.name} {'failed' if one.error else 'made' if one.delivered else 'stands'}"
        for one in outcomes
    ]


def test_one_design_fills_the_folder_and_several_have_one_each(copyist: Copyist, tmp_path: Path) -> None:
    [only] = deliver(_brief(), copyist, tmp_path / "one", Making(seed=3))
    assert only.folder == tmp_path / "one"
    assert (only.folder / "design.svg").read_text() == "Fair 3"
    several = deliver(_brief(formats=["poster", "slide"]), copyist, tmp_path / "two", Making())
    assert [one.folder.name for one in several] == ["01-poster", "02-slide"]


@pytest.mark.parametrize(("making", "place"), [(Making(), ""), (Making(count=2), "01-poster")])
def test_what_is_no_result_is_never_replaced(
    making: Making, place: str, copyist: Copyist, tmp_path: Path
) -> None:
    (tmp_path / place).mkdir(exist_ok=True)
    mine = tmp_path / place / "mine.txt"
    mine.write_text("mine")
    with pytest.raises(InputError, match=r"holds 'mine\.txt', which is no result"):
        deliver(_brief(), copyist, tmp_path, making)
    assert (mine.read_text(), copyist.made) == ("mine", [])
    with pytest.raises(InputError, match="is a file; results need a folder"):
        check_folder(_brief(), making, mine)


def test_a_bad_row_keeps_no_other_from_being_made(copyist: Copyist, tmp_path: Path) -> None:
    text = "headline,picture\nOne,\nuncertified,\nTwo,none.png\ncrash,\nThree,\n"
    outcomes = _rows(text, copyist, tmp_path / "out")
    assert _kinds(outcomes) == ["001 made", "002 failed", "003 failed", "004 failed", "005 made"]
    assert [str(one.error) for one in outcomes if one.error] == [
        "rows.csv: row 2 (line 3): poster: no draft could be certified: it is too full.",
        f"rows.csv: row 3 (line 4), column 'picture': there is no file '{tmp_path / 'none.png'}'.",
        "a fault",
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["001", "005", RECORD]
    assert (tmp_path / "out" / "005" / "design.svg").read_text() == "Three 0"


def test_a_second_run_makes_what_failed_or_changed(copyist: Copyist, tmp_path: Path) -> None:
    out, picture = tmp_path / "out", tmp_path / "a.png"
    picture.write_bytes(b"one")
    text = "headline,picture\nOne,a.png\nTwo,\nuncertified,\n"
    _rows(text, copyist, out)
    assert _kinds(_rows(text, copyist, out)) == ["001 stands", "002 stands", "003 failed"]
    picture.write_bytes(b"another")
    (out / "002" / "design.json").unlink()
    assert _kinds(_rows(text.replace("uncertified", "Three"), copyist, out)) == [
        "001 made",
        "002 made",
        "003 made",
    ]
    assert _kinds(_rows(text.replace("Two", "Other"), copyist, out))[:2] == ["001 stands", "002 made"]
    assert _kinds(_rows(text, copyist, out, Making(seed=1)))[:2] == ["001 made", "002 made"]
    assert json.loads((out / RECORD).read_text())["rows"]["003"] == {
        "failed": "poster: no draft could be certified: it is too full."
    }


def test_a_damaged_record_means_all_is_made_again(copyist: Copyist, tmp_path: Path) -> None:
    _rows("headline\nOne\n", copyist, tmp_path / "out")
    for damaged in ("{", "[]", '{"rows": [1]}', '{"rows": {"001": 3}}'):
        (tmp_path / "out" / RECORD).write_text(damaged)
        assert _kinds(_rows("headline\nOne\n", copyist, tmp_path / "out")) == ["001 made"]


def test_a_folder_of_other_things_is_refused(copyist: Copyist, tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    with pytest.raises(InputError, match="holds 'holiday', which is no result of a table"):
        _rows("headline\nOne\n", copyist, tmp_path)
    assert copyist.made == []


def test_template_and_adjustment_are_for_every_row(copyist: Copyist, tmp_path: Path) -> None:
    template = _brief(texts=[{"text": "{town}"}])
    outcomes = _rows(
        "town\nBrno\nŁódź\n", copyist, tmp_path / "out", template=template,
        adjust=lambda brief: brief.model_copy(update={"formats": ("slide", "poster")}),
    )  # fmt: skip
    assert copyist.made == ["Brno", "Łódź"]
    assert [one.folder.name for outcome in outcomes for one in outcome.delivered] == 2 * [
        "01-slide",
        "02-poster",
    ]


def test_the_command_tells_of_each_row_and_ends_with_code_3(
    copyist: Copyist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("jaxdesign.models.shipped.shipped", lambda: None)
    monkeypatch.setattr("jaxdesign.designer.UniversalDesigner", lambda models, style: copyist)
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    rows.write_text("headline\nOne\nuncertified\nTwo\n", encoding="utf-8")
    arguments = ["generate", "--data", str(rows), "-o", str(out)]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 3
    assert first.stdout.splitlines() == [
        f"{out / name}: poster, total 80.0 of 100, certified, built on column." for name in ("001", "003")
    ]
    assert first.stderr.splitlines() == [
        f"jaxdesign: {rows}: row 2 (line 3): poster: no draft could be certified: it is too full.",
        f"jaxdesign: 1 of 3 rows failed; what was made of the others is in {out}.",
    ]
    rows.write_text("headline\nOne\nFour\nTwo\n", encoding="utf-8")
    second = CliRunner().invoke(app, [*arguments, "--format", "poster"])
    assert second.exit_code == 0
    assert [line.split(": ")[1][:6] for line in second.stdout.splitlines()] == ["stands", "poster", "stands"]


def test_a_fault_of_the_program_is_not_hidden(
    copyist: Copyist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("jaxdesign.models.shipped.shipped", lambda: None)
    monkeypatch.setattr("jaxdesign.designer.UniversalDesigner", lambda models, style: copyist)
    rows = tmp_path / "rows.csv"
    rows.write_text("headline\ncrash\nTwo\n", encoding="utf-8")
    ended = CliRunner().invoke(app, ["generate", "--data", str(rows), "-o", str(tmp_path / "out")])
    assert isinstance(ended.exception, ZeroDivisionError)
    assert (tmp_path / "out" / "002" / "design.svg").is_file()
