"""How many visible words of real pages stand in the capture, in boxes that hold their pixels.

The walk is checked against pixels, not against itself: every word of a page is painted in a colour of its
own (CSS highlights, which move nothing), in four shots that together code its number, so that each pixel of
ink names its word. A word is visible where its pixels change in the untouched page when text is made
transparent. It is found where a text of the capture holds the word and its box holds at least 0.9 of those
pixels. Run: ``python scripts/bench/word_boxes.py --cache FOLDER [--pages 50]``, after collect_open_designs
has filled the folder with packages.
"""

from __future__ import annotations

import argparse
import json
import random
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from jaxdesign.collectors.browser import Browser, BrowserOptions
from jaxdesign.collectors.local_sites import LocalSites
from jaxdesign.collectors.reading import Patience, Reading, read_page
from jaxdesign.collectors.refusals import RefusedError, UnavailableError

LIST = Path(__file__).resolve().parent.parent / "collect_open_designs.tsv"
VIEWPORTS = ((1280, 800), (414, 896))
SHOTS = 4
LEAST_INK = 6
HELD = 0.9

MARK_WORDS = """(() => {
  window.__words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && __words.length < 4000) {
    const node = walker.currentNode;
    if (/^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE|TEXTAREA|OPTION)$/.test(node.parentElement.tagName)) continue;
    for (const match of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      __words.push(range);
    }
  }
  return __words.map((range) => range.toString());
})()"""
PLAIN = """(() => { const style = document.createElement('style'); style.id = '__plain';
  style.textContent = `*, *::before, *::after { color: transparent !important; text-shadow: none !important;
    -webkit-text-fill-color: transparent !important; text-decoration-color: transparent !important;
    -webkit-text-stroke-color: transparent !important; }
    *::before, *::after, ::marker, ::placeholder { color: transparent !important; }`;
  document.head.appendChild(style); return true; })()"""
CODED = """((shot) => {
  let style = document.getElementById('__plain');
  const rules = [0, 1, 2, 3, 4, 5, 6, 7].map((code) => {
    const c = `rgb(${code & 1 ? 255 : 0}, ${code & 2 ? 255 : 0}, ${code & 4 ? 255 : 0})`;
    return `::highlight(code${code}) { color: ${c}; -webkit-text-fill-color: ${c}; text-decoration: none; }`;
  });
  style.textContent = `html { background: rgb(127, 127, 127) !important; }
    *, *::before, *::after { background: transparent !important; border-color: transparent !important;
      box-shadow: none !important; text-shadow: none !important;
      color: rgb(127, 127, 127) !important;
      -webkit-text-fill-color: rgb(127, 127, 127) !important; opacity: 1 !important;
      filter: none !important;
      -webkit-text-stroke: 0 !important; mix-blend-mode: normal !important;
      outline-color: transparent !important;
      text-decoration-color: transparent !important; backdrop-filter: none !important;
      mask: none !important; }
    html { background: rgb(127, 127, 127) !important; }
    img, svg, canvas, video, iframe, input, textarea, select, progress, object {
      visibility: hidden !important; }
      visibility: hidden !important; }
    ${rules.join('\\n')}`;
  CSS.highlights.clear();
  for (let code = 0; code < 8; code++) {
    const ranges = __words.filter((_, i) => (((i + 1) >> (3 * shot)) & 7) === code);
    CSS.highlights.set(`code${code}`, new Highlight(...ranges));
  }
  return __jaxdesignFrames().then(() => true);
})"""


@dataclass
class Tally:
    """Words of one page."""

    visible: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)


def _array(browser: Browser, size: tuple[int, int]) -> np.ndarray:
    return np.asarray(browser.screenshot(*size), dtype=np.int16)


def word_pixels(browser: Browser, size: tuple[int, int]) -> np.ndarray:
    """``[h, w]``: number of the word that each pixel belongs to, from 1; 0 for none."""
    number = np.zeros((size[1], size[0]), dtype=np.int32)
    inked = np.ones_like(number, dtype=bool)
    for shot in range(SHOTS):
        browser.evaluate(f"{CODED}({shot})")
        away = _array(browser, size) - 127
        inked &= (np.abs(away) > 20).all(axis=2)
        for bit in range(3):
            number |= (away[..., bit] > 0).astype(np.int32) << (3 * shot + bit)
    return np.where(inked, number, 0)


