"""The MUC-4 reader and scorer, on invented messages and keys in the same form."""

from datetime import date

import muc
import muc_keys as keys
import pytest
from muc_case import restore, written
from muc_keys import Days, Fill, Template

from tollbook.records import Claim, Count, Party, Period, Place

PRINTED = """
TST9-MUC9-0001

   SAN PEDRO, 4 FEB 90 (RADIO X) -- [TEXT] TWO FARMERS WERE
KILLED YESTERDAY.

   NOBODY ELSE WAS HURT.


TST9-MUC9-0002

   CLANDESTINE, NO DATE (RADIO Y) -- A SHORT NOTE.
"""

KEY = """
;;; a note
0.  MESSAGE: ID                     TST9-MUC9-0001
1.  MESSAGE: TEMPLATE               1 (OPTIONAL)
2.  INCIDENT: DATE                  (03 FEB 90) / (- 04 FEB 90)
3.  INCIDENT: LOCATION              (PERU: LIMA (CITY / PROVINCE) - CALLAO (CITY)) / (PERU)
4.  INCIDENT: TYPE                  BOMBING / ATTACK
9.  PERP: INDIVIDUAL ID             "MASKED MEN" / "MEN, WHO WORE \\"BLUE; RED\\" CAPS"   ; a comment
                                    ? "MAN"
10. PERP: ORGANIZATION ID           -
18. HUM TGT: NAME                   "ANA SOTO"
19. HUM TGT: DESCRIPTION            "MAYOR" / "MAYOR OF CALLAO": "ANA SOTO"
                                    "GUARDS"
21. HUM TGT: NUMBER                 1: "ANA SOTO"
                                    ~4 / PLURAL: "GUARDS"
23. HUM TGT: EFFECT OF INCIDENT     DEATH: "ANA SOTO"
                                    ? NO INJURY: "GUARDS"

0.  MESSAGE: ID                     TST9-MUC9-0002
1.  MESSAGE: TEMPLATE               *
2.  INCIDENT: DATE                  *
"""


def test_a_message_is_unwrapped_and_its_dateline_dates_it():
    first, second = keys.texts(PRINTED)
    assert first.day == date(1990, 2, 4)
    assert first.words == "SAN PEDRO (RADIO X) -- TWO FARMERS WERE KILLED YESTERDAY.\n\nNOBODY ELSE WAS HURT."
    assert second.day is None
    assert second.words.startswith("CLANDESTINE (RADIO Y)")


def test_a_key_is_read_with_alternatives_options_and_comments():
    found = keys.templates(KEY)
    assert found["TST9-MUC9-0002"] == []
    (template,) = found["TST9-MUC9-0001"]
    assert template.optional
    assert template.fills(keys.INDIVIDUAL) == (
        Fill(("MASKED MEN", 'MEN, WHO WORE "BLUE; RED" CAPS')),
        Fill(("MAN",), optional=True),
    )
    assert template.fills(keys.ORGANISATION) == ()
    assert template.fills(keys.TYPE) == (Fill(("BOMBING", "ATTACK")),)
    assert template.fills(keys.NUMBER)[1] == Fill(("~4", "PLURAL"), ("GUARDS",))
    assert template.fills(keys.EFFECT)[1] == Fill(("NO INJURY",), ("GUARDS",), optional=True)
    assert keys.victims(template) == [Fill(("ANA SOTO", "MAYOR", "MAYOR OF CALLAO")), Fill(("GUARDS",))]
    assert keys.days(template.fills(keys.DATE)) == [
        Days(date(1990, 2, 3), date(1990, 2, 3)),
        Days(None, date(1990, 2, 4)),
    ]
    assert keys.places(template.fills(keys.LOCATION)) == [("PERU", ("LIMA", "CALLAO")), ("PERU", ())]


@pytest.mark.parametrize(
    ("ours", "gold", "head", "exact"),
    [
        ("the farmers", "FARMERS", True, True),
        ("eleven masked men", "MASKED MEN", True, True),
        ("masked men", "MEN", True, False),
        ("men who wore caps", "ARMED MEN", True, False),
        ("mayor Ana Soto", "ANA SOTO", True, False),
        ("members of the front", "FRONT", False, False),
        ("the mayor's guards", "GUARDS", True, False),
        ("farmers", "GUARDS", False, False),
    ],
)
def test_phrases_match_by_their_heads_or_by_all_words(ours, gold, head, exact):
    assert muc.same(ours, gold) is head
    assert muc.same(ours, gold, exact=True) is exact


def claim(name, effect="killed", number=2, who="farmers", **more):
    return Claim(
        id=name,
        report_id="r",
        language="en",
        effect=effect,
        count=Count(low=number, best=number, high=number),
        victims=Party(text=who, victim_class=more.pop("side", "civilian")),
        **more,
    )


def on(day):
    return Period(start=date(1990, 2, day), end=date(1990, 2, day), precision=1)


LIMA = Place(text="Lima", id="g:1", name="Lima", country="PE", admin1="Lima", precision=1)
CUZCO = Place(text="Cuzco", id="g:2", name="Cuzco", country="PE", admin1="Cuzco", precision=1)
PERU = Place(text="Peru", id="g:3", name="Peru", country="PE", precision=6)
OSLO = Place(text="Oslo", id="g:4", name="Oslo", country="NO", precision=1)
TODAY = date(1990, 2, 4)


