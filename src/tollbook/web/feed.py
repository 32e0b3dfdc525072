"""``/feed.atom``: the incidents of a selection that came in or changed last (RFC 4287).

An entry's id is a UUID made from the incident's own, so that it stays whatever host the ledger is on; `updated` is when
the view with the change was published (`store.changes`), and `published` when the incident first was.
"""

from __future__ import annotations

import re
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from tollbook.pipeline import version
from tollbook.records import Incident
from tollbook.show import clean, words
from tollbook.store import changes, pages, selection
from tollbook.store.changes import Change
from tollbook.web.asking import asked, query
from tollbook.web.sessions import reader
from tollbook.web.site import site_of
from tollbook.web.wording import Wording, wording

router = APIRouter(dependencies=[Depends(reader)])

ATOM = "http://www.w3.org/2005/Atom"
MOST = 100  # entries
NEVER = "1970-01-01T00:00:00Z"  # `updated` of a feed in which nothing has changed yet; the element must be there
# What XML 1.0 cannot hold.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@router.get("/feed.atom", name="feed", include_in_schema=False)
def feed(request: Request) -> Response:
    """Return the latest changes of the selection in the address."""
    site, chosen = site_of(request), asked(request.query_params).selection
    with site.ledger.looking() as connection:
        picked = selection.pick(site.columns.get(connection), chosen)
        latest = changes.newest(connection, picked, most=MOST)
        found = pages.incidents(connection, [each.incident for each in latest])
        tolls = wording(connection, found.values())
    known = [(each, found[each.incident]) for each in latest if each.incident in found]
    body = atom(known, tolls, base=str(request.base_url).rstrip("/"), query=query(chosen), title=site.title)
    return Response(body, media_type="application/atom+xml")


def atom(entries: list[tuple[Change, Incident]], tolls: Wording, *, base: str, query: str, title: str) -> bytes:
    """Return a feed of incidents with their changes, for a site at the address `base`; `tolls` words their tolls."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    page, own = f"{base}/{query}", f"{base}/feed.atom{query}"
    _text(root, "id", urn(own))
    _text(root, "title", f"{title}: new and changed incidents" + (" of a selection" if query else ""))
    _text(root, "updated", max((each.moment for each, _ in entries), default=NEVER))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _text(SubElement(root, "author"), "name", title)
    SubElement(root, "generator", {"version": version()}).text = "Tollbook"
    for change, incident in entries:
        _entry(root, change, incident, tolls.toll(incident), base)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def urn(name: str) -> str:
    """Return a lasting id for what has a name."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'tollbook:{name}')}"


def _entry(root: Element, change: Change, incident: Incident, toll: str, base: str) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "id", urn(f"incident/{incident.id}"))
    setting = f"{words.period(incident.period)}, {words.place(incident.place)}"
    _text(entry, "title", f"{toll}: {setting}")
    _text(entry, "updated", change.moment)
    if change.first is not None:
        _text(entry, "published", change.first)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/incident/{incident.id}"})
    SubElement(entry, "category", {"term": incident.kind})
    if incident.event_type:
        SubElement(entry, "category", {"term": _fit(incident.event_type)})
    _text(entry, "summary", summary(change, incident))


def summary(change: Change, incident: Incident) -> str:
    """Return an incident in a sentence or two of plain text."""
    sides = [", ".join(words.actor(slug) for slug in side) for side in (incident.perpetrators, incident.victims)]
    kind = "Total of several incidents" if incident.kind == "total" else "Incident"
    reports, origins = len(incident.reports), len(incident.origins)
    return (
        f"{kind}, {change.state}. By {sides[0] or 'unknown'} against {sides[1] or 'unknown'}. "
        f"{words.plural(reports, 'report')}, {words.plural(origins, 'origin')}."
    )


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _fit(text)


def _fit(text: str) -> str:
    return UNFIT.sub("", clean(text))
