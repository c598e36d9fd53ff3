"""References from files, folders, PDF and addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.errors import InputError
from jaxdesign.style.references import MAX_REFERENCES, Reference, read_references
from tests.style.conftest import EXAMPLES

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>endobj
4 0 obj<</Length 96>>stream
0.8 0.2 0.1 rg 30 40 240 90 re f
0 0 0 rg BT /F 36 Tf 40 300 Td (Night market) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>endobj
trailer<</Root 1 0 R>>
"""


def test_a_folder_is_read_in_the_order_of_its_names(references: list[Reference]) -> None:
    assert [one.name for one in references] == ["business-card.json", "poster.json", "social-post.json"]
    assert all(one.document.elements and one.picture.mode == "RGB" for one in references)


def test_svg_and_pdf_are_read(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="40" height="30" fill="#c03020"/></svg>'
    (tmp_path / "a.svg").write_text(svg)
    (tmp_path / "b.pdf").write_bytes(PDF)
    drawing, page = read_references([tmp_path / "a.svg", tmp_path / "b.pdf"])
    assert drawing.document.elements[0].paint.fill == "#c03020"
    assert page.name == "b.pdf#1"
    assert [e.text.string for e in page.document.elements if e.text] == ["Night market"]


def test_the_views_of_a_result_are_not_references_of_their_own(tmp_path: Path) -> None:
    source = (EXAMPLES / "business-card.json").read_bytes()
    (tmp_path / "design.json").write_bytes(source)
    for view in ("design.png", "design.pdf", "before-after.png", "snapping.webp", "design.svg"):
        (tmp_path / view).write_bytes(b"never read")
    (only,) = read_references([tmp_path])
    assert only.name == "design.json"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("none.json", None, "no such file"),
        ("a.txt", b"words", "expected"),
        ("a.json", b"{", "not valid JSON"),
        ("a.pdf", b"words", "not a PDF"),
        ("a.json", b'{"canvas": {"width": 9, "height": 9}, "elements": []}', "no element"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes | None, word: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=word) as caught:
        read_references([path])
    assert name in str(caught.value)


def test_none_and_too_many_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no references"):
        read_references([])
    for i in range(MAX_REFERENCES + 1):
        (tmp_path / f"{i}.json").write_bytes((EXAMPLES / "business-card.json").read_bytes())
    with pytest.raises(InputError, match="31 designs"):
        read_references([tmp_path])


@pytest.fixture
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {
                "/card": ("application/json", (EXAMPLES / "business-card.json").read_bytes()),
                "/page": ("text/html", b"<html>"),
            }
            kind, body = known.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in known else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_addresses_are_fetched_and_pages_refused(address: str) -> None:
    fetcher = Fetcher(seconds_per_host=0)
    (found,) = read_references([f"{address}/card"], fetcher=fetcher)
    assert found.name == "card.json"
    assert found.document.elements
    with pytest.raises(InputError, match="jaxdesign collect web"):
        read_references([f"{address}/page"], fetcher=fetcher)
    with pytest.raises(InputError, match="404"):
        read_references([f"{address}/none"], fetcher=fetcher)
