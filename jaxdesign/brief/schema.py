"""The brief: goal, formats, words by role, pictures, mood and brand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jaxdesign.design.document import Color
from jaxdesign.design.formats import canvas_for
from jaxdesign.design.plain_errors import plain_message
from jaxdesign.errors import InputError

Goal = Literal[
    "event", "sale", "announcement", "product", "portfolio",
    "information", "quote", "invitation", "recruitment", "other",
]  # fmt: skip
Style = Literal[
    "minimal", "bold", "vintage", "corporate", "playful", "elegant", "dark", "light", "colourful",
    "editorial", "photographic", "geometric", "handmade",
]  # fmt: skip
Role = Literal["headline", "subheading", "body", "caption", "label", "button"]

MAX_TEXTS = 24
MAX_PICTURES = 8
_MODEL = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class BriefText(BaseModel):
    """One text and what it is for."""

    model_config = _MODEL
    role: Role = "body"
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class Brand(BaseModel):
    """What a brand asks for."""

    model_config = _MODEL
    palette: Annotated[tuple[Color, ...], Field(max_length=8)] = ()
    """Colours to use, the most important first; the backdrop takes the first light or dark enough."""
    fonts: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    """Family of headlines, and of all else."""


class Brief(BaseModel):
    """All that is asked for; what is left out is free."""

    model_config = _MODEL
    goal: Goal | None = None
    formats: Annotated[tuple[str, ...], Field(min_length=1, max_length=12)] = ("poster",)
    """Names of formats, or sizes such as 1080x1350."""
    tone: Annotated[float, Field(ge=0, le=1)] | None = None
    """0 calm to 1 energetic."""
    styles: tuple[Style, ...] = ()
    theme: str = ""
    """What it is about and its mood, in free words; they are not set."""
    texts: Annotated[tuple[BriefText, ...], Field(min_length=1, max_length=MAX_TEXTS)]
    pictures: Annotated[tuple[str, ...], Field(max_length=MAX_PICTURES)] = ()
    """Files, relative to the brief's own folder."""
    brand: Brand = Brand()

    def check_formats(self) -> None:
        """Raise ``InputError`` for a format that does not exist."""
        for name in self.formats:
            canvas_for(name)


def brief_from_dict(data: Any, *, name: str = "brief") -> Brief:
    """The brief that ``data`` describes. Raises ``InputError`` that names the first wrong field."""
    if not isinstance(data, dict):
        raise InputError(f"{name}: expected an object with 'texts'.")
    try:
        brief = Brief.model_validate(data)
    except ValidationError as error:
        raise InputError(f"{name}: {plain_message(error, data, model=Brief)}") from error
    brief.check_formats()
    return brief


def read_brief(path: Path) -> Brief:
    """A brief from a JSON or YAML file; its pictures are looked for beside it. Raises ``InputError``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}.") from error
    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else _yaml(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: not valid {path.suffix.lstrip('.').upper() or 'YAML'}: {error}."
        ) from error
    brief = brief_from_dict(data, name=str(path))
    beside = tuple(str(path.parent / picture) for picture in brief.pictures)
    return brief.model_copy(update={"pictures": beside})


def _yaml(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
