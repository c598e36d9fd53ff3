"""Settings are checked when they are made."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import pytest

from jaxdesign.errors import InputError
from jaxdesign.training.settings import _LIMITS, FREE_TO_CHANGE, TrainConfig, compute_dtype


@pytest.mark.parametrize("name", sorted(_LIMITS))
def test_a_value_out_of_range(name: str) -> None:
    for value in (_LIMITS[name][0] - 1, _LIMITS[name][1] * 2, float("nan")):
        changes: dict[str, Any] = {name: value}
        with pytest.raises(InputError, match=f"{name}: .* is out of range; it goes from"):
            TrainConfig(**changes)


def test_an_unknown_precision_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'bfloat16'"):
        TrainConfig(precision="float16")


def test_a_batch_that_cannot_be_cut() -> None:
    with pytest.raises(InputError, match="a batch of 64 cannot be cut in parts of 24"):
        TrainConfig(batch_size=64, micro_batch=24)


def test_sizes_and_steps() -> None:
    config = TrainConfig(batch_size=64, micro_batch=16, epochs=10)
    assert config.micro_size == 16
    assert TrainConfig(batch_size=64).micro_size == 64
    assert config.num_steps(100) == 15


def test_json_makes_the_same_settings_again() -> None:
    config = TrainConfig(epochs=3, precision="bfloat16")
    assert TrainConfig(**config.to_json()) == config
    assert config.to_json().keys() >= FREE_TO_CHANGE


def test_precision_suits_the_device() -> None:
    assert compute_dtype(TrainConfig()) == jnp.float32
    assert compute_dtype(TrainConfig(precision="bfloat16")) == jnp.bfloat16
