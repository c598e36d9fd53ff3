"""What is answered where something is wrong: a status and one sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from jaxdesign.design.plain_errors import plain_sentence
from jaxdesign.errors import InputError, JaxdesignError, MissingExtraError, NotCertifiedError

STATUS: dict[type[JaxdesignError], int] = {
    InputError: 422,
    NotCertifiedError: 409,
    MissingExtraError: 501,
}
"""Status of each kind of error; those that are not named are faults of the program."""

MEANINGS = {
    400: "The body is not JSON.",
    403: "The request was made for another host, or by a page of another site.",
    408: "The body did not arrive in time.",
    409: "The design could not be certified; the sentence gives the true reasons.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "A value cannot be used; the sentence says which and why.",
    501: "An optional package is missing on the server.",
    503: "Others are waiting already; `Retry-After` says in how many seconds to come again.",
}
"""Every status of a refusal and what it means."""


class Problem(BaseModel):
    """What is wrong."""

    error: str = Field(description="One sentence for people.")


class BusyError(Exception):
    """As many requests wait as may."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"other designs are being made; try again in {retry_after} s.")
        self.retry_after = retry_after
        """Seconds until there may be a place."""


class EndedError(Exception):
    """A job that nobody waits for any more."""


def problem(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer with a status and a sentence."""
    return JSONResponse(Problem(error=sentence).model_dump(), status, dict(headers or {}))


def answered_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses as the API's description has them."""
    return {status: {"model": Problem, "description": MEANINGS[status]} for status in statuses}


def _known(request: Request, error: Exception) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return problem(status, str(error))


def _invalid(request: Request, error: Exception) -> JSONResponse:
    """A body that is not JSON, or does not have the form that is asked for."""
    assert isinstance(error, RequestValidationError)
    details: list[Any] = [
        {**entry, "loc": tuple(entry["loc"][1:]), "input": entry.get("input")} for entry in error.errors()
    ]
    if details[0]["type"] == "json_invalid":
        return problem(400, f"the body is not valid JSON: {details[0]['ctx']['error']}.")
    if not details[0]["loc"]:
        return problem(422, "the body must be a JSON object; /openapi.json describes it.")
    model = get_type_hints(request.scope["endpoint"]).get("form", Problem)
    return problem(422, plain_sentence(details, error.body, model=model))


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    sentence = {
        400: "the body is not JSON that can be read.",
        404: "there is no such address; /openapi.json lists all.",
        405: f"this address does not take {request.method}; /openapi.json lists what it takes.",
    }.get(error.status_code, str(error.detail))
    return problem(error.status_code, sentence, error.headers)


def _busy(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BusyError)
    return problem(503, str(error), {"Retry-After": str(error.retry_after)})


def _ended(request: Request, error: Exception) -> JSONResponse:
    return problem(503, "the server is ending.")


def _fault(request: Request, error: Exception) -> JSONResponse:
    return problem(500, "a fault of the program; its log says more.")


def answer_problems(app: FastAPI) -> None:
    """Make the app answer every error in this form."""
    app.add_exception_handler(JaxdesignError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(EndedError, _ended)
    app.add_exception_handler(Exception, _fault)
