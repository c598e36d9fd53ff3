"""Real servers on free ports, and plain HTTP to talk to them."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from jaxdesign.service.app import ServiceConfig, Worker, create_app


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    port: int

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request; a body that is neither bytes nor None is sent as JSON."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "application/json"} if data is not None else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request(method, path, data, given | (headers or {}))
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def post(self, path: str, body: object, **headers: str) -> Answer:
        return self.ask("POST", path, body, headers)


Start = Callable[..., Running]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """A function of a worker and a configuration that starts a server; all end with the module."""
    ends: list[Callable[[], None]] = []

    def begin(worker: Worker, config: ServiceConfig | None = None) -> Running:
        bound = socket.create_server(("127.0.0.1", 0))
        settings = uvicorn.Config(
            create_app(worker, config), log_level="critical", access_log=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()

        def end() -> None:
            server.should_exit = True
            thread.join(30)
            bound.close()

        ends.append(end)
        return Running(bound.getsockname()[1])

    yield begin
    for end in ends:
        end()
