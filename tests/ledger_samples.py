"""Small records for the store's tests: reports with claims, and the incidents that hold them."""

from datetime import date

from tollbook.records import Claim, Count, Evidence, Figure, Incident, Report, Span, content_id

DAY = date(2024, 3, 2)


def report(text: str = "Five died in Goma.", **known: object) -> Report:
    """A report whose id covers all that is known of it."""
    return Report(id=content_id(text, *(str(value) for value in known.values())), text=text, **known)  # type: ignore[arg-type]


def claim(of: Report, start: int = 0, number: int = 5) -> Claim:
    """A claim that stands on four characters of `of`."""
    span = Span(report_id=of.id, start=start, end=start + 4, quote=of.text[start : start + 4])
    return Claim(
        id=content_id(of.id, start),
        report_id=of.id,
        language="en",
        effect="killed",
        count=Count(low=number, best=number, high=number),
        evidence=(Evidence(role="count", span=span),),
    )


def incident(*claims: Claim, counted: bool = True) -> Incident:
    """An incident over `claims` under a content id, as reconciling would name it."""
    ids = tuple(sorted(item.id for item in claims))
    figure = Figure(effect="killed", low=5, best=5, high=5, claims=ids, origins=())
    return Incident(id=content_id("group", ids), kind="incident", claims=ids, figures=(figure,) if counted else ())
