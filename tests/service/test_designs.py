"""The real work behind the service: scores, a small innovation, and pictures that come inside a request."""

from __future__ import annotations

import base64
import io
import json
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from jaxdesign.brief.schema import Brief
from jaxdesign.designer import Finished, picture_of
from jaxdesign.errors import InputError
from jaxdesign.grammar.report import table
from jaxdesign.grammar.terms import TERMS
from jaxdesign.importers import open_design
from jaxdesign.render.svg import to_svg
from jaxdesign.service.work import Work
from jaxdesign.style.profile import profile_from_dict
from tests.service.conftest import Running, Start

CARD = Path(str(files("jaxdesign") / "examples" / "business-card.json"))


def _picture(width: int = 40, height: int = 20, kind: str = "PNG") -> str:
    stream = io.BytesIO()
    levels = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    Image.fromarray(levels).save(stream, kind)
    return f"data:image/{kind.lower()};base64," + base64.b64encode(stream.getvalue()).decode()


class Recorder:
    """A designer that looks at the brief that it is given, and gives the example card back."""

    def __init__(self) -> None:
        self.seen: list[tuple[Brief, list[str], list[Path]]] = []
        self.fails = False

    def design(self, brief: Brief, **_: object) -> list[Finished]:
        pictures = [picture_of(Path(name)) for name in brief.pictures]
        logo = [] if brief.brand.logo is None else [Path(brief.brand.logo.picture)]
        alts = [image.alt for image, _ in pictures]
        self.seen.append((brief, alts, [*map(Path, brief.pictures), *logo]))
        if self.fails:
            raise InputError(f"{brief.pictures[0]}: not a picture that can be read.")
        scores = SimpleNamespace(total=61.5)
        result = cast(Any, SimpleNamespace(after=open_design(CARD), scores_after=scores))
        return [Finished(result=result, format=name, structure="column") for name in brief.formats]


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture(scope="module")
def server(start: Start, recorder: Recorder) -> Running:
    work = Work()
    vars(work)["_designer"] = recorder
    return start(work)


def test_scores_are_those_of_the_command(server: Running) -> None:
    document = open_design(CARD)
    answer = server.post("/score", json.loads(CARD.read_text(encoding="utf-8")))
    assert answer.status == 200, answer.body
    found = answer.json
    told = table("card", document)
    assert told.startswith(f"card: total {found['total']:.1f} of 100")
    assert list(found["terms"]) == list(TERMS)
    for name, term in found["terms"].items():
        assert term["unit"] == TERMS[name].unit
        assert bool(term["advice"]) == (term["percentile"] < 50)
        assert term["advice"] in told
    as_svg = server.post("/score", {"design": to_svg(document)})
    assert as_svg.json == found


def test_a_rough_card_is_innovated(server: Running) -> None:
    asked = {
        "design": json.loads(CARD.read_text()),
        "steps": 2,
        "candidates": 1,
        "files": ["svg", "png", "pdf"],
        "scale": 0.5,
    }
    answer = server.post("/innovate", asked)
    assert answer.status == 200, answer.body
    design = answer.json["design"]
    assert design["document"]["certificate"]["holds"] is True
    assert design["svg"].startswith("<svg")
    head, _, data = design["png"].partition(",")
    assert head == "data:image/png;base64"
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (525, 300)
    head, _, data = design["pdf"].partition(",")
    assert head == "data:application/pdf;base64"
    assert base64.b64decode(data).startswith(b"%PDF-")
    assert answer.json["total_before"] < design["total"]
    assert server.post("/innovate", asked).json == answer.json


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100">{}</svg>'
IMAGE = {"id": "a", "kind": "image", "box": [0, 0, 10, 10]}


def _with_image(href: str) -> dict[str, Any]:
    return {"canvas": {"width": 200, "height": 100}, "elements": [{**IMAGE, "image": {"href": href}}]}


