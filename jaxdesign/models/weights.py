"""Parameters as one small file in the safetensors format, the same bytes for the same values."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np
import safetensors
from safetensors.numpy import load_file, save

from jaxdesign.errors import InputError

Params = Any
"""A pytree of float arrays."""

_ABOUT = "about"
_SCALE = ":scale"
"""Ends the name of the factors of an int8 matrix."""


def path_name(path: Any) -> str:
    """The name of a leaf by its path in a tree, as in ``encoder/0/kernel``."""
    return jax.tree_util.keystr(path, simple=True, separator="/")


def _stored(name: str, values: np.ndarray, int8: bool) -> dict[str, np.ndarray]:
    """The arrays that stand for ``values`` in a file."""
    values = values.astype(np.float32)
    if not np.isfinite(values).all() or np.abs(values).max(initial=0.0) > np.finfo(np.float16).max:
        raise InputError(f"{name}: holds values that float16 cannot.")
    if not int8 or values.ndim < 2:
        return {name: values.astype(np.float16)}
    largest = np.abs(values).max(axis=tuple(range(values.ndim - 1)), initial=0.0)
    scale = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return {name: np.rint(values / scale).astype(np.int8), name + _SCALE: scale}


def save_params(path: Path, params: Params, about: Mapping[str, Any], *, int8: bool = False) -> None:
    """Write parameters, rounded to float16.

    Args:
        path: of the file, which is replaced at once or not at all.
        params: pytree of numpy arrays; a leaf is named by its path, as in ``encoder/0/kernel``.
        about: what is said of them in the file, as JSON.
        int8: round arrays of two dimensions and more to 255 values instead, with a float32 factor for each
            place of the last dimension: half the bytes, an error of at most 1/254 of the largest.

    Raises ``InputError`` for values that are not finite or too large.
    """
    tensors: dict[str, np.ndarray] = {}
    for where, leaf in jax.tree_util.tree_flatten_with_path(params)[0]:
        name = path_name(where)
        tensors |= _stored(name, np.asarray(leaf), int8)
    metadata = {_ABOUT: json.dumps(dict(about), sort_keys=True, ensure_ascii=False)}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(save(tensors, metadata))
    os.replace(part, path)


def read_about(path: Path) -> dict[str, Any]:
    """What is said of the parameters in a file. Raises ``InputError``."""
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            return json.loads((file.metadata() or {}).get(_ABOUT, "{}"))
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise InputError(f"{path}: not a file of parameters: {error}.") from error


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a file by name, as they are stored. Raises ``InputError``."""
    try:
        return load_file(path)
    except (OSError, safetensors.SafetensorError) as error:
        raise InputError(f"{path}: not a file of parameters: {error}.") from error


def _dequantized(tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    scale = tensors.get(name + _SCALE)
    return tensors[name] if scale is None else tensors[name].astype(np.float32) * scale


def read_params(path: Path) -> Params:
    """Parameters of a file that ``save_params`` wrote, float32, in nested dictionaries.

    Parts of a name that are numbers are places in a list, and whole numbers as keys. Raises ``InputError``
    if there is no such file.
    """
    tensors, found = read_tensors(path), {}
    for name in sorted(tensors):
        if name.endswith(_SCALE):
            continue
        *folders, last = (int(part) if part.isdecimal() else part for part in name.split("/"))
        inner: dict[int | str, Any] = found
        for part in folders:
            inner = inner.setdefault(part, {})
        inner[last] = _dequantized(tensors, name).astype(np.float32)
    return found


def load_params(path: Path, like: Params) -> Params:
    """Parameters from a file.

    Args:
        path: of a file that ``save_params`` wrote.
        like: pytree of arrays, or of their shapes and types, that the file must fit.

    Returns:
        the same pytree with numpy arrays of the types of ``like``.

    Raises ``InputError`` if there is no such file or it is of another model.
    """
    tensors = read_tensors(path)
    leaves, treedef = jax.tree_util.tree_flatten_with_path(like)
    wanted = {path_name(where): leaf for where, leaf in leaves}
    found = {name for name in tensors if not name.endswith(_SCALE)}
    if odd := sorted(found ^ wanted.keys()):
        lacks = "lacks" if odd[0] in wanted else "has beside those of this model"
        raise InputError(f"{path}: {lacks} {odd[0]}, one of {len(odd)} such differences.")
    values = []
    for name, leaf in wanted.items():
        shape = tensors[name].shape
        if shape != leaf.shape:
            raise InputError(f"{path}: {name} is of shape {shape}; this model has {leaf.shape}.")
        values.append(_dequantized(tensors, name).astype(leaf.dtype))
    return jax.tree.unflatten(treedef, values)
