"""Captures (screenshot plus element tree) to documents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jaxdesign.design.color import hex_from_srgb, srgb_from_hex
from jaxdesign.design.document import (
    MAX_ELEMENTS,
    Backdrop,
    Canvas,
    Document,
    Element,
    Fill,
    Gradient,
    Image,
    Paint,
)
from jaxdesign.errors import InputError
from jaxdesign.importers import css_values
from jaxdesign.importers.boxes import area
from jaxdesign.importers.capture_file import Item, RawCapture, load_capture
from jaxdesign.importers.capture_pictures import baked_overlays, cut_out, picture_address
from jaxdesign.importers.capture_text import text_element
from jaxdesign.importers.clean import Cleaned, clean, is_drawing
from jaxdesign.importers.pixels import Screenshot
from jaxdesign.importers.roles import with_groups, with_roles
from jaxdesign.importers.unexplained import BACKDROP_INDEX, reconcile


def _over(gradient: Gradient, base: str) -> Gradient:
    """The gradient on a solid ground."""
    stops = tuple((place, _blended(color, base)) for place, color in gradient.stops)
    return gradient.model_copy(update={"stops": stops})


def _box_element(item: Item) -> Element:
    stroke = css_values.hex_from_levels(item.border) if item.border_px > 0 else None
    solid, gradient = css_values.hex_from_levels(item.fill), css_values.gradient(item.gradient)
    if gradient is not None and solid is not None and len(solid) == 7:
        gradient = _over(gradient, solid)
    paint = Paint(
        fill=gradient or solid,
        stroke=stroke,
        stroke_width=item.border_px if stroke else 0.0,
        radius=min(item.radius, min(item.box[2:]) / 2),
        shadow=css_values.shadow(item.shadow),
    )
    return Element(
        id=f"box-{item.index}",
        kind="shape",
        shape="rectangle",
        box=item.box,
        opacity=item.opacity,
        paint=paint,
    )


def _image_element(item: Item, screenshot: Screenshot, above: list[Item]) -> Element:
    drawing = is_drawing(item)
    href = picture_address(cut_out(screenshot, item, above), drawing=drawing)
    radius = 0.0 if drawing else min(item.radius, min(item.box[2:]) / 2)
    image = Image(href=href, alt=item.alt, fit="fill", opaque_source=item.tag == "symbol-text")
    return Element(
        id=f"img-{item.index}", kind="image", box=item.box, image=image, paint=Paint(radius=radius)
    )


def _blended(over: str, under: str) -> str:
    """The colour of ``over`` on an opaque ``under``."""
    *top, alpha = srgb_from_hex(over)
    bottom = srgb_from_hex(under)[:3]
    return hex_from_srgb(tuple(t * alpha + b * (1 - alpha) for t, b in zip(top, bottom, strict=True)))


def _page_fill(capture: RawCapture, cleaned: Cleaned) -> Fill:
    """The boxes that cover the canvas as one opaque fill."""
    page = css_values.color(capture.backgrounds[0]) or css_values.color(capture.backgrounds[1]) or "#ffffff"
    fill: Fill = _blended(page, "#ffffff")
    for item in cleaned.fills:
        base = fill if isinstance(fill, str) else fill.stops[0][1]
        gradient = css_values.gradient(item.gradient)
        solid = css_values.hex_from_levels(item.fill)
        if solid is not None:
            fill = base = _blended(solid, base)
        if gradient is not None:
            fill = _over(gradient, base)
    return fill


def _backdrop(cleaned: Cleaned, fill: Fill, screenshot: Screenshot) -> Backdrop:
    """The fill, and over it the picture that covers the canvas."""
    if cleaned.backdrop is None:
        return Backdrop(fill=fill)
    pixels = cut_out(screenshot, cleaned.backdrop, cleaned.items)
    image = Image(href=picture_address(pixels, drawing=False), alt=cleaned.backdrop.alt, fit="fill")
    return Backdrop(fill=fill, image=image)


def read_capture_with_counts(path: Path) -> tuple[Document, Counter[str]]:
    """The document of a capture, and how often each rule of the cleaning applied.

    The picture lies beside the JSON file. Raises ``InputError`` that names the file and the field.
    """
    capture = load_capture(path)
    screenshot = Screenshot(capture.screenshot, capture.width, capture.height)
    cleaned = clean(capture, screenshot)
    fill = _page_fill(capture, cleaned)
    if cleaned.backdrop is None and isinstance(fill, str):
        red, green, blue, _ = srgb_from_hex(fill)
        page = (255 * red, 255 * green, 255 * blue, 1.0)
        cleaned.items = reconcile(cleaned.items, page, screenshot, cleaned.counts)
        if cleaned.items and cleaned.items[0].index == BACKDROP_INDEX:
            cleaned.backdrop = cleaned.items.pop(0)
    baked = baked_overlays(cleaned.items)
    cleaned.counts["overlays in pictures"] += len(baked)
    items = [item for item in cleaned.items if item.index not in baked]
    cleaned.items = items
    if len(items) > MAX_ELEMENTS:
        raise InputError(f"{path}: elements: {len(items)} after cleaning; at most {MAX_ELEMENTS} are read.")
    elements = []
    for i, item in enumerate(items):
        if item.kind == "text":
            elements.append(text_element(item, screenshot, cleaned.counts))
        elif item.kind == "box":
            elements.append(_box_element(item))
        else:
            elements.append(_image_element(item, screenshot, items[i + 1 :]))
    canvas = Canvas(width=capture.width, height=capture.height)
    canvas_box = (0.0, 0.0, capture.width, capture.height)
    document = Document(
        canvas=canvas,
        backdrop=_backdrop(cleaned, fill, screenshot),
        elements=tuple(with_groups(with_roles(elements), area(canvas_box))),
        provenance={
            "capture": capture.id,
            "source": capture.source,
            "license": capture.license,
            "group": capture.group,
        },
    )
    return document, cleaned.counts


def read_capture(path: Path) -> Document:
    """The document of a capture; see ``read_capture_with_counts``."""
    return read_capture_with_counts(path)[0]
