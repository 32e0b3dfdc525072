"""Reviewing on the web: the queue, the effect before the decision, undo, the log, and who may do any of it."""

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tollbook import pipeline
from tollbook.read import options, read_text
from tollbook.records import Claim, Incident, Review, View
from tollbook.web.effects import effects

Open = Callable[..., TestClient]
FIRST, SECOND = "correct horse", "battery staple"


@pytest.fixture
def place(demo: Path, tmp_path: Path) -> Path:
    """A ledger that a test may write to."""
    return Path(shutil.copy(demo, tmp_path / "own.toll"))


@pytest.fixture
def site(place: Path, open_site: Open) -> TestClient:
    return open_site(place)


def view(place: Path) -> View:
    with pipeline.open_ledger(place) as ledger:
        return pipeline.publish(ledger)


def made(place: Path) -> tuple[Review, ...]:
    with pipeline.open_ledger(place) as ledger:
        return ledger.read()[0].reviews


def disputed(place: Path) -> tuple[Incident, list[Claim]]:
    """The incident of which reports tell two numbers, and the claims that tell them."""
    seen = view(place)
    claims = {claim.id: claim for claim in seen.claims}
    incident = next(i for i in seen.incidents if any(d.about == "count" for d in i.disagreements))
    return incident, [claims[name] for d in incident.disagreements for v in d.values for name in v.claims]


def number(claim: Claim) -> int:
    assert claim.count is not None and claim.count.best is not None
    return claim.count.best


def token(client: TestClient, path: str = "/review") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def preview(client: TestClient, action: str, *items: str, back: str = "/review") -> str:
    sent = {"csrf": token(client), "action": action, "item": list(items), "back": back}
    answer = client.post("/review/preview", data=sent)
    assert answer.status_code == 200, answer.text
    return answer.text


def fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form that decides."""
    form = page[page.index('action="/review/decide"') : page.index("Decide so")]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form):
        found.setdefault(name, []).append(unescape(value))
    return found


def decide(client: TestClient, action: str, *items: str, **more: str) -> str:
    sent = fields(preview(client, action, *items)) | more
    answer = client.post("/review/decide", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_the_queue_holds_every_finding_worst_first_with_its_sentences(site: TestClient, place: Path) -> None:
    page = site.get("/review").text
    titles = re.findall(r'<h2 id="h\d+"><span class="tag">([^<]+)</span>', page)
    assert titles == ["Contradiction"] * 2 + ["One origin"] * 8
    incident, claims = disputed(place)
    assert f'/incident/{incident.id}"' in page
    assert len(claims) == 2 and all(f"#claim-{claim.id}" in page for claim in claims)
    assert "blamed M23 rebels" in page and "denied that it had fired" in page


def test_the_queue_can_be_narrowed_to_one_kind(site: TestClient) -> None:
    page = site.get("/review?kind=contradiction").text
    assert set(re.findall(r'<span class="tag">([^<]+)</span>', page)) == {"Contradiction"}
    assert site.get("/review?kind=%3Cb%3E&page=99999").status_code == 200


def test_a_look_at_the_effect_writes_nothing(site: TestClient, place: Path) -> None:
    _, claims = disputed(place)
    before = view(place)
    low = min(claims, key=number)
    page = preview(site, "hide", low.id)
    assert "What it would do" in page and "17 killed (5 to 17)" in page
    assert made(place) == () and view(place) == before


def test_hiding_a_claim_does_what_was_shown_and_undo_takes_it_back(site: TestClient, place: Path) -> None:
    before = view(place)
    incident, claims = disputed(place)
    high = max(claims, key=number)
    onward = decide(site, "hide", high.id, why="retracted <i>", name="Ada <b>")
    assert onward == "/review?done=1"
    assert [(r.action, r.claims, r.why, r.who) for r in made(place)] == [
        ("hide", (high.id,), "retracted <i>", "Ada <b>")
    ]
    after = next(i for i in view(place).incidents if i.id == incident.id)
    assert [figure.best for figure in after.figures] == [5]
    told = site.get(onward).text
    assert "Review 1 is kept: hide" in told and "Contradictions 1<" in told
    log = site.get("/review/log").text
    assert "Ada &lt;b&gt;" in log and "retracted &lt;i&gt;" in log and "<i>" not in log
    assert "Hidden by review 1" in site.get(f"/review/claim/{high.id}").text
    decide(site, "undo", "1")
    assert [r.action for r in made(place)] == ["hide", "undo"]
    assert view(place).incidents == before.incidents
    assert ">undone<" in site.get("/review/log").text


@pytest.mark.parametrize("action", ["same", "different", "unsure"])
def test_two_claims_are_told_apart_or_joined(site: TestClient, place: Path, action: str) -> None:
    _, claims = disputed(place)
    decide(site, action, claims[0].id, claims[1].id)
    assert [(r.action, set(r.claims)) for r in made(place)] == [(action, {claim.id for claim in claims})]


def test_a_claim_is_split_off(site: TestClient, place: Path) -> None:
    incident, claims = disputed(place)
    page = preview(site, "split", claims[1].id)
    assert 'class="change new"' in page and 'class="change changed"' in page
    decide(site, "split", claims[1].id)
    held = [i.id for i in view(place).incidents for claim in claims if claim.id in i.claims]
    assert len(held) == 2 and len(set(held)) == 2 and incident.id in held


def test_two_incidents_are_merged_and_the_former_address_leads_on(site: TestClient, place: Path) -> None:
    before = view(place).incidents
    one, other = [i for i in before if i.kind == "incident" and not i.part_of][:2]
    page = preview(site, "merge", one.id, other.id[:8])
    assert 'class="change merged"' in page
    decide(site, "merge", one.id, other.id[:8])
    after = {i.id for i in view(place).incidents}
    gone = {i.id for i in before} - after
    assert len(gone) == 1 and gone < {one.id, other.id}
    answer = site.get(f"/incident/{gone.pop()}", follow_redirects=False)
    assert answer.status_code == 308 and answer.headers["location"].removeprefix("/incident/") in after


def test_a_field_is_corrected(site: TestClient, place: Path) -> None:
    incident, claims = disputed(place)
    high = max(claims, key=number)
    decide(site, "correct", high.id, "count", "at least 18")
    assert [f.best for i in view(place).incidents if i.id == incident.id for f in i.figures] == [18]
    page = site.get(f"/review/claim/{high.id}").text
    assert "<bdi>at least 18</bdi>" in page and "<bdi>17</bdi>" in page
    assert "count: 17 → at least 18" in site.get("/review/log").text


@pytest.mark.parametrize(
    ("action", "items", "line"),
    [
        ("same", ["0000"], "choose two claims, not 1"),
        ("same", ["00000000", "11111111"], "no claim 00000000 in this ledger"),
        ("hide", [], "choose one claim, not 0"),
        ("correct", ["0000", "count", "x"], "no claim 0000 in this ledger"),
        ("undo", ["7"], "no review number 7"),
        ("undo", ["٣"], "name the review to take back by its number"),
        ("explode", ["0000"], "choose what to decide"),
        ("hide", ["<script>alert(1)</script>"], "no claim &lt;script&gt;"),
        ("hide", ["a" * 300], "too long: 200 characters at most"),
    ],
)
def test_what_cannot_be_decided_is_one_clear_line(
    site: TestClient, place: Path, action: str, items: list[str], line: str
) -> None:
    sent = {"csrf": token(site), "action": action, "item": items, "back": "https://evil.example/"}
    for path in ("/review/preview", "/review/decide"):
        answer = site.post(path, data=sent)
        assert answer.status_code == 422 and answer.text.count('role="alert"') == 1
        assert line in answer.text and "evil.example" not in answer.text
    assert made(place) == ()


def test_a_correction_that_cannot_be_read_is_refused(site: TestClient, place: Path) -> None:
    claim = disputed(place)[1][0]
    sent = {"csrf": token(site), "action": "correct", "item": [claim.id, "count", "banana"]}
    assert site.post("/review/preview", data=sent).status_code == 422
    assert made(place) == ()


def test_a_decision_needs_the_effect_of_the_ledger_as_it_is(site: TestClient, place: Path) -> None:
    _, claims = disputed(place)
    sent = fields(preview(site, "hide", claims[0].id))
    with pipeline.open_ledger(place) as ledger:
        pipeline.decide(ledger, "split", [claims[1].id])
    answer = site.post("/review/decide", data=sent, follow_redirects=False)
    assert answer.status_code == 200 and "changed since" in answer.text
    assert [r.action for r in made(place)] == ["split"]
    unseen = {name: value for name, value in sent.items() if name != "seen"}
    assert site.post("/review/decide", data=unseen, follow_redirects=False).status_code == 200
    assert site.post("/review/decide", data=fields(answer.text), follow_redirects=False).status_code == 303
    assert site.post("/review/decide", data=fields(answer.text), follow_redirects=False).status_code == 422
    assert [r.action for r in made(place)] == ["split", "hide"]


def test_actions_are_reached_from_incidents_and_reports(site: TestClient, place: Path) -> None:
    incident, claims = disputed(place)
    report = claims[0].report_id
    for path, onward in ((f"/incident/{incident.id}", "incident"), (f"/report/{report}", "report")):
        link = f"/review/{onward}/{path.rsplit('/', 1)[1]}"
        assert f'href="{link}"' in site.get(path).text
        page = site.get(link).text
        assert all(f'name="item" value="{claim.id}"' in page for claim in claims)
    assert site.get("/review/incident/ffffffffffff").status_code == 404
    assert site.get("/review/report/ffffffffffff").status_code == 404
    assert site.get("/review/claim/ffffffffffff").status_code == site.get("/review/claim/%00").status_code == 404


def test_every_form_carries_the_token_and_is_refused_without(site: TestClient, place: Path) -> None:
    _, claims = disputed(place)
    incident = disputed(place)[0]
    for path in ("/review", f"/review/claim/{claims[0].id}", f"/review/incident/{incident.id}"):
        page = site.get(path).text
        assert page.count('<form method="post"') == page.count('name="csrf"') > 0
    for path in ("/review/preview", "/review/decide"):
        sent = {"action": "hide", "item": claims[0].id, "csrf": "forged"}
        assert site.post(path, data=sent).status_code == 403
    assert made(place) == ()


PATHS = ["/review", "/review/log", "/review/incident/0000", "/review/report/0000", "/review/claim/0000"]


def test_nothing_of_it_is_there_where_it_is_read_only(place: Path, open_site: Open) -> None:
    client = open_site(place, read_only=True)
    incident, claims = disputed(place)
    assert "/review" not in client.get("/").text + client.get(f"/incident/{incident.id}").text
    assert "/review" not in client.get(f"/report/{claims[0].report_id}").text
    assert {client.get(path).status_code for path in PATHS} == {403}
    for path in ("/review/preview", "/review/decide"):
        assert client.post(path, data={"action": "hide", "item": claims[0].id}).status_code == 403
    assert made(place) == ()


def log_in(client: TestClient, password: str, name: str) -> None:
    sent = {"csrf": token(client, "/login"), "password": password, "name": name, "next": "/"}
    assert client.post("/login", data=sent, follow_redirects=False).status_code == 303


def test_readers_do_not_review_and_reviewers_sign_with_their_name(place: Path, open_site: Open) -> None:
    client = open_site(place, password=FIRST, reader_password=SECOND)
    log_in(client, SECOND, "Reader")
    assert {client.get(path, follow_redirects=False).status_code for path in PATHS} == {303}
    sent = {"csrf": token(client, "/"), "action": "hide", "item": disputed(place)[1][0].id}
    assert client.post("/review/decide", data=sent, follow_redirects=False).status_code == 303
    assert made(place) == ()
    log_in(client, FIRST, "Grace")
    decide(client, "hide", disputed(place)[1][0].id, name="Somebody else")
    assert [r.who for r in made(place)] == ["Grace"]


def test_words_of_hostile_reports_stay_words(hostile: Path, tmp_path: Path, open_site: Open) -> None:
    place = Path(shutil.copy(hostile, tmp_path / "hostile.toll"))
    client = open_site(place)
    claims = view(place).claims
    pages = [client.get("/review").text, preview(client, "hide", claims[0].id)]
    pages += [client.get(f"/review/claim/{claim.id}").text for claim in claims]
    pages += [client.get(f"/review/incident/{i.id}").text for i in view(place).incidents]
    for page in pages:
        assert "<script>alert" not in page and "<img" not in page and "<svg onload" not in page
        assert not re.search(r"<[a-z][^>]*\s(?:on\w+|style)=", page)
    assert any('dir="rtl"' in page for page in pages)


def test_effects_name_what_changes_and_nothing_else(place: Path) -> None:
    _, claims = disputed(place)
    with pipeline.open_ledger(place) as ledger:
        found = effects(pipeline.preview(ledger, "split", [claims[1].id]))
        shown = {(each.change, each.id) for each in found}
        before = {i.id: i for i in pipeline.publish(ledger).incidents}
        after = {i.id: i for i in pipeline.decide(ledger, "split", [claims[1].id]).after.incidents}
    assert shown == {("new", name) for name in after.keys() - before.keys()} | {
        ("changed", name) for name in after.keys() & before.keys() if after[name] != before[name]
    }


OPEN_QUESTIONS = (
    ("Gunmen killed 11 soldiers in an attack in Gao in Mali on Monday, the army said.", "2024-03-05"),
    ("Militants killed 11 people in Gao region in Mali on Tuesday, officials said.", "2024-03-06"),
    ("A roadside bomb killed six soldiers near Mosul in Iraq on Friday, police said.", "2024-05-04"),
    ("A bomb killed six people in Nineveh province in Iraq on Thursday, a doctor said.", "2024-05-04"),
    (
        "A total of 40 soldiers were killed in two attacks in Niger on Tuesday, the army said. "
        "12 soldiers were killed in an attack in Tillaberi and 9 soldiers were killed in an attack in Diffa.",
        "2024-07-10",
    ),
)


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A ledger with two incidents that may be one, and a total that its parts do not reach."""
    place = tmp_path / "doubtful.toll"
    found = [
        report
        for at, (text, day) in enumerate(OPEN_QUESTIONS)
        for report in read_text(f"{text}\n", options(day, f"Desk {at}", "en")).reports
    ]
    with pipeline.open_ledger(place, create=True) as ledger:
        pipeline.add(ledger, found)
    return place


