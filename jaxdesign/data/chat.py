"""A model at an OpenAI-compatible address: messages are posted, JSON comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jaxdesign.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    import urllib3

MAX_ANSWER_BYTES = 200_000


@dataclass(frozen=True, kw_only=True)
class ChatModel:
    """Where the model is and how long it may take."""

    address: str
    """Base address such as ``http://127.0.0.1:8000/v1``; ``/chat/completions`` is added."""
    name: str
    key: str = ""
    """Sent as a bearer token, if given."""
    timeout_s: float = 60.0
    """For connecting, and for each read."""
    retries: int = 1
    """How often a failed request is sent again."""


def json_request(content: Any, name: str) -> dict[str, Any]:
    """A request for one JSON object in the form of OpenAI's chat completions."""
    return {
        "model": name,
        "temperature": 0,
        "seed": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "user", "content": content}],
    }


def json_answer(data: bytes) -> dict[str, Any]:
    """The JSON object of an answer, also where it stands in a fence or among words.

    Raises ``InputError`` without a full stop.
    """
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise InputError("the answer is no chat completion") from error
    if not isinstance(content, str):
        raise InputError("the answer is no chat completion")
    start, end = content.find("{"), content.rfind("}")
    if start < 0 or end < start:
        raise InputError("the answer holds no JSON object")
    try:
        return json.loads(content[start : end + 1])
    except (ValueError, RecursionError) as error:
        raise InputError(f"the answer is not JSON: {error}") from error


class ChatClient:
    """Asks one model; a connection is kept open between questions."""

    def __init__(self, model: ChatModel, *, option: str):
        if not model.address.startswith(("http://", "https://")):
            raise InputError(f"{option}: '{model.address}' is no http address.")
        self.model = model
        self._pool = _pool_manager(option)

    def ask(self, body: Mapping[str, Any]) -> bytes:
        """The raw answer. Raises ``InputError`` without a full stop."""
        import urllib3

        model = self.model
        headers = {"Content-Type": "application/json"}
        if model.key:
            headers["Authorization"] = f"Bearer {model.key}"
        try:
            response = self._pool.request(
                "POST",
                model.address.rstrip("/") + "/chat/completions",
                body=json.dumps(body).encode(),
                headers=headers,
                timeout=urllib3.Timeout(connect=model.timeout_s, read=model.timeout_s),
                retries=urllib3.Retry(total=model.retries, redirect=0, status=0, allowed_methods=None),
                preload_content=False,
            )
            try:
                data = response.read(MAX_ANSWER_BYTES + 1)
            finally:
                response.release_conn()
        except urllib3.exceptions.MaxRetryError as error:
            cause = error.reason
            refused = isinstance(cause, urllib3.exceptions.NewConnectionError)
            timed_out = isinstance(cause, urllib3.exceptions.TimeoutError) and not refused
            told = getattr(cause and cause.__cause__, "strerror", None) or cause
            raise InputError("no answer in time" if timed_out else f"no connection: {told}") from error
        except urllib3.exceptions.TimeoutError as error:
            raise InputError("no answer in time") from error
        except urllib3.exceptions.HTTPError as error:
            raise InputError(f"the connection failed: {error}") from error
        if response.status != 200:
            raise InputError(f"the server said {response.status}")
        if len(data) > MAX_ANSWER_BYTES:
            raise InputError("the answer is too long")
        return data


def _pool_manager(option: str) -> urllib3.PoolManager:
    try:
        import urllib3
    except ImportError as error:
        raise MissingExtraError(
            f"{option} needs urllib3; install it with: pip install 'jaxdesign[collect]'."
        ) from error
    return urllib3.PoolManager(num_pools=2, maxsize=2)
