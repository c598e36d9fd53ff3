"""What the server refuses and how it says so; the work behind it is a plain stand-in."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from typing import Any

import pytest

from jaxdesign import __version__
from jaxdesign.errors import InputError, MissingExtraError, NotCertifiedError, UnsafeInputError
from jaxdesign.progress import Progress, ProgressCallback
from jaxdesign.service.app import ServiceConfig
from jaxdesign.service.forms import (
    GenerateAnswer,
    GenerateRequest,
    InnovateAnswer,
    InnovateRequest,
    ScoreAnswer,
    ScoreRequest,
    StyleRequest,
)
from jaxdesign.service.problems import EndedError
from jaxdesign.style.profile import StyleProfile
from tests.service.conftest import Running, Start

MAX_BYTES = 100_000
DOCUMENT = {"canvas": {"width": 300, "height": 200}}
ANSWER = ScoreAnswer(total=50.0, terms={})


class Obedient:
    """Does what the lock of an innovation asks: raises an error, waits, or goes on until nobody waits."""

    def __init__(self) -> None:
        self.began, self.go_on, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.asked: list[Any] = []

    def generate(self, form: GenerateRequest, progress: ProgressCallback) -> GenerateAnswer:
        self.asked.append(form)
        assert form.brief is not None
        return GenerateAnswer(designs=(), brief=form.brief)

    def innovate(self, form: InnovateRequest, progress: ProgressCallback) -> InnovateAnswer:
        order = form.lock[0] if form.lock else ""
        self.began.set()
        if order == "until left":
            try:
                while not self.go_on.wait(0.01):
                    progress(Progress("improving", 1, 2))
            except EndedError:
                self.ended.set()
                raise
        raise {
            "input": InputError("design: is wrong."),
            "unsafe": UnsafeInputError("design: is a bomb."),
            "certificate": NotCertifiedError("not certified: text does not fit."),
            "extra": MissingExtraError("Reading needs rapidocr: pip install 'jaxdesign[ocr]'."),
        }.get(order, ZeroDivisionError("secret of /home/me"))

    def score(self, form: ScoreRequest, progress: ProgressCallback) -> ScoreAnswer:
        self.asked.append(form)
        self.began.set()
        if isinstance(form.design, str) and form.design == "<wait/>":
            assert self.go_on.wait(60)
        return ANSWER

    def style(self, form: StyleRequest, progress: ProgressCallback) -> StyleProfile:
        raise NotImplementedError


@pytest.fixture(scope="module")
def worker() -> Obedient:
    return Obedient()


@pytest.fixture(scope="module")
def server(start: Start, worker: Obedient) -> Running:
    return start(worker, ServiceConfig(max_bytes=MAX_BYTES, waiting=1))


def test_health(server: Running) -> None:
    answer = server.ask("GET", "/health")
    assert answer.status == 200
    assert answer.json == {"status": "ok", "version": __version__, "jobs": 0, "max_jobs": 2}


def test_a_document_or_a_brief_alone_is_the_whole_request(server: Running, worker: Obedient) -> None:
    assert server.post("/score", DOCUMENT).json == {"total": 50.0, "terms": {}}
    assert worker.asked[-1].design.canvas.width == 300
    assert server.post("/score", {"design": "<svg/>"}).status == 200
    assert worker.asked[-1].design == "<svg/>"
    assert server.post("/generate", {"texts": [{"text": "Jazz"}]}).status == 200
    assert worker.asked[-1].brief.texts[0].text == "Jazz"


DEEP = b"[" * 50_000
FIELDS: dict[str, tuple[str, object, int, str]] = {
    "no JSON": ("/score", b"{", 400, "the body is not valid JSON: "),
    "empty": ("/score", b"", 422, "the body must be a JSON object"),
    "list": ("/score", [], 422, "the body must be a JSON object"),
    "NaN": ("/score", b'{"canvas": {"width": NaN, "height": 2}}', 400, "the body is not valid JSON: NaN is no number that can be used"),
    "infinity": ("/score", b'{"canvas": {"width": 1e999, "height": 2}}', 400, "the body is not valid JSON: 1e999 is no number"),
    "large": ("/score", {"design": {**DOCUMENT, "elements": [{"box": [1e300, 0, 1, 1]}]}}, 400, "the body is not valid JSON: 1e+300 is no number"),
    "large and whole": ("/score", b'{"canvas": {"width": 300, "height": 1000000000000}}', 400, "the body is not valid JSON: 1000000000000 is no number"),
    "hidden infinity": ("/score", b'{"canvas": {"width": 3, "height": 2}, "provenance": {"a": -1e999}}', 400, "the body is not valid JSON: -1e999"),
    "long number": ("/score", b'{"canvas": ' + b"9" * 5000 + b"}", 400, "the body is not valid JSON: 99999999999999999999 is no number"),
    "deep": ("/score", DEEP, 400, "the body is not valid JSON: it is nested too deeply"),
    "surrogate": ("/score", b'{"canvas": {"width": 3, "height": 2}, "provenance": {"a": "\\ud800"}}', 400, "the body is not valid JSON: it is not UTF-8"),
    "no UTF-8": ("/score", b'{"design": "\xff"}', 400, "the body is not valid JSON: it is not UTF-8"),
    "no design": ("/score", {}, 422, "design: is missing."),
    "number": ("/score", {"design": 7}, 422, "design: must be an object, found 7."),
    "canvas": ("/score", {"canvas": {"width": 3}}, 422, "canvas.height: is missing."),
    "element": ("/score", {"design": {**DOCUMENT, "elements": [{"id": "a"}]}}, 422, "design.elements[0].kind of 'a': is missing."),
    "field": ("/innovate", {"design": DOCUMENT, "step": 3}, 422, "step: is not a field of the request; the nearest is 'steps'."),
    "steps": ("/innovate", {"design": DOCUMENT, "steps": 100_000}, 422, "steps: must be at most 400, found 100000."),
    "brief": ("/generate", {"brief": {"texts": [{"text": ""}]}}, 422, "brief.texts[0].text: "),
    "brief alone": ("/generate", {"texts": [{"text": "a", "role": "title"}]}, 422, "texts[0].role: must be 'headline', "),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_a_body_that_cannot_be_used(name: str, server: Running) -> None:
    path, body, status, sentence = FIELDS[name]
    answer = server.post(path, body)
    assert (answer.status, list(answer.json)) == (status, ["error"])
    assert answer.json["error"].startswith(sentence)
    assert answer.json["error"].endswith(".")
    assert "\n" not in answer.json["error"]


@pytest.mark.parametrize(
    ("order", "status", "sentence"),
    [
        ("input", 422, "design: is wrong."),
        ("unsafe", 422, "design: is a bomb."),
        ("certificate", 409, "not certified: text does not fit."),
        ("extra", 501, "Reading needs rapidocr: pip install 'jaxdesign[ocr]'."),
        ("fault", 500, "a fault of the program; its log says more."),
    ],
)
def test_errors_become_statuses(order: str, status: int, sentence: str, server: Running) -> None:
    answer = server.post("/innovate", {"design": DOCUMENT, "lock": [order]})
    assert (answer.status, answer.json) == (status, {"error": sentence})


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/", 404, "there is no such address; /openapi.json lists all."),
        ("GET", "/..%2f..%2fetc/passwd", 404, "there is no such address; /openapi.json lists all."),
        ("GET", "/score", 405, "this address does not take GET; /openapi.json lists what it takes."),
    ],
)
def test_addresses_that_are_not_there(
    method: str, path: str, status: int, sentence: str, server: Running
) -> None:
    answer = server.ask(method, path)
    assert (answer.status, answer.json) == (status, {"error": sentence})


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""]
)
def test_a_body_that_is_not_said_to_be_json(kind: str, server: Running) -> None:
    answer = server.ask("POST", "/score", json.dumps(DOCUMENT).encode(), {"Content-Type": kind})
    assert answer.status == 415
    assert answer.json == {"error": "send JSON, with the header 'Content-Type: application/json'."}


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 3 * MAX_BYTES])
def test_a_body_that_is_too_large(size: int, server: Running) -> None:
    answer = server.post("/score", b" " * size)
    assert (answer.status, answer.json) == (413, {"error": "the body is larger than 0.1 MB."})


def _said(server: Running, head: str, *parts: bytes) -> bytes:
    """What the server says to a request written by hand."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"{head}\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode())
        for part in parts:
            connection.sendall(part)
        return connection.makefile("rb").readline()


