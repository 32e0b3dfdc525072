"""Ids as people type them: a beginning that names one thing, or one clear line."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger_samples import claim, incident, report
from tollbook.records import View
from tollbook.store import Ledger, LedgerError, find_claim, find_incident, named

ONE = report("A long line of text about several attacks.")
FIRST, SECOND = replace(claim(ONE), id="abcd0000"), replace(claim(ONE, 5), id="abcd1111")
GOMA, BENI = replace(incident(FIRST), id="beef0000"), replace(incident(SECOND), id="beef1111")
VIEW = View(
    reports=(ONE,),
    claims=(FIRST, SECOND),
    links=(),
    incidents=(GOMA, BENI),
    background=(),
    statements=(),
    set_aside=(),
    redirects=(("beef0abc", GOMA.id), ("feed0000", BENI.id)),
)


def test_a_whole_id_or_a_unique_beginning_is_found() -> None:
    assert find_claim(VIEW, "abcd1111") == find_claim(VIEW, "ABCD1 ") == SECOND
    assert find_incident(VIEW, "beef1") == BENI


def test_an_old_id_leads_to_the_incident_that_holds_it_now() -> None:
    assert find_incident(VIEW, "feed") == BENI
    assert find_incident(VIEW, "beef0") == GOMA, "two ids of one incident are not two answers"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("abcd", "beginning of 2 claim ids"), ("abc", "too short"), ("", "too short"), ("0000ffff", "no claim 0000ffff")],
)
def test_what_names_no_claim_or_several_is_refused(typed: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        find_claim(VIEW, typed)


def test_an_incident_in_the_place_of_a_claim_is_told_with_its_claims() -> None:
    with pytest.raises(LedgerError, match="is an incident, a review needs claims; its claims: abcd0000"):
        find_claim(VIEW, "beef0")


def test_what_is_typed_is_looked_for_in_the_ledger_without_reading_it(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.toll", create=True) as ledger:
        ledger.add(ONE, [FIRST, SECOND])
        ledger.publish(ledger.read()[0].watermark, [GOMA, BENI], [])
        with ledger.looking() as connection:
            assert named.claims(connection, ["abcd1"]) == {"abcd1111"}
            assert named.claims(connection, ["abcd"]) == {"abcd0000", "abcd1111"}
            assert named.claims(connection, ["abc", "%", "abcd_", "beef"]) == set()
            assert named.incidents(connection, ["beef0"]) == {"beef0000"}
            assert named.beside(connection, ["beef0000"]) == {"beef1111"}
            assert named.redirects(connection, ["beef"]) == []