def questions(page: str) -> list[tuple[str, ...]]:
    """The pairs of claims that a page asks about."""
    pair = r'name="action" value="same">.*?name="item" value="(\w+)"><input type="hidden" name="item" value="(\w+)"'
    return re.findall(pair, page)


def test_a_sum_that_fails_stands_beside_its_parts_with_their_sentences(doubtful: Path, open_site: Open) -> None:
    page = open_site(doubtful).get("/review?kind=sum-fails").text
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "12 + 9 = 21 but stated: “40 killed” disagrees" in shown
    assert "The total 40 killed" in shown and "A part 12 killed" in shown and "A part 9 killed" in shown
    assert page.count("12 soldiers were killed in an attack in Tillaberi") == 2


@pytest.mark.parametrize("action", ["same", "different", "unsure"])
def test_an_unsure_link_is_asked_once(doubtful: Path, open_site: Open, action: str) -> None:
    client = open_site(doubtful)
    page = client.get("/review?kind=unsure-link").text
    asked = questions(page)
    assert asked and len(set(asked)) == page.count(">One or two?<")
    assert page.count("<blockquote>") == 2 * len(asked) and "Score " in page
    assert page.count('name="action" value="merge"') == len(asked)
    heads = re.findall(r'<h2 id="h\d+">(.*?)</h2>', page)
    assert heads and all("may be the same as" in head and not re.search(r"[0-9a-f]{8}", head) for head in heads)
    before = len(view(doubtful).incidents)
    decide(client, action, *asked[0])
    assert asked[0] not in questions(client.get("/review?kind=unsure-link").text)
    assert len(view(doubtful).incidents) == before - (action == "same")


