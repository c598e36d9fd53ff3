"""Folders of this machine as sites on the loopback, so that the browser reads them like any other."""

from __future__ import annotations

import http.server
import io
import os
import posixpath
import secrets
import threading
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jaxdesign.errors import InputError


class LocalSites:
    """Serves folders at ``http://127.0.0.1:<port>/<name>/``; a context manager.

    In the archive an address is ``local:<name>/<path>``, whatever the port is in this run.
    """

    def __init__(self) -> None:
        self._roots: dict[str, Path] = {}
        self._lent: dict[str, bytes] = {}
        self._server: http.server.ThreadingHTTPServer | None = None

    def __enter__(self) -> LocalSites:
        sites = self

        class Handler(_Handler):
            owner = sites

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base(self) -> str:
        """``http://127.0.0.1:<port>``."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}"

    def add(self, name: str, root: Path) -> None:
        """Serve a folder under a name. Raises ``InputError`` where the name stands for another folder."""
        if self._roots.setdefault(name, root.resolve()) != root.resolve():
            raise InputError(f"{root}: another folder is collected under the name {name} already.")

    def lend(self, html: str) -> str:
        """Address of a page made on the fly."""
        name = secrets.token_hex(8)
        self._lent[name] = html.encode()
        return f"{self.base}/.lent/{name}"

    def give_back(self, address: str) -> None:
        """Forget a page made on the fly."""
        self._lent.pop(address.rpartition("/")[2], None)

    def opened(self, address: str) -> str:
        """The address that the browser opens for one of the archive."""
        path, mark, fragment = address.removeprefix("local:").partition("#")
        return f"{self.base}/{quote(path)}{mark}{fragment}"

    def canonical(self, address: str) -> str | None:
        """The archive's address of one that the browser met; None where it is not ours."""
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != self.base or parts.path.startswith("/.lent"):
            return None
        return f"local:{unquote(parts.path).lstrip('/')}"

    def path(self, address: str) -> Path | None:
        """The file of an archive's address; None where it is outside its folder or there is none."""
        name, _, rest = address.removeprefix("local:").partition("#")[0].partition("/")
        root = self._roots.get(name)
        if root is None:
            return None
        path = (root / posixpath.normpath("/" + rest).lstrip("/")).resolve()
        if path.is_dir():
            path = path / "index.html"
        return path if path.is_file() and path.is_relative_to(root) else None

    def content(self, url_path: str) -> tuple[bytes, str] | None:
        """Bytes and file name for a request's path."""
        clean = unquote(urlsplit(url_path).path).lstrip("/")
        if clean.startswith(".lent/"):
            page = self._lent.get(clean.removeprefix(".lent/"))
            return (page, "page.html") if page is not None else None
        path = self.path(f"local:{clean}")
        return (path.read_bytes(), path.name) if path else None


class _Handler(http.server.SimpleHTTPRequestHandler):
    owner: LocalSites
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def send_head(self) -> io.BytesIO | None:
        try:
            found = self.owner.content(self.path)
        except (OSError, ValueError):
            found = None
        if found is None:
            self.send_error(404)
            return None
        data, name = found
        kind = self.guess_type(name)
        if os.path.splitext(name)[1].lower() in (".html", ".htm"):
            kind = "text/html" if b"charset" in data[:4096].lower() else "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        return io.BytesIO(data)
