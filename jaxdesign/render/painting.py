"""Many SVGs painted at once, in processes of their own: the renderer lets no other thread run.

The file is also the program of those processes, so it imports nothing of the package.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import resvg_py

LEAST_SHARE = 6
"""Drawings that are worth a process."""


class Drawing(NamedTuple):
    """An SVG of our own making, and what it is painted with."""

    svg: str
    font_files: tuple[str, ...]
    zoom: float


def paint(drawing: Drawing) -> bytes:
    """The drawing as PNG. Raises ``ValueError`` if the renderer refuses it."""
    files = list(drawing.font_files)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing.svg, skip_system_fonts=True, font_files=files, zoom=drawing.zoom
        )
    )


def _paint_in_process(drawings: Sequence[Drawing]) -> list[bytes]:
    """The drawings as PNG, painted by another Python. Raises ``ValueError`` as ``paint``."""
    asked = pickle.dumps([tuple(drawing) for drawing in drawings])
    done = subprocess.run([sys.executable, "-P", __file__], input=asked, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"painting failed: {done.stderr.decode(errors='replace').strip()}")
    painted, refused = pickle.loads(done.stdout)
    if refused:
        raise ValueError(refused)
    return painted


def begin_painting(drawings: Sequence[Drawing], *, spare: int = 0) -> Callable[[], list[bytes]]:
    """Begin to paint beside what else is done; the function waits for the PNGs, in the drawings' order.

    ``spare`` cores are left to others where there are more. The PNGs are those of ``paint``. The function
    raises ``ValueError`` if the renderer refuses a drawing.
    """
    cores = max((os.cpu_count() or 1) - spare, 1)
    count = min(cores, -(-len(drawings) // LEAST_SHARE)) or 1
    pool = ThreadPoolExecutor(count)
    futures = [pool.submit(_paint_in_process, drawings[i::count]) for i in range(count)]
    pool.shutdown(wait=False)

    def painted() -> list[bytes]:
        result: list[bytes] = [b""] * len(drawings)
        for i, future in enumerate(futures):
            result[i::count] = future.result()
        return result

    return painted


def _serve() -> None:
    painted, refused = [], ""
    try:
        painted = [paint(Drawing(*fields)) for fields in pickle.load(sys.stdin.buffer)]
    except ValueError as error:
        refused = str(error)
    sys.stdout.buffer.write(pickle.dumps((painted, refused)))


if __name__ == "__main__":
    _serve()
