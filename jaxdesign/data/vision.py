"""Labels from a vision model at an OpenAI-compatible address: the picture is posted, JSON comes back.

The answer is checked like any input. Where the model does not answer, or not as asked, the offline labels
stay and the outcome says so.
"""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PIL import Image

from jaxdesign.data.goals import GOALS
from jaxdesign.data.labels import MAX_CAPTION, Labels
from jaxdesign.data.styles import STYLES
from jaxdesign.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    import urllib3

ASKED = ("goal", "tone", "styles", "language", "caption")
"""Fields that the model gives; format and palette are measured better than seen."""

MAX_PICTURE_PX = 768
MAX_ANSWER_BYTES = 200_000
_PROMPT = f"""Label this graphic design. Answer with one JSON object and nothing else:
"goal": one of {", ".join(GOALS)};
"tone": a number from 0 (calm) to 1 (energetic);
"styles": a list, some of {", ".join(STYLES)};
"language": the ISO 639-1 code of its words, "" if it has none;
"caption": one plain sentence of at most 40 words that says what kind of design it is, for what, its type,
pictures and colours."""


@dataclass(frozen=True, kw_only=True)
class VisionModel:
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


@dataclass(frozen=True)
class Seen:
    """Labels and where they are from."""

    labels: Labels
    problem: str = ""
    """Why the model's answer was not taken; empty where it was."""


def _picture_address(picture: Image.Image) -> str:
    copy = picture.convert("RGB")
    copy.thumbnail((MAX_PICTURE_PX, MAX_PICTURE_PX), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    copy.save(data, "PNG")
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode("ascii")


def request_body(picture: Image.Image, name: str) -> dict[str, Any]:
    """The request in the form of OpenAI's chat completions."""
    picture_part = {"type": "image_url", "image_url": {"url": _picture_address(picture)}}
    return {
        "model": name,
        "temperature": 0,
        "seed": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "user", "content": [{"type": "text", "text": _PROMPT}, picture_part]}],
    }


def _json_in(text: str) -> Any:
    """The JSON object in an answer, also where it stands in a fence or among words."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise InputError("the answer holds no JSON object")
    try:
        return json.loads(text[start : end + 1])
    except (ValueError, RecursionError) as error:
        raise InputError(f"the answer is not JSON: {error}") from error


def parse_answer(data: bytes, labels: Labels) -> Labels:
    """The labels with the fields that the answer gives. Raises ``InputError`` without a full stop."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise InputError("the answer is no chat completion") from error
    if not isinstance(content, str):
        raise InputError("the answer is no chat completion")
    given = _json_in(content)
    missing = [name for name in ASKED if name not in given]
    if missing:
        raise InputError(f"the answer lacks '{missing[0]}'")
    if not isinstance(given["styles"], list) or not all(isinstance(part, str) for part in given["styles"]):
        raise InputError("the answer's styles are no list of words")
    for name in ("goal", "language", "caption"):
        if not isinstance(given[name], str):
            raise InputError(f"the answer's {name} is no string")
    caption = " ".join(given["caption"].split())[:MAX_CAPTION]
    chosen = {part.strip().lower() for part in given["styles"]}
    unknown = sorted(chosen - set(STYLES))
    if unknown:
        raise InputError(f"the answer's style '{unknown[0][:40]}' is not known")
    try:
        return replace(
            labels,
            goal=given["goal"].strip().lower(),
            tone=given["tone"],
            styles=tuple(style for style in STYLES if style in chosen),
            language=given["language"].strip().lower(),
            caption=caption,
        )
    except InputError as error:
        raise InputError(str(error).removeprefix("labels: ").rstrip(".")) from error


class VisionLabeller:
    """Asks one model about pictures; a connection is kept open between them."""

    def __init__(self, model: VisionModel):
        if not model.address.startswith(("http://", "https://")):
            raise InputError(f"vision: '{model.address}' is no http address.")
        self.model = model
        self._pool = _pool_manager()

    def _ask(self, picture: Image.Image) -> bytes:
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
                body=json.dumps(request_body(picture, model.name)).encode(),
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
            timed_out = isinstance(cause, urllib3.exceptions.TimeoutError)
            raise InputError("no answer in time" if timed_out else f"no connection: {cause}") from error
        except urllib3.exceptions.TimeoutError as error:
            raise InputError("no answer in time") from error
        except urllib3.exceptions.HTTPError as error:
            raise InputError(f"the connection failed: {error}") from error
        if response.status != 200:
            raise InputError(f"the server said {response.status}")
        if len(data) > MAX_ANSWER_BYTES:
            raise InputError("the answer is too long")
        return data

    def see(self, picture: Image.Image, labels: Labels) -> Seen:
        """The model's labels; the given ones, and why, where it gives none that can be used."""
        try:
            return Seen(parse_answer(self._ask(picture), labels))
        except InputError as error:
            return Seen(labels, f"vision model: {error}; offline labels kept")


def _pool_manager() -> urllib3.PoolManager:
    try:
        import urllib3
    except ImportError as error:
        raise MissingExtraError(
            "Labels from a vision model need urllib3; install it with: pip install 'jaxdesign[collect]'."
        ) from error
    return urllib3.PoolManager(num_pools=2, maxsize=2)
