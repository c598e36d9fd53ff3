"""Validation errors of the document as plain sentences that name the field."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from jaxdesign.design.document import Document
from jaxdesign.errors import InputError

ModelT = TypeVar("ModelT", bound=BaseModel)

_KINDS = {
    "missing": "is missing",
    "finite_number": "must be a finite number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be a string",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
}
_LIMITS = {
    "greater_than": ("gt", "must be greater than {}"),
    "greater_than_equal": ("ge", "must be at least {}"),
    "less_than": ("lt", "must be less than {}"),
    "less_than_equal": ("le", "must be at most {}"),
    "too_short": ("min_length", "must have at least {} entries"),
    "too_long": ("max_length", "must have at most {} entries"),
    "string_too_long": ("max_length", "must have at most {} characters"),
}


def _place(location: tuple[int | str, ...], data: Any) -> str:
    """Path of the field as it stands in the data, with the id of what it belongs to where that has one."""
    path, at, owner = "", data, None
    for i, part in enumerate(location):
        if isinstance(part, int) and isinstance(at, list | tuple):
            path, at = f"{path}[{part}]", at[part] if part < len(at) else None
        elif isinstance(part, str) and isinstance(at, Mapping):
            if part not in at and i < len(location) - 1:
                continue
            path = f"{path}.{part}" if path else part
            at = at.get(part)
            owner = None if part == "id" else owner
        if isinstance(at, Mapping) and isinstance(at.get("id"), str):
            owner = at["id"]
    return (path or "document") + (f" of {repr(owner)[:60]}" if owner else "")


def _fields_at(location: tuple[int | str, ...], model: Any) -> list[str]:
    """Names of the fields that the object holding the last part of a location in a model can have."""
    for part in location[:-1]:
        if not isinstance(part, str) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        if part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _model_in(annotation: Any) -> Any:
    """The first model that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context, value = error["type"], error.get("ctx", {}), repr(error.get("input"))[:60]
    if kind in _KINDS:
        return _KINDS[kind] if kind == "missing" else f"{_KINDS[kind]}, found {value}"
    if kind in _LIMITS:
        key, sentence = _LIMITS[kind]
        limit = sentence.format(context[key])
        return limit if "length" in key else f"{limit}, found {value}"
    if kind == "literal_error":
        return f"must be {context['expected']}, found {value}"
    if kind == "extra_forbidden":
        known = _fields_at(error["loc"], model)
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        which = f"the nearest is '{near[0]}'" if near else f"known are {', '.join(known)}"
        whole = (model.model_config.get("title") or model.__name__).lower()
        return f"is not a field of the {whole}" + (f"; {which}" if known else "")
    if kind == "string_pattern_mismatch":
        if "[0-9a-f]{6}" in str(context.get("pattern")):
            return f"must be a colour such as '#1a2b3c' or '#1a2b3c80' in lower case, found {value}"
        return f"must begin with a letter and hold letters, digits and '_.:-' only, found {value}"
    if kind == "value_error":
        return str(context["error"])
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}"


def parsed_json(text: str | bytes, *, name: str) -> Any:
    """The value of a JSON text. Raises ``InputError``."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: not valid JSON: {error}.") from error


def refuse_other_version(data: Mapping[str, Any], version: int, *, name: str) -> None:
    """Raise ``InputError`` where data are said to be of another version; without one they are of this."""
    found = data.get("version", version)
    if found != version:
        raise InputError(f"{name}: version: {found!r} is not known; this program reads version {version}.")


def validated(model: type[ModelT], data: Any, *, name: str) -> ModelT:
    """The model that data describe. Raises ``InputError`` that names the first wrong field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(f"{name}: {plain_message(error, data, model=model)}") from error


def plain_message(error: ValidationError, data: Any, *, model: type[BaseModel] = Document) -> str:
    """One sentence about the first wrong field, as in ``elements[2].box of 'a': must be a list, found 7.``

    ``model`` is what the data were to be.
    """
    return plain_sentence(error.errors(), data, model=model)


def plain_sentence(details: Sequence[ErrorDetails], data: Any, *, model: type[BaseModel]) -> str:
    """``plain_message`` of an error's details."""
    first = details[0]
    tells_more = "extra_forbidden" if first["type"] == "missing" else "string_pattern_mismatch"
    other = next((entry for entry in details if entry["type"] == tells_more), None)
    if other is not None and other["loc"][:-1] == first["loc"][:-1]:
        first = other
    return f"{_place(first['loc'], data)}: {_sentence(first, model)}."
