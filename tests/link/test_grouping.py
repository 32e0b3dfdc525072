"""Groups: best first, vetoes, and human decisions that a later one overrules."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from claim_builder import IS, claim
from tollbook.link import group
from tollbook.records import Claim, Link, Review, Verdict

A, B, C, D = CLAIMS = tuple(claim(name, 0, 8, who=IS) for name in "abcd")


def joined(one: Claim, other: Claim, score: float = 8.0, verdict: Verdict = "same") -> Link:
    left, right = sorted((one.id, other.id))
    return Link(left=left, right=right, verdict=verdict, score=score)


def apart(one: Claim, other: Claim) -> Link:
    return joined(one, other, -30.0, "different")


def review(number: int, action: str, *claims: Claim, undoes: int | None = None) -> Review:
    return Review(number=number, action=action, claims=tuple(item.id for item in claims), undoes=undoes)  # type: ignore[arg-type]


def groups(links: list[Link], *reviews: Review) -> set[str]:
    """The groups as words: {"ab", "c", "d"}."""
    names = {item.id: item.report_id for item in CLAIMS}
    return {"".join(sorted(names[item] for item in found)) for found in group(CLAIMS, links, reviews)}


def test_same_joins_and_unsure_does_not() -> None:
    assert groups([joined(A, B), joined(C, D, 3.0, "unsure")]) == {"ab", "c", "d"}


def test_the_better_link_wins_where_a_veto_forbids_both() -> None:
    assert groups([joined(A, B, 7.0), joined(B, C, 9.0), apart(A, C)]) == {"a", "bc", "d"}


def test_a_veto_holds_between_whole_groups() -> None:
    assert groups([joined(A, B, 9.0), joined(C, D, 9.0), joined(B, C, 7.0), apart(A, D)]) == {"ab", "cd"}


def test_a_human_same_beats_the_machine() -> None:
    assert groups([apart(A, B)], review(1, "same", A, B)) == {"ab", "c", "d"}


def test_a_human_same_merges_two_whole_groups_whatever_the_machine_holds_apart() -> None:
    links = [joined(A, B, 9.0), joined(C, D, 8.0), apart(A, C), apart(A, D), apart(B, C), apart(B, D)]
    assert groups(links) == {"ab", "cd"}
    assert groups(links, review(1, "same", A, C)) == {"abcd"}
    assert groups(links, review(1, "same", A, C), review(2, "undo", undoes=1)) == {"ab", "cd"}


def test_of_two_links_that_a_human_decision_sets_against_each_other_the_better_holds() -> None:
    links = [joined(A, C, 9.0), joined(B, D, 8.0)]
    assert groups(links, review(1, "different", C, D), review(2, "same", A, B)) == {"abc", "d"}


def test_a_human_different_parts_even_what_a_third_claim_connects() -> None:
    links = [joined(A, B, 9.0), joined(B, C, 8.0), joined(A, C, 8.0)]
    assert groups(links, review(1, "different", A, C)) == {"ab", "c", "d"}


def test_unsure_takes_the_link_of_that_pair_away() -> None:
    assert groups([joined(A, B)], review(1, "unsure", A, B)) == {"a", "b", "c", "d"}


def test_split_sets_one_claim_alone_until_a_later_same() -> None:
    links = [joined(A, B), joined(B, C), joined(A, C)]
    assert groups(links, review(1, "split", A)) == {"a", "bc", "d"}
    assert groups(links, review(1, "same", A, B), review(2, "split", A)) == {"a", "bc", "d"}
    assert groups(links, review(1, "split", A), review(2, "same", A, D)) == {"ad", "bc"}


def test_undo_and_undo_of_undo() -> None:
    undone = [review(1, "different", A, B), review(2, "undo", undoes=1)]
    assert groups([joined(A, B)], *undone) == {"ab", "c", "d"}
    assert groups([joined(A, B)], *undone, review(3, "undo", undoes=2)) == {"a", "b", "c", "d"}


def test_the_later_of_two_contradictory_reviews_wins() -> None:
    assert groups([], review(1, "different", A, B), review(2, "same", A, B)) == {"ab", "c", "d"}
    assert groups([joined(A, B)], review(1, "same", A, B), review(2, "different", A, B)) == {"a", "b", "c", "d"}
    chain = [review(1, "same", A, B), review(2, "same", B, C), review(3, "different", A, C)]
    assert groups([], *chain) == {"a", "bc", "d"}


def test_a_running_toll_is_in_no_group_unless_a_human_says_so() -> None:
    running = claim("z", 0, 8, scope="cumulative")
    assert len(group([A, running], [], [])) == 1
    assert len(group([A, running], [], [review(1, "same", A, running)])[0]) == 2


def test_what_hardly_speaks_against_a_pair_does_not_part_what_others_join() -> None:
    chain = [joined(A, B), joined(B, C)]
    assert groups([*chain, joined(A, C, -1.0, "different")]) == {"abc", "d"}
    assert groups([*chain, joined(A, C, -2.0, "different")]) in ({"ab", "c", "d"}, {"a", "bc", "d"})


pairs = list(combinations(CLAIMS, 2))
some_links = st.lists(
    st.builds(
        lambda pair, score: joined(*pair, score, "same" if score >= 6 else "different" if score < 0 else "unsure"),
        st.sampled_from(pairs),
        st.integers(-3, 12).map(float),
    ),
    max_size=6,
    unique_by=lambda item: (item.left, item.right),
)


@settings(max_examples=60, deadline=None)
@given(some_links, st.randoms(use_true_random=False))
def test_every_claim_is_in_one_group_whatever_the_order(links: list[Link], random: object) -> None:
    shuffled, claims = links[:], list(CLAIMS)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(claims)  # type: ignore[attr-defined]
    found = group(CLAIMS, links)
    assert sorted(item for members in found for item in members) == sorted(item.id for item in CLAIMS)
    assert found == group(claims, shuffled)
    barred = [{item.left, item.right} for item in links if item.verdict == "different" and item.score < -1.5]
    assert not any(bar <= members for bar in barred for members in found)
