"""``create_app``: the service as an ASGI app, to be served by anything that serves such."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fastapi import APIRouter, FastAPI, Request

from jaxdesign import __version__
from jaxdesign.progress import ProgressCallback
from jaxdesign.service.forms import (
    GenerateAnswer,
    GenerateRequest,
    HealthAnswer,
    InnovateAnswer,
    InnovateRequest,
    ScoreAnswer,
    ScoreRequest,
    StyleRequest,
)
from jaxdesign.service.gate import LOOPBACK, Gate
from jaxdesign.service.problems import answer_problems, answered_problems
from jaxdesign.service.strict_json import StrictRoute
from jaxdesign.service.turns import Turns
from jaxdesign.style.profile import StyleProfile

_ABOUT = (
    "Makes designs of words and pictures, makes rough ones well composed, scores them. One request is worked "
    "on at a time; a few wait, others are answered 503 with `Retry-After`. Pictures come inside the request; "
    "no file of the server is read and no address is fetched. Every error is one sentence in `error`."
)

F = TypeVar("F")
A = TypeVar("A")


@dataclass(frozen=True, kw_only=True)
class ServiceConfig:
    """Limits of the service."""

    hosts: frozenset[str] = LOOPBACK
    """Names that it answers for, without port; ``*`` is any."""
    max_bytes: int = 32_000_000
    """Largest body of a request."""
    waiting: int = 4
    """Requests that wait beside the one that is worked on."""


class Worker(Protocol):
    """What the app needs of ``jaxdesign.service.work.Work``."""

    def generate(self, form: GenerateRequest, progress: ProgressCallback) -> GenerateAnswer: ...

    def innovate(self, form: InnovateRequest, progress: ProgressCallback) -> InnovateAnswer: ...

    def score(self, form: ScoreRequest, progress: ProgressCallback) -> ScoreAnswer: ...

    def style(self, form: StyleRequest, progress: ProgressCallback) -> StyleProfile: ...


def create_app(worker: Worker, config: ServiceConfig | None = None) -> FastAPI:
    """The app. ``app.state.turns`` holds its jobs; more routers can be included."""
    config = config or ServiceConfig()
    turns = Turns(waiting=config.waiting)

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncGenerator[None]:
        yield
        turns.end()

    app = FastAPI(
        title="jaxdesign",
        version=__version__,
        description=_ABOUT,
        lifespan=living,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.turns = turns
    app.add_middleware(Gate, hosts=config.hosts, max_bytes=config.max_bytes)
    answer_problems(app)
    app.include_router(_routes(worker, turns, config))
    return app


def _routes(worker: Worker, turns: Turns, config: ServiceConfig) -> APIRouter:
    refusals = (400, 403, 408, 413, 415, 422, 503)
    router = APIRouter(route_class=StrictRoute)
    designing = answered_problems(*refusals, 409, 501)

    async def run(job: Callable[[F, ProgressCallback], A], form: F, request: Request) -> A:
        return await turns.run(lambda progress: job(form, progress), is_left=request.is_disconnected)

    @router.post("/generate", summary="Make designs of a prompt or a brief", responses=designing)
    async def generate(form: GenerateRequest, request: Request) -> GenerateAnswer:
        return await run(worker.generate, form, request)

    @router.post("/innovate", summary="Make a rough design well composed", responses=designing)
    async def innovate(form: InnovateRequest, request: Request) -> InnovateAnswer:
        return await run(worker.innovate, form, request)

    @router.post("/score", summary="Score a design", responses=answered_problems(*refusals))
    async def score(form: ScoreRequest, request: Request) -> ScoreAnswer:
        return await run(worker.score, form, request)

    @router.post("/style", summary="Measure a style", responses=answered_problems(*refusals))
    async def style(form: StyleRequest, request: Request) -> StyleProfile:
        return await run(worker.style, form, request)

    @router.get("/health", summary="Whether the service is there", responses=answered_problems(403))
    async def health() -> HealthAnswer:
        return HealthAnswer(version=__version__, jobs=turns.num_taken, max_jobs=config.waiting + 1)

    return router
