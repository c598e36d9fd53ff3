"""Items read on several cores: progress, an error for each that fails, and none lost where a process dies.

This module imports nothing heavy, so that a new process can be told to keep to one thread first.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from jaxdesign.data.item_cache import ItemCache, Summary
from jaxdesign.data.sources import Item
from jaxdesign.progress import Progress, ProgressCallback, silent

_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
_QUEUED = 2
"""Items that wait in the pool for each worker."""
_FEW_ITEMS = 4
"""Below this many a pool costs more time than it saves."""


def _follow_parent() -> None:
    """End this process with the one that started it, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _start() -> None:
    os.environ.update(_ONE_THREAD)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _read(item: Item, cache: Path) -> Summary:
    from jaxdesign.data.item_reading import read_into

    return read_into(item, cache)


def _pool(workers: int) -> ProcessPoolExecutor:
    # A fork of a process that runs jax's threads can hang, so that new processes start from nothing.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start)


def _alone(item: Item, cache: Path) -> Summary:
    """Read an item that was at work when a process died, in a process of its own."""
    with _pool(1) as pool:
        try:
            return pool.submit(_read, item, cache).result()
        except BrokenProcessPool:
            return Summary(place=item.place, state="fault", reason="reading it ended the process")


def _known(item: Item, cache: ItemCache) -> Summary | None:
    """What is known of an item already; None for one that must be read."""
    try:
        return cache.judged(cache.key(item))
    except OSError:
        return None


def _in_processes(
    items: list[tuple[int, Item]], cache: Path, workers: int, done: Callable[[int, Summary], None]
) -> None:
    waiting = deque(items)
    while waiting:
        flying: dict[Future[Summary], tuple[int, Item]] = {}
        broken: list[tuple[int, Item]] = []
        pool = _pool(workers)
        try:
            while (waiting or flying) and not broken:
                while waiting and len(flying) < workers * _QUEUED:
                    future = pool.submit(_read, waiting[0][1], cache)
                    flying[future] = waiting.popleft()
                finished, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in finished:
                    task = flying.pop(future)
                    try:
                        done(task[0], future.result())
                    except BrokenProcessPool:
                        broken.append(task)
        except BrokenProcessPool:
            pass  # seen while submitting: what was at work is read below, the rest by a new pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown(cancel_futures=True)
        for index, item in sorted(broken + list(flying.values()), key=lambda task: task[0]):
            done(index, _alone(item, cache))


def read_items(
    items: list[Item], cache: Path, *, workers: int, progress: ProgressCallback = silent
) -> list[Summary]:
    """What reading every item came to, in the order of the items.

    Args:
        cache: folder of the ``ItemCache`` that the records go into.
        workers: processes, each with one thread; with 1, or few items, this process reads them itself.
    """
    found: dict[int, Summary] = {}

    def done(index: int, summary: Summary) -> None:
        found[index] = summary
        progress(Progress("reading", len(found), len(items)))

    known = ItemCache(cache)
    new: list[tuple[int, Item]] = []
    for index, item in enumerate(items):
        summary = _known(item, known)
        if summary is None:
            new.append((index, item))
        else:
            done(index, summary)
    if workers == 1 or len(new) < _FEW_ITEMS:
        for index, item in new:
            done(index, _read(item, cache))
    else:
        _in_processes(new, cache, workers, done)
    return [found[index] for index in range(len(items))]
