"""Embeddings of texts, made without any network."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from typing import NoReturn

import numpy as np
import pytest

from jaxdesign.models import text
from jaxdesign.models.prior import TEXT_DIM


def test_unit_vectors_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> NoReturn:
        raise AssertionError("the network was asked for")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    text._model.cache_clear()
    found = text.embedded(
        ["a poster for a jazz concert", "", "jazz night at the club", "tax declaration form", "  \n"]
    )
    assert found.shape == (5, TEXT_DIM)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), [1, 0, 1, 1, 0], atol=1e-5)
    assert found[0] @ found[2] > found[0] @ found[3] + 0.1


def test_a_text_is_embedded_alike_alone_and_among_others() -> None:
    words = "sommerfest im garten"
    np.testing.assert_allclose(
        text.embedded([words, "a much longer text " * 9])[0], text.embedded([words])[0], atol=1e-5
    )


def test_no_texts() -> None:
    assert text.embedded([]).shape == (0, TEXT_DIM)


def test_the_root_logger_is_left_alone() -> None:
    code = (
        "import logging; from jaxdesign.models.text import embedded; embedded(['jazz']); "
        "root = logging.getLogger(); print(root.level, [type(one).__name__ for one in root.handlers])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{logging.WARNING} []\n"
