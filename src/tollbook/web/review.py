"""Reviewing: what is unsure or wrong, worst first, and decisions that show their effect before they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from tollbook import pipeline
from tollbook.decisions import active, read, seen
from tollbook.reconcile import Finding
from tollbook.records import Claim, Field, Incident, Review
from tollbook.relations import position
from tollbook.show import clean, value_words
from tollbook.store import LedgerError, decided, pages
from tollbook.web import deciding, findings, lookup
from tollbook.web.deciding import Asked
from tollbook.web.effects import effects
from tollbook.web.login import LONGEST_NAME, local
from tollbook.web.render import page
from tollbook.web.sessions import checked, reviewer, visitor
from tollbook.web.site import Site, site_of
from tollbook.web.slow import Known
from tollbook.web.wording import lent, wording

router = APIRouter(dependencies=[Depends(reviewer)])

PAGE_SIZE = 20
MOST_EFFECTS = 40
PATIENCE, WAIT = 2.0, 3  # seconds that a page waits for the findings, and after which it asks again
FIELDS: tuple[Field, ...] = get_args(Field)


@router.get("/review", name="review", response_class=HTMLResponse)
def queue_page(request: Request) -> HTMLResponse:
    """List what a reviewer should look at, worst first; with `seen`, what reviewers have looked at."""
    site, params = site_of(request), request.query_params
    known, kind, old = _queue(site, PATIENCE), params.get("kind", ""), params.get("seen") == "1"
    if known is None:
        return page(request, "review_waiting.html", status=202, seconds=WAIT)
    with site.ledger.looking() as connection:
        looked = seen(decided.made(connection))
        found = [each for each in known.answer if (each.id in looked) == old]
        wanted = [each for each in found if kind not in findings.KINDS or each.kind == kind]
        last = max(1, ceil(len(wanted) / PAGE_SIZE))
        at = min(max(_number(params.get("page")) or 1, 1), last)
        shown = findings.items(connection, wanted[(at - 1) * PAGE_SIZE : at * PAGE_SIZE], looked)
        tolls = wording(connection, _shown(shown))
    chosen = kind if kind in findings.KINDS else ""
    return page(
        request,
        "review.html",
        items=shown,
        wording=tolls,
        first=(at - 1) * PAGE_SIZE,
        number=len(wanted),
        kinds=findings.kinds(found),
        kind=chosen,
        old=old,
        others=len(known.answer) - len(found),
        now=known.now,
        at=at,
        last=last,
        here=_address(chosen, at, old),
        address=lambda to: _address(chosen, to, old),
        done=_done(site, params.get("done")),
    )


@router.post("/review/preview", name="review_preview", dependencies=[Depends(checked)], include_in_schema=False)
async def preview(request: Request) -> Response:
    """Show what a decision would do; nothing is written."""
    form = await request.form()
    back = local(form.get("back"))
    try:
        found = deciding.asked(form)
        return await run_in_threadpool(_effect, request, found, back)
    except LedgerError as error:
        return _wrong(request, str(error), back)


@router.post("/review/seen", name="review_seen", dependencies=[Depends(checked)], include_in_schema=False)
async def look_at(request: Request) -> Response:
    """Note that a finding was looked at and stands; no incident changes by that, so there is no effect to show."""
    form = await request.form()
    back = local(form.get("back"))
    _sign(request, form)
    try:
        found = deciding.looked_at(form)
        return await run_in_threadpool(_look_at, request, found, back)
    except LedgerError as error:
        return _wrong(request, str(error), back)


@router.post("/review/decide", name="review_decide", dependencies=[Depends(checked)], include_in_schema=False)
async def decide(request: Request) -> Response:
    """Make a decision whose effect was shown; where the ledger has moved on since, show it again."""
    form = await request.form()
    back = local(form.get("back"))
    _sign(request, form)
    try:
        found = deciding.asked(form)
        return await run_in_threadpool(_decide, request, found, back, form.get("seen"))
    except LedgerError as error:
        return _wrong(request, str(error), back)


@router.get("/review/log", name="review_log", response_class=HTMLResponse)
def log(request: Request) -> HTMLResponse:
    """List who decided what, when and why, the latest first."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        made = decided.made(connection)
        last = max(1, ceil(len(made) / PAGE_SIZE))
        at = min(max(_number(request.query_params.get("page")) or 1, 1), last)
        shown = made[::-1][(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
        homes = pages.homes(connection, [claim for each in shown for claim in each.claims])
        claims = pages.claims(connection, [claim for each in shown for claim in each.claims])
    return page(
        request,
        "review_log.html",
        reviews=shown,
        standing={each.number for each in active(made)},
        undone={each.undoes for each in made if each.action == "undo"},
        homes=homes,
        claims=claims,
        told=told,
        number=len(made),
        at=at,
        last=last,
        address=lambda to: f"/review/log?page={to}",
        done=_done(site, request.query_params.get("done")),
    )


@router.get("/review/incident/{typed}", name="review_incident", response_class=HTMLResponse)
def of_incident(request: Request, typed: str) -> Response:
    """Show the claims of one incident with what can be decided on them."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        name = lookup.incident(connection, typed)
        incident = pages.incidents(connection, [name])[name]
        held = [*incident.claims, *(claim for subset in incident.subsets for claim in subset.claims)]
        claims = findings.as_counted(connection, pages.claims(connection, held))
        reports = pages.reports(connection, {claim.report_id for claim in claims.values()})
        links = [link for link in pages.links(connection, incident.claims) if link.verdict == "unsure"]
        homes = pages.homes(connection, [end for link in links for end in (link.left, link.right)])
        near = {home.incident for places in homes.values() for home in places} - {name}
        others = pages.incidents(connection, sorted(near)[:PAGE_SIZE])
        tolls = wording(connection, [incident, *others.values()])
    return page(
        request,
        "review_claims.html",
        title="Review this incident",
        incident=incident,
        report=None,
        near=list(others.values()),
        wording=tolls,
        voices=findings.voices(claims.values(), reports),
        here=f"/review/incident/{name}",
        done=_done(site, request.query_params.get("done")),
        onward=f"/incident/{name}",
    )


@router.get("/review/report/{typed}", name="review_report", response_class=HTMLResponse)
def of_report(request: Request, typed: str) -> Response:
    """Show the claims of one report with what can be decided on them."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        name = lookup.report(connection, typed)
        reports = pages.reports(connection, [name])
        read_here = {claim.id: claim for claim in sorted(pages.claims_of(connection, name), key=position)}
        claims = findings.as_counted(connection, read_here)
    return page(
        request,
        "review_claims.html",
        title="Review this report",
        incident=None,
        report=reports[name],
        near=[],
        wording=lent((), ()),
        voices=findings.voices(claims.values(), reports),
        here=f"/review/report/{name}",
        done=_done(site, request.query_params.get("done")),
        onward=f"/report/{name}",
    )


@router.get("/review/claim/{name}", name="review_claim", response_class=HTMLResponse)
def of_claim(request: Request, name: str) -> Response:
    """Show the fields of one claim, with forms to correct them, split it off, hide it, or tell it from another."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        as_read = lookup.claim(connection, name)
        claim = findings.as_counted(connection, {name: as_read})[name]
        reports = pages.reports(connection, [claim.report_id])
        homes = pages.homes(connection, [name]).get(name, ())
        incidents = pages.incidents(connection, [home.incident for home in homes])
        standing = active(decided.made(connection))
        tolls = wording(connection, incidents.values())
    return page(
        request,
        "review_claim.html",
        wording=tolls,
        voice=findings.voices([claim], reports)[0],
        fields=_fields(claim, as_read),
        homes=list(incidents.values()),
        hidden_by=next((each for each in standing if each.action == "hide" and name in each.claims), None),
        here=f"/review/claim/{name}",
        done=_done(site, request.query_params.get("done")),
    )


def _shown(items: Sequence[findings.Item]) -> list[Incident]:
    """Return the incidents that findings name with their tolls."""
    sides = [side.incident for item in items for side in item.sides if side.incident]
    return [*sides, *(part for item in items for _, parts in item.checks for part in parts)]


def told(review: Review) -> str:
    """Return what a review decided beside its claims: a field's old and new value, the review it takes back, ...

    Of a finding that was looked at it is what the finding said then.
    """
    if review.finding is not None:
        return clean(f"{findings.TITLES.get(review.finding.kind, review.finding.kind)}: {review.finding.line}")
    if review.value is not None and review.was is not None:
        return f"{review.value.field}: {value_words(review.was)} → {value_words(review.value)}"
    return f"review {review.undoes}" if review.action == "undo" else ""


def _fields(claim: Claim, as_read: Claim) -> list[tuple[Field, str, str | None]]:
    """Return each field with its value, and with what was read where a review corrected it."""
    now: Mapping[Field, str] = {field: value_words(read(claim, field)) for field in FIELDS}
    then: Mapping[Field, str] = {field: value_words(read(as_read, field)) for field in FIELDS}
    return [(field, now[field], then[field] if then[field] != now[field] else None) for field in FIELDS]


def _effect(request: Request, found: Asked, back: str, notice: str | None = None) -> Response:
    """Return the page with the effect of a decision. What it was worked out from is read first, never too new."""
    site = site_of(request)
    with site.ledger.looking() as connection:
        seen = pages.published(connection)
    done = deciding.look(site.ledger, found)
    changed = effects(done)
    with site.ledger.looking() as connection:
        claims = pages.claims(connection, done.decision.claims)
        reports = pages.reports(connection, {claim.report_id for claim in claims.values()})
        before = wording(connection, [each.before for each in changed[:MOST_EFFECTS] if each.before])
    return page(
        request,
        "review_effect.html",
        asked=found,
        decision=done.decision,
        told=told(done.decision),
        voices=findings.voices(claims.values(), reports),
        effects=changed[:MOST_EFFECTS],
        before=before,
        after=lent(done.after.claims, [each.after for each in changed[:MOST_EFFECTS] if each.after]),
        more=max(0, len(changed) - MOST_EFFECTS),
        seen=seen or "",
        back=back,
        notice=notice,
    )


def _decide(request: Request, found: Asked, back: str, seen: object) -> Response:
    site = site_of(request)
    with site.ledger.looking() as connection:
        standing = pages.published(connection)
    if site.ledger.due() or standing != seen:
        return _effect(request, found, back, "The ledger has changed since: look at the effect again.")
    return _onward(back, deciding.decide(site.ledger, found, visitor(request).name).decision)


def _look_at(request: Request, found: Asked, back: str) -> Response:
    site = site_of(request)
    # A finding of the list before is as good as its id: where what it is about has changed, another one comes up.
    known = _queue(site, PATIENCE) or _queue(site, None)
    assert known is not None
    done = pipeline.look_at(site.ledger, known.answer, found.items[0], why=found.why, who=visitor(request).name)
    return _onward(back, done)


def _onward(back: str, done: Review) -> RedirectResponse:
    """Lead back to the queue or the log, with word of the review that was made."""
    joined = "&" if "?" in back else "?"
    path = back if back.startswith("/review") else "/review/log"
    return RedirectResponse(f"{path}{joined if path == back else '?'}done={done.number}", 303)


def _sign(request: Request, form: FormData) -> None:
    """Keep the name that a visitor without one gives with a decision."""
    name = form.get("name")
    if visitor(request).name is None and isinstance(name, str) and clean(name):
        request.session["name"] = clean(name)[:LONGEST_NAME]


def _wrong(request: Request, message: str, back: str) -> HTMLResponse:
    """Return the one clear line about a decision that cannot be made."""
    return page(request, "review_wrong.html", status=422, message=clean(message), back=back)


def begin(site: Site) -> None:
    """Have the findings worked out, so that the first reviewer does not wait for them; nobody reviews a copy."""
    if not site.read_only:
        _queue(site, 0)


def settled(site: Site) -> None:
    """Wait until the findings of the view as it is now are there."""
    _queue(site, None)


def _queue(site: Site, patience: float | None) -> Known[tuple[Finding, ...]] | None:
    """Return the findings of the view, or those of the one before while they are worked out."""
    with site.ledger.looking() as connection:
        watermark = pages.published(connection)
    return site.findings.get(watermark, lambda: findings.queue(site.ledger), patience)


def _done(site: Site, typed: str | None) -> Review | None:
    """Return the review that was just made, for the notice on top; None where the number names none."""
    number = _number(typed)
    if number is None:
        return None
    with site.ledger.looking() as connection:
        return next((each for each in decided.made(connection) if each.number == number), None)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _address(kind: str, at: int, old: bool) -> str:
    """Return the address of a page of the queue, or of what was looked at."""
    parts = ["seen=1"] if old else []
    parts += [f"kind={quote(kind)}"] if kind else []
    parts += [f"page={at}"] if at > 1 else []
    return "/review" + (f"?{'&'.join(parts)}" if parts else "")
