"""How to read the pages: what is counted and what is not, what the marks of the map mean, where shapes come from."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from tollbook.web.render import page
from tollbook.web.sessions import reader

router = APIRouter(dependencies=[Depends(reader)])


@router.get("/method", name="method", response_class=HTMLResponse)
def method(request: Request) -> HTMLResponse:
    """Show how figures are made and what the signs mean."""
    return page(request, "method.html")
