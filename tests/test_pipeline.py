"""The way of a report, with toy stages: nothing lost, nothing doubled, whatever the order and whatever breaks."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tollbook import pipeline, reconcile
from tollbook.records import Claim, Count, Incident, Report, View
from tollbook.store import Ledger, LedgerError
from toy_stages import make_report, toy_claims, use_toys

ONE = make_report("Goma 5\nBukavu 3")
TWO = make_report("Goma 6\nBeni 2")
THREE = make_report("Beni 2\nUvira 9", published=date(2024, 3, 2))
ALL = (ONE, TWO, THREE)


@pytest.fixture(autouse=True)
def toys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        use_toys(patch)
        yield


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "a.toll"


@dataclass(frozen=True)
class Done:
    """What an `add` said, and the whole view after it."""

    said: pipeline.Added
    view: View


def add(place: Path, *reports: Report) -> Done:
    with pipeline.open_ledger(place, create=True) as ledger:
        return Done(pipeline.add(ledger, reports), pipeline.publish(ledger))


def decide(ledger: Ledger, action: str, typed: list[str], **known: str) -> View:
    """Decide, and return the whole view after it."""
    pipeline.decide(ledger, action, typed, **known)  # type: ignore[arg-type]
    return pipeline.publish(ledger)


def tolls(view: View) -> dict[str, int | None]:
    return {incident.place.text: incident.figures[0].best for incident in view.incidents if incident.place}


def facts(view: View) -> tuple[set[str], set[str], list[frozenset[str]]]:
    groups = sorted((frozenset(incident.claims) for incident in view.incidents), key=sorted)
    return {report.id for report in view.reports}, {claim.id for claim in view.claims}, groups


def test_claims_of_several_reports_meet_in_one_incident(place: Path) -> None:
    done = add(place, ONE, TWO)
    assert tolls(done.view) == {"Goma": 6, "Bukavu": 3, "Beni": 2}
    assert (done.said.new, done.said.known, done.said.changes.before) == ((ONE, TWO), (), {})
    assert [*done.said.changes.after.values()] == list(done.view.incidents)


def test_adding_again_changes_nothing(place: Path) -> None:
    first = add(place, *ALL)
    again = add(place, *ALL, *ALL)
    assert (again.said.new, again.said.known) == ((), ALL)
    assert again.view == first.view


def test_the_order_of_the_reports_does_not_show(tmp_path: Path) -> None:
    views = [add(tmp_path / name, *order).view for name, order in (("a", ALL), ("b", ALL[::-1]))]
    assert views[0] == views[1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ALL), cuts=st.sets(st.integers(1, 2)))
def test_however_the_reports_are_dealt_out_the_same_is_known(
    tmp_path_factory: pytest.TempPathFactory, order: list[Report], cuts: set[int]
) -> None:
    place = tmp_path_factory.mktemp("dealt") / "a.toll"
    edges = [0, *sorted(cuts), len(order)]
    for start, end in pairwise(edges):
        view = add(place, *order[start:end]).view
    assert facts(view) == facts(add(place.with_name("b.toll"), *ALL).view)


def test_a_dated_edition_replaces_the_undated_one_under_the_same_ids(place: Path) -> None:
    before = add(place, ONE).view
    dated = make_report(ONE.text, published=date(2024, 3, 2))
    after = add(place, dated).view
    assert after.reports == (dated,)
    assert tolls(after) == {"Goma": 5, "Bukavu": 3}
    assert [item.id for item in after.incidents] == [item.id for item in before.incidents]
    with pipeline.open_ledger(place) as ledger:
        assert len(ledger.read()[0].reports) == 2


def test_ids_outlive_what_comes_later_and_merges_redirect(place: Path) -> None:
    first = {i.place.text: i.id for i in add(place, TWO).view.incidents if i.place}
    later = {i.place.text: i.id for i in add(place, ONE, THREE).view.incidents if i.place}
    assert {name: later[name] for name in first} == first


def test_undo_gives_back_the_very_view_that_was_there(place: Path) -> None:
    before = add(place, *ALL).view
    claims = {claim.place.text: claim.id for claim in before.claims if claim.place}
    decisions = (
        ("same", [claims["Bukavu"], claims["Uvira"]]),
        ("split", [claims["Goma"]]),
        ("hide", [claims["Uvira"]]),
        ("correct", [claims["Beni"], "count", "7"]),
        ("correct", [claims["Beni"], "place", "iso:CD"]),
    )
    for action, typed in decisions:
        with pipeline.open_ledger(place) as ledger:
            changed = decide(ledger, action, typed)
            assert changed.incidents != before.incidents
            pipeline.undo(ledger)
            after = pipeline.publish(ledger)
        assert replace(after, reviews=(), redirects=()) == before
        assert not {old for old, _ in after.redirects} & {item.id for item in before.incidents}


def test_a_hidden_claim_stays_listed_and_counts_for_nothing(place: Path) -> None:
    view = add(place, ONE, TWO).view
    bukavu = next(claim for claim in view.claims if claim.place and claim.place.text == "Bukavu")
    with pipeline.open_ledger(place) as ledger:
        hidden = decide(ledger, "hide", [bukavu.id], why="made up", who="Ane")
        assert tolls(hidden) == {"Goma": 6, "Beni": 2}
        assert [(item.claim, item.review.why, item.review.who) for item in hidden.hidden] == [
            (bukavu, "made up", "Ane")
        ]
        assert hidden.hidden[0].review.when
        assert bukavu not in hidden.claims
        with pytest.raises(LedgerError, match="hidden: undo review 1"):
            pipeline.decide(ledger, "hide", [bukavu.id])
    assert tolls(add(place, THREE).view) == {"Goma": 6, "Beni": 2, "Uvira": 9}


def test_a_corrected_claim_counts_as_corrected_and_keeps_what_was_read(place: Path) -> None:
    view = add(place, ONE).view
    goma = next(claim for claim in view.claims if claim.place and claim.place.text == "Goma")
    with pipeline.open_ledger(place) as ledger:
        after = decide(ledger, "correct", [goma.id, "count", "50"], who="Ane")
        assert tolls(after) == {"Goma": 50, "Bukavu": 3}
        assert [item.as_read.count for item in after.corrections] == [goma.count]
        with pytest.raises(LedgerError, match="already"):
            pipeline.decide(ledger, "correct", [goma.id, "count", "50"])
        with pytest.raises(LedgerError, match="no count"):
            pipeline.decide(ledger, "correct", [goma.id, "count", "?"])
        assert goma in ledger.read()[0].claims


def test_decisions_hold_for_the_claims_of_another_reading(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = add(place, ONE).view
    ids = {claim.place.text: claim.id for claim in before.claims if claim.place}
    with pipeline.open_ledger(place) as ledger:
        pipeline.decide(ledger, "hide", [ids["Bukavu"]])
        pipeline.decide(ledger, "correct", [ids["Goma"], "count", "50"])
        corrected = pipeline.publish(ledger)

    def other_ids(report: Report, _: object) -> tuple[Claim, ...]:
        return tuple(replace(claim, id="f" + claim.id[1:], effect="wounded") for claim in toy_claims(report))

    monkeypatch.setattr(pipeline, "version", lambda: "99")
    monkeypatch.setattr(pipeline.normalise, "claims", other_ids)
    view = add(place, ONE).view
    assert not {claim.id for claim in view.claims} & set(ids.values())
    assert tolls(view) == {"Goma": 50}
    assert len(view.hidden) == 1
    assert view.lapsed == ()
    assert [item.id for item in view.incidents] == [item.id for item in corrected.incidents]


def test_a_decision_on_what_is_read_no_more_has_lapsed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = add(place, ONE).view
    with pipeline.open_ledger(place) as ledger:
        pipeline.decide(ledger, "hide", [view.claims[1].id])
    monkeypatch.setattr(pipeline, "version", lambda: "99")
    monkeypatch.setattr(pipeline.normalise, "claims", lambda report, _: toy_claims(report)[:1])
    after = add(place, ONE).view
    assert [item.review.number for item in after.lapsed] == [1]
    assert after.hidden == ()


def test_a_preview_is_what_the_decision_brings_and_writes_nothing(place: Path) -> None:
    view = add(place, ONE, TWO).view
    claims = {claim.place.text: claim.id for claim in view.claims if claim.place}
    incidents = {item.place.text: item.id for item in view.incidents if item.place}
    asked = (
        ("same", [claims["Bukavu"], claims["Beni"]]),
        ("merge", [incidents["Bukavu"], incidents["Goma"]]),
        ("hide", [claims["Goma"]]),
        ("correct", [claims["Beni"], "effect", "wounded"]),
        ("undo", []),
        ("undo", ["2"]),
    )
    with pipeline.open_ledger(place) as ledger:
        with pytest.raises(LedgerError, match="no review to undo"):
            pipeline.preview(ledger, "undo", [])
        for action, typed in asked:
            facts = ledger.read()[0]
            seen = pipeline.preview(ledger, action, typed)  # type: ignore[arg-type]
            assert ledger.read()[0] == facts
            if action == "undo":
                done = pipeline.undo(ledger, int(typed[0]) if typed else None)
            else:
                done = pipeline.decide(ledger, action, typed)  # type: ignore[arg-type]
            assert seen.decision.number == done.decision.number
            assert (seen.before, seen.after.incidents) == (done.before, done.after.incidents)
            assert seen.after.redirects == done.after.redirects


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ALL), cut=st.integers(1, 2), held=st.sampled_from(["hide", "correct"]))
def test_however_reports_arrive_around_a_decision_the_same_is_known(
    tmp_path_factory: pytest.TempPathFactory, order: list[Report], cut: int, held: str
) -> None:
    folder = tmp_path_factory.mktemp("decided")
    target = toy_claims(order[0])[0]
    typed = [target.id] if held == "hide" else [target.id, "count", "70"]
    views = []
    for name, first in (("a", order[:cut]), ("b", order)):
        add(folder / name, *first)
        with pipeline.open_ledger(folder / name) as ledger:
            pipeline.decide(ledger, held, typed)  # type: ignore[arg-type]
        views.append(add(folder / name, *ALL).view)
    assert facts(views[0]) == facts(views[1])
    assert [item.claim for item in views[0].hidden] == [item.claim for item in views[1].hidden]
    assert sorted(tolls(views[0]).items()) == sorted(tolls(views[1]).items())


EARLY = make_report("Goma 5\nBukavu 3", published=date(2024, 3, 1))
LATE = make_report("Goma 8\nUvira 9", published=date(2024, 3, 3))


def looked(place: Path, day: int, **asked: bool) -> View:
    with pipeline.open_ledger(place) as ledger:
        return pipeline.look(ledger, as_of=date(2024, 3, day), **asked)


def test_the_ledger_as_it_was_known_on_a_day(place: Path) -> None:
    now = add(place, EARLY, LATE, TWO).view
    then = looked(place, 2)
    assert then.reports == (EARLY,)
    assert tolls(then) == {"Goma": 5, "Bukavu": 3}
    assert then.as_of == date(2024, 3, 2)
    assert {item.id for item in then.incidents} < {item.id for item in now.incidents}
    assert tolls(looked(place, 3)) == {"Goma": 8, "Bukavu": 3, "Uvira": 9}
    assert looked(place, 3, undated=True).incidents == now.incidents
    assert looked(place, 1, undated=True).reports == (EARLY, TWO)
    assert looked(place, 1).incidents == then.incidents
    with pipeline.open_ledger(place) as ledger:
        assert pipeline.publish(ledger) == now


def test_what_was_known_on_a_day_is_what_a_ledger_of_that_day_holds(place: Path) -> None:
    then = add(place, EARLY).view
    add(place, LATE, TWO)
    assert facts(looked(place, 2)) == facts(then)
    assert looked(place, 2).incidents == then.incidents


def test_reviews_made_later_count_only_where_they_are_asked_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = add(place, EARLY).view
    ids = {claim.place.text: claim.id for claim in view.claims if claim.place}
    with pipeline.open_ledger(place) as ledger:
        monkeypatch.setattr(pipeline, "_now", lambda: "2024-03-02T23:59:59+00:00")
        pipeline.decide(ledger, "hide", [ids["Bukavu"]])
        monkeypatch.setattr(pipeline, "_now", lambda: "2024-03-04T00:00:00+00:00")
        pipeline.undo(ledger)
        pipeline.decide(ledger, "hide", [ids["Goma"]])
    assert tolls(looked(place, 1)) == {"Goma": 5, "Bukavu": 3}
    assert tolls(looked(place, 2)) == {"Goma": 5}
    assert tolls(looked(place, 4)) == {"Bukavu": 3}
    assert tolls(looked(place, 1, later_reviews=True)) == {"Bukavu": 3}


def test_a_ledger_counts_the_causes_it_is_told_to(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_crime(report: Report, _: object) -> tuple[Claim, ...]:
        return tuple(replace(claim, cause="crime") for claim in toy_claims(report))

    monkeypatch.setattr(pipeline.normalise, "claims", by_crime)
    assert add(place, ONE).view.incidents == ()
    with pipeline.open_ledger(place) as ledger:
        assert len(pipeline.look(ledger, causes=("conflict", "crime")).incidents) == 2
        assert pipeline.publish(ledger).incidents == ()
        pipeline.add(ledger, (), causes=("conflict", "crime"))
        view = pipeline.publish(ledger)
        assert tolls(view) == {"Goma": 5, "Bukavu": 3}
        assert view.causes == ("conflict", "crime")
        assert pipeline.look(ledger, causes=("conflict",)).incidents == ()
    assert tolls(add(place, THREE).view) == {"Goma": 5, "Bukavu": 3, "Beni": 2, "Uvira": 9}
    with pipeline.open_ledger(place) as ledger:
        assert ledger.read()[0].watermark == ledger.read()[1].watermark


def test_reviews_hold_through_later_adds_and_can_be_undone(place: Path) -> None:
    view = add(place, ONE, TWO).view
    claims = {claim.place.text: claim.id for claim in view.claims if claim.place}
    names = {i.place.text: i.id for i in view.incidents if i.place}
    with pipeline.open_ledger(place) as ledger:
        pipeline.decide(ledger, "same", [claims["Bukavu"][:6], claims["Beni"]], why="one convoy")
        assert len(pipeline.publish(ledger).redirects) == 1
    merged = add(place, THREE).view
    assert len(merged.incidents) == 3
    assert merged.redirects[0][0] in names.values()
    with pipeline.open_ledger(place) as ledger:
        pipeline.undo(ledger)
        parted = pipeline.publish(ledger)
    assert parted.redirects == ()
    assert {i.place.text: i.id for i in parted.incidents if i.place}.items() >= names.items()


def test_a_review_of_a_replaced_edition_holds_for_the_one_that_counts(place: Path) -> None:
    view = add(place, ONE).view
    with pipeline.open_ledger(place) as ledger:
        pipeline.decide(ledger, "same", [claim.id for claim in view.claims])
    assert len(add(place, make_report(ONE.text, published=date(2024, 3, 2))).view.incidents) == 1


def test_an_id_that_names_no_claim_is_refused(place: Path) -> None:
    view = add(place, ONE).view
    with pipeline.open_ledger(place) as ledger:
        for typed, said in (("ffff0000ffff", "no claim"), ("a", "too short"), (view.incidents[0].id, "is an incident")):
            with pytest.raises(LedgerError, match=said):
                pipeline.decide(ledger, "split", [typed])
        assert ledger.read()[0].reviews == ()


class CrashError(Exception):
    """Stands for a power cut between two steps."""


def crash_at(ledger: Ledger, step: int) -> None:
    """Let the ledger fail before its statement or commit number `step`."""
    steps = count()

    def tick(*_: object) -> None:
        if next(steps) == step:
            raise CrashError

    event.listen(ledger.engine, "before_cursor_execute", tick)
    event.listen(ledger.engine, "commit", tick)


def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(tmp_path: Path) -> None:
    whole = add(tmp_path / "whole.toll", ONE, TWO).view
    crashes = 0
    for step in count():
        place = tmp_path / f"{step}.toll"
        try:
            with pipeline.open_ledger(place, create=True) as ledger:
                crash_at(ledger, step)
                pipeline.add(ledger, (ONE, TWO))
        except CrashError:
            crashes += 1
        else:
            break
        with pipeline.open_ledger(place) as ledger:
            known = set(ledger.known())
            kept = pipeline.publish(ledger)
            assert {claim.report_id for claim in kept.claims} == known, "a report is in without its claims"
        healed = add(place, ONE, TWO).view
        assert facts(healed) == facts(whole)
        assert add(place, ONE, TWO).view == healed
    assert crashes > 20


def test_a_process_killed_before_publishing_is_healed_by_the_next_command(place: Path) -> None:
    program = f"""
        import os, signal, sys
        sys.path[:0] = {sys.path!r}
        import pytest, toy_stages
        from sqlalchemy import event
        from tollbook import pipeline
        from tollbook.store import schema
        toy_stages.use_toys(pytest.MonkeyPatch())
        def kill(connection, cursor, statement, *rest):
            if "INSERT INTO incidents" in statement:
                os.kill(os.getpid(), signal.SIGKILL)
        with pipeline.open_ledger({str(place)!r}, create=True) as ledger:
            event.listen(ledger.engine, "before_cursor_execute", kill)
            pipeline.add(ledger, (toy_stages.make_report({ONE.text!r}),))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with pipeline.open_ledger(place) as ledger:
        assert ledger.read()[1].incidents == ()
        assert tolls(pipeline.publish(ledger)) == {"Goma": 5, "Bukavu": 3}
        found, published = ledger.read()
        assert found.watermark == published.watermark


