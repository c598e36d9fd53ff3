"""How a process that computes is set up, seen from processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import jax
import pytest

from jaxdesign import runtime

SCRIPT = """
import sys
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
