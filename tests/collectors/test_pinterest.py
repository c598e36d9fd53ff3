"""Pinterest on pages of the same structure: a virtual grid that forgets what scrolled away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.browser import Browser, BrowserOptions
from jaxdesign.collectors.collecting import Report, Step, run
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.pinterest import PinterestCollector, larger_pictures, place_of
from jaxdesign.collectors.store import Store

PINS = 40
GRID = """<!doctype html><meta charset=utf-8><h1 data-test-id="board-name">Flyers</h1>
<style>*{margin:0}#g{position:relative}.p{position:absolute;width:236px;height:340px;overflow:hidden}</style><div id=g></div>
<script>const total=%d, columns=4; let loaded=12;
const draw=()=>{ if(scrollY+innerHeight>Math.ceil(loaded/columns)*360-200) loaded=Math.min(total,loaded+8);
 g.style.height=Math.ceil(loaded/columns)*360+'px';
 for(let i=0;i<total;i++){const y=Math.floor(i/columns)*360, near=i<loaded&&Math.abs(y-scrollY)<1600;
  let e=document.getElementById('p'+i);
  if(!near){e&&e.remove();continue} if(e)continue;
  e=document.createElement('div');e.className='p';e.id='p'+i;e.dataset.testId='pin';e.style.cssText=`left:${(i%%columns)*250}px;top:${y}px`;
  e.innerHTML=`<a href="/pin/${1000+i}/"><img alt="Flyer number ${i}" src="/236x/${i}.png" srcset="/236x/${i}.png 1x, /474x/${i}.png 2x" width=236 height=300></a>
   <div data-test-id="pinTitle">Pin ${i}</div><a href="http://origin.test/${i}">origin</a>`;
  g.append(e)}};
addEventListener('scroll',draw);draw()</script>"""


@pytest.fixture
def board(site: Any, make_picture: Callable[..., bytes]) -> Any:
    """A board of ``PINS`` pins; the largest size of every third picture is missing."""
    site.page("/ada/flyers/", GRID % PINS)

    def picture(asked: Any) -> Any:
        size, name = asked.path.strip("/").split("/")
        number = int(name.removesuffix(".png"))
        if size == "originals" and number % 3 == 0:
            return 404, {}, b""
        scale = {"originals": 3, "736x": 2}.get(size, 1)
        return 200, {"Content-Type": "image/png"}, make_picture(number, (160 * scale, 210 * scale))

    for size in ("236x", "474x", "736x", "originals"):
        site.routes[f"/{size}/*"] = picture
    return site


class _Lent:
    def __init__(self, browser: Browser):
        self.browser = browser

    def __exit__(self, *_: object) -> None:
        pass

    def use(self, work: Callable[[Browser], Any]) -> Any:
        return work(self.browser)


def _collect(
    folder: Path, site: Any, browser: Browser, fetcher: Any, *, limit: int | None = None,
    progress: Callable[[Step], None] = lambda step: None,
) -> tuple[Report, Any]:  # fmt: skip
    collector = PinterestCollector(["ada/flyers"], BrowserOptions(), fetcher, base=site.base)
    collector._pool = _Lent(browser)  # ty: ignore[invalid-assignment]
    with Archive(folder) as archive:
        report = run(collector, archive, Store(archive, Limits()), limit=limit, progress=progress)
        return report, archive.cursor(f"{collector.job} {site.base}/ada/flyers/")


@pytest.mark.browser
def test_every_pin_of_a_board_comes_once(tmp_path: Path, board: Any, browser: Browser, fetcher: Any) -> None:
    report, cursor = _collect(tmp_path, board, browser, fetcher)
    assert report.kept == PINS
    assert cursor["end"] is True
    assert all(n == 1 for path, n in board.asked.items() if path.startswith("/originals"))
    sidecars = [json.loads(p.read_text()) for p in (tmp_path / "captures").glob("*/*.source.json")]
    assert {s["pin"] for s in sidecars} == {str(1000 + i) for i in range(PINS)}
    one = next(s for s in sidecars if s["pin"] == "1003")
    assert one["address"] == f"{board.base}/pin/1003/"
    assert one["final_address"].endswith("/736x/3.png")
    assert (one["board"], one["link"]) == ("Flyers", "http://origin.test/3")


@pytest.mark.browser
def test_scrolling_goes_on_where_it_was(tmp_path: Path, board: Any, browser: Browser, fetcher: Any) -> None:
    class Stop(Exception):
        pass

    steps: list[str] = []

    def stop_at_second_screen(step: Step) -> None:
        steps.append(step.unit)
        if step.unit.endswith("screen 1"):
            raise Stop

    with pytest.raises(Stop):
        _collect(tmp_path, board, browser, fetcher, progress=stop_at_second_screen)
    browser.open("about:blank")
    browser.place = ""
    report, _ = _collect(tmp_path, board, browser, fetcher, progress=lambda step: steps.append(step.unit))
    assert report.total == PINS
    assert len(steps) == len(set(steps))


@pytest.mark.browser
def test_a_log_in_wall_is_named(tmp_path: Path, site: Any, browser: Browser, fetcher: Any) -> None:
    site.page("/ada/flyers/", '<form data-test-id="login-form">Log in</form>')
    report, _ = _collect(tmp_path, site, browser, fetcher)
    assert "a log-in is asked for" in report.reasons[0][2]


def test_places_and_sizes() -> None:
    base = "https://p.test"
    assert place_of("ada/flyers", base) == "https://p.test/ada/flyers/"
    assert place_of("vintage flyers", base) == "https://p.test/search/pins/?q=vintage%20flyers"
    assert place_of("https://p.test/pin/12/", base) == "https://p.test/pin/12/"
    assert larger_pictures("https://i.test/236x/ab/c.jpg") == [
        "https://i.test/originals/ab/c.jpg", "https://i.test/736x/ab/c.jpg", "https://i.test/236x/ab/c.jpg",
    ]  # fmt: skip
    assert larger_pictures("https://i.test/c.jpg") == ["https://i.test/c.jpg"]
