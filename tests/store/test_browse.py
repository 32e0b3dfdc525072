"""Browsing: what a selection adds up to, what it lets in, and that both hold for every selection."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_samples import claim, report
from tollbook.records import Figure, Incident, Link, Period, Place, content_id
from tollbook.store import Ledger, Uncounted, changes, columns, pages, paging, selection
from tollbook.store.browse import BITS, NOTHING, key, shares
from tollbook.store.schema import SCHEMA_VERSION
from tollbook.store.selection import EVERYTHING, FACETS, SORTS, Picked, Selection, Sort, Sum

DAY = date(2024, 3, 2)


def picked(ledger: Ledger, chosen: Selection = EVERYTHING) -> Picked:
    with ledger.looking() as connection:
        return selection.pick(columns.read(connection), chosen)


def figure(low: int | None, best: int | None, high: int | None, effect: str = "killed", **more: object) -> Figure:
    return Figure(effect=effect, low=low, best=best, high=high, claims=(), origins=(), **more)  # type: ignore[arg-type]


def incident(name: str, *figures: Figure, parts: Sequence[str] = (), **known: object) -> Incident:
    kind = "total" if parts else "incident"
    ids = tuple(content_id(part) for part in parts)
    return Incident(id=content_id(name), kind=kind, claims=(), figures=figures, parts=ids, **known)  # type: ignore[arg-type]


def exact(number: int) -> Figure:
    return figure(number, number, number)


def added(*incidents: Incident) -> dict[str, tuple[int, int, int, bool, bool]]:
    found = shares(incidents)
    names = {content_id(name): name for name in ("all", "first", "second", "a", "b", "c", "d")}
    return {names[i]: (s.low, s.best, s.high, s.open_high, s.no_best) for (i, _), s in found.items()}


def test_a_total_that_its_parts_reach_adds_nothing() -> None:
    found = added(
        incident("all", figure(60, 60, None), parts=("first", "second")),
        incident("first", exact(35), parts=("a", "b")),
        incident("second", exact(26), parts=("c", "d")),
        *(incident(name, exact(number)) for name, number in {"a": 27, "b": 8, "c": 21, "d": 5}.items()),
    )
    assert [found[name][:3] for name in ("all", "first", "second")] == [(0, 0, 0)] * 3
    assert not any(found[name][3] for name in ("all", "first", "second")), "what adds nothing is not open"
    assert sum(share[1] for share in found.values()) == 61


def test_a_total_that_its_parts_do_not_reach_adds_the_rest() -> None:
    found = added(
        incident("all", figure(90, 100, None), parts=("first", "b")),
        incident("first", exact(50), parts=("a",)),
        incident("a", exact(30)),
        incident("b", figure(10, 12, 14)),
    )
    assert found["first"][:3] == (20, 20, 20)
    assert found["all"] == (30, 38, 38, True, False)
    assert sum(share[1] for share in found.values()) == 100


def test_the_order_of_incidents_and_parts_that_are_missing_change_nothing() -> None:
    whole = [
        incident("all", exact(9), parts=("a", "b", "gone")),
        incident("a", exact(4)),
        incident("b", figure(None, None, None)),
    ]
    assert added(*whole) == added(*reversed(whole))
    assert added(*whole)["all"][:3] == (5, 5, 5)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (figure(26, 26, None), (26, 26, 26, True, False)),
        (figure(12, None, None), (12, 12, 12, True, True)),
        (figure(None, 60, 60), (0, 60, 60, False, False)),
        (figure(60, None, 65), (60, 60, 65, False, True)),
        (figure(None, None, 40), (0, 0, 40, False, True)),
    ],
)
def test_open_sides_are_filled_from_the_nearest_number_and_marked(
    given: Figure, expected: tuple[int, int, int, bool, bool]
) -> None:
    assert added(incident("a", given)) == {"a": expected}


def test_ids_become_numbers_that_are_their_own() -> None:
    names = ["0" * 16, "f" * 16, "8" + "0" * 15, "7" + "f" * 15, *(content_id(at) for at in range(50))]
    assert len({key(name) for name in names}) == len(names)
    assert all(-(1 << 63) <= key(name) < 1 << 63 for name in names)


# A view of every kind of thing, to be asked in every way.

COUNTRIES, ACTORS, EFFECTS = ("SY", "CD", None), ("one", "two", "three"), ("killed", "wounded")


@st.composite
def views(draw: st.DrawFn) -> list[Incident]:
    """Leaves and totals over some of them, one level and two."""
    number = draw(st.integers(1, 7))
    numbers = st.one_of(st.none(), st.integers(0, 40))
    found: list[Incident] = []
    for at in range(number):
        country = draw(st.sampled_from(COUNTRIES))
        day = draw(st.one_of(st.none(), st.integers(0, 400).map(lambda days: DAY + timedelta(days=days))))
        best = draw(numbers)
        figures = tuple(
            figure(best, best, draw(st.sampled_from((best, None))), effect=effect)
            for effect in draw(st.lists(st.sampled_from(EFFECTS), unique=True, max_size=2))
        )
        found.append(
            replace(
                incident(f"i{at}", *figures),
                period=Period(start=day, end=day, precision=1) if day else None,
                place=None
                if country is None
                else Place(text=f"Town_{at}%", country=country, latitude=1.0, longitude=2.0),
                perpetrators=tuple(draw(st.lists(st.sampled_from(ACTORS), unique=True, max_size=2))),
            )
        )
    free = list(found)
    while len(free) > 1 and draw(st.booleans()):
        parts = [free.pop(), free.pop(0)]
        whole = replace(
            incident(f"t{len(found)}", figure(*[draw(st.integers(0, 90))] * 3)),
            kind="total",
            parts=tuple(part.id for part in parts),
        )
        found = [replace(each, part_of=whole.id) if each in parts else each for each in found]
        found.append(whole)
        free.append(whole)
    return found


selections = st.builds(
    Selection,
    since=st.one_of(st.none(), st.just(DAY + timedelta(days=100))),
    until=st.one_of(st.none(), st.just(DAY + timedelta(days=300))),
    countries=st.lists(st.sampled_from(("SY", "CD")), unique=True).map(tuple),
    actors=st.lists(st.sampled_from(ACTORS), unique=True, max_size=2).map(tuple),
    effects=st.lists(st.sampled_from(EFFECTS), unique=True, max_size=1).map(tuple),
    least=st.one_of(st.none(), st.integers(0, 20)),
    kinds=st.sampled_from(((), ("total",), ("incident",))),
    place=st.sampled_from((None, "town_", "_1%", "%")),
)


def lets_in(chosen: Selection, each: Incident) -> bool:
    """The meaning of a selection, told in Python."""
    killed = [f.best for f in each.figures if f.effect == "killed"]
    days, place = each.period, each.place
    return all(
        (
            chosen.since is None or (days is not None and days.end is not None and days.end >= chosen.since),
            chosen.until is None or (days is not None and days.start is not None and days.start <= chosen.until),
            not chosen.countries or (place is not None and place.country in chosen.countries),
            not chosen.actors or set(chosen.actors) & {*each.perpetrators, *each.victims},
            not chosen.effects or {f.effect for f in each.figures} & set(chosen.effects),
            chosen.least is None or (killed and killed[0] is not None and killed[0] >= chosen.least),
            not chosen.kinds or each.kind in chosen.kinds,
            chosen.place is None or (place is not None and chosen.place in place.text.lower()),
        )
    )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(tmp_path_factory.mktemp("browse") / "a.toll", create=True) as opened:
        yield opened


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=views(), chosen=selections)
def test_every_selection_holds_what_it_says_and_adds_up(
    ledger: Ledger, view: list[Incident], chosen: Selection
) -> None:
    ledger.publish("", view, [], stale=True)
    wanted = [each for each in view if lets_in(chosen, each)]
    with ledger.looking() as connection:
        picked = selection.pick(columns.read(connection), chosen)
        kept = pages.incidents(connection, [each.id for each in wanted])
        latest = changes.newest(connection, picked, most=100)
    for sort in SORTS:
        listed = selection.entries(picked, sort=sort)
        assert {each.id for each in listed} == {each.id for each in wanted}, sort
    assert {each.incident for each in latest} == {each.id for each in wanted}
    size = selection.size(picked)
    sums = {each.effect: each for each in selection.sums(picked)}
    bars, spots = selection.timeline(picked, size), selection.spots(picked)
    # Ids are minted anew here: no claim holds them, so they are those of the view.
    pieces = shares(view)
    killed = [pieces[each.id, "killed"] for each in wanted if (each.id, "killed") in pieces]
    total = sums.get("killed", Sum(effect="killed", low=0, best=0, high=0, figures=0, open_high=0, no_best=0))
    assert (total.low, total.best, total.high) == tuple(
        sum(getattr(s, n) for s in killed) for n in ("low", "best", "high")
    )
    assert total.low <= total.best <= total.high
    assert total.open_high == sum(
        s.open_high and s != replace(NOTHING, open_high=True, no_best=s.no_best) for s in killed
    )
    assert size.incidents == len(wanted) == len(kept)
    undated = [pieces.get((each.id, "killed"), NOTHING).best for each in wanted if each.period is None]
    assert sum(bar.killed for bar in bars) + sum(undated) == total.best
    assert sum(bar.incidents for bar in bars) == size.incidents - size.undated
    unplaced = [pieces.get((each.id, "killed"), NOTHING).best for each in wanted if each.place is None]
    assert sum(spot.killed for spot in spots) + sum(unplaced) == total.best


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=views())
def test_everything_adds_up_to_the_larger_of_wholes_and_parts(ledger: Ledger, view: list[Incident]) -> None:
    ledger.publish("", view, [], stale=True)
    by_id = {each.id: each for each in view}

    def whole(each: Incident) -> int:
        own = next((f.best or 0 for f in each.figures if f.effect == "killed"), 0)
        return max(own, sum(whole(by_id[part]) for part in each.parts))

    sums = {each.effect: each.best for each in selection.sums(picked(ledger))}
    assert sums.get("killed", 0) == sum(whole(each) for each in view if each.part_of is None)


def test_values_are_counted_and_narrowed(ledger: Ledger) -> None:
    there = Place(text="x", country="SY", latitude=1.0, longitude=2.0)
    view = [
        incident("a", exact(1), place=there, perpetrators=("one",), event_type="Battles"),
        incident("b", exact(1), place=there, perpetrators=("one", "two")),
        incident("c", exact(1), figure(2, 2, 2, effect="wounded"), perpetrators=("two",)),
    ]
    ledger.publish("", view, [], stale=True)
    whole = picked(ledger)
    assert selection.facet(whole, "perpetrator") == [("one", 2), ("two", 2)]
    assert selection.facet(whole, "country") == [("SY", 2)]
    narrow = picked(ledger, Selection(countries=("SY",), perpetrators=("two",)))
    assert selection.facet(narrow, "perpetrator") == [("one", 2), ("two", 1)]
    assert selection.facet(narrow, "effect") == [("killed", 1)]
    assert selection.facet(narrow, "country") == [("SY", 1)]
    assert selection.facet(picked(ledger, Selection(effects=("wounded",))), "status") == [("no_origin", 1)]


def having(facet: str, value: str, each: Incident) -> bool:
    """Whether an incident has a value of a facet, told in Python."""
    sides = {"perpetrator": each.perpetrators, "victim": each.victims, "origin": each.origins}
    flags = {"no_origin": bool(each.figures) and any(not figure.origins for figure in each.figures)}
    return {
        "country": each.place is not None and each.place.country == value,
        "event_type": each.event_type == value,
        "effect": value in {figure.effect for figure in each.figures},
        "status": flags.get(value, False),
        "kind": each.kind == value,
        **{name: value in side for name, side in sides.items()},
    }[facet]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=views(), chosen=selections)
def test_the_numbers_of_a_facet_are_those_that_choosing_a_value_would_give(
    ledger: Ledger, view: list[Incident], chosen: Selection
) -> None:
    ledger.publish("", view, [], stale=True)
    found = picked(ledger, chosen)
    for facet, field in FACETS.items():
        others = replace(chosen, **{field: ()})  # type: ignore[arg-type]
        numbers = selection.facet(found, facet)
        for value, number in numbers:
            assert number == sum(lets_in(others, each) and having(facet, value, each) for each in view)
            assert number == selection.size(picked(ledger, replace(chosen, **{field: (value,)}))).incidents  # type: ignore[arg-type]
        assert numbers == sorted(numbers, key=lambda each: (-each[1], each[0]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=views(), chosen=selections, most=st.integers(1, 3), sort=st.sampled_from(SORTS), without=st.integers(0, 6))
def test_a_list_in_parts_is_the_list_whatever_goes_meanwhile(
    ledger: Ledger, view: list[Incident], chosen: Selection, most: int, sort: Sort, without: int
) -> None:
    ledger.publish("", view, [], stale=True)
    whole = [each.id for each in selection.entries(picked(ledger, chosen), sort=sort)]
    first, mark = paging.incidents(picked(ledger, chosen), sort=sort, after=None, most=most)
    assert first == whole[:most]
    # What was shown last goes before the list is read on, with all that has its place.
    kept = [each for each in view if each.id not in first[-1:]] if without % 2 else view
    ledger.publish("", [replace(each, parts=(), part_of=None, kind="incident") for each in kept], [], stale=True)
    onward = picked(ledger, replace(chosen, kinds=()))
    while mark is not None:
        part, mark = paging.incidents(onward, sort=sort, after=mark, most=most)
        assert len(part) == most or mark is None
        first += part
    assert set(first) >= set(whole)
    assert len(set(first)) == len(first)


def test_an_unsure_link_marks_both_ends_and_a_link_within_one_incident_none(tmp_path: Path) -> None:
    one, other, third = report("Five died in Goma."), report("Five were killed in Goma."), report("Six in Beni.")
    held = [claim(each) for each in (one, other, third)]
    with Ledger.open(tmp_path / "a.toll", create=True) as ledger:
        for each, said in zip((one, other, third), held, strict=True):
            ledger.add(each, [said])
        two = [replace(incident(f"i{at}", exact(5)), claims=(said.id,)) for at, said in enumerate(held)]
        left, right = sorted((held[0].id, held[1].id))
        ledger.publish(ledger.read()[0].watermark, two, [Link(left=left, right=right, verdict="unsure", score=0.5)])
        with ledger.looking() as connection:
            unsure = selection.pick(columns.read(connection), Selection(statuses=("unsure",)))
            marked = selection.entries(unsure)
            assert {each.id for each in marked} == {two[0].id, two[1].id}
            assert pages.homes(connection, [left])[left][0].incident in {two[0].id, two[1].id}


def test_what_stands_in_no_count_is_known_by_heading(ledger: Ledger) -> None:
    aside = Uncounted(claims=(("c1", "r1", "background"), ("c2", "r1", "statements"), ("c3", "r2", "statements")))
    ledger.publish("", [], [], stale=True, uncounted=replace(aside, replaced={"old": "new"}))
    with ledger.looking() as connection:
        assert selection.aside(connection) == {"background": 1, "statements": 2}
        assert pages.replaced_by(connection, "old") == "new"
        assert pages.replaced_by(connection, "new") is None


def test_every_effect_has_a_bit_of_its_own() -> None:
    assert len(set(BITS.values())) == len(BITS) == 9
    assert all(bit & (bit - 1) == 0 for bit in BITS.values())


def test_an_older_ledger_gets_its_tables_and_is_published_again(tmp_path: Path) -> None:
    place, said = tmp_path / "old.toll", report()
    with Ledger.open(place, create=True) as ledger:
        ledger.add(said, [claim(said)])
        ledger.publish(ledger.read()[0].watermark, [incident("a", exact(5))], [])
        assert not ledger.due()
    with sqlite3.connect(place) as raw:
        names = [
            row[0] for row in raw.execute("select name from sqlite_master where name like 'browse%' and type='table'")
        ]
        for name in names:
            raw.execute(f"drop table {name}")
        for name in ("ix_links_left", "ix_links_right", "reports_published"):
            raw.execute(f"drop index {name}")
        raw.execute("update meta set value = '2' where key = 'schema_version'")
    raw.close()
    assert len(names) == 8
    with Ledger.open(place) as ledger:
        facts, published = ledger.read()
        assert published.watermark is None and len(facts.reports) == 1
        assert ledger.due()
        ledger.publish(facts.watermark, [incident("a", exact(5))], [])
        assert selection.size(picked(ledger)).incidents == 1
    with sqlite3.connect(place) as raw:
        assert raw.execute("select value from meta where key = 'schema_version'").fetchone() == (str(SCHEMA_VERSION),)
        assert raw.execute("select count(*) from sqlite_master where name = 'ix_links_left'").fetchone() == (1,)
    raw.close()
