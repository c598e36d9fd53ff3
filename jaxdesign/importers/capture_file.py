"""A capture's two files to checked values: every field of the right type, every number finite."""

from __future__ import annotations

import gzip
import io
import json
import math
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.design.document import MAX_CANVAS_PX
from jaxdesign.errors import InputError, UnsafeInputError

MAX_JSON_BYTES = 50_000_000
MAX_PICTURE_PIXELS = 40_000_000
MAX_ITEMS = 5_000
PICTURE_SUFFIXES = (".webp", ".png", ".jpg", ".jpeg")
_COORDINATE_LIMIT = 1e6

Box = tuple[float, float, float, float]
Levels = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One element of a capture. CSS pixels relative to the crop; colours 0..255, their alpha 0..1."""

    index: int
    kind: str
    """``text``, ``img`` or ``box``."""
    tag: str
    box: Box
    opacity: float
    depth: int
    position: str
    z: int | None
    radius: float = 0.0
    string: str = ""
    size: float = 0.0
    weight: int = 400
    family: tuple[str, ...] = ("sans-serif",)
    color: Levels | None = None
    line_height_px: float = 0.0
    align: str = "start"
    tracking_px: float = 0.0
    transform: str = "none"
    italic: bool = False
    num_lines: int = 1
    rotation: float = 0.0
    fill: Levels | None = None
    gradient: str = ""
    border_px: float = 0.0
    border: Levels | None = None
    shadow: str = ""
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class RawCapture:
    """A capture as read: its elements in document order and its screenshot."""

    id: str
    source: str
    license: str
    group: str
    width: float
    height: float
    backgrounds: tuple[str, str]
    """CSS background colours of the body and of the page under it."""
    title: str
    items: tuple[Item, ...]
    screenshot: np.ndarray
    """``[h, w, 3]`` uint8 sRGB."""


class _Fields:
    """Typed access to a JSON object; errors name the file and the field."""

    def __init__(self, data: dict[str, Any], name: str):
        self.data, self.name = data, name

    def fail(self, key: str, expected: str) -> InputError:
        return InputError(f"{self.name}{key}: expected {expected}, found {repr(self.data.get(key))[:60]}.")

    def text(self, key: str, default: str | None = None, *, limit: int = 20_000) -> str:
        value = self.data.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.fail(key, "a string")
        return value[:limit]

    def number(
        self,
        key: str,
        default: float | None = None,
        *,
        low: float = -_COORDINATE_LIMIT,
        high: float = _COORDINATE_LIMIT,
    ) -> float:
        value = self.data.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.fail(key, "a finite number")
        if not low <= value <= high:
            raise self.fail(key, f"a number from {low:g} to {high:g}")
        return float(value)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        value = self.data.get(key)
        if not isinstance(value, list) or len(value) != count:
            raise self.fail(key, f"a list of {count} numbers")
        parts = _Fields({str(i): v for i, v in enumerate(value)}, f"{self.name}{key}.")
        return tuple(parts.number(str(i)) for i in range(count))

    def levels(self, key: str) -> Levels | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) not in (3, 4):
            raise self.fail(key, "[r, g, b, a] or null")
        numbers = self.numbers(key, len(value))
        red, green, blue = (min(max(v, 0.0), 255.0) for v in numbers[:3])
        return red, green, blue, min(max(numbers[3], 0.0), 1.0) if len(numbers) == 4 else 1.0


def _weight(fields: _Fields) -> int:
    value = fields.data.get("fw", 400)
    if isinstance(value, str):
        named = {"normal": 400, "bold": 700, "lighter": 300, "bolder": 700}.get(value)
        if named is None:
            try:
                return int(min(max(float(value), 1), 1000))
            except (ValueError, OverflowError):
                raise fields.fail("fw", "a font weight") from None
        return named
    return int(fields.number("fw", 400.0, low=1, high=1000))


def _item(data: Any, index: int, name: str) -> Item:
    place = f"{name}: elements[{index}]"
    if not isinstance(data, dict):
        raise InputError(f"{place}: expected a JSON object.")
    fields = _Fields(data, f"{place}.")
    kind = fields.text("t")
    if kind not in ("text", "img", "box"):
        raise fields.fail("t", "'text', 'img' or 'box'")
    x, y, w, h = fields.numbers("b", 4)
    if w < 0 or h < 0:
        raise fields.fail("b", "a width and height that are not negative")
    z = str(data.get("z", "auto"))
    common: dict[str, Any] = {
        "index": index,
        "kind": kind,
        "tag": fields.text("tag", ""),
        "box": (x, y, w, h),
        "opacity": min(max(fields.number("op", 1.0), 0.0), 1.0),
        "depth": int(fields.number("d", 0.0)),
        "position": fields.text("pos", "static"),
        "z": int(z) if z.lstrip("-").isdigit() and len(z) < 12 else None,
        "radius": max(fields.number("r", 0.0, low=-math.inf, high=math.inf), 0.0),
    }
    if kind == "text":
        listed = fields.text("ff", "sans-serif", limit=500).split(",")
        families = (part.strip().strip("\"'").strip() for part in listed)
        return Item(
            **common,
            string=fields.text("s"),
            size=fields.number("fs", low=0, high=10_000),
            weight=_weight(fields),
            family=tuple(part for part in families if part) or ("sans-serif",),
            color=fields.levels("c"),
            line_height_px=max(fields.number("lh", 0.0), 0.0),
            align=fields.text("al", "start"),
            tracking_px=fields.number("ls", 0.0, low=-1000, high=1000),
            transform=fields.text("tt", "none"),
            italic=fields.text("it", "normal").startswith(("italic", "oblique")),
            num_lines=max(int(fields.number("n", 1.0)), 1),
            rotation=fields.number("rot", 0.0),
        )
    return Item(
        **common,
        fill=fields.levels("fill"),
        gradient=fields.text("grad", "", limit=5_000),
        border_px=max(fields.number("bw", 0.0), 0.0),
        border=fields.levels("bc"),
        shadow=fields.text("sh", "", limit=2_000),
        alt=fields.text("alt", "", limit=500),
    )


def _json(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}.") from error
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(MAX_JSON_BYTES + 1)
        if len(data) > MAX_JSON_BYTES:
            raise UnsafeInputError(f"{path}: unpacks to more than {MAX_JSON_BYTES // 1_000_000} MB; refused.")
        return json.loads(data)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise InputError(f"{path}: not a capture: {error}.") from error


def _picture_path(path: Path) -> Path:
    stem = path.name.removesuffix(".gz").removesuffix(".json")
    for suffix in PICTURE_SUFFIXES:
        candidate = path.with_name(stem + suffix)
        if candidate.is_file():
            return candidate
    raise InputError(f"{path}: its picture '{stem}.webp' (or .png, .jpg) is missing beside it.")


def read_picture(data: bytes, name: str) -> PillowImage.Image:
    """The decoded picture. Raises ``InputError``; ``UnsafeInputError`` where it is far too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PillowImage.DecompressionBombWarning)
            picture = PillowImage.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF"))
            if picture.width * picture.height > MAX_PICTURE_PIXELS:
                limit = MAX_PICTURE_PIXELS // 1_000_000
                raise UnsafeInputError(
                    f"{name}: a picture of {picture.width} x {picture.height} px; "
                    f"at most {limit} megapixels are read."
                )
            picture.load()
    except (PillowImage.DecompressionBombError, PillowImage.DecompressionBombWarning) as error:
        raise UnsafeInputError(f"{name}: the picture is too large to be read safely.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise InputError(f"{name}: not a picture that can be read (PNG, JPEG, WebP, GIF).") from error
    return picture


def load_capture(path: Path) -> RawCapture:
    """Read and check ``<id>.json.gz`` (or ``.json``) and the picture beside it.

    Raises ``InputError`` that names the file and the field.
    """
    data = _json(path)
    if not isinstance(data, dict):
        raise InputError(f"{path}: not a capture: expected a JSON object with 'crop' and 'elements'.")
    fields = _Fields(data, f"{path}: ")
    _, _, width, height = fields.numbers("crop", 4)
    for value in (width, height):
        if not 1 <= value <= MAX_CANVAS_PX:
            raise fields.fail("crop", f"a width and height from 1 to {MAX_CANVAS_PX}")
    elements = data.get("elements")
    if not isinstance(elements, list):
        raise fields.fail("elements", "a list")
    if len(elements) > MAX_ITEMS:
        raise InputError(f"{path}: elements: {len(elements)} elements; at most {MAX_ITEMS} are read.")
    items = tuple(_item(element, i, str(path)) for i, element in enumerate(elements))
    picture_path = _picture_path(path)
    picture = read_picture(picture_path.read_bytes(), str(picture_path))
    return RawCapture(
        id=fields.text("id", path.name.split(".")[0]),
        source=fields.text("source", "unknown"),
        license=fields.text("license", "unknown"),
        group=fields.text("group", "unknown"),
        width=width,
        height=height,
        backgrounds=(fields.text("bodyBg", ""), fields.text("htmlBg", "")),
        title=fields.text("title", ""),
        items=items,
        screenshot=np.asarray(_flattened(picture)),
    )


def _flattened(picture: PillowImage.Image) -> PillowImage.Image:
    """The picture as RGB, laid on white where it is transparent."""
    rgba = picture.convert("RGBA")
    white = PillowImage.new("RGBA", rgba.size, (255, 255, 255, 255))
    return PillowImage.alpha_composite(white, rgba).convert("RGB")
