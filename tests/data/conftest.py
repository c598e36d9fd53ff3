"""Small captures drawn by hand, and a dataset of them that several tests share."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 480, 320

WriteCapture = Callable[..., Path]


def draw(seed: int) -> tuple[Image.Image, list[dict[str, Any]]]:
    """A page with a photograph at the left, a headline, a line and a button, and its elements."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    noise = Image.fromarray(rng.integers(0, 255, (6, 6, 3), dtype=np.uint8))
    picture.paste(noise.resize((180, 240), Image.Resampling.BICUBIC), (30, 40))
    pen = ImageDraw.Draw(picture)
    ink = [int(v) for v in rng.integers(0, 90, 3)]
    fill = [int(v) for v in rng.integers(60, 200, 3)]
    # Bars stand for the ink of glyphs.
    for x in range(240, 420, 12):
        pen.rectangle((x, 66, x + 5, 90), fill=tuple(ink))
    for x in range(240, 380, 8):
        pen.rectangle((x, 130, x + 3, 140), fill=tuple(ink))
    pen.rounded_rectangle((240, 180, 340, 216), 6, fill=tuple(fill))
    elements: list[dict[str, Any]] = [
        {"t": "img", "b": [30, 40, 180, 240], "op": 1, "o": 0, "tag": "img", "nw": 360, "nh": 480, "alt": "a photo"},
        {"t": "text", "b": [240, 60, 184, 36], "op": 1, "o": 1, "s": f"Harvest fair {seed}", "fs": 32, "fw": 700,
         "ff": "Inter, sans-serif", "c": [*ink, 1], "lh": 38, "al": "left", "n": 1},
        {"t": "text", "b": [240, 126, 144, 18], "op": 1, "o": 2, "s": "Saturday at the mill", "fs": 14, "fw": 400,
         "ff": "Inter, sans-serif", "c": [*ink, 1], "lh": 18, "al": "left", "n": 1},
        {"t": "box", "b": [240, 180, 100, 36], "op": 1, "o": 3, "fill": [*fill, 1], "r": 6},
    ]  # fmt: skip
    return picture, elements


def write_capture(folder: Path, name: str, seed: int, **changes: Any) -> Path:
    """Write a capture of the source ``folder.name``; ``changes`` replace fields of its JSON form."""
    picture, elements = draw(seed)
    form = {
        "id": name, "source": folder.name, "license": "MIT", "group": "web", "page": "index", "kind": "hero",
        "viewport": [WIDTH, HEIGHT], "crop": [0, 0, WIDTH, HEIGHT], "title": "Harvest fair", "desc": "",
        "bodyBg": "rgb(255, 255, 255)", "htmlBg": "", "fonts": [], "elements": elements,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=95, method=0)
    (folder / f"{name}.webp").write_bytes(stream.getvalue())
    path = folder / f"{name}.json.gz"
    path.write_bytes(gzip.compress(json.dumps(form | changes).encode(), mtime=0))
    return path


SOURCES = ("html5up-mill", "sebilasse+indieweb-origami", "themesberg+landwind")
"""Of the training, validation and test split."""


def write_corpus(root: Path, per_source: int = 2) -> Path:
    """Captures of a source of each split."""
    for number, source in enumerate(SOURCES):
        for i in range(per_source):
            write_capture(root / source, f"c{i}", seed=100 * number + i)
    return root


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six captures; not to be changed."""
    return write_corpus(tmp_path_factory.mktemp("corpus") / "captures")


@pytest.fixture(scope="session")
def prepared(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of ``corpus``; not to be changed."""
    from jaxdesign.data.prepare import LocalEngine, prepare

    out = tmp_path_factory.mktemp("dataset") / "dataset"
    prepare([corpus], out, min_quality=0.0, engine=LocalEngine(workers=1))
    return out


@pytest.fixture
def make_capture() -> WriteCapture:
    return write_capture


@pytest.fixture
def make_corpus() -> Callable[..., Path]:
    return write_corpus
