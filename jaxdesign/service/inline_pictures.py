"""Pictures that came inside a request: checked, and put where the designer looks for files."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jaxdesign.brief.schema import Brief
from jaxdesign.design.codec import dumps
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.picture_address import check_pictures, picture_checker
from jaxdesign.render.pictures import natural_size, open_picture, picture_bytes

MAX_PIXELS = 120_000_000
"""Of all pictures of a request together."""


def addresses_of(brief: Brief) -> dict[str, str]:
    """Every picture of the brief by the field that it stands in."""
    found = {f"pictures[{i}]": address for i, address in enumerate(brief.pictures)}
    if brief.brand.logo is not None:
        found["brand.logo.picture"] = brief.brand.logo.picture
    return found


def check_brief_pictures(brief: Brief) -> None:
    """Raise ``InputError`` for a picture that is not inside the brief or cannot be read safely.

    Names of files are refused whether there is such a file or not.
    """
    check, pixels = picture_checker("brief"), 0
    for field, address in addresses_of(brief).items():
        if not address.lower().startswith("data:image/"):
            raise UnsafeInputError(
                f"brief: {field}: files of the server are not read; "
                "send the picture itself as a data: address, as in data:image/png;base64,..."
            )
        pixels += _area(address, f"brief: {field}")
        _refuse_too_many(pixels)
        check(address, field)


def check_document_pictures(document: Document) -> None:
    """Raise ``UnsafeInputError`` where the pictures of a document are too large together."""
    images = [document.backdrop.image, *(element.image for element in document.elements)]
    addresses = {image.href for image in images if image is not None}
    _refuse_too_many(sum(_area(address, "design") for address in addresses))


@contextmanager
def pictures_as_files(brief: Brief) -> Generator[Brief]:
    """The brief with its pictures, checked before, as files of a private folder that goes away afterwards.

    An ``InputError`` from within does not tell of the folder.
    """
    with tempfile.TemporaryDirectory(prefix="jaxdesign-") as folder:
        named = {field: Path(folder) / _file_name(field) for field in addresses_of(brief)}
        for field, address in addresses_of(brief).items():
            named[field].write_bytes(picture_bytes(address))
        changes: dict[str, object] = {
            "pictures": tuple(str(path) for field, path in named.items() if field.startswith("pictures"))
        }
        if brief.brand.logo is not None:
            logo = brief.brand.logo.model_copy(update={"picture": str(named["brand.logo.picture"])})
            changes["brand"] = brief.brand.model_copy(update={"logo": logo})
        try:
            yield brief.model_copy(update=changes)
        except InputError as error:
            told = str(error).replace(f"{folder}/", "")
            raise type(error)(told) from error


@contextmanager
def references_as_files(references: Sequence[Document | str]) -> Generator[Path]:
    """A private folder with references, checked, as files in their order; it goes away afterwards.

    Raises ``UnsafeInputError`` for a name of a file and for pictures that are too large together.
    """
    with tempfile.TemporaryDirectory(prefix="jaxdesign-") as folder:
        pixels = 0
        for i, reference in enumerate(references):
            place = f"references[{i}]"
            if isinstance(reference, Document):
                check_document_pictures(reference)
                check_pictures(reference, place)
                path, data = Path(folder, f"{i + 1:02d}.json"), dumps(reference).encode()
            elif reference.lstrip("\ufeff \t\r\n").startswith("<"):
                path, data = Path(folder, f"{i + 1:02d}.svg"), reference.encode()
            elif reference.lower().startswith("data:image/"):
                picture_checker("style")(reference, place)
                pixels += _area(reference, place)
                _refuse_too_many(pixels)
                path, data = Path(folder, f"{i + 1:02d}.png"), _as_png(reference)
            else:
                raise UnsafeInputError(
                    f"{place}: is neither a design document, the text of an SVG nor a data: address; "
                    "files of the server are not read."
                )
            path.write_bytes(data)
        try:
            yield Path(folder)
        except InputError as error:
            raise type(error)(str(error).replace(f"{folder}/", "")) from error


def _as_png(address: str) -> bytes:
    stream = io.BytesIO()
    open_picture(address).convert("RGB").save(stream, "PNG")
    return stream.getvalue()


def without_pictures(brief: Brief) -> Brief:
    """The brief as it is sent back."""
    brand = brief.brand.model_copy(update={"logo": None})
    return brief.model_copy(update={"pictures": (), "brand": brand})


def _file_name(field: str) -> str:
    """``pictures[0]`` becomes ``picture-1``, which is what the design says of the picture."""
    return f"picture-{int(field[9:-1]) + 1}" if field.startswith("pictures") else "logo"


def _area(address: str, place: str) -> int:
    try:
        width, height = natural_size(address)
    except InputError as error:
        raise type(error)(f"{place}: {error}") from error
    return width * height


def _refuse_too_many(pixels: int) -> None:
    if pixels > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise UnsafeInputError(f"the pictures have more than {limit} megapixels together; send smaller ones.")
