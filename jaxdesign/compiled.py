"""Programs whose executables are kept on disk: what ran once on a machine is not traced or compiled again.

jax's own cache spares the compiler alone; for programs of this size, tracing and lowering take several
times longer than loading the executable.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pickle
import platform
import secrets
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.experimental import serialize_executable

from jaxdesign.runtime import compiler_options, programs_dir

MAX_KEPT = 64
"""Files kept; the ones not used for longest go first."""

THREAD_NAME = "make a program"
"""Of the threads that compile, load and write."""

_SUFFIX = ".program"
_SOURCES = ("compiled", "design", "grammar", "innovation", "layout", "models", "raster", "types")
"""Packages and modules that programs are made of: a change in their source makes new executables."""
_SETTINGS = ("jax_enable_x64", "jax_default_matmul_precision", "jax_numpy_dtype_promotion", "jax_debug_nans")
_DIGEST = hashlib.sha256().digest_size


class Argument(NamedTuple):
    """What an executable depends on of one array."""

    shape: tuple[int, ...]
    dtype: str
    placing: str
    """Which part lies on which device; empty for what goes to the default device."""


class Signature(NamedTuple):
    """What an executable of a program depends on."""

    structure: Any
    arguments: tuple[Argument, ...]
    static: tuple[tuple[str, Any], ...]


def _argument(leaf: Any) -> Argument:
    if isinstance(leaf, jax.Array) and leaf.committed:
        placing = sorted((device.id, str(part)) for device, part in _parts(leaf))
        return Argument(leaf.shape, str(leaf.dtype), str(placing))
    if isinstance(leaf, (jax.Array, np.ndarray, np.generic)):
        return Argument(leaf.shape, str(leaf.dtype), "")
    raise TypeError(f"a compiled program takes arrays, not {type(leaf).__name__}.")


def _parts(leaf: jax.Array) -> Iterable[tuple[Any, Any]]:
    if len(leaf.sharding.device_set) == 1:
        return [(next(iter(leaf.sharding.device_set)), "")]
    return leaf.sharding.devices_indices_map(leaf.shape).items()


def _processor() -> str:
    """What of the processor compiled code may rely on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    told = {line for line in lines if line.split(":")[0].strip() in ("model name", "flags", "Features")}
    return "\n".join([platform.machine(), platform.processor(), *sorted(told)])


