"""From a picture to a design: read the texts, paint them out, find what is left, put it together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image as PillowImage

from jaxdesign.data.parse.backdrop import root_ground
from jaxdesign.data.parse.cuts import best_cut
from jaxdesign.data.parse.elements import picture_backdrop, picture_element, shape_element
from jaxdesign.data.parse.erase import without_texts
from jaxdesign.data.parse.grounds import solid
from jaxdesign.data.parse.lines import measured_lines
from jaxdesign.data.parse.overlays import flat_panels
from jaxdesign.data.parse.paragraphs import Paragraph, paragraphs
from jaxdesign.data.parse.parsed import Parsed
from jaxdesign.data.parse.reading import read_lines
from jaxdesign.data.parse.regions import PixelBox, Region, RegionFinder
from jaxdesign.data.parse.rims import Rim
from jaxdesign.data.parse.texts import placed_texts
from jaxdesign.data.parse.type_styles import set_lines
from jaxdesign.data.parse.working import Working, working_picture
from jaxdesign.design.document import MAX_ELEMENTS, Backdrop, Canvas, Document, Element
from jaxdesign.errors import InputError
from jaxdesign.importers.boxes import area, share_inside
from jaxdesign.importers.capture_file import read_picture
from jaxdesign.importers.roles import with_groups, with_roles
from jaxdesign.render.fonts import default_registry

_MAX_BYTES = 60_000_000
_PICTURE_BACKDROP_CONFIDENCE = 0.6
_LEAST_PICTURE_PX = 4
_PART_EDGE = 0.97
"""Share of an edge that must step: what photographs show seldom runs so straight from side to side."""
_LEAST_PART_PX = 40
"""Shorter side of what is still cut into parts."""


def _regions(pixels: UInt8[np.ndarray, "h w 3"]) -> tuple[Backdrop | None, float, list[Region]]:
    """Backdrop (None for the picture itself), how sure it is, and the regions in paint order."""
    finder = RegionFinder(pixels)
    ground = root_ground(finder.pixels)
    height, width = pixels.shape[:2]
    whole: PixelBox = (0, 0, width, height)
    if ground is None:
        parts = _parts(finder, whole)
        if len(parts) == 1:
            return None, _PICTURE_BACKDROP_CONFIDENCE, _panels(finder, whole)
        under = np.median(finder.pixels.reshape(-1, 3), axis=0)
        regions = [region for part in parts for region in _standing_alone(finder, part)]
        return Backdrop(fill=solid(under).fill(*whole)), _PICTURE_BACKDROP_CONFIDENCE, regions
    finder.explore(whole, ground)
    regions: list[Region] = []
    for region in finder.found:
        regions.append(region)
        if region.kind == "picture" and not region.is_drawing:
            regions += _panels(finder, region.box)
    return Backdrop(fill=ground.fill(*whole)), min(ground.share + 0.3, 1.0), regions


def _parts(finder: RegionFinder, box: PixelBox) -> list[PixelBox]:
    """A box cut along the edges that run through it: pictures and fields side by side."""
    small = min(box[2] - box[0], box[3] - box[1]) < _LEAST_PART_PX
    cut = None if small else best_cut(finder.cut(box), _PART_EDGE)
    return [box] if cut is None else [part for half in cut.parts(box) for part in _parts(finder, half)]


def _standing_alone(finder: RegionFinder, box: PixelBox) -> list[Region]:
    """A part of a picture without a ground of its own, and what stands on it."""
    ground = root_ground(finder.cut(box))
    if ground is None:
        return [Region("picture", box, None, confidence=_PICTURE_BACKDROP_CONFIDENCE), *_panels(finder, box)]
    placed = ground._replace(base=ground.base - ground.slopes @ np.array(box[:2], np.float64))
    field = Rim.plain(ground.base)._replace(ground=placed)
    return [Region("shape", box, field, confidence=ground.share), *finder.inside(box, placed)]


def _panels(finder: RegionFinder, box: PixelBox) -> list[Region]:
    """Panels on a picture, with what lies on them."""
    found: list[Region] = []
    for x0, y0, x1, y1 in flat_panels(finder.cut(box)):
        panel = (box[0] + x0, box[1] + y0, box[0] + x1, box[1] + y1)
        color = np.median(finder.cut(panel).reshape(-1, 3), axis=0)
        rim = Rim.plain(color)
        assert rim.ground is not None
        found.append(Region("shape", panel, rim, confidence=0.7))
        found += finder.inside((panel[0] + 2, panel[1] + 2, panel[2] - 2, panel[3] - 2), rim.ground)
    return found


def _region_elements(
    pixels: UInt8[np.ndarray, "h w 3"], regions: list[Region], scale: float
) -> list[tuple[Element, float]]:
    result = []
    for i, region in enumerate(regions):
        if region.kind != "picture":
            result.append((shape_element(region, f"shape-{i}", scale), region.confidence))
            continue
        if min(region.box[2] - region.box[0], region.box[3] - region.box[1]) < _LEAST_PICTURE_PX:
            continue
        above = [other.box for other in regions[i + 1 :] if other.kind == "shape"]
        element = picture_element(pixels, region, above, f"picture-{i}", scale)
        result.append((element, region.confidence))
    return result


def _text_confidence(paragraph: Paragraph) -> float:
    """How surely the words were read, less where no face sets them as they look."""
    return float(
        np.mean([line.line.score * (0.4 + 0.6 * max(line.match.correlation, 0.0)) for line in paragraph])
    )


def _leftover(region: Region, paragraphs: list[Paragraph]) -> bool:
    """True for a scrap of ink that the painting out of a text left over."""
    x0, y0, x1, y1 = region.box
    box = (float(x0), float(y0), float(x1 - x0), float(y1 - y0))
    for paragraph in paragraphs:
        for set_line in paragraph:
            line, reach = set_line.line, 0.3 * set_line.size + 2
            around = (
                line.left - reach,
                line.top - reach,
                line.width + 2 * reach,
                line.bottom - line.top + 2 * reach,
            )
            if (
                box[3] < 1.1 * set_line.size
                and box[2] < 2.5 * set_line.size
                and share_inside(box, around) > 0.8
            ):
                return True
    return False


def _document(working: Working) -> Parsed:
    pixels, registry = working.pixels, default_registry()
    lines = set_lines(measured_lines(pixels, read_lines(pixels), registry), registry)
    texts = paragraphs(lines)
    clear = without_texts(pixels, [line.line for line in lines])
    backdrop, sureness, found_regions = _regions(clear)
    regions = [
        region for region in found_regions if not (region.kind == "picture" and _leftover(region, texts))
    ]
    if backdrop is None:
        backdrop = picture_backdrop(clear, [region.box for region in regions if region.kind == "shape"])
    confidence = {"backdrop": round(sureness, 3)}
    found = _region_elements(clear, regions, working.scale)
    for element, text in zip(placed_texts(texts, working.scale, registry), texts, strict=True):
        found.append((element, _text_confidence(text)))
    found = found[-MAX_ELEMENTS:]
    confidence |= {element.id: round(min(max(sure, 0.0), 1.0), 3) for element, sure in found}
    canvas = Canvas(width=working.width, height=working.height)
    canvas_area = area((0.0, 0.0, canvas.width, canvas.height))
    elements = with_groups(with_roles([element for element, _ in found]), canvas_area)
    document = Document(
        canvas=canvas, backdrop=backdrop, elements=tuple(elements), provenance={"parsed": "picture"}
    )
    return Parsed(document, confidence)


def parse(picture: PillowImage.Image) -> Parsed:
    """The design that a picture shows. Raises ``InputError`` and ``MissingExtraError``."""
    return _document(working_picture(picture))


def parse_file(path: Path) -> Parsed:
    """The design that a picture file shows. Raises ``InputError`` that names the file."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}.") from error
    if len(data) > _MAX_BYTES:
        raise InputError(f"{path}: larger than {_MAX_BYTES // 1_000_000} MB; refused.")
    picture = read_picture(data, str(path))
    try:
        return parse(picture)
    except InputError as error:
        raise type(error)(f"{path}: {error}") from error
