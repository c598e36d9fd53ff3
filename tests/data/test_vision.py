"""The vision model's client against a real server on the loopback, answering well and badly."""

from __future__ import annotations

import base64
import io
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from jaxdesign.data.chat import MAX_ANSWER_BYTES, ChatModel
from jaxdesign.data.labels import Labels
from jaxdesign.data.vision import VisionLabeller
from jaxdesign.errors import InputError
from tests.chat_server import Server, serving

OFFLINE = Labels("poster", "other", 0.5, ("light",), ("#ffffff",), "en", "A light poster.")
GOOD = {
    "goal": "event",
    "tone": 0.8,
    "styles": ["dark", "bold"],
    "language": "de",
    "caption": "A bold dark poster for a concert.",
}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def _labeller(server: Server, *, key: str = "", timeout_s: float = 20.0, retries: int = 1) -> VisionLabeller:
    model = ChatModel(address=server.address, name="eye", key=key, timeout_s=timeout_s, retries=retries)
    return VisionLabeller(model)


def test_a_good_answer_replaces_what_the_model_sees(server: Server) -> None:
    server.says(GOOD)
    seen = _labeller(server, key="secret").see(Image.new("RGB", (1600, 800), "navy"), OFFLINE)
    assert seen.problem == ""
    assert seen.labels == Labels(
        "poster", "event", 0.8, ("bold", "dark"), ("#ffffff",), "de", "A bold dark poster for a concert."
    )
    path, headers, body = server.requests[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body["model"] == "eye"
    words, picture = body["messages"][0]["content"]
    assert "recruitment" in words["text"]
    head, _, payload = picture["image_url"]["url"].partition(",")
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(payload))) as sent:
        assert sent.size == (768, 384)


def test_an_answer_in_a_fence_is_read(server: Server) -> None:
    server.says(f"Here you are:\n```json\n{json.dumps(GOOD)}\n```")
    assert _labeller(server).see(Image.new("RGB", (9, 9)), OFFLINE).labels.goal == "event"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("I cannot see it.", "holds no JSON object"),
        ("{goal: event}", "is not JSON"),
        ({**GOOD, "goal": "party"}, "goal: 'party' is none of"),
        ({**GOOD, "tone": 7}, "tone: expected a number from 0 to 1"),
        ({**GOOD, "tone": "high"}, "tone: expected a number"),
        ({**GOOD, "styles": ["shiny"]}, "style 'shiny' is not known"),
        ({**GOOD, "styles": "bold"}, "styles are no list"),
        ({**GOOD, "language": "German"}, "language: expected two letters"),
        ({**GOOD, "caption": ""}, "caption: expected one sentence"),
        ({**GOOD, "goal": None}, "goal is no string"),
        ({"goal": "event"}, "lacks 'tone'"),
    ],
)
def test_a_bad_answer_is_reported_and_the_offline_labels_stay(
    server: Server, content: Any, expected: str
) -> None:
    server.says(content)
    seen = _labeller(server).see(Image.new("RGB", (9, 9)), OFFLINE)
    assert seen.labels == OFFLINE
    assert seen.problem.startswith("vision model: ")
    assert expected in seen.problem
    assert seen.problem.endswith("; offline labels kept")


def test_a_server_that_fails_is_reported(server: Server) -> None:
    labeller = _labeller(server)
    picture = Image.new("RGB", (9, 9))
    server.says(GOOD, status=500)
    assert "the server said 500" in labeller.see(picture, OFFLINE).problem
    server.sends(b"<html>")
    assert "no chat completion" in labeller.see(picture, OFFLINE).problem
    server.sends(b"x" * (MAX_ANSWER_BYTES + 1))
    assert "too long" in labeller.see(picture, OFFLINE).problem
    server.says(GOOD)
    assert labeller.see(picture, OFFLINE).problem == ""


def test_a_server_that_hangs_up_or_never_answers_is_reported(server: Server) -> None:
    picture = Image.new("RGB", (9, 9))
    server.reply = lambda handler: handler.connection.close()
    seen = _labeller(server).see(picture, OFFLINE)
    assert seen.labels == OFFLINE
    assert "vision model: " in seen.problem
    server.hangs()
    assert "no answer in time" in _labeller(server, timeout_s=0.2, retries=0).see(picture, OFFLINE).problem


def test_a_refused_connection_is_not_told_as_a_slow_answer() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        labeller = VisionLabeller(ChatModel(address=address, name="eye", retries=0))
        assert "no connection: Connection refused" in labeller.see(Image.new("RGB", (9, 9)), OFFLINE).problem


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="no http address"):
        VisionLabeller(ChatModel(address="file:///etc", name="eye"))
