"""Runs of the tiny task, here and in other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PROGRAM = """
import hashlib, json, sys
from pathlib import Path
sys.path.insert(0, {here!r})
import jax
import numpy as np
from tiny import TinyTask
from jaxdesign.training.loop import train
from jaxdesign.training.mesh import initialize_distributed, to_host
from jaxdesign.training.settings import TrainConfig
out, task, config, hosts = Path(sys.argv[1]), *map(json.loads, sys.argv[2:5])
if hosts:
    initialize_distributed(*hosts)
result = train(
    TinyTask(**task), TrainConfig(**config), out, progress=lambda told: print(told.done, flush=True)
)
leaves = jax.tree.leaves(to_host(result.ema))
print(result, flush=True)
print(json.dumps([len(jax.devices()), [leaf.tobytes().hex() for leaf in leaves]]), flush=True)
"""
Begin = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def begin() -> Begin:
    """Begins a run in a process of its own, which prints each step, then what became of it."""
    import json

    def begin(
        out: Path,
        config: dict[str, object],
        *,
        task: dict[str, object] | None = None,
        devices: int = 1,
        hosts: tuple[str, int, int] | None = None,
    ) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "JAX_PLATFORMS": "cpu",
            "XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}",
        }
        arguments = [str(out), json.dumps(task or {}), json.dumps(config), json.dumps(hosts)]
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(here=str(HERE)), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip

    return begin
