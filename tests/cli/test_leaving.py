"""How the process of a command ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

START = """
import atexit, sys, threading, time
from pathlib import Path
from jaxdesign.cli.leaving import leave_swiftly
def command():
    atexit.register(lambda: Path(sys.argv[1]).write_text("registered"))
    threading.Thread(target=lambda: (time.sleep(0.3), Path(sys.argv[2]).write_text("thread"))).start()
    print("said", end="")
"""


def _run(end: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    code = f"{START}    {end}\nleave_swiftly(command)"
    names = [str(tmp_path / name) for name in ("registered", "thread")]
    return subprocess.run(
        [sys.executable, "-c", code, *names], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("end", "code"),
    [("sys.exit()", 0), ("sys.exit(4)", 4), ("sys.exit('why')", 1), ("raise KeyError", 1), ("pass", 0)],
)
def test_what_was_begun_is_finished_and_the_code_is_kept(end: str, code: int, tmp_path: Path) -> None:
    done = _run(end, tmp_path)
    assert (done.returncode, done.stdout) == (code, "said")
    assert (tmp_path / "registered").read_text() == "registered"
    assert (tmp_path / "thread").read_text() == "thread"
    assert ("why" in done.stderr) == (end == "sys.exit('why')")
    assert ("KeyError" in done.stderr) == (end == "raise KeyError")


def test_a_closed_output_is_no_fault(tmp_path: Path) -> None:
    code = "import sys; sys.stdout = None; " + f"{START}    sys.exit(4)".replace(
        '    print("said", end="")', ""
    )
    run = [sys.executable, "-c", code + "\nleave_swiftly(command)", *(str(tmp_path / n) for n in "ab")]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (4, "")
