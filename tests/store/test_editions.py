"""One article counts once, however much of it was known when it was added."""

from hypothesis import given
from hypothesis import strategies as st

from ledger_samples import DAY, claim, report
from tollbook.store import editions

BARE = report()
NAMED = report(outlet="AFP")
DATED = report(published=DAY)
FULL = report(outlet="AFP", published=DAY)
OTHER = report(outlet="NTB", published=DAY)
APART = report("Six died in Bukavu.")


def test_the_dated_edition_replaces_the_undated_one_and_its_claims_are_heirs() -> None:
    found = editions([BARE, DATED], [claim(BARE), claim(DATED)])
    assert found.reports == (DATED,)
    assert found.claims == (claim(DATED),)
    assert found.heirs == {claim(BARE).id: claim(DATED).id}


def test_the_same_text_of_two_outlets_stays_two_reports() -> None:
    assert editions([FULL, OTHER, APART], []).reports == (FULL, OTHER, APART)


def test_two_dates_of_one_article_leave_one() -> None:
    later = report(published=DAY.replace(day=9))
    assert len(editions([DATED, later], []).reports) == 1


@given(st.permutations([BARE, NAMED, DATED, FULL, OTHER, APART]))
def test_the_order_of_adding_does_not_matter(order: list) -> None:  # type: ignore[type-arg]
    found = editions(order, [claim(item) for item in order])
    assert {item.id for item in found.reports} == {FULL.id, OTHER.id, APART.id}
    assert set(found.heirs.values()) <= {item.id for item in found.claims}
    assert set(found.heirs) == {claim(item).id for item in (BARE, NAMED, DATED)}
