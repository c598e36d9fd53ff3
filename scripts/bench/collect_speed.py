"""Pages per minute of the web collector beside a plain Selenium loop, on the same pages in one run.

The plain loop does what a short script does: open the page, scroll to its end and back, take the first
screen's screenshot, wait a second for what is late. The collector also brings the page to rest, reads every
element, photographs the whole page, cuts, filters and stores.
Run: ``python scripts/bench/collect_speed.py --cache FOLDER [--pages 20]``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from jaxdesign.collectors.archive import Archive
from jaxdesign.collectors.browser import BROWSERS, BrowserOptions
from jaxdesign.collectors.collecting import run
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.filters import Limits
from jaxdesign.collectors.local_sites import LocalSites
from jaxdesign.collectors.store import Store
from jaxdesign.collectors.web import WebCollector, WebOptions


def plain_loop(addresses: list[str], pause_s: float) -> float:
    """Seconds that a plain loop takes."""
    options = webdriver.ChromeOptions()
    options.binary_location = next(path for name in BROWSERS if (path := shutil.which(name)))
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1280,800", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    began = time.monotonic()
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    for address in addresses:
        driver.get(address)
        driver.execute_script("window.scrollTo(0, document.body.scrollHeight)")
        time.sleep(pause_s)
        driver.execute_script("window.scrollTo(0, 0)")
        driver.get_screenshot_as_png()
    driver.quit()
    return time.monotonic() - began


def main() -> None:
    """Measure both and print pages a minute."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    folders = [
        folder for folder in sorted(arguments.cache.iterdir()) if (folder / "dist" / "index.html").is_file()
    ]
    folders = folders[: arguments.pages]
    with LocalSites() as sites:
        for folder in folders:
            sites.add(folder.name, folder)
        addresses = [sites.opened(f"local:{folder.name}/dist/index.html") for folder in folders]
        plain = {pause: plain_loop(addresses, pause) for pause in (1.0, 0.0)}
    starts = [str(folder / "dist" / "index.html") for folder in folders]
    options = WebOptions(viewports=((1280, 800),), depth=0, files=False)
    fetcher = Fetcher(seconds_per_host=0.0)
    with tempfile.TemporaryDirectory() as out, Archive(Path(out)) as archive:
        collector = WebCollector(starts, options, BrowserOptions(offline=True), fetcher)
        with collector:
            report = run(collector, archive, Store(archive, Limits()), workers=arguments.workers)
    per_minute = {
        f"plain, waits {pause:g} s": 60 * len(folders) / seconds for pause, seconds in plain.items()
    }
    per_minute["collector"] = 60 * len(folders) / report.seconds
    rounded = {name: round(value, 1) for name, value in per_minute.items()}
    print(json.dumps({"pages": len(folders), "pages_per_minute": rounded, "designs": report.kept}))


if __name__ == "__main__":
    main()
