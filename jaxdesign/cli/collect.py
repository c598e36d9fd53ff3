"""``jaxdesign collect``: designs from pages, Figma, Pinterest and lists of pictures, as captures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from jaxdesign.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    help="Collect designs as captures: picture, element tree and where they came from.",
    epilog="Run the same command again to go on where it stopped; nothing is fetched twice.",
)


@app.callback()
def _collect_help() -> None:
    pass


Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to collect into.")]
Limit = Annotated[
    int | None, typer.Option(min=1, help="Stop once this many designs are kept by this command.")
]
Grid = Annotated[str | None, typer.Option(help="Address of a Selenium Grid to run the browsers on.")]
Proxy = Annotated[str | None, typer.Option(help="Proxy for all requests, as in http://host:3128.")]
Cookies = Annotated[Path | None, typer.Option(help="Your cookies, as a Netscape cookies.txt.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Browsers at once.")]
IgnoreRobots = Annotated[
    bool,
    typer.Option("--ignore-robots", help="Only for sites of your own: pass over robots.txt and noai marks."),
]
Rate = Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")]
Views = Annotated[
    list[str] | None, typer.Option("--viewport", help="Window as WIDTHxHEIGHT; repeat for more.")
]


def _viewports(given: list[str] | None) -> tuple[tuple[int, int], ...]:
    from jaxdesign.collectors.web import VIEWPORTS

    found = []
    for text in given or []:
        width, _, height = text.lower().partition("x")
        if not (width.isdecimal() and height.isdecimal()):
            raise InputError(f"--viewport {text}: expected WIDTHxHEIGHT, as in 1280x800.")
        size = (int(width), int(height))
        if not (240 <= size[0] <= 4000 and 240 <= size[1] <= 4000):
            raise InputError(f"--viewport {text}: each side is from 240 to 4000.")
        found.append(size)
    return tuple(found) or VIEWPORTS


def _settings(
    grid: str | None,
    proxy: str | None,
    cookies: Path | None,
    ignore_robots: bool,
    rate: float,
    offline: bool = False,
) -> tuple[Any, Any]:
    """Browser options and fetcher."""
    from jaxdesign.collectors.browser import BrowserOptions
    from jaxdesign.collectors.cookies import browser_cookies, read_cookies
    from jaxdesign.collectors.fetch import Fetcher

    jar = read_cookies(cookies) if cookies else None
    fetcher = Fetcher(seconds_per_host=rate, proxy=proxy, cookies=jar, ignore_robots=ignore_robots)
    return BrowserOptions(grid=grid, proxy=proxy, offline=offline, cookies=browser_cookies(jar)), fetcher


def _collect(collector: Any, archive: Any, *, limit: int | None, workers: int, limits: Any = None) -> None:
    from jaxdesign.collectors.collecting import run
    from jaxdesign.collectors.filters import Limits
    from jaxdesign.collectors.store import Store
    from jaxdesign.collectors.telling import Telling, told

    store = Store(archive, limits or Limits())
    with collector, Telling(sys.stderr) as telling:
        report = run(collector, archive, store, limit=limit, workers=workers, progress=telling)
    print(told(report, archive.folder))


@app.command()
def web(
    starts: Annotated[list[str], typer.Argument(metavar="START...", help="Addresses, files or folders.")],
    out: Out,
    limit: Limit = None,
    depth: Annotated[int, typer.Option(min=0, max=20, help="How many links away from a start.")] = 1,
    pages: Annotated[int, typer.Option(min=1, help="Most pages of one site.")] = 20,
    viewport: Views = None,
    group: Annotated[
        str | None, typer.Option(help="web, email, slide, poster or document; else told from the page.")
    ] = None,
    license: Annotated[str | None, typer.Option(help="The licence, where you know it.")] = None,
    files: Annotated[bool, typer.Option(help="SVG, PDF and PPTX files too.")] = True,
    offline: Annotated[bool, typer.Option("--offline", help="Let pages reach this machine only.")] = False,
    grid: Grid = None,
    proxy: Proxy = None,
    cookies: Cookies = None,
    ignore_robots: IgnoreRobots = False,
    rate: Rate = 1.0,
    workers: Workers = 1,
) -> None:
    """Collect from pages and galleries, remote or local."""
    from jaxdesign.collectors.archive import Archive
    from jaxdesign.collectors.capture import GROUPS
    from jaxdesign.collectors.web import WebCollector, WebOptions

    if group is not None and group not in GROUPS:
        raise InputError(f"--group {group}: expected one of {', '.join(GROUPS)}.")
    options = WebOptions(
        viewports=_viewports(viewport),
        depth=depth,
        pages_per_site=pages,
        group=group,
        license=license,
        files=files,
    )
    browsers, fetcher = _settings(grid, proxy, cookies, ignore_robots, rate, offline)
    with Archive(out) as archive:
        _collect(WebCollector(starts, options, browsers, fetcher), archive, limit=limit, workers=workers)
