"""Parameters as a small file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.errors import InputError
from jaxdesign.models.weights import load_params, read_about, read_params, save_params

RNG = np.random.default_rng(0)
PARAMS: dict[str, Any] = {
    "blocks": {
        0: {"kernel": RNG.normal(size=(6, 4)).astype(np.float32) * np.array([1, 10, 0, 1e-3], np.float32)},
        1: {"kernel": RNG.normal(size=(3, 6, 4)).astype(np.float32)},
    },
    "scale": jnp.asarray(RNG.normal(size=5), jnp.bfloat16),
}
ABOUT = {"version": 1, "sources": ["a", "b"], "figures": {"loss": 0.25}}


def test_float16_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "model.safetensors"
    save_params(path, PARAMS, ABOUT)
    found = load_params(path, PARAMS)
    assert jax.tree.structure(found) == jax.tree.structure(PARAMS)
    jax.tree.map(
        lambda a, b: np.testing.assert_array_equal(a, np.asarray(b).astype(np.float16).astype(b.dtype)),
        found, PARAMS,
    )  # fmt: skip
    assert read_about(path) == ABOUT
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_int8_is_off_by_at_most_half_a_step(tmp_path: Path) -> None:
    save_params(tmp_path / "small", PARAMS, ABOUT, int8=True)
    found = load_params(tmp_path / "small", PARAMS)
    for at in (0, 1):
        kernel = PARAMS["blocks"][at]["kernel"]
        axes = tuple(range(kernel.ndim - 1))
        error = np.abs(found["blocks"][at]["kernel"] - kernel).max(axis=axes)
        assert (error <= np.abs(kernel).max(axis=axes) / 254 * 1.0001).all()
    save_params(tmp_path / "large", {"kernel": np.ones((256, 256), np.float32)}, {})
    save_params(tmp_path / "small", {"kernel": np.ones((256, 256), np.float32)}, {}, int8=True)
    assert (tmp_path / "small").stat().st_size < 0.52 * (tmp_path / "large").stat().st_size


@pytest.mark.parametrize("int8", [False, True])
def test_the_same_values_are_the_same_bytes(tmp_path: Path, int8: bool) -> None:
    save_params(tmp_path / "a", PARAMS, ABOUT, int8=int8)
    backwards = {"scale": PARAMS["scale"], "blocks": dict(reversed(PARAMS["blocks"].items()))}
    save_params(tmp_path / "b", backwards, dict(reversed(ABOUT.items())), int8=int8)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_of_another_model(tmp_path: Path) -> None:
    save_params(tmp_path / "a", PARAMS, {})
    with pytest.raises(InputError, match="has beside those of this model scale"):
        load_params(tmp_path / "a", {"blocks": PARAMS["blocks"]})
    with pytest.raises(InputError, match="lacks more, one of 1"):
        load_params(tmp_path / "a", PARAMS | {"more": np.zeros(3)})
    with pytest.raises(InputError, match=r"scale is of shape \(5,\); this model has \(4,\)"):
        load_params(tmp_path / "a", PARAMS | {"scale": np.zeros(4)})


def test_what_is_no_such_file(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not parameters at all")
    for path in (tmp_path / "text", tmp_path / "nowhere"):
        with pytest.raises(InputError, match="not a file of parameters"):
            load_params(path, PARAMS)
        with pytest.raises(InputError, match="not a file of parameters"):
            read_about(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6])
def test_values_that_cannot_be_stored(tmp_path: Path, value: float) -> None:
    with pytest.raises(InputError, match="kernel: holds values that float16 cannot"):
        save_params(tmp_path / "a", {"kernel": np.full((2, 2), value, np.float32)}, {})
    assert list(tmp_path.iterdir()) == []


def test_parameters_are_read_by_their_names(tmp_path: Path) -> None:
    save_params(tmp_path / "a", PARAMS, {}, int8=True)
    found = read_params(tmp_path / "a")
    checked = load_params(tmp_path / "a", PARAMS)
    assert jax.tree.structure(found) == jax.tree.structure(checked)
    for mine, theirs in zip(jax.tree.leaves(found), jax.tree.leaves(checked), strict=True):
        assert mine.dtype == np.float32
        np.testing.assert_array_equal(mine.astype(theirs.dtype), theirs)
