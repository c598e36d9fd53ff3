"""SVG that is wrong or unsafe: a clear error, quickly."""

from __future__ import annotations

import base64
import gzip
import io
from pathlib import Path

import pytest
from PIL import Image

from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers import open_design
from jaxdesign.importers.svg import MAX_BYTES, read_svg_bytes

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SIZE = 'width="100" height="100"'


def _svg(body: str, size: str = SIZE, before: str = "") -> bytes:
    return f"{before}<svg {NS} {size}>{body}</svg>".encode()


def _bomb() -> str:
    buffer = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

UNSAFE = {
    "entities": _svg("<text>&b;</text>", before=LAUGHS),
    "external entity": _svg("<text>&x;</text>", before=OUTSIDE),
    "remote picture": _svg('<image href="https://example.org/a.png" width="9" height="9"/>'),
    "file picture": _svg('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
    "absolute picture": _svg('<image xlink:href="/etc/passwd" width="9" height="9"/>'),
    "relative picture": _svg('<image xlink:href="../secret.png" width="9" height="9"/>'),
    "remote use": _svg('<use href="https://example.org/a.svg#x"/>'),
    "imported sheet": _svg('<style>@import url("https://example.org/a.css");</style>'),
    "remote fill": _svg('<rect width="9" height="9" style="fill:url(https://example.org/a.svg#g)"/>'),
    "remote font": _svg("<style>text{background:url(//example.org/x)}</style>"),
    "picture bomb": _svg(f'<image href="{_bomb()}" width="9" height="9"/>'),
    "svg in svg": _svg('<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>'),
    "nesting": _svg("<g>" * 5_000 + "</g>" * 5_000),
    "use of itself": _svg('<g id="a"><use href="#a"/></g>'),
    "uses in a ring": _svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "uses that multiply": _svg(
        '<defs><g id="u0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="u{i}">' + f'<use href="#u{i - 1}"/>' * 10 + "</g>" for i in range(1, 8))
        + '</defs><use href="#u7"/>'
    ),
    "too many elements": _svg('<g id="x"/>' * 120_000),
}

WRONG = {
    "no xml": b"<svg",
    "html": b"<html><body/></html>",
    "no size": _svg("", size=""),
    "negative size": _svg("", size='width="-5" height="10"'),
    "nan size": _svg("", size='width="NaN" height="10"'),
    "huge size": _svg("", size='width="1e9" height="10"'),
    "zero view": _svg("", size='viewBox="0 0 0 10"'),
    "nan view": _svg("", size='viewBox="0 0 nan 10"'),
    "short view": _svg("", size='viewBox="0 0 10"'),
    "negative rectangle": _svg('<rect width="-9" height="9"/>'),
    "nan rectangle": _svg('<rect width="NaN" height="9"/>'),
    "endless transform": _svg('<rect transform="scale(1e300) scale(1e300)" width="9" height="9"/>'),
    "unknown transform": _svg('<rect transform="shear(3)" width="9" height="9"/>'),
    "broken base64": _svg('<image href="data:image/png;base64,@@@" width="9" height="9"/>'),
    "no picture": _svg('<image href="data:image/png;base64,aGVsbG8=" width="9" height="9"/>'),
    "bad encoding": b'<?xml version="1.0" encoding="klingon"?><svg/>',
}


@pytest.mark.parametrize("case", UNSAFE)
def test_unsafe_input_is_refused(case: str) -> None:
    with pytest.raises(UnsafeInputError, match=r"^bad\.svg"):
        read_svg_bytes(UNSAFE[case], name="bad.svg")


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_named(case: str) -> None:
    with pytest.raises(InputError, match=r"^bad\.svg"):
        read_svg_bytes(WRONG[case], name="bad.svg")


def test_huge_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "big.svg"
    with path.open("wb") as file:
        file.write(b"<svg ")
        file.truncate(2 * MAX_BYTES)
    with pytest.raises(UnsafeInputError, match="larger than"):
        open_design(path)
    packed = tmp_path / "big.svgz"
    packed.write_bytes(gzip.compress(b"<svg " + b" " * (MAX_BYTES + 10)))
    with pytest.raises(UnsafeInputError, match="larger than"):
        open_design(packed)


def test_a_document_with_outside_pictures_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text(
        '{"canvas": {"width": 9, "height": 9}, "elements": [{"id": "a", "kind": "image", "box": [0, 0, 9, 9],'
        ' "image": {"href": "file:///etc/passwd"}}]}'
    )
    with pytest.raises(UnsafeInputError, match=r"elements\[0\]\.image\.href"):
        open_design(path)
