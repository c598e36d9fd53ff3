"""Figma against a real server that speaks its documented JSON: nodes, caching, limits, community pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.browser import Browser
from jaxdesign.collectors.collecting import Report, run
from jaxdesign.collectors.figma import FigmaCollector, file_of
from jaxdesign.collectors.figma_api import FigmaApi
from jaxdesign.collectors.figma_nodes import designs_in, elements_of
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.store import Store
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture

RED, WHITE = {"r": 1, "g": 0, "b": 0, "a": 1}, {"r": 1, "g": 1, "b": 1, "a": 1}


def _solid(color: Mapping[str, float], **more: Any) -> dict[str, Any]:
    return {"type": "SOLID", "blendMode": "NORMAL", "color": color, **more}


def _box(x: float, y: float, w: float, h: float) -> dict[str, float]:
    return {"x": x, "y": y, "width": w, "height": h}


def _frame(number: int) -> dict[str, Any]:
    left = 1000.0 * number
    style = {"fontFamily": "Inter", "fontWeight": 700, "fontSize": 40, "lineHeightPx": 48, "letterSpacing": 0.5,
             "textAlignHorizontal": "CENTER", "textAlignVertical": "TOP", "textCase": "UPPER", "italic": True}  # fmt: skip
    children = [
        {"id": f"{number}:2", "name": "card", "type": "RECTANGLE", "absoluteBoundingBox": _box(left + 40, 60, 400, 200),
         "fills": [_solid(RED, opacity=0.5)], "strokes": [_solid(WHITE)], "strokeWeight": 3, "cornerRadius": 16,
         "effects": [{"type": "DROP_SHADOW", "visible": True, "color": {"r": 0, "g": 0, "b": 0, "a": 0.25},
                      "offset": {"x": 0, "y": 4}, "radius": 8}]},
        {"id": f"{number}:3", "name": "photo", "type": "RECTANGLE", "absoluteBoundingBox": _box(left + 40, 300, 200, 100),
         "fills": [{"type": "IMAGE", "scaleMode": "FILL", "imageRef": "abc"}]},
        {"id": f"{number}:4", "name": "hidden", "type": "RECTANGLE", "visible": False,
         "absoluteBoundingBox": _box(left, 0, 50, 50), "fills": [_solid(RED)]},
        {"id": f"{number}:5", "name": "group", "type": "GROUP", "opacity": 0.5, "children": [
            {"id": f"{number}:6", "name": "title", "type": "TEXT", "characters": f"Title {number}",
             "absoluteBoundingBox": _box(left + 40, 450, 400, 96),
             "absoluteRenderBounds": _box(left + 120, 460, 240, 30), "fills": [_solid(WHITE)], "style": style}]},
        {"id": f"{number}:7", "name": "glow", "type": "ELLIPSE", "absoluteBoundingBox": _box(left + 260, 300, 80, 80),
         "fills": [{"type": "GRADIENT_LINEAR", "gradientHandlePositions": [{"x": 0, "y": 0.5}, {"x": 1, "y": 0.5}],
                    "gradientStops": [{"position": 0, "color": RED}, {"position": 1, "color": WHITE}]}]},
    ]  # fmt: skip
    return {"id": f"{number}:1", "name": f"Poster {number}", "type": "FRAME", "clipsContent": True,
            "absoluteBoundingBox": _box(left, 0, 480, 640), "fills": [_solid({"r": 0, "g": 0, "b": 0.2, "a": 1})],
            "children": children}  # fmt: skip


def _file(count: int) -> dict[str, Any]:
    page = {"id": "0:1", "type": "CANVAS", "name": "Page 1", "children": [_frame(i) for i in range(count)]}
    return {"name": "Posters", "lastModified": "2026-01-01T00:00:00Z", "version": "1", "role": "viewer",
            "document": {"id": "0:0", "type": "DOCUMENT", "children": [page]}, "schemaVersion": 0}  # fmt: skip


@pytest.fixture
def figma(site: Any, make_picture: Callable[..., bytes]) -> Any:
    """A server with one file of three frames."""

    def json_of(data: Any) -> Callable[[Any], Any]:
        return lambda asked: (200, {"Content-Type": "application/json"}, json.dumps(data).encode())

    site.routes["/v1/files/KEY12345678"] = json_of(_file(3))
    pictures = {f"{i}:1": f"{site.base}/render/{i}" for i in range(3)}
    site.routes["/v1/images/KEY12345678"] = json_of({"err": None, "images": pictures})
    for i in range(3):
        site.file(f"/render/{i}", make_picture(i, (480, 640)), "image/png")
    return site


def _collect(
    folder: Path,
    site: Any,
    fetcher: Any,
    *,
    clock: Callable[[], float] = lambda: 0.0,
    start: str = "KEY12345678",
) -> Report:
    with Archive(folder) as archive:
        api = FigmaApi("token", archive, fetcher, base=site.base, clock=clock)
        collector = FigmaCollector([start], api, _NoBrowser(), fetcher)  # ty: ignore[invalid-argument-type]
        with collector:
            return run(collector, archive, Store(archive, Limits()))


class _NoBrowser:
    def __exit__(self, *_: object) -> None:
        pass


def test_frames_become_captures_and_nothing_is_asked_twice(tmp_path: Path, figma: Any, fetcher: Any) -> None:
    tokens: set[str | None] = set()
    plain = figma.routes["/v1/files/KEY12345678"]
    figma.routes["/v1/files/KEY12345678"] = lambda asked: (
        tokens.add(asked.headers.get("x-figma-token")),
        plain(asked),
    )[1]
    assert _collect(tmp_path, figma, fetcher).kept == 3
    assert tokens == {"token"}
    counts = {path: n for path, n in figma.asked.items() if path.startswith(("/v1", "/render"))}
    assert set(counts.values()) == {1}
    assert len(counts) == 5
    assert _collect(tmp_path, figma, fetcher).total == 3
    assert {path: figma.asked[path] for path in counts} == counts
    for path in (tmp_path / "captures").glob("*/*.json.gz"):
        document = read_capture(path)
        assert (document.canvas.width, document.canvas.height) == (480, 640)
        assert any(e.text and e.text.string.startswith("Title") for e in document.elements)


def test_nodes_become_elements() -> None:
    ground, card, photo, title, glow = elements_of(_frame(2))
    assert (ground["b"], ground["fill"]) == ([0, 0, 480, 640], [0, 0, 51, 1])
    assert (card["b"], card["fill"], card["r"]) == ([40, 60, 400, 200], [255, 0, 0, 0.5], 16)
    assert (card["bw"], card["bc"]) == (3, [255, 255, 255, 1])
    assert card["sh"] == "rgba(0, 0, 0, 0.25) 0px 4px 8px 0px"
    assert (photo["t"], photo["b"]) == ("img", [40, 300, 200, 100])
    assert (title["s"], title["fs"], title["fw"], title["it"]) == ("Title 2", 40, "700", "italic")
    assert (title["al"], title["tt"], title["lh"], title["ls"], title["op"]) == (
        "center",
        "uppercase",
        48,
        0.5,
        0.5,
    )
    assert title["b"] == [120, 450, 240, 48]
    assert glow["grad"].startswith("linear-gradient(90.0deg, rgba(255, 0, 0, 1.0) 0.0%")
    assert glow["r"] == 40


def test_sections_are_looked_into_and_hidden_frames_left() -> None:
    hidden = {**_frame(3), "visible": False}
    section = {"type": "SECTION", "id": "9:9", "children": [_frame(1), hidden]}
    page = {"type": "CANVAS", "children": [_frame(0), section]}
    assert [frame["id"] for frame in designs_in({"children": [page]})] == ["0:1", "1:1"]


def test_a_used_up_limit_is_remembered_between_runs(tmp_path: Path, figma: Any, fetcher: Any) -> None:
    plain = figma.routes["/v1/files/KEY12345678"]
    limit = {"Retry-After": "396000", "X-Figma-Rate-Limit-Type": "low", "X-Figma-Plan-Tier": "starter"}
    figma.routes["/v1/files/KEY12345678"] = lambda asked: (
        (429, limit, b"") if asked.count == 1 else plain(asked)
    )
    first = _collect(tmp_path, figma, fetcher, clock=lambda: 1000.0)
    assert first.states == {"unavailable": 1}
    assert "5 days" in first.reasons[0][2]
    second = _collect(tmp_path, figma, fetcher, clock=lambda: 200_000.0)
    assert second.states == {"unavailable": 1}
    assert figma.asked["/v1/files/KEY12345678"] == 1
    assert _collect(tmp_path, figma, fetcher, clock=lambda: 397_001.0).kept == 3
    assert figma.asked["/v1/files/KEY12345678"] == 2


def test_a_short_limit_is_waited_for(tmp_path: Path, figma: Any, fetcher: Any, waits: list[float]) -> None:
    plain = figma.routes["/v1/files/KEY12345678"]
    figma.routes["/v1/files/KEY12345678"] = lambda asked: (
        (429, {"Retry-After": "20"}, b"") if asked.count == 1 else plain(asked)
    )
    assert _collect(tmp_path, figma, fetcher).kept == 3
    assert 20 <= waits[0] <= 23


def test_expired_picture_addresses_are_asked_for_once_more(tmp_path: Path, figma: Any, fetcher: Any) -> None:
    good = figma.routes["/render/1"]
    figma.routes["/render/1"] = lambda asked: (403, {}, b"") if asked.count == 1 else good(asked)
    assert _collect(tmp_path, figma, fetcher).kept == 3
    assert sum(n for path, n in figma.asked.items() if path.startswith("/v1/images")) == 2


@pytest.mark.parametrize("body", [b"no json", b"[]", b'{"document": 5}', b'{"name": "x"}'])
def test_answers_of_another_form_are_refused(tmp_path: Path, figma: Any, fetcher: Any, body: bytes) -> None:
    figma.routes["/v1/files/KEY12345678"] = lambda asked: (200, {}, body)
    report = _collect(tmp_path, figma, fetcher)
    assert report.states == {"refused": 1}, report.reasons
    assert "figma" in report.reasons[0][2]


def test_a_wrong_token_is_said(tmp_path: Path, figma: Any, fetcher: Any) -> None:
    figma.routes["/v1/files/KEY12345678"] = lambda asked: (403, {}, b'{"status":403,"err":"Invalid token"}')
    assert "token" in _collect(tmp_path, figma, fetcher).reasons[0][2]


def test_addresses_name_files_and_nodes(tmp_path: Path, figma: Any, fetcher: Any) -> None:
    assert file_of("https://www.figma.com/design/KEY12345678/Name?node-id=1-23&t=x") == (
        "KEY12345678",
        "1:23",
    )
    assert file_of("https://www.figma.com/file/KEY12345678") == ("KEY12345678", None)
    with pytest.raises(InputError, match="not the address"):
        file_of("https://www.figma.com/pricing")
    nodes = {"nodes": {"1:1": {"document": _frame(1)}}, "name": "Posters"}
    figma.routes["/v1/files/KEY12345678/nodes"] = lambda asked: (200, {}, json.dumps(nodes).encode())
    start = "https://www.figma.com/design/KEY12345678/Name?node-id=1-1"
    assert _collect(tmp_path, figma, fetcher, start=start).kept == 1
    assert figma.asked["/v1/files/KEY12345678"] == 0


class _Lent(_NoBrowser):
    def __init__(self, browser: Browser):
        self.browser = browser

    def use(self, work: Callable[[Browser], Any]) -> Any:
        return work(self.browser)


@pytest.mark.browser
def test_community_pages_need_no_token(
    tmp_path: Path, site: Any, fetcher: Any, browser: Browser, make_picture: Callable[..., bytes]
) -> None:
    for i in range(2):
        site.file(f"/thumb{i}.png", make_picture(i, (960, 540)), "image/png")
    site.page("/community/website-templates", '<a href="/community/file/111/kit">kit</a>')
    site.page(
        "/community/file/111/kit",
        f'<meta property="og:title" content="UI kit"><meta property="og:image" content="{site.base}/thumb0.png">'
        '<a href="/@ada">Ada</a><p>Licensed under CC BY 4.0</p><img src=/thumb1.png width=960>',
    )
    with Archive(tmp_path) as archive:
        start = f"{site.base}/community/website-templates"
        collector = FigmaCollector([start], None, _Lent(browser), fetcher)  # ty: ignore[invalid-argument-type]
        report = run(collector, archive, Store(archive, Limits()))
    assert report.kept == 2
    sidecar = json.loads(next((tmp_path / "captures").glob("*/*.source.json")).read_text())
    assert (sidecar["author"], sidecar["license"]) == ("Ada", "CC BY 4.0")
    form = json.loads(gzip.decompress(next((tmp_path / "captures").glob("*/*.json.gz")).read_bytes()))
    assert (form["title"], form["elements"]) == ("UI kit", [])


def test_a_file_without_a_token_is_an_error(tmp_path: Path, fetcher: Any) -> None:
    with Archive(tmp_path) as archive:
        collector = FigmaCollector(["KEY12345678"], None, _NoBrowser(), fetcher)  # ty: ignore[invalid-argument-type]
        with pytest.raises(InputError, match="FIGMA_TOKEN"):
            run(collector, archive, Store(archive, Limits()))
