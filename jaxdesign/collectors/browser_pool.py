"""One browser for each worker thread, opened when first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from jaxdesign.collectors.browser import Browser, BrowserOptions
from jaxdesign.collectors.refusals import UnavailableError

_T = TypeVar("_T")


class BrowserPool:
    """A context manager; all its browsers are closed at its end."""

    def __init__(self, options: BrowserOptions):
        self._options = options
        self._own = threading.local()
        self._all: list[Browser] = []
        self._lock = threading.Lock()

    def __enter__(self) -> BrowserPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for browser in self._all:
            browser.close()

    def _browser(self) -> Browser:
        browser = getattr(self._own, "browser", None)
        if browser is None:
            browser = Browser(self._options)
            browser.__enter__()
            self._own.browser = browser
            with self._lock:
                self._all.append(browser)
        return browser

    def use(self, work: Callable[[Browser], _T]) -> _T:
        """Result of work with this thread's browser; once more in a new browser where this one failed."""
        browser = self._browser()
        try:
            return work(browser)
        except UnavailableError:
            browser.reopen()
            return work(browser)
