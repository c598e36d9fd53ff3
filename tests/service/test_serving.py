"""Starting and ending a server: where it listens, for whom it answers, and what the command says."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from jaxdesign.cli.main import app
from jaxdesign.errors import InputError
from jaxdesign.service.serving import Place, hosts_for, listening
from tests.service.conftest import Running

OWN = {"localhost", "127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("host", "allowed", "hosts"),
    [
        ("127.0.0.1", (), OWN),
        ("localhost", (), OWN),
        ("::1", ("Studio.local",), {*OWN, "studio.local"}),
        ("127.0.0.7", (), {*OWN, "127.0.0.7"}),
        ("192.168.1.5", (), {"192.168.1.5"}),
        ("studio.local", ("other",), {"studio.local", "other"}),
        ("0.0.0.0", ("studio.local",), {*OWN, "0.0.0.0", "studio.local"}),
        ("0.0.0.0", ("*",), {*OWN, "0.0.0.0", "*"}),
    ],
)
def test_names_that_a_server_answers_for(host: str, allowed: tuple[str, ...], hosts: set[str]) -> None:
    assert hosts_for(host, allowed) == hosts


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_server_for_everywhere_must_be_told_its_names(host: str) -> None:
    with pytest.raises(InputError, match="--allow-host"):
        hosts_for(host, ())


def test_a_port_that_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(
            InputError, match=rf"cannot serve at 127\.0\.0\.1, port {port}: Address already in use"
        ):
            listening(Place(port=port))
        ended = CliRunner().invoke(app, ["serve", "--port", str(port)])
    assert (ended.exit_code, ended.stdout) == (3, "")
    assert (
        ended.stderr
        == f"jaxdesign: cannot serve at 127.0.0.1, port {port}: Address already in use; choose another.\n"
    )


def test_without_its_packages_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def without(name: str, *arguments: Any) -> Any:
        return None if name in ("fastapi", "uvicorn") else find(name, *arguments)

    monkeypatch.setattr("importlib.util.find_spec", without)
    ended = CliRunner().invoke(app, ["serve"])
    assert (ended.exit_code, ended.stdout) == (5, "")
    assert ended.stderr == "jaxdesign: serving needs fastapi and uvicorn: pip install 'jaxdesign[serve]'.\n"


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    environment = {**os.environ, "JAXDESIGN_CACHE": str(tmp_path), "JAX_PLATFORMS": "cpu"}
    code = "from jaxdesign.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("jaxdesign serves at http://127.0.0.1:")
            port = int(said.split(":")[2].split(";")[0])
            assert Running(port).ask("GET", "/health").json["status"] == "ok"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "jaxdesign: ended.\n", "")
