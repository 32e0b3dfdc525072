"""Running the application: a socket, one server process, and a browser when it is wanted."""

from __future__ import annotations

import gc
import socket
import webbrowser
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from tollbook.store import LedgerError
from tollbook.web import review
from tollbook.web.app import create_app, warm
from tollbook.web.settings import Settings, SettingsError, from_environment

__all__ = ["SettingsError", "from_environment", "ready", "serve"]


def serve(location: str, settings: Settings, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the ledger at `location` until interrupted; `say` is told the address.

    Raises LedgerError with one clear line when there is no such ledger, or the port is taken.
    """
    app = create_app(location, settings)
    listening = _listen(settings)
    ready(app)
    address = f"http://{_written(settings.host)}:{listening.getsockname()[1]}/"
    say(f"{location} is at {address} (Ctrl-C ends it)")
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # what a client says of itself is no address
        timeout_keep_alive=30,
        limit_concurrency=200,
        h11_max_incomplete_event_size=64 << 10,
    )
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def ready(app: FastAPI) -> None:
    """Read what every page needs, and keep the collector of garbage from going through it: each time takes 0.1 s.

    What there is to review is worked out beside that.
    """
    warm(app.state.site)
    review.begin(app.state.site)
    gc.collect()
    gc.freeze()


def _listen(settings: Settings) -> socket.socket:
    """Return a listening socket, so that a taken port is one clear line."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
    except OSError as error:
        raise LedgerError(f"cannot listen on {settings.host}: {error.strerror or error}") from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(where)
        found.listen(128)
    except OSError as error:
        found.close()
        raise LedgerError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}"
        ) from error
    return found


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
