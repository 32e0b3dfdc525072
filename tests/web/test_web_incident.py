"""What the pages of incidents and reports say of figures, sides, decisions, and numbers that nobody stands behind."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.read import Options, read_text
from tollbook.records import Claim, Figure, Party, Reason, Report, Revision, View
from tollbook.show import words
from tollbook.web.namings import namings
from tollbook.web.plots import BOTTOM, LEFT, RIGHT, TOP, Cited, curve, origins_graph

Open = Callable[..., TestClient]


@pytest.fixture(scope="module")
def view(demo: Path) -> View:
    with pipeline.open_ledger(demo) as ledger:
        return pipeline.publish(ledger)


def plain(page: str) -> str:
    """What a page says, without its tags and addresses."""
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_total_has_one_wording_wherever_it_is_named(client: TestClient, view: View) -> None:
    total = next(each for each in view.incidents if each.kind == "total" and each.part_of is None)
    part = next(each for each in view.incidents if each.part_of == total.id)
    report = next(iter(total.reports))
    pages = [f"/incident/{total.id}", f"/incident/{part.id}", f"/report/{report}", f"/review/incident/{total.id}"]
    for path in [*pages, f"/review/claim/{total.claims[0]}"]:
        said = plain(client.get(path).text)
        assert "more than 60 killed" in said, path
        assert "at least 60" not in said, path
    assert "<title>more than 60 killed" in client.get(pages[0]).text
    feed = client.get("/feed.atom").text
    assert "<title>more than 60 killed" in feed and "at least 60" not in feed


def test_the_effect_of_a_decision_words_tolls_like_the_page(client: TestClient, view: View) -> None:
    total = next(each for each in view.incidents if each.kind == "total" and each.part_of is None)
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/review").text)
    assert token
    asked = {"csrf": token[1], "action": "hide", "item": total.claims[0], "back": "/review"}
    answer = client.post("/review/preview", data=asked)
    assert answer.status_code == 200
    assert "more than 60 killed" in plain(answer.text) and "at least 60" not in plain(answer.text)


def test_no_slug_is_shown_to_a_reader(client: TestClient, view: View) -> None:
    slugs = {origin for each in view.incidents for origin in (*each.origins, *each.perpetrators, *each.victims)}
    told = {slug for slug in slugs if "-" in slug}
    assert "dr-congo-government" in told
    for each in view.incidents:
        said = plain(client.get(f"/incident/{each.id}").text)
        assert [slug for slug in told if slug in said] == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            "the latest figure of the most direct origin (dr-congo-government, m23, 2023-06-19)",
            "Several figures stand; best is the latest of the most direct origin: "
            "Government of DR Congo, M23, of 19 June 2023.",
        ),
        (
            "the latest figure of the most direct origin (no origin named, undated)",
            "Several figures stand; best is the latest of the most direct origin: nobody is cited for it, undated.",
        ),
        ("the only figure that stands", "Only one figure stands."),
        ("a rule of a later version", "A rule of a later version."),
        (None, ""),
    ],
)
def test_a_rule_is_a_sentence(rule: str | None, said: str) -> None:
    assert words.rule(figure(5, 17, 17, rule=rule)) == said


def test_a_rule_says_where_the_figures_agree() -> None:
    rule = "the latest figure of the most direct origin (sohr, 2024-03-02)"
    assert words.rule(figure(5, 5, 5, rule=rule)).startswith("The figures that stand agree; the latest of the most")


def test_words_of_a_report_tell_their_language(tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "norsk.toll"
    text = (
        "Væpnede menn drepte 12 mennesker i et angrep ved Gao i Mali fredag, blant dem tre politifolk, opplyser hæren."
    )
    grow(place, text, "2024-03-02", "nb")
    with pipeline.open_ledger(place) as ledger:
        incident = next(each for each in pipeline.publish(ledger).incidents if each.subsets)
    said = plain(open_site(place).get(f"/incident/{incident.id}").text)
    assert "3 politifolk (Norwegian Bokmål) killed counted already" in said


def test_reasons_of_links_name_names() -> None:
    said = words.because(Reason(name="victims", score=-1, why="dr-congo-government and m23 are not the same"))
    assert said == "Government of DR Congo and M23 are not the same"
    assert words.because(Reason(name="origin", score=1, why="both cite m23, sohr")).endswith(
        "Observatory for Human Rights"
    )
    assert words.because(Reason(name="when", score=2, why="both on 2024-03-01")) == "both on 2024-03-01"


def test_a_flag_of_one_origin_names_its_figure_where_others_have_more(client: TestClient, view: View) -> None:
    page = client.get("/?country=PK").text
    assert re.findall(r'class="flag single_origin">([^<]*)<', page) == ["wounded: one origin"]
    quetta = next(each for each in view.incidents if each.place and each.place.country == "PK")
    assert {figure.effect: len(figure.origins) for figure in quetta.figures} == {"killed": 2, "wounded": 1}
    others = client.get("/?by=islamic-state").text
    assert set(re.findall(r'class="flag single_origin">([^<]*)<', others)) == {"one origin"}


def test_sides_that_nobody_names_are_not_called_unknown_twice(client: TestClient) -> None:
    assert "neither side named" in plain(client.get("/?country=PK").text)
    assert "unknown → unknown" not in plain(client.get("/").text)


def test_an_actor_has_the_name_of_the_day(tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "nusra.toll"
    text = "Nusra Front fighters killed 14 Syrian soldiers near Ariha in Idlib on Friday, the monitor SOHR said."
    grow(place, text, "2015-05-02")
    with pipeline.open_ledger(place) as ledger:
        (incident,) = pipeline.publish(ledger).incidents
    said = plain(open_site(place).get(f"/incident/{incident.id}").text)
    assert "Hayat Tahrir al-Sham (then Nusra Front )" in said
    assert words.then("hayat-tahrir-al-sham", date(2015, 5, 1)) == "Nusra Front"
    assert words.then("hayat-tahrir-al-sham", date(2020, 5, 1)) is None
    assert words.then("somebody-new", date(2020, 5, 1)) is None


def test_labels_and_names_are_listed_and_words_that_class_people_are_not() -> None:
    report = Report(id="r" * 16, text="", outlet="The Example", language="en", published=date(2024, 3, 2))
    told = [
        named("a", "terrorists of the PKK", "pkk", "soldiers", "turkey-government"),
        named("b", "Gunmen", None, "people", None),
        named("c", "jihadists", "islamic-state", "the Syrian army", "syria-government"),
    ]
    found = [(each.side, each.actor, each.text, each.labels) for each in namings((claim, report) for claim in told)]
    assert found == [
        ("attackers", "islamic-state", "jihadists", ()),
        ("attackers", "pkk", "terrorists of the PKK", ("terrorist",)),
        ("victims", "syria-government", "the Syrian army", ()),
    ]


def test_a_report_tells_of_numbers_that_no_claim_stands_on(tmp_path: Path, open_site: Open) -> None:
    place = tmp_path / "numbers.toll"
    text = "Gunmen killed 12 soldiers near Gao in Mali on Friday, the army said. The post has 340 beds and one gate."
    report = grow(place, text, "2024-03-02")
    said = plain(open_site(place).get(f"/report/{report}").text)
    others = said[said.index("Other numbers of the text") :]
    assert "340" in others and "12" not in others and "one" not in others.split("stands on:")[1].split(".")[0]


def test_what_reviews_changed_is_told_where_it_counts(demo: Path, tmp_path: Path, open_site: Open, view: View) -> None:
    place = tmp_path / "reviewed.toll"
    shutil.copy(demo, place)
    leaf = next(each for each in view.incidents if each.place and each.place.country == "PK")
    killed = next(figure for figure in leaf.figures if figure.effect == "killed")
    by_day = {report.id: report.published for report in view.reports}
    claims = {claim.id: claim for claim in view.claims}
    first, last = sorted(killed.claims, key=lambda name: str(by_day[claims[name].report_id]))
    with pipeline.open_ledger(place) as ledger:
        pipeline.decide(ledger, "correct", [last, "count", "14"], who="Ane")
        pipeline.decide(ledger, "hide", [first], why="told twice")
    client = open_site(place)
    page = plain(client.get(f"/incident/{leaf.id}").text)
    assert "14 killed" in page and "count: read as 12, corrected to 14 by Ane (review 1)" in page
    shown, _, hidden = page.partition("Hidden by review")
    assert "9 killed" not in shown
    assert "9 killed" in hidden and "hidden as false" in hidden and "(review 2): told twice" in hidden
    told = client.get(f"/api/claims?incident={leaf.id}").json()["claims"]
    by_id = {each["id"]: each for each in told}
    assert by_id[first]["hidden"]["why"] == "told twice" and by_id[first]["incidents"] == []
    assert by_id[last]["corrected"] and by_id[last]["count"]["best"] == 14 and "hidden" not in by_id[last]
    report = plain(client.get(f"/report/{claims[first].report_id}").text)
    assert "not counted: hidden as false (review 2): told twice" in report
    assert "count: read as 12, corrected to 14 by Ane (review 1)" in plain(
        client.get(f"/report/{claims[last].report_id}").text
    )
    with pipeline.open_ledger(place) as ledger:
        pipeline.undo(ledger, 2)
    assert "Hidden by review" not in client.get(f"/incident/{leaf.id}").text


def test_a_history_is_drawn_to_the_scale_of_time() -> None:
    grown = figure(
        20, 20, 20, [(date(2024, 3, 1), 5, 5, 5), (date(2024, 3, 2), 10, 10, None), (date(2024, 3, 11), 20, 20, 20)]
    )
    drawn = curve(grown)
    assert drawn.history is not None and drawn.spread is None
    first, second, third = drawn.history.points
    assert (second.x - first.x) * 9 == pytest.approx(third.x - second.x, abs=1)
    assert (third.y, first.y) == (TOP, BOTTOM - (BOTTOM - TOP) / 4)
    assert second.open and second.high == TOP and second.said in ("10+", None)
    assert (first.said, third.said) == ("5", "20")
    assert all(LEFT <= each.x < each.until <= RIGHT for each in drawn.history.points)
    assert drawn.told == ("1 March 2024: 5", "2 March 2024: at least 10", "11 March 2024: 20")


def test_one_day_is_drawn_as_a_range_and_one_number_not_at_all() -> None:
    ranged = curve(figure(5, 17, 17, [(date(2024, 3, 1), 5, 17, 17)]))
    assert ranged.history is None and ranged.spread is not None
    assert (ranged.spread.low_said, ranged.spread.best_said, ranged.spread.high_said) == ("5", "17", "")
    assert ranged.spread.low < ranged.spread.high == ranged.spread.best
    known = curve(figure(7, 7, 7, [(date(2024, 3, 1), 7, 7, 7)]))
    assert known.history is None and known.spread is None
    assert curve(figure(None, None, None)).told == ()


def test_the_graph_of_origins_joins_outlets_that_cite_one() -> None:
    found = origins_graph(
        [
            Cited(claim="a", outlet="A", origins=("SOHR",), said="5 killed"),
            Cited(claim="b", outlet="B", origins=("SOHR",), said="7 killed"),
            Cited(claim="c", outlet="C", origins=(), said="6 killed"),
        ]
    )
    assert found is not None
    assert [node.name for node in found.left] == ["A", "B", "C"]
    assert [(node.name, node.said) for node in found.right] == [
        ("SOHR", "5 killed, 7 killed"),
        ("nobody cited", "6 killed"),
    ]
    assert found.lines == ((0.5, 1.0), (1.5, 1.0), (2.5, 2.0)) and found.uncited
    assert origins_graph([]) is None


def grow(place: Path, text: str, day: str, language: str = "en") -> str:
    """Add one text to a ledger, which is made if there is none, and return its report's id."""
    with pipeline.open_ledger(place, create=not place.exists()) as ledger:
        done = pipeline.add(
            ledger, read_text(text, Options(published=date.fromisoformat(day), language=language)).reports
        )
    return done.new[0].id


def figure(
    low: int | None,
    best: int | None,
    high: int | None,
    history: list[tuple[date, int | None, int | None, int | None]] | None = None,
    rule: str | None = None,
) -> Figure:
    states = tuple(Revision(as_of=day, low=one, best=two, high=three) for day, one, two, three in history or [])
    return Figure(effect="killed", low=low, best=best, high=high, claims=(), origins=(), history=states, rule=rule)


def named(name: str, attackers: str, did: str | None, victims: str, died: str | None) -> Claim:
    return Claim(
        id=name * 16,
        report_id="r" * 16,
        language="en",
        effect="killed",
        perpetrator=Party(text=attackers, actor=did),
        victims=Party(text=victims, actor=died),
    )
