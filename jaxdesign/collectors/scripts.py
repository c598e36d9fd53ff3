"""The JavaScript that reads pages, as expressions for the browser."""

from __future__ import annotations

import functools
import json
from importlib import resources


@functools.cache
def _source(name: str) -> str:
    text = resources.files("jaxdesign.collectors").joinpath(name).read_text(encoding="utf-8")
    return f"({text.strip()})"


def call(name: str, function: str, *arguments: float) -> str:
    """Call of one of the functions that a script's object holds."""
    return f"{_source(name)}.{function}({', '.join(json.dumps(argument) for argument in arguments)})"


def consent() -> str:
    """Expression that closes what lies over a page; its value lists what was done."""
    return f"{_source('consent.js')}()"


def walk(natural: dict[str, list[float]]) -> str:
    """Expression for everything painted on the page; ``natural`` are background pictures' sizes."""
    return (
        "(() => { const page = "
        + _source("walk_page.js")
        + "(); const text = "
        + _source("walk_text.js")
        + "(page); const painter = "
        + _source("walk_paint.js")
        + f"(page, {json.dumps(natural)}); return "
        + _source("walk.js")
        + "(page, text, painter); })()"
    )
