"""Settings from a Python file that defines ``get_config(*, smoke: bool)``. Run only files that you trust."""

from __future__ import annotations

import importlib.util
import traceback
from pathlib import Path
from typing import TypeVar

from jaxdesign.errors import InputError

ConfigT = TypeVar("ConfigT")


def load_config(path: Path, kind: type[ConfigT], *, smoke: bool = False) -> ConfigT:
    """What the file's ``get_config(smoke=smoke)`` returns, which must be of a kind.

    Raises ``InputError`` if there is no such file or function, or it returns something else.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise InputError(f"{path}: not a Python file with settings.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        get_config = getattr(module, "get_config", None)
        if get_config is None:
            raise InputError(f"{path}: defines no function get_config(*, smoke).")
        config = get_config(smoke=smoke)
    except InputError:
        raise
    except Exception as error:  # whatever a file of the user's may raise
        lines = [
            frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)
        ]
        where = f"line {lines[-1]}: " if lines else ""
        raise InputError(f"{path}: {where}{type(error).__name__}: {error}") from error
    if not isinstance(config, kind):
        raise InputError(f"{path}: get_config returned a {type(config).__name__}, not a {kind.__name__}.")
    return config
