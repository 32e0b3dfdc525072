"""What holds for every request: headers, host names, sizes and rates, and where a form may come from.

Plain ASGI, so that answers stream through. Texts of reports are hostile; should one ever get past the templates'
escaping, the policy below still lets no script or style of it run and nothing leave the page.
"""

from __future__ import annotations

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tollbook.web.limits import Buckets
from tollbook.web.settings import Settings, is_loopback

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
FAILED = "this page failed; the log of the server says why\n"
LOG = logging.getLogger("tollbook.web")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UPLOADS = ("/add",)  # paths that take files


class TooLarge(Exception):  # noqa: N818 - it becomes an answer
    """A body has grown beyond what the site takes."""


class Guard:
    """Refuses what is too much or from elsewhere, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Wrap `app`."""
        self.app = app
        self._settings = settings
        self._rate = Buckets(settings.requests_a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with a line of plain text."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def sealed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store" if self._settings.guarded else "no-cache")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, sealed)
            return
        most = self._settings.most_upload if scope["path"].startswith(UPLOADS) else self._settings.most_body
        try:
            await self.app(scope, _bounded(receive, most), sealed)
        except ClientDisconnect:
            pass
        except TooLarge:
            if not begun:
                await _too_large(most)(scope, receive, sealed)
        except Exception:
            LOG.exception("%s %s failed", scope["method"], scope["path"])
            if not begun:
                await PlainTextResponse(FAILED, 500)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if self._settings.names and _host(headers.get("host", "")) not in self._settings.names:
            return PlainTextResponse("this site is not known under that name\n", 400)
        client = scope["client"][0] if scope.get("client") else ""
        if not is_loopback(client) and not self._rate.take(client):
            return PlainTextResponse("too many requests: wait a minute\n", 429, {"Retry-After": "60"})
        if scope["method"] not in SAFE and not _from_here(headers):
            return PlainTextResponse("this form was sent from another site\n", 403)
        length = headers.get("content-length", "0")
        most = self._settings.most_upload if scope["path"].startswith(UPLOADS) else self._settings.most_body
        if not length.isdecimal() or int(length) > most:
            return _too_large(most)
        return None


def _too_large(most: int) -> PlainTextResponse:
    return PlainTextResponse(f"too large: {most / (1 << 20):g} MiB at most\n", 413)


def _bounded(receive: Receive, most: int) -> Receive:
    """Return `receive` that raises TooLarge once a body, of whatever length it claims, is larger than `most`."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge
        return message

    return counted


def _host(header: str) -> str:
    """Return the host name of a Host header without its port, in lower case."""
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _from_here(headers: Headers) -> bool:
    """Tell whether a browser says that a form comes from this very site; without a word, the token decides."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()