@functools.cache
def _surroundings() -> bytes:
    """Digest of all that every executable depends on: this package's source, versions, devices, settings."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0].removesuffix(".py") in _SOURCES:
            digest.update(str(path.relative_to(package)).encode() + path.read_bytes())
    settings = sorted(
        (name, value)
        for name, value in os.environ.items()
        if name.startswith(("JAX_", "XLA_", "LIBTPU_")) and name != "JAX_COMPILATION_CACHE_DIR"
    )
    about = (
        *(sys.version, jax.__version__, jax.lib.__version__, np.__version__, _processor(), settings),
        *((device.id, device.platform, device.device_kind) for device in jax.devices()),
        *(jax.process_index(), jax.process_count()),
    )
    digest.update(repr(about).encode())
    return digest.digest()


def _key(name: str, signature: Signature, options: dict[str, Any]) -> str:
    configured = [jax.config.values[name] for name in _SETTINGS]
    about = (name, str(signature.structure), signature[1:], sorted(options.items()), configured)
    return hashlib.sha256(repr(about).encode()).hexdigest()


class _Kept(NamedTuple):
    """An executable from a file, which cannot be written again: the compiler drops what that needs."""

    executable: Any


def _load(path: Path) -> _Kept | None:
    """The executable in a file, for the devices it was made for; None where there is none, or not whole."""
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, data = stored[:_DIGEST], stored[_DIGEST:]
    if hashlib.sha256(data).digest() != digest:
        return None
    device_ids, (payload, in_tree, out_tree) = pickle.loads(data)
    devices = [device for i in device_ids for device in jax.devices() if device.id == i]
    with contextlib.suppress(FileNotFoundError):  # another process or thread may drop it meanwhile
        os.utime(path)
    return _Kept(
        serialize_executable.deserialize_and_load(
            payload, in_tree, out_tree, backend=devices[0].client, execution_devices=devices
        )
    )


def _keep(path: Path, executable: Any, devices: list[Any]) -> None:
    """Write an executable through a temporary file beside it, and drop files that are long unused."""
    data = pickle.dumps(([device.id for device in devices], serialize_executable.serialize(executable)))
    partial = path.with_name(f".{secrets.token_hex(8)}.partial")
    try:
        partial.write_bytes(hashlib.sha256(data).digest() + data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    kept = sorted(path.parent.glob(f"*{_SUFFIX}"), key=_last_used, reverse=True)
    for old in kept[MAX_KEPT:]:
        old.unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    """When a file was last used; longest ago for one that another process or thread dropped meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class Program:
    """A pure function of pytrees of arrays, compiled once for each signature.

    Where ``use_compilation_cache`` was called, executables are kept between runs. A file that is not whole
    is replaced. Arrays that the function closes over must follow from the package's source alone.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        name: str,
        static_argnames: tuple[str, ...] = (),
        donate_argnames: tuple[str, ...] = (),
        runs_seldom: bool = False,
    ) -> None:
        """``name`` tells programs apart; arguments are as of ``jax.jit``, static ones by keyword.

        ``runs_seldom`` as in ``compiler_options``.
        """
        if function.__module__.split(".")[:2][-1] not in _SOURCES:
            raise ValueError(f"{function.__module__}: is not among the sources that programs are made of.")
        self._function = function
        self._name = name
        self._static_argnames, self._donate_argnames = static_argnames, donate_argnames
        self._runs_seldom = runs_seldom
        self._executables: dict[Signature, Future[Any]] = {}
        self._ahead: dict[Path, Future[_Kept | None]] = {}
        self._lock = threading.Lock()

    def __call__(self, *args: Any, **static: Any) -> Any:
        return self.prepare(*args, **static).result()(*args)

    def load_ahead(self) -> None:
        """Begin to load the executable that was used last, which the first call may well need.

        Does nothing where none is kept, or this program has been prepared before.
        """
        folder = programs_dir()
        with self._lock:
            if folder is None or self._executables or self._ahead:
                return
            kept = sorted(folder.glob(f"{self._prefix()}*{_SUFFIX}"), key=_last_used)
            if not kept:
                return
            future: Future[_Kept | None] = Future()
            load = functools.partial(_load, kept[-1])
            try:
                threading.Thread(target=_fill, args=(future, load), name=THREAD_NAME).start()
            except RuntimeError:  # no more threads: it is loaded when it is asked for
                return
            self._ahead[kept[-1]] = future

    def _prefix(self) -> str:
        """How the names of files begin that hold executables of this program for these surroundings."""
        return f"{self._name.replace(' ', '-')}-{_surroundings().hex()[:16]}-"

    def prepare(self, *args: Any, **static: Any) -> Future[Any]:
        """The executable for arguments like these, loaded or compiled in a thread of its own.

        What has to be traced is traced before this returns: two threads would not trace faster than one.
        """
        leaves, structure = jax.tree.flatten(args)
        signature = Signature(structure, tuple(map(_argument, leaves)), tuple(sorted(static.items())))
        with self._lock:
            if signature in self._executables:
                return self._executables[signature]
            future = self._executables[signature] = Future()
        options = compiler_options(runs_seldom=self._runs_seldom)
        folder = programs_dir()
        key = _key(self._name, signature, options)
        path = folder / f"{self._prefix()}{key}{_SUFFIX}" if folder else None
        lower = functools.partial(self._lowered, options, args, static)
        try:
            make = (
                functools.partial(_load_or_compile, path, self._ahead.pop(path, None), lower)
                if path is not None and path.exists()
                else lower().compile
            )
        except BaseException as error:
            self._fail(signature, error)
            raise
        rest = (signature, make, path, _devices(leaves))
        threading.Thread(target=self._finish, args=rest, name=THREAD_NAME).start()
        return future

    def _lowered(self, options: dict[str, Any], args: tuple[Any, ...], static: dict[str, Any]) -> Any:
        jitted = jax.jit(
            self._function,
            static_argnames=self._static_argnames,
            donate_argnames=self._donate_argnames,
            compiler_options=options,
        )
        return jitted.lower(*args, **static)

    def _finish(
        self, signature: Signature, make: Callable[[], Any], path: Path | None, devices: list[Any]
    ) -> None:
        """Make the executable, tell who waits for it, and then keep it."""
        try:
            executable = make()
        except BaseException as error:
            self._fail(signature, error)
            return
        is_new = not isinstance(executable, _Kept)
        self._executables[signature].set_result(executable if is_new else executable.executable)
        if path is not None and is_new:
            _keep(path, executable, devices)

    def _fail(self, signature: Signature, error: BaseException) -> None:
        """Tell who waits, and let the next call try anew."""
        self._executables.pop(signature).set_exception(error)


def _fill(future: Future[Any], make: Callable[[], Any]) -> None:
    """Put what ``make`` returns or raises into a future."""
    try:
        made = make()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(made)


def _load_or_compile(path: Path, ahead: Future[Any] | None, lower: Callable[[], Any]) -> Any:
    """The kept executable, from where it is loaded already if it is; else a new one."""
    loaded = ahead.result() if ahead is not None and ahead.exception() is None else _load(path)
    return loaded or lower().compile()


def _devices(leaves: list[Any]) -> list[Any]:
    """The devices on which a program with these arguments runs, in the order of its mesh."""
    for leaf in leaves:
        if isinstance(leaf, jax.Array) and leaf.committed:
            sharding = leaf.sharding
            if isinstance(sharding, jax.sharding.NamedSharding):
                return list(sharding.mesh.devices.flat)
            return list(sharding.device_set)
    return jax.devices()[:1]
