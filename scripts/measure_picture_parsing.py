"""How well pictures alone are read, against captures of held-out sources whose element tree is known.

    python scripts/measure_picture_parsing.py CAPTURES_DIR [--limit 120] [--verbose]

Sizes are pixels of the capture's picture. What counts as known:

- Texts of the cleaned tree whose type is at least 6 px, that hold a letter or digit, and whose ink can be
  seen in their box; the others are counted and said. A word is a run of letters and digits; case does not
  matter. It is found if a parsed word equal to it has its centre in the text's box, each used once.
- Lines: the tree's boxes, from ascent to descent of the design's own face. A text of several lines is cut
  into them by its leading; across, they reach as far as ink of the text's colour does. The mean is over
  lines that a parsed line overlaps at all.
- Colours: of texts at least half of whose words are found, against the tree's colour laid on the ground. Left
  out and said is a text whose own pixels show another colour, as those of a gradient, of an empty field's
  hint or of a part faded in later do: strokes of a regular or bolder face that are thick enough (13 px) stay
  over 40% short of the tree's colour, or no pixel of large type (20 px) comes near it.
- Pictures (photographs and other bitmaps; drawings such as icons and outlined words stand apart) with a
  shorter side of at least 16 px that can be seen; what the tree does not list is left out. The box is cut to
  what opaque fields laid over it from side to side leave, and to the part that differs from an even
  surrounding. A picture that shows words only, such as a logo, and was read as words, is left out and said;
  so is one that shows, where nothing lies over it, but one colour or gradient to within 9 levels. The mean is
  over all, 0 where none was found. Pictures of sources whose photographs the data has blurred beyond their
  edges (themefisher) stand apart.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.data.parse import parse_picture
from jaxdesign.data.parse.grounds import fitted_ground
from jaxdesign.data.splits import is_held_out
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document, Element
from jaxdesign.errors import InputError
from jaxdesign.importers.boxes import area, clipped, iou, share_inside
from jaxdesign.importers.capture import read_capture_with_counts
from jaxdesign.importers.capture_file import Box, load_capture
from jaxdesign.importers.clean import is_drawing
from jaxdesign.importers.pixels import Screenshot, ground
from jaxdesign.importers.unexplained import BACKDROP_INDEX
from jaxdesign.render.setting import set_text

LEAST_TYPE_PX = 6.0
LEAST_PICTURE_PX = 16.0
COLOR_TOLERANCE = 0.06
BLURRED = "themefisher+"
_SEEN_CONTRAST = 16.0
_INK_SHARE = 0.3
_THICK_PX, _LARGE_PX, _REGULAR = 13.0, 20.0, 400
"""Type whose strokes reach their colour in part, and wholly, from this weight on."""
_REACHED = 0.6
_FAR = 0.12
"""OKLab distance from the tree's colour beyond which large type has another."""
_EVEN_SHARE = 0.97
"""Share of a picture's uncovered pixels that one colour or gradient explains where nothing else is seen."""
_LEAST_UNCOVERED = 100
_SIDE_PX = 2.0


class KnownPicture(NamedTuple):
    """A picture of the tree, in pixels of the capture's picture."""

    box: Box
    is_drawing: bool
    above: list[Box]
    """Boxes of what is painted later."""
    opaque: list[Box]
    """Those of them that let nothing through."""


@dataclass
class Tally:
    """What was counted over all captures."""

    words: int = 0
    found: int = 0
    line_iou: list[float] = field(default_factory=list)
    num_lines: int = 0
    color_error: list[float] = field(default_factory=list)
    size_error: list[float] = field(default_factory=list)
    weight_error: list[int] = field(default_factory=list)
    same_kind: list[bool] = field(default_factory=list)
    picture_iou: list[float] = field(default_factory=list)
    drawing_iou: list[float] = field(default_factory=list)
    blurred_iou: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def words_of(string: str) -> list[str]:
    return re.findall(r"[^\W_]+", string.casefold())


