"""``jaxdesign collect``: options, messages and exit codes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from jaxdesign.cli.main import app


def _run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["collect", *arguments])


@pytest.mark.parametrize("command", ["web", "figma", "pinterest", "urls"])
def test_every_command_has_help(command: str) -> None:
    result = _run(command, "--help")
    assert result.exit_code == 0
    for option in ("--out", "--limit", "--proxy", "--cookies", "--ignore-robots"):
        assert option in result.output


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["web", "no/such/place"], "no/such/place"),
        (["web", ".", "--viewport", "wide"], "--viewport wide"),
        (["web", ".", "--viewport", "9x9"], "--viewport 9x9"),
        (["web", ".", "--group", "poem"], "--group poem"),
        (["web", ".", "--cookies", "none.txt"], "none.txt"),
        (["urls", "none.txt"], "none.txt"),
        (["figma", "https://www.figma.com/pricing"], "not the address"),
        (["figma", "KEY12345678"], "FIGMA_TOKEN"),
        (["pinterest", " "], "empty search"),
    ],
)
def test_wrong_input_is_named_and_ends_with_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], part: str
) -> None:
    monkeypatch.delenv("FIGMA_TOKEN", raising=False)
    result = _run(*arguments, "-o", str(tmp_path / "out"))
    assert result.exit_code == 3
    assert part in result.output


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("x")
    listed = tmp_path / "list.txt"
    listed.write_text("http://127.0.0.1:9/a.png\n")
    result = _run("urls", str(listed), "-o", str(path))
    assert result.exit_code == 3
    assert "taken" in result.output


def test_an_empty_list_collects_nothing(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("# nothing yet\n")
    result = _run("urls", str(listed), "-o", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "0 designs kept" in result.output


def test_a_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "protego" else found(name))
    result = _run("urls", "x", "-o", str(tmp_path))
    assert result.exit_code == 5
    assert "protego" in result.output
    assert "jaxdesign[collect]" in result.output