def test_two_that_add_at_once_lose_nothing(place: Path) -> None:
    lots = [[make_report(f"Town{lot} {number}\nGoma {number}") for number in range(8)] for lot in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda lot: add(place, *lot), lots))
    with pipeline.open_ledger(place) as ledger:
        view = pipeline.publish(ledger)
    assert len(view.reports) == 24
    assert tolls(view) == {"Goma": 7, "Town0": 7, "Town1": 7, "Town2": 7}


def test_a_view_of_another_version_is_built_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(place, ONE)
    monkeypatch.setattr(pipeline, "version", lambda: "99")
    monkeypatch.setattr(reconcile, "reconcile", lambda *_: ())
    with pipeline.open_ledger(place) as ledger:
        assert pipeline.publish(ledger).incidents == ()


def kind(**known: object) -> Claim:
    count = Count(low=5, best=5, high=5)
    return Claim(id="c", report_id="r", language="en", count=count, **{"effect": "killed", **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "filed"),
    [
        (kind(), "counted"),
        (kind(modality="denied"), "counted"),
        (kind(scope="cumulative"), "background"),
        (kind(effect="besieged"), "background"),
        (kind(effect="displaced"), "counted"),
        (kind(cues=("historical",)), "background"),
        (kind(modality="planned"), "statements"),
        (kind(effect=None, topic="talks"), "statements"),
        (kind(cause="accident"), "set_aside"),
        (kind(cause="accident", scope="cumulative"), "set_aside"),
    ],
)
def test_only_conflict_harm_of_its_own_is_counted(claim: Claim, filed: str) -> None:
    assert pipeline.heading(claim) == filed


