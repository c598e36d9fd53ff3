"""The JavaScript that reads pages, as expressions for the browser."""

from __future__ import annotations

import functools
import json
from importlib import resources


@functools.cache
def source(name: str) -> str:
    """A script as an expression."""
    text = resources.files("jaxdesign.collectors").joinpath(name).read_text(encoding="utf-8")
    return f"({text.strip()})"


def call(name: str, function: str, *arguments: float) -> str:
    """Call of one of the functions that a script's object holds."""
    return f"{source(name)}.{function}({', '.join(json.dumps(argument) for argument in arguments)})"


def consent() -> str:
    """Expression that closes what lies over a page; its value lists what was done."""
    return f"{source('consent.js')}()"


def walk(natural: dict[str, list[float]]) -> str:
    """Expression for everything painted on the page; ``natural`` are background pictures' sizes."""
    return (
        "(() => { const page = "
        + source("walk_page.js")
        + "(); const text = "
        + source("walk_text.js")
        + "(page); const painter = "
        + source("walk_paint.js")
        + f"(page, {json.dumps(natural)}); return "
        + source("walk.js")
        + "(page, text, painter); })()"
    )
