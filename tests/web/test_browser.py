"""The pages in a real browser: Debian's chromium, without a head."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.system, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
AXE = Path(__file__).parent / "vendor" / "axe.min.js"  # axe-core 4 (MPL 2.0), for tests only
GAO = "Gunmen killed 12 soldiers in an attack on an army post near Gao in northern Mali on Friday, the army said.\n"
GAO_NB = "15 soldater ble drept da væpnede menn angrep en militærpost ved Gao i Mali fredag, opplyser hæren.\n"
GAO_CLAIM = (
    "The group JNIM said it killed 40 soldiers in an attack on an army post near Gao in northern Mali on Friday.\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Start a real server on a ledger and return its address."""
    running: list[subprocess.Popen[str]] = []
    known = {name: value for name, value in os.environ.items() if not name.startswith("TOLLBOOK_")}

    def start(ledger: Path) -> str:
        line = [sys.executable, "-m", "tollbook", "serve", str(ledger), "--no-open", "--port", "0"]
        server = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=known)
        running.append(server)
        assert server.stderr is not None
        said = server.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        return address[0]

    yield start
    for server in running:
        server.send_signal(signal.SIGINT)
        server.wait(30)


@pytest.fixture(scope="module")
def demo_site(demo: Path, served: Callable[[Path], str]) -> str:
    return served(demo)


@pytest.fixture(scope="module")
def hostile_site(hostile: Path, served: Callable[[Path], str]) -> str:
    return served(hostile)


