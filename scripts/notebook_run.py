"""The steps of the Kaggle and the Colab notebook, in the order in which they are called.

Nothing here imports jax or jaxdesign: the notebook's own process must not hold the accelerator, and this file
is there before jaxdesign is installed. What computes runs in processes of their own, one after the other.
"""

from __future__ import annotations

import functools
import importlib.metadata as metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PLATFORM = ("jax", "jaxlib", "libtpu", "jax-cuda12-plugin", "jax-cuda13-plugin")
"""What a platform brings to fit its accelerator; never replaced."""
DATASET, RUN, PACKED = "dataset", "run", "run.tar"
"""Names of what is made."""
_UNFINISHED = ".orbax-checkpoint-tmp"
_KEEP_EVERY_S = 120.0
_LOOK_EVERY_S = 0.02


class NotebookError(Exception):
    """What stops a notebook, in one sentence."""


def requirements(source: Path) -> list[Requirement]:
    """What the jaxdesign in ``source`` needs on this Python."""
    with (source / "pyproject.toml").open("rb") as file:
        named = tomllib.load(file)["project"]["dependencies"]
    needed = [Requirement(line) for line in named]
    return [need for need in needed if need.marker is None or need.marker.evaluate()]


def installed_version(name: str) -> str | None:
    """The version of a distribution that this Python has."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def jax_fault(
    needs: Iterable[Requirement], version_of: Callable[[str], str | None] = installed_version
) -> str | None:
    """Why the jax of this platform cannot be used, in one sentence; None if it can or there is none."""
    need = next(need for need in needs if need.name == "jax")
    version = version_of("jax")
    if version is None or need.specifier.contains(version, prereleases=True):
        return None
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"This platform brings jax {version}, but jaxdesign needs jax {need.specifier} on Python {python}: "
        "choose another version of the platform's image; jax is not replaced here."
    )


def missing(
    needs: Iterable[Requirement], version_of: Callable[[str], str | None] = installed_version
) -> list[Requirement]:
    """What is to be installed: what is not there or not in range, and nothing of what the platform brings."""

    def holds(need: Requirement) -> bool:
        version = version_of(need.name)
        if version is None:
            return False
        is_platforms = canonicalize_name(need.name) in PLATFORM
        return is_platforms or need.specifier.contains(version, prereleases=True)

    return [need for need in needs if not holds(need)]


def install(source: Path) -> str:
    """Install jaxdesign from the checkout or unpacked archive ``source``, and what it misses here.

    A wheel in ``source`` is taken in place of the code there. Raises ``NotebookError`` for an unsuitable jax.
    """
    needs = requirements(source)
    fault = jax_fault(needs)
    if fault:
        raise NotebookError(fault)
    lacking = missing(needs)
    if lacking:
        fixed = [f"{name}=={version}" for name in PLATFORM if (version := installed_version(name))]
        with tempfile.TemporaryDirectory() as folder:
            constraints = Path(folder, "constraints.txt")
            constraints.write_text("\n".join(fixed) + "\n")
            _pip("--constraint", str(constraints), *map(_plain, lacking))
    found = importlib.util.find_spec("jaxdesign")
    if found is None or found.origin is None or not Path(found.origin).is_relative_to(source.resolve()):
        wheels = sorted(source.glob("jaxdesign-*.whl"))
        _pip("--no-deps", "--force-reinstall", str(wheels[-1] if wheels else source))
    importlib.invalidate_caches()
    names = ", ".join(need.name for need in lacking) or "nothing"
    jax = installed_version("jax")
    return f"jaxdesign {installed_version('jaxdesign')} on jax {jax}; installed with it: {names}."


def _plain(need: Requirement) -> str:
    return f"{need.name}{need.specifier}"


def _pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", *arguments], capture_output=True, text=True
    )
    if done.returncode:
        raise NotebookError(f"pip could not install jaxdesign: {done.stderr.strip()[-2000:]}")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the parameters of a notebook come to."""

    source: Path
    """Checkout or unpacked archive: jaxdesign, ``configs`` and ``scripts``."""
    work: Path
    """Folder of the run."""
    scratch: Path
    """Folder of the dataset, where it has to be fetched or prepared."""
    data: str
    """A prepared dataset, captures to prepare, a tar of either, or the address of a tar; or '' to look."""
    inputs: Path | None = None
    """Folder under which datasets and results of earlier sessions are looked for."""
    keep: Path | None = None
    """Folder that outlives the session, to which the run is copied while it goes on."""
    config: str = ""
    """Name in ``configs`` of the decoder's settings; '' for those that suit the device."""
    minutes: float = 480.0
    """Training is stopped and saved when the notebook has taken that long."""
    smoke: bool = False
    began: float = 0.0
    """``time.monotonic()`` at the beginning."""

    @property
    def run(self) -> Path:
        """Folder of the run: ``decoder`` and ``prior`` in it."""
        return self.work / RUN


