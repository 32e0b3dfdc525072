"""A ledger on the web: server-rendered pages that work without scripts and are quick with them.

`create_app(location, settings)` makes the application, `tollbook serve` runs it (`serve`). Nothing but `cli` imports
this package; it may use `pipeline`, `store`, `export`, `show`, `normalise` (names and labels), `records`, `data`,
`relations` and `decisions`.

**A page** is a module with a `router` and a template, and its router stands in `app.PAGES`:

    router = APIRouter(dependencies=[Depends(reader)])          # sessions.reader: who may read

    @router.get("/things", name="things", response_class=HTMLResponse)
    def things(request: Request) -> HTMLResponse:               # a plain function: it runs in a thread
        site = site_of(request)                                 # site.Site: ledger, settings, read_only, answers
        with site.ledger.looking() as connection:               # one moment of the ledger; nobody waits
            found = selection.pick(site.columns.get(connection), asked(request.query_params).selection)
        size = selection.size(found)
        return page(request, "things.html", size=size)          # render.page: `site`, `visitor`, `path`, `csrf_field`

What a page shows is put together by a pure function into frozen records (`incidents.assemble`), the template only
lays it out. Questions to the ledger are `store.selection` (lists, sums, bars, spots and facets of what `pick` picks out
of the columns of the view) and `store.pages` (one incident or report with what it needs); none goes through the whole
view. What costs and does not change while the view stands is kept by `site.answers.get(watermark, question, ask)`; what
takes longer than a page may is worked out beside the pages (`slow.Slow`, as for the findings).

**Addresses.** `asking.asked(params)` reads a filter, `asking.query(selection)` writes it, always the same for the
same selection. Names in addresses are kept for ever. `/incident/ID` and `/report/ID` take beginnings of ids
(`lookup` tells what one names, or that there is no such thing) and redirect; former incident ids redirect too.

**Writing.** A POST depends on `sessions.reviewer` and `sessions.checked`, and its form holds ``{{ csrf_field() }}``
(scripts send `x-csrf-token`). Without passwords everybody is a reviewer (loopback only); `Settings.read_only`, or a
file that cannot be written to, leaves no reviewers. `visitor.name` signs decisions; ``visitor.may_review`` decides
what a template offers. `LoginNeeded` leads to the form, `Refused("why")` is a page with 403, `HTTPException(404,
"why")` one with 404, `LedgerError` one with 503. Paths in `security.UPLOADS` may send `Settings.most_upload` bytes.

**Templates** extend ``base.html`` and fill `title`, `main`, and at need `head`, `scripts`, `body_class` ("wide" uses
the whole window), `nav`, `foot`; `incident.html` and `report.html` have a block `actions` under the headline,
`overview.html` a block `tools` over the list. ``parts.html`` holds macros (`text`, `when`, `where`, `actors`, `sides`,
`figure`, `flags`, `verdict`, `sum`, `pager`). Every value is escaped and undefined names are errors. A page that names
tolls takes their words from `wording.wording(connection, incidents)`, so that a total is "more than 60 killed"
everywhere; lists of numbers say "60+" (`render.toll`).
Words of reports stand in ``<bdi>`` or carry `dir` and `lang` (`languages.direction`), after the filter `clean` where
they are one line; whole texts go through `marks.visible`. ``static("name")`` gives the address of a file.

**The policy** (`security.POLICY`) allows no inline script, no inline style, nothing from elsewhere: scripts are files
in ``static``, data for them comes from JSON addresses or `data-` attributes. htmx only speeds up what a link or a form
does anyway; a page must work without it.

**Style** (``static/style.css``): `fine` small and soft, `unknown`, `notice`, `empty`, `tag`, `flag` (with a status),
`chips`, `pager`, `buttons`, `quiet` (a button like a link), `stacked` (a form), `plain` (a table), `cards` (a table
whose rows become cards on a phone; cells carry `data-label`), `scroll` (a box that scrolls sideways), `prose`, `sr`
(for screen readers only), `r` (numbers to the right), `sides-by-side`, `corrected` (what a review changed), `paper`
(seen in print only). Colours are variables of both schemes: `--ink`, `--soft`, `--accent`, `--good`, `--bad`,
`--warn`, `--line`, `--panel`, and one a role for `mark`.

What is not ours stands in ``static/vendor`` with its licence and comes from ``vendor/build.py``.
"""

from tollbook.web.app import create_app
from tollbook.web.settings import Settings, SettingsError

__all__ = ["Settings", "SettingsError", "create_app"]
