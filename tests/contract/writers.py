"""What runs in processes of its own beside a test: writers and readers of one ledger, and one that dies."""

import time
from multiprocessing.synchronize import Event
from threading import Barrier

from sqlalchemy import insert

from ledger_samples import claim, incident, report
from tollbook.records import Claim, Report, Review
from tollbook.store import Ledger, schema
from tollbook.store.connect import writing

REPORTS = 12  # of each writer alone, and as many again that all of them have
Told = tuple[Report, list[Claim]]


def told(writer: str, number: int) -> Told:
    """A report with two claims."""
    one = report(f"{writer}, attack {number}: five died.")
    return one, [claim(one), claim(one, 5)]


def given(writer: int) -> list[Told]:
    """What a writer adds: its own and the common ones in turn, the latter in an order of its own."""
    common = [told("all", number) for number in range(REPORTS)]
    own = [told(f"writer {writer}", number) for number in range(REPORTS)]
    return [item for pair in zip(own, common if writer % 2 else common[::-1], strict=True) for item in pair]


def publish(ledger: Ledger, *, stale: bool = False) -> bool:
    """Publish one incident for each claim, as a pipeline would: from facts read before."""
    facts, _ = ledger.read()
    return ledger.publish(facts.watermark, [incident(item) for item in facts.claims], [], stale=stale) is not None


def write(location: str, writer: int, start: Barrier) -> int:
    """Add all that this writer has, publishing and reviewing on the way; return how many reports were new."""
    new = 0
    with Ledger.open(location, create=True) as ledger:
        start.wait(60)
        for number, (one, claims) in enumerate(given(writer)):
            new += ledger.add(one, claims)
            if number % 3 == 0:
                publish(ledger)
            ledger.review(Review(number=0, action="unsure", claims=(claims[0].id, claims[1].id), who=str(writer)))
    return new


def watch(location: str, start: Barrier, stop: Event) -> tuple[int, list[str]]:
    """Read until told to stop; return how often, and what was wrong with what was seen."""
    seen, faults = 0, list[str]()
    with Ledger.open(location, create=True) as ledger:
        start.wait(60)
        while not stop.is_set():
            facts, published = ledger.read()
            seen += 1
            claims = {item.id for item in facts.claims}
            shown = {name for item in published.incidents for name in item.claims}
            if len(claims) != len(facts.claims) or len(claims) != 2 * len(facts.reports):
                faults.append(f"{len(facts.reports)} reports with {len(facts.claims)} claims")
            if not shown <= claims:
                faults.append("a view that is ahead of the facts")
            if published.watermark == facts.watermark and shown != claims:
                faults.append("a view that is not that of its watermark")
            if [item.number for item in facts.reviews] != list(range(1, len(facts.reviews) + 1)):
                faults.append("reviews out of order")
    return seen, faults


def die(location: str, inside: Event) -> None:
    """Begin to put in a report, and stay in the middle of it until killed."""
    one, _ = told("dying", 0)
    with Ledger.open(location) as ledger, writing(ledger.engine).begin() as connection:
        connection.execute(insert(schema.reports), {"id": one.id, "text": one.text})
        inside.set()
        time.sleep(600)
