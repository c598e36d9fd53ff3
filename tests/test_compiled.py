"""Kept executables: same results as jit, read back in another process, mended where they are broken."""

import subprocess
import sys
import threading
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign import compiled, runtime
from jaxdesign.compiled import Program
from jaxdesign.errors import InputError


class Pair(NamedTuple):
    first: object
    second: object


def weigh(pair, factor, *, power=1):
    return Pair(pair.first * factor**power, {"sum": pair.second.sum(), "none": None})


weigh.__module__ = "jaxdesign.grammar.testing"
PAIR = Pair(np.arange(3, dtype=np.float32), np.ones((2, 2), np.float32))


def program(name="weigh"):
    return Program(weigh, name=name, static_argnames=("power",))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(runtime, "_kept", [])
    return runtime.use_compilation_cache(tmp_path / "cache")


@pytest.fixture
def num_traces(monkeypatch):
    lowered = []
    real = compiled.jax.jit

    def jit(*args, **kwargs):
        lowered.append(args[0])
        return real(*args, **kwargs)

    monkeypatch.setattr(compiled.jax, "jit", jit)
    return lambda: len(lowered)


def files(folder):
    for thread in threading.enumerate():
        if thread.name == compiled.THREAD_NAME:
            thread.join()
    return sorted(folder.glob("*.program"))


def test_one_executable_for_each_signature(folder, num_traces):
    one = program()
    found = one(PAIR, np.float32(3), power=2)
    np.testing.assert_array_equal(found.first, [0, 9, 18])
    assert float(found.second["sum"]) == 4
    one(Pair(jnp.ones(3), jnp.zeros((2, 2))), np.float32(2), power=2)
    assert num_traces() == 1
    np.testing.assert_array_equal(one(PAIR, np.float32(3), power=1).first, [0, 3, 6])
    one(Pair(np.ones(4, np.float32), PAIR.second), np.float32(3), power=1)
    assert num_traces() == 3
    assert len(files(folder)) == 3


def test_kept_ones_are_read_back_and_broken_ones_replaced(folder, num_traces):
    program()(PAIR, np.float32(3))
    (path,) = files(folder)
    whole = path.read_bytes()
    np.testing.assert_array_equal(program()(PAIR, np.float32(5)).first, [0, 5, 10])
    assert num_traces() == 1
    for broken in (whole[:-9], whole[:50] + b"x" + whole[51:], b""):
        path.write_bytes(broken)
        np.testing.assert_array_equal(program()(PAIR, np.float32(5)).first, [0, 5, 10])
        assert files(folder) == [path]
        assert len(path.read_bytes()) == len(whole)
    assert num_traces() == 4


def test_the_one_used_last_is_loaded_ahead(folder, num_traces, monkeypatch):
    program()(PAIR, np.float32(3), power=2)
    assert len(files(folder)) == 1  # written before the next
    program()(PAIR, np.float32(3), power=1)
    used_last = max(files(folder), key=compiled._last_used)
    loaded = []
    real = compiled._load
    monkeypatch.setattr(compiled, "_load", lambda path: loaded.append(path) or real(path))
    ahead = program()
    ahead.load_ahead()
    ahead.load_ahead()
    np.testing.assert_array_equal(ahead(PAIR, np.float32(3), power=1).first, [0, 3, 6])
    assert loaded == [used_last]
    np.testing.assert_array_equal(ahead(PAIR, np.float32(3), power=2).first, [0, 9, 18])
    assert len(loaded) == 2 == num_traces()


def test_what_cannot_be_loaded_ahead_is_made_anew(folder, num_traces):
    fresh = program()
    fresh.load_ahead()
    np.testing.assert_array_equal(fresh(PAIR, np.float32(3)).first, [0, 3, 6])
    (path,) = files(folder)
    path.write_bytes(b"")
    other = program()
    other.load_ahead()
    np.testing.assert_array_equal(other(PAIR, np.float32(3)).first, [0, 3, 6])
    assert num_traces() == 2
    assert files(folder) == [path]
    assert path.stat().st_size > 100