def test_a_large_body_is_refused_before_it_is_sent(server: Running) -> None:
    said = _said(server, "POST /score HTTP/1.1", b"Content-Length: 99999999999\r\n\r\n{")
    assert said.startswith(b"HTTP/1.1 413")
    expected = b"Expect: 100-continue\r\nContent-Length: 150000\r\n\r\n"
    assert _said(server, "POST /score HTTP/1.1", expected).startswith(b"HTTP/1.1 413")


def test_a_body_in_parts_is_counted(server: Running) -> None:
    part = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    said = _said(
        server, "POST /score HTTP/1.1", b"Transfer-Encoding: chunked\r\n\r\n", *[part] * 8, b"0\r\n\r\n"
    )
    assert said.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1", "a@localhost.b"]
)
def test_another_host_is_refused(host: str, server: Running) -> None:
    for method, path in (("GET", "/health"), ("POST", "/score")):
        answer = server.ask(method, path, DOCUMENT if method == "POST" else None, {"Host": host})
        assert answer.status == 403
        assert answer.json["error"] == f"this server does not answer for the host '{host}'."


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:9", "[::1]:8000"])
def test_the_machine_itself_is_let_in(host: str, server: Running) -> None:
    assert server.ask("GET", "/health", headers={"Host": host}).status == 200