def ink_columns(screenshot: Screenshot, box: Box, color: np.ndarray) -> tuple[float, float] | None:
    """Left and right of the ink of a colour in a box; None where none is seen."""
    columns = screenshot.slices(box)[1]
    pixels = screenshot.crop(box)
    under = ground(pixels)
    step = color - under
    length = float(np.linalg.norm(step))
    if length < _SEEN_CONTRAST:
        return None
    offset = pixels - under
    along = offset @ step / length**2
    across = np.linalg.norm(offset - along[..., None] * step, axis=-1)
    inked = np.flatnonzero(((along > _INK_SHARE) & (across < 0.5 * length)).any(axis=0))
    return None if inked.size < 2 else (float(columns.start + inked[0]), float(columns.start + inked[-1] + 1))


def color_on_ground(element: Element, screenshot: Screenshot) -> np.ndarray:
    """Levels of a text's ink as it is seen, its alpha laid on the ground."""
    fill = element.paint.fill
    assert isinstance(fill, str)
    *srgb, alpha = srgb_from_hex(fill)
    under = ground(screenshot.crop(element.box))
    alpha *= element.opacity
    return np.asarray(srgb) * 255 * alpha + under * (1 - alpha)


def shows_another_color(element: Element, color: np.ndarray, screenshot: Screenshot) -> bool:
    """True where a text's pixels cannot be of the tree's colour; False where small type cannot tell."""
    assert element.text is not None
    if element.text.size < _THICK_PX or element.text.weight < _REGULAR:
        return False
    pixels = screenshot.crop(element.box).reshape(-1, 3)
    step = color - ground(pixels[None])
    if float(np.linalg.norm(step)) < _SEEN_CONTRAST:
        return False
    along = (pixels - ground(pixels[None])) @ step / float(step @ step)
    if float(np.percentile(along, 99.5)) < _REACHED:
        return True
    if element.text.size < _LARGE_PX:
        return False
    lab = oklab_from_srgb(np.clip(np.vstack([pixels, color]) / 255, 0, 1).astype(np.float32))
    return float(np.partition(np.linalg.norm(lab[:-1] - lab[-1], axis=1), 2)[2]) > _FAR


def true_lines(element: Element, color: np.ndarray, screenshot: Screenshot) -> list[Box]:
    """Boxes of a known text's lines."""
    assert element.text is not None
    x, y, w, h = element.box
    leading = element.text.line_height * element.text.size
    content = min(max(h, 0.0), 1.25 * element.text.size)
    count = max(round((h - content) / leading) + 1, 1)
    if count == 1:
        return [element.box]
    height = h - (count - 1) * leading
    lines: list[Box] = []
    for i in range(count):
        band = (x, y + i * leading, w, height)
        ends = ink_columns(screenshot, band, color)
        if ends is not None:
            lines.append((ends[0], band[1], ends[1] - ends[0], height))
    return lines


def parsed_lines(element: Element) -> list[tuple[Box, str]]:
    """Boxes and strings of a parsed text's lines."""
    assert element.text is not None
    text, (x, y, w, _) = element.text, element.box
    placed = set_text(text, w)
    reach = (placed.face.ascent + placed.face.descent) * text.size
    return [
        ((x + line.x, y + line.baseline - placed.face.ascent * text.size, line.width, reach), line.string)
        for line in placed.lines
    ]


def placed_words(element: Element, number: int) -> list[tuple[str, float, float, int]]:
    """Words of a parsed text with their centres and the text's number."""
    result = []
    for (x, y, w, h), string in parsed_lines(element):
        length = max(len(string), 1)
        for match in re.finditer(r"[^\W_]+", string.casefold()):
            result.append(
                (match.group(), x + w * (match.start() + match.end()) / 2 / length, y + h / 2, number)
            )
    return result


def scaled(document: Document, factor: float) -> list[Element]:
    """The elements in pixels of the picture."""
    result = []
    for element in document.elements:
        x, y, w, h = (value * factor for value in element.box)
        update: dict[str, object] = {"box": (x, y, w, h)}
        if element.text is not None:
            update["text"] = element.text.model_copy(update={"size": element.text.size * factor})
        result.append(element.model_copy(update=update))
    return result