def test_what_fails_ahead_is_loaded_when_it_is_asked_for(folder, num_traces, monkeypatch):
    program()(PAIR, np.float32(3))
    files(folder)
    real, failed = compiled._load, []

    def once(path):
        if not failed:
            failed.append(path)
            raise OSError("busy")
        return real(path)

    monkeypatch.setattr(compiled, "_load", once)
    ahead = program()
    ahead.load_ahead()
    np.testing.assert_array_equal(ahead(PAIR, np.float32(5)).first, [0, 5, 10])
    assert failed
    assert num_traces() == 1


def test_other_names_and_other_source_have_other_files(folder, monkeypatch):
    program()(PAIR, np.float32(3))
    program("other")(PAIR, np.float32(3))
    monkeypatch.setattr(compiled, "_surroundings", lambda: b"changed")
    program()(PAIR, np.float32(3))
    assert len(files(folder)) == 3


def test_least_recently_used_files_go(folder, monkeypatch):
    monkeypatch.setattr(compiled, "MAX_KEPT", 2)
    for size in (1, 2, 3, 4):
        program()(Pair(np.ones(size, np.float32), PAIR.second), np.float32(1))
    assert len(files(folder)) == 2


def test_a_file_that_another_thread_drops_meanwhile_is_no_failure(folder, monkeypatch):
    real = compiled._last_used

    def dropped(path):
        path.unlink(missing_ok=True)
        return real(path)

    program()(PAIR, np.float32(3))
    assert len(files(folder)) == 1
    monkeypatch.setattr(compiled, "_last_used", dropped)
    program()(PAIR, np.float32(3), power=2)
    assert files(folder) == []


def test_a_program_that_runs_seldom_gives_the_same(folder):
    seldom = Program(weigh, name="weigh", static_argnames=("power",), runs_seldom=True)
    np.testing.assert_array_equal(seldom(PAIR, np.float32(3)).first, [0, 3, 6])
    program()(PAIR, np.float32(3))
    assert len(files(folder)) == 2


def test_nothing_is_kept_before_a_folder_is_named(monkeypatch):
    monkeypatch.setattr(runtime, "_kept", [])
    assert runtime.programs_dir() is None
    np.testing.assert_array_equal(program()(PAIR, np.float32(3)).first, [0, 3, 6])


def test_a_folder_that_others_may_write_to_is_refused(tmp_path):
    open_to_all = tmp_path / "cache"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    with pytest.raises(InputError, match="others may write"):
        runtime.use_compilation_cache(open_to_all)


def test_errors_of_the_function_reach_the_caller_each_time(folder):
    broken = program()
    for _ in range(2):
        with pytest.raises(ValueError, match="broadcasting"):
            broken(PAIR, np.ones((7, 5), np.float32))


_SHARDED = """
import sys
import jax, numpy as np
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec
from jaxdesign import compiled, runtime
from jaxdesign.compiled import Program
runtime.use_compilation_cache(__import__("pathlib").Path(sys.argv[1]))
def double(shared, own): return own * 2 + shared
double.__module__ = "jaxdesign.grammar.testing"
program = Program(double, name="double", donate_argnames=("own",))
mesh = Mesh(jax.devices(), ("candidate",), axis_types=(AxisType.Auto,))
own = jax.device_put(np.arange(8, dtype=np.float32), NamedSharding(mesh, PartitionSpec("candidate")))
shared = jax.device_put(np.float32(1), NamedSharding(mesh, PartitionSpec()))
if sys.argv[2] == "warm":
    compiled.jax.jit = None
for _ in range(2):
    own = program(shared, own)
print(len(own.sharding.device_set), np.asarray(own).tolist())
"""


def test_sharded_over_eight_devices_in_two_processes(tmp_path):
    told = [
        subprocess.run(
            [sys.executable, "-c", _SHARDED, str(tmp_path / "cache"), state],
            env={"JAX_PLATFORMS": "cpu", "XLA_FLAGS": "--xla_force_host_platform_device_count=8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for state in ("cold", "warm")
    ]
    assert told[0] == told[1] == f"8 {[4.0 * i + 3 for i in range(8)]}\n"
