"""What training reads of a design, as one flat numpy record: arrays, text measures, layout tree, thumbnail.

Each design has two of them: as it is, and as seen in a mirror (``jaxdesign.data.mirror``). They are made
once, when the data are prepared, so that loading a batch is copying memory.
"""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from PIL import Image as PillowImage

from jaxdesign.data.mirror import mirrored, mirrored_picture
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.color import oklab_from_srgb
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.importers.pixels import Screenshot, ground
from jaxdesign.layout.fit import fit
from jaxdesign.layout.parse import parse
from jaxdesign.layout.ties import content_sized, tied
from jaxdesign.layout.tree import Tree, TreeParams, num_node_slots
from jaxdesign.render.setting import MAX_LINES, text_metrics
from jaxdesign.types import Design, TextMetrics

FEATURES_VERSION = 1
NUM_SLOTS = 48
"""Element slots by default; a twentieth of real designs have more elements."""
PICTURE_PX = 64
"""Side of the thumbnail by default; the canvas is squeezed to a square, as positions are fractions of it."""
VARIANTS = 2
"""As it is, and mirrored."""

_SIZED_WITHIN_PX = 1.0
"""How far a text may be drawn from what it measures and still be sized by its words."""

_DESIGN_SHAPES: dict[str, tuple[int | str, ...]] = {
    "canvas_px": (2,),
    "backdrop": (2, 3),
    "backdrop_angle": (),
    "box": ("n", 4),
    "fill": ("n", 2, 4),
    "stroke": ("n", 4),
}
_METRIC_SHAPES: dict[str, tuple[int | str, ...]] = {"break_width": ("n", MAX_LINES)}
_TREE_SHAPES: dict[str, tuple[int | str, ...]] = {
    "size_mode": ("m", 2),
    "size_group": ("m", 2),
    "pad_group": ("m", 4),
    "align_group": ("m", 2),
    "offset_group": ("m", 2),
    "font_group": ("n",),
    "node_of": ("n",),
}
_PARAM_SHAPES: dict[str, tuple[int | str, ...]] = {
    "gap": ("m",),
    "size": ("2m",),
    "pad": ("4m",),
    "align": ("2m",),
    "offset": ("2m",),
    "font_size": ("n",),
    "line_height": ("n",),
    "free_box": ("n", 4),
}
_INTEGERS = ("kind", "role", "group")


@cache
def feature_dtype(num_slots: int = NUM_SLOTS, picture_px: int = PICTURE_PX) -> np.dtype:
    """The numpy type of one variant of one design.

    ``<part>.<field>`` for every field of ``Design``, ``TextMetrics``, ``Tree`` and ``TreeParams``;
    ``ground`` ``[n, 3]``, the OKLab colour that lies under each text, 0 for what is no text;
    ``photo_share``, the part of the canvas under pictures; ``picture`` ``[px, px, 3]`` uint8 encoded sRGB.
    Floats are float32, indices int16.
    """
    m = num_node_slots(num_slots)
    sizes = {"n": num_slots, "m": m, "2m": 2 * m, "4m": 4 * m}

    def field(part: str, name: str, kind: str, shape: tuple[int | str, ...]) -> tuple[str, str, tuple]:
        return f"{part}.{name}", kind, tuple(sizes[s] if isinstance(s, str) else s for s in shape)

    fields = []
    for name in Design._fields:
        kind = "<i2" if name in _INTEGERS else "?" if name == "mask" else "<f4"
        fields.append(field("design", name, kind, _DESIGN_SHAPES.get(name, ("n",))))
    for name in TextMetrics._fields:
        fields.append(field("metrics", name, "<f4", _METRIC_SHAPES.get(name, ("n",))))
    for name in Tree._fields:
        kind = "?" if name == "is_text" else "<i2"
        fields.append(field("tree", name, kind, _TREE_SHAPES.get(name, ("m",))))
    for name in TreeParams._fields:
        fields.append(field("params", name, "<f4", _PARAM_SHAPES[name]))
    fields.append(("ground", "<f4", (num_slots, 3)))
    fields.append(("photo_share", "<f4", ()))
    fields.append(("picture", "u1", (picture_px, picture_px, 3)))
    return np.dtype(fields)