@pytest.fixture
def tab(browser) -> Iterator[Callable[..., object]]:  # type: ignore[no-untyped-def]
    """Open a page that fails the test on a console error, a script error or a broken policy."""
    contexts, faults = [], list[str]()

    def open_(size: dict[str, int] = DESK, **more: object):  # type: ignore[no-untyped-def]
        context = browser.new_context(viewport=size, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def sideways(page) -> int:  # type: ignore[no-untyped-def]
    """How many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def decide(page, name: str = "", why: str = "") -> None:  # type: ignore[no-untyped-def]
    """Confirm the decision whose effect is shown."""
    if name:
        page.get_by_label("Your name").fill(name)
    page.get_by_label("Why").fill(why)
    page.get_by_role("button", name="Decide so").click()


def tolls(page) -> list[str]:  # type: ignore[no-untyped-def]
    """Those killed, by the list of incidents."""
    return sorted(cell.inner_text().split("\n")[0] for cell in page.locator("table.incidents td.killed").all())


def test_a_working_day(tmp_path: Path, served: Callable[[Path], str], tab) -> None:  # type: ignore[no-untyped-def]
    """Two reports come in and contradict the first; a reviewer decides, thinks again, corrects, hides and exports."""
    ledger, sent = tmp_path / "day.toll", [tmp_path / "gao-nb.txt", tmp_path / "gao-claim.txt"]
    for place, text in zip((tmp_path / "gao.txt", *sent), (GAO, GAO_NB, GAO_CLAIM), strict=True):
        place.write_text(text, encoding="utf-8")
    line = [sys.executable, "-m", "tollbook"]
    subprocess.run([*line, "add", str(ledger), str(tmp_path / "gao.txt"), "--published", "2024-03-02"], check=True)
    here, page = served(ledger), tab()
    incident = two_reports_are_added(page, here, sent)
    a_contradiction_is_decided_and_taken_back(page, here)
    a_number_is_corrected(page, incident)
    a_false_claim_is_hidden(page, here, incident)
    whole = what_was_decided_is_exported(page, here)
    exported = subprocess.run([*line, "export", str(ledger)], check=True, capture_output=True, text=True)
    assert json.loads(exported.stdout) == whole, "the command exports the same ledger"


def two_reports_are_added(page, here: str, files: list[Path]) -> str:  # type: ignore[no-untyped-def]
    """Return the address of the incident that they change."""
    page.goto(here)
    assert tolls(page) == ["12"]
    page.get_by_role("link", name="Add", exact=True).click()
    page.set_input_files("input[type=file]", [str(each) for each in files])
    page.locator("form:has(input[type=file]) input[name=published]").fill("2024-03-03")
    page.get_by_role("button", name="Add the files").click()
    page.get_by_role("heading", name="New and changed incidents").wait_for(timeout=60_000)
    assert "2 new reports" in page.locator("main").inner_text()
    assert page.locator(".change.changed").count() == 1
    page.locator("a[href*='/incident/']").first.click()
    said = page.locator("main").inner_text()
    assert "Gunmen killed 12 soldiers" in said and "15 soldater ble drept" in said and "JNIM said it killed 40" in said
    assert page.locator("h1").inner_text() == "15 killed (15 to 40)"
    return str(page.url)


def a_contradiction_is_decided_and_taken_back(page, here: str) -> None:  # type: ignore[no-untyped-def]
    page.get_by_role("link", name="Review", exact=True).click()
    finding = page.locator(".finding").first
    assert finding.locator(".tag").inner_text() == "Contradiction"
    finding.get_by_role("button", name="Different events").click()
    assert page.locator(".effects .change").count() == 2
    assert "not there" in page.locator(".effects").inner_text()
    page.get_by_role("link", name="Leave it").click()
    page.goto(here)
    assert tolls(page) == ["15"], "looking at an effect decides nothing"
    page.goto(f"{here}/review")
    page.locator(".finding").first.get_by_role("button", name="Different events").click()
    decide(page, "Ane", "two raids on one day")
    assert "Review 1 is kept: different" in page.get_by_role("status").inner_text()
    page.goto(here)
    assert len(tolls(page)) == 2
    page.goto(f"{here}/review/log")
    page.get_by_role("button", name="Undo: review 1").click()
    assert page.locator(".effects .change").count() == 2
    decide(page, why="one raid after all")
    page.goto(here)
    assert tolls(page) == ["15"]


def a_number_is_corrected(page, incident: str) -> None:  # type: ignore[no-untyped-def]
    page.goto(incident)
    page.get_by_role("link", name="Review this incident").click()
    voice = page.locator(".voice", has_text="15 soldater ble drept")
    voice.get_by_role("link", name="Correct a field").click()
    page.get_by_label("Right value").fill("16")
    page.get_by_role("button", name="See what it would do").click()
    before, after = page.locator(".effects tbody tr").locator("td").all_inner_texts()
    assert "15 to 40" in before and "16 to 40" in after
    decide(page, why="the list names sixteen")


def a_false_claim_is_hidden(page, here: str, incident: str) -> None:  # type: ignore[no-untyped-def]
    page.goto(incident)
    page.get_by_role("link", name="Review this incident").click()
    page.locator(".voice", has_text="JNIM said it killed 40").get_by_role("button", name="Hide as false").click()
    decide(page, why="the group withdrew it")
    page.goto(incident)
    said = page.locator("main").inner_text()
    assert page.locator("h1").inner_text() == "16 killed"
    assert "count: read as 15, corrected to 16 by Ane (review 3)" in said
    assert "hidden as false by Ane" in said
    assert [each.split("\n")[0] for each in page.locator("table.told .says").all_inner_texts()] == [
        "12 killed",
        "16 killed",
    ]
    page.goto(f"{here}/review/log")
    log = page.locator("main").inner_text()
    assert "4 decisions" in log and "undone" in log and "the group withdrew it" in log


def what_was_decided_is_exported(page, here: str) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    """Return the whole ledger as it is downloaded."""
    (row,) = csv.DictReader(fetched(page, here, "csv-ged").splitlines())
    assert [row[name] for name in ("low", "best", "high", "deaths_a")] == ["16", "16", "16", "16"]
    assert "JNIM" not in row["source_original"]
    (row,) = csv.DictReader(fetched(page, here, "csv-acled").splitlines())
    assert (row["fatalities"], row["country"]) == ("16", "Mali")
    whole: dict[str, Any] = json.loads(fetched(page, here, "json"))
    assert sorted(claim["count"]["best"] for claim in whole["claims"]) == [12, 16]
    assert [each["count"]["best"] for each in whole["hidden"]] == [40]
    made = [(each["action"], each["who"]) for each in whole["reviews"]]
    assert made == [("different", "Ane"), ("undo", "Ane"), ("correct", "Ane"), ("hide", "Ane")]
    return whole


def fetched(page, here: str, name: str) -> str:  # type: ignore[no-untyped-def]
    """Download the whole ledger in a format, by the links of the overview."""
    page.goto(here)
    page.locator("details.downloads > summary").click()
    with page.expect_download() as download:
        page.locator(f"a[href*='/download/{name}']").first.click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_a_period_is_chosen_by_dragging(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab()
    page.goto(demo_site)
    page.wait_for_load_state("networkidle")
    assert page.locator(".timeline .hint").is_visible()
    everything = page.locator("table.incidents tbody tr").count()
    drag(page, 0.0, 0.5)
    page.locator(".chips li:nth-child(2)").wait_for()
    assert page.locator("input[name=from]").input_value() == "2019-04-01"
    until = page.locator("input[name=to]").input_value()
    assert re.fullmatch(r"2021-0[4-6]-3[01]", until), until
    days = page.locator("table.incidents .when").all_inner_texts()
    assert 0 < len(days) < everything and all("2019" in each for each in days)
    assert f"to={until}" in page.url
    kept = page.url
    page.goto(kept)
    assert page.locator("table.incidents .when").all_inner_texts() == days, "the address holds the period"


def test_a_drag_can_be_given_up_and_a_click_is_no_drag(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab()
    page.goto(demo_site)
    page.wait_for_load_state("networkidle")
    box = page.locator(".timeline svg").bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 30, steps=4)
    assert page.locator(".timeline .shade").count() == 1
    assert "2019-04-01 to" in page.locator(".timeline .picking").inner_text()
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".timeline .shade").count() == 0 and page.url.rstrip("/") == demo_site
    page.locator(".timeline svg a").first.click()
    page.wait_for_url("**from=2019-04-01*to=2019-04-30*")


def drag(page, start: float, end: float) -> None:  # type: ignore[no-untyped-def]
    """Drag over the timeline, from and to parts of its width."""
    box = page.locator(".timeline svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * start + 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, box["y"] + 40, steps=6)
    page.mouse.up()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_stay_silent(demo_site: str, tab, size: dict[str, int], scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = tab(size, color_scheme=scheme)
    page.goto(demo_site)
    page.wait_for_load_state("networkidle")
    assert sideways(page) == 0
    for place in ("incident", "report"):
        address = page.locator(f"a[href*='/{place}/']").first.get_attribute("href")
        page.goto(demo_site + address)
        page.wait_for_load_state("networkidle")
        assert sideways(page) == 0, address
    for address in ("/review", "/add", "/method", "/api/docs"):
        page.goto(demo_site + address)
        assert sideways(page) == 0, address


def test_without_javascript(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab(java_script_enabled=False)
    page.goto(demo_site)
    assert page.locator("svg").count() > 0
    page.goto(f"{demo_site}/?effect=killed&sort=toll")
    assert page.locator("a[href*='/incident/']").count() > 3
    page.locator("a[href*='/incident/']").first.click()
    assert page.locator("h1").count() == 1


def test_by_keyboard_alone(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab()
    page.goto(demo_site)
    page.keyboard.press("Tab")
    skip = page.evaluate("[document.activeElement.tagName, document.activeElement.getAttribute('href')]")
    assert skip[0] == "A" and skip[1].startswith("#")
    page.keyboard.press("Enter")
    assert "/incident/" in tabbed(page, lambda found: "/incident/" in found[1])[1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/incident/**")
    tabbed(page, lambda found: "/report/" in found[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/**")
    tabbed(page, lambda found: found[1].startswith("#claim-"))
    page.keyboard.press("Enter")
    assert page.locator(".fate.lit").count() == 1


def test_a_decision_by_keyboard_alone(demo: Path, tmp_path: Path, served: Callable[[Path], str], tab) -> None:  # type: ignore[no-untyped-def]
    ledger = tmp_path / "keys.toll"
    shutil.copy(demo, ledger)
    page = tab()
    page.goto(f"{served(ledger)}/review")
    tabbed(page, lambda found: found[0] == "BUTTON" and "Different events" in found[2])
    page.keyboard.press("Enter")
    page.locator("h2", has_text="What it would do").wait_for()
    tabbed(page, lambda found: found[1] == "why")
    page.keyboard.type("by keyboard")
    tabbed(page, lambda found: found[2] == "Decide so")
    page.keyboard.press("Enter")
    page.get_by_text("Review 1 is kept: different").wait_for()
    tabbed(page, lambda found: found[0] == "BUTTON" and found[2] == "Undo")
    page.keyboard.press("Enter")
    page.locator("h2", has_text="What it would do").wait_for()
    tabbed(page, lambda found: found[2] == "Decide so")
    page.keyboard.press("Enter")
    page.get_by_text("Review 2 is kept: undo").wait_for()


def tabbed(page, wanted: Callable[[list[str]], bool], most: int = 250) -> list[str]:  # type: ignore[no-untyped-def]
    """Press Tab until what has the focus is wanted (tag, address or name, words); every focus on the way is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, e.getAttribute('href') || e.name || '', e.textContent.trim().slice(0, 60),"
            " s.outlineStyle, s.boxShadow]; })()"
        )
        if found[0] in ("A", "BUTTON", "INPUT", "SELECT", "SUMMARY"):
            assert found[3] != "none" or found[4] != "none", f"focus cannot be seen on {found}"
        if wanted(found):
            return list(found)
    raise AssertionError("Tab never comes to what was wanted")


