"""The notebooks, run for real on eight simulated devices, each in two sessions: the second goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from jaxdesign.config_file import load_config
from jaxdesign.data.prepare import prepare
from jaxdesign.training.runs import RunConfig
from scripts.make_notebooks import NOTEBOOKS, notebook
from scripts.notebook_run import jax_fault, mirror, missing
from tests.data.conftest import write_capture

REPOSITORY = Path(__file__).resolve().parent.parent.parent
NUM_STEPS = 8
PROGRAM = """
import sys
import nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
try:
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": sys.argv[2]}}).execute()
finally:
    nbformat.write(notebook, sys.argv[3])
"""
Session = Callable[..., str]


@pytest.fixture(scope="module")
def small_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Designs of eight for each step, and two that are held out."""
    root = tmp_path_factory.mktemp("notebooks")
    for i in range(8 * NUM_STEPS):
        write_capture(root / "captures" / "html5up-mill", f"c{i}", seed=i)
    for i in range(2):
        write_capture(root / "captures" / "sebilasse+indieweb-origami", f"c{i}", seed=1000 + i)
    prepare([root / "captures"], root / "dataset")
    return root / "dataset"


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of compiled programs that all sessions share."""
    return tmp_path_factory.mktemp("programs")


@pytest.fixture
def session(programs: Path, tmp_path: Path) -> Session:
    """Runs a notebook with parameters in a process of its own; returns all that its cells print.

    What Jupyter's packages warn of stays in that process.
    """

    def session(path: Path, **parameters: object) -> str:
        environment = {
            **os.environ,
            "JAX_PLATFORMS": "cpu",
            "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
            "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
            "JAX_COMPILATION_CACHE_DIR": str(programs),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
            "IPYTHONDIR": str(tmp_path / "ipython"),
            **{f"JAXDESIGN_{name}": str(value) for name, value in parameters.items()},
        }
        done = tmp_path / "done.ipynb"
        process = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(path), str(tmp_path), str(done)],
            capture_output=True, text=True, env=environment,
        )  # fmt: skip
        assert process.returncode == 0, process.stderr
        cells = json.loads(done.read_text())["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert any("image/png" in output.get("data", {}) for output in outputs)
        return "".join("".join(output.get("text", "")) for output in outputs)

    return session


def _steps(run: Path) -> list[int]:
    """Training steps in the order in which they were written down."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [line["step"] for line in lines if "train/loss" in line]


def _parts(path: Path) -> set[str]:
    with tarfile.open(path) as tar:
        return {name.split("/")[1] for name in tar.getnames() if "/" in name}


def _in_two_sessions(
    run: Callable[..., str], path: Path, first: dict[str, Any], second: dict[str, Any]
) -> None:
    told = run(path, MINUTES=0, **first)
    assert "decoder begins; prior begins." in told
    assert "stopped by SIGTERM" in told
    assert "run the notebook again" in told
    made = _steps(Path(first["WORK"]) / "run" / "decoder")
    assert made == list(range(1, len(made) + 1))
    assert 0 < len(made) < NUM_STEPS
    told = run(path, MINUTES=60, **second)
    assert f"decoder goes on from step {len(made)}; prior begins." in told
    assert f"decoder: trained to step {NUM_STEPS} of {NUM_STEPS}" in told
    assert f"prior: trained to step {NUM_STEPS} of {NUM_STEPS}" in told
    out = Path(second["WORK"])
    assert _steps(out / "run" / "decoder") == list(range(1, NUM_STEPS + 1))
    assert {"decoder", "prior", "reconstruction.png"} <= _parts(out / "run.tar")


def test_on_kaggle_the_output_of_the_last_version_is_gone_on_with(
    session: Session, small_dataset: Path, tmp_path: Path
) -> None:
    same = {
        "SOURCE": REPOSITORY, "CONFIG": "decoder_tpu", "SMOKE": 1, "SCRATCH": tmp_path / "scratch", "INPUTS": tmp_path / "input",
    }  # fmt: skip
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "jaxdesign-dataset").symlink_to(small_dataset)
    data = {"DATA": tmp_path / "input" / "jaxdesign-dataset"}
    path = REPOSITORY / "scripts" / "kaggle" / "jaxdesign-train.ipynb"
    first = tmp_path / "input" / "jaxdesign-train"
    _in_two_sessions(
        session, path, {**same, **data, "WORK": first}, {**same, **data, "WORK": tmp_path / "working"}
    )


