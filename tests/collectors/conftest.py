"""A real site on the loopback whose routes misbehave as sites do, and a real browser."""

from __future__ import annotations

import http.server
import io
import random
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PIL import Image, ImageDraw

from jaxdesign.collectors.backoff import Backoff
from jaxdesign.collectors.browser import BROWSERS, Browser, BrowserOptions
from jaxdesign.collectors.fetch import Fetcher

Answer = tuple[int, dict[str, str], bytes]
Route = Callable[["Asked"], Answer]


@dataclass(frozen=True)
class Asked:
    """One request to the site."""

    path: str
    count: int
    """How often this path has been asked for, this time included."""
    headers: dict[str, str]


@dataclass
class Site:
    """Routes by path; a route may end in ``*``."""

    base: str = ""
    routes: dict[str, Route] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    """Slow routes answer when this is set."""

    def page(self, path: str, html: str, **headers: str) -> str:
        """Serve a page; returns its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = lambda asked: (
            200,
            {"Content-Type": "text/html; charset=utf-8", **named},
            html.encode(),
        )
        return self.base + path

    def file(self, path: str, data: bytes, kind: str) -> str:
        """Serve bytes; returns their address."""
        self.routes[path] = lambda asked: (200, {"Content-Type": kind}, data)
        return self.base + path

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """What the site says to a request."""
        self.asked[path] += 1
        self.order.append(path)
        asked = Asked(path, self.asked[path], headers)
        plain = path.partition("?")[0]
        for pattern in (path, plain):
            if pattern in self.routes:
                return self.routes[pattern](asked)
        for pattern, route in self.routes.items():
            if pattern.endswith("*") and path.startswith(pattern[:-1]):
                return route(asked)
        return 404, {"Content-Type": "text/plain"}, b"not here"


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site."""
    made = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = made.answer(self.path, {k.lower(): v for k, v in self.headers.items()})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A browser that hangs up is no error of the test."""

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made.base = f"http://127.0.0.1:{server.server_port}"
    yield made
    made.release.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def waits() -> list[float]:
    """The waits that a fetcher made instead of sleeping."""
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Fetcher:
    """A fetcher that waits for nothing and notes how long it would have."""
    return Fetcher(
        seconds_per_host=0.0, timeout_s=5.0, backoff=Backoff(sleep=waits.append, rng=random.Random(7))
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    if not any(map(shutil.which, BROWSERS)) or not shutil.which("chromedriver"):
        pytest.skip("Chromium and chromedriver are not installed; run scripts/setup-browser")
    with Browser(BrowserOptions(offline=True, page_timeout_s=20.0)) as opened:
        yield opened


def _design_picture(seed: int, size: tuple[int, int] = (480, 640), kind: str = "PNG") -> bytes:
    """A picture unlike those of other seeds."""
    rng = random.Random(seed)
    picture = Image.new("RGB", size, tuple(rng.randrange(256) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        w, h = rng.randrange(30, size[0]), rng.randrange(30, size[1] // 2)
        pen.rectangle([x, y, x + w, y + h], fill=tuple(rng.randrange(256) for _ in range(3)))
    stream = io.BytesIO()
    picture.save(stream, kind)
    return stream.getvalue()


@pytest.fixture
def make_picture() -> Callable[..., bytes]:
    """Maker of pictures: ``(seed, size, kind)`` to bytes, unlike those of other seeds."""
    return _design_picture