def test_incidents_that_may_be_one_are_offered_for_merging(doubtful: Path, open_site: Open) -> None:
    client = open_site(doubtful)
    one = questions(client.get("/review?kind=unsure-link").text)[0]
    homes = [i.id for i in view(doubtful).incidents for claim in one if claim in i.claims]
    assert len(homes) == 2
    assert f'name="item" value="{homes[1]}"' in client.get(f"/review/incident/{homes[0]}").text


def test_the_effect_says_what_of_an_incident_changes(doubtful: Path, open_site: Open) -> None:
    total = next(i for i in view(doubtful).incidents if i.kind == "total")
    page = preview(open_site(doubtful), "hide", total.claims[0])
    assert 'class="change gone"' in page
    assert page.count('class="change changed"') == page.count("the total it is part of") == 2


def findings(page: str) -> list[str]:
    """The ids of the findings that a page offers to tick off."""
    return re.findall(r'action="/review/seen".*?name="item" value="(\w+)"', page)


def look_at(client: TestClient, finding: str, **more: str) -> str:
    sent = {"csrf": token(client), "item": finding, "back": "/review?kind=one-origin", **more}
    answer = client.post("/review/seen", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_finding_is_ticked_off_with_who_and_why_and_comes_back_when_undone(site: TestClient, place: Path) -> None:
    before, seen = site.get("/review").text, view(place)
    names = findings(before)
    assert len(set(names)) == len(names) == 10
    onward = look_at(site, names[3], why="the monitor <b>saw</b> it", name="Ada")
    assert onward == "/review?kind=one-origin&done=1"
    assert "Review 1 is kept: seen" in site.get(onward).text
    page = site.get("/review").text
    assert findings(page) == [name for name in names if name != names[3]] and "Looked at (1)" in page
    old = site.get("/review?seen=1").text
    assert findings(old) == [] and old.count('class="finding ') == 1
    assert "by <bdi>Ada</bdi>" in old and "the monitor &lt;b&gt;saw&lt;/b&gt; it" in old
    (review,) = made(place)
    assert (review.action, review.who, review.finding and review.finding.id) == ("seen", "Ada", names[3])
    log = site.get("/review/log").text
    assert "One origin: " in log and "rests on one origin" in log
    assert view(place).incidents == seen.incidents
    decide(site, "undo", "1")
    assert findings(site.get("/review").text) == names


def test_a_finding_comes_back_when_what_it_is_about_changes(site: TestClient, place: Path) -> None:
    incident, claims = disputed(place)
    page = site.get("/review?kind=contradiction").text
    names = findings(page)
    for name in names:
        look_at(site, name)
    assert findings(site.get("/review?kind=contradiction").text) == []
    decide(site, "correct", max(claims, key=number).id, "count", "at least 18")
    again = findings(site.get("/review?kind=contradiction").text)
    assert len(again) == 1 and again[0] not in names
    assert f'/incident/{incident.id}"' in site.get("/review?kind=contradiction").text


def test_what_is_no_finding_any_more_cannot_be_ticked_off(site: TestClient, place: Path, open_site: Open) -> None:
    name = findings(site.get("/review").text)[0]
    sent = {"csrf": token(site), "item": name, "back": "/review"}
    for item, line in (("0000000000000000", "no finding"), ("", "choose a finding"), ("x" * 300, "too long")):
        answer = site.post("/review/seen", data=sent | {"item": item})
        assert answer.status_code == 422 and line in answer.text
    assert site.post("/review/seen", data=sent | {"csrf": "forged"}).status_code == 403
    assert open_site(place, read_only=True).post("/review/seen", data=sent).status_code == 403
    assert made(place) == ()
    look_at(site, name)
    assert "looked at already (review 1)" in site.post("/review/seen", data=sent).text
