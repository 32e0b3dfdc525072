"""Findings worst first, each with a stable kind, and open questions beside the incidents."""

from claim_builder import ALEPPO, HOMS, IS, SATURDAY, SOHR, SYRIA, claim, day, report, town
from tollbook import pipeline
from tollbook.reconcile import Finding, Open, check
from tollbook.reconcile.check import WORST_FIRST
from tollbook.records import Lapsed, Link, RecordCheck, Review, View

WHERE = {"who": IS, "whom": SYRIA, "period": day(SATURDAY)}
FAR = [town(f"Town{number}", 30.0 + number, 44.0, country="IQ") for number in range(4)]


def findings(view: View, **more: object) -> list[Finding]:
    return check(view.incidents, view.claims, Open(**{"links": view.links, **more}))  # type: ignore[arg-type]


def contradicting(place: object, one: int, other: int, at: int) -> list:  # type: ignore[type-arg]
    return [
        claim(f"p{at}", 0, one, origin="sohr", place=place, **WHERE),
        claim(f"q{at}", 0, other, origin="un", place=place, **WHERE),
    ]


def test_of_two_contradictions_the_larger_gap_goes_first_then_the_larger_toll() -> None:
    claims = [*contradicting(FAR[0], 20, 22, 0), *contradicting(FAR[1], 30, 45, 1), *contradicting(FAR[2], 50, 52, 2)]
    links = [
        Link(left=min(a.id, b.id), right=max(a.id, b.id), verdict="same", score=9.0)
        for a, b in zip(claims[::2], claims[1::2], strict=True)
    ]
    reviews = [Review(number=at, action="same", claims=(link.left, link.right)) for at, link in enumerate(links, 1)]
    reports = [report(item.report_id) for item in claims]
    found = findings(pipeline.build(claims, reports, reviews))
    gaps = [(item.gap, item.toll) for item in found if item.kind == "contradiction"]
    assert gaps == sorted(gaps, key=lambda pair: (-(pair[0] or 0), -(pair[1] or 0)))
    assert [gap for gap, _ in gaps] == [15, 2, 2]


def test_thin_tolls_go_by_size_and_kinds_in_their_order() -> None:
    claims = [
        claim("a", 0, 4, place=ALEPPO, origin=SOHR, **WHERE),
        claim("b", 0, 40, place=FAR[0], origin=SOHR, **WHERE),
        claim("c", 0, 400, place=FAR[1], origin=None, **WHERE),
    ]
    found = findings(pipeline.build(claims, [report(item.report_id) for item in claims]))
    assert [(item.kind, item.toll) for item in found] == [("one-origin", 40), ("one-origin", 4), ("no-origin", 400)]
    ranks = [list(WORST_FIRST).index(item.kind) for item in found]
    assert ranks == sorted(ranks)


def two_incidents() -> tuple[View, Link]:
    claims = [claim("a", 0, 4, place=ALEPPO, **WHERE), claim("b", 0, 40, place=FAR[0], **WHERE)]
    view = pipeline.build(claims, [report("a"), report("b")])
    left, right = sorted(item.id for item in claims)
    return view, Link(left=left, right=right, verdict="unsure", score=6.2)


def test_a_link_near_the_threshold_is_put_once_and_no_more_when_it_is_decided() -> None:
    view, link = two_incidents()
    weaker = Link(left=link.left, right=link.right, verdict="unsure", score=5.5)
    asked = [item for item in findings(view, links=[weaker, link]) if item.kind == "unsure-link"]
    assert len(asked) == 1
    assert {asked[0].incident, *asked[0].others} == {item.id for item in view.incidents}
    assert "6.2" in asked[0].line
    far = Link(left=link.left, right=link.right, verdict="unsure", score=1.0)
    decided = Review(number=1, action="different", claims=(link.right, link.left))
    for kinds in (findings(view, links=[far]), findings(view, links=[link], reviews=[decided])):
        assert "unsure-link" not in {item.kind for item in kinds}


def test_decisions_that_lapsed_and_records_are_told() -> None:
    view, _ = two_incidents()
    review = Review(number=3, action="hide", claims=("gone",))
    name = view.incidents[0].id
    records = [
        RecordCheck(claim=view.claims[0].id, verdict="supported", why="x", incident=name),
        RecordCheck(claim=view.claims[1].id, verdict="contradicted", why="y", incident=name, compared=("z",)),
    ]
    found = findings(view, lapsed=[Lapsed(review=review, why="claim gone is not there")], record_checks=records)
    kinds = [item.kind for item in found]
    assert kinds[0] == "record-contradicted"
    assert kinds[-2:] == ["review-lapsed", "record-supported"]
    lapsed = found[-2]
    assert (lapsed.review, lapsed.incident, lapsed.claims, lapsed.severity) == (3, None, (), "low")
    assert found[0].others == ("z",)


def test_a_clean_ledger_has_no_findings() -> None:
    claims = [
        claim("a", 0, 12, place=HOMS, origin=SOHR, **WHERE),
        claim("b", 0, 12, place=HOMS, origin="un", **WHERE),
    ]
    assert findings(pipeline.build(claims, [report("a"), report("b")])) == []
