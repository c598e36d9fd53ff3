"""What the browser's walk finds on pages whose right answer is known."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from jaxdesign.collectors.browser import Browser
from jaxdesign.collectors.reading import Patience, Reading, read_page
from jaxdesign.collectors.refusals import RefusedError, UnavailableError

pytestmark = pytest.mark.browser

PATIENCE = Patience(max_page_px=6000, scroll_ms=4000, load_ms=1500)
BARE = "<!doctype html><meta charset=utf-8><style>*{margin:0}body{font:16px/20px sans-serif}</style>"


def _read(browser: Browser, site: Any, html: str, viewport: tuple[int, int] = (800, 600)) -> Reading:
    return read_page(browser, site.page("/page", BARE + html), viewport, PATIENCE)


def _elements(reading: Reading, kind: str) -> list[dict[str, Any]]:
    return [e for e in reading.data["elements"] if e["t"] == kind and e["tag"] != "body"]


def _texts(reading: Reading) -> list[str]:
    return [e["s"] for e in _elements(reading, "text")]


def test_boxes_with_their_paint(browser: Browser, site: Any) -> None:
    html = """<div style="position:absolute;left:40px;top:30px;width:200px;height:100px;background:#ff8000;
      border:4px solid rgb(0 0 255 / 50%);border-radius:12px;box-shadow:2px 3px 8px #000;opacity:.5"></div>
      <div style="position:absolute;left:300px;top:30px;width:100px;height:100px;
      background:linear-gradient(90deg,#f00,#00f);border-radius:50%"></div>
      <hr style="position:absolute;left:40px;top:200px;width:300px;height:0;border:0;border-top:2px solid #123456">"""
    box, round_, rule = _elements(_read(browser, site, html), "box")
    assert box["b"] == [40, 30, 208, 108]
    assert (box["fill"], box["bw"], box["bc"]) == ([255, 128, 0, 1], 4, [0, 0, 255, 0.5])
    assert (box["r"], box["op"]) == (12, 0.5)
    assert "2px 3px 8px" in box["sh"]
    assert round_["r"] == 50
    assert round_["grad"] == "linear-gradient(90deg, rgb(255, 0, 0), rgb(0, 0, 255))"
    assert (rule["b"], rule["fill"]) == ([40, 200, 300, 2], [18, 52, 86, 1])


def test_text_runs_are_tight_and_typed(browser: Browser, site: Any) -> None:
    html = """<h1 style="position:absolute;left:50px;top:40px;width:700px;font:italic 700 40px/60px serif;color:#102030;
      letter-spacing:2px;text-transform:uppercase;text-align:center">Big words</h1>
      <p style="position:absolute;left:50px;top:200px;width:120px">some words that need more than one line</p>"""
    heading, text = _elements(_read(browser, site, html), "text")
    assert (heading["s"], heading["fs"], heading["fw"], heading["it"]) == ("Big words", 40, "700", "italic")
    assert (heading["lh"], heading["ls"], heading["tt"], heading["al"]) == (60, 2, "uppercase", "center")
    assert heading["c"] == [16, 32, 48, 1]
    x, y, w, h = heading["b"]
    assert 40 < y + 0 < 55
    assert 40 <= h <= 50
    assert abs((x + w / 2) - 400) < 2
    assert w < 400
    assert text["n"] >= 3
    assert text["b"][2] <= 120
    assert text["b"][3] > (text["n"] - 1) * 20


def test_runs_part_where_a_reader_sees_two_texts(browser: Browser, site: Any) -> None:
    html = """<p>A <b>bold</b> and <i>leaning</i> word stay one.</p><p><span style="font-size:40px">$19</span> a month</p>
      <a style="display:inline-block">Home</a> <a style="display:inline-block">About</a>
      <ul><li>first</li><li>second</li></ul><p>one<br>two</p>
      <p><span style="color:red">Red line</span><br><span style="color:blue">Blue line</span></p>"""
    assert _texts(_read(browser, site, html)) == [
        "A bold and leaning word stay one.", "$19", "a month", "Home", "About", "first", "second", "one two",
        "Red line", "Blue line",
    ]  # fmt: skip


def test_what_cannot_be_seen_is_not_captured(browser: Browser, site: Any) -> None:
    html = """<p>seen</p><p style="display:none">a</p><p style="visibility:hidden">b</p><p style="opacity:0">c</p>
      <p style="position:absolute;left:-9999px">d</p><p style="text-indent:-9999px;overflow:hidden">e</p>
      <div style="height:20px;overflow:hidden"><p>shown</p><p>f</p></div>
      <span style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)">g</span>
      <div style="width:100px;overflow:hidden;white-space:nowrap"><div style="display:inline-block;width:100px">slide one
      </div><div style="display:inline-block;width:100px">h</div></div><p style="font-size:0">i</p>"""
    assert _texts(_read(browser, site, html)) == ["seen", "shown", "slide one"]


def test_long_texts_are_parted_at_lines(browser: Browser, site: Any) -> None:
    words = [f"word{i}" for i in range(150)]
    reading = _read(browser, site, f"<p style='width:400px'>{' '.join(words)}</p>")
    runs = _elements(reading, "text")
    assert " ".join(run["s"] for run in runs).split() == words
    assert all(len(run["s"]) <= 300 for run in runs)
    for above, below in itertools.pairwise(runs):
        assert above["b"][1] + above["b"][3] <= below["b"][1] + 4


def test_pictures_where_they_are_painted(browser: Browser, site: Any, make_picture: Any) -> None:
    site.file("/a.png", make_picture(1, (200, 100)), "image/png")
    html = """<img src=/a.png alt="a picture" style="position:absolute;left:10px;top:10px;width:100px;height:100px">
      <img src=/a.png style="position:absolute;left:200px;top:10px;width:100px;height:100px;object-fit:contain">
      <img src=/missing.png style="position:absolute;left:400px;top:10px;width:100px;height:100px">
      <div style="position:absolute;left:10px;top:200px;width:300px;height:300px;background:url(/a.png) no-repeat center"></div>
      <div style="position:absolute;left:400px;top:200px;width:300px;height:300px;background:url(/a.png) center/cover"></div>
      <svg style="position:absolute;left:10px;top:520px" width=24 height=24><path d="M0 0h24v24z"/></svg>"""
    reading = _read(browser, site, html)
    found = [(e["tag"], e["b"]) for e in _elements(reading, "img")]
    assert found == [
        ("img", [10, 10, 100, 100]), ("img", [200, 35, 100, 50]), ("bg", [60, 300, 200, 100]),
        ("bg", [400, 200, 300, 300]), ("svg", [10, 520, 24, 24]),
    ]  # fmt: skip
    first = _elements(reading, "img")[0]
    assert (first["nw"], first["nh"], first["alt"]) == (200, 100, "a picture")
    assert len(reading.data["broken"]) == 1


STACKS = {
    "document order": "<i style='background:red'></i><i style='background:blue'></i>",
    "z-index": "<i style='background:blue;z-index:2'></i><i style='background:red;z-index:1'></i>",
    "negative": "<i style='background:blue'></i><i style='background:red;z-index:-1'></i>",
    "nested": """<b style='z-index:1'><i style='background:red;z-index:99'></i></b><i style='background:blue;z-index:2'></i>""",
    "no paint of its own": "<b style='z-index:5'><i style='background:blue'></i></b><i style='background:red;z-index:1'></i>",
    "opacity makes a layer": """<b style='opacity:.99;z-index:0'><i style='background:red;z-index:9'></i></b>
       <i style='background:blue;z-index:1'></i>""",
    "positioned over flow": "<i style='background:blue'></i><u style='background:red'></u>",
    "flex item": "<s><u style='background:blue;z-index:1;order:1'></u><u style='background:red;margin-left:-100px;order:2'></u></s>",
}


@pytest.mark.parametrize("name", STACKS)
def test_paint_order_is_what_the_picture_shows(browser: Browser, site: Any, name: str) -> None:
    style = """<style>i{position:absolute}i,u{display:block;width:100px;height:100px}b{position:absolute}s{display:flex}
      b i,i{left:0;top:0}</style>"""
    reading = _read(browser, site, style + STACKS[name])
    boxes = _elements(reading, "box")
    assert len(boxes) == 2
    x, y, w, h = boxes[-1]["b"]
    pixel = reading.picture.getpixel((int(x + w / 2), int(y + h / 2)))
    assert isinstance(pixel, tuple)
    assert max(abs(a - b) for a, b in zip(pixel, boxes[-1]["fill"][:3], strict=True)) < 6


def test_scaled_and_turned_text(browser: Browser, site: Any) -> None:
    html = """<p style="position:absolute;left:100px;top:100px;transform:scale(2);transform-origin:0 0">double</p>
      <p style="position:absolute;left:400px;top:300px;transform:rotate(90deg);font-size:30px">turned</p>"""
    double, turned = _elements(_read(browser, site, html), "text")
    assert double["fs"] == 32
    assert double["b"][:2] == pytest.approx([100, 100], abs=4)
    assert turned["rot"] == 90
    assert turned["b"][2] > turned["b"][3]


def test_overlays_frames_shadow_trees_and_controls(browser: Browser, site: Any) -> None:
    site.page("/inner", BARE + "<p>in a frame</p>")
    html = """<style>#o{position:relative;width:300px;height:100px}
      #o::before{content:'';position:absolute;inset:0;background:rgb(0 0 0 / 40%)}</style><div id=o></div>
      <iframe src=/inner style="border:0;width:200px;height:50px"></iframe><div id=h></div>
      <input placeholder="Your name" style="width:200px;height:40px">
      <script>h.attachShadow({mode:'open'}).innerHTML='<p>in a shadow tree</p>'</script>"""
    reading = _read(browser, site, html)
    assert _texts(reading) == ["in a frame", "in a shadow tree", "Your name"]
    overlay = next(e for e in _elements(reading, "box") if e["fill"] == [0, 0, 0, 0.4])
    assert overlay["b"] == [0, 0, 300, 100]


def test_lazy_pictures_come_and_animations_have_arrived(
    browser: Browser, site: Any, make_picture: Any
) -> None:
    site.file("/late.png", make_picture(4, (300, 200)), "image/png")
    html = """<style>@keyframes in{from{opacity:0;margin-left:200px}}.r{animation:in 30s both}
      .s{opacity:0;transition:opacity 20s}.s.on{opacity:1}</style><p class=r>arrives</p><div style="height:2500px"></div>
      <img id=late width=300 height=200><img loading=lazy src=/late.png width=300 height=200><p class=s>revealed</p><script>
      new IntersectionObserver((es)=>es.forEach((e)=>{if(e.isIntersecting)late.src='/late.png'})).observe(late);
      const s=document.querySelector('.s');
      new IntersectionObserver((es)=>es.forEach((e)=>{if(e.isIntersecting)s.classList.add('on')})).observe(s)</script>"""
    reading = _read(browser, site, html)
    assert len(_elements(reading, "img")) == 2
    arrives, revealed = _elements(reading, "text")
    assert arrives["b"][0] == 0
    assert (revealed["s"], revealed["op"]) == ("revealed", 1)


WALLS = {
    "banner that refuses": """<div id=w style="position:fixed;bottom:0;left:0;right:0;height:200px;background:#fff;z-index:9">
      We use cookies. <button onclick="document.body.dataset.took='all';w.remove()">Accept all</button>
      <button onclick="document.body.dataset.took='none';w.remove()">Reject all</button></div>""",
    "wall without a way out": """<div style="position:fixed;inset:0;background:#000c;z-index:99"></div>
      <div role=dialog aria-modal=true style="position:fixed;inset:20%;background:#fff;z-index:100">Cookie consent needed</div>
      <style>html,body{overflow:hidden;height:100%}</style>""",
    "newsletter": """<div role=dialog style="position:fixed;inset:15%;background:#fff;z-index:9" id=n>Subscribe to our newsletter
      <button aria-label=Close onclick="n.remove()">×</button></div>""",
}


@pytest.mark.parametrize("name", WALLS)
def test_consent_walls_are_closed(browser: Browser, site: Any, name: str) -> None:
    page = "<h1>What one came for</h1><div style='height:2000px'></div><p>the end</p>"
    reading = _read(browser, site, page + WALLS[name])
    assert _texts(reading) == ["What one came for", "the end"]
    assert reading.consent
    assert reading.picture.height > 1500
    if name == "banner that refuses":
        assert browser.evaluate("document.body.dataset.took") == "none"


def test_a_navigation_bar_is_no_wall(browser: Browser, site: Any) -> None:
    bar = "<header style='position:fixed;top:0;left:0;right:0;height:60px'><nav>Privacy · Sign up</nav></header>"
    reading = _read(browser, site, bar + "<div style='padding:80px'>content</div>")
    assert _texts(reading) == ["content", "Privacy · Sign up"]
    assert reading.consent == []


def test_slow_pictures_are_not_waited_for_without_end(browser: Browser, site: Any, make_picture: Any) -> None:
    data = make_picture(1)
    site.routes["/slow.png"] = lambda asked: (
        (site.release.wait(20), {}, data) and (200, {"Content-Type": "image/png"}, data)
    )
    html = "<p>words</p><script>const i=new Image();setTimeout(()=>{i.src='/slow.png';document.body.append(i)},10)</script>"
    assert _texts(_read(browser, site, html)) == ["words"]
    site.release.set()


def test_a_page_that_moves_by_timers_is_stopped(browser: Browser, site: Any) -> None:
    html = "<p id=p>0</p><script>setInterval(()=>{p.textContent=+p.textContent+1},5)</script>"
    reading = _read(browser, site, html)
    assert _texts(reading) == [browser.evaluate("document.querySelector('p').textContent")]


def test_a_page_that_never_holds_still_is_refused(browser: Browser, site: Any) -> None:
    html = """<p id=p>0</p><script>(async()=>{for(;;){await (await fetch('data:text/plain,x')).text();
      p.textContent=+p.textContent+1}})()</script>"""
    with pytest.raises(RefusedError, match="keeps changing"):
        _read(browser, site, html)


def test_circles_and_dead_servers(browser: Browser, site: Any) -> None:
    site.routes["/x"] = lambda asked: (302, {"Location": "/x"}, b"")
    with pytest.raises(RefusedError, match="circle"):
        read_page(browser, f"{site.base}/x", (800, 600), PATIENCE)
    with pytest.raises(UnavailableError, match="did not open"):
        read_page(browser, "http://127.0.0.1:9/", (800, 600), PATIENCE)


def test_the_viewport_is_exact_at_both_widths(browser: Browser, site: Any) -> None:
    html = "<meta name=viewport content='width=device-width'><div style='width:100vw;height:50vh;background:#f00'></div>"
    for viewport in ((1280, 800), (414, 896)):
        reading = _read(browser, site, html, viewport)
        assert reading.picture.width == viewport[0]
        assert _elements(reading, "box")[0]["b"] == [0, 0, viewport[0], viewport[1] / 2]
