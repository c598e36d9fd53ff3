"""A prompt's copy written by a language model at an OpenAI-compatible address; it is never needed.

What the prompt says for certain stays as it is: quoted strings, dates, times and prices must stand in the
copy that comes back.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from jaxdesign.brief.prompt import certain, understood
from jaxdesign.brief.schema import MAX_TEXTS, Brief, Role, brief_from_dict
from jaxdesign.data.chat import ChatClient, ChatModel, json_answer, json_request
from jaxdesign.data.goals import GOALS
from jaxdesign.data.styles import STYLES
from jaxdesign.errors import InputError

_ROLES = get_args(Role)
_ASKED = f"""Write the words of a graphic design. Keep quoted words, names, dates, times, places and prices
exactly as they are given, invent no facts, and write in the language of the order. Few words are better.
Answer with one JSON object and nothing else:
"texts": a list of 1 to {MAX_TEXTS} objects with "role", one of {", ".join(_ROLES)}, and "text"; one headline;
"goal": one of {", ".join(GOALS)};
"tone": a number from 0 (calm) to 1 (energetic);
"styles": a list, some of {", ".join(STYLES)}.
The order: """


def written(prompt: str, model: ChatModel) -> Brief:
    """The brief of a prompt with the model's copy; format and theme are as ``read_prompt`` finds them.

    Raises ``InputError`` where the model gives no answer, or none that can be used.
    """
    found, client = understood(prompt), ChatClient(model, option="--llm")
    try:
        answer = json_answer(client.ask(json_request(_ASKED + prompt.strip(), model.name)))
        return _brief(prompt, found, answer)
    except InputError as error:
        reason = str(error).rstrip(".")
        raise InputError(f"--llm: {reason}; leave the option out to work without a model.") from error


def _brief(prompt: str, found: dict[str, Any], answer: dict[str, Any]) -> Brief:
    asked = ("goal", "tone", "styles")
    given = {name: answer[name] for name in asked if answer.get(name) not in (None, "", [])}
    data = {**found, **given, "texts": answer.get("texts")}
    brief = brief_from_dict(data, name="the answer")
    said = " ".join(" ".join(text.text for text in brief.texts).split())
    for part in certain(prompt):
        if not _says(said, " ".join(part.split())):
            raise InputError(f"the answer leaves out '{part}'")
    return brief


def _says(said: str, part: str) -> bool:
    """Whether a part stands in what is said, not within a longer word or number."""
    return re.search(rf"(?<![\w.,]){re.escape(part)}(?!\w)", f" {said}", re.IGNORECASE) is not None
