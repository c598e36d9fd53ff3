"""Which package may import which, read from the source; and that importing does no work."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "jaxdesign"

BASE = {"__init__", "types", "errors", "compiled", "config", "config_file", "progress", "runtime"}
"""Modules that everything may import and that import nothing but each other."""

_NUMERIC = {"design", "layout", "grammar", "raster", "render"}

MAY_IMPORT: dict[str, set[str]] = {
    "design": set(),
    "layout": {"design", "render"},
    "render": {"design"},
    "raster": {"design"},
    "grammar": {"design", "raster", "render"},
    "importers": {"design", "render"},
    "data": _NUMERIC | {"importers", "collectors"},
    "models": _NUMERIC,
    "training": _NUMERIC | {"models", "data", "evaluation"},
    "innovation": _NUMERIC | {"models"},
    "evaluation": _NUMERIC | {"models", "innovation", "data", "importers"},
    # collectors: references are fetched from addresses and read from PDF by what already does that, bounded.
    "style": _NUMERIC | {"models", "innovation", "importers", "data", "collectors"},
    "report": {"design", "render", "innovation"},
    "brief": {"design", "data", "render"},
    "direction": _NUMERIC | {"models", "brief", "style"},
    "designer": _NUMERIC | {"models", "innovation", "style", "importers", "brief", "data", "direction"},
    "edits": {"design", "render", "importers"},
    "delivery": {"brief", "designer", "edits", "innovation", "report"},
    "collectors": {"design"},
    "examples": set(),
    "cli": {"*"},
    "service": {"*"},
}
"""The packages that each package may import, besides ``BASE`` and itself; ``*`` is any."""

WITHOUT_JAX = ("cli", "collectors")
"""Packages that do not import jax at module level, directly or through others."""


def _source_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    """The package (or top-level module) that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def _imported_parts(path: Path) -> set[str]:
    """Parts of jaxdesign that a file imports, anywhere in it."""
    parts = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        for module in modules:
            names = module.split(".")
            if names[0] == "jaxdesign":
                known = len(names) > 1 and (
                    (PACKAGE / names[1]).is_dir() or (PACKAGE / f"{names[1]}.py").is_file()
                )
                parts.add(names[1] if known else "__init__")
    return parts


def _forbidden(path: Path) -> set[str]:
    part = _part(path)
    allowed = BASE if part in BASE else BASE | {part} | MAY_IMPORT[part]
    return set() if "*" in allowed else _imported_parts(path) - allowed


def test_every_package_stands_in_the_table() -> None:
    assert {_part(path) for path in _source_files()} <= BASE | MAY_IMPORT.keys()


@pytest.mark.parametrize("path", _source_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_dependencies_point_one_way(path: Path) -> None:
    assert not _forbidden(path)


def test_the_table_has_no_circle() -> None:
    seen: list[str] = []
    waiting = {part: {needed for needed in may if needed != "*"} for part, may in MAY_IMPORT.items()}
    while waiting:
        ready = [part for part, needed in waiting.items() if needed <= set(seen)]
        assert ready, f"a circle among {sorted(waiting)}"
        seen += ready
        for part in ready:
            del waiting[part]


def test_a_forbidden_import_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    for name in ("design", "cli"):
        (tmp_path / name).mkdir()
    wrong = tmp_path / "design" / "wrong.py"
    wrong.write_text("def f():\n    from jaxdesign.cli import main\n")
    assert _forbidden(wrong) == {"cli"}


def _run(code: str, **environment: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def _module_name(path: Path) -> str:
    parts = ["jaxdesign", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("part", WITHOUT_JAX)
def test_packages_that_must_not_load_jax(part: str) -> None:
    modules = [_module_name(path) for path in _source_files() if _part(path) == part]
    loaded = _run(
        "import importlib, sys\n"
        f"for name in {modules}: importlib.import_module(name)\n"
        "print('jax' in sys.modules)"
    )
    assert loaded == "False"


def test_importing_everything_touches_no_device_and_no_environment() -> None:
    """With a platform that does not exist, jax fails at the first array or device query."""
    modules = [_module_name(path) for path in _source_files()]
    code = (
        "import importlib, os\nimport jax\nbefore = dict(os.environ)\n"
        f"for name in {modules}: importlib.import_module(name)\n"
        "assert dict(os.environ) == before, 'environment edited'\n"
        "try: jax.devices()\nexcept RuntimeError: print('fails when asked')"
    )
    assert _run(code, JAX_PLATFORMS="nowhere") == "fails when asked"
