"""The application: one ledger on the web, put together from its pages."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from tollbook import pipeline
from tollbook.show import clean
from tollbook.store import LedgerError, pages
from tollbook.store.selection import EVERYTHING
from tollbook.web import (
    add,
    api,
    api_schema,
    downloads,
    feed,
    incidents,
    login,
    mapping,
    method,
    overview,
    reports,
    review,
    shapes,
)
from tollbook.web.api_asked import Lost
from tollbook.web.asking import Asked
from tollbook.web.limits import Buckets
from tollbook.web.render import page
from tollbook.web.security import Guard
from tollbook.web.sessions import HOURS, LoginNeeded, Refused
from tollbook.web.settings import Settings, check
from tollbook.web.site import Site

API = (api.router, api_schema.router)
PAGES = (
    overview.router,
    mapping.router,
    incidents.router,
    reports.router,
    review.router,
    add.router,
    method.router,
    login.router,
)
STATIC = Path(__file__).parent / "static"


class Kept(StaticFiles):
    """Static files. One asked for by the hash of its content (`render.static`) may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        found = await super().get_response(path, scope)
        versioned = b"v=" in scope.get("query_string", b"")
        found.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return found


def create_app(location: str | Path, settings: Settings | None = None) -> FastAPI:
    """Return the application for the ledger at `location`.

    The view is published first where it lags behind the facts. Raises LedgerError when there is no such ledger, and
    SettingsError when strangers could read or write.
    """
    settings = settings or Settings()
    check(settings)
    ledger = pipeline.open_ledger(location)
    if ledger.due():
        pipeline.publish(ledger)
    with ledger.looking() as connection:
        if pages.published(connection) is None:
            raise LedgerError(f"{ledger.path} has never been published: open it once where it can be written to")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(warm, app.state.site)  # so that the first page does not wait for it
        yield
        await run_in_threadpool(app.state.site.jobs.close)
        ledger.close()

    app = FastAPI(
        title="Tollbook",
        version=pipeline.version(),
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.state.site = Site(
        ledger=ledger, settings=settings, title=_title(location), logins=Buckets(settings.logins_a_minute)
    )
    for router in (*API, feed.router, downloads.router, *PAGES):
        app.include_router(router)
    app.state.api = api.router.routes
    app.mount("/static", Kept(directory=STATIC), name="static")
    app.add_exception_handler(LoginNeeded, _to_login)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(LedgerError, _unusable)
    app.add_exception_handler(Lost, _lost)
    app.add_exception_handler(HTTPException, _plain_error)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_middleware(
        SessionMiddleware,
        secret_key=settings.secret or secrets.token_urlsafe(32),
        session_cookie="tollbook",
        max_age=HOURS * 3600,
        same_site="lax",
        https_only=settings.https,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Guard, settings=settings)
    return app


def warm(site: Site) -> None:
    """Read what every list and every map needs, and work out the first page."""
    shapes.world()
    with site.ledger.looking() as connection:
        overview.look(site, connection, Asked(selection=EVERYTHING))


def _title(location: str | Path) -> str:
    """Return what a site is called: its file's name, or the last part of an address, without a password."""
    return clean(str(location).rstrip("/").rsplit("/", 1)[-1].partition("?")[0])


def _to_login(request: Request, error: Exception) -> Response:
    del error
    if _for_program(request):
        return api.told({"error": "log in first"}, 401)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(wanted if request.method == 'GET' else '/', safe='')}", 303)


def _refused(request: Request, error: Exception) -> Response:
    return _error(request, 403, "Not allowed", str(error))


def _unusable(request: Request, error: Exception) -> Response:
    return _error(request, 503, "The ledger cannot be read", str(error))


def _lost(request: Request, error: Exception) -> Response:
    del error
    return _error(request, 404, "Not found", "no such cursor: begin the list again without one")


def _misunderstood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if _for_program(request):
        told = (f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}" for each in error.errors())
        return api.told({"error": clean("; ".join(told))[:1000]}, 422)
    return _error(request, 422, "Not understood", "The address or form is not valid.")


def _plain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    titles = {404: "Not found", 405: "Not possible here"}
    message = str(error.detail) if error.status_code != 404 or error.detail != "Not Found" else "There is no such page."
    return _error(request, error.status_code, titles.get(error.status_code, "Error"), message, error.headers)


def _for_program(request: Request) -> bool:
    """Tell whether a program asks, which wants JSON whatever happens."""
    path = request.url.path
    return path == "/api" or (path.startswith("/api/") and path != "/api/docs")


def _error(
    request: Request, status: int, title: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    found = (
        api.told({"error": message}, status)
        if _for_program(request)
        else page(request, "error.html", status=status, title=title, message=message)
    )
    found.headers.update(headers or {})
    return found