def test_claims_are_grouped_by_type_place_and_day():
    found = muc.guesses(
        [
            claim("a", place=LIMA, period=on(3)),
            claim("b", "wounded", 5, "guards", place=PERU),
            claim("c", place=CUZCO, who="teachers"),
            claim("d", place=LIMA, period=on(1), who="nuns"),
            claim("e", "abducted", 1, "judge", place=LIMA),
        ],
        TODAY,
    )
    assert [(guess.kind, guess.claims) for guess in found] == [
        ("ATTACK", ["a", "b"]),
        ("ATTACK", ["c"]),
        ("ATTACK", ["d"]),
        ("KIDNAPPING", ["e"]),
    ]
    assert (found[0].numbers, found[0].effects, found[0].place) == (["2", "5"], {"DEATH", "INJURY"}, LIMA)
    assert found[1].days == Days(None, TODAY)


@pytest.mark.parametrize(
    "unwanted",
    [
        claim("a", place=OSLO),
        claim("a", side="combatant"),
        claim("a", "arrested"),
        claim("a", modality="denied"),
        claim("a", scope="cumulative"),
        claim("a", cause="accident"),
        claim("a", period=Period(start=date(1989, 5, 1), end=date(1989, 5, 1), precision=1)),
    ],
)
def test_what_the_task_leaves_out_makes_no_template(unwanted):
    assert muc.guesses([unwanted], TODAY) == []


def template(*, optional=False, **slots):
    names = {"kind": keys.TYPE, "who": keys.INDIVIDUAL, "hurt": keys.DESCRIPTION, "number": keys.NUMBER}
    names |= {"effect": keys.EFFECT, "when": keys.DATE, "where": keys.LOCATION, "by": keys.ORGANISATION}
    return Template("m", optional, {names[slot]: tuple(map(keys.fill, fills)) for slot, fills in slots.items()})


def test_roles_are_counted_over_the_best_pairs():
    gold = [
        template(kind=["ATTACK"], hurt=['"TEACHERS"']),
        template(kind=["ATTACK"], who=['"REBELS"', '? "MEN"'], hurt=['"FARMERS" / "PEASANTS"', '"GUARDS"']),
        template(kind=["BOMBING"], hurt=['"NUNS"'], optional=True),
    ]
    ours = muc.guesses([claim("a", place=LIMA, perpetrator=Party(text="the rebels"))], TODAY)
    found = muc.score_roles(ours, gold)
    figures = {role: (each.right, each.given, each.wanted) for role, each in found.items()}
    assert figures["incident type"] == (1, 1, 2)
    assert figures["perpetrator individual"] == (1, 1, 1)
    assert figures["victim"] == (1, 1, 3)


def test_an_optional_fill_counts_when_found_and_is_not_required():
    gold = [template(kind=["ATTACK"], hurt=['? "FARMERS"'])]
    found = muc.score_roles(muc.guesses([claim("a")], TODAY), gold)["victim"]
    assert (found.right, found.given, found.wanted) == (1, 1, 1)
    found = muc.score_roles(muc.guesses([claim("a", who="nuns")], TODAY), gold)["victim"]
    assert (found.right, found.given, found.wanted) == (0, 1, 0)


def test_slots_are_compared_as_values():
    gold = [
        template(
            kind=["ATTACK"],
            number=['2: "FARMERS"', 'PLURAL: "GUARDS"'],
            effect=['DEATH: "FARMERS"', 'DEATH: "GUARDS"', 'INJURY: "NUNS"'],
            when=["02 FEB 90 - 04 FEB 90"],
            where=["PERU: LIMA (CITY)"],
            by=['"SHINING PATH"'],
        )
    ]
    by = Party(text="Shining Path", actor="shining-path")
    found = muc.score_slots(muc.guesses([claim("a", place=LIMA, period=on(3), perpetrator=by)], TODAY), gold)
    figures = {slot: (each.right, each.given, each.wanted) for slot, each in found.items()}
    assert figures == {
        "number": (1, 1, 2),
        "effect": (1, 1, 2),
        "date": (1, 1, 1),
        "location": (1, 1, 1),
        "country": (1, 1, 1),
        "organisation": (1, 1, 1),
    }


def test_no_day_is_on_or_before_the_report():
    unknown = [template(kind=["ATTACK"], when=["- 04 FEB 90"], where=["PERU: CUZCO (CITY)"])]
    known = [template(kind=["ATTACK"], when=["03 FEB 90"], where=["PERU"])]
    ours = muc.guesses([claim("a", place=LIMA)], TODAY)
    assert [muc.score_slots(ours, gold)["date"].right for gold in (unknown, known)] == [1, 0]
    assert [muc.score_slots(ours, gold)["location"].right for gold in (unknown, known)] == [0, 1]


def test_case_is_restored_without_moving_a_letter():
    ways = written(["He met the mayor of Lima. The army's ELN file, he said, was in Lima."])
    text = 'THE MAYOR OF LIMA SAW THE ELN. THE MAYOR\'S GUARD SAID: "HE WAS IN QUITO."'
    assert (
        restore(text, ways | {"guard": "guard", "saw": "saw", "said": "said"})
        == 'The mayor of Lima saw the ELN. The mayor\'s guard said: "He was in Quito."'
    )
