"""Logging in and out, where a site has passwords."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tollbook.show import clean
from tollbook.web.render import page
from tollbook.web.sessions import checked, role_of
from tollbook.web.site import site_of

router = APIRouter()

LONGEST_NAME = 60


@router.get("/login", name="login", response_class=HTMLResponse)
def login_form(request: Request) -> Response:
    """Show the form."""
    if not site_of(request).settings.guarded:
        return RedirectResponse("/", 303)
    return page(request, "login.html", wrong=False, onward=local(request.query_params.get("next")))


@router.post("/login", name="log_in", dependencies=[Depends(checked)], include_in_schema=False)
async def log_in(request: Request) -> Response:
    """Begin a session; a wrong password costs one of few tries a minute."""
    site, form = site_of(request), await request.form()
    onward = local(form.get("next"))
    if not site.logins.take(request.client.host if request.client else ""):
        return page(request, "error.html", status=429, title="Too many tries", message="Wait a minute.")
    role = role_of(site.settings, _text(form.get("password")))
    if role == "nobody":
        return page(request, "login.html", status=403, wrong=True, onward=onward)
    request.session.clear()  # a new token for a new session
    request.session["role"] = role
    name = clean(_text(form.get("name")))[:LONGEST_NAME]
    if name:
        request.session["name"] = name
    return RedirectResponse(onward, 303)


@router.post("/logout", name="log_out", dependencies=[Depends(checked)], include_in_schema=False)
def log_out(request: Request) -> Response:
    """End the session."""
    request.session.clear()
    return RedirectResponse("/", 303)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def local(path: object) -> str:
    """Return where to go after a form: a path of this site, whatever an address or field says; "/" for all else."""
    if isinstance(path, str) and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable():
        return path
    return "/"
