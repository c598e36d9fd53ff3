"""Copy by a language model, from a real server on the loopback: taken over, checked, refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from jaxdesign.brief.copywriting import written
from jaxdesign.brief.prompt import certain
from jaxdesign.cli.main import app
from jaxdesign.data.chat import ChatModel
from jaxdesign.errors import InputError
from tests.chat_server import Server, serving

PROMPT = 'vintage slide for "Jazz Night" on 12 June, entry 8 €'
GOOD: dict[str, Any] = {
    "texts": [
        {"role": "headline", "text": "Jazz Night"},
        {"role": "subheading", "text": "12 June, doors at dusk"},
        {"role": "label", "text": "Entry 8 €"},
    ],
    "goal": "event",
    "styles": ["vintage", "bold"],
    "tone": 0.7,
}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def _model(server: Server, **options: Any) -> ChatModel:
    return ChatModel(address=server.address, name="writer", **options)


def test_the_copy_is_taken_over_and_the_rest_is_understood_offline(server: Server) -> None:
    server.says(GOOD)
    brief = written(PROMPT, _model(server, key="secret"))
    assert [(text.role, text.text) for text in brief.texts] == [
        (text["role"], text["text"]) for text in GOOD["texts"]
    ]
    assert (brief.goal, brief.formats, brief.styles, brief.tone) == (
        "event",
        ("slide",),
        ("vintage", "bold"),
        0.7,
    )
    assert brief.theme == PROMPT
    [(path, headers, body)] = server.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body["model"] == "writer"
    assert PROMPT in body["messages"][0]["content"]


def test_a_prompt_without_words_to_set_will_do(server: Server) -> None:
    server.says({"texts": [{"role": "headline", "text": "Breathe"}]})
    brief = written("something calm", _model(server))
    assert brief.texts[0].text == "Breathe"
    assert brief.tone is not None


def test_what_is_certain_is_found() -> None:
    assert certain(PROMPT) == ["Jazz Night", "12 June", "8 €"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"texts": [{"role": "headline", "text": "Jazz Night, 12 June"}]}, "the answer leaves out '8 €'"),
        (
            {"texts": [{"role": "headline", "text": "Jazz Night, 112 June, 8 €"}]},
            "the answer leaves out '12 June'",
        ),
        (
            {"texts": [{"role": "headline", "text": "Jazz Night, 12 June, 28 €"}]},
            "the answer leaves out '8 €'",
        ),
        (
            {"texts": [{"role": "headline", "text": "Jazz Nights, 12 June, 8 €"}]},
            "the answer leaves out 'Jazz",
        ),
        ({"texts": []}, "the answer: texts"),
        ({"texts": "Jazz Night"}, "the answer: texts"),
        ({"texts": [{"role": "shout", "text": "Jazz Night 12 June 8 €"}]}, "the answer: texts"),
        ({"styles": ["gothic"]}, "the answer: styles"),
        ({"tone": 7}, "the answer: tone"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(
    change: dict[str, Any], reason: str, server: Server
) -> None:
    server.says({**GOOD, **change})
    with pytest.raises(
        InputError, match=rf"^--llm: {reason}.*; leave the option out to work without a model\.$"
    ):
        written(PROMPT, _model(server))


def test_a_server_that_fails_is_named(server: Server) -> None:
    server.says(GOOD, status=500)
    with pytest.raises(InputError, match=r"^--llm: the server said 500; leave"):
        written(PROMPT, _model(server))
    with pytest.raises(InputError, match=r"--llm: 'ftp://x' is no http address"):
        written(PROMPT, ChatModel(address="ftp://x", name="writer"))


def test_the_command_shows_the_brief(server: Server) -> None:
    server.says(GOOD)
    done = CliRunner().invoke(app, ["brief", PROMPT, "--llm", server.address])
    assert done.exit_code == 0
    assert yaml.safe_load(done.stdout)["texts"] == GOOD["texts"]


def test_a_model_needs_a_prompt(server: Server, tmp_path: Any) -> None:
    done = CliRunner().invoke(
        app, ["generate", "--brief", "b.yaml", "--llm", server.address, "-o", str(tmp_path)]
    )
    assert done.exit_code != 0
    assert "--llm writes the copy of a prompt" in done.stderr
    assert server.requests == []
