"""``jaxdesign collect``: designs from pages, Figma, Pinterest and lists of pictures, as captures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from jaxdesign.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Collect designs as captures: picture, element tree and where they came from.",
    epilog="Run the same command again to go on where it stopped; nothing is fetched twice.",
)


@app.callback()
def _options() -> None:
    _check_installed()


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


def _check_installed() -> None:
    """Raise ``MissingExtraError`` where what the collectors need is not installed."""
    from importlib.util import find_spec

    from jaxdesign.errors import MissingExtraError

    missing = [name for name in ("imagehash", "protego", "selenium", "urllib3") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"collecting needs {', '.join(missing)}: pip install 'jaxdesign[collect]'.")


def _check_group(group: str) -> None:
    from jaxdesign.collectors.capture import GROUPS

    if group not in GROUPS:
        raise InputError(f"--group {group}: expected one of {', '.join(GROUPS)}.")


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
    from jaxdesign.collectors.web import WebCollector, WebOptions

    if group is not None:
        _check_group(group)
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


@app.command()
def urls(
    lists: Annotated[
        list[Path], typer.Argument(metavar="LIST...", help="Text files, one picture address a line.")
    ],
    out: Out,
    limit: Limit = None,
    group: Annotated[str, typer.Option(help="web, email, slide, poster or document.")] = "poster",
    license: Annotated[str | None, typer.Option(help="The licence, where you know it.")] = None,
    min_side: Annotated[int, typer.Option(min=16, help="Least width and height in px.")] = 300,
    proxy: Proxy = None,
    cookies: Cookies = None,
    ignore_robots: IgnoreRobots = False,
    rate: Rate = 1.0,
    workers: Workers = 1,
) -> None:
    """Collect the pictures of plain lists of addresses."""
    from jaxdesign.collectors.archive import Archive
    from jaxdesign.collectors.filters import Limits
    from jaxdesign.collectors.urls import UrlsCollector, read_list

    _check_group(group)
    addresses = [address for path in lists for address in read_list(path)]
    _, fetcher = _settings(None, proxy, cookies, ignore_robots, rate)
    collector = UrlsCollector(addresses, fetcher, group=group, license=license)
    with Archive(out) as archive:
        _collect(collector, archive, limit=limit, workers=workers, limits=Limits(min_side_px=min_side))


@app.command()
def pinterest(
    places: Annotated[
        list[str],
        typer.Argument(metavar="PLACE...", help="Boards (user/board), addresses, or words to search for."),
    ],
    out: Out,
    limit: Limit = None,
    screens: Annotated[int, typer.Option(min=1, help="Most screens to scroll a place.")] = 400,
    base: Annotated[str, typer.Option(help="Address of the site.")] = "https://www.pinterest.com",
    min_side: Annotated[int, typer.Option(min=16, help="Least width and height in px.")] = 300,
    grid: Grid = None,
    proxy: Proxy = None,
    cookies: Cookies = None,
    ignore_robots: IgnoreRobots = False,
    rate: Rate = 1.0,
    workers: Workers = 1,
) -> None:
    """Collect pins of boards and searches with your own cookies."""
    from jaxdesign.collectors.archive import Archive
    from jaxdesign.collectors.filters import Limits
    from jaxdesign.collectors.pinterest import PinterestCollector

    browsers, fetcher = _settings(grid, proxy, cookies, ignore_robots, rate)
    collector = PinterestCollector(places, browsers, fetcher, base=base, max_screens=screens)
    with Archive(out) as archive:
        _collect(collector, archive, limit=limit, workers=workers, limits=Limits(min_side_px=min_side))


@app.command()
def figma(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Addresses or keys of files, or community pages.")
    ],
    out: Out,
    limit: Limit = None,
    token: Annotated[
        str | None, typer.Option(envvar="FIGMA_TOKEN", help="Your access token.", show_envvar=True)
    ] = None,
    api: Annotated[str, typer.Option(help="Address of the API.")] = "https://api.figma.com",
    grid: Grid = None,
    proxy: Proxy = None,
    cookies: Cookies = None,
    ignore_robots: IgnoreRobots = False,
    rate: Annotated[float, typer.Option(min=0, help="Seconds between two calls of the API.")] = 6.0,
    workers: Workers = 1,
) -> None:
    """Collect the frames of Figma files with your token, or community pages without one."""
    from jaxdesign.collectors.archive import Archive
    from jaxdesign.collectors.browser_pool import BrowserPool
    from jaxdesign.collectors.figma import FigmaCollector
    from jaxdesign.collectors.figma_api import FigmaApi

    browsers, fetcher = _settings(grid, proxy, cookies, ignore_robots, 1.0)
    # An API asked with the user's own token has no robots.txt to obey; its limits are its own.
    _, calls = _settings(grid, proxy, None, True, rate)
    with Archive(out) as archive:
        client = FigmaApi(token, archive, calls, base=api) if token else None
        collector = FigmaCollector(files, client, BrowserPool(browsers), fetcher)
        _collect(collector, archive, limit=limit, workers=workers)