DESIGNS: dict[str, tuple[dict[str, Any], str]] = {
    "file in a document": (_with_image("/etc/passwd"), "only data: addresses are read"),
    "file: in a document": (_with_image("file:///etc/passwd"), "only data: addresses are read"),
    "backdrop": ({"canvas": {"width": 9, "height": 9}, "backdrop": {"image": {"href": "../../etc/passwd"}}}, "only data: addresses are read"),
    "address in a document": (_with_image("http://127.0.0.1:1/a.png"), "only data: addresses are read"),
    "no picture": (_with_image("data:image/png;base64,AAAA"), "not a"),
    "file in an SVG": ({"design": SVG.format('<image xlink:href="/etc/passwd" width="9" height="9"/>')}, "design: "),
    "entity": ({"design": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&x;</text>")}, "declares entities or external references"),
    "bomb": ({"design": '<!DOCTYPE svg [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>' + SVG.format("<text>&y;</text>")}, "declares entities"),
    "style": ({"design": SVG.format('<style>@import url("file:///etc/passwd");</style>')}, "design: "),
    "a name": ({"design": "/etc/passwd"}, "is neither a design document nor the text of an SVG"),
    "a name in brackets": ({"design": "<!-- /etc/passwd -->"}, "not well-formed XML"),
    "a capture": ({"design": {"crop": [0, 0, 9, 9], "elements": []}}, "crop: is not a field of the "),
}  # fmt: skip


@pytest.mark.parametrize("path", ["/score", "/innovate"])
@pytest.mark.parametrize("name", DESIGNS)
def test_nothing_but_the_request_is_read(name: str, path: str, server: Running) -> None:
    body, sentence = DESIGNS[name]
    answer = server.post(path, body)
    assert answer.status == 422, answer.body
    assert sentence in answer.json["error"]
    assert "root:" not in answer.json["error"]


BRIEF = {"texts": [{"role": "headline", "text": "Jazz Night"}]}
NOT_READ = "files of the server are not read; send the picture itself as a data: address"
BRIEFS: dict[str, tuple[dict[str, Any], str]] = {
    "file": ({**BRIEF, "pictures": ["photo.png"]}, f"brief: pictures[0]: {NOT_READ}"),
    "absolute": ({**BRIEF, "pictures": [_picture(), "/etc/passwd"]}, f"brief: pictures[1]: {NOT_READ}"),
    "up": ({**BRIEF, "pictures": ["../../../../etc/passwd"]}, f"brief: pictures[0]: {NOT_READ}"),
    "file:": ({**BRIEF, "pictures": ["file:///etc/passwd"]}, f"brief: pictures[0]: {NOT_READ}"),
    "address": ({**BRIEF, "pictures": ["http://127.0.0.1:22/"]}, f"brief: pictures[0]: {NOT_READ}"),
    "logo": ({**BRIEF, "brand": {"logo": "/etc/passwd"}}, f"brief: brand.logo.picture: {NOT_READ}"),
    "beside": ({"brief": BRIEF, "pictures": ["/etc/hosts"]}, f"brief: pictures[0]: {NOT_READ}"),
    "text as data": ({**BRIEF, "pictures": ["data:text/plain;base64,AAAA"]}, f"brief: pictures[0]: {NOT_READ}"),
    "SVG": ({**BRIEF, "pictures": ["data:image/svg+xml;base64,PHN2Zy8+"]}, "brief: pictures[0]: Picture"),
    "damaged": ({**BRIEF, "pictures": ["data:image/png;base64,iVBORw0KGgo"]}, "brief: pictures[0]: Picture"),
    "cut off": ({**BRIEF, "pictures": [_picture(300, 300)[:9000]]}, "brief: pictures[0]"),
    "both": ({"brief": BRIEF, "prompt": "Jazz"}, "give either prompt or brief."),
    "neither": ({}, "give either prompt or brief."),
    "empty prompt": ({"prompt": " "}, "the prompt is empty"),
    "format": ({"brief": BRIEF, "formats": ["postr"]}, "format 'postr' is not known; the nearest is 'poster'"),
    "large canvas": ({"brief": BRIEF, "formats": ["20000x20000"]}, "a picture of 20000 x 20000 px is more than 40 megapixels"),
    "large PNG": ({"brief": BRIEF, "formats": ["poster-a2"], "files": ["png"], "scale": 4}, "is more than 40 megapixels"),
}  # fmt: skip


@pytest.mark.parametrize("name", BRIEFS)
def test_briefs_that_are_refused(name: str, server: Running, recorder: Recorder) -> None:
    body, sentence = BRIEFS[name]
    seen = len(recorder.seen)
    answer = server.post("/generate", body)
    assert answer.status == 422, answer.body
    assert sentence in answer.json["error"]
    assert len(recorder.seen) == seen


def test_pictures_that_are_large_together(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jaxdesign.service.inline_pictures.MAX_PIXELS", 1000)
    two = [_picture(30, 20), _picture(20, 30, "JPEG")]
    for path, body in (("/generate", {**BRIEF, "pictures": two}), ("/score", _with_image(_picture()))):
        body = body if path == "/generate" else {**body, "backdrop": {"image": {"href": _picture(30, 30)}}}
        answer = server.post(path, body)
        assert (answer.status, "megapixels together" in answer.json["error"]) == (422, True)


def test_pictures_inside_the_request_reach_the_designer(server: Running, recorder: Recorder) -> None:
    asked = {
        "brief": {**BRIEF, "pictures": [_picture()], "brand": {"logo": _picture(16, 16)}},
        "pictures": [_picture(60, 30, "JPEG")],
        "formats": ["business-card", "800x600"],
    }
    answer = server.post("/generate", asked)
    assert answer.status == 200, answer.body
    assert [(one["format"], one["total"]) for one in answer.json["designs"]] == [
        ("business-card", 61.5),
        ("800x600", 61.5),
    ]
    assert answer.json["designs"][0]["svg"].startswith("<svg")
    assert answer.json["designs"][0]["png"] is None
    assert answer.json["brief"]["pictures"] == []
    _, alts, paths = recorder.seen[-1]
    assert alts == ["picture-1", "picture-2"]
    assert [path.name for path in paths] == ["picture-1", "picture-2", "logo"]
    assert not any(path.exists() or path.parent.exists() for path in paths)


def test_no_path_of_the_server_is_told(server: Running, recorder: Recorder) -> None:
    recorder.fails = True
    answer = server.post("/generate", {**BRIEF, "pictures": [_picture()]})
    recorder.fails = False
    assert (answer.status, answer.json) == (422, {"error": "picture-1: not a picture that can be read."})


def test_references_are_measured_as_one_style(start: Start) -> None:
    work = Work()
    vars(work)["_designer"] = SimpleNamespace(models=SimpleNamespace(autoencoder=None))
    server = start(work)
    card = json.loads(CARD.read_text(encoding="utf-8"))
    asked = {"references": [card, to_svg(open_design(CARD))], "name": "card"}
    answer = server.post("/style", asked)
    assert answer.status == 200, answer.body
    profile = profile_from_dict(answer.json)
    assert (profile.name, profile.num_references) == ("card", 2)
    assert profile.palette[0].role == "backdrop"
    for reference, told in (
        ("/etc/passwd", "references[1]: is neither a design document"),
        ("data:image/png;base64,AAAA", "references[1]"),
        (SVG.format('<image xlink:href="/etc/passwd" width="9" height="9"/>'), "02.svg"),
    ):
        refused = server.post("/style", {"references": [card, reference]})
        assert refused.status == 422, refused.body
        assert told in refused.json["error"]
        assert "/tmp" not in refused.json["error"]
    assert server.post("/style", {"references": [card] * 31}).status == 422
