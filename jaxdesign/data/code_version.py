"""Which version of the code made something: a hash of the modules that decide it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def _file(module: str) -> Path | None:
    """The source of a module of this package; None for anything else."""
    first, *parts = module.split(".")
    if first != _PACKAGE.name:
        return None
    path = _PACKAGE.joinpath(*parts)
    if path.is_dir():
        return path / "__init__.py"
    source = path.with_name(path.name + ".py")
    return source if source.is_file() else None


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def code_version(*modules: str) -> str:
    """Hash of the sources of these modules and of all modules of this package that they import."""
    seen: dict[Path, None] = {}
    waiting = list(modules)
    while waiting:
        path = _file(waiting.pop())
        if path is not None and path.is_file() and path not in seen:
            seen[path] = None
            waiting += _imports(path)
    digest = hashlib.sha256()
    for path in sorted(seen):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
