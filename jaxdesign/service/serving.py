"""``serve``: the app on a socket, until it is told to end."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from jaxdesign.errors import InputError
from jaxdesign.service.app import ServiceConfig, create_app
from jaxdesign.service.gate import LOOPBACK
from jaxdesign.service.work import Work

MAX_CONNECTIONS = 64
ENDING_SECONDS = 3
"""Time for requests to end by themselves when the server ends."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a server listens."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0 for any that is free."""


def hosts_for(host: str, allowed: Collection[str]) -> frozenset[str]:
    """Names that a server at ``host`` answers for.

    Raises ``InputError`` for a server at every address of the machine that is told no names.
    """
    names = {name.lower() for name in allowed}
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return frozenset({host.lower(), *names, *(LOOPBACK if host.lower() == "localhost" else ())})
    if address.is_unspecified and not names:
        raise InputError(
            f"--host {host}: takes requests from everywhere; name the hosts that they may be made for with "
            "--allow-host, as in --allow-host studio.local."
        )
    own = LOOPBACK if address.is_loopback or address.is_unspecified else frozenset()
    return frozenset({host, *names, *own})


def listening(place: Place) -> socket.socket:
    """A socket that takes connections there. Raises ``InputError`` where that is not possible."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        return socket.create_server((place.host, place.port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]
        raise InputError(
            f"cannot serve at {place.host}, port {place.port}: {reason}; choose another."
        ) from error


def serve(
    place: Place,
    config: ServiceConfig,
    *,
    allowed: Collection[str] = (),
    models: Path | None = None,
    tell: Callable[[str], object] = print,
) -> None:
    """Serve until a signal ends it. ``tell`` is given the address once it is known.

    Raises ``InputError`` for a place that cannot be served at.
    """
    config = replace(config, hosts=hosts_for(place.host, allowed))
    with listening(place) as bound:
        name = f"[{place.host}]" if ":" in place.host else place.host
        tell(f"http://{name}:{bound.getsockname()[1]}")
        settings = uvicorn.Config(
            create_app(Work(models), config),
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_graceful_shutdown=ENDING_SECONDS,
        )
        uvicorn.Server(settings).run(sockets=[bound])
