"""The same numbers come out on one device, on eight, and on several hosts."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from jax.sharding import AbstractMesh, AxisType

from jaxdesign.errors import InputError, TrainingError
from jaxdesign.training import hosts as hosts_module
from jaxdesign.training.hosts import agree
from jaxdesign.training.loop import train
from jaxdesign.training.mesh import check_batch, state_shardings
from jaxdesign.training.metrics import read_metrics
from jaxdesign.training.settings import TrainConfig
from tests.training.tiny import TinyTask

CONFIG: dict[str, Any] = {
    "epochs": 4,
    "batch_size": 16,
    "micro_batch": 8,
    "learning_rate": 0.01,
    "eval_every_epochs": 2,
    "checkpoint_every_steps": 5,
}


def _values(parameters: list[str]) -> np.ndarray:
    return np.concatenate([np.frombuffer(bytes.fromhex(leaf), np.float32) for leaf in parameters])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, list[dict[str, float]]]:
    """Parameters and metrics of a run on one device. Hosts cut batches differently, so there is no noise."""
    out = tmp_path_factory.mktemp("alone")
    result = train(TinyTask(noise=0), TrainConfig(**CONFIG), out)
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(result.ema)]), read_metrics(out)


def _same_metrics(found: list[dict[str, float]], expected: list[dict[str, float]]) -> None:
    assert [line.keys() for line in found] == [line.keys() for line in expected]
    for line, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(list(line.values()), list(other.values()), rtol=2e-4, atol=1e-6)


def test_eight_devices_equal_one_with_parameters_copied_or_spread(
    begin, ended, alone, tmp_path: Path
) -> None:
    parameters, metrics = alone
    process = begin(
        (tmp_path / "copied", CONFIG),
        (tmp_path / "spread", CONFIG | {"shard_params": True}),
        noise=0,
        devices=8,
    )
    devices, (copied, spread) = ended(process)
    assert devices == 8
    np.testing.assert_allclose(_values(copied), parameters, atol=2e-5)
    np.testing.assert_allclose(_values(spread), parameters, atol=2e-5)
    _same_metrics(read_metrics(tmp_path / "copied"), metrics)
    _same_metrics(read_metrics(tmp_path / "spread"), metrics)


def test_two_hosts_equal_one_and_read_back_what_they_saved(begin, ended, alone, tmp_path: Path) -> None:
    parameters, metrics = alone
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    config = CONFIG | {"shard_params": True}
    both = [
        begin((tmp_path, config), (tmp_path, config), noise=0, hosts=(address, 2, number))
        for number in (0, 1)
    ]
    for process in both:
        devices, (found, again) = ended(process)
        assert devices == 2
        assert again == found
        np.testing.assert_allclose(_values(found), parameters, atol=2e-5)
    _same_metrics(read_metrics(tmp_path), metrics)


def test_devices_that_cannot_share_a_micro_batch() -> None:
    mesh: Any = AbstractMesh((3,), ("data",), axis_types=(AxisType.Auto,))
    with pytest.raises(InputError, match="8 designs cannot be shared by 3 devices; take a multiple of 3"):
        check_batch(TrainConfig(**CONFIG), mesh)


def test_parameters_are_spread_along_their_largest_dimension_that_fits() -> None:
    mesh: Any = AbstractMesh((4,), ("data",), axis_types=(AxisType.Auto,))
    shapes = {
        name: jax.ShapeDtypeStruct(shape, np.float32)
        for name, shape in {"wide": (8, 16), "tall": (20, 18), "odd": (7, 3), "scalar": ()}.items()
    }
    spread = state_shardings(shapes, mesh, shard_params=True)
    assert {name: tuple(s.spec) for name, s in spread.items()} == {
        "wide": (None, "data"), "tall": ("data",), "odd": (), "scalar": ()
    }  # fmt: skip
    copied = state_shardings(shapes, mesh, shard_params=False)
    assert all(tuple(s.spec) == () for s in copied.values())


def test_hosts_whose_micro_batches_differ_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from jax.experimental import multihost_utils

    monkeypatch.setattr(hosts_module.jax, "process_count", lambda: 2)
    monkeypatch.setattr(
        multihost_utils, "process_allgather", lambda mine: np.stack([mine, mine + np.array([1, 0])])
    )
    with pytest.raises(TrainingError, match=re.escape("different shapes")):
        agree([np.zeros((2, 3))], stop=False)
    monkeypatch.setattr(
        multihost_utils, "process_allgather", lambda mine: np.stack([mine, mine + np.array([0, 1])])
    )
    assert agree([np.zeros((2, 3))], stop=False)