def settings(source: Path, parameters: Mapping[str, object]) -> Settings:
    """The settings by the names in the notebooks' first cell. Raises ``NotebookError``."""
    paths = {name: str(parameters.get(name) or "") for name in ("INPUTS", "KEEP")}
    work, scratch = (Path(str(parameters[name])) for name in ("WORK", "SCRATCH"))
    for folder in (work, scratch):
        folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        source=source.resolve(),
        work=work,
        scratch=scratch,
        data=str(parameters.get("DATA") or ""),
        inputs=Path(paths["INPUTS"]) if paths["INPUTS"] else None,
        keep=Path(paths["KEEP"]) if paths["KEEP"] else None,
        config=str(parameters.get("CONFIG") or ""),
        minutes=float(str(parameters["MINUTES"])),
        smoke=str(parameters.get("SMOKE") or "0").lower() in ("1", "true", "yes"),
        began=time.monotonic(),
    )


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def _jaxdesign(*arguments: str) -> list[str]:
    return _python("-c", "from jaxdesign.cli.main import main; main()", *arguments)


@functools.cache
def devices() -> tuple[str, int]:
    """Kind and number of the devices: ``tpu``, ``gpu`` or ``cpu``."""
    program = "import jax; print(jax.default_backend(), jax.device_count())"
    done = subprocess.run(_python("-c", program), capture_output=True, text=True)
    if done.returncode:
        raise NotebookError(f"jax finds no device: {done.stderr.strip().splitlines()[-1]}")
    kind, count = done.stdout.split()[-2:]
    return kind, int(count)


def configs(given: Settings) -> tuple[Path, Path]:
    """Settings of decoder and prior: the large ones on a TPU, else the ones that suit one GPU or a CPU."""
    name = given.config or ("decoder_tpu" if devices()[0] == "tpu" else "decoder")
    folder = given.source / "configs"
    prior = folder / f"{name.replace('decoder', 'prior')}.py"
    decoder = folder / f"{name}.py"
    for path in (decoder, prior):
        if not path.is_file():
            raise NotebookError(f"CONFIG: {path} is not there.")
    return decoder, prior


def find_dataset(folder: Path) -> Path | None:
    """The newest version of the prepared dataset under a folder; the last by name of several."""
    found = sorted(path.parent for path in folder.rglob("dataset_info.json") if ".work" not in path.parts)
    return found[-1] if found else None