def test_a_view_changed_by_nobody_is_not_built_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(place, ONE)

    def never(*_: object) -> tuple[Incident, ...]:
        raise AssertionError("built again")

    monkeypatch.setattr(reconcile, "reconcile", never)
    with pipeline.open_ledger(place) as ledger:
        assert tolls(pipeline.publish(ledger)) == {"Goma": 5, "Bukavu": 3}


def test_what_stands_in_no_incident_after_all_is_a_statement(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "reconcile", lambda *_: ())
    view = add(place, ONE).view
    assert view.statements == view.claims
    assert len(view.claims) == 2


def unread(text: str = ONE.text, language: str | None = None) -> Report:
    return replace(make_report(text), language=language)


def test_a_report_kept_unread_is_read_once_its_language_is_given(place: Path) -> None:
    first = add(place, unread(), TWO)
    assert [report.text for report in first.said.unread] == [ONE.text]
    ids = {i.place.text: i.id for i in first.view.incidents if i.place}
    again = add(place, unread())
    assert (again.said.known, again.said.reread, again.said.unread) == ((unread(),), (), (unread(),))
    given = add(place, ONE)
    assert (given.said.new, given.said.reread, given.said.unread) == ((), (ONE,), ())
    assert tolls(given.view) == {"Goma": 6, "Bukavu": 3, "Beni": 2}
    assert {i.place.text: i.id for i in given.view.incidents if i.place}.items() >= ids.items()
    assert {report.language for report in given.view.reports} == {"en"}
    assert add(place, ONE).said.reread == ()