def test_pages_of_other_sites_are_refused(server: Running) -> None:
    own = f"127.0.0.1:{server.port}"
    assert server.post("/score", DOCUMENT, Origin=f"http://{own}").status == 200
    for origin in (
        "http://evil.example",
        f"http://localhost:{server.port}",
        "http://127.0.0.1:1",
        "null",
        "http://[",
    ):
        answer = server.post("/score", DOCUMENT, Origin=origin)
        assert (answer.status, answer.json["error"]) == (
            403,
            "pages of other sites must not use this server.",
        )


def test_names_that_are_allowed(start: Start, worker: Obedient) -> None:
    named = start(worker, ServiceConfig(hosts=frozenset({"studio.local"})))
    assert named.ask("GET", "/health", headers={"Host": "studio.local:80"}).status == 200
    assert named.ask("GET", "/health", headers={"Host": "localhost"}).status == 403
    free = start(worker, ServiceConfig(hosts=frozenset({"*"})))
    assert free.ask("GET", "/health", headers={"Host": "anything"}).status == 200


def test_one_job_runs_one_waits_and_a_third_is_asked_to_come_again(start: Start) -> None:
    worker = Obedient()
    server = start(worker, ServiceConfig(waiting=1))
    answers: list[int] = []

    def ask() -> None:
        answers.append(server.post("/score", {"design": "<wait/>"}).status)

    first, second = (threading.Thread(target=ask) for _ in range(2))
    first.start()
    assert worker.began.wait(60)
    second.start()
    while server.ask("GET", "/health").json["jobs"] < 2:
        pass
    refused = server.post("/score", DOCUMENT)
    assert (refused.status, refused.headers["retry-after"]) == (503, "20")
    assert refused.json == {"error": "other designs are being made; try again in 20 s."}
    assert len(worker.asked) == 1
    worker.go_on.set()
    first.join(60)
    second.join(60)
    assert answers == [200, 200]
    assert server.post("/score", DOCUMENT).status == 200


def test_a_job_that_nobody_waits_for_ends(start: Start) -> None:
    worker = Obedient()
    server = start(worker)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    body = json.dumps({"design": DOCUMENT, "lock": ["until left"]})
    connection.request("POST", "/innovate", body, {"Content-Type": "application/json"})
    assert worker.began.wait(60)
    connection.close()
    assert worker.ended.wait(60)
    assert server.post("/score", DOCUMENT).status == 200


def test_the_description_names_and_describes_everything(server: Running) -> None:
    described = server.ask("GET", "/openapi.json").json
    assert set(described["paths"]) == {"/generate", "/innovate", "/score", "/style", "/health"}
    for name in (
        "GenerateRequest",
        "InnovateRequest",
        "ScoreRequest",
        "StyleRequest",
        "StyleProfile",
        "Brief",
        "DesignAnswer",
        "ScoreAnswer",
    ):
        model = described["components"]["schemas"][name]
        assert model["description"]
        assert all(field.get("description") for field in model["properties"].values()), name
    assert {"409", "413", "422", "503"} <= set(described["paths"]["/generate"]["post"]["responses"])
