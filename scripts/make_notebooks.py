"""Write the notebooks of Kaggle and Colab, which differ only in where things lie.

python scripts/make_notebooks.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ADDRESS = "https://github.com/your-name/jaxdesign"


class Cell(NamedTuple):
    """A cell of a notebook."""

    kind: str
    source: str
    tags: tuple[str, ...] = ()


def _text(source: str) -> Cell:
    return Cell("markdown", source.strip())


def _code(source: str, *tags: str) -> Cell:
    return Cell("code", source.strip(), tags)


def _parameters(*, inputs: str, work: str, keep: str, minutes: int) -> Cell:
    return _code(
        f'''
import os


def parameter(name, otherwise):
    return os.environ.get(f"JAXDESIGN_{{name}}", otherwise)


SOURCE = parameter("SOURCE", "{ADDRESS}")  # git address, folder or .tar.gz
DATA = parameter("DATA", "")  # dataset or captures: folder, tar or address of a tar; "": what is attached
INPUTS = parameter("INPUTS", "{inputs}")  # where datasets and earlier results are looked for
WORK = parameter("WORK", "{work}")  # the run is made here
KEEP = parameter("KEEP", "{keep}")  # and copied here, where it outlives the session
SCRATCH = parameter("SCRATCH", "/tmp/jaxdesign")  # what need not be kept
CONFIG = parameter("CONFIG", "")  # decoder_tpu or decoder; "": as suits the device
MINUTES = parameter("MINUTES", "{minutes}")  # training stops, saved, after so long
SMOKE = parameter("SMOKE", "0")  # 1: a few steps of a tiny network
''',
        "parameters",
    )


_DRIVE = _code(
    """
import importlib

if KEEP.startswith("/content/drive"):
    importlib.import_module("google.colab.drive").mount("/content/drive")
"""
)

_STEPS = [
    _text(
        """
## Install

The code is fetched, then installed without touching the jax of this platform: that one fits its accelerator.
If it is not of a supported version, the cell says so and stops.
"""
    ),
    _code(
        """
import importlib
import subprocess
import sys
import tarfile
from pathlib import Path

source = Path(SOURCE)
if "://" in SOURCE:
    source = Path(SCRATCH, "source")
    if not source.is_dir():
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", SOURCE, str(source)], check=True)
elif source.is_file():
    with tarfile.open(source) as archive:
        archive.extractall(Path(SCRATCH, "source"), filter="data")
    source = next(Path(SCRATCH, "source").rglob("pyproject.toml")).parent
sys.path.insert(0, str(source / "scripts"))
steps = importlib.import_module("notebook_run")
print(steps.install(source))
given = steps.settings(source, globals())
"""
    ),
    _text(
        """
## Dataset

A prepared dataset is used as it is; captures are prepared first, which takes about a second for six of them
on each core.
"""
    ),
    _code("data = steps.dataset(given)\nprint(data)"),
    _text(
        """
## Go on where the last session ended

The farthest earlier run that is found is brought here; training goes on from its last checkpoint, to the bit.
"""
    ),
    _code("print(steps.resume(given))"),
    _text(
        """
## Train the decoder

On a TPU v5e-8 with `configs/decoder_tpu.py`, all eight devices in this one process; else with
`configs/decoder.py`. When the time is up it is stopped and saved.
"""
    ),
    _code('decoder_is_done = steps.train(given, "decoder", data)'),
    _text("## What comes back of held-out designs\n\nPairs: a real design, and what comes back of it."),
    _code("from IPython.display import Image, display\n\ndisplay(Image(steps.sheet(given, data)))"),
    _text("## Train the prior\n\nOver the latents of the decoder, once that has come to its end."),
    _code(
        """
if decoder_is_done:
    prior_is_done = steps.train(given, "prior", data)
else:
    print("The decoder has not come to its end; run the notebook again to go on.")
"""
    ),
    _text("## Save the result\n\nOne tar with checkpoints, figures and sheets of both."),
    _code("print(steps.pack(given))"),
]

KAGGLE = [
    _text(
        """
# Train jaxdesign on Kaggle

Accelerator *TPU v5e-8*, internet on. Attach a dataset under *Input*, or name one in `DATA`. To go on after a
session, attach the output of this notebook's earlier version under *Input* as well and run it again.
"""
    ),
    _parameters(inputs="/kaggle/input", work="/kaggle/working", keep="", minutes=500),
    *_STEPS,
]
COLAB = [
    _text(
        """
# Train jaxdesign on Colab

*Runtime > Change runtime type*: a TPU (v5e-1, v6e-1) or a GPU. The run is copied to Google Drive every two
minutes; after a session has ended, run all cells again to go on.
"""
    ),
    _parameters(
        inputs="", work="/content/jaxdesign", keep="/content/drive/MyDrive/jaxdesign", minutes=10_000
    ),
    _text("## Google Drive"),
    _DRIVE,
    *_STEPS,
]
NOTEBOOKS = {
    HERE / "kaggle" / "jaxdesign-train.ipynb": KAGGLE,
    HERE / "colab" / "jaxdesign-train.ipynb": COLAB,
}


def notebook(cells: list[Cell]) -> str:
    """The cells as a notebook's file, without outputs."""

    def as_json(number: int, cell: Cell) -> dict[str, Any]:
        made: dict[str, Any] = {
            "cell_type": cell.kind,
            "id": f"cell-{number:02d}",
            "metadata": {"tags": list(cell.tags)} if cell.tags else {},
            "source": cell.source.splitlines(keepends=True),
        }
        return made | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})

    form = {
        "cells": [as_json(number, cell) for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(form, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    for path, cells in NOTEBOOKS.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(notebook(cells), encoding="utf-8")
        print(path.relative_to(HERE.parent))


if __name__ == "__main__":
    main()
