"""robots.txt, marks against machines, the pace for each host."""

from __future__ import annotations

import pytest

from jaxdesign.collectors.politeness import HostClock, Robots, check_marks, forbids_machines, robots_mark
from jaxdesign.collectors.refusals import RefusedError


@pytest.mark.parametrize(
    ("directives", "found"),
    [("noai", "noai"), ("index, noimageai", "noimageai"), ("none", "none"), ("noindex, nofollow", None),
     ("", None),
     ("otherbot: noai", None), ("jaxdesign: noai", "noai"), ("otherbot: noindex, NOAI", "noai")],
)  # fmt: skip
def test_directives(directives: str, found: str | None) -> None:
    assert forbids_machines(directives) == found


@pytest.mark.parametrize(
    "headers", [{"X-Robots-Tag": "noai"}, {"x-robots-tag": "noindex, noimageai"}, {"TDM-Reservation": "1"}]
)
def test_marked_answers_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="http://a/b"):
        check_marks("http://a/b", headers)


def test_marks_in_a_page() -> None:
    html = "<META content='noai, noindex' NAME=robots><meta name='tdm-reservation' content='1'>"
    assert robots_mark(html) == ("noai, noindex", "1")
    assert robots_mark("<meta name=description content=noai>") == ("", "")


RULES = """
User-agent: *
Disallow: /private/
Disallow: /*.pdf$
Allow: /private/open
Crawl-delay: 3

User-agent: jaxdesign-collector
Disallow: /not-for-us
Crawl-delay: 5
"""


def test_rules_are_fetched_once_and_read_for_our_name() -> None:
    asked: list[str] = []

    def fetch(address: str) -> tuple[int, str]:
        asked.append(address)
        return 200, RULES

    robots = Robots(fetch)
    robots.check("http://a:80/private/x")
    robots.check("http://a:80/open")
    with pytest.raises(RefusedError, match="robots"):
        robots.check("http://a:80/not-for-us/page")
    assert robots.delay_s("http://a:80/open") == 5
    assert asked == ["http://a:80/robots.txt"]


def test_rules_for_all_with_wildcards() -> None:
    robots = Robots(lambda address: (200, RULES.replace("jaxdesign-collector", "someone-else")))
    robots.check("http://a/private/open")
    for path in ("private/x", "deep/file.pdf"):
        with pytest.raises(RefusedError):
            robots.check(f"http://a/{path}")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_a_missing_file_allows_and_a_failing_server_forbids(status: int, allowed: bool) -> None:
    robots = Robots(lambda address: (status, "User-agent: *\nDisallow: /"))
    if allowed:
        robots.check("http://a/x")
        return
    with pytest.raises(RefusedError):
        robots.check("http://a/x")


def test_each_host_has_its_pace() -> None:
    moment, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += seconds

    clock = HostClock(2.0, now=lambda: moment[0], sleep=sleep)
    clock.wait("http://a/1")
    clock.wait("http://b/1")
    clock.wait("http://a/2")
    clock.wait("http://a/3", least_s=5.0)
    clock.wait("http://a/4")
    assert slept == [2.0, 2.0, 5.0]
