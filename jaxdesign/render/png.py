"""Documents as pixels, through a real SVG renderer with exactly the fonts that the text is set in."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import numpy as np
from jaxtyping import Float
from PIL import Image as PillowImage

from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.render.fonts import FontRegistry, default_registry
from jaxdesign.render.painting import Drawing, begin_painting, paint
from jaxdesign.render.svg import picture_svg
from jaxdesign.render.svg_text import faces_used

MAX_PIXELS = 200_000_000


def svg_png(svg: str, font_files: list[str], *, zoom: float = 1.0) -> bytes:
    """An SVG of our own making as PNG. Raises ``InputError`` if the renderer refuses it."""
    return _painted(Drawing(svg, tuple(font_files), zoom))


def _painted(drawing: Drawing) -> bytes:
    with _refusals():
        return paint(drawing)


@contextmanager
def _refusals() -> Generator[None]:
    try:
        yield
    except ValueError as error:
        raise InputError(f"The design cannot be rendered: {error}.") from error


def drawing_of(document: Document, *, scale: float, registry: FontRegistry | None = None) -> Drawing:
    """What is painted of a document, ``scale`` pixels a canvas pixel. Raises ``InputError``."""
    registry = registry or default_registry()
    width, height = document.canvas.width * scale, document.canvas.height * scale
    if min(width, height) < 0.5 or width * height > MAX_PIXELS:
        raise InputError(
            f"A picture of {width:.0f} x {height:.0f} pixels cannot be made; choose another scale."
        )
    files = {str(face.path) for element in document.elements for face in faces_used(element, registry)}
    return Drawing(picture_svg(document, registry), tuple(sorted(files)), scale)


def to_png(document: Document, *, scale: float = 1.0, registry: FontRegistry | None = None) -> bytes:
    """The document as a PNG file, ``scale`` pixels a canvas pixel. Raises ``InputError``."""
    return _painted(drawing_of(document, scale=scale, registry=registry))


def begin_png(
    document: Document, *, scale: float = 1.0, registry: FontRegistry | None = None
) -> Callable[[], bytes]:
    """Begin what ``to_png`` does beside what else is done; the function waits for the file.

    Both raise ``InputError`` as ``to_png`` does.
    """
    painted = _begun([drawing_of(document, scale=scale, registry=registry)])
    return lambda: painted()[0]


def _begun(drawings: Sequence[Drawing], *, spare: int = 0) -> Callable[[], list[bytes]]:
    """As ``begin_painting``; what the renderer refuses is an ``InputError``."""
    painted = begin_painting(drawings, spare=spare)

    def wait() -> list[bytes]:
        with _refusals():
            return painted()

    return wait


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    return PillowImage.open(io.BytesIO(data)).size


def decode_png(data: bytes) -> Float[np.ndarray, "h w 3"]:
    """Encoded sRGB in [0, 1] of an opaque PNG."""
    return np.asarray(PillowImage.open(io.BytesIO(data)).convert("RGB"), np.float32) / 255


def render_array(
    document: Document,
    *,
    longest_px: int | None = None,
    scale: float = 1.0,
    registry: FontRegistry | None = None,
) -> Float[np.ndarray, "h w 3"]:
    """The document's pixels, encoded sRGB in [0, 1]; the longest side ``longest_px`` where that is given."""
    if longest_px is not None:
        scale = longest_px / max(document.canvas.width, document.canvas.height)
    return decode_png(to_png(document, scale=scale, registry=registry))


def begin_arrays(
    documents: Sequence[Document], *, longest_px: int, spare: int = 0
) -> Callable[[], list[Float[np.ndarray, "h w 3"]]]:
    """Begin to render many documents beside what else is done; the function waits for their pixels.

    ``spare`` cores are left to others. The pixels are those of ``render_array``. Both raise ``InputError``
    as ``to_png`` does.
    """
    drawings = [
        drawing_of(document, scale=longest_px / max(document.canvas.width, document.canvas.height))
        for document in documents
    ]
    painted = _begun(drawings, spare=spare)
    return lambda: [decode_png(data) for data in painted()]
