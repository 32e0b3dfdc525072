"""The scorer of articles on gun violence, on invented rows."""

import json
from datetime import date

import gvdb
import pytest
from common import report_of

from tollbook.records import Claim, Count, Evidence, Party, Period, Place, Span

TEXT = "Two men were killed in Smallville on May 3. Police found a shotgun."
REPORT = report_of("1", TEXT, "en")


def row(*ends, city="Smallville", gun="", day="2016-05-03", title="A shooting - News"):
    full = title + TEXT

    def said(value):
        start = full.index(value) if value else -1
        return {"value": value, "startIndex": start, "endIndex": start + len(value) if value else -1}

    gold = {
        "victim-section": [{"victim-was": list(end)} for end in ends],
        "date-and-time": {"date": day, "city": said(city)},
        "circumstances": {"type-of-gun": said(gun)},
    }
    return {"Article id": "1", "Article title": title, "Full text": full, "Json": json.dumps(gold)}


def claim(*words, effect="killed", number=2, day=None, **more):
    evidence = tuple(
        Evidence(
            role=role,
            span=Span(report_id=REPORT.id, start=TEXT.index(text), end=TEXT.index(text) + len(text), quote=text),
        )
        for role, text in words
    )
    period = Period(start=day, end=day, precision=1) if day else None
    return Claim(
        id=f"{effect}{number}",
        report_id=REPORT.id,
        language="en",
        effect=effect,
        victims=Party(text="men"),
        evidence=evidence,
        count=Count(low=number, best=number, high=number),
        period=period,
        cause="crime",
        **more,
    )


def test_a_row_is_read_with_its_victims_and_offsets_behind_the_title():
    gold = gvdb.article(
        row(["killed"], ["injured", "hospitalized"], ["hospitalized"], ["killed", "injured"], [], gun="shotgun")
    )
    assert (gold.killed, gold.wounded, gold.text) == (2, 2, TEXT)
    for text, (start, end) in (gold.city, gold.weapon):
        assert gold.text[start:end] == text


def test_counts_date_city_and_weapon_are_scored():
    gold = gvdb.article(row(["killed"], ["killed"], gun="shotgun"))
    claims = [claim(("place", "in Smallville"), day=date(2016, 5, 3)), claim(("weapon", "shotgun"), number=1)]
    found = gvdb.score(gold, claims, {"killed": 2})
    figures = {name: (each.right, each.given, each.wanted) for name, each in found.items()}
    assert figures == {
        "killed, all articles": (1, 1, 1),
        "killed, articles with any": (1, 1, 1),
        "killed, named anywhere": (1, 1, 1),
        "wounded, all articles": (1, 1, 1),  # silence says that nobody was
        "wounded, articles with any": (0, 0, 0),
        "wounded, named anywhere": (0, 0, 0),
        "date": (1, 1, 1),
        "city, of the first claim": (1, 1, 1),
        "city, of any claim": (1, 1, 1),
        "weapon": (1, 1, 1),
    }


def test_a_wrong_number_and_a_wrong_city_are_wrong():
    gold = gvdb.article(row(["killed"], ["killed"], ["killed"], city="Smallville"))
    elsewhere = Place(text="Police", name="Metropolis")
    found = gvdb.score(gold, [claim(("place", "Police"), place=elsewhere)], {"killed": 2, "wounded": 1})
    assert found["killed, all articles"].right == found["wounded, all articles"].right == 0
    assert found["city, of any claim"].right == 0
    assert (found["date"].given, found["weapon"].wanted) == (0, 0)


@pytest.mark.parametrize(("place", "right"), [("Smallville", 1), ("Small", 0)])
def test_a_place_resolved_to_the_name_is_right(place, right):
    gold = gvdb.article(row(["killed"]))
    found = gvdb.score(gold, [claim(("place", "Police"), place=Place(text="Police", name=place))], {})
    assert found["city, of any claim"].right == right


def test_the_figures_are_those_of_the_incident_of_the_first_claim():
    assert gvdb.as_toll(REPORT, [claim(("effect", "killed"))]) == {"killed": 2}
    assert gvdb.as_toll(REPORT, []) == {}
