"""Labels from a vision model at an OpenAI-compatible address: the picture is posted, JSON comes back.

The answer is checked like any input. Where the model does not answer, or not as asked, the offline labels
stay and the outcome says so.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from jaxdesign.data.chat import ChatClient, ChatModel, json_answer, json_request
from jaxdesign.data.goals import GOALS
from jaxdesign.data.labels import MAX_CAPTION, Labels
from jaxdesign.data.styles import STYLES
from jaxdesign.errors import InputError

ASKED = ("goal", "tone", "styles", "language", "caption")
"""Fields that the model gives; format and palette are measured better than seen."""

MAX_PICTURE_PX = 768
_PROMPT = f"""Label this graphic design. Answer with one JSON object and nothing else:
"goal": one of {", ".join(GOALS)};
"tone": a number from 0 (calm) to 1 (energetic);
"styles": a list, some of {", ".join(STYLES)};
"language": the ISO 639-1 code of its words, "" if it has none;
"caption": one plain sentence of at most 40 words that says what kind of design it is, for what, its type,
pictures and colours."""


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
    return json_request([{"type": "text", "text": _PROMPT}, picture_part], name)


def parse_answer(data: bytes, labels: Labels) -> Labels:
    """The labels with the fields that the answer gives. Raises ``InputError`` without a full stop."""
    given = json_answer(data)
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
    """Asks one model about pictures."""

    def __init__(self, model: ChatModel):
        self.model = model
        self._client = ChatClient(model, option="vision")

    def see(self, picture: Image.Image, labels: Labels) -> Seen:
        """The model's labels; the given ones, and why, where it gives none that can be used."""
        try:
            body = request_body(picture, self.model.name)
            return Seen(parse_answer(self._client.ask(body), labels))
        except InputError as error:
            return Seen(labels, f"vision model: {error}; offline labels kept")