def test_a_language_that_was_read_is_not_taken_back(place: Path) -> None:
    add(place, ONE)
    again = add(place, unread(language="xx"), unread())
    assert (again.said.reread, again.said.unread) == ((), ())
    assert [report.language for report in again.view.reports] == ["en"]


def test_what_another_version_read_is_read_anew_when_it_is_added_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(place, ONE, TWO)
    monkeypatch.setattr(pipeline, "version", lambda: "99")
    better = replace(ONE, text=ONE.text)
    monkeypatch.setattr(pipeline.normalise, "claims", lambda report, _: toy_claims(report)[:1])
    done = add(place, better)
    assert done.said.reread == (ONE,)
    assert tolls(done.view) == {"Goma": 6, "Beni": 2}
    assert add(place, ONE, unread()).said.reread == ()


def test_a_report_that_another_version_could_not_read_is_read_by_the_next_add(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(place, unread(language="xx"))
    add(place, TWO)
    monkeypatch.setattr(pipeline, "version", lambda: "99")
    monkeypatch.setattr(pipeline, "readable", lambda report, reader=None: report.language in ("en", "xx"))
    done = add(place, THREE)
    assert [report.text for report in done.said.reread] == [ONE.text]
    assert tolls(done.view)["Bukavu"] == 3


def test_a_claim_is_not_reviewed_against_itself(place: Path) -> None:
    view = add(place, ONE).view
    name = view.claims[0].id
    with pipeline.open_ledger(place) as ledger:
        with pytest.raises(LedgerError, match="needs two claims"):
            pipeline.decide(ledger, "same", [name, name[:6]])
        assert ledger.read()[0].reviews == ()


def test_a_review_tells_what_it_did(place: Path) -> None:
    view = add(place, ONE).view
    with pipeline.open_ledger(place) as ledger:
        done = pipeline.decide(ledger, "same", [claim.id for claim in view.claims])
        assert (len(done.before.incidents), len(done.after.incidents)) == (2, 1)
        again = pipeline.decide(ledger, "same", [claim.id for claim in view.claims])
        assert again.before.incidents == again.after.incidents
