"""Claims as reviews have them: hidden, corrected, and as they were read once more when a decision is taken back."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from claim_builder import HOMS, IS, MAYADIN, SYRIA, claim, count, day
from tollbook.decisions import active, amend, event_of, read, seen, silent
from tollbook.records import Claim, FieldValue, Noted, Party, Review

WHOLE = claim("a", 0, 12, whom=SYRIA, place=MAYADIN)
OFFICERS = claim("a", 1, 4, scope="subset", about=(WHOLE.id,))
OF_OFFICERS = claim("a", 2, 1, scope="subset", about=(OFFICERS.id,))
OTHER = claim("b", 0, 12, whom=SYRIA, place=MAYADIN)
ALL = (WHOLE, OFFICERS, OF_OFFICERS, OTHER)


def hide(number: int, on: Claim) -> Review:
    return Review(number=number, action="hide", claims=(on.id,))


def correct(number: int, on: Claim, field: str, **value: object) -> Review:
    found = FieldValue(field=field, **value)  # type: ignore[arg-type]
    return Review(number=number, action="correct", claims=(on.id,), value=found)


def undo(number: int, of: int) -> Review:
    return Review(number=number, action="undo", undoes=of)


def test_a_hidden_claim_takes_its_parts_with_it_and_nothing_else() -> None:
    found = amend(ALL, [hide(1, WHOLE)])
    assert found.claims == (OTHER,)
    assert [item.claim for item in found.hidden] == [WHOLE, OFFICERS, OF_OFFICERS]
    assert {item.review.number for item in found.hidden} == {1}


def test_a_part_of_a_claim_that_stays_is_not_hidden() -> None:
    shared = replace(OFFICERS, about=(WHOLE.id, OTHER.id))
    assert amend((WHOLE, shared, OTHER), [hide(1, WHOLE)]).claims == (shared, OTHER)


def test_undo_gives_back_what_was_read() -> None:
    reviews = [hide(1, WHOLE), correct(2, OTHER, "count", count=count(21)), undo(3, 1), undo(4, 2)]
    found = amend(ALL, reviews)
    assert (found.claims, found.hidden, found.corrections, found.lapsed) == (ALL, (), (), ())


def test_a_correction_counts_and_keeps_what_was_read() -> None:
    reviews = [correct(1, WHOLE, "count", count=count(21)), correct(2, WHOLE, "place", place=HOMS)]
    found = amend(ALL, reviews)
    assert found.claims[0] == replace(WHOLE, count=count(21), place=HOMS)
    assert found.claims[1:] == ALL[1:]
    told = {item.as_read.field: item.as_read for item in found.corrections}
    assert told == {"count": read(WHOLE, "count"), "place": read(WHOLE, "place")}


def test_the_newest_correction_of_a_field_counts_and_the_older_one_has_lapsed() -> None:
    reviews = [correct(1, WHOLE, "count", count=count(21)), correct(2, WHOLE, "count", count=count(22))]
    found = amend(ALL, reviews)
    assert found.claims[0].count == count(22)
    assert [(item.review.number, item.why) for item in found.lapsed] == [(1, "review 2 corrects count again")]
    assert amend(ALL, [*reviews, undo(3, 2)]).claims[0].count == count(21)


def test_a_field_can_be_emptied() -> None:
    assert amend(ALL, [correct(1, WHOLE, "place")]).claims[0].place is None


def test_what_changes_nothing_has_lapsed_with_its_reason() -> None:
    gone = claim("z", 0, 1)
    reviews = [
        hide(1, gone),
        correct(2, OTHER, "period"),
        correct(3, WHOLE, "count", count=count(21)),
        hide(4, WHOLE),
    ]
    whys = {item.review.number: item.why for item in amend(ALL, reviews).lapsed}
    assert set(whys) == {1, 2, 3}
    assert "not in the ledger" in whys[1]
    assert "read so now" in whys[2]
    assert "hidden by review 4" in whys[3]


def test_words_and_reasons_of_a_value_are_no_difference() -> None:
    same = replace(MAYADIN, text="other words", reason="corrected by review")
    found = amend(ALL, [correct(1, WHOLE, "place", place=same)])
    assert found.corrections == ()
    assert len(found.lapsed) == 1


def test_event_and_sub_event_type_stay_together() -> None:
    battle = replace(WHOLE, event_type="Battles", sub_event_type="Armed clash")
    first = correct(1, battle, "sub_event_type", word="Grenade")
    assert amend([battle], [first]).claims[0].event_type == "Explosions/Remote violence"
    later = correct(2, battle, "event_type", word="Riots")
    changed = amend([battle], [first, later]).claims[0]
    assert (changed.event_type, changed.sub_event_type) == ("Riots", None)
    assert event_of("no such thing") is None


decisions = st.lists(
    st.one_of(
        st.builds(lambda on: ("hide", on, None), st.sampled_from(ALL)),
        st.builds(lambda on, number: ("correct", on, number), st.sampled_from(ALL), st.integers(1, 3)),
        st.builds(lambda on, by: ("who", on, by), st.sampled_from(ALL), st.sampled_from([IS, SYRIA])),
        st.builds(lambda of: ("undo", None, of), st.integers(1, 5)),
    ),
    max_size=6,
)


@given(decisions, st.permutations(ALL), st.randoms(use_true_random=False))
def test_the_order_in_which_claims_and_reviews_come_does_not_show(
    made: list[tuple[str, Claim | None, object]], claims: list[Claim], random: object
) -> None:
    reviews = []
    for number, (action, on, what) in enumerate(made, 1):
        if action == "undo":
            reviews.append(undo(number, what))  # type: ignore[arg-type]
        elif action == "hide":
            reviews.append(hide(number, on))  # type: ignore[arg-type]
        elif action == "who":
            reviews.append(correct(number, on, "perpetrator", party=Party(text="x", actor=str(what))))  # type: ignore[arg-type]
        else:
            reviews.append(correct(number, on, "count", count=count(what)))  # type: ignore[arg-type]
    one = amend(ALL, reviews)
    shuffled = reviews[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = amend(claims, shuffled)
    assert {item.id: item for item in one.claims} == {item.id: item for item in other.claims}
    assert {(i.claim.id, i.review.number) for i in one.hidden} == {(i.claim.id, i.review.number) for i in other.hidden}
    assert one.corrections == other.corrections
    assert one.lapsed == other.lapsed
    assert {item.id for item in one.claims} | {item.claim.id for item in one.hidden} == {item.id for item in ALL}
    assert active(reviews) == active(shuffled)


def test_a_period_is_compared_by_its_days() -> None:
    dated = replace(WHOLE, period=day(date(2019, 4, 18)))
    same = correct(1, dated, "period", period=replace(day(date(2019, 4, 18)), reason="corrected by review"))
    assert amend([dated], [same]).corrections == ()


def looked(number: int, name: str) -> Review:
    noted = Noted(id=name, kind="one-origin", line="12 killed, Homs: killed rests on one origin.")
    return Review(number=number, action="seen", finding=noted, who="Ane")


def test_a_finding_is_seen_until_that_is_taken_back_and_the_newest_word_counts() -> None:
    assert {name: by.number for name, by in seen([looked(1, "f"), looked(2, "g"), looked(3, "f")]).items()} == {
        "f": 3,
        "g": 2,
    }
    assert set(seen([looked(1, "f"), undo(2, 1), looked(3, "g")])) == {"g"}
    assert set(seen([looked(1, "f"), looked(2, "f"), undo(3, 2)])) == {"f"}


def test_what_was_looked_at_changes_no_claim_and_no_view_hangs_on_it() -> None:
    reviews = [looked(1, "f"), hide(2, WHOLE), undo(3, 1), undo(4, 2)]
    assert amend(ALL, reviews[:1]) == amend(ALL, [])
    assert amend(ALL, reviews).lapsed == ()
    assert silent(reviews) == {1, 3}
