"""What every request passes first: for which host and from which page it is, and how large its body is."""

from __future__ import annotations

import asyncio
import email.message
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jaxdesign.service.problems import problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of the machine itself."""
ANY_HOST = "*"
BODY_SECONDS = 60.0
"""Within which a body must have arrived."""
_DRAINED = 4
"""Times the largest body that is read and thrown away, so that its sender gets to read the refusal."""


class _RefusedError(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Gate:
    """ASGI middleware that refuses what must not come in, and hands on bodies that have arrived whole.

    A page of another site can make a browser ask a server on the user's own machine, also under a name that
    it has pointed there; so the host must be a known one, and the page, where there is one, of that host.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], max_bytes: int) -> None:
        """``hosts`` are names without port; ``ANY_HOST`` among them lets all in."""
        self._app, self._hosts, self._max_bytes = app, hosts, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check_host(headers)
            has_body = scope["method"] not in ("GET", "HEAD", "OPTIONS")
            if has_body:
                _check_type(headers)
            body = await self._body(headers, receive)
        except _RefusedError as refused:
            await problem(refused.status, str(refused), {"Connection": "close"})(scope, receive, send)
            return
        await self._app(scope, _handed_on(body, receive), send)

    def _check_host(self, headers: Headers) -> None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if ANY_HOST not in self._hosts and _name(f"//{host}") not in self._hosts:
            raise _RefusedError(403, f"this server does not answer for the host '{host[:80]}'.")
        if origin is not None and urlsplit_safely(origin)[0] != host.lower():
            raise _RefusedError(403, "pages of other sites must not use this server.")

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        """The whole body. Refuses one that is too large or does not arrive."""
        too_large = _RefusedError(413, f"the body is larger than {self._max_bytes / 1e6:g} MB.")
        said = headers.get("content-length", "0")
        length = int(said) if said.isdecimal() and len(said) < 20 else 10**20
        waits = "100-continue" in headers.get("expect", "").lower()
        if length > self._max_bytes and (waits or length > _DRAINED * self._max_bytes):
            raise too_large
        parts, size = [], 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _RefusedError(400, "the body did not arrive whole.")
                    part = message.get("body", b"")
                    size += len(part)
                    if size <= self._max_bytes:
                        parts.append(part)
                    if not message.get("more_body", False) or size > _DRAINED * self._max_bytes:
                        break
        except TimeoutError as error:
            raise _RefusedError(408, f"the body did not arrive within {BODY_SECONDS:g} s.") from error
        if size > self._max_bytes:
            raise too_large
        return b"".join(parts)


def urlsplit_safely(address: str) -> tuple[str, str]:
    """Host with port, and host alone, of an address, in lower case; both empty where it is none."""
    try:
        parts = urlsplit(address)
        return parts.netloc.lower(), (parts.hostname or "").lower()
    except ValueError:
        return "", ""


def _name(address: str) -> str:
    return urlsplit_safely(address)[1]


def _check_type(headers: Headers) -> None:
    message = email.message.Message()
    message["content-type"] = headers.get("content-type", "")
    kind = message.get_content_type()
    if not (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))):
        raise _RefusedError(415, "send JSON, with the header 'Content-Type: application/json'.")


def _handed_on(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body first, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def hand_on() -> Message:
        return waiting.pop() if waiting else await receive()

    return hand_on
