"""Runs of the tiny task in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PROGRAM = """
import json, sys
from pathlib import Path
import jax
from tests.training.tiny import TinyTask
from jaxdesign.training.loop import train
from jaxdesign.training.mesh import initialize_distributed, to_host
from jaxdesign.training.settings import TrainConfig
runs, noise, hosts, hold = map(json.loads, sys.argv[1:])
if hosts:
    initialize_distributed(*hosts)
def tell(now):
    print(now.done, flush=True)
    if now.done == hold:
        sys.stdin.readline()
told = []
for out, config in runs:
    result = train(TinyTask(noise=noise), TrainConfig(**config), Path(out), progress=tell)
    print(result, flush=True)
    told.append([leaf.tobytes().hex() for leaf in jax.tree.leaves(to_host(result.ema))])
print(json.dumps([jax.device_count(), told]), flush=True)
"""
Begin = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begins runs, one after the other, each a folder and settings; it prints each step and how they ended.

    After the step ``hold`` it waits for a line.
    """
    begun = []

    def begin(
        *runs: tuple[Path, dict[str, Any]],
        noise: float = 0.1,
        devices: int = 1,
        hosts: tuple[str, int, int] | None = None,
        hold: int | None = None,
    ) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "JAX_PLATFORMS": "cpu",
            "XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}",
        }
        given = [(str(out), config) for out, config in runs], noise, hosts, hold
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(json.dumps, given)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY,
        )  # fmt: skip
        begun.append(process)
        return process

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture(scope="session")
def ended() -> Callable[[subprocess.Popen[str]], tuple[int, list[list[str]]]]:
    """Waits for a process from ``begin``: its number of devices, and the parameters of each run in hex."""

    def ended(process: subprocess.Popen[str]) -> tuple[int, list[list[str]]]:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        devices, parameters = json.loads(out.splitlines()[-1])
        return devices, parameters

    return ended
