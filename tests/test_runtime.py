"""How a process that computes is set up, seen from processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jax
import pytest

from jaxdesign import runtime

SCRIPT = """
import sys
from pathlib import Path
from jaxdesign.runtime import share_among_cores
import jax
if sys.argv[1] == "late":
    jax.devices()
share_among_cores()
print(jax.device_count())
"""


@pytest.mark.parametrize(
    ("when", "flags", "count"),
    [
        ("early", "", max(2, min(os.cpu_count() or 1, 8))),
        ("late", "", 1),
        ("early", "--xla_force_host_platform_device_count=3", 3),
    ],
)
def test_cores_are_devices_unless_the_environment_or_the_process_has_said_otherwise(
    when: str, flags: str, count: int
) -> None:
    env = {name: value for name, value in os.environ.items() if name != "JAX_NUM_CPU_DEVICES"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, when],
        env={**env, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == count


@pytest.mark.parametrize("runs_seldom", [False, True])
def test_the_compiler_of_this_installation_knows_every_option(runs_seldom: bool) -> None:
    options = runtime.compiler_options(runs_seldom=runs_seldom)
    assert options or jax.default_backend() != "cpu"
    assert jax.jit(lambda x: x + 1, compiler_options=options)(1) == 2


def test_a_cache_folder_that_cannot_be_made_is_done_without_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(runtime, "_kept", [])
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path / "file" / "cache"))
    assert runtime.use_compilation_cache() is None
    assert runtime.programs_dir() is None
    told = capsys.readouterr()
    assert told.err.startswith(f"jaxdesign: {tmp_path / 'file' / 'cache'}: cannot be written to (Not a direc")
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_cache_folder_that_is_read_only_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runtime, "_kept", [tmp_path])
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = jax.config.values["jax_compilation_cache_dir"]
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path))
    assert runtime.use_compilation_cache() is None
    runtime.use_jax_cache()
    assert runtime.programs_dir() is None
    assert jax.config.values["jax_compilation_cache_dir"] == before
    assert capsys.readouterr().err.count("cannot be written to (Permission denied)") == 2
