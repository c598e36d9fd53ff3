"""What is asked of the service and what it answers, as its API describes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jaxdesign.brief.schema import MAX_PICTURES, Brief
from jaxdesign.config import BOLDNESS, InnovateConfig
from jaxdesign.design.document import Document
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import MAX_REFERENCES

_ASKED = ConfigDict(
    frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True, title="Request"
)
_ANSWERED = ConfigDict(frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)
_DEFAULT = InnovateConfig()

Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Design = Document | str


class Wanted(BaseModel):
    """What a design is sent back as, besides its document."""

    model_config = _ASKED
    files: tuple[Literal["svg", "png", "pdf"], ...] = ("svg",)
    """Pictures of the finished design."""
    scale: Annotated[float, Field(ge=0.1, le=4)] = 1.0
    """Pixels of the PNG per canvas pixel."""
    embed_fonts: bool = False
    """Put the fonts into the SVG."""


class GenerateRequest(Wanted):
    """Words and pictures, to be made a design. A brief alone can be sent as the whole body."""

    prompt: Annotated[str, Field(max_length=4000)] | None = None
    """What it is for, as in ``"Jazz Night", vintage, 12 June``; in place of a brief."""
    brief: Brief | None = None
    """Its pictures and its logo are ``data:`` addresses of PNG, JPEG, WebP or GIF, never names of files."""
    pictures: Annotated[tuple[str, ...], Field(max_length=MAX_PICTURES)] = ()
    """Further pictures, as ``data:`` addresses."""
    style: StyleProfile | None = None
    """The style to design in, as ``/style`` answers it."""
    formats: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)] | None = None
    """Formats by name or size, in place of the brief's."""
    count: Annotated[int, Field(ge=1, le=8)] = 1
    """Designs of each format."""
    candidates: Annotated[int, Field(ge=1, le=16)] = 8
    """Drafts of each format to choose from."""
    seed: Seed = 0
    """Same seed, same designs."""

    @model_validator(mode="before")
    @classmethod
    def _brief_alone(cls, data: Any) -> Any:
        return {"brief": data} if isinstance(data, dict) and "texts" in data else data


class _OfDesign(BaseModel):
    @model_validator(mode="before")
    @classmethod
    def _design_alone(cls, data: Any) -> Any:
        return {"design": data} if isinstance(data, dict) and "canvas" in data else data


class InnovateRequest(Wanted, _OfDesign):
    """A rough design, to be made well composed. A document alone can be sent as the whole body."""

    design: Design
    """A design document, or the text of an SVG."""
    boldness: Annotated[float, Field(ge=0, le=1)] | Literal["tidy", "balanced", "bold", "free"] = (
        _DEFAULT.boldness
    )
    """From 0, keep near the start, to 1, free; or by name."""
    steps: Annotated[int, Field(ge=1, le=400)] = _DEFAULT.steps
    """Gradient steps."""
    candidates: Annotated[int, Field(ge=1, le=16)] = _DEFAULT.candidates
    """Variants side by side; the best is kept."""
    seed: Seed = _DEFAULT.seed
    """Same seed, same result."""
    weights: dict[str, Annotated[float, Field(ge=0, le=1000)]] = {}
    """Factor on a term's weight, by the term's name."""
    lock: Annotated[tuple[str, ...], Field(max_length=256)] = ()
    """Elements to keep as they are: ``id`` or ``id.attribute``."""
    format: str | None = None
    """Format to re-compose for: a name or WxH."""
    space: Literal["tree", "elements", "latent"] = "tree"
    """What may move: the layout tree's lengths, every element by itself, or the decoder's latent."""

    @property
    def config(self) -> InnovateConfig:
        """The settings of the innovation. Raises ``InputError``."""
        return InnovateConfig(
            boldness=BOLDNESS[self.boldness] if isinstance(self.boldness, str) else self.boldness,
            steps=self.steps,
            candidates=self.candidates,
            seed=self.seed,
            weights=tuple(self.weights.items()),
            locks=self.lock,
            format=self.format,
            space=self.space,
        )


class ScoreRequest(_OfDesign):
    """A design, to be scored. A document alone can be sent as the whole body."""

    model_config = _ASKED
    design: Design
    """A design document, or the text of an SVG."""


class StyleRequest(BaseModel):
    """References, to be measured as one style."""

    model_config = _ASKED
    references: Annotated[tuple[Design, ...], Field(min_length=1, max_length=MAX_REFERENCES)]
    """Each a design document, the text of an SVG, or a picture as a ``data:`` address."""
    name: Annotated[str, Field(max_length=200)] = ""
    """Of the style."""


class TermAnswer(BaseModel):
    """One grammar term of a design."""

    model_config = _ANSWERED
    value: float
    """In the term's unit."""
    unit: str
    percentile: float
    """Where it stands among real designs, 0 to 100; higher is better."""
    advice: str = ""
    """What to do, where it stands below the middle."""


class ScoreAnswer(BaseModel):
    """Every grammar term of a design, read against real designs."""

    model_config = _ANSWERED
    total: float
    """0 to 100."""
    terms: dict[str, TermAnswer]
    """By name."""


class DesignAnswer(BaseModel):
    """A finished, certified design."""

    model_config = _ANSWERED
    format: str
    """As it was asked for."""
    total: float
    """Score, 0 to 100."""
    document: Document
    """The design; its ``certificate`` says what was checked."""
    svg: str | None = None
    """Text of the SVG, where it was asked for."""
    png: str | None = None
    """``data:`` address of the PNG, where it was asked for."""
    pdf: str | None = None
    """The same of the PDF."""


class GenerateAnswer(BaseModel):
    """The designs of a brief, best first within each format."""

    model_config = _ANSWERED
    designs: tuple[DesignAnswer, ...]
    brief: Brief
    """What was understood of the prompt or brief; without its pictures."""


class ChangeAnswer(BaseModel):
    """One thing that was done to one element."""

    model_config = _ANSWERED
    element: str
    """Its id."""
    description: str
    """Such as ``12 px left``."""
    effects: dict[str, float]
    """Change of each term's percentile that it brings."""


class InnovateAnswer(BaseModel):
    """The design, well composed, and what was changed."""

    model_config = _ANSWERED
    design: DesignAnswer
    total_before: float
    """Score of the design as it was sent, 0 to 100."""
    changes: tuple[ChangeAnswer, ...]
    notices: tuple[str, ...] = ()
    """What of an SVG could not be taken over as it is."""


class HealthAnswer(BaseModel):
    """Whether the service is there and how busy it is."""

    model_config = _ANSWERED
    status: Literal["ok"] = "ok"
    version: str
    """Of the program."""
    jobs: int
    """Requests that are worked on or wait."""
    max_jobs: int
    """From which number on others are asked to come again."""
