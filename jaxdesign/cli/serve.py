"""``jaxdesign serve``: the program over HTTP."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen at; by default this machine's own.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8000,
    waiting: Annotated[
        int, typer.Option(min=0, max=1000, help="Requests that wait beside the one that is worked on.")
    ] = 4,
    max_mb: Annotated[float, typer.Option(min=0.01, max=500, help="Largest body of a request in MB.")] = 32,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Name that requests may be made for; repeat for more, * for any.")
    ] = None,
    models: Annotated[
        Path | None, typer.Option(help="Folder of exported models; those that are shipped if left out.")
    ] = None,
) -> None:
    """Serve POST /generate, /innovate, /score and /style and GET /health; /openapi.json describes them."""
    from importlib.util import find_spec

    from jaxdesign.errors import MissingExtraError

    missing = [name for name in ("fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"serving needs {' and '.join(missing)}: pip install 'jaxdesign[serve]'.")

    from jaxdesign.runtime import share_among_cores, use_compilation_cache

    share_among_cores()
    use_compilation_cache()
    from jaxdesign.service.app import ServiceConfig
    from jaxdesign.service.serving import Place
    from jaxdesign.service.serving import serve as serve_at

    config = ServiceConfig(waiting=waiting, max_bytes=round(max_mb * 1e6))
    with contextlib.suppress(KeyboardInterrupt):  # the signal may reach the server alone
        serve_at(
            Place(host=host, port=port),
            config,
            allowed=allow_host or (),
            models=models,
            tell=lambda address: print(f"jaxdesign serves at {address}; Ctrl-C ends it.", flush=True),
        )
    print("jaxdesign: ended.")
