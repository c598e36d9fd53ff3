"""How a process that computes is set up: called by commands and launchers, never at import."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

from jaxdesign.errors import InputError


def cache_dir() -> Path:
    """Folder of compiled programs: ``JAXDESIGN_CACHE``, else the user's own cache folder.

    Its files are code: it must be writable by this user alone.
    """
    named = os.environ.get("JAXDESIGN_CACHE")
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "jaxdesign"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jaxdesign"


_kept: list[Path] = []


def programs_dir() -> Path | None:
    """Folder of kept executables (see ``jaxdesign.compiled``); None before ``use_compilation_cache``."""
    return _kept[-1] if _kept else None


def _writable(folder: Path) -> bool:
    """Whether the folder is there, made if need be, and can be written to; else that is said on stderr."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK | os.X_OK):
            return True
        reason = os.strerror(errno.EACCES)
    except OSError as error:
        reason = error.strerror or str(error)
    sys.stderr.write(
        f"jaxdesign: {folder}: cannot be written to ({reason}), so programs are compiled anew each time; "
        "JAXDESIGN_CACHE names another folder.\n"
    )
    return False


def use_compilation_cache(folder: Path | None = None) -> Path | None:
    """Keep compiled programs in ``folder`` (by default ``cache_dir()``) from now on; returns it.

    Where the folder cannot be written to, that is said on stderr, nothing is kept and None returned.
    jax's own cache stays as it is: an executable that came out of it cannot be kept. Programs carry no lines
    of source from now on, so that they are made and read back sooner.
    Raises ``InputError`` if others than this user may write to the folder, since what lies there is run.
    """
    import jax

    folder = folder or cache_dir()
    jax.config.update("jax_traceback_in_locations_limit", 0)
    if not _writable(folder):
        _kept.clear()
        return None
    about = folder.stat()
    if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o022):
        raise InputError(
            f"{folder}: others may write to it, and the programs kept there are run; "
            "make it yours alone (chmod 700), or name another folder by JAXDESIGN_CACHE."
        )
    _kept[:] = [folder]
    return folder


_MOST_DEVICES = 8


def share_among_cores() -> None:
    """Let candidates run side by side on the cores of the CPU from now on, as on devices; at least two.

    What comes of a candidate is the same on two devices and on more. Nothing changes where the environment
    names a count, or where this process has computed before.
    """
    import jax

    if "xla_force_host_platform_device_count" in os.environ.get("XLA_FLAGS", ""):
        return
    if jax.config.values["jax_num_cpu_devices"] < 0:
        with contextlib.suppress(RuntimeError):  # this process has computed before: its devices stay
            jax.config.update("jax_num_cpu_devices", max(2, min(os.cpu_count() or 1, _MOST_DEVICES)))


def use_jax_cache() -> None:
    """Keep what jax compiles in ``cache_dir()`` from now on, so that a run that goes on starts at once.

    For training, whose programs are not kept as executables. Where the folder cannot be written to, that is
    said on stderr, and nothing is kept.
    """
    import jax

    folder = cache_dir() / "jax"
    if not _writable(folder):
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 1.0)


def compiler_options(*, runs_seldom: bool = False) -> dict[str, bool | int | str]:
    """Options for ``jax.jit`` on the default backend.

    On a CPU fewer LLVM passes, and the older loop emitters, which the compiler of jax 0.11 has no more,
    compile programs of this size in half the time and run them as fast; other backends keep their defaults.
    A program that ``runs_seldom`` is compiled in half of that time again, and runs three times slower.
    """
    import jax

    if jax.default_backend() != "cpu":
        return {}
    older_emitters = {"xla_cpu_use_fusion_emitters": False} if jax.__version_info__ < (0, 11) else {}
    return {
        **older_emitters,
        "xla_backend_optimization_level": 0 if runs_seldom else 1,
        "xla_llvm_disable_expensive_passes": True,
    }
