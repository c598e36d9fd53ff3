"""Captures (screenshot plus element tree) to documents."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

from PIL import Image as PillowImage

from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import (
    Backdrop,
    Canvas,
    Document,
    Element,
    Gradient,
    Image,
    Paint,
    Text,
)
from jaxdesign.errors import InputError

_RGB = re.compile(r"rgba?\(([^)]*)\)")
_ALIGN = {"center": "center", "-webkit-center": "center", "right": "end", "end": "end", "-webkit-right": "end"}
_CASE = {"uppercase": "upper", "lowercase": "lower", "capitalize": "title"}


def _hex(rgba: list[float] | None) -> str | None:
    """``#rrggbb[aa]`` of 0..255 channels and 0..1 alpha; None if transparent."""
    if not rgba or (len(rgba) > 3 and rgba[3] <= 0):
        return None
    alpha = rgba[3] if len(rgba) > 3 else 1.0
    return hex_from_srgb((rgba[0] / 255, rgba[1] / 255, rgba[2] / 255, alpha))


def _css_color(css: str | None) -> str | None:
    match = _RGB.search(css or "")
    return _hex([float(v) for v in re.split(r"[,\s/]+", match.group(1).strip())]) if match else None


def _gradient(css: str | None) -> Gradient | None:
    """The gradient of a CSS ``background-image``; None if it has fewer than two colours."""
    colors = [hex_ for hex_ in (_css_color(m.group(0)) for m in _RGB.finditer(css or "")) if hex_]
    if len(colors) < 2:
        return None
    angle = re.search(r"(-?[\d.]+)deg", css or "")
    stops = tuple((i / (len(colors) - 1), color) for i, color in enumerate(colors))
    kind = "radial" if (css or "").startswith("radial") else "linear"
    return Gradient(kind=kind, angle=(float(angle.group(1)) - 90 if angle else 90.0), stops=stops)


def _data_address(picture: PillowImage.Image) -> str:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=88)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def _text(raw: dict[str, Any]) -> Text:
    size = float(raw["fs"])
    height = float(raw.get("lh") or 0)
    families = tuple(name.strip().strip("\"'") for name in (raw.get("ff") or "sans-serif").split(","))
    weight = str(raw.get("fw") or 400)
    return Text(
        string=raw["s"],
        size=size,
        family=families,
        weight=int(weight) if weight.isdigit() else {"bold": 700}.get(weight, 400),
        italic=raw.get("it") in ("italic", "oblique"),
        line_height=height / size if height else 1.2,
        tracking=float(raw.get("ls") or 0) / size,
        align=_ALIGN.get(raw.get("al", ""), "start"),
        case=_CASE.get(raw.get("tt", ""), "none"),
    )


def read_capture(path: Path) -> Document:
    """The document of a capture ``<id>.json.gz`` whose picture ``<id>.webp`` lies beside it.

    Raises ``InputError``.
    """
    try:
        raw = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{path}: not a capture: {error}.") from error
    _, _, width, height = raw["crop"]
    screenshot = PillowImage.open(path.with_name(path.name.removesuffix(".json.gz") + ".webp")).convert("RGB")
    scale = screenshot.width / width
    fill = _css_color(raw.get("bodyBg")) or _css_color(raw.get("htmlBg")) or "#ffffff"
    elements = []
    for i, item in enumerate(raw["elements"]):
        x, y, w, h = (float(v) for v in item["b"])
        left, top, right, bottom = max(x, 0.0), max(y, 0.0), min(x + w, width), min(y + h, height)
        if right - left < 1 or bottom - top < 1:
            continue
        box = (left, top, right - left, bottom - top)
        common = {"id": f"{item['t']}-{i}", "box": box, "opacity": float(item.get("op", 1))}
        if item["t"] == "text":
            paint = Paint(fill=_hex(item.get("c")))
            elements.append(Element(kind="text", text=_text(item), paint=paint, **common))
        elif item["t"] == "img":
            corners = [round(v * scale) for v in (left, top, right, bottom)]
            crop = screenshot.crop((corners[0], corners[1], max(corners[2], corners[0] + 1), max(corners[3], corners[1] + 1)))
            picture = Image(href=_data_address(crop), alt=item.get("alt") or "")
            radius = min(float(item.get("r") or 0), min(box[2:]) / 2)
            elements.append(Element(kind="image", image=picture, paint=Paint(radius=radius), **common))
        else:
            paint_fill = _gradient(item.get("grad")) or _hex(item.get("fill"))
            covers = box == (0, 0, width, height)
            if covers and paint_fill and not elements:
                fill = paint_fill
                continue
            stroke = _hex(item.get("bc")) if item.get("bw") else None
            if paint_fill is None and stroke is None:
                continue
            radius = min(float(item.get("r") or 0), min(box[2:]) / 2)
            paint = Paint(fill=paint_fill, stroke=stroke, stroke_width=float(item.get("bw") or 0), radius=radius)
            elements.append(Element(kind="shape", shape="rectangle", paint=paint, **common))
    return Document(
        canvas=Canvas(width=width, height=height),
        backdrop=Backdrop(fill=fill),
        elements=tuple(elements),
        provenance={"capture": raw["id"], "source": raw["source"], "license": raw["license"]},
    )
