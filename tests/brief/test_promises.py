"""What designs break of a brief, and what can be mended by itself."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image as PillowImage

from jaxdesign.brief.promises import broken_promises, obeying
from jaxdesign.brief.schema import Brief, brief_from_dict
from jaxdesign.design.codec import document_from_dict
from jaxdesign.design.document import Document


def _picture(width: int, height: int) -> dict[str, Any]:
    stream = io.BytesIO()
    PillowImage.new("RGB", (width, height), "#336699").save(stream, "PNG")
    return {"href": "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()}


def _document(**changes: Any) -> Document:
    """A headline on white; ``changes`` are to the headline, ``text_*`` to its text, or ``backdrop``, ``under``."""
    backdrop, under = changes.pop("backdrop", {"fill": "#ffffff"}), changes.pop("under", [])
    text = {"string": "Jazz  Night", "size": 60, "family": ["Lora", "serif"]}
    text |= {
        name.removeprefix("text_"): changes.pop(name) for name in list(changes) if name.startswith("text_")
    }
    title = {
        "id": "title",
        "kind": "text",
        "box": [40, 40, 400, 72],
        "text": text,
        "paint": {"fill": "#111111"},
    }
    canvas = {"width": 600, "height": 400}
    return document_from_dict({"canvas": canvas, "backdrop": backdrop, "elements": [*under, title | changes]})


def _brief(**changes: Any) -> Brief:
    return brief_from_dict({"texts": [{"role": "headline", "text": "Jazz Night"}], **changes})


GRADIENT = {"stops": [[0, "#ff0000"], [1, "#0000ff"]]}
PHOTO = {"id": "photo", "kind": "image", "box": [0, 0, 200, 100], "image": _picture(20, 10)}
SQUARE = PHOTO | {"box": [0, 200, 100, 100]}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "missing text": ({"text_string": "Jazz"}, {}, "The text 'Jazz Night' is not in the design."),
    "case": ({"text_case": "upper"}, {"must_keep": ["Jazz"]}, "'Jazz' is not set exactly as written."),
    "word": ({"text_string": "Jazz Night for free"}, {"texts": [{"text": "Jazz Night for free"}]}, ""),
    "font": ({}, {"must_not": {"fonts": ["LORA"]}}, "'title' is set in Lora."),
    "colour": ({}, {"must_not": {"colors": ["#141414"]}}, "'title' has the colour #111111, which looks like #141414."),
    "gradient": ({"backdrop": {"fill": GRADIENT}}, {"must_not": {"effects": ["gradients"]}}, "The backdrop has gradients."),
    "colour in gradient": (
        {"backdrop": {"fill": GRADIENT}}, {"must_not": {"colors": ["#0000ff"]}}, "The backdrop has the colour #0000ff, which looks like #0000ff."
    ),
    "shadow": (
        {"paint": {"fill": "#111111", "shadow": {"blur": 4}}}, {"must_not": {"effects": ["shadows"]}}, "'title' has shadows."
    ),
    "rotation": ({"rotation": -4}, {"must_not": {"effects": ["rotation"]}}, "'title' has rotation."),
    "capitals": ({"text_case": "upper"}, {"must_not": {"effects": ["capitals"]}}, "'title' has capitals."),
    "cropped": ({"under": [SQUARE]}, {"must_not": {"effects": ["cropped-pictures"]}}, "'photo' has cropped pictures."),
    "uncropped": ({"under": [PHOTO]}, {"must_not": {"effects": ["cropped-pictures"]}}, ""),
    "over": ({"under": [PHOTO]}, {"must_not": {"effects": ["text-over-pictures"]}}, "'title' has text over pictures."),
    "beside": ({"under": [SQUARE]}, {"must_not": {"effects": ["text-over-pictures"]}}, ""),
    "picture backdrop": (
        {"backdrop": {"fill": "#ffffff", "image": PHOTO["image"]}}, {"must_not": {"effects": ["picture-backdrop"]}}, "The backdrop has picture backdrop."
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_design_breaks(name: str) -> None:
    document, brief, sentence = CASES[name]
    assert broken_promises(_brief(**brief), _document(**document)) == ((sentence,) if sentence else ())


def test_a_word_that_must_not_be_there() -> None:
    told = broken_promises(_brief(must_not={"words": ["free"]}), _document(text_string="Free Jazz Night"))
    assert told == ("The text 'Jazz Night' is not in the design.", "'title' has the word 'free'.")


def test_what_can_be_mended_is() -> None:
    effects = ["capitals", "rotation", "shadows", "gradients"]
    brief = _brief(must_keep=["Night"], must_not={"effects": effects, "fonts": ["Lora"]})
    paint = {"fill": GRADIENT, "shadow": {"blur": 4}}
    document = _document(text_case="upper", rotation=3, paint=paint, backdrop={"fill": GRADIENT})
    assert len(broken_promises(brief, document)) == 7
    mended = obeying(brief, document)
    assert broken_promises(brief, mended) == ()
    assert (mended.backdrop.fill, mended.elements[0].box) == ("#ff0000", document.elements[0].box)


def test_a_brief_without_demands_changes_nothing() -> None:
    document = _document(text_case="upper", rotation=3)
    assert obeying(_brief(), document) == document


@pytest.mark.parametrize(
    ("said", "kept", "broken"),
    [
        ("Soup 8 €", True, 0),
        ("Soup: 8 €", True, 0),
        ("Soup – 8 €", True, 0),
        ("Soup 9 €", True, 1),
        ("Soup 8 €", False, 1),
    ],
)
def test_a_row_of_a_price_list_is_said_by_both_its_texts(said: str, kept: bool, broken: int) -> None:
    row: dict[str, Any] = {"kind": "text", "box": [40, 200, 90, 24]}
    name = row | {"id": "name", "text": {"string": "Soup", "size": 20}, "group": "row-1"}
    price = (
        row | {"id": "price", "text": {"string": "8 €", "size": 20}} | ({"group": "row-1"} if kept else {})
    )
    brief = _brief(texts=[{"text": "Jazz Night"}, {"text": said}])
    assert len(broken_promises(brief, _document(under=[name, price]))) == broken


def test_phrases_across_a_row_are_kept() -> None:
    row: dict[str, Any] = {"kind": "text", "box": [40, 200, 90, 24], "group": "row-1"}
    under = [
        row | {"id": "name", "text": {"string": "Soup", "size": 20}},
        row | {"id": "price", "text": {"string": "8 €", "size": 20}},
    ]
    brief = _brief(texts=[{"text": "Jazz Night"}, {"text": "Soup 8 €"}], must_keep=["Soup 8"])
    assert broken_promises(brief, _document(under=under)) == ()
    unwanted = _brief(must_not={"words": ["soup 8"]})
    assert len(broken_promises(unwanted, _document(under=under))) == 1


def test_what_stands_between_other_words_and_numbers_is_kept() -> None:
    brief = _brief(texts=[{"text": "Doors: 7 pm"}])
    assert len(broken_promises(brief, _document(text_string="Doors 7 pm"))) == 1


def test_a_text_that_is_asked_for_twice_must_be_there_twice() -> None:
    words = [{"role": "headline", "text": "Jazz Night"}, {"role": "label", "text": "Jazz Night"}]
    brief = brief_from_dict({"texts": words})
    assert broken_promises(brief, _document()) == ("The text 'Jazz Night' is not in the design 2 times.",)
    again = {
        "id": "again",
        "kind": "text",
        "box": [40, 300, 400, 72],
        "text": {"string": "Jazz Night", "size": 20, "family": ["Lora", "serif"]},
    }
    assert broken_promises(brief, _document(under=[again])) == ()
