"""Reports that attack their reader, or are written from right to left, and claims on them."""

from datetime import date

from tollbook.records import Attribution, Claim, Count, Evidence, Party, Period, Place, Report, Span, content_id

OVERRIDE, ISOLATE = "\u202e", "\u2066"
HOSTILE = (
    f'<script>alert(1)</script> 7 soldiers <img src=x onerror="alert(2)"> were killed in Goma{OVERRIDE}deggul'
    f' on Friday, said "><svg onload=alert(3)> {ISOLATE}a source.\n\n{{{{ 7*7 }}}} {{% raw %}} javascript:alert(4)\n'
)
ARABIC = "قتل 12 جنديا في هجوم قرب الموصل يوم الجمعة، وفقا لما ذكرته الشرطة.\n"
DAY = date(2024, 3, 1)


def told(report: Report, number: str, best: int, place: Place, **more: object) -> Claim:
    """A claim of people killed that stands on the characters of `number` in `report`."""
    start = report.text.index(number)
    span = Span(report_id=report.id, start=start, end=start + len(number), quote=number)
    known: dict[str, object] = {
        "count": Count(low=best, best=best, high=best),
        "place": place,
        "period": Period(start=DAY, end=DAY, precision=1),
        "victims": Party(text="soldiers<b>", actor=None, victim_class="combatant"),
        "event_type": "Battles",
        "attribution": (Attribution(text='a "source"<i>', origin="<i>odd</i>"),),
    }
    return Claim(
        id=content_id("told", report.id, number),
        report_id=report.id,
        language=report.language or "en",
        effect="killed",
        evidence=(Evidence(role="count", span=span),),
        **(known | more),  # type: ignore[arg-type]
    )


def report(text: str, **known: object) -> Report:
    return Report(id=content_id("report", text), text=text, published=DAY, **known)  # type: ignore[arg-type]


GOMA = Place(
    text="Goma<u>",
    id="goma",
    name="Goma<u>",
    country="CD",
    admin1="North Kivu",
    latitude=-1.68,
    longitude=29.22,
    precision=1,
)
MOSUL = Place(
    text="الموصل",
    id="mosul",
    name="Mosul",
    country="IQ",
    admin1="Nineveh",
    latitude=36.34,
    longitude=43.13,
    precision=1,
    relation="near",
)
BAD = report(
    HOSTILE, title="<b>Bold</b> \u202etitle", outlet="Outlet <script>", language="en", url="javascript:alert(5)"
)
RTL = report(ARABIC, title="هجوم قرب الموصل", outlet="وكالة", language="ar")
