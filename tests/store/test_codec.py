"""Records to JSON and back, and text that no ledger keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.records import Attribution, Claim, Count, Party, Period, Place, Review
from tollbook.store import LedgerError
from tollbook.store.codec import check_text, dumps, loads

counts = st.builds(
    Count, low=st.none() | st.integers(0, 10**9), best=st.none(), high=st.none(), qualifier=st.just("at_least")
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
claims = st.builds(
    Claim,
    id=texts,
    report_id=texts,
    language=st.just("nb"),
    effect=st.sampled_from(["killed", None]),
    count=st.none() | counts,
    victims=st.none() | st.builds(Party, text=texts, victim_class=st.none()),
    place=st.none() | st.builds(Place, text=texts, latitude=st.none() | st.floats(-90, 90)),
    period=st.none() | st.builds(Period, start=st.dates(), end=st.none(), precision=st.integers(1, 5)),
    attribution=st.tuples(st.builds(Attribution, text=texts)),
    cues=st.just(("total", "since")),
)


@given(claims)
def test_a_record_comes_back_from_json_as_it_was(record: Claim) -> None:
    assert loads(dumps(record), Claim) == record


@pytest.mark.parametrize("text", ["\x00", "12 killed \x00", "\ud83d", "\udcff killed"])
def test_text_that_no_ledger_keeps_is_told_in_one_line(text: str) -> None:
    with pytest.raises(LedgerError, match="not text"):
        check_text((None, 5, "12 killed", text))
    check_text((None, 5, "12 killed 💥"))


def test_half_a_surrogate_pair_is_no_json_and_a_nul_is() -> None:
    with pytest.raises(LedgerError, match="not text"):
        dumps(Review(number=1, action="unsure", why="\udcff"))
    review = Review(number=1, action="unsure", why="a\x00b")
    assert "\x00" not in dumps(review)
    assert loads(dumps(review), Review) == review