def _unpack(archive: Path, folder: Path) -> Path:
    """The dataset or the captures of a tar, beside which nothing is written."""
    half = folder.with_name(folder.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(half, filter="data")
    half.rename(folder)
    return folder


def dataset(given: Settings) -> Path:
    """The dataset to train on: found, unpacked, fetched or prepared. Raises ``NotebookError``."""
    out = given.scratch / DATASET
    if not given.data:
        found = find_dataset(given.inputs) if given.inputs and given.inputs.is_dir() else None
        found = found or (find_dataset(out) if out.is_dir() else None)
        if found is None:
            raise NotebookError("DATA: no dataset is attached; name one, captures, or the address of a tar.")
        return found
    place = Path(given.data)
    if given.data.startswith(("https://", "http://")):
        place = given.scratch / "dataset.tar"
        if not place.is_file():
            half = place.with_suffix(".part")
            urllib.request.urlretrieve(given.data, half)
            half.rename(place)
    if place.is_file():
        unpacked = given.scratch / "unpacked"
        place = unpacked if unpacked.is_dir() else _unpack(place, unpacked)
    if not place.is_dir():
        raise NotebookError(f"DATA: {given.data} is not there.")
    found = find_dataset(place)
    if found is None:
        _call(_jaxdesign("data", "prepare", str(place), "-o", str(out)))
        found = find_dataset(out)
    if found is None:
        raise NotebookError(f"DATA: {given.data} holds no design.")
    return found


def _checkpoints(run: Path) -> list[int]:
    """Steps of the finished checkpoints of a run's folder."""
    steps = (path.name for path in (run / "checkpoints").glob("*") if path.is_dir())
    return sorted(int(name) for name in steps if name.isdecimal())


def _newest(folders: Iterable[Path], kind: str) -> Path | None:
    """The run of a kind that has come farthest; finished checkpoints only."""
    runs = [path.parent for folder in folders for path in folder.rglob("checkpoints")]
    known = [(steps[-1], run) for run in runs if run.name == kind and (steps := _checkpoints(run))]
    return max(known, default=(0, None))[1]


def resume(given: Settings) -> str:
    """Bring the farthest earlier run into the folder of work; says what is gone on with."""
    told = []
    others = [folder for folder in (given.inputs, given.keep) if folder is not None and folder.is_dir()]
    for kind in ("decoder", "prior"):
        own, found = _newest([given.work], kind), _newest(others, kind)
        if found and (own is None or _checkpoints(found)[-1] > _checkpoints(own)[-1]):
            shutil.rmtree(given.run / kind, ignore_errors=True)
            mirror(found, given.run / kind)
        steps = _checkpoints(given.run / kind)
        told.append(f"{kind} goes on from step {steps[-1]}" if steps else f"{kind} begins")
    return "; ".join(told) + "."


def mirror(run: Path, kept: Path) -> None:
    """Make ``kept`` as ``run`` is. A checkpoint appears in it whole; older ones go only afterwards."""
    for path in sorted(run.rglob("*")):
        place = kept / path.relative_to(run)
        if "checkpoints" in path.relative_to(run).parts or not path.is_file():
            continue
        if not place.is_file() or place.stat().st_mtime < path.stat().st_mtime:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
    for checkpoints in sorted(run.rglob("checkpoints")):
        there = kept / checkpoints.relative_to(run)
        there.mkdir(parents=True, exist_ok=True)
        for step in _checkpoints(checkpoints.parent):
            if not (there / str(step)).is_dir():
                half = there / f"{step}.part"
                shutil.rmtree(half, ignore_errors=True)
                try:
                    shutil.copytree(checkpoints / str(step), half)
                except (OSError, shutil.Error):  # training removed it meanwhile; there is a newer one
                    continue
                half.rename(there / str(step))
        current = set(_checkpoints(checkpoints.parent))
        for step in set(_checkpoints(there.parent)) - current if current else ():
            shutil.rmtree(there / str(step))


def train(given: Settings, kind: str, data: Path) -> bool:
    """Train ``decoder`` or ``prior``, or go on with it; False if the time was up before its end."""
    decoder, prior = configs(given)
    command = ["train", kind, str(data), "-o", str(given.run / kind)]
    command += ["--config", str(decoder if kind == "decoder" else prior)]
    command += ["--decoder", str(given.run / "decoder")] if kind == "prior" else []
    command += ["--smoke"] if given.smoke else []
    deadline = given.began + 60 * given.minutes
    metrics = given.run / kind / "metrics.jsonl"
    began = _written(metrics)
    stopped, kept_at = False, time.monotonic()

    def look(process: subprocess.Popen[bytes]) -> None:
        nonlocal stopped, kept_at
        now = time.monotonic()
        # Before it opens its figures, nobody hears the signal; after that it makes a step and saves.
        if now > deadline and not stopped and _written(metrics) != began:
            process.send_signal(signal.SIGTERM)
            stopped = True
        if given.keep and now - kept_at > _KEEP_EVERY_S:
            mirror(given.run, given.keep / RUN)
            kept_at = now

    told = _call(_jaxdesign(*command), look)
    if given.keep:
        mirror(given.run, given.keep / RUN)
    return "stopped by" not in told


def _written(path: Path) -> tuple[int, int] | None:
    """What changes whenever a file is written; None where there is none."""
    return (path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else None


def _call(command: Sequence[str], look: Callable[[subprocess.Popen[bytes]], None] | None = None) -> str:
    """Run a command, show what it says as it says it, and return its last line."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    last, rest = "", b""
    try:
        while True:
            ended = process.poll() is not None
            rest += process.stdout.read() or b""
            *lines, rest = rest.split(b"\n")
            for line in (line.decode(errors="replace") for line in lines):
                print(line, flush=True)
                last = line or last
            if ended:
                break
            if look:
                look(process)
            time.sleep(_LOOK_EVERY_S)
    finally:
        if process.poll() is None:  # the cell was interrupted
            process.terminate()
            process.wait()
    if process.returncode:
        raise NotebookError(f"'{' '.join(command[3:6])}' failed with exit code {process.returncode}: {last}")
    return last


_SHEET = """
import sys
from pathlib import Path
from PIL import Image
from jaxdesign.config_file import load_config
from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.training.runs import RunConfig, decoder_task
from jaxdesign.training.trained import trained
config, data, run, out, smoke = sys.argv[1:]
settings = load_config(Path(config), RunConfig, smoke=smoke == "1")
task = decoder_task(settings, *(RealDesignDataset(data, split=split) for split in ("train", "validation")))
for pixels in task.sheets(trained(task, Path(run)).params).values():
    Image.fromarray(pixels).save(out)
"""


def sheet(given: Settings, data: Path) -> Path:
    """Draw held-out designs beside what the best decoder makes of them."""
    out = given.run / "reconstruction.png"
    run = given.run / "decoder"
    drawn = sorted((run / "sheets").glob("reconstruction-*.png"))
    steps = _checkpoints(run)
    if drawn and steps and int(drawn[-1].stem.rpartition("-")[2]) == steps[-1]:
        shutil.copy2(drawn[-1], out)
        return out
    config = str(configs(given)[0])
    _call(_python("-c", _SHEET, config, str(data), str(run), str(out), "1" if given.smoke else "0"))
    return out


def pack(given: Settings) -> Path:
    """The run as one tar, beside it and where it is kept; unfinished checkpoints are left out."""
    packed = given.work / PACKED
    with tarfile.open(packed, "w") as tar:
        tar.add(given.run, RUN, filter=lambda info: None if _UNFINISHED in info.name else info)
    if given.keep:
        mirror(given.run, given.keep / RUN)
        shutil.copy2(packed, given.keep / PACKED)
    return packed
