"""Templates: one Jinja environment that escapes everything, the words that templates use, and `page`."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tollbook.data import display
from tollbook.pipeline import version
from tollbook.records import Incident, Report
from tollbook.show import clean, words
from tollbook.store.selection import Status
from tollbook.web.languages import language_name
from tollbook.web.sessions import token, visitor
from tollbook.web.site import site_of

HERE = Path(__file__).parent
DEADLY = ("killed", "casualties", "wounded")  # effects whose origins the store's flags look at
STATUS_WORDS: dict[Status, str] = {
    "failed_sum": "sum fails",
    "disagreement": "reports disagree",
    "unsure": "unsure link",
    "single_origin": "a figure of one origin",
    "no_origin": "a figure nobody is cited for",
}
FLAG_WORDS: dict[Status, str] = {**STATUS_WORDS, "single_origin": "one origin", "no_origin": "nobody cited"}
PRECISION_WORDS = {
    1: "exact place",
    2: "within about 25 km",
    3: "district",
    4: "province",
    5: "vague area",
    6: "country",
    7: "sea or air",
}


@cache
def environment() -> Environment:
    """Return the environment of all templates. All values are escaped; an unknown name is an error."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "clean": clean,
        "actor": words.actor,
        "country": display.country,
        "count": words.count,
        "period": words.period,
        "place": words.place,
        "spot": partial(words.place, exactness=False),
        "language": language_name,
        "day": words.day,
        "number": lambda number: f"{number:,}",
        "source": words.source,
        "status": lambda status: STATUS_WORDS.get(status, status),
    }
    found.globals |= {
        "EFFECT": words.EFFECT,
        "PRECISION": PRECISION_WORDS,
        "bounds": words.bounds,
        "plural": words.plural,
        "reading": words.reading,
        "static": static,
        "toll": toll,
        "status_words": status_words,
        "then": words.then,
        "rule": words.rule,
        "because": words.because,
        "attested": words.attested,
        "report_name": report_name,
        "version": version(),
    }
    return found


def template(name: str) -> Template:
    """Return a template by file name."""
    return environment().get_template(name)


def page(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a template as an answer. Every page knows `site`, `visitor`, `path`, and `csrf_field()` for its forms."""
    html = template(name).render(
        site=site_of(request),
        visitor=visitor(request),
        path=request.url.path,
        csrf_field=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(token(request)),
        **context,
    )
    return HTMLResponse(html, status)


@cache
def static(name: str) -> str:
    """Return the address of a file of ``static``, with a hash of its content so that it may be kept for ever."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def toll(incident: Incident, effect: str) -> dict[str, Any] | None:
    """Return a figure of an incident for a table: its number ("60+" where it is open), and its range if it has one."""
    found = next((figure for figure in incident.figures if figure.effect == effect), None)
    if found is None:
        return None
    low, best, high = found.low, found.best, found.high
    if best is None:
        return {"said": f"{low:,}+" if high is None and low is not None else words.bounds(low, None, high), "range": ""}
    if high is None and low in (None, best):
        return {"said": f"{best:,}+", "range": ""}
    return {"said": f"{best:,}", "range": words.bounds(low, None, high) if {low, high} != {best} else ""}


def status_words(status: Status, incident: Incident) -> str:
    """Return what there is to look at in an incident. A figure of one origin is named where others have more."""
    deadly = [figure for figure in incident.figures if figure.effect in DEADLY]
    thin = {"single_origin": 1, "no_origin": 0}
    if status not in thin:
        return FLAG_WORDS.get(status, status)
    found = [figure for figure in deadly if len(figure.origins) == thin[status]]
    if len(found) == len(deadly):
        return FLAG_WORDS[status]
    return f"{', '.join(words.EFFECT[figure.effect] for figure in found)}: {FLAG_WORDS[status]}"


def report_name(report: Report) -> str:
    """Return the shortest name of a report: its outlet, else its title, else the beginning of its id."""
    return clean(report.outlet or "") or clean(report.title or "")[:80] or f"report {report.id[:8]}"
