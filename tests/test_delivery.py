"""Designs of one brief and of each row of a table, as folders; designer and files are plain stand-ins."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from jaxdesign.brief.rows import table_of
from jaxdesign.brief.schema import Brief, brief_from_dict
from jaxdesign.cli.main import app
from jaxdesign.delivery import RECORD, Making, RowOutcome, check_folder, deliver, deliver_rows
from jaxdesign.design.codec import dumps, loads
from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.designer import Finished
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.grammar.scores import Scores
from jaxdesign.innovation.result import Certificate, InnovationResult
from jaxdesign.render.svg import to_svg
from jaxdesign.report.destination import FILES

PLAIN = Making()


def _result(words: str) -> InnovationResult:
    def element(name: str, kind: str, box: tuple[float, ...], **parts: Any) -> Element:
        return Element.model_validate({"id": name, "kind": kind, "box": box, **parts})

    text = Text(string=words, role="headline", size=48, lines=(words,))
    ink, panel = Paint(fill="#101010"), Paint(fill="#ffcc00")
    document = Document(
        canvas=Canvas(width=600, height=800, format="poster"),
        elements=(
            element("panel-1", "shape", (0, 600, 600, 200), shape="rectangle", paint=panel),
            element("headline-1", "text", (40, 40, 300, 60), text=text, paint=ink),
        ),
    )
    scores = Scores(total=80.0, terms={})
    return InnovationResult(
        before=document, after=document, certificate=Certificate(checks=()), scores_before=scores,
        scores_after=scores, frames=(), total_curve=np.zeros(0), term_curves={}, changes=(), seconds={},
    )  # fmt: skip


class Copyist:
    """A designer whose designs are the brief's words; some words it cannot set, or fails over."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.structure = "column"

    def design(self, brief: Brief, *, count: int, seed: int, **_: object) -> list[Finished]:
        words = brief.texts[0].text
        if words == "uncertified":
            raise NotCertifiedError("poster: no draft could be certified: it is too full.")
        if words == "crash":
            raise ZeroDivisionError("a fault")
        self.made.append(words)
        return [
            Finished(result=_result(f"{words} {seed}"), format=name, structure=self.structure)
            for name in brief.formats
            for _ in range(count)
        ]