def test_on_colab_the_copy_on_the_drive_is_gone_on_with(
    session: Session, small_dataset: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "dataset.tar"
    with tarfile.open(packed, "w") as tar:
        tar.add(small_dataset, ".", filter=lambda info: None if ".work" in info.name else info)
    drive = tmp_path / "drive"
    same = {"SOURCE": REPOSITORY, "CONFIG": "decoder_tpu", "SMOKE": 1, "DATA": packed, "KEEP": drive}
    path = REPOSITORY / "scripts" / "colab" / "jaxdesign-train.ipynb"
    first, second = ({"WORK": tmp_path / f"work{i}", "SCRATCH": tmp_path / f"scratch{i}"} for i in (1, 2))
    _in_two_sessions(session, path, {**same, **first}, {**same, **second})
    assert _steps(drive / "run" / "decoder") == list(range(1, NUM_STEPS + 1))
    assert {"decoder", "prior"} <= _parts(drive / "run.tar")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.parent.name)
def test_a_notebook_is_as_the_script_makes_it_and_has_parameters_first(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == notebook(NOTEBOOKS[path])
    code = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    assert code[0]["metadata"]["tags"] == ["parameters"]


def test_kaggle_is_asked_for_a_tpu_and_the_internet() -> None:
    folder = REPOSITORY / "scripts" / "kaggle"
    form = json.loads((folder / "kernel-metadata.json").read_text())
    assert (form["machine_shape"], form["enable_tpu"], form["enable_internet"]) == ("TpuV5E8", True, True)
    assert (folder / form["code_file"]).is_file()


@pytest.mark.parametrize("smoke", [False, True])
@pytest.mark.parametrize("ending", ["", "_tpu"])
def test_the_prior_of_a_notebook_fits_its_decoder(ending: str, smoke: bool) -> None:
    decoder, prior = (
        load_config(REPOSITORY / "configs" / f"{kind}{ending}.py", RunConfig, smoke=smoke)
        for kind in ("decoder", "prior")
    )
    assert prior.model == decoder.model
    assert prior.buckets == decoder.buckets


NEEDS = [Requirement("jax>=0.11.2,<0.13"), Requirement("optax>=0.2.8"), Requirement("Pillow>=11")]


@pytest.mark.parametrize(
    ("found", "fault", "names"),
    [
        ({}, False, ["jax", "optax", "Pillow"]),
        ({"jax": "0.12.1", "optax": "0.2.8", "Pillow": "12.0"}, False, []),
        ({"jax": "0.12.1", "optax": "0.2.5"}, False, ["optax", "Pillow"]),
        ({"jax": "0.7.2", "optax": "0.2.8", "Pillow": "12.0"}, True, []),
    ],
)
def test_the_jax_of_a_platform_is_checked_and_never_installed_over(
    found: dict[str, str], fault: bool, names: list[str]
) -> None:
    told = jax_fault(NEEDS, found.get)
    assert (told is not None) == fault
    if told:
        assert "brings jax 0.7.2" in told
        assert "<0.13,>=0.11.2" in told
    assert [need.name for need in missing(NEEDS, found.get)] == names


def test_a_copy_has_finished_checkpoints_only_and_forgets_the_older(tmp_path: Path) -> None:
    checkpoints = tmp_path / "run" / "decoder" / "checkpoints"
    for name in ("2", "4.orbax-checkpoint-tmp"):
        (checkpoints / name).mkdir(parents=True)
        (checkpoints / name / "state").write_text(name)
    (tmp_path / "run" / "decoder" / "metrics.jsonl").write_text("{}")
    kept = tmp_path / "kept"
    mirror(tmp_path / "run", kept)
    assert [path.name for path in (kept / "decoder" / "checkpoints").iterdir()] == ["2"]
    (checkpoints / "2").rename(checkpoints / "6")
    mirror(tmp_path / "run", kept)
    assert [path.name for path in (kept / "decoder" / "checkpoints").iterdir()] == ["6"]
    assert (kept / "decoder" / "metrics.jsonl").read_text() == "{}"