def test_a_report_that_attacks_its_reader_runs_nothing(hostile_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab()
    page.goto(hostile_site)
    for address in {
        link.get_attribute("href") for link in page.locator("a[href*='/incident/'], a[href*='/report/']").all()
    }:
        page.goto(hostile_site + address)
        page.wait_for_load_state("networkidle")
        assert page.locator("main script, main iframe, main [onerror], main [onclick]").count() == 0
    page.goto(f"{hostile_site}/reports")
    arabic = page.locator("[lang=ar]").first
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_number_of_the_ledger_never_begins_a_line(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    """The small numbers that lead from a sentence to the ledger stay with its last word, at any width."""
    for width in range(320, 700, 20):
        page = tab({"width": width, "height": 740})
        page.goto(f"{demo_site}/reports")
        for address in {each.get_attribute("href") for each in page.locator("a[href*='/report/']").all()[:3]}:
            page.goto(demo_site + address)
            apart = page.evaluate(
                """() => [...document.querySelectorAll('.refs')].filter((refs) => {
                  const range = document.createRange(), before = refs.previousSibling;
                  const text = before.nodeType === 3 ? before : before.lastChild;
                  const end = text.textContent.trimEnd().length;
                  range.setStart(text, end - 1); range.setEnd(text, end);
                  const last = range.getBoundingClientRect(), first = refs.querySelector('a').getBoundingClientRect();
                  return first.top > last.bottom;
                }).map((refs) => refs.textContent)"""
            )
            assert apart == [], f"{address} at {width}"
        page.close()


def test_paper_has_no_controls_and_nothing_folded(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab(color_scheme="dark")
    page.goto(f"{demo_site}/?country=PK")
    page.emulate_media(media="print")
    assert page.locator("table.incidents tbody tr").first.is_visible()
    for hidden in (".top nav", ".filters", ".downloads", ".timeline .hint"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    page.locator("table.incidents a").first.click(force=True)
    page.wait_for_url("**/incident/**")
    name = page.url.rsplit("/", 1)[1]
    assert page.locator("table.codes").first.is_visible(), "what is folded on the screen is printed"
    assert page.locator("table.told .paper").first.is_visible() and name in page.locator(".headline").inner_text()
    page.emulate_media(media="screen")
    assert not page.locator("table.codes").first.is_visible() and not page.locator(".told .paper").first.is_visible()


def test_drawings_can_be_read_on_a_phone(demo_site: str, tab) -> None:  # type: ignore[no-untyped-def]
    page = tab(PHONE)
    page.goto(f"{demo_site}/?country=PK")
    page.locator("a[href*='/incident/']").first.click()
    assert page.locator(".plot text").count() > 3
    small = "all => all.map(e => e.getBoundingClientRect().height).filter(height => height < 9)"
    assert page.locator(".plot text").evaluate_all(small) == []
    size = "all => all.map(e => parseFloat(getComputedStyle(e).fontSize)).filter(size => size < 12)"
    assert page.locator(".cites li, .cites .fine").evaluate_all(size) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(demo_site: str, tab, scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = tab(DESK, color_scheme=scheme, bypass_csp=True)  # axe is put in by the test, past the policy
    page.goto(demo_site)
    incidents = {each.get_attribute("href") for each in page.locator("table.incidents a[href*='/incident/']").all()}
    page.goto(f"{demo_site}/reports")
    reports = {each.get_attribute("href") for each in page.locator("a[href*='/report/']").all()}
    page.goto(f"{demo_site}/review")
    ways = sorted(incidents | reports)
    ways += [page.locator(f"a[href*='/review/{each}/']").first.get_attribute("href") for each in ("claim", "incident")]
    faults = []
    for address in ("/", *ways, "/reports", "/review", "/review/log", "/add", "/method", "/api/docs"):
        page.goto(demo_site + address)
        faults += axe(page)
    page.goto(f"{demo_site}/review")
    page.locator("button[data-key=d]").first.click()
    page.locator("h2", has_text="What it would do").wait_for()
    assert faults + axe(page) == []


def axe(page) -> list[str]:  # type: ignore[no-untyped-def]
    """What axe finds on a page that is serious or critical, with everything unfolded."""
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.add_script_tag(path=AXE)
    return [
        f"{page.url}: {item['id']}: {item['nodes'][0]['html'][:120]}"
        for item in page.evaluate("axe.run()")["violations"]
        if item["impact"] in ("serious", "critical")
    ]