def _write(result: Any, folder: Path, *, name: str, scale: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        (folder / file).write_text(name, encoding="utf-8")
    (folder / "design.json").write_text(dumps(result.after), encoding="utf-8")
    (folder / "design.svg").write_text(to_svg(result.after), encoding="utf-8")


@pytest.fixture
def copyist(monkeypatch: pytest.MonkeyPatch) -> Copyist:
    monkeypatch.setattr("jaxdesign.delivery.write_outputs", _write)
    return Copyist()


@pytest.fixture
def commanded(copyist: Copyist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """``jaxdesign generate --data rows.csv -o out``, of a table's text, in ``tmp_path``; a copyist designs."""
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("jaxdesign.models.shipped.shipped", lambda: None)
    monkeypatch.setattr("jaxdesign.designer.UniversalDesigner", lambda models, style: copyist)

    def run(table: str, *options: str) -> Result:
        rows = tmp_path / "rows.csv"
        rows.write_text(table, encoding="utf-8")
        return CliRunner().invoke(
            app, ["generate", "--data", str(rows), "-o", str(tmp_path / "out"), *options]
        )

    return run


def _brief(**changes: Any) -> Brief:
    return brief_from_dict({"texts": [{"text": "Fair"}], **changes})


def _rows(
    text: str, designer: Copyist, out: Path, making: Making = PLAIN, **options: Any
) -> list[RowOutcome]:
    return list(
        deliver_rows(table_of(text, name="rows.csv", folder=out.parent), designer, out, making, **options)
    )


def _words_in(folder: Path) -> str:
    text = loads((folder / "design.json").read_text(encoding="utf-8")).element("headline-1").text
    assert text is not None
    return text.string


def _kinds(outcomes: list[RowOutcome]) -> list[str]:
    return [
        f"{one.folder.name} {'failed' if one.error else 'made' if one.delivered else 'stands'}"
        for one in outcomes
    ]


def test_one_design_fills_the_folder_and_several_have_one_each(copyist: Copyist, tmp_path: Path) -> None:
    [only] = deliver(_brief(), copyist, tmp_path / "one", Making(seed=3))
    assert only.folder == tmp_path / "one"
    assert _words_in(only.folder) == "Fair 3"
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
    assert _words_in(tmp_path / "out" / "005") == "Three 0"


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
    commanded: Callable[..., Result], tmp_path: Path
) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    first = commanded("headline\nOne\nuncertified\nTwo\n")
    assert first.exit_code == 3
    assert first.stdout.splitlines() == [
        f"{out / name}: poster, total 80.0 of 100, certified, built on column." for name in ("001", "003")
    ]
    assert first.stderr.splitlines() == [
        f"jaxdesign: {rows}: row 2 (line 3): poster: no draft could be certified: it is too full.",
        f"jaxdesign: 1 of 3 rows failed; what was made of the others is in {out}.",
    ]
    second = commanded("headline\nOne\nFour\nTwo\n", "--format", "poster")
    assert second.exit_code == 0
    assert [line.split(": ")[1][:6] for line in second.stdout.splitlines()] == ["stands", "poster", "stands"]


def test_the_command_tells_of_a_column_that_is_not_used(
    commanded: Callable[..., Result], tmp_path: Path
) -> None:
    ended = commanded("headline,speaker\nOne,Ada\n")
    assert ended.exit_code == 0
    assert ended.stderr == (
        f"jaxdesign: {tmp_path / 'rows.csv'}: column 'speaker' is not used; put {{speaker}} into a text of a brief to set it.\n"
    )


def test_a_fault_of_the_program_is_not_hidden(commanded: Callable[..., Result], tmp_path: Path) -> None:
    ended = commanded("headline\ncrash\nTwo\n")
    assert isinstance(ended.exception, ZeroDivisionError)
    assert (tmp_path / "out" / "002" / "design.svg").is_file()


def _change(folder: Path, **changes: Any) -> None:
    """Change the headline in ``design.json`` as a user might."""
    path = folder / "design.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    next(one for one in data["elements"] if one["id"] == "headline-1").update(changes)
    path.write_text(json.dumps(data), encoding="utf-8")


def _redraw(folder: Path, before: str, after: str) -> None:
    """Change ``design.svg`` after its metadata, as another program might."""
    path = folder / "design.svg"
    head, end, drawing = path.read_text(encoding="utf-8").partition("</metadata>")
    assert before in drawing
    path.write_text(head + end + drawing.replace(before, after), encoding="utf-8")


def _of(folder: Path) -> Document:
    return loads((folder / "design.json").read_text(encoding="utf-8"))


def test_changes_by_hand_are_kept_size_by_size(copyist: Copyist, tmp_path: Path) -> None:
    brief = _brief(formats=["poster", "slide"])
    first, second = deliver(brief, copyist, tmp_path, Making())
    _change(first.folder, box=[90.0, 300.0, 300.0, 60.0], paint={"fill": "#cc0000"})
    for _ in range(2):
        first, second = deliver(brief, copyist, tmp_path, Making())
        headline = _of(first.folder).element("headline-1")
        assert headline.box[:2] == (90.0, 300.0)
        assert headline.paint.fill == "#cc0000"
        assert (first.by_hand, second.by_hand) == (True, False)
        assert first.finished.result.certificate.checks
        assert _of(second.folder).element("headline-1").box[0] == 40.0
    [first, _] = deliver(brief, copyist, tmp_path, Making(discard_edits=True))
    assert _of(first.folder).element("headline-1").box[0] == 40.0


def test_changes_in_the_drawing_are_kept_round_after_round(copyist: Copyist, tmp_path: Path) -> None:
    out = tmp_path / "one"
    deliver(_brief(), copyist, out, Making())
    for before, after in (
        ('fill="#ffcc00"', 'fill="#00aa66"'),
        ('y="600" width="600"', 'y="500" width="600"'),
        ('<rect id="backdrop-fill" x="0" y="0" width="600" height="800" fill="#ffffff"/>',
         '<rect id="backdrop-fill" x="0" y="0" width="600" height="800" fill="#ddeeff"/>'
         '<circle id="mine" cx="90" cy="300" r="40" fill="#ff0000"/>'),
    ):  # fmt: skip
        _redraw(out, before, after)
        [made] = deliver(_brief(), copyist, out, Making())
        assert made.by_hand
    document = _of(out)
    assert document.backdrop.fill == "#ddeeff"
    assert [element.id for element in document.elements] == ["mine", "panel-1", "headline-1"]
    assert document.element("panel-1").paint.fill == "#00aa66"
    assert document.element("panel-1").box[1] == 500
    text = document.element("headline-1").text
    assert text is not None
    assert text.role == "headline"
    assert document.canvas.format == "poster"


def test_a_word_that_was_taken_away_is_told(copyist: Copyist, tmp_path: Path) -> None:
    [made] = deliver(_brief(), copyist, tmp_path, Making())
    data = json.loads((tmp_path / "design.json").read_text(encoding="utf-8"))
    data["elements"] = data["elements"][:1]
    (tmp_path / "design.json").write_text(json.dumps(data), encoding="utf-8")
    [made] = deliver(_brief(), copyist, tmp_path, Making())
    assert not made.finished.result.certificate.holds
    assert "headline-1" in made.finished.result.certificate.reasons[0]


def test_words_that_were_edited_where_their_lines_were_not_are_shown(
    copyist: Copyist, tmp_path: Path
) -> None:
    deliver(_brief(), copyist, tmp_path, Making())
    text = _of(tmp_path).element("headline-1").text
    assert text is not None
    assert text.lines is not None
    _change(tmp_path, text=text.model_copy(update={"string": "Feast"}).model_dump())
    [made] = deliver(_brief(), copyist, tmp_path, Making())
    assert made.by_hand
    assert "Feast" in (tmp_path / "design.svg").read_text(encoding="utf-8").partition("</metadata>")[2]


def test_a_changed_design_is_not_replaced_by_another(copyist: Copyist, tmp_path: Path) -> None:
    [made] = deliver(_brief(), copyist, tmp_path / "one", Making())
    _change(made.folder, opacity=0.5)
    before = (made.folder / "design.json").read_bytes()
    with pytest.raises(InputError, match="was changed by hand, and this run makes another design"):
        deliver(_brief(), copyist, tmp_path / "one", Making(seed=2))
    assert (made.folder / "design.json").read_bytes() == before
    deliver(_brief(), copyist, tmp_path / "one", Making(seed=2, discard_edits=True))
    assert _words_in(made.folder) == "Fair 2"
    deliver(_brief(), copyist, tmp_path / "one", Making(seed=3))
    assert _words_in(made.folder) == "Fair 3"


def test_changes_in_both_files_are_refused(copyist: Copyist, tmp_path: Path) -> None:
    deliver(_brief(), copyist, tmp_path, Making())
    _change(tmp_path, opacity=0.5)
    _redraw(tmp_path, "#ffcc00", "#00aa66")
    with pytest.raises(InputError, match=r"both design\.svg and design\.json were changed by hand"):
        deliver(_brief(), copyist, tmp_path, Making())


@pytest.mark.parametrize(
    ("file", "damage"),
    [("json", ""), ("json", "{"), ("json", '{"version": 1}'), ("svg", ""), ("svg", "<svg")],
)
def test_a_damaged_design_is_not_replaced_unseen(
    file: str, damage: str, copyist: Copyist, tmp_path: Path
) -> None:
    deliver(_brief(), copyist, tmp_path, Making())
    (tmp_path / f"design.{file}").write_text(damage)
    with pytest.raises(InputError, match="whether its design was changed by hand cannot be told"):
        deliver(_brief(), copyist, tmp_path, Making())
    deliver(_brief(), copyist, tmp_path, Making(discard_edits=True))


@pytest.mark.parametrize("file", ["design.json", "design.svg"])
def test_a_file_that_was_taken_away_is_made_again(file: str, copyist: Copyist, tmp_path: Path) -> None:
    deliver(_brief(), copyist, tmp_path, Making())
    (tmp_path / file).unlink()
    [made] = deliver(_brief(), copyist, tmp_path, Making(seed=2))
    assert not made.by_hand
    assert (tmp_path / file).is_file()


def test_rows_that_were_changed_by_hand_stand_until_that_is_given_up(
    copyist: Copyist, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    _rows("headline\nOne\nTwo\n", copyist, out)
    _change(out / "001", opacity=0.5)
    assert _kinds(_rows("headline\nOne\nTwo\n", copyist, out)) == ["001 stands", "002 stands"]
    assert _kinds(_rows("headline\nOther\nTwo\n", copyist, out)) == ["001 failed", "002 stands"]
    assert _of(out / "001").element("headline-1").opacity == 0.5
    given_up = Making(discard_edits=True)
    assert _kinds(_rows("headline\nOne\nTwo\n", copyist, out, given_up)) == ["001 made", "002 stands"]