def _plain_text(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def measure(browser: Browser, reading: Reading) -> Tally:
    """Compare a reading with the pixels of the page that still stands in the browser."""
    size = reading.picture.size
    words = browser.evaluate(MARK_WORDS)
    untouched = np.asarray(reading.picture, dtype=np.int16)
    browser.evaluate(PLAIN)
    shown = np.abs(untouched - _array(browser, size)).max(axis=2) > 16
    numbers = word_pixels(browser, size)
    ys, xs = np.nonzero(numbers)
    ids = numbers[ys, xs]
    order = np.argsort(ids, kind="stable")
    ys, xs, ids = ys[order], xs[order], ids[order]
    starts = np.searchsorted(ids, np.arange(1, len(words) + 2))
    texts = [(e, _plain_text(e["s"])) for e in reading.data["elements"] if e["t"] == "text"]
    tally = Tally()
    for i, word in enumerate(words):
        own = slice(starts[i], starts[i + 1])
        y, x = ys[own], xs[own]
        seen = shown[y, x]
        if len(y) < LEAST_INK or seen.mean() < 0.5:
            continue
        tally.visible += 1
        if _is_held(_plain_text(word), x[seen], y[seen], texts):
            tally.found += 1
        else:
            tally.missed.append(f"{word} at {x.min()},{y.min()}")
    return tally


def _is_held(word: str, x: np.ndarray, y: np.ndarray, texts: list[tuple[dict[str, Any], str]]) -> bool:
    for element, string in texts:
        if word not in string or element.get("rot"):
            continue
        left, top, w, h = element["b"]
        inside = (
            (x + 0.5 >= left - 0.5)
            & (x + 0.5 <= left + w + 0.5)
            & (y + 0.5 >= top - 0.5)
            & (y + 0.5 <= top + h + 0.5)
        )
        if inside.mean() >= HELD:
            return True
    return False


def pages_of(cache: Path, rng: random.Random) -> list[tuple[str, Path, Path]]:
    """Name, folder and page; the packages take turns, so that a few large ones do not fill the sample."""
    queues = []
    for line in LIST.read_text(encoding="utf-8").splitlines()[1:]:
        package, version, _, _, folder = line.split("\t")
        root = cache / f"{package.lstrip('@').replace('/', '+')}-{version}"
        start = root / folder
        pages = [start] if start.is_file() else sorted(start.glob("**/*.html")) if start.is_dir() else []
        pages = [p for p in pages if "node_modules" not in p.parts and "include" not in str(p)]
        rng.shuffle(pages)
        queues.append([(root.name, root, page) for page in pages])
    rng.shuffle(queues)
    found = []
    for turn in range(max(map(len, queues), default=0)):
        found += [queue[turn] for queue in queues if turn < len(queue)]
    return found


def main() -> None:
    """Measure and print one line a page, then the sum."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    total = Tally()
    done = 0
    with LocalSites() as sites, Browser(BrowserOptions(offline=True)) as browser:
        for name, root, page in pages_of(arguments.cache, rng):
            if done == arguments.pages:
                break
            sites.add(name, root)
            address = sites.opened(f"local:{name}/{page.relative_to(root).as_posix()}")
            try:
                patience = Patience(max_page_px=6000)
                reading = read_page(browser, address, VIEWPORTS[done % 2], patience)
                tally = measure(browser, reading)
            except (RefusedError, UnavailableError) as error:
                print(f"left out: {error}", flush=True)
                continue
            if not tally.visible:
                continue
            done += 1
            total.visible += tally.visible
            total.found += tally.found
            print(f"{tally.found}/{tally.visible} {name}/{page.name} {tally.missed[:4]}", flush=True)
    share = total.found / max(total.visible, 1)
    print(json.dumps({"pages": done, "words": total.visible, "found": total.found, "share": round(share, 4)}))


if __name__ == "__main__":
    main()