def measure_texts(
    known: list[Element], parsed: list[Element], screenshot: Screenshot, tally: Tally
) -> list[str]:
    """Adds the texts of one capture; returns the words that were not found."""
    pool = [word for i, element in enumerate(parsed) for word in placed_words(element, i)]
    boxes = [box for element in parsed for box, _ in parsed_lines(element)]
    missed: list[str] = []
    for element in sorted(known, key=lambda element: area(element.box)):
        assert element.text is not None
        x, y, w, h = element.box
        margin = 0.5 * element.text.size
        hits: Counter[int] = Counter()
        words = words_of(element.text.string)
        for word in words:
            at = next(
                (
                    i
                    for i, (string, cx, cy, _) in enumerate(pool)
                    if string == word
                    and x - margin <= cx <= x + w + margin
                    and y - margin <= cy <= y + h + margin
                ),
                None,
            )
            if at is None:
                missed.append(word)
            else:
                hits[pool.pop(at)[3]] += 1
        tally.words += len(words)
        tally.found += sum(hits.values())
        color = color_on_ground(element, screenshot)
        for line in true_lines(element, color, screenshot):
            overlap = max((iou(line, box) for box in boxes), default=0.0)
            tally.num_lines += 1
            if overlap > 0.1:
                tally.line_iou.append(overlap)
        if sum(hits.values()) < max(0.5 * len(words), 1):
            continue
        if shows_another_color(element, color, screenshot):
            tally.left_out["colours of texts that show another"] += 1
            continue
        twin = parsed[hits.most_common(1)[0][0]]
        assert twin.text is not None
        assert isinstance(twin.paint.fill, str)
        pair = np.array([color / 255, srgb_from_hex(twin.paint.fill)[:3]], np.float32)
        lab = oklab_from_srgb(np.clip(pair, 0, 1))
        tally.color_error.append(float(np.linalg.norm(lab[0] - lab[1])))
        tally.size_error.append(abs(float(np.log(twin.text.size / element.text.size))))
        tally.weight_error.append(abs(twin.text.weight - element.text.weight))
        one, other = set_text(element.text, None).face, set_text(twin.text, None).face
        tally.same_kind.append(one.generic == other.generic)
    return missed


def visible_part(box: Box, screenshot: Screenshot) -> Box | None:
    """The part of a picture's box that differs from an even surrounding; None where nothing is seen."""
    pixels = screenshot.crop(box)
    rows, columns = screenshot.slices(box)
    if np.ptp(np.percentile(pixels.reshape(-1, 3), [10, 90], axis=0), axis=0).max() < 10:
        return None
    around = screenshot.around(box)
    if around.shape[0] < 8:
        return box
    under = np.median(around, axis=0)
    if (np.abs(around - under).max(axis=-1) < 10).mean() < 0.8:
        return box
    differs = np.abs(pixels - under).max(axis=-1) > 14
    down, across = np.flatnonzero(differs.sum(axis=1) > 1), np.flatnonzero(differs.sum(axis=0) > 1)
    if down.size < 3 or across.size < 3:
        return None
    return (
        float(columns.start + across[0]),
        float(rows.start + down[0]),
        float(across[-1] + 1 - across[0]),
        float(down[-1] + 1 - down[0]),
    )


def uncovered_box(picture: KnownPicture) -> Box:
    """The part of a picture that is left of it where opaque boxes over it reach from side to side."""
    left, top, right, bottom = *picture.box[:2], *(picture.box[i] + picture.box[i + 2] for i in (0, 1))
    for x, y, w, h in picture.opaque:
        if x <= left + _SIDE_PX and x + w >= right - _SIDE_PX:
            if y <= top + _SIDE_PX:
                top = min(max(top, y + h), bottom)
            elif y + h >= bottom - _SIDE_PX:
                bottom = max(min(bottom, y), top)
        elif y <= top + _SIDE_PX and y + h >= bottom - _SIDE_PX:
            if x <= left + _SIDE_PX:
                left = min(max(left, x + w), right)
            elif x + w >= right - _SIDE_PX:
                right = max(min(right, x), left)
    return left, top, right - left, bottom - top


