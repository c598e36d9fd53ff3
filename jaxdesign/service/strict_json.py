"""Bodies read as strict JSON: no NaN, no number beyond all canvases, nothing that is no text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

LARGEST = 1e10
"""Largest number that is read; what is computed with it stays finite in single precision."""
_SURROGATE = re.compile(rb"\\u[dD][89abAB]")


def strict_json(body: bytes) -> Any:
    """What the body says. Raises ``JSONDecodeError``."""

    def refuse(text: str) -> Any:
        raise json.JSONDecodeError(f"{text[:20]} is no number that can be used", "", 0)

    def number(text: str) -> float:
        value = float(text)
        return value if abs(value) <= LARGEST else refuse(text)

    def whole(text: str) -> int:
        return int(text) if len(text) <= 11 else refuse(text)

    try:
        data = json.loads(
            body.decode("utf-8-sig"), parse_constant=refuse, parse_float=number, parse_int=whole
        )
        if _SURROGATE.search(body):
            json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError:
        raise
    except UnicodeError as error:
        raise json.JSONDecodeError("it is not UTF-8 throughout", "", 0) from error
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError("it is nested too deeply", "", 0) from error
    return data


class _StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = strict_json(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route that reads its body by ``strict_json``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return handle_strictly
