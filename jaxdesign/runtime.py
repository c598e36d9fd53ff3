"""How a process that computes is set up: called by commands and launchers, never at import."""

from __future__ import annotations

import os
import sys
from pathlib import Path


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


def use_compilation_cache(folder: Path | None = None) -> Path:
    """Make jax keep its compiled programs in ``folder`` (by default ``cache_dir()``); returns it."""
    import jax

    folder = folder or cache_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    return folder


def compiler_options() -> dict[str, bool | int | str]:
    """Options for ``jax.jit`` on the default backend.

    On a CPU the older loop emitters and fewer LLVM passes compile programs of this size in half the time
    and run them as fast; other backends keep their defaults.
    """
    import jax

    if jax.default_backend() != "cpu":
        return {}
    return {
        "xla_cpu_use_fusion_emitters": False,
        "xla_backend_optimization_level": 1,
        "xla_llvm_disable_expensive_passes": True,
    }