def _thumbnail(picture: PillowImage.Image, side_px: int) -> np.ndarray:
    """``[px, px, 3]`` uint8: every pixel the mean of what it covers."""
    return np.asarray(picture.convert("RGB").resize((side_px, side_px), PillowImage.Resampling.BOX))


def _grounds(picture: PillowImage.Image, document: Document, num_slots: int) -> np.ndarray:
    """``[n, 3]`` OKLab of the commonest colour in the box of each text."""
    screenshot = Screenshot(np.asarray(picture.convert("RGB")), document.canvas.width, document.canvas.height)
    levels = np.zeros((num_slots, 3), np.float32)
    texts = np.zeros(num_slots, bool)
    for i, element in enumerate(document.elements):
        if element.kind == "text":
            levels[i], texts[i] = ground(screenshot.crop(element.box)), True
    return np.where(texts[:, None], oklab_from_srgb(levels / 255), 0.0).astype(np.float32)


def _photo_share(document: Document) -> float:
    """Part of the canvas under pictures, 0 to 1; overlapping ones count twice."""
    if document.backdrop.image is not None:
        return 1.0
    area = sum(e.box[2] * e.box[3] for e in document.elements if e.kind == "image")
    return min(area / (document.canvas.width * document.canvas.height), 1.0)


def _fill_in(row: np.void, document: Document, num_slots: int) -> None:
    """Write everything of one variant but its colours under texts and its thumbnail."""
    design, _ = to_arrays(document, num_slots=num_slots)
    metrics = text_metrics(document, num_slots)
    tree = parse(document, num_slots=num_slots)
    tree = content_sized(tree, document, metrics, within_px=_SIZED_WITHIN_PX)
    tree = tied(tree, document, metrics)
    params = fit(document, tree, metrics)
    values = {"design": design, "metrics": metrics, "tree": tree, "params": params}
    for part, value in values.items():
        for name, array in value._asdict().items():
            row[f"{part}.{name}"] = np.asarray(array)


def make_features(
    document: Document,
    picture: PillowImage.Image,
    *,
    num_slots: int = NUM_SLOTS,
    picture_px: int = PICTURE_PX,
) -> np.ndarray:
    """``[VARIANTS]`` of ``feature_dtype``: the design as it is, and mirrored.

    Raises ``InputError`` where the design has more elements than slots, or none.
    """
    count = len(document.elements)
    if not 0 < count <= num_slots:
        raise InputError(f"{count} elements; the training arrays hold 1 to {num_slots}.")
    rows = np.zeros(VARIANTS, feature_dtype(num_slots, picture_px))
    for i, variant in enumerate((document, mirrored(document, pixels=False))):
        _fill_in(rows[i], variant, num_slots)
    rows["ground"] = _grounds(picture, document, num_slots)
    rows["photo_share"] = _photo_share(document)
    rows["picture"] = make_thumbnails(document, picture, picture_px)
    return rows


def make_thumbnails(document: Document, picture: PillowImage.Image, picture_px: int) -> np.ndarray:
    """``[VARIANTS, px, px, 3]`` uint8: the finished picture plain, and mirrored with readable texts."""
    pictures = (picture, mirrored_picture(picture, document))
    return np.stack([_thumbnail(one, picture_px) for one in pictures])


def to_bytes(rows: np.ndarray) -> bytes:
    """The rows in numpy's own file form, which names and types every field."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, rows, version=(2, 0), allow_pickle=False)
    return stream.getvalue()


def from_bytes(data: bytes, *, name: str = "features") -> np.ndarray:
    """The rows of ``to_bytes``. Raises ``InputError``."""
    try:
        rows = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise InputError(f"{name}: damaged: {error}.") from error
    if rows.dtype.names is None or "picture" not in rows.dtype.names or rows.shape != (VARIANTS,):
        raise InputError(f"{name}: not packed features of a design.")
    return rows
