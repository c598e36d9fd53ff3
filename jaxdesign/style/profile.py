"""``StyleProfile``: what a set of references has in common, as a small JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from jaxdesign.config import nearest_known
from jaxdesign.design.document import Color, Fraction
from jaxdesign.design.plain_errors import parsed_json, refuse_other_version, validated
from jaxdesign.errors import InputError
from jaxdesign.style.colors import Role
from jaxdesign.style.traits import TRAITS

if TYPE_CHECKING:
    from jaxdesign.innovation.style_match import StyleTarget

PROFILE_VERSION = 1
MAX_BYTES = 2_000_000
MAX_COLORS = 16
MAX_FACES = 16

_MODEL = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)
_Numbers = Annotated[tuple[float, ...], Field(min_length=1, max_length=1024)]
_Tokens = Annotated[tuple[_Numbers, ...], Field(min_length=1, max_length=256)]


class Trait(BaseModel):
    """One trait over all references, in the unit of ``style.traits``."""

    model_config = _MODEL
    mean: float
    spread: Annotated[float, Field(ge=0)]
    """Standard deviation between references; 0 for a single one."""
    agreement: Fraction
    """1 where all references are alike, 0 where they differ as much as any designs do."""


class PaletteColor(BaseModel):
    """A colour of the style and what it is for."""

    model_config = _MODEL
    color: Color
    role: Role
    share: Fraction
    """Mean share of the picture."""
    presence: Fraction
    """Share of the references that have it."""


class Face(BaseModel):
    """A family of type and what it sets."""

    model_config = _MODEL
    role: Literal["display", "body"]
    family: Annotated[str, Field(max_length=200)]
    style_class: Annotated[str, Field(max_length=40)]
    """sans, serif, slab, mono, display, condensed or hand."""
    share: Fraction
    """Share of the references that use it for this."""


class StyleLatent(BaseModel):
    """The encoder's tokens of style, ``[tokens][numbers]``."""

    model_config = _MODEL
    model: Annotated[str, Field(min_length=1, max_length=64)]
    """Digest of the models that the tokens are of."""
    mean: _Tokens
    spread: _Tokens

    @model_validator(mode="after")
    def _one_shape(self) -> StyleLatent:
        lengths = {len(token) for token in (*self.mean, *self.spread)}
        if len(lengths) != 1 or len(self.mean) != len(self.spread):
            raise ValueError("'mean' and 'spread' must have one shape, with equally long tokens")
        return self

    @property
    def shape(self) -> tuple[int, int]:
        """Tokens, and numbers of each."""
        return len(self.mean), len(self.mean[0])


def _known(traits: dict[str, Trait]) -> dict[str, Trait]:
    unknown = [name for name in traits if name not in TRAITS]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no trait; {nearest_known(unknown[0], TRAITS)}")
    return {name: traits[name] for name in TRAITS if name in traits}


class StyleProfile(BaseModel):
    """A style, measured."""

    model_config = _MODEL
    version: Literal[1] = PROFILE_VERSION
    """Of this form."""
    name: Annotated[str, Field(max_length=200)] = ""
    """Of the style."""
    num_references: Annotated[int, Field(ge=1)] = 1
    """Designs that were measured."""
    palette: Annotated[tuple[PaletteColor, ...], Field(min_length=1, max_length=MAX_COLORS)]
    """By role, then by share."""
    faces: Annotated[tuple[Face, ...], Field(max_length=MAX_FACES)] = ()
    """Families of headlines and of running type."""
    traits: Annotated[dict[str, Trait], AfterValidator(_known)]
    """By their names in ``style.traits``; those that no reference has are left out."""
    latent: StyleLatent | None = None
    """What the encoder says of the style; None where no models were at hand."""

    def target(self, *, strength: float = 20.0) -> StyleTarget:
        """The style as a differentiable target of innovation.

        ``strength`` is what one unit of ``style_distance`` costs, in points of the grammar's total.
        Raises ``InputError`` for a strength that is negative or not finite.
        """
        from jaxdesign.style.target import style_target

        return style_target(self, strength=strength)


def profile_from_dict(data: Any, *, name: str = "profile") -> StyleProfile:
    """The profile that ``data`` describes. Raises ``InputError`` that names the first wrong field."""
    if not isinstance(data, Mapping) or "traits" not in data:
        raise InputError(f"{name}: not a style profile: expected a JSON object with 'palette' and 'traits'.")
    refuse_other_version(data, PROFILE_VERSION, name=name)
    return validated(StyleProfile, data, name=name)


def loads(text: str | bytes, *, name: str = "profile") -> StyleProfile:
    """Parse a profile. Raises ``InputError``."""
    return profile_from_dict(parsed_json(text, name=name), name=name)


def dumps(profile: StyleProfile) -> str:
    """The profile as JSON; the same profile gives the same text, and ``loads`` gives it back exactly."""
    return json.dumps(profile.model_dump(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_profile(path: Path) -> StyleProfile:
    """Read a profile from a file. Raises ``InputError``."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; no style profile is.")
    return loads(data, name=str(path))
