"""Requests to a real server that is busy, endless, circular or forbids."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from jaxdesign.collectors.cookies import browser_cookies, read_cookies
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.refusals import RefusedError, UnavailableError
from jaxdesign.errors import InputError


def test_busy_server_is_waited_for_as_it_asks(site: Any, fetcher: Fetcher, waits: list[float]) -> None:
    def busy(asked: Any) -> Any:
        if asked.count == 1:
            return 429, {"Retry-After": "7"}, b""
        return (503, {}, b"") if asked.count == 2 else (200, {"Content-Type": "text/plain"}, b"at last")

    site.routes["/busy"] = busy
    assert fetcher.get(f"{site.base}/busy", max_bytes=100).body == b"at last"
    assert 7.0 <= waits[0] <= 8.7
    assert 0.0 <= waits[1] <= 2.0
    assert len(waits) == 2


def test_server_that_stays_busy_is_unavailable(site: Any, fetcher: Fetcher, waits: list[float]) -> None:
    site.routes["/busy"] = lambda asked: (500, {}, b"")
    with pytest.raises(UnavailableError, match="answered 500"):
        fetcher.get(f"{site.base}/busy", max_bytes=100)
    assert site.asked["/busy"] == fetcher.backoff.tries
    assert len(waits) == fetcher.backoff.tries - 1


def test_long_retry_after_is_left_to_a_later_run(site: Any, fetcher: Fetcher, waits: list[float]) -> None:
    site.routes["/busy"] = lambda asked: (429, {"Retry-After": "86400"}, b"")
    with pytest.raises(UnavailableError) as raised:
        fetcher.get(f"{site.base}/busy", max_bytes=100)
    assert raised.value.retry_after_s == 86400
    assert site.asked["/busy"] == 1
    assert not waits


def test_redirects_are_followed_and_circles_refused(site: Any, fetcher: Fetcher) -> None:
    site.routes["/a"] = lambda asked: (302, {"Location": "/b"}, b"")
    site.routes["/b"] = lambda asked: (200, {"Content-Type": "text/plain"}, b"here")
    site.routes["/x"] = lambda asked: (301, {"Location": "/y"}, b"")
    site.routes["/y"] = lambda asked: (301, {"Location": "/x"}, b"")
    site.routes["/far*"] = lambda asked: (302, {"Location": f"/far{asked.path[4:]}1"}, b"")
    site.routes["/out"] = lambda asked: (302, {"Location": "file:///etc/passwd"}, b"")
    assert fetcher.get(f"{site.base}/a", max_bytes=100).address == f"{site.base}/b"
    for path, reason in (("/x", "circle"), ("/far", "circle"), ("/out", "redirects to file")):
        with pytest.raises(RefusedError, match=reason):
            fetcher.get(site.base + path, max_bytes=100)


def test_downloads_are_bounded_even_when_packed(site: Any, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"0" * 5_000_000)
    headers = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    site.routes["/bomb"] = lambda asked: (200, headers, packed)
    with pytest.raises(RefusedError, match="more than"):
        fetcher.get(f"{site.base}/bomb", max_bytes=1_000_000)
    assert len(fetcher.get(f"{site.base}/bomb", max_bytes=1000, cut=True).body) == 1000


def test_robots_and_marks_are_respected_by_default(site: Any, fetcher: Fetcher) -> None:
    site.file("/robots.txt", b"User-agent: *\nDisallow: /no", "text/plain")
    site.page("/no", "<p>no")
    site.page("/marked", "<p>marked", X_Robots_Tag="noai")
    for path in ("/no", "/marked"):
        with pytest.raises(RefusedError):
            fetcher.get(site.base + path, max_bytes=1000)
    assert site.asked["/no"] == 0
    assert site.asked["/robots.txt"] == 1
    rude = Fetcher(seconds_per_host=0.0, ignore_robots=True)
    assert rude.get(f"{site.base}/no", max_bytes=1000).status == 200


def test_robots_hold_after_a_redirect_too(site: Any, fetcher: Fetcher) -> None:
    site.file("/robots.txt", b"User-agent: *\nDisallow: /no", "text/plain")
    site.routes["/a"] = lambda asked: (302, {"Location": "/no"}, b"")
    with pytest.raises(RefusedError, match="robots"):
        fetcher.get(f"{site.base}/a", max_bytes=100)
    assert site.asked["/no"] == 0


def test_cut_connection_and_nobody_there(site: Any, fetcher: Fetcher) -> None:
    site.routes["/cut"] = lambda asked: (200, {"Content-Length": "5000", "Connection": "close"}, b"half")
    with pytest.raises(UnavailableError, match="no answer"):
        fetcher.get(f"{site.base}/cut", max_bytes=10_000)
    with pytest.raises((UnavailableError, RefusedError)):
        fetcher.get("http://127.0.0.1:9/", max_bytes=100)
    with pytest.raises(RefusedError, match="not an http address"):
        fetcher.get("ftp://127.0.0.1/", max_bytes=100)


COOKIES = "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tsession\tsecret\n"


def test_cookies_go_where_they_belong(site: Any, tmp_path: Path) -> None:
    path = tmp_path / "cookies.txt"
    path.write_text(COOKIES + "elsewhere.test\tFALSE\t/\tFALSE\t4102444800\tother\tno\n")
    jar = read_cookies(path)
    sent: list[str | None] = []
    site.routes["/me"] = lambda asked: (200, {}, str(sent.append(asked.headers.get("cookie"))).encode())
    Fetcher(seconds_per_host=0.0, cookies=jar).get(f"{site.base}/me", max_bytes=100)
    assert sent == ["session=secret"]
    assert {cookie["name"] for cookie in browser_cookies(jar)} == {"session", "other"}


@pytest.mark.parametrize("content", [b"not cookies", b"\xff\xfe\x00"])
def test_broken_cookie_files_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cookies.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"cookies\.txt"):
        read_cookies(path)


def test_requests_go_through_the_proxy(site: Any) -> None:
    seen: list[str] = []

    def proxied(asked: Any) -> Any:
        seen.append(asked.path)
        return 200, {"Content-Type": "text/plain"}, b"by proxy"

    site.routes["http://example.test/*"] = proxied
    fetcher = Fetcher(seconds_per_host=0.0, proxy=site.base, ignore_robots=True)
    assert fetcher.get("http://example.test/x", max_bytes=100).body == b"by proxy"
    assert seen == ["http://example.test/x"]
