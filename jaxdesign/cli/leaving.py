"""How the process of a command ends."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable


def leave_swiftly(run: Callable[[], object]) -> None:
    """Run a command that ends in ``SystemExit``; its process ends when what it registered has run.

    Taking loaded programs apart, as the interpreter does last of all, takes longer than writing a design.
    Call this before modules that register what is to run at the end: the first registered runs last.
    """
    codes: list[int] = []

    def leave() -> None:
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
        except (OSError, ValueError):  # the interpreter's own way tells of a closed pipe
            return
        if codes:
            os._exit(codes[0])

    atexit.register(leave)
    try:
        run()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            codes.append(end.code or 0)
        raise
