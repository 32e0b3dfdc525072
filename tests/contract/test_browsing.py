"""The contract of browsing: the same questions of the same view have the same answers, whatever database keeps it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ledger_samples import claim, incident, report
from tollbook.records import Incident, Period, Place
from tollbook.store import Ledger, columns, paging, selection
from tollbook.store.selection import EVERYTHING, SORTS, Picked, Selection, Sort

Named = Callable[[str], str]
ODD = "Ärö \"\\\n\u2028 \x1f \U0001f4a5 O'Hara%_ حلب"
GOMA = Place(text=ODD, country="CD", admin1=ODD, latitude=-1.6792, longitude=29.2228)


def made(number: int) -> Incident:
    """An incident: the first has no day, the fourth no place, the fifth no point; days and names come twice."""
    day = date(2024, 3, 1 + number // 2)
    known = {3: None, 4: replace(GOMA, latitude=None, longitude=None)}
    return replace(
        incident(claim(report(f"{number} people died."), number=number)),
        period=Period(start=day, end=day, precision=1) if number else None,
        place=known.get(number, replace(GOMA, name=f"Town {number % 3}")),
        perpetrators=("m23",) if number % 2 else (ODD,),
        reports=(report(f"{number} people died.").id,),
    )


def publish(ledger: Ledger) -> list[Incident]:
    view = [made(number) for number in range(8)]
    for number in range(8):
        one = report(f"{number} people died.")
        ledger.add(replace(one, language="en"), [claim(one, number=number)])
    assert ledger.publish(ledger.read()[0].watermark, view, []) is not None
    return view


def picked(ledger: Ledger, chosen: Selection = EVERYTHING) -> Picked:
    with ledger.looking() as connection:
        return selection.pick(columns.read(connection), chosen)


def test_an_empty_view_has_its_answers(kept: Named) -> None:
    with Ledger.open(kept("a"), create=True) as ledger:
        whole = picked(ledger, Selection(actors=("m23",), countries=("CD",), place="x", least=1))
        assert selection.size(whole).incidents == 0
        assert selection.sums(whole) == selection.spots(whole) == selection.entries(whole) == []
        assert selection.facet(whole, "country") == selection.facet(whole, "origin") == []
        assert paging.incidents(whole, sort="place", after=None, most=5) == ([], None)
        assert whole.among(["0123456789abcdef"]) == []


def test_what_is_odd_or_unknown_comes_back_to_the_letter(kept: Named) -> None:
    with Ledger.open(kept("a"), create=True) as ledger:
        publish(ledger)
        whole = picked(ledger)
        size = selection.size(whole)
        assert (size.incidents, size.undated, size.unplaced) == (8, 1, 2)
        assert (size.first, size.last) == (date(2024, 3, 1), date(2024, 3, 4))
        assert selection.facet(whole, "perpetrator") == [("m23", 4), (ODD, 4)]
        assert selection.facet(whole, "language") == [("en", 8)]
        assert selection.facet(whole, "country") == [("CD", 7)]
        assert selection.facet(whole, "status") == [("no_origin", 8)]
        spots = {each.place: each for each in selection.spots(whole)}
        assert sorted(spots) == ["Town 0", "Town 1", "Town 2"]
        assert {(each.admin1, each.latitude, each.longitude) for each in spots.values()} == {(ODD, -1.6792, 29.2228)}
        for chosen, number in (
            (Selection(perpetrators=(ODD,)), 4),
            (Selection(admin1=(ODD,)), 7),
            (Selection(place="o'hara%_ حلب"), 7),
            (Selection(place="O_HARA"), 0),
            (Selection(since=date(2024, 3, 4)), 2),
            (Selection(until=date(2024, 3, 1)), 1),
            (Selection(box=(29.2228, -2, 30, 0)), 6),
            (Selection(box=(170, -90, -170, 90)), 0),
        ):
            assert selection.size(picked(ledger, chosen)).incidents == number, chosen


@pytest.mark.parametrize("sort", SORTS)
def test_lists_are_in_order_with_the_unknown_last(kept: Named, sort: Sort) -> None:
    with Ledger.open(kept("a"), create=True) as ledger:
        view = {each.id: each for each in publish(ledger)}
        whole = picked(ledger)
        listed = [view[each.id] for each in selection.entries(whole, sort=sort)]
        if sort in ("newest", "oldest"):
            days = [each.period.start for each in listed if each.period and each.period.start]
            assert listed[-1].period is None
            assert days == sorted(days, reverse=sort == "newest")
        if sort == "place":
            assert [each.place.name for each in listed[:-2] if each.place] == sorted(
                each.place.name or "" for each in listed[:-2] if each.place
            )
            assert listed[-1].place is None
        parts, mark = paging.incidents(whole, sort=sort, after=None, most=3)
        while mark is not None:
            part, mark = paging.incidents(whole, sort=sort, after=mark, most=3)
            parts += part
        assert parts == [each.id for each in listed]


def test_who_reads_holds_up_nobody_who_writes(kept: Named) -> None:
    with Ledger.open(kept("a"), create=True) as ledger, Ledger.open(kept("a")) as other:
        publish(ledger)
        with other.looking() as connection:
            before = columns.read(connection)
            writer = threading.Thread(target=_add_and_publish, args=(ledger,))
            writer.start()
            writer.join(30)
            assert not writer.is_alive(), "a page that is open keeps the writer waiting"
            assert (columns.read(connection).keys == before.keys).all(), "a page sees one moment"
        assert len(picked(other).columns) == 1


def _add_and_publish(ledger: Ledger) -> None:
    one = report("Nine people died.")
    ledger.add(one, [claim(one)])
    ledger.publish(ledger.read()[0].watermark, [incident(claim(one))], [])
