"""Incident ids outlive merges, splits, growth and later editions."""

from hypothesis import given
from hypothesis import strategies as st

from ledger_samples import claim, incident, report
from tollbook.records import Claim, Incident
from tollbook.store import settle

ONE = report("A long line of text about several attacks.")
A, B, C, D = (claim(ONE, start) for start in (0, 5, 10, 15))


class Book:
    """Publishes groups of claims one after the other, keeping what was minted."""

    def __init__(self) -> None:
        self.minted: list[tuple[str, str]] = []
        self.redirects: dict[str, str] = {}

    def publish(self, *groups: set[Claim], heirs: dict[str, str] | None = None) -> list[str]:
        found = [incident(*group) for group in groups]
        settled = settle(found, self.minted, heirs)
        self.minted += settled.minted
        self.redirects = dict(settled.redirects)
        return [item.id for item in settled.incidents]


def test_an_incident_keeps_its_id_as_it_grows() -> None:
    book = Book()
    (first,) = book.publish({B})
    assert book.publish({A, B}) == [first]
    assert book.publish({A, B, C}) == [first]
    assert book.redirects == {}


def test_a_merge_takes_the_oldest_id_and_leaves_a_redirect_until_it_is_undone() -> None:
    book = Book()
    (old,) = book.publish({B})
    _, young = book.publish({B}, {A})
    assert book.publish({A, B}) == [old]
    assert book.redirects == {young: old}
    assert book.publish({B}, {A}) == [old, young]
    assert book.redirects == {}


def test_a_split_leaves_the_id_with_the_anchor_and_the_new_side_keeps_its_own() -> None:
    book = Book()
    (first,) = book.publish({A, B, C})
    anchor = min((A, B, C), key=lambda item: item.id)
    others = {A, B, C} - {anchor}
    kept, fresh = book.publish({anchor}, others)
    assert kept == first != fresh
    assert book.publish({anchor}, others | {D}) == [first, fresh]
    assert book.publish({A, B, C, D}) == [first]
    assert book.redirects == {fresh: first}


def test_a_later_edition_takes_over_the_ids() -> None:
    book = Book()
    (first,) = book.publish({A})
    assert book.publish({C}, heirs={A.id: C.id}) == [first]
    assert book.publish({C, D}, heirs={A.id: C.id}) == [first]


def test_parts_and_parents_are_renamed_together() -> None:
    book = Book()
    (leaf,) = book.publish({A})
    small = incident(A, B)
    whole = incident(C)
    parent = Incident(id=whole.id, kind="total", claims=whole.claims, parts=(small.id,))
    child = Incident(id=small.id, kind="incident", claims=small.claims, part_of=parent.id)
    settled = settle([parent, child], book.minted)
    assert settled.incidents[0].parts == (leaf,)
    assert settled.incidents[1].id == leaf
    assert settled.incidents[1].part_of == settled.incidents[0].id


groupings = st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=6)


@given(groupings, st.randoms(use_true_random=False))
def test_whatever_the_regrouping_ids_are_unique_and_lead_somewhere(steps: list[list[int]], chance: object) -> None:
    book, shuffled, ever = Book(), Book(), set[str]()
    five = (A, B, C, D, claim(ONE, 20))
    for step in steps:
        groups = [{five[at] for at, group in enumerate(step) if group == name} for name in sorted(set(step))]
        ids = book.publish(*groups)
        ever |= set(ids)
        assert len(set(ids)) == len(ids)
        assert all(old in ids or book.redirects.get(old) in ids for old in ever), "an id was lost"
        again = groups[:]
        chance.shuffle(again)  # type: ignore[attr-defined]
        other = shuffled.publish(*again)
        assert {frozenset(c.id for c in g): i for g, i in zip(groups, ids, strict=True)} == {
            frozenset(c.id for c in g): i for g, i in zip(again, other, strict=True)
        }
    assert book.publish(*groups) == ids, "publishing again changes nothing"
