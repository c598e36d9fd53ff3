"""Briefs from files, and what is said of those that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from jaxdesign.brief.schema import (
    SCHEMA_PATH,
    Brief,
    BriefText,
    Logo,
    brief_from_dict,
    read_brief,
    says,
    schema_text,
)
from jaxdesign.errors import InputError

DATA: dict[str, Any] = {
    "goal": "event",
    "formats": ["poster", "1080x1350", "a4-landscape"],
    "tone": 0.7,
    "styles": ["bold", "dark"],
    "theme": "a night of jazz",
    "texts": [{"role": "headline", "text": "Jazz Night"}, {"text": "Eight o'clock, naïve café"}],
    "pictures": ["band.jpg", "more/hall.png"],
    "brand": {
        "palette": ["#112233"],
        "fonts": ["Inter"],
        "logo": {"picture": "mark.png", "clear_space": 0.5},
    },
    "must_keep": ["Jazz", "o'clock"],
    "must_not": {"words": ["cheap"], "colors": ["#ff0000"], "fonts": ["Lobster"], "effects": ["capitals"]},
}


@pytest.mark.parametrize("ending", ["json", "yaml", "yml", "JSON"])
def test_the_same_brief_from_json_and_yaml(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"brief.{ending}"
    if ending.lower() == "json":
        path.write_text(json.dumps(DATA), encoding="utf-8")
    else:
        path.write_text(yaml.safe_dump(DATA, allow_unicode=True), encoding="utf-8")
    found = read_brief(path)
    assert found.pictures == (str(tmp_path / "band.jpg"), str(tmp_path / "more" / "hall.png"))
    assert found.brand.logo == Logo(picture=str(tmp_path / "mark.png"), clear_space=0.5)
    asked = Brief.model_validate(DATA)
    assert found.model_copy(update={"pictures": asked.pictures, "brand": asked.brand}) == asked
    assert found.texts == (
        BriefText(role="headline", text="Jazz Night"),
        BriefText(role="body", text="Eight o'clock, naïve café"),
    )


def test_an_absolute_picture_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(DATA | {"pictures": ["/far/away.png"]}))
    assert read_brief(path).pictures == ("/far/away.png",)


def test_only_texts_are_needed() -> None:
    found = brief_from_dict({"texts": [{"text": "Jazz"}]})
    assert (found.formats, found.goal, found.tone, found.styles, found.pictures) == (
        ("poster",),
        None,
        None,
        (),
        (),
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"texts": None}, "texts: must be a list, found None"),
        ({"texts": []}, "texts: must have at least 1 entries"),
        ({"texts": [{"role": "headline"}]}, r"texts\[0\]\.text: is missing"),
        ({"texts": [{"text": "a"}, {"text": 7}]}, r"texts\[1\]\.text: must be a string, found 7"),
        ({"texts": [{"text": ""}]}, r"texts\[0\]\.text: "),
        (
            {"texts": [{"text": "a", "role": "title"}]},
            r"texts\[0\]\.role: must be 'headline', .*found 'title'",
        ),
        ({"texts": [{"text": str(i)} for i in range(25)]}, "texts: must have at most 24 entries"),
        ({"goal": "party"}, "goal: must be 'event', .*found 'party'"),
        ({"tone": 1.5}, r"tone: must be at most 1(\.0)?, found 1\.5"),
        ({"tone": "high"}, "tone: must be a number, found 'high'"),
        ({"styles": ["bold", "fancy"]}, r"styles\[1\]: must be 'minimal', .*found 'fancy'"),
        ({"formats": []}, "formats: must have at least 1 entries"),
        ({"formats": ["postr"]}, "format 'postr' is not known; the nearest is 'poster'"),
        ({"formats": ["0x10"]}, "format '0x10': 0 px is out of range"),
        ({"brand": {"palette": ["red"]}}, r"brand\.palette\[0\]: must be a colour such as '#1a2b3c'"),
        ({"brand": {"font": ["Inter"]}}, r"brand\.font: is not a field of the brief; the nearest is 'fonts'"),
        ({"text": "a"}, "text: is not a field of the brief; the nearest is 'texts'"),
        ({"pictures": ["a"] * 9}, "pictures: must have at most 8 entries"),
        ({"texts": [{"text": " \n"}]}, r"texts\[0\]\.text: has no words"),
        (
            {"brand": {"logo": {"picture": "a.png", "clear_space": -1}}},
            r"brand\.logo\.clear_space: must be at least 0",
        ),
        ({"brand": {"logo": {"file": "a.png"}}}, r"brand\.logo\.(picture: is missing|file: is not a field)"),
        ({"brand": {"logo": 7}}, r"brand\.logo: must be an object, found 7"),
        ({"must_keep": ["Blues"]}, "must_keep: 'Blues' stands in none of the texts"),
        ({"must_keep": ["jazz"]}, "must_keep: 'jazz' stands in none of the texts"),
        ({"must_keep": "Jazz"}, "must_keep: must be a list, found 'Jazz'"),
        ({"must_not": ["red"]}, r"must_not: must be an object, found \['red'\]"),
        ({"must_not": {"words": ["NIGHT"]}}, r"must_not: words: 'NIGHT' stands in texts\[0\]"),
        ({"must_not": {"colors": ["#112233"]}}, "must_not: colors: '#112233' is asked for as well"),
        ({"must_not": {"fonts": ["inter"]}}, "must_not: fonts: 'inter' is asked for as well"),
        ({"must_not": {"styles": ["dark"]}}, "must_not: styles: 'dark' is asked for as well"),
        ({"must_not": {"effects": ["glow"]}}, r"must_not\.effects\[0\]: must be 'capitals', .*found 'glow'"),
    ],
)
def test_the_first_wrong_field_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as failure:
        brief_from_dict(DATA | changes, name="mine")
    assert str(failure.value).count("\n") == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"headlin": "Jazz"}, "headlin: is not a field of the brief; words stand in 'texts', as in texts: "
            "[{role: headline, text: ...}]."),
        ({"goal": "event", "text": "Jazz"}, "text: is not a field of the brief; the nearest is 'texts'."),
        ({"texts": [{"txt": "Jazz"}]}, "texts[0].txt: is not a field of the brief; the nearest is 'text'."),
        ({"texts": [{"text": "a"}], "brand": {"xyz": 1}}, "brand.xyz: is not a field of the brief; "
            "known are palette, fonts, logo."),
        ({}, "texts: is missing."),
    ],
)  # fmt: skip
def test_an_unknown_field_is_named_rather_than_one_that_is_missing(data: Any, message: str) -> None:
    with pytest.raises(InputError) as failure:
        brief_from_dict(data, name="mine")
    assert str(failure.value) == f"mine: {message}"


@pytest.mark.parametrize("data", [None, [], "Jazz", 3])
def test_what_is_no_object(data: Any) -> None:
    with pytest.raises(InputError, match="mine: expected an object with 'texts'"):
        brief_from_dict(data, name="mine")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b'{"texts": [', r"a\.json: not valid JSON: "),
        ("a.yaml", b"texts: [a, {b", r"a\.yaml: not valid YAML: "),
        ("a.yaml", b"!!python/object:os.system {}", r"a\.yaml: not valid YAML: "),
        ("a.yaml", b"\xff\xfe\x00", r"a\.yaml: cannot be read: "),
        ("a.yaml", b"", r"a\.yaml: expected an object"),
        ("a.json", b"[" * 100_000, r"a\.json: not valid JSON: "),
    ],
)
def test_a_file_that_is_no_brief(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as failure:
        read_brief(tmp_path / name)
    assert str(failure.value).count("\n") == 0


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: cannot be read"):
        read_brief(tmp_path / "none.yaml")


def test_a_logo_can_be_named_by_its_file_alone() -> None:
    found = brief_from_dict({"texts": [{"text": "Jazz"}], "brand": {"logo": "mark.png"}})
    assert found.brand.logo == Logo(picture="mark.png", clear_space=0.25)


@pytest.mark.parametrize(
    ("phrase", "is_said"),
    [("cheap", True), ("CHEAP", True), ("heap", False), ("cheap tricks", True), ("tricks.", True)],
)
def test_a_text_says_whole_words(phrase: str, is_said: bool) -> None:
    assert says("No cheap tricks.", phrase) is is_said


def test_the_published_schema_is_current() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), "run: python -m jaxdesign.brief.schema"


def test_the_schema_describes_every_field() -> None:
    schema = json.loads(schema_text())
    for model in (schema, *schema["$defs"].values()):
        assert all(field.get("description") for field in model["properties"].values()), model["title"]
