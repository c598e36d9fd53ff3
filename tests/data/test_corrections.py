"""Corrections by hand: both forms of the file, what wins, and errors that name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jaxdesign.data.corrections import BY_HAND, Correction, check_ids, read_corrections
from jaxdesign.data.labels import Labels
from jaxdesign.data.quality import Quality
from jaxdesign.errors import InputError

LABELS = Labels("poster", "other", 0.5, ("light",), ("#ffffff", "#000000"), "en", "A light poster.")


def _read(tmp_path: Path, text: str) -> dict[str, Correction]:
    path = tmp_path / "by_hand"
    path.write_text(text, encoding="utf-8")
    return read_corrections(path)


def test_csv_sets_every_field(tmp_path: Path) -> None:
    text = (
        "id,field,value\na,goal,event\na,tone,0.75\na,styles,bold dark\na,palette,#102030 #ffffff\n"
        'a,language,de\na,caption,"A dark, bold poster."\na,format,flyer\n\nb,keep,\nc,drop,yes\nd,keep,no\n'
    )
    found = _read(tmp_path, text)
    assert found["a"].apply(LABELS) == Labels(
        "flyer", "event", 0.75, ("bold", "dark"), ("#102030", "#ffffff"), "de", "A dark, bold poster."
    )
    assert {key: found[key].keep for key in "abcd"} == {"a": None, "b": True, "c": False, "d": False}


def test_json_lines_in_both_forms(tmp_path: Path) -> None:
    text = '{"id": "a", "field": "goal", "value": "sale"}\n\n{"id": "a", "styles": ["bold"], "keep": true}\n'
    found = _read(tmp_path, text)["a"]
    assert found.apply(LABELS).goal == "sale"
    assert found.apply(LABELS).styles == ("bold",)
    assert found.keep is True
    assert found.line == 1


def test_by_hand_wins_over_the_rules_and_the_rest_stays(tmp_path: Path) -> None:
    found = _read(tmp_path, "id,field,value\na,drop,\na,keep,\nb,drop,\nc,goal,quote\n")
    bad, good = Quality(0.1, ("smeared",)), Quality(1.0, ())
    assert found["a"].judge(bad) == Quality(1.0, (BY_HAND,))
    assert found["b"].judge(good) == Quality(0.0, (BY_HAND,))
    assert found["c"].judge(bad) == bad
    assert found["c"].apply(LABELS).tone == LABELS.tone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "id,field,value\na,goal,event\nb,colour,red\n",
            "line 3: unknown field 'colour'; known are format, goal",
        ),
        ("id,field,value\na,goal,party\n", "line 2: goal: 'party' is none of event, sale"),
        ("id,field,value\na,tone,loud\n", "line 2: tone: expected a number from 0 to 1"),
        ("id,field,value\na,tone,1.5\n", "line 2: tone: expected a number from 0 to 1"),
        ("id,field,value\na,tone,nan\n", "line 2: tone"),
        ("id,field,value\na,styles,bold shiny\n", "line 2: styles: 'shiny' is none of"),
        ("id,field,value\na,palette,red\n", "line 2: palette"),
        ("id,field,value\na,language,english\n", "line 2: language"),
        ("id,field,value\na,keep,maybe\n", "line 2: keep: expected yes or no, found 'maybe'"),
        ("id,field,value\n,goal,event\n", "line 2: the id is empty"),
        ("id,field,value\na,goal,event,more\n", "line 2: expected id, field and value"),
        ("name,what\na,b\n", "line 1: expected the columns"),
        ('{"id": "a", "goal": "event"}\n{broken\n', "line 2: not JSON"),
        ('{"id": 3, "goal": "event"}\n', "line 1: expected a JSON object with a string 'id'"),
        ('{"id": "a", "field": "goal", "value": "event", "x": 1}\n', "line 1: expected only"),
        ('{"id": "a", "goal": ["event"]}\n', "line 1: goal: expected a string"),
        ('{"id": "a", "styles": [1]}\n', "line 1: styles: expected a list of words"),
    ],
)
def test_errors_name_the_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text)
    assert expected in str(caught.value)


def test_an_unknown_id_is_named_with_its_line(tmp_path: Path) -> None:
    found = _read(tmp_path, "id,field,value\na,keep,\nx,drop,\ny,drop,\n")
    check_ids(found, ["a", "x", "y"], tmp_path)
    with pytest.raises(InputError, match="line 3: no design has the id 'x' and 1 more"):
        check_ids(found, ["a", "b"], tmp_path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_corrections(tmp_path / "nowhere.csv")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_corrections(tmp_path / "bytes")