def is_even(seen: Box, above: list[Box], screenshot: Screenshot) -> bool:
    """True where the pixels of a box that nothing lies over have one colour or gradient."""
    rows, columns = screenshot.slices(seen)
    bare = np.ones(screenshot.pixels.shape[:2], bool)
    for box in above:
        bare[screenshot.slices(box, 2)] = False
    where = bare[rows, columns]
    if where.sum() < _LEAST_UNCOVERED:
        return True
    under = fitted_ground(screenshot.crop(seen), where)
    return under is not None and under.share >= _EVEN_SHARE


def measure_pictures(
    known: list[KnownPicture], parsed: Document, screenshot: Screenshot, tally: Tally, *, blurred: bool
) -> list[float]:
    """Adds the pictures of one capture, each with whether it is a drawing; returns the IoU of the others."""
    canvas: Box = (0.0, 0.0, screenshot.width, screenshot.height)
    found = [element.box for element in parsed.elements if element.kind == "image"]
    texts = [element.box for element in parsed.elements if element.text is not None]
    if parsed.backdrop.image is not None:
        found.append(canvas)
    reached = []
    for picture in known:
        if min(picture.box[2:]) < LEAST_PICTURE_PX:
            tally.left_out["pictures under 16 px"] += 1
            continue
        box = uncovered_box(picture)
        seen = None if min(box[2:]) < LEAST_PICTURE_PX else visible_part(box, screenshot)
        if seen is None:
            tally.left_out["pictures not seen"] += 1
            continue
        if not picture.is_drawing and is_even(seen, picture.above, screenshot):
            tally.left_out["pictures that show an even ground"] += 1
            continue
        if sum(share_inside(text, seen) * area(text) for text in texts) > 0.4 * area(seen):
            tally.left_out["pictures that are words, read as such"] += 1
            continue
        overlap = max((iou(seen, other) for other in found), default=0.0)
        reached_by = tally.blurred_iou if blurred else tally.picture_iou
        (tally.drawing_iou if picture.is_drawing else reached_by).append(overlap)
        if not picture.is_drawing:
            reached.append(overlap)
    return reached


def is_opaque(element: Element) -> bool:
    """True for a rectangle of one colour that lets nothing through."""
    paint = element.paint
    upright = element.shape == "rectangle" and not element.rotation and not paint.radius
    return (
        upright and element.opacity >= 1 and isinstance(paint.fill, str) and srgb_from_hex(paint.fill)[3] >= 1
    )


def known_pictures(path: Path, document: Document, counts: Counter[str], factor: float) -> list[KnownPicture]:
    """The tree's pictures."""
    drawings = {item.index for item in load_capture(path).items if is_drawing(item)}
    elements = scaled(document, factor)
    boxes = [element.box for element in elements]
    result: list[KnownPicture] = []
    for i, element in enumerate(elements):
        if element.image is None or element.image.opaque_source:
            continue
        index = int(element.id.removeprefix("img-"))
        if index < BACKDROP_INDEX:
            later = elements[i + 1 :]
            opaque = [other.box for other in later if is_opaque(other)]
            result.append(
                KnownPicture(element.box, index in drawings, [other.box for other in later], opaque)
            )
    if document.backdrop.image is not None and not counts["painted into the backdrop"]:
        canvas = (0.0, 0.0, document.canvas.width * factor, document.canvas.height * factor)
        opaque = [element.box for element in elements if is_opaque(element)]
        result.append(KnownPicture(canvas, False, boxes, opaque))
    return result


def known_texts(elements: list[Element], screenshot: Screenshot, tally: Tally) -> list[Element]:
    """The texts of the tree that the picture shows."""
    canvas: Box = (0.0, 0.0, screenshot.width, screenshot.height)
    result = []
    for element in elements:
        if element.text is None or not words_of(element.text.string):
            continue
        inside = clipped(element.box, screenshot.width, screenshot.height)
        if element.text.size < LEAST_TYPE_PX:
            tally.left_out["texts under 6 px"] += 1
        elif share_inside(element.box, canvas) < 0.9:
            tally.left_out["texts cut by the edge"] += 1
        elif ink_columns(screenshot, inside, color_on_ground(element, screenshot)) is None:
            tally.left_out["texts not seen"] += 1
        else:
            result.append(element)
    return result


