"""The brief: goal, formats, words by role, pictures, mood, brand, what must be kept and what must not be.

``python -m jaxdesign.brief.schema`` writes its JSON Schema to ``brief.schema.json`` beside this file.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from jaxdesign.design.document import Color
from jaxdesign.design.formats import canvas_for
from jaxdesign.design.plain_errors import validated
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
Effect = Literal[
    "capitals", "gradients", "shadows", "rotation",
    "cropped-pictures", "picture-backdrop", "text-over-pictures",
]  # fmt: skip

MAX_TEXTS = 24
MAX_PICTURES = 8
MAX_TEXT_LENGTH = 2000
_LOOKS_MEANT = 0.75
"""Likeness of an unknown field's name to a role from which a text of it is taken to be meant."""
SCHEMA_PATH = Path(__file__).with_name("brief.schema.json")
_MODEL = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)
_Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Family = Annotated[str, Field(min_length=1, max_length=100)]


class BriefText(BaseModel):
    """One text and what it is for."""

    model_config = _MODEL
    role: Role = "body"
    """What it is in the design; it decides size and place."""
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT_LENGTH)]
    """The words, exactly as they are to be set."""

    @field_validator("text")
    @classmethod
    def _has_words(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("has no words")
        return text


class Logo(BaseModel):
    """A brand's mark. It is never cropped, turned or recoloured."""

    model_config = _MODEL
    picture: Annotated[str, Field(min_length=1)]
    """File, relative to the brief's own folder; best a PNG with a clear ground."""
    clear_space: Annotated[float, Field(ge=0, le=2)] = 0.25
    """What stays free on each side of it, as a part of its own shorter side."""
    width: Annotated[float, Field(gt=0, le=1)] | None = None
    """Its width as a part of the canvas's; left out, it is free."""


def _logo(data: Any) -> Any:
    return {"picture": data} if isinstance(data, str) else data


class Brand(BaseModel):
    """What a brand asks for."""

    model_config = _MODEL
    palette: Annotated[tuple[Color, ...], Field(max_length=8)] = ()
    """Colours to use, the most important first; the backdrop takes the first light or dark enough."""
    fonts: Annotated[tuple[_Family, ...], Field(max_length=2)] = ()
    """Family of headlines, and of all else."""
    logo: Annotated[Logo | None, BeforeValidator(_logo, json_schema_input_type=Logo | str | None)] = None
    """The mark; a file's name alone is enough."""


class MustNot(BaseModel):
    """What the design must not have."""

    model_config = _MODEL
    words: Annotated[tuple[_Phrase, ...], Field(max_length=24)] = ()
    """Words that no text may have; capitals do not matter."""
    colors: Annotated[tuple[Color, ...], Field(max_length=16)] = ()
    """Colours that must not be seen, nor any that look the same."""
    fonts: Annotated[tuple[_Family, ...], Field(max_length=16)] = ()
    """Families that nothing may be set in."""
    styles: tuple[Style, ...] = ()
    """Looks to keep away from."""
    effects: tuple[Effect, ...] = ()
    """Treatments that are not wanted; ``capitals`` is lower case set as capitals."""


class Brief(BaseModel):
    """All that is asked for; what is left out is free."""

    model_config = _MODEL
    goal: Goal | None = None
    """What the design is for."""
    formats: Annotated[tuple[str, ...], Field(min_length=1, max_length=12)] = ("poster",)
    """Names of formats, or sizes such as 1080x1350."""
    tone: Annotated[float, Field(ge=0, le=1)] | None = None
    """0 calm to 1 energetic."""
    styles: tuple[Style, ...] = ()
    """Looks to go for."""
    theme: str = ""
    """What it is about and its mood, in free words; they are not set."""
    texts: Annotated[tuple[BriefText, ...], Field(min_length=1, max_length=MAX_TEXTS)]
    """All words of the design."""
    pictures: Annotated[tuple[str, ...], Field(max_length=MAX_PICTURES)] = ()
    """Files, relative to the brief's own folder."""
    brand: Brand = Brand()
    """What the design has in common with all others of its maker."""
    must_keep: Annotated[tuple[_Phrase, ...], Field(max_length=24)] = ()
    """Words that stand in the texts and must be set exactly as written, capitals included."""
    must_not: MustNot = MustNot()
    """What must not be in it."""

    @field_validator("must_keep")
    @classmethod
    def _stand_in_the_texts(cls, phrases: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        texts = info.data.get("texts", ())
        for phrase in phrases:
            if not any(phrase in text.text for text in texts):
                raise ValueError(f"'{phrase}' stands in none of the texts")
        return phrases

    @field_validator("must_not")
    @classmethod
    def _contradicts_nothing(cls, must_not: MustNot, info: ValidationInfo) -> MustNot:
        texts, brand = info.data.get("texts", ()), info.data.get("brand", Brand())
        for word in must_not.words:
            for i, text in enumerate(texts):
                if says(text.text, word):
                    raise ValueError(f"words: '{word}' stands in texts[{i}]")
        for field, asked in (
            ("colors", brand.palette),
            ("fonts", brand.fonts),
            ("styles", info.data.get("styles", ())),
        ):
            both = {one.casefold() for one in getattr(must_not, field)} & {one.casefold() for one in asked}
            if both:
                raise ValueError(f"{field}: '{min(both)}' is asked for as well")
        return must_not

    def check_formats(self) -> None:
        """Raise ``InputError`` for a format that does not exist."""
        for name in self.formats:
            canvas_for(name)


def says(text: str, phrase: str) -> bool:
    """Whether a text has a phrase as whole words; capitals do not matter."""
    return re.search(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", text, re.IGNORECASE) is not None


def brief_from_dict(data: Any, *, name: str = "brief") -> Brief:
    """The brief that ``data`` describes. Raises ``InputError`` that names the first wrong field."""
    if not isinstance(data, dict):
        raise InputError(f"{name}: expected an object with 'texts'.")
    for key in data:
        role = get_close_matches(str(key), get_args(Role), n=1, cutoff=_LOOKS_MEANT)
        if role and key not in Brief.model_fields:
            raise InputError(
                f"{name}: {key}: is not a field of the brief; words stand in 'texts', "
                f"as in texts: [{{role: {role[0]}, text: ...}}]."
            )
    brief = validated(Brief, data, name=name)
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
    return beside(brief, path.parent)


def beside(brief: Brief, folder: Path) -> Brief:
    """The brief with its pictures and its logo looked for in ``folder``."""
    changes: dict[str, Any] = {"pictures": tuple(str(folder / picture) for picture in brief.pictures)}
    if brief.brand.logo is not None:
        logo = brief.brand.logo.model_copy(update={"picture": str(folder / brief.brand.logo.picture)})
        changes["brand"] = brief.brand.model_copy(update={"logo": logo})
    return brief.model_copy(update=changes)


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a brief."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:jaxdesign:brief:1",
        **Brief.model_json_schema(),
        "title": "jaxdesign brief",
    }


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(json_schema(), indent=1, sort_keys=True) + "\n"


def _yaml(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


if __name__ == "__main__":
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
