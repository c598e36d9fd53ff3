"""One item to one record: capture, picture or design file. The same function on every core and machine."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from jaxdesign import __version__
from jaxdesign.data.features import NUM_SLOTS, make_features, to_bytes
from jaxdesign.data.records import LONGEST_PX, Record, flattened, stored_picture, to_json_bytes
from jaxdesign.data.sources import GROUPS, PICTURE_SUFFIXES, SIDECAR, Item
from jaxdesign.design import codec
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture
from jaxdesign.importers.capture_file import MAX_JSON_BYTES, read_picture
from jaxdesign.importers.opening import open_file
from jaxdesign.importers.picture_address import check_pictures
from jaxdesign.render.png import to_png

_NAME = re.compile(r"[^\w.+-]+")
_SIDECAR_FIELDS = ("address", "final_address", "retrieved_at", "author", "license_from", "collector", "cut")
_MAX_FIELD = 2_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """An item as read, before it is judged."""

    id: str
    source: str
    license: str
    group: str
    kind: str
    title: str
    document: Document
    picture: Image.Image
    picture_bytes: bytes
    provenance: dict[str, Any]


def _tree_form(path: Path) -> dict[str, Any]:
    """The JSON object of a capture or document. Raises ``InputError``."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_JSON_BYTES + 1)
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MAX_JSON_BYTES + 1)
        if len(data) > MAX_JSON_BYTES:
            raise InputError(f"{path}: unpacks to more than {MAX_JSON_BYTES // 1_000_000} MB; refused.")
        form = json.loads(data)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}.") from error
    except (EOFError, zlib.error, ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid JSON: {error}.") from error
    if not isinstance(form, dict):
        raise InputError(f"{path}: expected a JSON object.")
    return form


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return " ".join(value[:_MAX_FIELD].split()) if isinstance(value, str) else ""


def _sidecar(item: Item) -> dict[str, Any]:
    """What the collector wrote down of where the design was found."""
    path = item.path.with_name(item.stem + SIDECAR)
    if not path.is_file():
        return {}
    form = _tree_form(path)
    return {key: _text(form, key) for key in _SIDECAR_FIELDS if _text(form, key)} | {
        key: _text(form, key) for key in ("license",) if _text(form, key)
    }


def _picture_of(item: Item) -> tuple[bytes, Image.Image]:
    """Bytes and pixels of the picture beside a capture, or of the item itself."""
    paths = [item.path]
    if item.kind == "tree":
        beside = (item.path.with_name(item.stem + suffix) for suffix in PICTURE_SUFFIXES)
        paths = [path for path in beside if path.is_file()]
        if not paths:
            raise InputError(f"{item.path}: its picture '{item.stem}.webp' (or .png, .jpg) is missing.")
    try:
        data = paths[0].read_bytes()
    except OSError as error:
        raise InputError(f"{paths[0]}: cannot be read: {error.strerror or error}.") from error
    return data, read_picture(data, str(paths[0]))


def _license(stated: str, item: Item) -> str:
    if stated and stated not in ("unknown", "unstated"):
        return stated
    return (item.origin.license if item.origin else "") or stated or "unstated"


def _parsed(picture: Image.Image) -> tuple[Document, dict[str, float]]:
    from jaxdesign.data.parse import parse_picture

    parsed = parse_picture(picture)
    return parsed.document, {name: round(value, 3) for name, value in parsed.confidence.items()}


def _provenance(item: Item, more: dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {"place": item.place, "version": __version__}
    if item.origin and item.origin.address:
        known["origin"] = item.origin.address
    return known | more


def _capture(item: Item, form: dict[str, Any]) -> Found:
    data, picture = _picture_of(item)
    sidecar = _sidecar(item)
    more = dict(sidecar)
    if form.get("elements") == []:
        document, more["confidence"] = _parsed(picture)
    else:
        document = read_capture(item.path)
    source = _text(form, "source") or item.folder
    name = _text(form, "id") or item.stem
    group = _text(form, "group")
    return Found(
        id=f"{source}/{_NAME.sub('_', name)[:100]}",
        source=source,
        license=_license(_text(form, "license") or sidecar.get("license", ""), item),
        group=group if group in GROUPS else "document",
        kind=_text(form, "kind") or "page",
        title=_text(form, "title"),
        document=document,
        picture=picture,
        picture_bytes=data,
        provenance=_provenance(item, {key: value for key, value in more.items() if key != "license"}),
    )


def _picture_alone(item: Item) -> Found:
    data, picture = _picture_of(item)
    sidecar = _sidecar(item)
    document, confidence = _parsed(picture)
    more = {key: value for key, value in sidecar.items() if key != "license"}
    return Found(
        id=f"{item.folder}/{_NAME.sub('_', item.stem)[:100]}",
        source=item.folder,
        license=_license(sidecar.get("license", ""), item),
        group="poster",
        kind="picture",
        title="",
        document=document,
        picture=picture,
        picture_bytes=data,
        provenance=_provenance(item, more | {"confidence": confidence}),
    )


def _design_file(item: Item, document: Document) -> Found:
    check_pictures(document, str(item.path))
    scale = LONGEST_PX / max(document.canvas.width, document.canvas.height)
    data = to_png(document, scale=scale)
    own = document.provenance
    source = _text(own, "source") or item.folder
    group = _text(own, "group")
    return Found(
        id=f"{source}/{_NAME.sub('_', item.stem)[:100]}",
        source=source,
        license=_license(_text(own, "license"), item),
        group=group if group in GROUPS else "poster",
        kind="document",
        title=_text(own, "title"),
        document=document,
        picture=read_picture(data, str(item.path)),
        picture_bytes=data,
        provenance=_provenance(item, {}),
    )


def find(item: Item) -> Found:
    """Read an item: a capture with its tree, a picture through OCR, or a design file, which is rendered.

    Raises ``InputError`` that says what is wrong, ``MissingExtraError`` where OCR is not installed.
    """
    if item.kind == "picture":
        return _picture_alone(item)
    if item.kind == "drawing":
        return _design_file(item, open_file(item.path)[0])
    form = _tree_form(item.path)
    if "crop" in form and "canvas" not in form:
        return _capture(item, form)
    return _design_file(item, codec.document_from_dict(form, name=str(item.path)))


def read_record(item: Item) -> Record:
    """Read one item, labels and quality left empty. Raises ``InputError`` or ``MissingExtraError``."""
    found = find(item)
    if not found.document.elements:
        raise InputError(f"{found.id}: no element was found in it.")
    fits = len(found.document.elements) <= NUM_SLOTS
    features = make_features(found.document, flattened(found.picture)) if fits else None
    return Record(
        id=found.id,
        source=found.source,
        license=found.license,
        group=found.group,
        kind=found.kind,
        title=found.title,
        document=codec.dumps(found.document).encode(),
        picture=stored_picture(found.picture_bytes, found.picture),
        labels=b"",
        quality=b"",
        provenance=to_json_bytes(found.provenance),
        features=b"" if features is None else to_bytes(features),
    )
