"""The web collector from start to folder: misbehaving sites, endless galleries, files, bounds, the capture form."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.browser import Browser, BrowserOptions
from jaxdesign.collectors.collecting import Report, run
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.reading import Patience
from jaxdesign.collectors.store import Store
from jaxdesign.collectors.web import WebCollector, WebOptions
from jaxdesign.errors import InputError
from jaxdesign.importers.capture import read_capture

pytestmark = pytest.mark.browser

DESIGN = """<!doctype html><meta charset=utf-8><title>{title}</title><style>*{{margin:0}}body{{font:18px sans-serif;
  background:#fff8ee}}section{{height:420px;padding:60px}}</style><body><section style="background:{color}"><h1>{title}</h1>
  <p>Words about it</p><a href="/next" style="display:inline-block;background:#222;color:#fff;padding:12px">Go on</a></section>
  <section><h2>More of {title}</h2><p>Second part</p><img src=/photo.png width=300 height=200></section></body>"""
PATIENCE = Patience(max_page_px=4000, scroll_ms=3000, load_ms=1500)


class _Lent:
    """The test session's browser in place of a pool."""

    def __init__(self, browser: Browser):
        self.browser = browser

    def __enter__(self) -> _Lent:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def use(self, work: Any) -> Any:
        return work(self.browser)


@contextmanager
def _collector(starts: list[str], browser: Browser, fetcher: Any, **options: Any) -> Generator[WebCollector]:
    settings: dict[str, Any] = {"viewports": ((1000, 700),), "patience": PATIENCE, **options}
    collector = WebCollector(starts, WebOptions(**settings), BrowserOptions(offline=True), fetcher)
    collector._pool = _Lent(browser)  # ty: ignore[invalid-assignment]
    with collector:
        yield collector


def _collect(folder: Path, starts: list[str], browser: Browser, fetcher: Any, **options: Any) -> Report:
    with Archive(folder) as archive, _collector(starts, browser, fetcher, **options) as collector:
        return run(collector, archive, Store(archive, Limits()))


def _forms(folder: Path) -> list[dict[str, Any]]:
    paths = sorted((folder / "captures").glob("*/*.json.gz"))
    return [json.loads(gzip.decompress(path.read_bytes())) for path in paths]


@pytest.fixture
def gallery(site: Any, make_picture: Any) -> Any:
    """Two linked pages with a picture."""
    site.file("/photo.png", make_picture(9, (300, 200)), "image/png")
    site.page("/first", DESIGN.format(title="First", color="#ffcf56"))
    site.page("/next", DESIGN.format(title="Second", color="#a0e8af"))
    return site


def test_pages_become_captures_that_the_importer_reads(
    tmp_path: Path, browser: Browser, gallery: Any, fetcher: Any
) -> None:
    report = _collect(tmp_path, [f"{gallery.base}/first"], browser, fetcher)
    assert report.states == {"done": 2}
    forms = _forms(tmp_path)
    assert len(forms) == report.kept >= 4
    keys = {"id", "source", "license", "group", "page", "viewport", "crop", "kind", "title", "desc", "bodyBg",
            "htmlBg", "fonts", "elements"}  # fmt: skip
    assert all(set(form) == keys for form in forms)
    assert {form["kind"] for form in forms} <= {"hero", "section", "page"}
    for form in forms:
        path = tmp_path / "captures" / form["source"] / f"{form['id']}.json.gz"
        strings = {e.text.string for e in read_capture(path).elements if e.text}
        assert strings & {"First", "Second", "More of First", "More of Second"}
        sidecar = json.loads(path.with_name(f"{form['id']}.source.json").read_text())
        assert sidecar["address"].startswith(gallery.base)
        assert sidecar["license"] == "unstated"
        with Image.open(path.with_name(f"{form['id']}.webp")) as picture:
            assert max(picture.size) <= 768
            assert picture.width / picture.height == pytest.approx(
                form["crop"][2] / form["crop"][3], rel=0.01
            )
    sources = (tmp_path / "SOURCES.tsv").read_text().splitlines()
    assert sources[0] == "source\tlicence\tkind\torigin\tn_captures"
    assert sources[1].endswith(str(report.kept))


def test_a_second_run_asks_for_nothing(tmp_path: Path, browser: Browser, gallery: Any, fetcher: Any) -> None:
    first = _collect(tmp_path, [f"{gallery.base}/first"], browser, fetcher)
    before = dict(gallery.asked)
    second = _collect(tmp_path, [f"{gallery.base}/first"], browser, fetcher)
    assert (second.kept, second.total) == (0, first.total)
    assert dict(gallery.asked) == before


def test_busy_forbidden_marked_and_broken_pages(
    tmp_path: Path, browser: Browser, gallery: Any, fetcher: Any, waits: list[float]
) -> None:
    html = DESIGN.format(title="Busy", color="#c0c0ff").encode()
    page = {"Content-Type": "text/html"}
    gallery.file("/robots.txt", b"User-agent: *\nDisallow: /private", "text/plain")
    gallery.routes["/busy"] = lambda asked: (
        (429, {"Retry-After": "3"}, b"") if asked.count < 3 else (200, page, html)
    )
    gallery.routes["/down"] = lambda asked: (503, {}, b"")
    gallery.routes["/round"] = lambda asked: (302, {"Location": "/round"}, b"")
    gallery.routes["/zip"] = lambda asked: (200, {"Content-Type": "application/zip"}, b"PK")
    gallery.page("/marked", DESIGN.format(title="Marked", color="red"), X_Robots_Tag="noai")
    gallery.page(
        "/meta", '<meta name="robots" content="noimageai">' + DESIGN.format(title="Meta", color="red")
    )
    sheet = '<link rel=stylesheet href="http://elsewhere.test/theme.css">'
    gallery.page("/away", sheet + DESIGN.format(title="Away", color="red"))
    gallery.page("/bare", "<link rel=stylesheet href=/gone.css>" + DESIGN.format(title="Bare", color="red"))
    names = ["busy", "down", "round", "zip", "marked", "meta", "bare", "away", "private", "gone"]
    starts = [f"{gallery.base}/{name}" for name in names]
    report = _collect(tmp_path, starts, browser, fetcher, depth=0)
    assert report.states == {"done": 1, "unavailable": 1, "refused": 8}
    assert {form["title"] for form in _forms(tmp_path)} == {"Busy"}
    assert all(3.0 <= wait <= 4.3 for wait in waits[:2])
    reasons = " ".join(reason for _, _, reason in report.reasons)
    for part in ("/down: the server answered 503", "/round: redirects in a circle", "/zip: of type application/zip",
                 "/marked: the site forbids it (noai)", "/meta: the site forbids it (noimageai)", "gone.css did not load", "theme.css did not load",
                 "/private: forbidden by robots.txt", "/gone: the server answered 404"):  # fmt: skip
        assert part in reasons
    assert gallery.asked["/private"] == 0


def test_an_endless_gallery_is_read_to_its_bound(
    tmp_path: Path, browser: Browser, site: Any, fetcher: Any
) -> None:
    html = """<!doctype html><meta charset=utf-8><style>*{margin:0}.c{width:300px;height:340px;background:#fff;float:left;
      margin:10px;border-radius:8px;font:20px sans-serif}body{background:#dde}</style><main id=m></main><script>let n=0;
      const more=()=>{for(let i=0;i<6;i++){const c=document.createElement('div');c.className='c';n++;
      c.innerHTML=`<div style="height:200px;background:hsl(${n*47} 80% 60%)"></div><h2>Card ${n}</h2><p>Words ${n*n}</p>`;
      m.append(c)}};more();addEventListener('scroll',()=>{
      if(scrollY+innerHeight>document.documentElement.scrollHeight-400)more()});</script>"""
    site.page("/endless", html)
    report = _collect(tmp_path, [f"{site.base}/endless"], browser, fetcher, depth=0)
    assert report.states == {"done": 1}
    crops = [form["crop"] for form in _forms(tmp_path)]
    assert max(y + h for _, y, _, h in crops) <= PATIENCE.max_page_px
    assert any(w == 300 for _, _, w, _ in crops)


def test_links_stay_within_bounds(tmp_path: Path, browser: Browser, site: Any, fetcher: Any) -> None:
    links = "".join(f'<a href="/p{i}">{i}</a> ' for i in range(30))
    out = '<a href="http://elsewhere.test/">away</a><a href="/logout">leave</a><a href="/a.zip">pack</a>'
    for i in range(-1, 30):
        path = "/start" if i < 0 else f"/p{i}"
        html = DESIGN.format(title=f"Page {i}", color=f"hsl({i * 40} 70% 70%)").replace("/next", "/p0")
        site.page(path, html + links + out)
    report = _collect(tmp_path, [f"{site.base}/start"], browser, fetcher, pages_per_site=4)
    assert report.states == {"done": 4}
    assert not {"/logout", "/a.zip"} & set(site.asked)


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 184>>stream
0.9 0.3 0.2 rg 0 400 400 200 re f 0.1 0.2 0.6 rg 40 60 120 90 re f
BT /F1 40 Tf 1 1 1 rg 40 480 Td (Summer fair) Tj ET
BT /F1 14 Tf 0 0 0 rg 40 340 Td (Come and see) Tj 0 -18 Td (on Sunday) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>endobj
trailer<</Root 1 0 R>>
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" width="400" height="500"><defs><linearGradient id="g">
  <stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient></defs>
  <rect width="400" height="500" fill="#fde"/><rect x="40" y="40" width="320" height="160" rx="20" fill="url(#g)"/>
  <circle cx="200" cy="330" r="50" fill="#0a0"/><path d="M50 400 L350 420 L200 460z" fill="#222"/>
  <text x="60" y="130" font-size="48" fill="#fff">Open day</text></svg>"""


def test_svg_pdf_and_pptx_files_are_captured(
    tmp_path: Path, browser: Browser, site: Any, fetcher: Any
) -> None:
    pptx = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    shape = slide.shapes.add_shape(5, 914400, 914400, 3657600, 1828800)
    shape.fill.solid()
    shape.fill.fore_color.rgb = pptx.dml.color.RGBColor(0x20, 0x60, 0xA0)
    for i, words in enumerate(("A slide", "with words")):
        slide.shapes.add_textbox(914400, 3200400 + i * 914400, 5486400, 914400).text_frame.text = words
    stream = io.BytesIO()
    deck.save(stream)
    site.file("/a.pdf", PDF, "application/pdf")
    site.file("/a.svg", SVG.encode(), "image/svg+xml")
    site.file(
        "/a.pptx",
        stream.getvalue(),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
    links = '<a href="/a.pdf">pdf</a> <a href="/a.svg">svg</a> <a href="/a.pptx">pptx</a>'
    site.page("/start", DESIGN.format(title="Files", color="#ccc").replace("/next", "/start") + links)
    report = _collect(tmp_path, [f"{site.base}/start"], browser, fetcher)
    assert report.states == {"done": 4}, report.reasons
    forms = {form["page"].rpartition("/")[2].partition("#")[0]: form for form in _forms(tmp_path)}
    texts = {name: {e["s"]: e for e in form["elements"] if e["t"] == "text"} for name, form in forms.items()}
    assert set(texts["a.pdf"]) == {"Summer fair", "Come and see on Sunday"}
    assert texts["a.pdf"]["Summer fair"]["fs"] == pytest.approx(40, rel=0.02)
    assert texts["a.pdf"]["Summer fair"]["c"] == [255, 255, 255, 1]
    fills = [e for e in forms["a.pdf"]["elements"] if e["t"] == "box"]
    assert [e["b"] for e in fills] == [[0, 0, 400, 200], [40, 450, 120, 90]]
    assert (forms["a.pdf"]["group"], forms["a.pdf"]["crop"]) == ("poster", [0, 0, 400, 600])
    assert texts["a.svg"]["Open day"]["fs"] == 48
    boxes = [e for e in forms["a.svg"]["elements"] if e["t"] == "box"]
    assert boxes[1]["b"] == [40, 40, 320, 160]
    assert boxes[1]["grad"].startswith("linear-gradient(90deg")
    assert (boxes[2]["b"], boxes[2]["r"]) == ([150, 280, 100, 100], 50)
    assert set(texts["a.pptx"]) == {"A slide", "with words"}
    assert [e["fill"] for e in forms["a.pptx"]["elements"] if e["t"] == "box"][-1] == [32, 96, 160, 1]
    for form in forms.values():
        read_capture(tmp_path / "captures" / form["source"] / f"{form['id']}.json.gz")


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [("a.pdf", "application/pdf", b"%PDF-1.4 broken"), ("a.svg", "image/svg+xml", b"<svg><unclosed"),
     ("b.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
     ("a.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", b"PK broken")],
)  # fmt: skip
def test_broken_files_are_named(
    tmp_path: Path, browser: Browser, site: Any, fetcher: Any, name: str, kind: str, data: bytes
) -> None:
    site.file(f"/{name}", data, kind)
    report = _collect(tmp_path, [f"{site.base}/{name}"], browser, fetcher)
    assert report.states in ({"refused": 1}, {"done": 1})
    assert report.kept == 0
    if report.states == {"refused": 1}:
        assert name in report.reasons[0][2]


def test_local_folders_know_their_package(
    tmp_path: Path, browser: Browser, fetcher: Any, make_picture: Any
) -> None:
    root = tmp_path / "theme"
    (root / "dist").mkdir(parents=True)
    manifest = {"name": "@me/theme", "version": "1.2.0", "license": "MIT", "author": {"name": "Ada"}}
    (root / "package.json").write_text(json.dumps(manifest))
    (root / "photo.png").write_bytes(make_picture(2, (300, 200)))
    html = (
        DESIGN.format(title="Local", color="#9cf")
        .replace("/photo.png", "../photo.png")
        .replace("/next", "about.html")
    )
    (root / "dist" / "index.html").write_text(html)
    (root / "dist" / "about.html").write_text(
        html.replace("Local", "About").replace("420px", "300px").replace("<p>", "<p>" + "more " * 90)
    )
    (root / "secret.html").write_text(html)
    _collect(tmp_path / "out", [str(root / "dist")], browser, fetcher)
    forms = _forms(tmp_path / "out")
    assert {form["title"] for form in forms} == {"Local", "About"}
    assert {(form["source"], form["license"]) for form in forms} == {("me+theme-1.2.0", "MIT")}
    assert any(e["t"] == "img" for form in forms for e in form["elements"])
    sidecar = json.loads(next((tmp_path / "out" / "captures").glob("*/*.source.json")).read_text())
    assert sidecar["address"].startswith("npm:@me/theme@1.2.0/dist/")
    assert (sidecar["author"], sidecar["license_from"]) == ("Ada", "package.json")


def test_what_is_not_there_is_named(tmp_path: Path, browser: Browser, fetcher: Any) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        _collect(tmp_path, [str(tmp_path / "nowhere")], browser, fetcher)
