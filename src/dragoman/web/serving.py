"""An address and a port → a server that answers until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib import import_module
from ipaddress import ip_address
from threading import Event, Thread
from typing import TYPE_CHECKING

import uvicorn

from dragoman.errors import LedgerBusyError, LedgerError, LedgerSlowError, SourceError, TextError
from dragoman.relations.engines import has
from dragoman.web.analysis import prepare_relations
from dragoman.web.app import create_app
from dragoman.web.site import LOOPBACK

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.web.site import Site

_PENDING = 128
_PAUSE_S = 2.0
_QUIET_S = 1.0
"""For how long nobody must have asked for anything before something is made ahead."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host's address."""
    try:
        return host in LOOPBACK or ip_address(host).is_loopback
    except ValueError:
        return False


def open_door(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """A socket bound to an address; port 0: any that is free. Wants closing.

    Raises TextError for an address that others can reach, unless `allow_remote`; SourceError where it cannot be had.
    """
    if not (is_loopback(host) or allow_remote):
        raise TextError(f"--host is {host!r}: others could reach the ledger there. Add --allow-remote if they may.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind, protocol)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
    except OSError as error:
        raise SourceError(f"{host}:{port} cannot be had ({error}). Name another with --host or --port.") from error
    return door


def name_address(door: socket.socket) -> str:
    """The address of a door, as a browser is given it."""
    host, port = door.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _warm() -> None:
    """Imports what the first page with intervals needs, which takes longer than an answer may."""
    if has("arch"):
        import_module("arch.bootstrap")


def _keep_merged(ledger: Ledger, stop: Event) -> None:
    """Places articles and merges what they tell, whenever somebody has written; not where the ledger cannot be written."""
    merged = None
    while not stop.wait(_PAUSE_S):
        try:
            if ledger.count_changes() != merged:
                for _ in ledger.place():
                    if stop.is_set():
                        return
                ledger.merge()
                merged = ledger.count_changes()
        except LedgerBusyError:
            continue
        except LedgerError:
            return


def _keep_prepared(site: Site, stop: Event) -> None:
    """Makes ahead what takes longest, once the ledger has stayed as it is for a while, whenever nobody asks for anything."""
    seen = prepared = None
    while not stop.wait(_PAUSE_S):
        try:
            before, seen = seen, site.ledger.count_changes()
            if seen != before or seen == prepared:
                continue
            for _ in prepare_relations(site):
                while site.workshop.quiet_s < _QUIET_S:
                    if stop.wait(_QUIET_S):
                        return
                if stop.is_set():
                    return
            prepared = seen
        except (LedgerBusyError, LedgerSlowError):
            continue
        except LedgerError:
            return


class _Server(uvicorn.Server):
    """A server that tells when it listens, and ends when it is told to."""

    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None], stop: Event) -> None:
        super().__init__(config)
        self._ready = ready
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._stop.is_set()


def serve(site: Site, door: socket.socket, *, ready: Callable[[str], None], stop: Event | None = None) -> None:
    """Answers at the door until Ctrl-C, or until `stop` is set, then lets requests in hand finish.

    `ready` is told the address once it listens. Meanwhile what others write is merged into events, and the relations with
    the most acts are prepared. Raises KeyboardInterrupt after Ctrl-C.
    """
    stop = stop or Event()
    config = uvicorn.Config(
        create_app(site),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        backlog=_PENDING,
        limit_concurrency=200,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 * 2**10,
    )
    merging = Thread(target=_keep_merged, args=(site.ledger, stop), daemon=True)
    preparing = Thread(target=_keep_prepared, args=(site, stop), daemon=True)
    for task in (Thread(target=_warm, daemon=True), merging, preparing):
        task.start()
    try:
        _Server(config, ready=lambda: ready(name_address(door)), stop=stop).run(sockets=[door])
    finally:
        stop.set()
        merging.join(timeout=_PAUSE_S * 2)
