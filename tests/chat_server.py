"""A real server on the loopback that speaks the form of OpenAI's chat completions, well and badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server:
    """Answers every post as it is told to, and keeps what it was sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.reply: Callable[[BaseHTTPRequestHandler], None] = lambda handler: None
        self.released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append((self.path, dict(self.headers), body))
                outer.reply(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def says(self, content: Any, status: int = 200) -> None:
        """Let it answer with a chat completion of this content."""
        text = content if isinstance(content, str) else json.dumps(content)
        self.sends(json.dumps({"choices": [{"message": {"content": text}}]}).encode(), status)

    def sends(self, data: bytes, status: int = 200) -> None:
        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)

        self.reply = reply

    def hangs(self) -> None:
        """Let it never answer, until the test is over."""
        self.reply = lambda handler: (self.released.wait(30), None)[1]


@contextmanager
def serving() -> Generator[Server]:
    """A server that runs until the end."""
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.http.shutdown()
        server.http.server_close()
        thread.join()
