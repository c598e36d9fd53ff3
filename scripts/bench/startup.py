"""Where the time of ``jaxdesign innovate`` goes for one design at default settings, cold and warm.

    python scripts/bench/startup.py [DESIGN] [--runs 2]

Each run is a process of its own. The first has an empty folder of compiled programs; the later ones read
what it left. For each part: seconds on the clock, and processor seconds of the process and its children.
The bar: cold under 25 s, warm under 8 s on the clock of a quiet machine with two cores. Where other work
shares the cores, compare processor seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "jaxdesign" / "examples" / "poster.json"

RUN = """
import json, os, sys, time
marks = []
def mark(name):
    marks.append((name, time.perf_counter(), sum(os.times()[:4])))
mark("")
from pathlib import Path
from jaxdesign.cli import main
from jaxdesign.config import InnovateConfig
from jaxdesign.importers import open_design
from jaxdesign.report.outputs import Begun, write_outputs
from jaxdesign.runtime import share_among_cores, use_compilation_cache
from jaxdesign.innovation.innovate import innovate_documents
mark("import")
document = open_design(Path(sys.argv[1]))
mark("open")
share_among_cores()
use_compilation_cache()
begun = Begun(document)
result = innovate_documents([document], InnovateConfig(), on_found=begun.follow)[0]
mark("innovate")
write_outputs(result, Path(sys.argv[2]), name="design", begun=begun)
mark("outputs")
told = {"parts": [(b[0], b[1] - a[1], b[2] - a[2]) for a, b in zip(marks, marks[1:])]}
print(json.dumps(told | {"phases": result.seconds}))
"""


def run(design: Path, out: Path, cache: Path) -> dict:
    """Parts and phases of one run, and its whole time on the clock and of the processor."""
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(design), str(out)],
        env={**os.environ, "JAXDESIGN_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    wall, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return json.loads(done.stdout) | {"wall": wall, "processor": spent}


def report(name: str, told: dict) -> None:
    """One run as lines."""
    print(f"{name}: {told['wall']:.1f} s, processor {told['processor']:.1f} s")
    for part, wall, processor in told["parts"]:
        print(f"  {part:<10} {wall:6.2f} s, processor {processor:6.2f} s")
        if part == "innovate":
            for phase, seconds in told["phases"].items():
                print(f"    {phase:<14} {seconds:6.2f} s")


def main() -> None:
    """Run cold, then warm, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("design", type=Path, nargs="?", default=EXAMPLE)
    parser.add_argument("--runs", type=int, default=2, help="runs, the first of them cold")
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        for i in range(given.runs):
            told = run(given.design, Path(folder) / f"out{i}", Path(folder) / "cache")
            report("cold" if i == 0 else "warm", told)


if __name__ == "__main__":
    main()
