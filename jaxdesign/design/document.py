"""The document form of a design: what is on disk, exact and readable.

Coordinates are canvas pixels, origin top-left, y down; angles are degrees, clockwise; colours are
encoded sRGB as ``#rrggbb`` or ``#rrggbbaa``. Elements are listed in paint order, first at the bottom.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

DOCUMENT_VERSION = 1
MAX_ELEMENTS = 1024
MAX_CANVAS_PX = 20_000

Align = Literal["start", "center", "end"]
Case = Literal["none", "upper", "lower", "title"]
Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}([0-9a-f]{2})?$")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[float, Field(ge=0)]

LOCKABLE = ("all", "box", "x", "y", "w", "h", "rotation", "opacity", "color", "size", "text", "layer")
"""What ``Element.lock`` can name. ``box`` is x, y, w and h; ``color`` every paint; ``size`` the type size."""

_MODEL = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Canvas(BaseModel):
    """Size of the design in pixels and the name of its format (``custom`` for a free size)."""

    model_config = _MODEL
    width: Annotated[float, Field(gt=0, le=MAX_CANVAS_PX)]
    height: Annotated[float, Field(gt=0, le=MAX_CANVAS_PX)]
    format: str = "custom"


class Gradient(BaseModel):
    """Linear or radial gradient over a box. ``angle`` 0 runs to the right, 90 downwards."""

    model_config = _MODEL
    kind: Literal["linear", "radial"] = "linear"
    angle: float = 0.0
    stops: Annotated[tuple[tuple[Fraction, Color], ...], Field(min_length=2, max_length=16)]


Fill = Color | Gradient


class Shadow(BaseModel):
    """Drop shadow, in pixels."""

    model_config = _MODEL
    dx: float = 0.0
    dy: float = 0.0
    blur: Length = 0.0
    color: Color = "#00000040"


class Paint(BaseModel):
    """How an element is filled and bordered. For a text ``fill`` is the colour of its ink."""

    model_config = _MODEL
    fill: Fill | None = None
    stroke: Color | None = None
    stroke_width: Length = 0.0
    radius: Length = 0.0
    shadow: Shadow | None = None


_HYPHENS = "-\u2010"


def _even(string: str) -> str:
    """The string with single spaces, without soft hyphens; line feeds stay."""
    return "\n".join(" ".join(part.split()) for part in string.replace("\u00ad", "").splitlines())


def _spell(lines: tuple[str, ...], string: str) -> bool:
    """Whether the lines are the string as broken somewhere; a hyphen may be added where a line ends."""
    rest = _even(string).strip()
    for i, line in enumerate(lines):
        words = _even(line).strip()
        if not rest.startswith(words) and i < len(lines) - 1:
            words = words.rstrip(_HYPHENS)
        if not rest.startswith(words):
            return False
        rest = rest[len(words) :].lstrip()
    return not rest


class Text(BaseModel):
    """A text and its type. The element's box is the union of its line boxes: as wide as the widest
    advance, from the first line's ascent to the last line's descent (font metrics, not ink)."""

    model_config = _MODEL
    string: Annotated[str, Field(max_length=20_000)]
    role: Literal["headline", "subheading", "body", "caption", "label", "button"] = "body"
    size: Annotated[float, Field(gt=0)]
    family: tuple[str, ...] = ("sans-serif",)
    weight: Annotated[int, Field(ge=1, le=1000)] = 400
    italic: bool = False
    line_height: Annotated[float, Field(gt=0, le=10)] = 1.2
    """Distance of baselines as a multiple of the size."""
    tracking: float = 0.0
    """Extra space after each letter, in em."""
    align: Align = "start"
    case: Case = "none"
    """Applied when the text is set; ``string`` keeps the case it was given in."""
    lines: tuple[str, ...] | None = None
    """The string as broken into lines (case not applied); None to break it to the box's width. Lines that
    are not those of the string, as where it was edited alone, are read as None."""

    @field_validator("lines")
    @classmethod
    def _of_the_string(cls, lines: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        return lines if lines is not None and _spell(lines, info.data.get("string", "")) else None


class Image(BaseModel):
    """A picture. ``href`` is a ``data:`` address; ``crop`` the part of the picture shown, as fractions."""

    model_config = _MODEL
    href: str
    alt: str = ""
    fit: Literal["fill", "cover", "contain"] = "cover"
    crop: tuple[Fraction, Fraction, Fraction, Fraction] = (0.0, 0.0, 1.0, 1.0)
    opaque_source: bool = False
    """True for a picture that stands for something the importer could not understand."""


class Element(BaseModel):
    """One text, image or shape."""

    model_config = _MODEL
    id: Annotated[str, Field(pattern=r"^[A-Za-z_][\w.:-]*$", max_length=128)]
    kind: Literal["text", "image", "shape"]
    box: tuple[float, float, Length, Length]
    rotation: float = 0.0
    layer: int = 0
    group: str | None = None
    lock: tuple[str, ...] = ()
    opacity: Fraction = 1.0
    paint: Paint = Paint()
    shape: Literal["rectangle", "ellipse", "line"] | None = None
    text: Text | None = None
    image: Image | None = None

    @model_validator(mode="after")
    def _one_body(self) -> Element:
        for name in ("text", "image", "shape"):
            if (getattr(self, name) is not None) != (self.kind == name):
                verb = "needs" if self.kind == name else "must not have"
                raise ValueError(f"an element of kind '{self.kind}' {verb} '{name}'")
        unknown = [name for name in self.lock if name not in LOCKABLE]
        if unknown:
            raise ValueError(f"lock: unknown attribute '{unknown[0]}'; known are {', '.join(LOCKABLE)}")
        return self


class Backdrop(BaseModel):
    """What lies under all elements: a fill, and over it a picture that covers the canvas."""

    model_config = _MODEL
    fill: Fill = "#ffffff"
    image: Image | None = None
    opacity: Fraction = 1.0
    """Opacity of the picture."""


def _unique_ids(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    seen: set[str] = set()
    for element in elements:
        if element.id in seen:
            raise ValueError(f"two elements have the id '{element.id}'; ids must be unique")
        seen.add(element.id)
    return elements


class Document(BaseModel):
    """A whole design."""

    model_config = _MODEL
    version: Literal[1] = DOCUMENT_VERSION
    canvas: Canvas
    backdrop: Backdrop = Backdrop()
    elements: Annotated[tuple[Element, ...], Field(max_length=MAX_ELEMENTS), AfterValidator(_unique_ids)] = ()
    certificate: dict[str, Any] | None = None
    provenance: dict[str, Any] = {}

    def element(self, element_id: str) -> Element:
        """The element of that id; ``KeyError`` if there is none."""
        for element in self.elements:
            if element.id == element_id:
                return element
        raise KeyError(element_id)
