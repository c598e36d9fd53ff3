"""One job at a time, on a thread of its own; a few wait, the others are asked to come again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from jaxdesign.progress import Progress, ProgressCallback
from jaxdesign.service.problems import BusyError, EndedError

LOOK_SECONDS = 0.5
"""Between two looks at whether somebody still waits for a job."""
_FIRST_GUESS_SECONDS = 20.0
_LONGEST_SECONDS = 600

T = TypeVar("T")


class Turns:
    """Runs jobs in the order in which they come. Its methods are called from the event loop's thread."""

    def __init__(self, *, waiting: int) -> None:
        """``waiting`` jobs may wait beside the one that runs."""
        self._waiting = waiting
        self._taken = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="design")
        self._ending = threading.Event()
        self._mean_seconds = _FIRST_GUESS_SECONDS

    @property
    def num_taken(self) -> int:
        """Jobs that run or wait."""
        return self._taken

    async def run(
        self, job: Callable[[ProgressCallback], T], *, is_left: Callable[[], Awaitable[bool]] | None = None
    ) -> T:
        """What ``job`` returns, when its turn has come; it is given a callback to tell its progress to.

        A job that ``is_left`` is not begun; one that runs ends when it tells of its progress. Raises
        ``BusyError`` where as many wait as may, ``EndedError`` for a job that was left, and what it raises.
        """
        if self._taken > self._waiting:
            raise BusyError(min(max(round(self._mean_seconds), 1), _LONGEST_SECONDS))
        left = threading.Event()
        running = asyncio.get_running_loop().run_in_executor(self._worker, self._begin, job, left)
        self._taken += 1
        try:
            while not (await asyncio.wait({running}, timeout=LOOK_SECONDS))[0]:
                if is_left is not None and await is_left():
                    raise EndedError
            return running.result()
        finally:
            left.set()
            running.cancel()
            self._taken -= 1

    def _begin(self, job: Callable[[ProgressCallback], T], left: threading.Event) -> T:
        def go_on(progress: Progress | None = None) -> None:
            if left.is_set() or self._ending.is_set():
                raise EndedError

        go_on()
        began = time.monotonic()
        done = job(go_on)
        self._mean_seconds += 0.3 * (time.monotonic() - began - self._mean_seconds)
        return done

    def end(self) -> None:
        """Begin no job any more, and end the one that runs when it tells of its progress."""
        self._ending.set()
        self._worker.shutdown(wait=False, cancel_futures=True)
