"""Embedding of a prompt or caption: what the prior knows of words.

WordLlama: 256 numbers a text, averaged from token vectors of large language models; its weights come with
the package, nothing is fetched.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from jaxdesign.models.prior import TEXT_DIM


@contextlib.contextmanager
def _logging_as_it_is() -> Generator[None]:
    """Nothing that is imported within sets up the root logger: that is the program's to do."""
    root, handler = logging.getLogger(), logging.NullHandler()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


@functools.cache
def _model() -> Any:
    with _logging_as_it_is():  # at its import, wordllama has every library's notes printed
        import wordllama

    folder = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=folder, disable_download=True)


def embedded(texts: Sequence[str]) -> Float[np.ndarray, "n e"]:
    """Unit vectors of the texts; zeros for an empty one."""
    out = np.zeros((len(texts), TEXT_DIM), np.float32)
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if filled:
        out[filled] = np.asarray(_model().embed([texts[i] for i in filled], norm=True), np.float32)
    return out
