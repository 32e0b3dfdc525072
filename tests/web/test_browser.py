"""The pages in a real browser: Debian's chromium, without a head."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

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
GAO_NB = "Minst 15 soldater ble drept da væpnede menn angrep en militærpost ved Gao i Mali fredag, opplyser hæren.\n"


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


def test_a_working_day(tmp_path: Path, served: Callable[[Path], str], tab) -> None:  # type: ignore[no-untyped-def]
    ledger = tmp_path / "day.toll"
    first, second = tmp_path / "gao.txt", tmp_path / "gao-nb.txt"
    first.write_text(GAO, encoding="utf-8")
    second.write_text(GAO_NB, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "tollbook", "add", str(ledger), str(first), "--published", "2024-03-02"], check=True
    )
    here = served(ledger)
    page = tab()
    page.goto(f"{here}/add")
    page.set_input_files("input[type=file]", str(second))
    page.locator("form:has(input[type=file]) input[name=published]").fill("2024-03-03")
    page.get_by_role("button", name="Add the files").click()
    page.wait_for_selector("a[href*='/incident/']", timeout=60_000)
    page.locator("a[href*='/incident/']").first.click()
    assert "15" in page.locator("main").inner_text()
    quotes = page.locator("main").inner_text()
    assert "Gunmen killed 12 soldiers" in quotes and "Minst 15 soldater" in quotes
    page.locator("a[href*='/report/']").first.click()
    assert page.locator("mark").count() > 0
    page.goto(f"{here}/review")
    assert page.locator("h1").count() == 1
    with page.expect_download() as download:
        page.goto(f"{here}/")
        page.locator("details:has(a[href*='/download/csv-ged']) > summary").first.click()
        page.locator("a[href*='/download/csv-ged']").first.click()
    assert "Mali" in Path(download.value.path()).read_text(encoding="utf-8")


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
    seen = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, e.getAttribute('href') || e.name || '', s.outlineStyle, s.boxShadow]; })()"
        )
        if found[0] in ("A", "BUTTON", "INPUT", "SELECT", "SUMMARY"):
            assert found[2] != "none" or found[3] != "none", f"focus cannot be seen on {found}"
        seen.add(tuple(found[:2]))
        if "/incident/" in found[1]:
            break
    assert any("/incident/" in address for _, address in seen)
    page.keyboard.press("Enter")
    page.wait_for_url("**/incident/**")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(demo_site: str, tab, scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = tab(DESK, color_scheme=scheme, bypass_csp=True)  # axe is put in by the test, past the policy
    page.goto(demo_site)
    ways = [page.locator("a[href*='/incident/']").first.get_attribute("href")]
    page.goto(f"{demo_site}/reports")
    ways.append(page.locator("a[href*='/report/']").first.get_attribute("href"))
    faults = []
    for address in ("/", *ways, "/reports", "/review", "/review/log", "/add", "/method", "/api/docs"):
        page.goto(demo_site + address)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run()")["violations"]
        faults += [
            f"{address}: {item['id']}: {item['nodes'][0]['html'][:120]}"
            for item in found
            if item["impact"] in ("serious", "critical")
        ]
    assert faults == []
