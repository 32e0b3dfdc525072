"""Who is asking: readers and reviewers, their sessions, and the token that every form carries.

A page that only shows depends on `reader`; one that writes depends on `reviewer` and, being a POST, on `checked`:

    @router.post("/review", dependencies=[Depends(reviewer), Depends(checked)])

and its form holds ``{{ csrf_field() }}``. Sessions are signed cookies that hold a role, a name and the token.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from tollbook.web.settings import Settings
from tollbook.web.site import site_of

Role = Literal["nobody", "reader", "reviewer"]
RANK: dict[Role, int] = {"nobody": 0, "reader": 1, "reviewer": 2}
TOKEN = "csrf"  # noqa: S105 - the name of a field
TOKEN_HEADER = "x-csrf-token"  # noqa: S105 - the name of a header
HOURS = 12


class LoginNeeded(Exception):  # noqa: N818 - it is no error, it leads to the form
    """The page is not for somebody who has not logged in (as the role that it needs)."""


class Refused(Exception):  # noqa: N818 - a plain answer to the visitor
    """What was asked for is not allowed here, whoever asks; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and what they may do. `name` is what they signed with, for the log of reviews."""

    role: Role
    name: str | None = None

    @property
    def may_read(self) -> bool:
        """Whether they may see pages."""
        return RANK[self.role] >= RANK["reader"]

    @property
    def may_review(self) -> bool:
        """Whether they may decide and add."""
        return self.role == "reviewer"


def visitor(request: Request) -> Visitor:
    """Return who is asking."""
    settings = site_of(request).settings
    role: Role = request.session.get("role", "nobody") if settings.guarded else "reviewer"
    if role not in RANK:
        role = "nobody"
    if role == "nobody" and settings.public:
        role = "reader"
    if role == "reviewer" and site_of(request).read_only:
        role = "reader"
    return Visitor(role=role, name=request.session.get("name"))


def reader(request: Request) -> Visitor:
    """Let in who may read; raises LoginNeeded for others."""
    found = visitor(request)
    if not found.may_read:
        raise LoginNeeded
    return found


def reviewer(request: Request) -> Visitor:
    """Let in who may decide; raises LoginNeeded for others, and Refused where nobody may."""
    if site_of(request).read_only:
        raise Refused("this ledger is read-only here")
    found = visitor(request)
    if not found.may_review:
        raise LoginNeeded
    return found


async def checked(request: Request) -> None:
    """Let in a form (or a header) with the session's token; raises Refused for others."""
    sent = request.headers.get(TOKEN_HEADER)
    if sent is None:
        form = await request.form()
        value = form.get(TOKEN)
        sent = value if isinstance(value, str) else ""
    known = request.session.get(TOKEN, "")
    if not known or not hmac.compare_digest(sent.encode(), str(known).encode()):
        raise Refused("this form is too old, or was not made here: load the page again")


def token(request: Request) -> str:
    """Return the token of this session, which begins one where there is none."""
    if TOKEN not in request.session:
        request.session[TOKEN] = secrets.token_urlsafe(24)
    return str(request.session[TOKEN])


def role_of(settings: Settings, password: str) -> Role:
    """Return what `password` lets in as; each comparison takes the same time whatever is typed."""
    found: Role = "nobody"
    typed = hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()
    for known, role in ((settings.reader_password, "reader"), (settings.password, "reviewer")):
        stored = hashlib.sha256((known or secrets.token_hex()).encode("utf-8", "surrogatepass")).digest()
        if hmac.compare_digest(typed, stored):
            found = "reviewer" if role == "reviewer" else "reader"
    return found
