"""The document on disk: exact round trip, and errors that name the field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jaxdesign.design import codec
from jaxdesign.design.document import LOCKABLE, Document
from jaxdesign.errors import InputError

_COLORS = st.from_regex(r"\A#[0-9a-f]{6}([0-9a-f]{2})?\Z")
_PLACES = st.floats(-3000, 3000, allow_nan=False)
_LENGTHS = st.floats(0, 3000, allow_nan=False)
_FRACTIONS = st.floats(0, 1, allow_nan=False)
_GRADIENTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["linear", "radial"]),
        "angle": _PLACES,
        "stops": st.lists(st.tuples(_FRACTIONS, _COLORS), min_size=2, max_size=4),
    }
)
_PAINTS = st.fixed_dictionaries(
    {"fill": st.none() | _COLORS | _GRADIENTS, "stroke": st.none() | _COLORS, "radius": _LENGTHS}
)
_TEXTS = st.fixed_dictionaries(
    {
        "string": st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        "size": st.floats(0.1, 500),
        "family": st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=3),
        "tracking": _PLACES,
        "align": st.sampled_from(["start", "center", "end"]),
    }
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    elements = []
    for i in range(draw(st.integers(0, 4))):
        element: dict[str, Any] = {
            "id": f"e{i}",
            "box": [draw(_PLACES), draw(_PLACES), draw(_LENGTHS), draw(_LENGTHS)],
            "rotation": draw(_PLACES),
            "lock": draw(st.lists(st.sampled_from(LOCKABLE), unique=True, max_size=3)),
            "opacity": draw(_FRACTIONS),
            "paint": draw(_PAINTS),
            "group": draw(st.none() | st.just("g")),
        }
        if draw(st.booleans()):
            element |= {"kind": "text", "text": draw(_TEXTS)}
        else:
            element |= {"kind": "shape", "shape": draw(st.sampled_from(["rectangle", "ellipse", "line"]))}
        elements.append(element)
    canvas = {"width": draw(st.floats(1, 20_000)), "height": draw(st.floats(1, 20_000))}
    return {"version": 1, "canvas": canvas, "elements": elements}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_round_trip_is_exact(data: dict[str, Any]) -> None:
    document = codec.document_from_dict(data)
    text = codec.dumps(document)
    assert codec.loads(text) == document
    assert codec.dumps(codec.loads(text)) == text


def _document(**element: Any) -> dict[str, Any]:
    base = {"id": "a", "kind": "shape", "shape": "rectangle", "box": [0, 0, 10, 10]}
    return {"canvas": {"width": 100, "height": 100}, "elements": [base | element]}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ([], "JSON object"),
        ({"elements": []}, "canvas: is missing"),
        ({"canvas": {"width": 0, "height": 10}}, "canvas.width: must be greater than 0"),
        ({"canvas": {"width": "wide", "height": 10}}, "canvas.width: must be a number"),
        ({"version": 7, "canvas": {"width": 1, "height": 1}}, "version: 7 is not known"),
        (_document(box=[0, 0, -1, 10]), "elements[0].box[2] of 'a': must be at least 0"),
        (_document(box=[0, 0, float("nan"), 10]), "elements[0].box[2] of 'a': must be a finite number"),
        (_document(box=7), "elements[0].box of 'a': must be a list"),
        (_document(opacity=2), "elements[0].opacity of 'a': must be at most 1"),
        (_document(paint={"fill": "red"}), "elements[0].paint.fill of 'a': must be a colour"),
        (_document(paint={"fil": "#000000"}), "elements[0].paint.fil of 'a': is not a field of the document"),
        (_document(paint={"fil": "#000000"}), "the nearest is 'fill'"),
        (_document(id="1 a"), "elements[0].id: must begin with a letter"),
        (_document(kind="text"), "an element of kind 'text' needs 'text'"),
        (_document(lock=["colour"]), "unknown attribute 'colour'"),
        (_document(shape="circle"), "elements[0].shape of 'a': must be 'rectangle', 'ellipse' or 'line'"),
    ],
)  # fmt: skip
def test_errors_name_the_field(data: Any, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        codec.document_from_dict(data, name="in.json")
    message = str(caught.value)
    assert message.startswith("in.json: ")
    assert expected in message
    assert "pydantic" not in message


@pytest.mark.parametrize(
    ("string", "lines", "kept"),
    [
        ("one two three", ["one two", "three"], True),
        (" one  two\nthree", ["one two ", "three"], True),
        ("one\n\ntwo", ["one", "", "two"], True),
        ("Wochenende heute", ["Wochen-", "ende", "heute"], True),
        ("half-price", ["half-", "price"], True),
        ("山の音楽祭", ["山の", "音楽祭"], True),
        ("", [""], True),
        ("one two four", ["one two", "three"], False),
        ("One two three", ["one two", "three"], False),
        ("one two three four", ["one two", "three"], False),
        ("one two", ["one two", "three"], False),
        ("onetwo", ["one two"], False),
        ("one\ntwo", ["one two"], False),
        ("half", ["half-"], False),
        ("one", [], False),
    ],
)
def test_lines_that_are_not_those_of_the_string_are_left_out(
    string: str, lines: list[str], kept: bool
) -> None:
    text = {"string": string, "size": 20, "lines": lines}
    (element,) = codec.document_from_dict(_document(kind="text", shape=None, text=text)).elements
    assert element.text is not None
    assert element.text.lines == (tuple(lines) if kept else None)


def test_doubled_ids_are_refused() -> None:
    element = _document()["elements"][0]
    with pytest.raises(InputError, match="two elements have the id 'a'"):
        codec.document_from_dict({"canvas": {"width": 9, "height": 9}, "elements": [element, element]})


def test_broken_json_is_refused() -> None:
    with pytest.raises(InputError, match="not valid JSON"):
        codec.loads("{", name="x")
    with pytest.raises(InputError, match="not valid JSON"):
        codec.loads("[" * 100_000, name="x")


def test_nan_is_never_written() -> None:
    document = Document.model_validate(_document())
    broken = document.model_copy(update={"provenance": {"x": float("nan")}})
    with pytest.raises(ValueError, match="JSON compliant"):
        codec.dumps(broken)
    assert json.loads(codec.dumps(document))["version"] == 1