def measure(path: Path, tally: Tally, *, verbose: bool = False) -> None:
    """Parse one capture's picture and add what can be compared."""
    document, counts = read_capture_with_counts(path)
    picture = PillowImage.open(path.with_name(path.name.removesuffix(".json.gz") + ".webp")).convert("RGB")
    start = time.perf_counter()
    parsed = parse_picture(picture).document
    tally.seconds.append(time.perf_counter() - start)
    factor = picture.width / document.canvas.width
    screenshot = Screenshot(np.asarray(picture), float(picture.width), float(picture.height))
    elements = scaled(document, factor)
    texts = known_texts(elements, screenshot, tally)
    before = tally.words, tally.found, len(tally.line_iou), len(tally.color_error)
    missed = measure_texts(texts, [e for e in parsed.elements if e.text is not None], screenshot, tally)
    pictures = known_pictures(path, document, counts, factor)
    rows = measure_pictures(pictures, parsed, screenshot, tally, blurred=path.parent.name.startswith(BLURRED))
    if verbose:
        words, found = tally.words - before[0], tally.found - before[1]
        lines, colors = tally.line_iou[before[2] :], tally.color_error[before[3] :]
        right = np.mean([error <= COLOR_TOLERANCE for error in colors] or [0])
        print(
            f"{path.parent.name[:30]:30} {path.name[:8]} words {found}/{words} "
            f"lines {np.mean(lines or [0]):.2f} colours {right:.2f} "
            f"pictures {' '.join(f'{value:.2f}' for value in rows)} | missed {' '.join(missed[:8])}",
            flush=True,
        )


def mean(values: list[float] | list[bool]) -> float:
    """The mean, 0 of nothing."""
    return float(np.mean(values)) if values else 0.0


def report(tally: Tally, num_captures: int) -> None:
    sizes, colors = np.array(tally.size_error), np.array(tally.color_error)
    print(f"{num_captures} captures")
    print(f"word recall       {tally.found / max(tally.words, 1):.3f}  of {tally.words} words")
    print(
        f"line IoU          {mean(tally.line_iou):.3f}  over {len(tally.line_iou)} lines matched "
        f"of {tally.num_lines}"
    )
    print(
        f"colour in {COLOR_TOLERANCE}    {np.mean(colors <= COLOR_TOLERANCE):.3f}  of {colors.size} texts "
        f"(median error {np.median(colors):.3f})"
    )
    print(
        f"picture IoU       {mean(tally.picture_iou):.3f}  over {len(tally.picture_iou)} pictures "
        f"({mean([value > 0.5 for value in tally.picture_iou]):.2f} above 0.5)"
    )
    print(f"blurred pictures  {mean(tally.blurred_iou):.3f}  over {len(tally.blurred_iou)}")
    print(f"drawing IoU       {mean(tally.drawing_iou):.3f}  over {len(tally.drawing_iou)} drawings")
    print(f"type size         {np.median(sizes):.3f}  median error, {np.mean(sizes < 0.1):.2f} within 10%")
    print(f"weight            {np.mean(np.array(tally.weight_error) <= 100):.3f}  within one class of 100")
    print(f"serif or sans     {np.mean(tally.same_kind):.3f}  right")
    print(f"seconds a picture {np.mean(tally.seconds):.2f}  (median {np.median(tally.seconds):.2f})")
    print("left out          " + ", ".join(f"{count} {name}" for name, count in tally.left_out.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captures", type=Path)
    parser.add_argument("--limit", type=int, default=120)
    parser.add_argument("--training", action="store_true", help="the sources that are not held out instead")
    parser.add_argument("--verbose", action="store_true", help="a line for each capture")
    arguments = parser.parse_args()
    paths = [
        path
        for path in sorted(arguments.captures.glob("*/*.json.gz"))
        if is_held_out(path.parent.name) != arguments.training
    ]
    random.Random(0).shuffle(paths)
    tally, done = Tally(), 0
    for path in paths[: arguments.limit]:
        try:
            measure(path, tally, verbose=arguments.verbose)
        except InputError as error:
            print(error)
            continue
        done += 1
    report(tally, done)


if __name__ == "__main__":
    main()
